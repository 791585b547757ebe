from collections.abc import Iterator
from os import PathLike
from typing import Any

import pandas
import polars
import pyarrow

__version__: str

class Error(ValueError):
    """Data, options or a folder that cannot be used; the message says what was expected and what to do."""

class Table:
    """What was found: a table that prints as on the command line, and that data frames take as it is."""

    @property
    def warnings(self) -> list[str]:
        """Which areas the figures leave out, and whatever else a reader must know first."""
    @property
    def set_aside(self) -> list[str]:
        """Rows that were read and not used, with the reason: a line per treatment and reason."""
    @property
    def notes(self) -> list[str]:
        """How the data were put together, as far as a reader should know."""
    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
    @property
    def columns(self) -> dict[str, str | None]:
        """What each column means, with its unit, by name."""
    def text(self, width: int | None = None) -> str:
        """The table for reading, as the command line prints it; `width` is that of the page in characters."""
    def json(self) -> str:
        """The JSON document that the command line prints with --format json, byte for byte."""
    def csv(self) -> str:
        """The CSV that the command line prints with --format csv, byte for byte."""
    def to_dict(self) -> dict[str, Any]:
        """The JSON document as a dictionary."""
    def to_polars(self) -> polars.DataFrame:
        """A polars.DataFrame. Numbers are copied once, out of this table."""
    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow.Table. Numbers are copied once, out of this table."""
    def to_pandas(self) -> pandas.DataFrame:
        """A pandas.DataFrame; by pyarrow where it is there, else column by column."""
    def chart(
        self, kind: str, *, size: str = "web", dark: bool = False, about: str | None = None,
        boundaries: str | PathLike[str] | None = None,
    ) -> Chart:
        """A chart of the same data and options: `kind` is one of charts()."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]:
        """The names of the columns, in their order."""
    def __contains__(self, column: str) -> bool: ...
    def __getitem__(self, column: str) -> list[Any]:
        """The values of a column; None where a cell is empty."""
    def _repr_html_(self) -> str: ...

class Chart:
    """A chart, which shows itself in a notebook."""

    @property
    def svg(self) -> str:
        """The drawing as SVG with live text."""
    @property
    def headline(self) -> str:
        """What it shows, in words."""
    @property
    def notes(self) -> list[str]:
        """What a reader must know beside it: warnings, rows set aside, notes."""
    def csv(self) -> str:
        """The figures drawn, as CSV."""
    def save(self, path: str | PathLike[str]) -> None:
        """Writes the chart, by the ending of `path`, as SVG, PNG or PDF; a name in @2x.png has double size."""
    def _repr_html_(self) -> str: ...

class Study:
    def __init__(self, data: Any, name: str, file: str | None, options: dict[str, Any]) -> None: ...
    def commands(self) -> list[str]: ...
    def folder(self, command: str) -> tuple[bool, Any]: ...
    def table(self, command: str) -> Table: ...
    def asked(self, command: str, own: dict[str, Any]) -> Table: ...
    def cube(self) -> Table: ...
    def chart(self, kind: str, size: str, dark: bool, about: str | None, boundaries: Any) -> Chart: ...
    def write(self, command: str, out: str) -> None: ...

def options() -> list[tuple[str, list[str]]]: ...
def charts() -> list[tuple[str, str]]: ...
def verify(dir: str, inputs: list[Any]) -> tuple[list[tuple[str, str]], list[str], str, bool]: ...
def compare(first: str, second: str, inputs: list[Any]) -> tuple[bool, str, str]: ...
def run(arguments: list[str]) -> int: ...

def sweep_part(practices_table: Any, rows: Any, kind: str, replicates: int, seed: int, confidence: float) -> bytes:
    """What a sweep finds of the treatments of these rows, for league_of_parts."""

def league_of_parts(
    practices_table: Any, parts: list[bytes], period: str, replicates: int, seed: int, confidence: float, notes: list[str]
) -> Table:
    """The league of all treatments of these parts."""
