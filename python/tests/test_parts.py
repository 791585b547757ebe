"""A league in parts is the league of one machine, to the last bit."""

import polars as pl
import pytest
import unwarranted as uw
from nation import made, tidy
from unwarranted import _core

PLACES, ROWS = made()
WITH = {"replicates": 199, "seed": 7, "confidence": 0.95}


def part(rows, places=PLACES, kind="count", **options):
    given = {**WITH, **options}
    return _core.sweep_part(pl.DataFrame(places), rows, kind, *given.values())


def joined(parts, places=PLACES, **options):
    given = {**WITH, **options}
    return _core.league_of_parts(pl.DataFrame(places), parts, "2019/20", *given.values(), [])


def test_parts_in_any_order_are_the_whole_league():
    rows = pl.DataFrame(ROWS)
    ids = rows["treatment"].unique().sort()
    parts = [part(rows.filter(pl.col("treatment").is_in(ids[start::3].implode()))) for start in (2, 0, 1)]
    league = joined(parts).to_polars()
    whole = uw.sweep(pl.DataFrame(tidy(PLACES, ROWS)), column_within="practice", kind="count", replicates=199, seed=7).to_polars()
    assert league["rank"].count() > 10
    # A title is what a study calls a treatment; a part has its identifier alone.
    assert league.drop("title").equals(whole.drop("title"))


def test_what_does_not_belong_together_is_refused():
    rows = pl.DataFrame(ROWS)
    one = part(rows)
    for parts, options, says in [([one, one], {}, "two treatments"), ([one], {"seed": 8}, "seed"), ([b"x"], {}, "cannot be read")]:
        with pytest.raises(uw.Error, match=says):
            joined(parts, **options)
    for wrong, says in [
        (rows.vstack(rows[:1]), "two rows of practice"),
        (rows.with_columns(practice=pl.lit("P99")), "has no 'P99'"),
        (rows.drop("observed"), "no column 'observed'"),
        (rows.with_columns(observed=pl.lit(None, pl.Float64)), "expected a number"),
        (rows.with_columns(treatment=pl.lit("")), "'treatment' is blank"),
    ]:
        with pytest.raises(uw.Error, match=says):
            part(wrong)
    with pytest.raises(uw.Error, match="share"):
        part(rows, kind="share")
    twice = {name: [*cells, cells[0]] for name, cells in PLACES.items()}
    with pytest.raises(uw.Error, match="is there twice"):
        part(rows, places=twice)
