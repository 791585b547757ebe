//! Groups of one's own as peers, and targets of one's own, in every command that takes them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stderr_of, stdout, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Twenty areas in three groups; Z19 is alone, and Z18 is in none.
fn group(i: usize) -> &'static str {
    match i {
        19 => "far",
        18 => "",
        _ if i.is_multiple_of(2) => "coast",
        _ => "hills",
    }
}

fn rows() -> Vec<(String, f64, f64)> {
    let one = |i: usize| {
        (format!("Z{i:02}"), 100.0 + (i * 37 % 23) as f64 * 9.0, 40_000.0 + (i * 7_919 % 97) as f64 * 1_000.0)
    };
    (0..20).map(one).collect()
}

fn write(folder: &Path) -> (String, String) {
    let rows = rows();
    let cells = |(i, (code, observed, people)): (usize, &(String, f64, f64))| {
        format!("{code},{observed},{people},{},{}\n", group(i), 0.002 + 0.0001 * i as f64)
    };
    let data = rows.iter().enumerate().map(cells).collect::<String>();
    let table = (0..20).map(|i| format!("Z{i:02},{}\n", group(i))).collect::<String>();
    let data = file(folder, "data.csv", format!("area,observed,population,kind_of_area,aim\n{data}"));
    (data, file(folder, "groups.csv", format!("area,board\n{table}")))
}

/// What the others of the group of each area have together, and the mean of the best five of their rates: every area anew.
fn slowly() -> BTreeMap<String, (f64, f64)> {
    let rows = rows();
    let one = |i: usize| {
        let theirs: Vec<&(String, f64, f64)> =
            (0..20).filter(|j| *j != i && group(*j) == group(i)).map(|j| &rows[j]).collect();
        let together = theirs.iter().map(|r| r.1).sum::<f64>() / theirs.iter().map(|r| r.2).sum::<f64>();
        let mut rates: Vec<f64> = theirs.iter().map(|r| r.1 / r.2).collect();
        rates.sort_by(f64::total_cmp);
        (rows[i].0.clone(), (together, rates.iter().take(5).sum::<f64>() / 5.0))
    };
    (0..18).map(one).collect()
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{value} {expected}");
}

#[test]
fn areas_of_a_group_are_peers_and_who_is_alone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (data, table) = write(folder.path());
    let pairs = json(&["similar", &table, "--by", "group:board", "--format", "json"]);
    let pairs = pairs.as_array().unwrap();
    // Nine on the coast, nine in the hills: eight others each.
    assert_eq!(pairs.len(), 2 * 9 * 8);
    assert_eq!(
        pairs[0],
        json!({"area": "Z00", "ods_code": null, "ons_code": null, "neighbour": "Z02", "rank": 1, "distance": null})
    );
    let said = stderr_of(&["similar", &table, "--by", "group:board"]);
    assert!(
        said.contains("no peers, alone in their group: Z19") && said.contains("without a value of board: Z18"),
        "{said}"
    );
    let benchmark = json(&["similar", &data, "--by", "group:kind_of_area", "--benchmark", "--format", "json"]);
    let slice = &benchmark["slices"][0];
    assert_eq!((&slice["nearest"], &slice["lacking"]), (&Value::Null, &json!(["Z18", "Z19"])));
    let slow = slowly();
    for area in slice["areas"].as_array().unwrap() {
        near(&area["rate_of_similar"], slow[area["area"].as_str().unwrap()].0);
    }
    let said = stdout(&["similar", &data, "--by", "group:kind_of_area", "--benchmark"]);
    assert!(said.contains("compared with the other areas of its group"), "{said}");
}

#[test]
fn opportunity_moves_to_the_best_of_the_group_or_to_a_target_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (data, table) = write(folder.path());
    let own = ["opportunity", &data, "--polarity", "low", "--format", "json", "--replicates", "99", "--target"];
    let slow = slowly();
    for by in
        [vec!["similar", "--by", "group:kind_of_area"], vec!["similar", "--by", "group:board", "--by-file", &table]]
    {
        let found = json(&[&own[..], &by].concat());
        let slice = &found["slices"][0];
        let column = by[2].strip_prefix("group:").unwrap();
        assert_eq!((slice["groups"].as_str(), &slice["left_out"]), (Some(column), &json!(["Z18", "Z19"])));
        let areas = slice["areas"].as_array().unwrap();
        assert_eq!(areas.len(), 18);
        areas.iter().for_each(|area| near(&area["target"], slow[area["area"].as_str().unwrap()].1));
    }
    let found = json(&[&own[..], &["column:aim"]].concat());
    let slice = &found["slices"][0];
    assert_eq!((slice["target_is"].as_str(), &slice["target"]), (Some("column:aim"), &Value::Null));
    let mut signed = 0.0;
    for (i, (area, (_, observed, people))) in slice["areas"].as_array().unwrap().iter().zip(rows()).enumerate() {
        signed += observed - (0.002 + 0.0001 * i as f64) * people;
        assert!((area["target"].as_f64().unwrap() - (0.002 + 0.0001 * i as f64)).abs() < 1e-12);
    }
    assert!((slice["signed"].as_f64().unwrap() - signed).abs() < 1e-6);
    // Targets are in the unit of the rates, as a number is: two per 1,000 are 0.002.
    let per_1000 = |i: usize| format!("Z{i:02},{}\n", 2.0 + 0.1 * i as f64);
    let aims = format!("area,per_1000\n{}", (0..20).map(per_1000).collect::<String>());
    let aims = file(folder.path(), "aims.csv", aims);
    let with = [&own[..], &["column:per_1000", "--by-file", &aims, "--unit", "things per 1,000 people"]].concat();
    for (area, plain) in
        json(&with)["slices"][0]["areas"].as_array().unwrap().iter().zip(slice["areas"].as_array().unwrap())
    {
        near(&area["target"], plain["target"].as_f64().unwrap());
    }
    let told = stderr_of(&with);
    assert!(told.contains("the targets of column 'per_1000' are per 1000"), "{told}");
    let said = stdout(&["opportunity", &data, "--polarity", "low", "--target", "column:aim"]);
    assert!(said.contains("its own target (column 'aim')"), "{said}");
}

#[test]
fn limits_and_pages_say_that_areas_are_held_against_their_group() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = write(folder.path());
    let own = [&*data, "--target", "similar", "--like", "group:kind_of_area"];
    let found = json(&[&["outliers"], &own[..], &["--format", "json"]].concat());
    let similar = &found["slices"][0]["similar"];
    assert_eq!(
        similar,
        &json!({"by": ["kind_of_area"], "nearest": null, "without_peers": [], "lacking": ["Z18", "Z19"]})
    );
    let said = stdout(&[&["outliers"], &own[..]].concat());
    assert!(said.contains("compare each area with the other areas of its group, by kind_of_area"), "{said}");
    assert!(said.contains("as alone in their group or in none: Z18 and Z19"), "{said}");
    let out = text(&folder.path().join("page"));
    let one = [
        "report",
        &data,
        "--about",
        "area",
        "--highlight",
        "Z03",
        "--like",
        "group:kind_of_area",
        "--replicates",
        "0",
        "--out",
        &out,
    ];
    stdout(&one);
    let page = std::fs::read_to_string(folder.path().join("page").join("report.html")).unwrap();
    assert!(page.contains("other areas of the group of Z03") && !page.contains("nearest to it by"));
    let chart = text(&folder.path().join("ranked.svg"));
    stdout(&[&["chart", "ranked"], &own[..], &["-o", &chart]].concat());
    let svg = std::fs::read_to_string(&chart).unwrap();
    assert!(svg.contains("the rate of the other areas of its group"), "{svg}");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (data, table) = write(folder.path());
    let low = ["opportunity", &data, "--polarity", "low", "--target"];
    for (args, says) in [
        (vec!["similar", &table, "--by", "group:board", "--nearest", "3"], "--nearest has no effect on groups"),
        (vec!["similar", &data, "--by", "group:kind_of_area,aim"], "groups stand alone"),
        (vec!["similar", &data, "--by", "kind_of_area"], "write group:kind_of_area"),
        (vec!["similar", &data, "--by", "group:area"], "a group of its own for each"),
        ([&low[..], &["column:nothing"]].concat(), "nothing"),
        ([&low[..], &["column:aim", "--by", "aim"]].concat(), "--by"),
        ([&low[..], &["column:kind_of_area"]].concat(), "no numbers"),
        ([&low[..], &["column:population", "--kind", "share"]].concat(), "expected a share from 0 to 1"),
        (
            [&low[..], &["median", "--by-file", &table]].concat(),
            "--by-file goes with --target similar and --target column:NAME",
        ),
    ] {
        let said = failure(&args);
        assert!(said.contains(says), "{args:?}: {said}");
    }
}

/// What one person takes says how much chance there is in money; twice as much of it is more chance.
#[test]
fn what_a_person_takes_gives_an_opportunity_in_pounds_its_interval() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = write(folder.path());
    let own = ["opportunity", &data, "--polarity", "low", "--target", "median", "--kind", "amount", "--format", "json"];
    let plain = &json(&own)["slices"][0];
    assert!(plain["lower"].is_null() && plain["by_chance"].is_null());
    let [once, twice] =
        ["1", "2"].map(|n| json(&[&own[..], &["--per-person", n, "--per-person-cv", "0.5"]].concat()).take());
    let chance = |found: &Value| found["slices"][0]["by_chance"].as_f64().unwrap();
    assert!(chance(&once) > 0.0 && once["slices"][0]["lower"].is_number());
    // The standard deviation of chance goes with the square root of what one takes.
    let times = chance(&twice) / chance(&once);
    assert!((times - 2.0_f64.sqrt()).abs() < 0.1, "{times}");
}
