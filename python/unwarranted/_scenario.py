"""What would be: areas that merge or split, money that moves, people that are projected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._study import Study

if TYPE_CHECKING:
    from ._core import Table
    from ._data import Data
    from ._options import Options

    try:
        from typing import Unpack
    except ImportError:
        from typing_extensions import Unpack


def merge(
    data: Data = None,
    into: str | None = None,
    *,
    into_file: Any = None,
    lineage: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """How much smaller the differences look when areas are merged into what the column ``into`` says: a row per merged area.

    ``into_file`` is a table by area that has the column (a path or a data frame). ``lineage`` instead is what the program knows: icb, pct, or
    a day by which commissioning groups had merged.
    """
    return Study(data, name=name, **options).merge(into, into_file=into_file, lineage=lineage)


def split(  # type: ignore[misc]
    data: Data = None,
    *,
    shares: Any = None,
    from_: str | None = None,
    into: str | None = None,
    lineage: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What splitting areas would do to how far they differ, with nothing changed for any patient: a row per new area.

    ``shares`` is a table of area, into and share (above 0 and at most 1), as a path or a data frame; or ``from_`` and ``into`` are the columns
    with the area that is split and with the new area of each unit, such as a practice (``column_area``); or ``lineage`` is pct.
    """
    return Study(data, name=name, **options).split(shares=shares, from_=from_, into=into, lineage=lineage)


def moves(
    data: Data = None,
    moves: Any = None,
    *,
    to_target: float | None = None,
    years: int | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What moving money between areas would do: a row per treatment, period and area, with what each gains, in pounds and per head.

    ``moves`` is a table of from, to and amount, as a path or a data frame. Or every area moves towards the rate of all together, by at most
    ``to_target`` per cent of what it has a year, for ``years`` years (1).
    """
    return Study(data, name=name, **options).moves(moves, to_target=to_target, years=years)


def localities(
    data: Data,
    locality: str,
    *,
    budget: float | None = None,
    weighted: str | None = None,
    allowance: float | None = None,
    spend: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """Localities within an area, from rows of practices (``column_area``): a row per treatment, period and locality.

    ``locality`` names the column with that of each practice. ``budget`` is pounds that localities share by the column ``weighted`` (the
    denominator where it is not given); ``allowance`` is pounds per head for running costs, ``spend`` the column with what practices spend.
    ``between_share`` is how much of the differences lies between localities, ``p`` what dealing practices at random would give.
    """
    return Study(data, name=name, **options).localities(
        locality, budget=budget, weighted=weighted, allowance=allowance, spend=spend
    )


def demand(
    data: Data,
    population: Any,
    *,
    observed: str | None = None,
    people: str | None = None,
    rates_of: int | None = None,
    trend: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What areas will need: a row per projected period and area, all areas together last.

    ``data`` is one table of area, period, age (or age_band), sex, observed and population; ``population`` a table of people that are
    projected in the same ages and sexes, as a path or a data frame. ``observed`` and ``people`` name columns, ``rates_of`` is how many of the last
    periods rates are taken from, ``trend`` all or none. ``title``, ``per_person``, ``confidence``, ``replicates`` and ``seed`` are options.
    """
    return Study(data, name=name, **options).demand(population, observed=observed, people=people, rates_of=rates_of, trend=trend)
