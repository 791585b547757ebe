"""Functions with options of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._study import Study

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ._core import Table
    from ._data import Data
    from ._options import Options

    try:
        from typing import Unpack
    except ImportError:
        from typing_extensions import Unpack


def opportunity(  # type: ignore[misc]
    data: Data = None,
    target: str | float | None = None,
    *,
    polarity: str | None = None,
    by: str | Sequence[str] = (),
    by_file: Any = None,
    savings: str | None = None,
    cost: str | None = None,
    denominator_cost: str | None = None,
    league: bool = False,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What it would come to if every area moved to a target: a row per treatment, period and area.

    ``target`` is national, median, weighted-median, decile:1 to decile:9, similar, or a rate; ``polarity`` low or high says what
    is better. Sums are in units of the numerator: items, pounds, people. With ``league`` there is a row per treatment and period, those
    in pounds first and the most pounds on top; a treatment of which nobody says what is better is then left out, with a note.

    ``target`` is the median where nothing is said. ``savings`` (per-patient, percentage, price-per-unit) gives what OpenPrescribing would, in
    pounds, of a decile (decile:1 where nothing is said); percentage needs ``cost`` and ``denominator_cost``, the columns with what
    numerator and denominator cost.
    """
    if target is None and savings is None:
        target = "median"
    own: dict[str, Any] = {"by": by, "by_file": by_file, "league": league}
    own |= {"savings": savings, "cost": cost, "denominator_cost": denominator_cost}
    return Study(data, name=name, **options).opportunity(target, polarity=polarity, **own)


def similar(  # type: ignore[misc]
    data: Data,
    by: str | Sequence[str],
    *,
    nearest: int = 10,
    benchmark: bool = False,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """The areas most like each area, by columns that they have alike (``log:population`` takes the logarithm): a row per pair.

    ``distance`` is in standard deviations of each column. With ``benchmark`` there is a row per treatment, period and area: its rate
    over that of the areas most like it, with an interval, its ``place`` among them, and ``q`` for who is unusual among them.
    """
    return Study(data, name=name, **options).similar(by, nearest=nearest, benchmark=benchmark)


def space(  # type: ignore[misc]
    data: Data = None,
    *,
    neighbours: Any = None,
    boundaries: Any = None,
    contiguity: str | None = None,
    tolerance: float | None = None,
    covariate: str | Sequence[str] = (),
    weights: str | None = None,
    model: str | None = None,
    fit: str | None = None,
    prior_sigma: str | None = None,
    prior_mixing: str | None = None,
    anyway: bool = False,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What neighbouring areas share, of one treatment and period: a row per area, with its ratio smoothed by those of its neighbours.

    ``neighbours`` is a table of pairs (a path or a data frame), or with ``boundaries`` (a file of GeoJSON) ``distance:KM`` or
    ``nearest:K``; boundaries alone make neighbours of areas that touch, by ``contiguity`` rook or queen, to within ``tolerance`` degrees.
    ``covariate`` names columns that differences may go with. ``model`` is bym2 or leroux, ``fit`` averaged, ml or reml (the last two for
    leroux), ``weights`` row or binary. Where the median area has 100 events or more nothing is smoothed, unless ``anyway``: ``rr`` and what
    belongs to it are then null. The JSON has Moran's I, Geary's C and the parameters of the model.
    """
    return Study(data, name=name, **options).space(
        neighbours=neighbours, boundaries=boundaries, contiguity=contiguity, tolerance=tolerance, covariate=covariate, weights=weights,
        model=model, fit=fit, prior_sigma=prior_sigma, prior_mixing=prior_mixing, anyway=anyway,
    )


def watch(  # type: ignore[misc]
    data: Data = None,
    *,
    state: str | os.PathLike[str],
    rules: str | Sequence[str] = "change",
    from_: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """What is new since the last call with the same ``state``: a row per alert, by rule, treatment, area and month.

    ``state`` is a folder that keeps what was seen and told, one for each study; it is written before the table is given, so that no alert
    is given twice. The first call judges the last month, or those from ``from_`` on (2020-12). ``rules`` are change (false alerts held at
    5%), xmr and cusum. The first of the ``notes`` says which months were judged.
    """
    return Study(data, name=name, **options).watch(state, rules=rules, from_=from_)


def trend(
    data: Data = None,
    *,
    ahead: int | None = None,
    changes: bool | None = None,
    guidance: str | None = None,
    series: str | None = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """Whether areas differ more than before, and since when: a row per treatment and period, with an index and its interval.

    ``ahead`` is how many periods to forecast, a year where it is not given. The text and the JSON hold breaks, season and
    forecast. With ``changes`` there is a row per treatment and area instead: its largest step, with false discoveries held at 5%, and the
    months from ``guidance`` (2019-06) to it. ``series`` names a column of values, beside one of periods: a plain series without areas.
    """
    return Study(data, name=name, **options).trend(ahead=ahead, changes=changes, guidance=guidance, series=series)


def pool(
    data: Data = None,
    *,
    frequency: float | None = None,
    cost: float | None = None,
    cost_cv: float | None = None,
    year_cv: float | None = None,
    practices: Any = None,
    sizes: float | Sequence[float] | None = None,
    within: float | None = None,
    years: float | None = None,
    own_size: float | None = None,
    group_size: float | None = None,
    safe_cv: float | None = None,
    budgets: Any = None,
    budgets_period: str | None = None,
    pounds: float | None = None,
    name: str = "data",
) -> Table:
    """How many people it takes until chance moves the cost of a service little: a row per service and number of people (``sizes``).

    ``data`` is a table of services: service, frequency (events per person and year), cost (pounds per event), and perhaps cost_cv, year_cv and
    probability. Or one service is ``frequency``, ``cost``, ``cost_cv`` and ``year_cv``; or ``practices`` are years of practices: data, or a
    :class:`Study` that names their columns. ``within`` is per cent of the mean by which chance may move a cost (5), ``years`` in how many
    of 100 years (95), ``safe_cv`` per cent below which a service is safe (5), ``own_size`` and ``group_size`` people of an area and of those that
    share. ``budgets`` is a table by area with a column weighted, and ``pounds`` what they share: a row per area then follows.
    """
    return Study(data, name=name).pool(
        frequency=frequency, cost=cost, cost_cv=cost_cv, year_cv=year_cv, practices=practices, sizes=sizes, within=within, years=years,
        own_size=own_size, group_size=group_size, safe_cv=safe_cv, budgets=budgets, budgets_period=budgets_period, pounds=pounds,
    )


def funding(  # type: ignore[misc]
    data: Data = None,
    *,
    amount: str | None = None,
    registered: str | None = None,
    weighted: str | None = None,
    target_column: str | None = None,
    region: str | None = None,
    rank_by: str | None = None,
    beside: Any = None,
    deflator: Any = None,
    prices: str | None = None,
    head: str | None = None,
    prescribing: Any = None,
    name: str = "data",
    **options: Unpack[Options],
) -> Table:
    """Money by area, per registered and per weighted head in pounds: a row per period and area.

    ``amount``, ``registered``, ``weighted``, ``target_column``, ``region`` and ``rank_by`` name columns of the table. ``prescribing`` is what
    is done in the same areas and periods: data, or a :class:`Study` with options of its own; ``json()`` then has the rank correlation with
    its interval, and ``head`` says what money is divided by there (weighted or registered). ``deflator`` is a file with an index of prices,
    ``prices`` the year of the prices.
    """
    return Study(data, name=name, **options).funding(
        amount=amount, registered=registered, weighted=weighted, target_column=target_column, region=region, rank_by=rank_by,
        beside=beside, deflator=deflator, prices=prices, head=head, prescribing=prescribing,
    )
