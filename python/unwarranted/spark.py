"""A league of treatments whose rows lie in Spark: Spark sums them, each worker sweeps some treatments, the driver compares them.

    from unwarranted import spark as us
    rows = us.practice_rows(spark.table("epd_2019_20"), digits=9)
    league = us.league(rows, practices, period="2019/20")

The draws come from the seed, the areas and their practices alone, so that nothing is shipped but the table of practices, and the
league is that of one machine to the last bit. Spark is for data that lie there. One machine is faster: see docs/spark.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _core
from ._core import Error, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

__all__ = ["league", "practice_rows"]

_PART = "part binary"


def practice_rows(
    epd: DataFrame,
    *,
    digits: int | None = None,
    treatments: Mapping[str, Sequence[str]] | None = None,
    code: str = "BNF_CODE",
    practice: str = "PRACTICE_CODE",
    observed: str = "ITEMS",
) -> DataFrame:
    """Rows of prescribing as one row per treatment and practice: columns ``treatment``, ``practice`` and ``observed``.

    A treatment is the first ``digits`` characters of the BNF code: 9 for chemicals (the default), 7 for subparagraphs, 15 for
    presentations. Or name your own: ``treatments={"statins": ["0212000B0", "0212000Y0"]}`` gives the codes, or beginnings of codes, of each;
    a row of several treatments counts in each, and once where two beginnings of one fit. Whole numbers are summed as such and pounds as
    decimals, so that the order of rows changes no digit.
    """
    from pyspark.sql import functions as f
    from pyspark.sql import types as t

    if digits is not None and treatments is not None:
        raise Error("`digits` and `treatments` both say what a treatment is; give one of them")
    missing = [name for name in (code, practice, observed) if name not in epd.columns]
    if missing:
        raise Error(f"the rows have no column {missing[0]}; name it with `code`, `practice` or `observed` (there are: {', '.join(epd.columns)})")
    whole = isinstance(epd.schema[observed].dataType, t.IntegralType)
    exact = f.col(observed).cast("bigint" if whole else "decimal(24,6)")
    treatment = _of_digits(f.col(code), 9 if digits is None else digits) if treatments is None else _of_starts(f.col(code), treatments)
    epd = epd.withColumn("treatment", treatment)
    rows = epd.groupBy("treatment", f.col(practice).alias("practice")).agg(f.sum(exact).cast("double").alias("observed"))
    return rows


def _of_digits(code: Column, digits: int) -> Column:
    """The treatment of a code: its first characters."""
    from pyspark.sql import functions as f

    lengths = {2: "chapters", 4: "sections", 6: "paragraphs", 7: "subparagraphs", 9: "chemicals", 11: "products", 15: "presentations"}
    if digits not in lengths:
        levels = ", ".join(f"{n} for {level}" for n, level in lengths.items())
        raise Error(f"`digits` is {digits}; expected one of {levels}")
    return f.substring(code, 1, digits)


def _of_starts(code: Column, treatments: Mapping[str, Sequence[str]]) -> Column:
    """Each treatment that a code belongs to, a row each."""
    from pyspark.sql import functions as f

    if not treatments:
        raise Error("`treatments` names no treatment")
    for name, starts in treatments.items():
        if isinstance(starts, str) or not starts or not all(isinstance(start, str) and start.isalnum() for start in starts):
            raise Error(f"the codes of '{name}' are {starts!r}; expected a list of BNF codes or of beginnings of them, such as ['0212000B0']")
        if not name.strip():
            raise Error("a treatment in `treatments` has a blank name")

    def one(name: str, starts: Sequence[str]) -> Column:
        found = code.startswith(starts[0])
        for start in starts[1:]:
            found = found | code.startswith(start)
        return f.when(found, f.lit(name))

    return f.explode(f.array_compact(f.array(*(one(name, starts) for name, starts in treatments.items()))))


def league(
    rows: DataFrame,
    practices: DataFrame,
    *,
    period: str,
    kind: str = "count",
    blocks: int = 16,
    replicates: int = 999,
    seed: int = 20250401,
    confidence: float = 0.95,
) -> Table:
    """Every treatment at once, as :func:`unwarranted.sweep` makes it: a row per treatment.

    ``rows`` has the columns treatment, practice and observed, one row per treatment and practice; a practice without a row has none
    of it. ``practices`` has area, practice and denominator, and perhaps name: one row per practice that belongs, which goes to
    every worker. Rows of other practices are left out; a note on the table says how many and how much they have. Treatments are
    dealt to ``blocks`` parts; how many changes no figure. ``kind`` is count or amount.
    """
    from pyspark.sql import functions as f

    if blocks < 1:
        raise Error(f"`blocks` is {blocks}; expected 1 or more")
    wanted = [name for name in ("area", "name", "practice", "denominator") if name != "name" or name in practices.columns]
    table = practices.select(*wanted).toArrow()
    known = practices.select("practice")
    aside = rows.join(known, "practice", "left_anti").agg(f.count("*"), f.sum("observed")).first()
    notes = []
    if aside[0]:
        notes.append(f"Rows of practices that belong to no area are left out: {aside[0]:,} rows with {aside[1]:,.0f} observed.")
    mine = rows.join(known, "practice", "left_semi").select("treatment", "practice", "observed")
    dealt = mine.withColumn("block", f.pmod(f.xxhash64("treatment"), f.lit(blocks)))

    def part(_key, block):
        import pyarrow as pa

        made = _core.sweep_part(table, block.select(["treatment", "practice", "observed"]), kind, replicates, seed, confidence)
        return pa.table({"part": pa.array([made], pa.binary())})

    parts = [row.part for row in dealt.groupBy("block").applyInArrow(part, _PART).collect()]
    if not parts:
        raise Error("no row belongs to a practice of the table; are the codes of practices the same in both?")
    return _core.league_of_parts(table, [bytes(one) for one in parts], period, replicates, seed, confidence, notes)
