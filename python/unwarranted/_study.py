"""Studies, stores and folders."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _core
from ._asked import Asked
from ._core import Chart, Error, Table

if TYPE_CHECKING:
    from ._data import Data, Paths
    from ._options import Options

    try:
        from typing import Unpack
    except ImportError:
        from typing_extensions import Unpack


class DataWarning(UserWarning):
    """What a reader must know before all else, such as how much of the country is not in the figures."""


class Study(Asked):
    """Data and options, from which tables, charts and folders are made. Data are read again for each of them.

    ``Study.load("study.toml")`` takes them from a file, as the command line does.
    """

    def __init__(self, data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> None:
        self._of(data, name, None, dict(options))

    def _of(self, data: Any, name: str, file: Any, options: dict[str, Any]) -> None:
        self._study = _core.Study(data, name, file, options)
        self._says = f"{file}" if file is not None else name if hasattr(data, "__arrow_c_stream__") else f"{data}"

    @classmethod
    def load(cls, path: str | os.PathLike[str], **options: Unpack[Options]) -> Study:
        """The study of a file; options beside it come before those of the file."""
        study = cls.__new__(cls)
        study._of(None, "data", os.fspath(path), dict(options))
        return study

    @property
    def commands(self) -> list[str]:
        """What the file of the study says it is for."""
        return self._study.commands()

    def run(self, *commands: str) -> dict[str, Table | Path]:
        """Does what the file of the study is for, or the commands given: a table each, or the path of a folder that was written.

        A report needs a folder in the table ``out`` of the file; a sweep is written where it has one.
        """
        commands = commands or tuple(self.commands)
        if not commands:
            raise Error("the study names no commands; give one, such as run('rates')")
        return {command: self._run(command) for command in commands}

    def _run(self, command: str) -> Table | Path:
        writes, out = self._study.folder(command)
        if not writes or (out is None and command == "sweep"):
            return self._study.table(command)
        if out is None:
            raise Error(f"the study has no folder for a {command}; give one as '{command}' in its table 'out'")
        return self._write(command, out)

    def _write(self, command: str, out: Any) -> Path:
        self._study.write(command, os.fspath(out))
        return Path(out)

    def rates(self) -> Table:
        """As :func:`unwarranted.rates`."""
        return self._study.table("rates")

    def indices(self) -> Table:
        """As :func:`unwarranted.indices`."""
        return self._study.table("indices")

    def outliers(self) -> Table:
        """As :func:`unwarranted.outliers`."""
        return self._study.table("outliers")

    def smooth(self) -> Table:
        """As :func:`unwarranted.smooth`."""
        return self._study.table("smooth")

    def explain(self) -> Table:
        """As :func:`unwarranted.explain`."""
        return self._study.table("explain")

    def levels(self) -> Table:
        """As :func:`unwarranted.levels`."""
        return self._study.table("levels")

    def inequality(self) -> Table:
        """As :func:`unwarranted.inequality`."""
        return self._study.table("inequality")

    def sweep(self) -> Table:
        """As :func:`unwarranted.sweep`."""
        return self._study.table("sweep")

    def chart(
        self, kind: str, *, size: str = "web", dark: bool = False, about: str | None = None, boundaries: Any = None
    ) -> Chart:
        """As :func:`unwarranted.chart`."""
        return self._study.chart(kind, size, dark, about, boundaries)

    def report(self, out: Any) -> Path:
        """Writes a report folder and gives its path."""
        return self._write("report", out)

    def league(self, out: Any) -> Path:
        """Writes the folder of a league, with a page for each treatment, and gives its path."""
        return self._write("sweep", out)

    def __repr__(self) -> str:
        return f"<unwarranted.Study of {self._says}>"


class Store:
    """A store that ``unwarranted ingest`` filled."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise Error(f"{self.path}: not a folder; give the folder of a store, which 'unwarranted ingest' fills")

    def study(self, **options: Unpack[Options]) -> Study:
        """A study of the store: ``store.study(bnf="0501", by="quarter").rates()``."""
        return Study(store=self.path, **options)  # type: ignore[misc]

    def cube(self, **options: Unpack[Options]) -> Table:
        """The figures as they are: a row per treatment, period (a month, where the store has months) and area.

        ``observed`` and ``denominator`` are null where there is no number, and ``observed_unknown`` says why: suppressed, or
        not-reported.
        """
        return self.study(**options)._study.cube()

    def __fspath__(self) -> str:
        return os.fspath(self.path)

    def __repr__(self) -> str:
        return f"<unwarranted.Store {self.path}>"


@dataclass(frozen=True)
class Verified:
    """What a folder is beside the study that made it. It is true where every byte is the same."""

    same: bool
    #: What became of each file, by name.
    files: dict[str, str]
    #: Which input, option or version changed, and why the study cannot be run.
    reasons: list[str]
    #: What it comes to, in words.
    verdict: str

    def __bool__(self) -> bool:
        return self.same

    def __repr__(self) -> str:
        return "\n".join([*(f"{name}: {fate}" for name, fate in self.files.items()), *self.reasons, self.verdict])


def verify(folder: str | os.PathLike[str], inputs: Paths = ()) -> Verified:
    """Runs the study of a folder again, and compares every byte.

    ``inputs`` are folders to look for the inputs in, beside those near the folder.
    """
    paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    files, reasons, verdict, same = _core.verify(os.fspath(folder), paths)
    return Verified(same, dict(files), reasons, verdict)


@dataclass(frozen=True)
class Compared:
    """How two things differ. It is true where they are the same."""

    same: bool
    #: The largest differences of each sort, in sentences.
    words: str
    #: Everything, as ``unwarranted compare --format json`` prints it (schema ``compare``).
    document: dict[str, Any]

    def __bool__(self) -> bool:
        return self.same

    def __repr__(self) -> str:
        return self.words.rstrip()


def compare(first: str | os.PathLike[str], second: str | os.PathLike[str], inputs: Paths = ()) -> Compared:
    """Says how two folders of one command, two stores, files of studies or definitions of treatments differ.

    "Why does this differ from last month's figure?": options, inputs and version first, then areas and indices, and where the
    inputs of both folders are at hand the rows, codes, areas and practices that account for it. ``inputs`` are folders to look for
    them in.
    """
    paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    same, words, document = _core.compare(os.fspath(first), os.fspath(second), paths)
    return Compared(same, words, json.loads(document))
