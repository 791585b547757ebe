//! End to end: a synthetic nation of files is read, swept, and its truth is found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;
#[allow(unreachable_pub, dead_code, reason = "shared with an example")]
#[path = "../examples/nation/known_truth.rs"]
mod known_truth;

use common::{failure, stdout, text};
use std::path::Path;
use unwarranted::core::Period;

fn simulate(out: &Path, more: &[&str]) -> String {
    stdout(&[&["simulate", "nation", "--out", &text(out)][..], more].concat())
}

#[test]
fn a_nation_is_read_whole_and_its_truth_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (nation, store) = (folder.path().join("nation"), folder.path().join("store"));
    let size = ["--areas", "40", "--practices", "480", "--treatments", "200", "--months", "12", "--seed", "5"];
    simulate(&nation, &size);
    let files = nation.join("files");
    let told = stdout(&["ingest", &text(&files), "--store", &text(&store)]);
    let written = std::fs::read_dir(&files).unwrap().count();
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("SYNTHETIC_")).collect();
    assert_eq!(lines.len(), written, "{told}");
    assert!(lines.iter().all(|line| line.contains(", stored; ") && line.ends_with(", 0 rejected")), "{told}");
    // Totals by sex stand beside their parts; nothing else is left out.
    let left_out: Vec<&str> = told.lines().filter(|line| line.contains("set aside")).collect();
    assert!(left_out.iter().all(|line| line.contains("part of a total")), "{left_out:?}");

    let period = Period::parse("2019/20").unwrap();
    let found = known_truth::compare(&store, &nation.join("truth"), period, 499).unwrap();
    println!("{found:#?}");
    assert!(found.treatments >= 180 && found.ranked >= 40, "{found:?}");
    assert!(found.correlation[0] >= 0.9 && found.correlation[1] >= 0.9, "{found:?}");
    assert!(found.covered[0] >= 0.88 && found.covered[1] >= 0.88, "{found:?}");
    // At most one in twenty of the areas that are named is named falsely, and hardly any where no area differs.
    assert!(found.differ > 200 && found.falsely * 20 <= found.differ, "{found:?}");
    assert!(found.null[0] >= 40 && found.null[1] * 50 <= found.null[0], "{found:?}");
    assert!(found.outliers[0] >= 5 && found.outliers[1] * 4 >= found.outliers[0] * 3, "{found:?}");
}

#[test]
fn a_nation_is_refused_where_it_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("nation");
    let small = ["--areas", "2", "--practices", "4", "--treatments", "3", "--months", "1"];
    simulate(&out, &small);
    simulate(&out, &small);
    std::fs::write(out.join("files/thesis.txt"), "mine").unwrap();
    let run = |more: &[&str]| failure(&[&["simulate", "nation", "--out", &text(&out)][..], more].concat());
    assert!(run(&small).contains("such as thesis.txt"));
    std::fs::remove_file(out.join("files/thesis.txt")).unwrap();
    assert!(run(&["--practices", "5"]).contains("at least one for each area"));
    assert!(run(&["--months", "0"]).contains("1 to 240"));
    assert!(run(&["--size", "huge"]).contains("demo, real"));
    let told = failure(&["simulate", "--rows", "5", "--out", "x.csv", "nation", "--out", &text(&out)]);
    assert!(told.contains("cannot be used with"), "{told}");
    assert!(failure(&["simulate"]).contains("--rows"));
}
