//! `similar`, `opportunity`, `scenario merge` and `levels` as they are typed, against values of other programs.
//!
//! `tests/fixtures/independent/make.py` (numpy, scipy, pandas, statsmodels) made the tables and the values; `expected.csv` has tool and call
//! beside each.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{cells, failure, file, json, stdout};
use serde_json::Value;
use std::collections::BTreeMap;

/// Unit, statistic, value and call of a command's rows.
type Row = (String, String, f64, String);

fn fixture(name: &str) -> String {
    common::text(&unwarranted_testing::root().join("tests/fixtures/independent").join(name))
}

fn expected(command: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(fixture("expected.csv")).unwrap();
    let one = |line: &str| {
        let cells = cells(line);
        let row =
            (cells[1].clone(), cells[2].clone(), cells[3].parse().unwrap(), format!("{}: {}", cells[4], cells[5]));
        (cells[0] == command).then_some(row)
    };
    text.lines().skip(1).filter_map(one).collect()
}

/// `found` within a share of the value, or of one where that is smaller.
fn near((unit, statistic, value, call): &Row, found: &Value, tolerance: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{unit} {statistic}: {found}"));
    let close = (found - value).abs() <= tolerance * value.abs() + 1e-12;
    assert!(close, "{unit} {statistic}: found {found:e}, expected {value:e} by {call}");
}

#[test]
fn similar_areas_and_their_distances() {
    let path = fixture("areas.csv");
    let found = json(&["similar", &path, "--by", "imd,old,log:population", "--nearest", "10", "--format", "json"]);
    let key = |p: &Value| format!("{};{};{}", p["area"].as_str().unwrap(), p["rank"], p["neighbour"].as_str().unwrap());
    let by_key: BTreeMap<String, &Value> = found.as_array().unwrap().iter().map(|p| (key(p), &p["distance"])).collect();
    let rows = expected("similar");
    assert_eq!((rows.len(), by_key.len()), (400, 400));
    rows.iter().for_each(|row| near(row, by_key[&row.0], 1e-9));
}

#[test]
fn opportunity_against_every_target() {
    let path = fixture("areas.csv");
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    let rows = expected("opportunity");
    assert_eq!(rows.len(), 72);
    for row in &rows {
        let parts: Vec<&str> = row.0.split(';').collect();
        let (target, polarity) = (parts[0], parts[1]);
        let args = ["opportunity", &path, "--target", target, "--polarity", polarity, "--format", "json"];
        let by = if target == "similar" { &["--by", "imd,old,log:population"][..] } else { &[] };
        let found = seen.entry(format!("{target};{polarity}")).or_insert_with(|| json(&[&args[..], by].concat()));
        let slice = &found["slices"][0];
        match row.1.as_str() {
            "area signed" => {
                let areas = slice["areas"].as_array().unwrap();
                near(row, &areas.iter().find(|a| a["area"] == parts[2]).unwrap()["signed"], 1e-9);
            }
            // 999 draws, and a target that is drawn with them.
            "by_chance" => near(row, &slice["by_chance"], 0.03),
            // At the rate of all together gains and losses are the same, and what numpy gives is the rounding of their sum.
            "signed" if target == "national" => assert_eq!(slice["signed"], 0.0, "{row:?}"),
            statistic => near(row, &slice[statistic], 1e-9),
        }
    }
}

#[test]
fn merging_areas_into_regions() {
    let path = fixture("areas.csv");
    let found = json(&["scenario", "merge", &path, "--into", "region", "--format", "json"]);
    let slice = &found["slices"][0];
    let rows = expected("merge");
    assert_eq!(rows.len(), 9);
    for row in &rows {
        let of = if row.0.is_empty() { slice } else { &slice[&row.0] };
        near(row, &of[&row.1], 1e-9);
    }
}

fn levels(column: &str, regions: bool) -> Value {
    let path = fixture("practices.csv");
    let kind = match column {
        "items" => "count",
        "cases" => "share",
        _ => "amount",
    };
    let args =
        ["levels", &path, "--within", "practice", "--observed", column, "--denominator", "patients", "--kind", kind];
    let third = if regions { &["--region", "region"][..] } else { &[] };
    json(&[&args[..], third, &["--format", "json"]].concat())["slices"][0].clone()
}

#[test]
fn two_levels_and_three() {
    let mut seen: BTreeMap<(String, bool), Value> = BTreeMap::new();
    let rows = expected("levels");
    assert_eq!(rows.len(), 39);
    for row in &rows {
        let parts: Vec<&str> = row.0.split(';').collect();
        let (column, regions) = (parts[0], parts[1] == "3");
        let found = seen.entry((column.to_owned(), regions)).or_insert_with(|| levels(column, regions));
        // statsmodels stops earlier than the dense programs.
        near(row, &found[&row.1], if parts.len() > 2 { 1e-3 } else { 1e-6 });
    }
    for found in seen.values() {
        let of = |key: &str| found[key].as_f64().unwrap_or(0.0);
        let total = of("var_region") + of("var_area") + of("var_practice");
        assert!((of("area_share") - of("var_area") / total).abs() < 1e-12);
        assert!((of("region_share") - of("var_region") / total).abs() < 1e-12);
    }
}

/// Three levels of a table of practices.
fn of_regions(path: &str) -> [&str; 10] {
    ["levels", path, "--within", "practice", "--observed", "items", "--denominator", "patients", "--region", "region"]
}

#[test]
fn three_levels_in_words_and_what_has_none() {
    let path = fixture("practices.csv");
    let args = ["levels", &path, "--within", "practice", "--observed", "items", "--denominator", "patients"];
    let told = stdout(&[&args[..], &["--kind", "count", "--region", "region"]].concat()).replace('\n', " ");
    assert!(told.contains("lies between regions,") && told.contains("areas within regions"), "{told}");
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let few = file(
        folder.path(),
        "few.csv",
        text.replace("R5,", "R0,").replace("R6,", "R0,").replace("R7,", "R0,").replace("R4,", "R1,"),
    );
    let told = stdout(&of_regions(&few));
    assert!(told.contains("fewer than five regions"), "{told}");
    let blank = file(folder.path(), "blank.csv", text.replace("R5,A15", ",A15"));
    let said = failure(&of_regions(&blank));
    assert!(said.contains("A15"), "{said}");
}
