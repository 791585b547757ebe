"""Questions that take tables beside the data, a state or a store: the same as on the command line, byte for byte."""

import polars as pl
import pytest

import unwarranted as uw

READERS = {"path": lambda path: path, "polars": lambda path: pl.read_csv(path, infer_schema_length=None)}


@pytest.fixture(scope="module")
def beside(command, examples, tmp_path_factory):
    """Tables that stand beside the data of the demo."""
    folder = tmp_path_factory.mktemp("beside")
    like = command("similar", "hips.csv", "--period", "2021/22", "--by", "imd_score", "--nearest", 3, "--format", "csv")
    (folder / "neighbours.csv").write_text(like)
    (folder / "moves.csv").write_text("from,to,amount\nZ00,Z01,250000\nZ02,Z01,1000.5\n")
    (folder / "shares.csv").write_text("area,into,share\nZ00,N1,0.25\nZ00,N2,0.75\nZ01,N2,1\n")
    hips = pl.read_csv(examples / "hips.csv")
    hips.select("area", "icb").unique(maintain_order=True).rename({"icb": "home"}).write_csv(folder / "homes.csv")
    return folder


def same(found, typed, command):
    """A result is what the command line prints in every form, and each of its columns says what it means."""
    for form, printed in (("json", found.json()), ("csv", found.csv()), ("table", found.text())):
        assert printed == command(*typed, "--format", form), form
    assert all(found.columns.values()), [name for name, about in found.columns.items() if not about]
    assert found.to_polars().height == len(found) > 0
    return found


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_neighbours_of_a_table(read, command, examples, beside):
    found = uw.space(
        read(examples / "hips.csv"), neighbours=read(beside / "neighbours.csv"), covariate="imd_score", anyway=True, model="leroux",
        period="2021/22", replicates=199, seed=3, name="hips",
    )
    typed = "space hips.csv --period 2021/22 --covariate imd_score --anyway --model leroux --replicates 199 --seed 3 --neighbours"
    same(found, [*typed.split(), beside / "neighbours.csv"], command)
    assert found.to_polars()["rr"].null_count() == 0


def test_neighbours_of_boundaries(command, examples):
    boundaries = examples / "areas.geojson"
    of = {"period": "2021/22", "replicates": 99, "boundaries": boundaries}
    typed = ["space", "hips.csv", "--period", "2021/22", "--replicates", "99", "--boundaries", boundaries]
    found = same(uw.space(examples / "hips.csv", **of), typed, command)
    assert found.to_dict()["neighbours"], "how neighbours were found"
    queen = uw.space(examples / "hips.csv", contiguity="queen", tolerance=1e-5, weights="binary", prior_sigma="pc:1,0.05", anyway=True, **of)
    more = "--contiguity queen --tolerance 0.00001 --weights binary --prior-sigma pc:1,0.05 --anyway"
    same(queen, [*typed, *more.split()], command)
    same(uw.space(examples / "hips.csv", neighbours="nearest:4", **of), [*typed, "--neighbours", "nearest:4"], command)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_scenarios_of_tables(read, command, examples, beside):
    funding = {"period": "2021/22", "column_observed": "amount", "kind": "amount", "column_denominator": "weighted", "name": "funding"}
    typed = "funding.csv --period 2021/22 --observed amount --kind amount --denominator weighted".split()
    moved = uw.moves(read(examples / "funding.csv"), read(beside / "moves.csv"), **funding)
    same(moved, ["scenario", "moves", *typed, "--moves", beside / "moves.csv"], command)
    hips = {"period": "2021/22", "name": "hips"}
    split = uw.split(read(examples / "hips.csv"), shares=read(beside / "shares.csv"), **hips)
    same(split, ["scenario", "split", "hips.csv", "--period", "2021/22", "--shares", beside / "shares.csv"], command)
    merged = uw.merge(read(examples / "hips.csv"), "home", into_file=read(beside / "homes.csv"), **hips)
    typed = ["scenario", "merge", "hips.csv", "--period", "2021/22", "--into", "home", "--into-file", beside / "homes.csv"]
    same(merged, typed, command)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_demand_of_projections(read, command, examples):
    found = uw.demand(
        read(examples / "demand.csv"), read(examples / "projections.csv"), title="Hips", rates_of=2, replicates=99, seed=4, name="demand"
    )
    typed = "scenario demand demand.csv --population projections.csv --title Hips --rates-of 2 --replicates 99 --seed 4"
    same(found, typed.split(), command)


def test_budgets_of_a_pool(command, examples):
    found = uw.pool(examples / "services.csv", budgets=pl.read_csv(examples / "funding.csv"), budgets_period="2021/22", pounds=5e8)
    same(found, "pool services.csv --budgets funding.csv --budgets-period 2021/22 --pounds 500000000".split(), command)
    one = uw.pool(frequency=0.0018, cost=6500, cost_cv=0.35)
    same(one, "pool --frequency 0.0018 --cost 6500 --cost-cv 0.35".split(), command)


def test_what_is_watched_is_told_once(demo, command, tmp_path):
    of = {"store": demo / "store", "bnf": ["0501", "0403"], "rules": "change,xmr,cusum", "from_": "2020-12"}
    typed = ["watch", "--store", demo / "store", "--bnf", "0501,0403", "--rules", "change,xmr,cusum", "--from", "2020-12"]
    for form in ("json", "csv"):
        found = uw.watch(state=tmp_path / f"ours {form}", **of)
        assert getattr(found, form)() == command(*typed, "--state", tmp_path / f"theirs {form}", "--format", form)
    assert len(found) > 0 and all(found.columns.values())
    assert found.notes[0].startswith("months judged: 2020-12 to ")
    assert (tmp_path / "ours csv" / "watch.json").read_bytes() == (tmp_path / "theirs csv" / "watch.json").read_bytes()
    del of["from_"]
    again = uw.watch(state=tmp_path / "ours csv", **of)
    assert len(again) == 0 and again.notes[0] == "no month is new since the last run"
    with pytest.raises(uw.Error, match="another study"):
        uw.watch(state=tmp_path / "ours csv", **{**of, "bnf": "0501"})


def test_a_league_of_every_paragraph(demo, command):
    of = {"grain": "paragraph", "level": "ccg", "period": "2020", "polarity": "low", "replicates": 99}
    found = uw.opportunity(store=demo / "store", target="decile:1", league=True, **of)
    typed = "--grain paragraph --level ccg --period 2020 --polarity low --replicates 99 --target decile:1 --league"
    same(found, ["opportunity", "--store", demo / "store", *typed.split()], command)


def test_a_league_of_opportunities(demo, command):
    found = uw.opportunity(store=demo / "store", treatment="tag:antibiotics", period="2020", target="median", league=True, replicates=99)
    typed = ["opportunity", "--store", demo / "store", "--treatment", "tag:antibiotics", "--period", "2020", "--target", "median"]
    same(found, [*typed, "--league", "--replicates", "99"], command)
    with pytest.raises(uw.Error, match="`denominator_cost` has no effect without `savings`"):
        uw.opportunity(store=demo / "store", bnf="0501", period="2020", target="median", denominator_cost="nic")


def test_areas_that_changed_and_plain_series(demo, command, examples, tmp_path):
    of = {"store": demo / "store", "bnf": "0501", "by": "month", "replicates": 0}
    typed = ["trend", "--store", demo / "store", "--bnf", "0501", "--by", "month", "--replicates", "0", "--changes"]
    same(uw.trend(changes=True, guidance="2019-06", **of), [*typed, "--guidance", "2019-06"], command)
    index = uw.trend(examples / "hips.csv", replicates=0).to_polars()
    index.write_csv(tmp_path / "index.csv")
    plain = uw.trend(index, series="index", ahead=2, name="index")
    same(plain, ["trend", "--series", "index", tmp_path / "index.csv", "--ahead", "2"], command)


def frame(**more):
    return pl.DataFrame({"area": ["A", "B", "C"], "observed": [80, 120, 100], "population": [1000, 1000, 1000], **more})


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: uw.space(frame()), "which areas are neighbours? Give a table of pairs with `neighbours`"),
        (lambda: uw.space(frame(), neighbours="nearest:4"), "`neighbours` by distance needs to know where the areas lie"),
        (lambda: uw.space(frame(), neighbours="no.csv", tolerance=0.1), "`tolerance` has no effect on a table of pairs"),
        (lambda: uw.space(frame(), neighbours=frame(), model="car"), "`model` is 'car'; expected one of bym2, leroux"),
        (lambda: uw.space(frame(), neighbours=frame(), anyway="yes"), "`anyway` is yes (of the type str); expected True or False"),
        (lambda: uw.space(frame(), neighbours=pl.DataFrame({"i": ["A"], "j": ["Q"]})), "Q"),
        (lambda: uw.watch(frame(), state="x", rules="changes"), "`rules` is 'changes'; expected one of change, xmr, cusum"),
        (lambda: uw.watch(frame(), state="x", from_="2020"), "`from_` is '2020'; expected a month such as 2019-06"),
        (lambda: uw.merge(frame()), "`into` or `lineage` is missing"),
        (lambda: uw.merge(frame(), "icb", lineage="icb"), "give one"),
        (lambda: uw.merge(frame(), lineage="stp"), "`lineage` is 'stp'; expected 'icb'"),
        (lambda: uw.split(frame(), from_="area"), "`from_` and `into` go together"),
        (lambda: uw.split(frame(), lineage="ccg"), "expected pct"),
        (lambda: uw.split(frame(), shares=pl.DataFrame({"area": ["A"], "into": ["B"], "share": [2]})), "shares, row 0 (counted from 0), column 'share': found '2'"),
        (lambda: uw.moves(frame()), "`moves` or `to_target` is missing"),
        (lambda: uw.moves(frame(), "moves.csv", years=3), "`years` goes with `to_target`"),
        (lambda: uw.moves(frame(), to_target="2"), "`to_target` is 2 (of the type str); expected a number"),
        (lambda: uw.localities(frame(), "place", spend="x"), "`spend` goes with `allowance`"),
        (lambda: uw.demand(frame(), None), "`population` is missing"),
        (lambda: uw.demand(frame(), frame(), rates_of=1.5), "`rates_of` is 1.5 (of the type float); expected a whole number"),
        (lambda: uw.demand(frame(), frame(), kind="count"), "`kind` has no effect on demand"),
        (lambda: uw.pool(), "give a table of services, or `frequency` and `cost` of one"),
        (lambda: uw.pool(frequency=0.1), "a service needs both `frequency`"),
        (lambda: uw.pool(frame(), cost=3), "`cost` says what one service is like"),
        (lambda: uw.pool(frame(), pounds=3), "`pounds` goes with `budgets`"),
        (lambda: uw.pool(frame(), years=100), "`years` is 100; expected per cent of years"),
        (lambda: uw.pool(practices=uw.Study(frame(), kind="count")), "`kind` has no effect on practices"),
        (lambda: uw.trend(frame(), guidance="2019-06"), "`guidance` goes with `changes`"),
        (lambda: uw.trend(frame(), series="observed", changes=True), "`changes` has no effect on plain series"),
        (lambda: uw.trend(frame(), series="observed", kind="count"), "`kind` has no effect on plain series"),
        (lambda: uw.similar(frame(), "population", title="x"), "`title` has no effect on similar"),
        (lambda: uw.opportunity(frame(), "median", grain="paragraph", polarity="low", league=True), "prescribing from a store"),
        (lambda: uw.rates({"hips": "hips.csv"}), "the data have 'hips' of the type str; expected a data frame"),
        (lambda: uw.rates({"hips": {"area": ["A"]}}), "the data have 'hips' of the type dict; expected a data frame"),
        (lambda: uw.rates({1: frame()}), "the data have a key of the type int; expected the name of a treatment"),
        (lambda: uw.rates(frame(), only_area="A,Z"), "`only_area` Z: the data have no such area"),
        (lambda: uw.opportunity(frame(), "median", by_file=frame(), polarity="low"), "`by_file` goes with `target=\"similar\"` and `target=\"column:NAME\"`"),
    ],
)
def test_what_is_wrong_is_said(call, says):
    with pytest.raises(uw.Error) as raised:
        call()
    message = str(raised.value)
    assert says in message, message
    assert "--" not in message, message


def test_hints_are_in_the_spelling_of_python(examples):
    with pytest.raises(uw.Error) as raised:
        uw.rates(examples / "ages.csv", standardise="direct", kind="share")
    assert 'use `standardise="indirect"`, or `kind="count"` where' in str(raised.value)
    with pytest.raises(uw.Error, match="make one with: unwarranted ingest FILE... --store DIR"):
        uw.rates(store=examples, bnf="0501")
