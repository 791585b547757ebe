//! `watch` as it is typed: what is new, once.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, stderr_of, stdout, text};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Numbers from -1 to 1 that look random.
fn noise(i: usize, stream: usize) -> f64 {
    2.0 * (libm::sin((i * 7 + stream * 131) as f64 * 12.9898 + 0.7) * 43_758.545_3).fract().abs() - 1.0
}

/// Thirty areas over so many months from 2020-01; A04 falls to a half from month 40 on (2023-05).
fn months(length: usize) -> String {
    months_with(length, &|month| month >= 40)
}

/// The same with A04 at a half in other months.
fn months_with(length: usize, half: &dyn Fn(usize) -> bool) -> String {
    let mut text = String::from("area,month,observed,population\n");
    for month in 0..length {
        for area in 0..30 {
            let times = if area == 4 && half(month) { 0.5 } else { 1.0 };
            let rate = libm::exp(0.3 * noise(area, 1) + 0.03 * noise(area * 99 + month, 2) + 0.05 * noise(month, 3));
            writeln!(text, "A{area:02},{}-{:02},{:.3},20000", 2020 + month / 12, month % 12 + 1, 900.25 * times * rate)
                .unwrap();
        }
    }
    text
}

fn watch<'a>(path: &'a str, state: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["watch", path, "--state", state][..], more].concat()
}

fn told(found: &serde_json::Value) -> Vec<String> {
    let one = |a: &serde_json::Value| {
        format!("{} {} {}", a["month"].as_str().unwrap(), a["area"].as_str().unwrap(), a["way"].as_str().unwrap())
    };
    found["alerts"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn each_run_tells_what_is_new_and_a_second_run_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = text(&folder.path().join("state"));
    let json_of = |length: usize| {
        let path = file(folder.path(), "tablets.csv", months(length));
        json(&watch(&path, &state, &["--format", "json"]))
    };
    let first = json_of(40);
    assert_eq!((first["schema"].as_u64(), first["tested"].as_u64(), told(&first).len()), (Some(1), Some(30), 0));
    let second = json_of(41);
    assert_eq!(told(&second), ["2023-05 A04 down"]);
    let alert = &second["alerts"][0];
    assert!(alert["q"].as_f64().unwrap() < 0.001 && alert["rule"].as_str() == Some("change"));
    assert!((alert["rate"].as_f64().unwrap() / alert["expected"].as_f64().unwrap() - 0.5).abs() < 0.1);
    assert!(alert["headline"].as_str().unwrap().starts_with("A04, "), "{alert}");
    // The same data again: nothing, and the state stays as it is.
    let path = file(folder.path(), "tablets.csv", months(41));
    let kept = fs::read(Path::new(&state).join("watch.json")).unwrap();
    assert_eq!(stdout(&watch(&path, &state, &[])), "");
    assert_eq!(fs::read(Path::new(&state).join("watch.json")).unwrap(), kept);
    // What goes on is told once; two months at once give what single ones do.
    assert!(told(&json_of(43)).is_empty());
    let other = text(&folder.path().join("other"));
    let path = file(folder.path(), "tablets.csv", months(43));
    let all = json(&watch(&path, &other, &["--from", "2023-05", "--format", "json"]));
    assert_eq!((told(&all), all["tested"].as_u64()), (vec!["2023-05 A04 down".to_owned()], Some(90)));
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1, "no half-written file is left");
}

/// An area that is alerted again after a month like any other is told again, with the month of before; run by run as at once.
#[test]
fn what_is_told_again_says_when_it_was_alerted_before() {
    let folder = tempfile::tempdir().unwrap();
    let again =
        |length: usize| file(folder.path(), "tablets.csv", months_with(length, &|month| month == 40 || month == 42));
    let state = text(&folder.path().join("state"));
    let by_month: Vec<serde_json::Value> =
        [41, 42, 43].map(|length| json(&watch(&again(length), &state, &["--format", "json"]))).into();
    let before = |found: &serde_json::Value| {
        let alerts = found["alerts"].as_array().unwrap();
        alerts.iter().map(|a| a["alerted_before"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!((told(&by_month[0]), before(&by_month[0])), (vec!["2023-05 A04 down".to_owned()], vec![None]));
    assert!(told(&by_month[1]).is_empty());
    assert_eq!(told(&by_month[2]), ["2023-07 A04 down"]);
    assert_eq!(before(&by_month[2]), [Some("2023-05".to_owned())]);
    assert!(by_month[2]["alerts"][0]["headline"].as_str().unwrap().ends_with("down; alerted before, in May 2023)."));
    let at_once = |state: &str, more: &[&str]| {
        let state = text(&folder.path().join(state));
        stdout(&watch(&again(43), &state, &[&["--from", "2023-05"], more].concat()))
    };
    // The two codes of the area stand behind it.
    let rows = at_once("rows", &["--format", "csv"]);
    let ends: Vec<&str> = rows.lines().map(|row| row.rsplit(',').nth(2).unwrap()).collect();
    assert_eq!(ends, ["alerted_before", "", "2023-05"]);
    let table = at_once("table", &[]);
    assert!(table.lines().nth(1).unwrap().ends_with("Alerted before") && table.contains("  2023-05\n"), "{table}");
    assert!(!stdout(&watch(&again(41), &text(&folder.path().join("first")), &[])).contains("Alerted before"));
}

#[test]
fn published_rules_are_labelled_and_have_no_level() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "tablets.csv", months(41));
    let state = text(&folder.path().join("state"));
    let found = json(&watch(&path, &state, &["--rules", "xmr,cusum,change", "--format", "json"]));
    let of = |rule: &str| {
        let own = |a: &&serde_json::Value| a["rule"].as_str() == Some(rule);
        found["alerts"].as_array().unwrap().iter().filter(own).cloned().collect::<Vec<_>>()
    };
    assert!(of("xmr").iter().any(|a| a["area"].as_str() == Some("A04") && a["q"].is_null()));
    assert_eq!(of("change").len(), 1);
    let words = stdout(&watch(&path, &text(&folder.path().join("words")), &["--rules", "xmr"]));
    assert!(words.starts_with("xmr (special cause on an XmR chart (NHS England"), "{words}");
    let rows = stdout(&watch(&path, &text(&folder.path().join("rows")), &["--format", "csv"]));
    assert!(
        rows.starts_with(
            "rule,treatment,area,name,month,way,rate,expected,p,q,alerted_before,ods_code,ons_code\n\
             change,tablets,A04,,2023-05,down,"
        ),
        "{rows}"
    );
}

#[test]
fn a_state_of_another_study_or_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "tablets.csv", months(40));
    let state = text(&folder.path().join("state"));
    stdout(&watch(&path, &state, &[]));
    let error = failure(&watch(&path, &state, &["--rules", "xmr"]));
    assert!(error.contains("belongs to another study") && error.contains("was change, and is xmr"), "{error}");
    let error = failure(&watch(&path, &state, &["--kind", "amount"]));
    assert!(error.contains("belongs to another study") && error.contains("kind"), "{error}");
    let renamed = file(folder.path(), "capsules.csv", months(41));
    assert!(failure(&watch(&renamed, &state, &[])).contains("it watches tablets, which the data do not have"));
    let older = file(folder.path(), "tablets.csv", months(39));
    assert!(failure(&watch(&older, &state, &[])).contains("up to 2023-04, and the data end in 2023-03"));
    assert!(failure(&watch(&older, &state, &["--from", "2023-01"])).contains("--from"));
    // Figures that were revised are said, and the run goes on.
    let revised = file(folder.path(), "tablets.csv", months(41).replacen("A00,2020-01,", "A00,2020-01,1", 1));
    assert!(stderr_of(&watch(&revised, &state, &[])).contains("have changed since: tablets"));
    let kept = Path::new(&state).join("watch.json");
    let whole = fs::read_to_string(&kept).unwrap();
    fs::write(&kept, whole.replacen("\"schema\": 1", "\"schema\": 2", 1)).unwrap();
    assert!(failure(&watch(&revised, &state, &[])).contains("version 2"));
    fs::write(&kept, &whole[..whole.len() / 2]).unwrap();
    assert!(failure(&watch(&revised, &state, &[])).contains("restore it"));
    let years = file(folder.path(), "years.csv", "area,year,observed,population\nA,2020,1,9\nB,2020,2,9\n");
    assert!(!failure(&watch(&years, &text(&folder.path().join("new")), &[])).is_empty());
    assert!(!folder.path().join("new").exists(), "nothing is kept of a run that failed");
}

#[test]
fn an_amount_of_unknown_chance_is_told_and_persons_decide_what_is_tested() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "tablets.csv", months(41));
    let state = |name: &str| text(&folder.path().join(name));
    let said = stderr_of(&watch(&path, &state("unknown"), &[]));
    assert!(said.contains("tablets: what one patient takes is not known") && said.contains("--per-person"), "{said}");
    let of = |name: &str, amount: &str| {
        json(&watch(&path, &state(name), &["--per-person", amount, "--per-person-cv", "0", "--format", "json"]))
    };
    // £900 a month is ten patients of £1,080 a year; one of £10,800 is too few.
    assert_eq!((of("many", "120")["tested"].as_u64(), of("few", "10800")["tested"].as_u64()), (Some(30), Some(0)));
    let said = stderr_of(&watch(&path, &state("given"), &["--per-person", "120"]));
    assert!(!said.contains("not known"), "{said}");
}
