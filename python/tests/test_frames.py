"""What data frames may hold, and what is refused."""

import datetime
import decimal
import os
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import unwarranted as uw


def counts(**more):
    return pl.DataFrame({"area": ["A", "B", "C"], "observed": [80, 120, 100], "population": [1000, 1000, 1000], **more})


def test_suppressed_not_reported_and_zero_are_three_things():
    frame = pl.DataFrame({"area": list("ABCDE"), "observed": ["*", None, "0", "40", "60"], "population": [1000] * 5})
    found = uw.rates(frame)
    rows = {row["area"]: row for row in found.to_polars().iter_rows(named=True)}
    assert [rows[area]["observed"] for area in "ABCDE"] == [None, None, 0, 40, 60]
    assert [rows[area]["undefined"].split(":")[0] for area in "AB"] == ["suppressed", "not-reported"]
    assert rows["A"]["rate"] is None and rows["C"]["rate"] == 0 and not rows["C"]["undefined"]
    assert len(found.set_aside) == 2, found.set_aside
    assert all("(data)" in line for line in found.set_aside)


def test_numbers_dates_and_categories_are_read_as_they_are():
    plain = uw.rates(counts()).json()
    kinds = [
        counts(observed=pl.Series([80.0, 120.0, 100.0])),
        counts(observed=pl.Series([80, 120, 100], dtype=pl.UInt8)),
        counts(observed=pl.Series(["80", "120", "100"], dtype=pl.Categorical)),
        counts(area=pl.Series(["A", "B", "C"], dtype=pl.Enum(["A", "B", "C"]))),
        pa.table({"area": ["A", "B", "C"], "observed": pa.array([decimal.Decimal(n) for n in (80, 120, 100)]), "population": [1000] * 3}),
        duckdb.sql("select * from (values ('A', 80::hugeint, 1000), ('B', 120, 1000), ('C', 100, 1000)) t(area, observed, population)"),
        pd.DataFrame({"area": ["A", "B", "C"], "observed": [80.0, 120.0, 100.0], "population": [1000] * 3}),
    ]
    for frame in kinds:
        assert uw.rates(frame).json() == plain, type(frame)


def test_days_are_periods():
    days = [datetime.date(2024, 1, 1)] * 3
    moments = [datetime.datetime(2024, 1, 1)] * 3
    wanted = uw.rates(counts(period=["2024-01-01"] * 3)).json()
    assert uw.rates(counts(period=days)).json() == wanted
    assert uw.rates(counts(period=moments)).json() == wanted
    assert uw.rates(counts(period=moments).to_pandas()).json() == wanted


def test_a_decimal_number_is_never_taken_for_thousands():
    # As text in a file, dots before three digits could be either, and are refused.
    frame = pl.DataFrame({"area": ["A", "B", "C"], "observed": [1.234, 5.678, 9.125], "population": [10.125, 20.25, 30.375]})
    found = uw.rates(frame, kind="amount")
    assert sorted(found["observed"]) == [1.234, 5.678, 9.125]
    assert sorted(found["denominator"]) == [10.125, 20.25, 30.375]
    with pytest.raises(uw.Error, match="`decimal` has no effect"):
        uw.rates(frame, decimal=",")


def test_several_data_frames_are_treatments():
    found = uw.rates({"hips": counts(), "knees": counts()})
    assert set(found["treatment"]) == {"hips", "knees"} and len(found) == 6
    with pytest.raises(uw.Error, match="give a dictionary"):
        uw.rates([counts(), counts()])


def test_tables_beside_the_data_may_be_data_frames():
    names = pl.DataFrame({"code": ["A", "B", "C"], "name": ["Ayton", "Beeton", "Ceeton"]})
    assert set(uw.rates(counts(), names=names)["name"]) == {"Ayton", "Beeton", "Ceeton"}


def test_text_of_any_kind_goes_through():
    frame = counts(name=['Bury, "Old"', "semi;colon", "  spaces and tabs\t"])
    areas = {area["area"]: area["name"] for area in uw.rates(frame).to_dict()["slices"][0]["areas"]}
    assert areas["A"] == 'Bury, "Old"' and areas["B"] == "semi;colon"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: uw.rates(counts(), perr=1000), "`perr` is no option; did you mean 'per'"),
        (lambda: uw.rates(counts(), rank_by="x"), "`rank_by` has no effect on tidy files"),
        (lambda: uw.rates(counts(), area="code"), "did you mean column_area"),
        (lambda: uw.rates(counts(), per="many"), "`per` is \"many\"; expected a number"),
        (lambda: uw.rates(counts(), kind="shares"), "`kind`"),
        (lambda: uw.rates(counts(), jackknife=True), "`jackknife` has no effect on rates: it belongs to indices"),
        (lambda: uw.rates(counts(period=["2021"] * 3), period="2031"), "`period` 2031: the data have no rows for it"),
        (lambda: uw.rates(counts(), column_area="place"), "place"),
        (lambda: uw.rates(counts(observed=[80, -3, 100])), "data, row 1 (counted from 0), column 'observed': found '-3'; expected zero or more"),
        (lambda: uw.rates(counts(observed=[80.0, float("nan"), 100.0])), "data, row 1 (counted from 0), column 'observed': found 'NaN'"),
        (lambda: uw.rates(counts(observed=[[1], [2], [3]])), "data, column 'observed': it holds"),
        (lambda: uw.rates(counts(name=["Ayton", "Bee\nton", "Ceeton"])), "data, row 1 (counted from 0), column 'name': the text has a line break"),
        (lambda: uw.rates(counts(), kind=counts()), "`kind` is of the type DataFrame; expected text"),
        (lambda: uw.rates(counts(), name="a/b"), "`name` is 'a/b'"),
        (lambda: uw.rates(counts().drop("observed")), "observed"),
        (lambda: uw.rates(7), "the data are of the type int; expected a path, or a data frame"),
        (lambda: uw.rates(), "`files` are missing"),
        (lambda: uw.rates("missing.csv"), "missing.csv"),
        (lambda: uw.outliers(counts(), rule="calibratd"), "calibrated"),
        (lambda: uw.opportunity(counts(), "lowest"), "`target` is 'lowest'"),
        (lambda: uw.opportunity(counts(), "median"), "`polarity`"),
        (lambda: uw.opportunity(counts(), "median", polarity="low", rule="exact"), "`rule` has no effect on opportunity"),
        (lambda: uw.similar(counts(), "population", kind="count"), "`kind` has no effect on similar"),
        (lambda: uw.chart("funel", counts()), "did you mean funnel"),
        (lambda: uw.chart("funnel", counts(), size="large"), "expected one of web"),
        (lambda: uw.chart("funnel", counts(), boundaries="x.geojson"), "`boundaries` has no effect on this chart"),
        (lambda: uw.rates(counts())["rates"], "there is no column 'rates'"),
        (lambda: uw.Store("no-such-folder"), "not a folder"),
    ],
)
def test_what_is_wrong_is_said(call, says):
    with pytest.raises(uw.Error) as raised:
        call()
    message = str(raised.value)
    assert says in message, message
    assert tempfile.gettempdir() not in message and "--" not in message, message
    assert isinstance(raised.value, ValueError)


def test_messages_are_those_of_the_command_line(command, examples):
    said = command("rates", "hips.csv", "--period", "2031", fails=True)
    with pytest.raises(uw.Error) as raised:
        uw.rates(examples / "hips.csv", period="2031")
    assert said.strip() == "error: " + str(raised.value).replace("`period`", "--period")


def test_nothing_is_left_behind():
    folder = Path(tempfile.gettempdir())
    kept = lambda: {name for name in os.listdir(folder) if name.startswith("unwarranted-")}
    before = kept()
    found = uw.rates(counts())
    with pytest.raises(uw.Error):
        uw.rates(counts(), period="2031")
    assert found.chart("ranked").svg.startswith("<svg")
    del found
    assert kept() <= before
