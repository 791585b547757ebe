"""What is asked of a study with options of the question's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from . import _core
    from ._core import Table


class Asked:
    """Questions with options of their own."""

    _study: _core.Study

    @classmethod
    def _beside(cls, data: Any, name: str) -> _core.Study | None:
        """Data, or a study that names their columns, that stand beside others."""
        if data is None:
            return None
        return (data if isinstance(data, Asked) else cls(data, name=name))._study  # type: ignore[call-arg]

    def opportunity(
        self,
        target: str | float | None = None,
        *,
        polarity: str | None = None,
        by: Any = (),
        by_file: Any = None,
        savings: str | None = None,
        cost: str | None = None,
        denominator_cost: str | None = None,
        league: bool = False,
    ) -> Table:
        """As :func:`unwarranted.opportunity`."""
        own = {
            "target": target, "polarity": polarity, "by": by, "by_file": by_file, "league": league, "savings": savings, "cost": cost,
            "denominator_cost": denominator_cost,
        }
        return self._study.asked("opportunity", own)

    def similar(self, by: Any, *, nearest: int = 10, benchmark: bool = False) -> Table:
        """As :func:`unwarranted.similar`."""
        return self._study.asked("benchmark" if benchmark else "similar", {"by": by, "nearest": nearest})

    def space(
        self,
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
    ) -> Table:
        """As :func:`unwarranted.space`."""
        own = {
            "neighbours": neighbours, "boundaries": boundaries, "contiguity": contiguity, "tolerance": tolerance,
            "covariate": covariate, "weights": weights, "model": model, "fit": fit, "prior_sigma": prior_sigma,
            "prior_mixing": prior_mixing, "anyway": anyway,
        }
        return self._study.asked("space", own)

    def watch(self, state: str | os.PathLike[str], *, rules: str | Sequence[str] = "change", from_: str | None = None) -> Table:
        """As :func:`unwarranted.watch`."""
        return self._study.asked("watch", {"state": state, "rules": rules, "from_": from_})

    def merge(self, into: str | None = None, *, into_file: Any = None, lineage: str | None = None) -> Table:
        """As :func:`unwarranted.merge`."""
        return self._study.asked("merge", {"into": into, "into_file": into_file, "lineage": lineage})

    def split(
        self, *, shares: Any = None, from_: str | None = None, into: str | None = None, lineage: str | None = None
    ) -> Table:
        """As :func:`unwarranted.split`."""
        return self._study.asked("split", {"shares": shares, "from_": from_, "into": into, "lineage": lineage})

    def moves(self, moves: Any = None, *, to_target: float | None = None, years: int | None = None) -> Table:
        """As :func:`unwarranted.moves`."""
        return self._study.asked("moves", {"moves": moves, "to_target": to_target, "years": years})

    def localities(
        self,
        locality: str,
        *,
        budget: float | None = None,
        weighted: str | None = None,
        allowance: float | None = None,
        spend: str | None = None,
    ) -> Table:
        """As :func:`unwarranted.localities`."""
        own = {"locality": locality, "budget": budget, "weighted": weighted, "allowance": allowance, "spend": spend}
        return self._study.asked("localities", own)

    def demand(
        self,
        population: Any,
        *,
        observed: str | None = None,
        people: str | None = None,
        rates_of: int | None = None,
        trend: str | None = None,
    ) -> Table:
        """As :func:`unwarranted.demand`."""
        own = {"population": population, "observed": observed, "people": people, "rates_of": rates_of, "trend": trend}
        return self._study.asked("demand", own)

    def trend(
        self,
        *,
        ahead: int | None = None,
        changes: bool | None = None,
        guidance: str | None = None,
        series: str | None = None,
    ) -> Table:
        """As :func:`unwarranted.trend`."""
        own = {"ahead": ahead, "changes": changes, "guidance": guidance, "series": series}
        return self._study.asked("trend" if series is None else "series", own)

    def pool(
        self,
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
    ) -> Table:
        """As :func:`unwarranted.pool`."""
        own = {
            "frequency": frequency, "cost": cost, "cost_cv": cost_cv, "year_cv": year_cv, "sizes": sizes, "within": within,
            "years": years, "own_size": own_size, "group_size": group_size, "safe_cv": safe_cv, "budgets": budgets,
            "budgets_period": budgets_period, "pounds": pounds, "practices": self._beside(practices, "practices"),
        }
        return self._study.asked("pool", own)

    def funding(
        self,
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
    ) -> Table:
        """As :func:`unwarranted.funding`."""
        own = {
            "amount": amount, "registered": registered, "weighted": weighted, "target_column": target_column, "region": region,
            "rank_by": rank_by, "beside": beside, "deflator": deflator, "prices": prices, "head": head,
            "prescribing": self._beside(prescribing, "prescribing"),
        }
        return self._study.asked("funding", own)
