"""Studies, stores, charts and folders."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from conftest import PROGRAM

import unwarranted as uw



def test_the_options_for_editors_are_those_of_the_program():
    import options

    assert options.FILE.read_text() == options.text(), "run python tests/options.py"
    every = uw.options()
    assert len(every) > 60 and every["jackknife"] == ["bool"] and "float" in every["per"]


def test_a_study_of_a_file_does_what_the_file_says(tmp_path, examples, command):
    path = tmp_path / "hips.toml"
    path.write_text(
        f'commands = ["rates", "outliers", "report"]\nfiles = ["{examples}/hips.csv"]\nperiod = ["2021/22"]\nper = 1000\n'
        'title = "Hips"\n[out]\nreport = "made"\n'
    )
    study = uw.Study.load(path)
    done = study.run()
    assert list(done) == ["rates", "outliers", "report"] == study.commands
    assert done["rates"].json() == command("rates", "--study", path, "--format", "json")
    assert done["outliers"].json() == command("outliers", "--study", path, "--format", "json")
    assert (done["report"] / "report.html").is_file() and done["report"] == tmp_path / "made"
    beside = uw.Study.load(path, period="2020/21").rates()
    assert any("`period` overrides" in note for note in beside.notes)
    with pytest.raises(uw.Error, match="line 4: 'per'"):
        path.write_text(path.read_text().replace("per = 1000", 'per = "many"'))
        uw.Study.load(path)
    with pytest.raises(uw.Error, match="has no effect on smooth"):
        uw.Study.load(_without(path)).run("smooth")


def _without(path):
    path.write_text(path.read_text().replace('per = "many"', "per = 1000"))
    return path


def test_a_folder_is_verified(tmp_path, examples):
    out = uw.report(examples / "hips.csv", out=tmp_path / "hips", period="2021/22", replicates=0)
    verified = uw.verify(out, inputs=examples)
    assert verified and verified.same and set(verified.files.values()) == {"same"}
    assert "every byte" in verified.verdict and "report.html: same" in repr(verified)
    (out / "areas.csv").write_text("changed")
    verified = uw.verify(out, inputs=examples)
    assert not verified and verified.files["areas.csv"] == "changed after it was written"
    with pytest.raises(uw.Error, match="not a folder that this program wrote"):
        uw.verify(tmp_path)


def test_two_folders_are_compared_as_on_the_command_line(tmp_path, examples):
    before, now = (
        uw.report(examples / "hips.csv", out=tmp_path / name, period=period, replicates=0)
        for name, period in [("before", "2020/21"), ("now", "2021/22")]
    )
    compared = uw.compare(before, now, inputs=examples)
    assert not compared and not compared.same
    words = [*PROGRAM, "compare", before, now, "--inputs", examples, "--format", "json"]
    printed = subprocess.run(words, capture_output=True, text=True)
    assert printed.returncode == 1 and compared.document == json.loads(printed.stdout)
    assert "2021/22" in repr(compared) and len(compared.words.splitlines()) > 3
    same = uw.compare(before, before)
    assert same and repr(same) == f"{before} and {before} are the same."
    with pytest.raises(uw.Error, match="two of one sort can be compared"):
        uw.compare(before, "abx-volume")


def test_a_chart_is_that_of_the_command_line(tmp_path, examples, command):
    target = tmp_path / "funnel.svg"
    command("chart", "funnel", "hips.csv", "--period", "2021/22", "-o", target)
    drawn = uw.chart("funnel", examples / "hips.csv", period="2021/22")
    assert drawn.svg == target.read_text() == drawn._repr_html_() and drawn.csv() == (tmp_path / "funnel.csv").read_text()
    frame = pl.read_csv(examples / "hips.csv")
    of_table = uw.outliers(frame, name="hips", period="2021/22").chart("funnel")
    assert of_table.svg == drawn.svg and repr(of_table) == drawn.headline
    command("chart", "funnel", "hips.csv", "--period", "2021/22", "-o", tmp_path / "funnel.png", "-o", tmp_path / "funnel.pdf")
    for ending, first in ((".png", b"\x89PNG"), ("@2x.png", b"\x89PNG"), (".pdf", b"%PDF")):
        drawn.save(tmp_path / f"own{ending}")
        own = (tmp_path / f"own{ending}").read_bytes()
        assert own.startswith(first) and own == (tmp_path / f"funnel{ending}").read_bytes(), ending
    with pytest.raises(uw.Error, match="expected a name that ends in"):
        drawn.save(tmp_path / "own.gif")
    assert "funnel" in uw.charts()
    league = uw.chart("league", examples / "practices.csv", column_area="ccg", column_within="practice", replicates=99)
    assert league.svg.startswith("<svg")


def test_a_store_gives_cubes_and_studies(demo):
    store = uw.Store(demo / "store")
    cube = store.cube(bnf="0501")
    frame = cube.to_polars()
    assert frame.columns[:4] == ["treatment", "period", "area", "name"]
    rates = store.study(bnf="0501", by="month").rates().to_polars()
    both = frame.join(rates, on=["treatment", "period", "area"], suffix="_rate")
    assert both.height == rates.height > 0
    assert (both["observed"] == both["observed_rate"]).all() and "cube of" in repr(cube)
    with pytest.raises(uw.Error, match="`per` has no effect on a cube"):
        store.cube(bnf="0501", per=1000)
    assert uw.rates(store=store, bnf="0501", by="year").shape[0] > 0


def test_results_show_themselves_in_notebooks(examples):
    html = uw.rates(pl.DataFrame({"area": ["<b>", "B", "C"], "observed": [1, 2, 3], "population": [9, 9, 9]}))._repr_html_()
    assert html.startswith("<pre") and "&lt;b&gt;" in html and "<b>" not in html


def test_the_package_is_the_command_line_too(tmp_path):
    run = lambda *arguments: subprocess.run([sys.executable, "-m", "unwarranted", *arguments], capture_output=True, text=True, cwd=tmp_path)
    assert run("--version").stdout == f"unwarranted {uw.__version__}\n"
    assert run("rates", "missing.csv").returncode == 1
    wrong = run("ratess")
    assert wrong.returncode == 2 and "rates" in wrong.stderr
