//! A report makes its finding in other ways, and says whether it stands.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{file, unwarranted};
use std::fmt::Write;
use std::path::Path;

fn lines(out: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(out.join("sensitivity.csv")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Thirty-nine commissioners, of which the last three lie in London and have most; the first tenth is small.
fn table(folder: &Path) -> String {
    let north = "00C 00D 00J 00K 00L 00M 00N 00P 00Q 00R 00T 00V 00X 00Y 01A 01D 01E 01F 01G 01H 01J 01K 01R 01T 01V 01W 01X \
                 01Y 02A 02D 02E 02F 02G 02H 02M 02N";
    let mut text = "area,year,observed,population\n".to_owned();
    for (i, code) in north.split(' ').chain(["93C", "72Q", "36L"]).enumerate() {
        let (people, rate) = (if i < 4 { 500 } else { 10_000 }, if i < 36 { 10 + i % 3 } else { 30 });
        writeln!(text, "{code},2019,{},{people}", people * rate / 1000).unwrap();
    }
    file(folder, "hips.csv", text)
}

#[test]
fn a_file_is_tried_without_small_areas_without_london_and_around_another_rate() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let args = ["report", &table(folder.path()), "--replicates", "0", "--out", out.to_str().unwrap()];
    unwarranted().args(args).assert().success();
    let lines = lines(&out);
    let made: Vec<(&str, &str)> = lines.iter().map(|line| (&*line[1], &*line[2])).collect();
    let ways = [
        ("as reported", "39"),
        ("without the smallest tenth of areas", "35"),
        ("without London", "36"),
        ("compared with all areas together", "39"),
    ];
    assert_eq!(made, ways);
    // 5, 6 and 6 in 500 are 10, 12 and 12 per 1,000; the ends are 30 and 10 with London and 12 and 10 without.
    let ratio = |at: usize| lines[at][3].parse::<f64>().unwrap();
    assert!(ratio(0) > 2.4 && (ratio(2) - 1.2).abs() < 1e-9, "{} {}", ratio(0), ratio(2));
    // By hand: all 36 have rates of 10, 11 and 12.
    assert!(lines[2][4].parse::<f64>().unwrap() < 0.1 && lines[0][4].parse::<f64>().unwrap() > 0.3);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Would another choice change this?"), "the page has the panel");
}

#[test]
fn money_of_unknown_chance_is_not_said_to_have_the_same_unusual_areas() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let args =
        ["report", &table(folder.path()), "--kind", "amount", "--replicates", "0", "--out", out.to_str().unwrap()];
    unwarranted().args(args).assert().success();
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Unusual: not known in any of them."));
    assert!(!page.contains("The same areas are unusual"));
    // Whether chance explains a distance is one question, whether the area is unusual for this treatment another.
    assert!(page.contains("is higher than chance explains, unless one treated person takes more than about"));
    assert!(!page.contains("tands out unless"));
}

#[test]
fn one_period_of_a_store_is_counted_in_other_measures_and_memberships() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, out) = (folder.path().join("demo"), folder.path().join("out"));
    unwarranted().args(["demo", "--out", demo.to_str().unwrap()]).assert().success();
    let store = demo.join("store");
    let args = [
        "report",
        "--store",
        store.to_str().unwrap(),
        "--bnf",
        "0501",
        "--measure",
        "actual-cost",
        "--replicates",
        "0",
    ];
    unwarranted().args(args).args(["--out", out.to_str().unwrap()]).assert().success();
    let lines = lines(&out);
    let made: Vec<&str> = lines.iter().map(|line| &*line[1]).collect();
    for way in ["items", "net ingredient cost", "quantity", "membership as of now"] {
        assert!(made.contains(&way), "{way}: {made:?}");
    }
    assert!(!made.contains(&"actual cost"));
    // Each is what a report of that measure says itself.
    let other = folder.path().join("other");
    let args =
        ["report", "--store", store.to_str().unwrap(), "--bnf", "0501", "--measure", "items", "--replicates", "0"];
    unwarranted().args(args).args(["--out", other.to_str().unwrap()]).assert().success();
    let items = lines.iter().find(|line| line[1] == "items").unwrap();
    let reported = self::lines(&other);
    assert_eq!(items[2..5], reported[0][2..5]);
}
