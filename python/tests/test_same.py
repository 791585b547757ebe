"""The same numbers as the command line, bit for bit, for every function and for data of every library."""

import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest

import unwarranted as uw

READERS = {
    "path": lambda path: path,
    "text of a path": str,
    "polars": lambda path: pl.read_csv(path, infer_schema_length=None),
    "polars as text": lambda path: pl.read_csv(path, infer_schema=False),
    "pandas": pd.read_csv,
    "pandas with categories": lambda path: pd.read_csv(path, dtype={"area": "category"}),
    "pyarrow": lambda path: pa.csv.read_csv(path),
    "duckdb": lambda path: duckdb.sql(f"select * from read_csv('{path}')"),
}

SCENARIOS = ["merge", "split", "moves", "localities"]

#: Function, file, keywords, and the same as it is typed.
CASES = {
    "rates": (uw.rates, "hips", {"period": "2021/22", "per": 1000}, "rates --period 2021/22 --per 1000"),
    "rates of every period": (uw.rates, "hips", {"confidence": 0.95, "confidence_also": [0.998]}, "rates --confidence 0.95,0.998"),
    "standardised rates": (uw.rates, "ages", {"standardise": "direct", "per": 100000}, "rates --standardise direct --per 100000"),
    "indices": (
        uw.indices,
        "hips",
        {"period": "2021/22", "column_group": "icb", "atkinson": [0.25, 3.0], "jackknife": True, "replicates": 199, "seed": 7},
        "indices --period 2021/22 --group icb --atkinson 0.25,3 --jackknife --replicates 199 --seed 7",
    ),
    "shares": (uw.indices, "inhalers", {"kind": "share", "by": "year"}, "indices --kind share --by year"),
    "outliers": (uw.outliers, "hips", {"period": "2021/22"}, "outliers --period 2021/22"),
    "outliers of all": (
        uw.outliers,
        "hips",
        {"rule": "negative-binomial", "control": "fwer:0.05", "family": "all", "levels": (0.9, 0.99)},
        "outliers --rule negative-binomial --control fwer:0.05 --family all --levels 0.9,0.99",
    ),
    "smooth": (uw.smooth, "hips", {"period": "2021/22", "exceed": 1.25}, "smooth --period 2021/22 --exceed 1.25"),
    "explain": (
        uw.explain,
        "hips",
        {"period": "2021/22", "need": "deprivation=imd_score"},
        "explain --period 2021/22 --need deprivation=imd_score",
    ),
    "levels": (uw.levels, "practices", {"column_area": "ccg", "column_within": "practice"}, "levels --area ccg --within practice"),
    "funding": (
        uw.funding,
        "funding",
        {"period": "2021/22", "region": "icb", "rank_by": "imd_score"},
        "funding --period 2021/22 --region icb --rank-by imd_score",
    ),
    "inequality": (uw.inequality, "hips", {"column_rank": "imd_score"}, "rates --inequality --rank-by imd_score"),
    "sweep": (
        uw.sweep,
        "practices",
        {"column_area": "ccg", "column_within": "practice", "replicates": 199},
        "sweep --area ccg --within practice --replicates 199",
    ),
    "sweep after need": (
        uw.sweep,
        "hips",
        {"period": "2021/22", "need": ["deprivation=imd_score"], "replicates": 199},
        "sweep --period 2021/22 --need deprivation=imd_score --replicates 199",
    ),
    "opportunity": (
        lambda data, **options: uw.opportunity(data, "similar", polarity="low", by=["imd_score", "log:population"], **options),
        "hips",
        {"period": "2021/22"},
        "opportunity --period 2021/22 --target similar --by imd_score,log:population --polarity low",
    ),
    "similar": (
        lambda data, **options: uw.similar(data, "imd_score,log:population", nearest=5, **options),
        "hips",
        {"period": "2021/22"},
        "similar --period 2021/22 --by imd_score,log:population --nearest 5",
    ),
    "trend": (
        lambda data, **options: uw.trend(data, ahead=3, **options),
        "hips",
        {"replicates": 199},
        "trend --ahead 3 --replicates 199",
    ),
    "benchmark": (
        lambda data, **options: uw.similar(data, ["imd_score"], benchmark=True, **options),
        "hips",
        {"period": "2021/22", "column_name": "name"},
        "similar --period 2021/22 --by imd_score --benchmark --name name",
    ),
    "pool": (
        lambda data, **options: uw.pool(data, sizes=[30000, 250000], within=2, years=90, **options),
        "services",
        {},
        "pool --sizes 30000,250000 --within 2 --years 90",
    ),
    "pool of years": (
        lambda data, **options: uw.pool(practices=uw.Study(data, column_area="area", **options)),
        "hips",
        {},
        "pool --practices hips.csv --practice area",
    ),
    "moves": (
        lambda data, **options: uw.moves(data, to_target=2, years=3, **options),
        "funding",
        {"period": "2021/22", "column_observed": "amount", "kind": "amount", "column_denominator": "weighted"},
        "moves --period 2021/22 --observed amount --kind amount --denominator weighted --to-target 2 --years 3",
    ),
    "localities": (
        lambda data, **options: uw.localities(data, "ccg", budget=1e6, **options),
        "practices",
        {"column_area": "practice", "replicates": 199},
        "localities --area practice --locality ccg --budget 1000000 --replicates 199",
    ),
    "split": (
        lambda data, **options: uw.split(data, from_="ccg", into="practice", **options),
        "practices",
        {"column_area": "practice"},
        "split --area practice --from ccg --into practice",
    ),
    "merge": (lambda data, **options: uw.merge(data, "icb", **options), "hips", {"period": "2021/22"}, "merge --period 2021/22 --into icb"),
}


@pytest.fixture(scope="module")
def printed(command):
    """What the command line prints for a case, once."""
    kept = {}

    def of(case, form):
        if (case, form) not in kept:
            _, file, _, typed = CASES[case]
            name, *more = typed.split()
            name = ["scenario", name] if name in SCENARIOS else [name]
            data = [] if "--practices" in more else [f"{file}.csv"]
            kept[case, form] = command(*name, *data, *more, "--format", form)
        return kept[case, form]

    return of


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case", CASES)
def test_every_function_gives_what_the_command_line_gives(case, reader, examples, printed):
    function, file, options, _ = CASES[case]
    data = READERS[reader](examples / f"{file}.csv")
    named = {} if "path" in reader else {"name": file}
    found = function(data, **named, **options)
    assert found.json() == printed(case, "json")
    if reader == "polars":
        assert found.csv() == printed(case, "csv")
        assert found.text() == printed(case, "table")
        assert repr(found) == printed(case, "table").rstrip()


@pytest.mark.parametrize("case", CASES)
def test_data_frames_hold_the_numbers_of_the_csv(case, examples, printed):
    function, file, options, _ = CASES[case]
    found = function(examples / f"{file}.csv", **options)
    frame, arrow, pandas = found.to_polars(), found.to_arrow(), found.to_pandas()
    text = pl.read_csv(printed(case, "csv").encode(), infer_schema=False)
    assert frame.columns == text.columns == arrow.column_names == list(pandas.columns) == list(found.columns)
    assert found.shape == frame.shape == text.shape == pandas.shape == (len(found), len(found.columns))
    for name in frame.columns:
        whole = text[name].cast(frame[name].dtype)
        # An empty cell is null, and no zero.
        assert frame[name].to_list() == whole.to_list() == arrow[name].to_pylist() == found[name], name
    assert list(found) == frame.columns and frame.columns[-1] in found and "nothing" not in found
    assert all(found.columns.values()), "a column without a meaning"


def test_arrow_takes_a_result_as_it_is(examples):
    found = uw.rates(examples / "hips.csv")
    stream = pa.RecordBatchReader.from_stream(found)
    assert stream.schema.field("rate").type == pa.float64()
    assert duckdb.sql("select count(*) from found").limit(1).fetchall() == [(len(found),)]
    assert json.loads(found.json()) == found.to_dict()


def test_funding_stands_beside_prescribing(command, examples):
    printed = command("funding", "funding.csv", "--period", "2021/22", "--prescribing", "hips.csv", "--format", "json")
    for prescribing in (examples / "hips.csv", uw.Study(pl.read_csv(examples / "hips.csv"), name="hips")):
        found = uw.funding(examples / "funding.csv", period="2021/22", prescribing=prescribing)
        # A data frame has the name that it is given, a file its own.
        assert found.json() == printed
    with pytest.raises(uw.Error, match="head"):
        uw.funding(examples / "funding.csv", head="people", prescribing=examples / "hips.csv")
