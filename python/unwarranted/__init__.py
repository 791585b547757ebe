"""The postcode lottery, from data frames: rates, indices of variation, outliers and leagues of treatments.

    import unwarranted as uw
    uw.outliers(hips, period="2021/22")

Data are a path, or anything with the Arrow interface: a table of polars, pandas (2.2 or later), pyarrow or DuckDB with a row per
area, period and treatment. Several data frames are a dictionary: its keys name the treatments. Columns are found by their names,
as the command line finds them (``area``, ``observed``, ``denominator`` and so on). Options are the keys of a study file with
underscores; :func:`options` lists them. Numbers are those of the command line, bit for bit.

Results are :class:`Table`: they print as on the command line, ``to_polars()`` and ``to_pandas()`` make data frames of them, and
``chart(kind)`` draws them. What is wrong with data or options is an :class:`Error`, which says what was expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core
from ._commands import funding, opportunity, pool, similar, space, trend, watch
from ._core import Chart, Error, Table, __version__
from ._scenario import demand, localities, merge, moves, split
from ._study import Compared, DataWarning, Store, Study, Verified, compare, verify

if TYPE_CHECKING:
    from ._data import Data, Paths
    from ._options import Options

    try:
        from typing import Unpack
    except ImportError:
        from typing_extensions import Unpack

__all__ = [
    "Chart", "Compared", "DataWarning", "Error", "Store", "Study", "Table", "Verified", "__version__", "chart", "charts", "compare", "demand",
    "explain", "funding",
    "indices", "inequality", "levels", "localities", "merge", "moves", "opportunity", "options", "outliers", "pool", "rates", "report",
    "similar", "smooth", "space", "split", "sweep", "trend", "verify", "watch",
]


def rates(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """The rate of every area with its interval: a row per treatment, period and area.

    ``rate``, ``lower`` and ``upper`` are per ``per`` units of the denominator; ``ratio`` is observed over expected. ``name`` is
    what a data frame without a column of treatments is about.
    """
    return Study(data, name=name, **options).rates()


def indices(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """The indices of variation: a row per treatment, period and index, with what chance alone would give.

    An index that is not defined is null in ``value``, and ``undefined`` says why.
    """
    return Study(data, name=name, **options).indices()


def outliers(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """Which areas are unusual: a row per treatment, period and area.

    ``alarm`` is the side on which an area stands out when all are looked at together, ``flag`` the limits it is outside of by
    itself, ``position`` how far it is from all areas together.
    """
    return Study(data, name=name, **options).outliers()


def smooth(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """Smoothed ratios: a row per treatment, period and area. The less certain a ratio, the closer it moves to that of all areas."""
    return Study(data, name=name, **options).smooth()


def explain(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """How much of the differences goes with need (``need="deprivation=imd_score"``): a row per treatment, period and area.

    ``share_adjusted`` is between 0 and 1, with its interval; ``expected`` is what areas of the same need have.
    """
    return Study(data, name=name, **options).explain()


def levels(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """How much lies between areas, and how much between their practices (``column_within``): a row per treatment and period."""
    return Study(data, name=name, **options).levels()


def inequality(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """How the rate rises or falls along a ranking (``column_rank``): slope and relative index of inequality, a row each."""
    return Study(data, name=name, **options).inequality()


def sweep(data: Data = None, *, name: str = "data", **options: Unpack[Options]) -> Table:
    """Every treatment at once, in the order of how far areas differ: a row per period and treatment."""
    return Study(data, name=name, **options).sweep()


def chart(  # type: ignore[misc]
    kind: str,
    data: Data = None,
    *,
    size: str = "web",
    dark: bool = False,
    about: str | None = None,
    boundaries: Any = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Chart:
    """A chart of one of the kinds that :func:`charts` lists.

    ``size`` is web (800 pixels wide), phone (360), print (170 mm) or social (1200 pixels). ``about`` chooses the treatment where
    there are several. Maps need ``boundaries``: a file of GeoJSON or HexJSON.
    """
    return Study(data, name=name, **options).chart(kind, size=size, dark=dark, about=about, boundaries=boundaries)


def report(data: Data = None, *, out: Any, name: str = "data", **options: Unpack[Options]):
    """Writes a report folder to ``out``: a page, tables, charts, and the study that gives it again. Gives the path of the folder.

    What a reader must know of the data stands on the page and in ``manifest.json``.

    Inputs of a data frame are not kept, so that only reports on files can be verified.
    """
    return Study(data, name=name, **options).report(out)


def charts() -> dict[str, str]:
    """The kinds of charts, each with what it shows."""
    return dict(_core.charts())


def options() -> dict[str, list[str]]:
    """Every option as a keyword, with the types of Python that it takes."""
    return {name: list(types) for name, types in _core.options()}
