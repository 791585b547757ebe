//! End to end: a synthetic nation of files is read, swept, and its truth is found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;
#[allow(unreachable_pub, dead_code, reason = "shared with an example")]
#[path = "../examples/nation/known_truth.rs"]
mod known_truth;

use common::{failure, file, json, stdout, text};
use std::collections::BTreeMap;
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

/// Deprivation and age of every area of a nation as they are true, as a table of need.
fn true_need(truth: &Path) -> String {
    let mut old: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for row in rows(&truth.join("practices.csv")) {
        let [patients, share] = ["patients", "share_65_and_over_relative"].map(|key| row[key].parse::<f64>().unwrap());
        let sum = old.entry(row["area"].clone()).or_default();
        *sum = [sum[0] + patients, sum[1] + patients * share];
    }
    let line = |row: BTreeMap<String, String>| {
        let [patients, weighted] = old[&row["area"]];
        format!("{},{},{}\n", row["area"], row["deprivation"], weighted / patients)
    };
    let lines: String = rows(&truth.join("areas.csv")).into_iter().map(line).collect();
    format!("area,deprivation,old\n{lines}")
}

/// The rows of a file of truth, none of whose cells has a comma.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    lines.map(|cells| head.iter().cloned().zip(cells).collect()).collect()
}

/// What depends on age or deprivation in truth differs less between areas after them; what depends on nothing differs as before.
#[test]
fn need_takes_away_what_goes_with_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (nation, store) = (folder.path().join("nation"), folder.path().join("store"));
    simulate(&nation, &["--areas", "40", "--practices", "320", "--treatments", "60", "--months", "12", "--seed", "5"]);
    stdout(&["ingest", &text(&nation.join("files")), "--store", &text(&store)]);
    let truth = nation.join("truth");
    let need = file(folder.path(), "need.csv", true_need(&truth));
    let (of, store) = (["--period", "2019/20", "--membership", "current", "--replicates", "99"], text(&store));
    let asked = ["--need", "deprivation=deprivation", "--need", "age=old", "--need-file", &need, "--format", "json"];
    let found = json(&[&["sweep", "--store", &store, "--grain", "chemical"][..], &of, &asked].concat());
    scores_of_the_store_are_the_published_ones(&store, &truth, folder.path());
    let kinds: BTreeMap<String, String> = rows(&truth.join("treatments.csv"))
        .into_iter()
        .map(|row| (row["treatment"].clone(), row["need"].clone()))
        .collect();
    let mut shares: BTreeMap<&str, Vec<[f64; 2]>> = BTreeMap::new();
    for entry in found["slices"][0]["treatments"].as_array().unwrap() {
        let id = entry["id"].as_str().unwrap().trim_start_matches("BNF ");
        let (Some(kind), Some(share)) = (kinds.get(id), entry["share"].as_f64()) else { continue };
        shares.entry(kind).or_default().push([share, entry["lower"].as_f64().unwrap()]);
        let [before, after] = ["before", "unexplained"].map(|key| entry[key].as_f64().unwrap());
        assert!(after <= before * 1.001, "{id}: {before} {after}");
    }
    let median = |kind: &str| {
        let mut all: Vec<f64> = shares[kind].iter().map(|pair| pair[0]).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let sure = |kind: &str| shares[kind].iter().filter(|[_, lower]| *lower > 0.0).count();
    assert!(shares["none"].len() >= 5 && median("none") < 0.1 && sure("none") == 0, "{shares:?}");
    for kind in ["age", "deprivation-score"] {
        assert!(shares[kind].len() >= 8 && median(kind) > 0.4, "{kind}: {shares:?}");
        assert!(sure(kind) * 3 >= shares[kind].len() * 2, "{kind}: {shares:?}");
    }
}

/// The store has deprivation under codes of the Office for National Statistics that only its own lookup knows.
fn scores_of_the_store_are_the_published_ones(store: &str, truth: &Path, folder: &Path) {
    let line = |row: BTreeMap<String, String>| format!("{},{}\n", row["area"], row["deprivation"]);
    let scores: String = rows(&truth.join("areas.csv")).into_iter().map(line).collect();
    let nhs = file(folder, "score.csv", format!("area,score\n{scores}"));
    let line = |row: BTreeMap<String, String>| format!("{},{}\n", row["ons_code"], row["deprivation"]);
    let scores: String = rows(&truth.join("areas.csv")).into_iter().map(line).collect();
    let ons = file(folder, "ons.csv", format!("area,score\n{scores}"));
    let of = ["--store", store, "--period", "2019/20", "--replicates", "99", "--format", "json"];
    for (command, what) in [("sweep", ["--grain", "chemical"]), ("explain", ["--bnf", "02"])] {
        let base = [&[command][..], &of, &what].concat();
        let with = |more: &[&str]| {
            let found = json(&[&base[..], more].concat());
            let rows =
                found["slices"].as_array().unwrap().iter().flat_map(|slice| match slice["treatments"].as_array() {
                    Some(all) => all.iter().map(|entry| entry["share"].as_f64()).collect(),
                    None => vec![slice["share"].as_f64()],
                });
            rows.collect::<Vec<Option<f64>>>()
        };
        let of_store = with(&["--need", "d=average-score"]);
        assert!(of_store.iter().flatten().any(|share| *share > 0.01), "{command}: {of_store:?}");
        assert_eq!(of_store, with(&["--need", "d=deprivation/imd/ccg/average-score"]), "{command}");
        assert_eq!(of_store, with(&["--need", "d=score", "--need-file", &nhs]), "{command}");
        assert_eq!(of_store, with(&["--need", "d=score", "--need-file", &ons]), "{command}");
    }
    let ranked = json(&[
        "rates",
        "--store",
        store,
        "--bnf",
        "02",
        "--period",
        "2019/20",
        "--rank-by",
        "average-score",
        "--inequality",
        "--format",
        "json",
    ]);
    assert!(ranked["slices"].as_array().is_some_and(|slices| slices.len() == 1), "{ranked}");
    let unknown =
        failure(&["sweep", "--store", store, "--period", "2019/20", "--grain", "chemical", "--need", "d=no-score"]);
    assert!(unknown.contains("--need no-score") && unknown.contains("no such measure"), "{unknown}");
}

/// Months from one month to another.
fn months_between(a: &str, b: &str) -> i32 {
    let number = |text: &str| {
        let (year, month) = text.split_once('-').unwrap();
        year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap()
    };
    (number(b) - number(a)).abs()
}

#[test]
fn areas_that_stop_paying_are_found_with_their_months_and_hardly_any_others() {
    let folder = tempfile::tempdir().unwrap();
    let (nation, store) = (folder.path().join("nation"), folder.path().join("store"));
    let size = ["--areas", "30", "--practices", "240", "--treatments", "80", "--months", "30", "--seed", "5"];
    simulate(&nation, &size);
    stdout(&["ingest", &text(&nation.join("files")), "--store", &text(&store)]);
    let truth = std::fs::read_to_string(nation.join("truth/policies.csv")).unwrap();
    let truth: Vec<Vec<&str>> = truth.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let all = std::fs::read_to_string(nation.join("truth/treatments.csv")).unwrap();
    let practices = std::fs::read_to_string(nation.join("truth/practices.csv")).unwrap();
    let practices: Vec<Vec<&str>> = practices.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let closes = |area: &str| practices.iter().any(|p| area.starts_with(p[1]) && p[5].contains('-'));
    // What some areas stop paying for, and what many people have.
    let common = all.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let common = common.filter(|cells| cells[2].parse::<f64>().is_ok_and(|n| n > 20.0)).map(|cells| cells[0]);
    let treatments: std::collections::BTreeSet<&str> = truth.iter().map(|t| t[0]).chain(common.take(12)).collect();
    let codes = treatments.iter().copied().collect::<Vec<_>>().join(",");
    let store = text(&store);
    let args = ["trend", "--store", &store, "--bnf", &codes, "--by", "month", "--changes", "--replicates", "0"];
    let all = json(&[&args[..], &["--format", "json"]].concat());
    let (mut tested, mut policies, mut found, mut dated, mut others) = (0, 0, 0, 0, 0);
    for treatment in all["treatments"].as_array().unwrap() {
        let id = treatment["treatment"].as_str().unwrap();
        for step in treatment["changes"].as_array().unwrap().iter().filter(|step| step["p"].is_f64()) {
            tested += 1;
            let changed = step["changed"] == true;
            let area = step["area"].as_str().unwrap();
            let planned = truth.iter().find(|t| id.contains(t[0]) && area.starts_with(t[1]));
            let Some(planned) = planned else {
                // A practice that closes is a step too, as are a few patients who stay for years; neither is the end of a treatment.
                assert!(!changed || step["turn"] == "less" || step["turn"] == "more", "{id}: {step}");
                others += usize::from(changed && !closes(area));
                continue;
            };
            policies += 1;
            found += usize::from(changed && step["turn"] == "stopped");
            dated += usize::from(changed && months_between(planned[2], step["period"].as_str().unwrap()) <= 2);
        }
    }
    println!("{policies} policies of {tested} pairs tested: {found} found, {dated} dated; {others} others");
    assert!(policies >= 3 && tested > 60, "{policies} policies of {tested} pairs tested");
    assert!(found * 10 >= policies * 9 && dated * 10 >= found * 9, "{found} of {policies} found, {dated} dated");
    assert!(others * 50 <= tested, "{others} of {tested} areas are named that did not stop");
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
