//! `--need` of the commands that compare areas: what is left after need, as by way of the CSV of `explain`.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, number, stderr_of, stdout, text};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Areas of practices in two years, whose rate goes with deprivation.
fn practices() -> String {
    let mut text = String::from("area,name,gp,year,imd,observed,population\n");
    for year in ["2019", "2020"] {
        for area in 0..40 {
            let imd = 10.0 + 30.0 * number(area, 1);
            for practice in 0..6 {
                let people = 4_000 + 300 * practice;
                let habit = libm::exp(1.2 * (number(100 + 6 * area + practice, 2) - 0.5));
                let observed = (people as f64 * 0.08 * libm::exp(0.02 * (imd - 25.0)) * habit).round();
                let row = format!("A{area:02},Place {area},P{area:02}{practice:02},{year},{imd:.3}");
                writeln!(text, "{row},{observed},{people}").unwrap();
            }
        }
    }
    text
}

/// The areas of the same table, a row for each.
fn whole() -> String {
    let mut text = String::from("area,year,imd,observed,population\n");
    for year in ["2019", "2020"] {
        for area in 0..40 {
            let (imd, people) = (10.0 + 30.0 * number(area, 1), 40_000 + 500 * area);
            let rate = 0.6 * libm::exp(0.01 * (imd - 25.0) + 0.2 * (number(area, 3) - 0.5));
            writeln!(text, "A{area:02},{year},{imd:.3},{:.0},{people}", people as f64 * rate).unwrap();
        }
    }
    text
}

/// What a command says of slices, without what is told of where chance is known from and of rows.
fn told(args: &[&str]) -> Vec<Value> {
    let mut found = json(&[args, &["--format", "json"]].concat());
    let slices = found["slices"].as_array_mut().unwrap();
    for slice in slices.iter_mut() {
        let of = slice.as_object_mut().unwrap();
        for key in ["set_aside", "kind_from", "headline", "unit", "title", "measure"] {
            of.remove(key);
        }
        for key in ["chance", "chance_from"] {
            if let Some(chance) = of.get_mut(key) {
                *chance = chance["phi"].clone();
            }
        }
    }
    std::mem::take(slices)
}

/// Every command gives the figures that it gives from the CSV of `explain`, to the last digit.
#[test]
fn figures_are_those_by_way_of_the_csv() {
    let folder = tempfile::tempdir().unwrap();
    let gps = file(folder.path(), "gps.csv", practices());
    let areas = file(folder.path(), "areas.csv", whole());
    let cases: [&[&str]; 5] = [
        &[&gps, "--within", "gp"],
        &[&areas],
        &[&areas, "--kind", "share"],
        &[&areas, "--kind", "amount"],
        &[&areas, "--per-person", "12"],
    ];
    for data in cases {
        let need = [data, &["--need", "deprivation=imd"]].concat();
        let explain = [&["explain"], &need[..], &["--replicates", "0", "--format", "csv"]].concat();
        let after = file(folder.path(), "after.csv", stdout(&explain));
        for command in ["outliers", "rates", "indices", "smooth"] {
            // The unit of a share is in per cent where the words of its columns are known.
            let share = data.contains(&"share") && command != "smooth";
            let per: &[&str] = if share { &["--per", "100"] } else { &[] };
            let direct = told(&[&[command], &need[..], per].concat());
            let by_way = told(&[&[command, &*after], per].concat());
            assert_eq!(direct.len(), 2, "{command} {data:?}");
            assert_eq!(direct, by_way, "{command} {data:?}");
        }
    }
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The tables of a report are those of the report on the CSV, and its page says which need was taken out.
#[test]
fn a_report_after_need_is_that_on_the_csv() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(folder.path(), "hips.csv", whole());
    let (need, plain) = (["--need", "deprivation=imd"], ["--replicates", "99", "--period", "2020", "--out"]);
    let explain = [&["explain", &data][..], &need, &["--replicates", "0", "--format", "csv"]].concat();
    let after = file(folder.path(), "hips-after.csv", stdout(&explain));
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    let said = stderr_of(&[&["report", &data][..], &need, &plain, &[&text(&one)]].concat());
    assert!(said.contains("those of areas of the same need"), "{said}");
    stderr_of(&[&["report", &after, "--title", "hips"][..], &plain, &[&text(&two)]].concat());
    for table in ["areas.csv", "indices.csv"] {
        let by_way = read(&two, table).replace("observed per expected", "observed per population");
        assert_eq!(read(&one, table), by_way, "{table}");
    }
    let page = read(&one, "report.html");
    for words in ["after need: deprivation (imd)", "what is left after that need"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(stdout(&["verify", &text(&one), "--inputs", &text(folder.path())]).contains("same"));
}

/// Areas whose need is not known are counted and named everywhere, and take no part.
#[test]
fn areas_without_need_are_named_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(folder.path(), "hips.csv", whole().replace("year,imd,", "year,other,"));
    let table: String = (3..44).map(|i| format!("A{i:02},{:.3}\n", 10.0 + 30.0 * number(i, 1))).collect();
    let table = file(folder.path(), "need.csv", format!("area,imd\n{table}"));
    let need = [&*data, "--need", "deprivation=imd", "--need-file", &table];
    let said = stderr_of(&[&["outliers"][..], &need].concat());
    assert!(said.contains("3 areas without a value of imd: A00, A01, A02"), "{said}");
    assert!(said.contains("need is known of 4 areas not in the data"), "{said}");
    let found = json(&[&["outliers"][..], &need, &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    assert_eq!(slice["areas"].as_array().unwrap().len(), 37);
    let aside = slice["set_aside"].as_array().unwrap();
    assert!(aside.iter().any(|a| a["reason"] == "no-need" && a["areas"].as_array().unwrap().len() == 3), "{slice}");
}

#[test]
fn need_that_cannot_be_taken_out_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = file(folder.path(), "hips.csv", whole());
    let out = text(&folder.path().join("out"));
    for (args, says) in [
        (&["outliers", &data, "--need", "d=nothing"][..], "nothing"),
        (&["outliers", &data, "--need", "d=observed"], "it goes with itself"),
        (&["outliers", &data, "--need", "d=imd", "--persistence"], "cannot be used with"),
        (&["outliers", &data, "--need", "d=imd", "--target", "similar", "--like", "imd"], "--need"),
        (&["report", &data, "--need", "d=imd", "--site", &out], "has no effect on a dossier, a site"),
        (&["report", &data, "--need", "d=imd", "--resample", "practices", "--out", &out], "which is of whole areas"),
        (&["outliers", &data, "--need-file", &data], "goes with --need"),
    ] {
        let said = failure(args);
        assert!(said.contains(says), "{args:?}: {said}");
    }
}
