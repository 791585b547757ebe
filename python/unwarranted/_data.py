"""What functions take as data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Optional, Protocol, Union


class ArrowStream(Protocol):
    """A table of polars, pandas, pyarrow, DuckDB or any other library with the Arrow PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


Path = Union[str, "os.PathLike[str]"]
Paths = Union[Path, Iterable[Path]]
Data = Optional[Union[Path, Iterable[Path], ArrowStream, Mapping[str, ArrowStream]]]
