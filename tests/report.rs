//! End to end: `report`, `demo`, `ingest`, `list`, as a newcomer would run them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, files_below, json, small_table, stdout, text, unwarranted};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_testing::folders;

const PROMISED: [&str; 6] = ["report.html", "indices.csv", "indices.json", "areas.csv", "areas.json", "manifest.json"];

fn report(folder: &Path, args: &[&str]) -> serde_json::Value {
    let out = folder.to_string_lossy().into_owned();
    let mut all = vec!["report", "--out", &out];
    all.extend(args);
    stdout(&all);
    for name in PROMISED {
        assert!(folder.join(name).metadata().is_ok_and(|m| m.len() > 0), "{name} is missing");
    }
    serde_json::from_str(&std::fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap()
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |path: std::path::PathBuf| {
        let bytes = std::fs::read(folder.join(&path)).unwrap();
        (path.to_string_lossy().into_owned(), bytes)
    };
    files_below(folder).into_iter().map(read).collect()
}

#[test]
fn a_report_holds_every_promised_file_and_traces_its_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = folder.path().join("out");
    let manifest = report(&out, &[&path, "--highlight", "A03", "--title", "Dressings", "--unit", "items per patient"]);
    let rows = &manifest["inputs"][0]["rows"];
    assert_eq!(rows["read"], 72);
    assert_eq!(rows["used"], 66);
    assert_eq!(rows["set_aside"][0]["rows"], 6);
    assert_eq!(manifest["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(manifest["options"]["highlight"], "A03");
    let charts: Vec<String> = contents(&out).into_keys().filter(|name| name.starts_with("charts/")).collect();
    for name in ["ranked", "funnel", "deciles"] {
        for ending in ["svg", "png"] {
            assert!(charts.contains(&format!("charts/{name}.{ending}")), "{charts:?}");
        }
    }
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    for part in ["Dressings", "items per patient", "Area 3", "small.csv"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("NaN") && !page.contains("src=\"http"));
    let areas = std::fs::read_to_string(out.join("areas.csv")).unwrap();
    assert_eq!(areas.lines().count(), 1 + 66);
}

#[test]
fn the_same_inputs_give_the_same_bytes_on_one_and_two_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let run = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let done = unwarranted()
            .env("RAYON_NUM_THREADS", threads)
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .args(["report", &path, "--out", &out.to_string_lossy()])
            .output()
            .unwrap();
        assert!(done.status.success());
        contents(&out)
    };
    assert!(run("one", "1") == run("two", "2"), "the folders differ");
}

#[test]
fn a_folder_that_is_not_a_report_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let target = folder.path().join("thesis");
    std::fs::create_dir(&target).unwrap();
    file(&target, "chapter-1.txt", "precious");
    let text = failure(&["report", &path, "--out", &target.to_string_lossy()]);
    assert!(text.contains("thesis"), "{text}");
    assert_eq!(contents(&target).len(), 1);
}

#[test]
fn a_failed_run_leaves_the_earlier_report_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = folder.path().join("out");
    report(&out, &[&path]);
    let before = contents(&out);
    let bad = file(folder.path(), "bad.csv", "code,numerator,denominator\nA,-1,10\n");
    failure(&["report", &bad, "--out", &out.to_string_lossy()]);
    failure(&["report", &path, "--highlight", "nowhere", "--out", &out.to_string_lossy()]);
    let error = failure(&["report", &path, "--highlight", "A30", "--out", &out.to_string_lossy()]);
    assert!(error.contains("no area has this code; did you mean A00 (Area 0) or A03 (Area 3)"), "{error}");
    assert!(before == contents(&out), "the report was touched");
}

#[test]
fn the_demo_writes_a_report_that_says_it_is_synthetic() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    std::fs::create_dir(&out).unwrap();
    let own = file(&out, "thesis.txt", "mine");
    assert!(failure(&["demo", "--out", &out.to_string_lossy()]).contains("holds other files, such as thesis.txt"));
    std::fs::remove_file(own).unwrap();
    stdout(&["demo", "--out", &out.to_string_lossy()]);
    let report = out.join("report");
    for name in PROMISED {
        assert!(report.join(name).metadata().is_ok_and(|m| m.len() > 0), "{name} is missing");
    }
    let svgs: Vec<_> = files_below(&report).into_iter().filter(|p| p.extension().is_some_and(|e| e == "svg")).collect();
    assert!(!svgs.is_empty());
    for name in svgs.iter().map(|p| report.join(p)).chain([report.join("report.html")]) {
        let text = std::fs::read_to_string(&name).unwrap().to_lowercase();
        assert!(text.contains("synthetic data"), "{} does not say so", name.display());
    }
    let store = out.join("store");
    let again = stdout(&[
        "indices",
        "--store",
        &store.to_string_lossy(),
        "--bnf",
        "0501",
        "--by",
        "quarter",
        "--format",
        "csv",
    ]);
    let whole = std::fs::read_to_string(report.join("indices.csv")).unwrap();
    assert_eq!(again, whole, "the store gives other indices than the report");
}

#[test]
fn publishers_files_become_rates_per_thousand_registered_patients() {
    for files in folders() {
        let [epd, patients] =
            ["epd/EPD_201709.csv", "population/gp-reg-pat-prac-quin-age.csv"].map(|f| text(&files.join(f)));
        let folder = tempfile::tempdir().unwrap();
        let store = text(&folder.path().join("store"));
        let first = stdout(&["ingest", &epd, &patients, "--store", &store]);
        assert!(first.contains("epd-v2") && first.contains("reg-patients"), "{first}");
        let second = stdout(&["ingest", &epd, "--store", &store]);
        assert!(second.contains("already in the store"), "{second}");
        let rates = json(&["rates", "--store", &store, "--bnf", "0501", "--level", "ccg", "--format", "json"]);
        let slice = &rates["slices"][0];
        assert_eq!((&slice["per"], &slice["period"]), (&1000.0.into(), &"2017-09".into()));
        let areas = slice["areas"].as_array().unwrap();
        let patients: Vec<f64> = areas.iter().map(|a| a["denominator"].as_f64().unwrap()).collect();
        assert_eq!(patients, files.known([3177.0, 3256.0], [17_468.0, 10_813.0]));
        let items: f64 = areas.iter().map(|a| a["observed"].as_f64().unwrap()).sum();
        assert!((items - files.known(349.0, 1309.0)).abs() < 0.5, "{items}");
    }
}

#[test]
fn both_layouts_of_september_2017_have_the_same_totals() {
    for files in folders() {
        let folder = tempfile::tempdir().unwrap();
        let totals = |name: &str, file: &str| {
            let store = text(&folder.path().join(name));
            let said = stdout(&["ingest", &text(&files.join(file)), "--store", &store]);
            said.lines().find(|l| l.trim_start().starts_with("2017-09:")).map(str::to_owned)
        };
        let epd = totals("epd", "epd/EPD_201709.csv");
        assert!(epd.as_ref().is_some_and(|line| line.contains(files.known("1,318", "46,895"))), "{epd:?}");
        assert_eq!(epd, totals("dpi", "epd/Detailed_Prescribing_Information_201709.csv"));
    }
}

#[test]
fn every_subcommand_has_help_with_examples_and_every_registry_is_listed() {
    for command in ["demo", "report", "indices", "outliers", "rates", "ingest", "store", "list", "completions"] {
        assert!(stdout(&[command, "--help"]).contains("Examples"), "{command}");
    }
    assert!(stdout(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
    for index in unwarranted::core::indices::INDICES {
        assert!(stdout(&["list", "indices"]).contains(&*index.id));
    }
    for rule in unwarranted::core::outliers::RULES {
        assert!(stdout(&["list", "rules"]).contains(rule.id));
    }
    for format in unwarranted::ingest::formats::FORMATS {
        assert!(stdout(&["list", "formats"]).contains(format.id));
    }
    for chart in unwarranted::plot::charts::CHARTS {
        assert!(stdout(&["list", "charts"]).contains(chart.id));
    }
    assert!(stdout(&["completions", "bash"]).contains("unwarranted"));
}
