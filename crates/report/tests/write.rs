//! Reports on disk: complete or not at all.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use unwarranted_core::{Kind, SliceFindings};
use unwarranted_plot::charts::{Chart, Draw, NotDrawn, Twin};
use unwarranted_report::manifest::{Difference, sha256, verify};
use unwarranted_report::write::files;
use unwarranted_report::{Error, write};

/// A chart that wants a file to be a folder.
static INSIDE: Chart = Chart {
    id: "ranked.svg/inside",
    title: "",
    about: "",
    about_intervals: None,
    shows: &[],
    twin: Some(Twin::Ranking),
    of_several: false,
    of_places: false,
    draw: Draw::Findings(|_| Err(NotDrawn { reason: String::new() })),
};

fn counts() -> Vec<SliceFindings> {
    vec![fixture::slice("statins", "2025-12", Kind::Count, 12, 2)]
}

fn both() -> Vec<SliceFindings> {
    vec![fixture::slice("gluten", "2025-12", Kind::Amount, 12, 1), counts().remove(0)]
}

/// Every file below `dir` with its bytes.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn writes_every_file_and_a_manifest_that_lists_them() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("a/report");
    let (findings, words) = (both(), fixture::words());
    let written = write(&dir, &fixture::report(&findings, &words)).unwrap();
    let files = tree(&dir);
    let expected = [
        "areas.csv",
        "areas.json",
        "charts/t-gluten/deciles.png",
        "charts/t-gluten/deciles.svg",
        "charts/t-gluten/ranked.png",
        "charts/t-gluten/ranked.svg",
        "charts/t-statins/deciles.png",
        "charts/t-statins/deciles.svg",
        "charts/t-statins/funnel.png",
        "charts/t-statins/funnel.svg",
        "charts/t-statins/ranked.png",
        "charts/t-statins/ranked.svg",
        "csv-metadata.json",
        "indices.csv",
        "indices.json",
        "manifest.json",
        "report.html",
        "set_aside.csv",
        "tables.xlsx",
    ];
    assert_eq!(files.keys().collect::<Vec<_>>(), expected);
    assert_eq!(written.last().unwrap().name, "manifest.json");
    for file in &written {
        assert_eq!(file.sha256, sha256(&files[&file.name]), "{}", file.name);
        assert_eq!(file.bytes, files[&file.name].len() as u64);
    }
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["schema"], 1);
    assert_eq!(manifest["program"], "unwarranted");
    assert_eq!(manifest["inputs"][0]["rows"]["set_aside"][0]["rows"], 4);
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), expected.len() - 1);
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    for name in expected.iter().filter(|n| **n != "report.html") {
        assert!(page.contains(&format!("href=\"{}\"", name.replace('/', "&#x2f;"))), "the page links to {name}");
    }
    assert_eq!(verify(&dir).unwrap(), []);
}

#[test]
fn only_the_time_differs_between_two_runs() {
    let parent = tempfile::tempdir().unwrap();
    let (findings, words) = (both(), fixture::words());
    let mut report = fixture::report(&findings, &words);
    write(&parent.path().join("one"), &report).unwrap();
    report.manifest.when = "2031-05-06T07:08:09Z".to_owned();
    write(&parent.path().join("two"), &report).unwrap();
    let (one, mut two) = (tree(&parent.path().join("one")), tree(&parent.path().join("two")));
    let later = String::from_utf8(two["manifest.json"].clone()).unwrap();
    two.insert("manifest.json".to_owned(), later.replace("2031-05-06T07:08:09Z", "2026-01-02T03:04:05Z").into_bytes());
    assert!(one == two);
}

#[test]
fn replaces_an_earlier_report_and_keeps_what_is_not_its_own() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("report");
    let words = fixture::words();
    write(&dir, &fixture::report(&both(), &words)).unwrap();
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    write(&dir, &fixture::report(&counts(), &words)).unwrap();
    let files = tree(&dir);
    assert!(files.contains_key("charts/funnel.svg") && files.contains_key("notes.txt"));
    assert!(!files.keys().any(|n| n.contains("gluten")), "files of the earlier report are gone");
    assert!(!dir.join("charts/t-gluten").exists());
    assert_eq!(verify(&dir).unwrap(), []);
}

#[test]
fn refuses_a_folder_of_other_files_and_a_file() {
    let parent = tempfile::tempdir().unwrap();
    let (findings, words) = (counts(), fixture::words());
    let report = fixture::report(&findings, &words);
    fs::write(parent.path().join("thesis.txt"), "years of work").unwrap();
    let refused = write(parent.path(), &report).unwrap_err();
    assert!(matches!(refused, Error::NotOurs { .. }));
    assert!(refused.to_string().contains("such as thesis.txt") && refused.to_string().contains("`out`"), "{refused}");
    assert!(matches!(write(&parent.path().join("thesis.txt"), &report), Err(Error::NotAFolder(_))));
    fs::write(parent.path().join("manifest.json"), r#"{"program":"another","outputs":[]}"#).unwrap();
    assert!(matches!(write(parent.path(), &report), Err(Error::NotOurs { .. })), "another program's manifest");
    assert_eq!(tree(parent.path()).len(), 2, "nothing was written");
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("report");
    let words = fixture::words();
    write(&dir, &fixture::report(&counts(), &words)).unwrap();
    fs::create_dir_all(dir.join("charts/t-gluten")).unwrap();
    let both = both();
    let report = fixture::report(&both, &words);
    let new = files(&report).unwrap().into_iter().map(|(name, _)| name).find(|name| !dir.join(name).exists()).unwrap();
    fs::create_dir_all(dir.join(&new).parent().unwrap()).unwrap();
    fs::write(dir.join(&new), "mine").unwrap();
    let refused = write(&dir, &report).unwrap_err();
    assert!(matches!(&refused, Error::InTheWay(path) if *path == dir.join(&new)), "{refused}");
    assert_eq!(fs::read_to_string(dir.join(&new)).unwrap(), "mine");
}

#[test]
fn an_interrupted_run_does_not_stand_in_the_way_of_the_next() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("report");
    let (findings, words) = (counts(), fixture::words());
    let report = fixture::report(&findings, &words);
    // Killed while it wrote the first report: only the staging folder is there.
    fs::create_dir_all(dir.join(".unwarranted-writing/charts")).unwrap();
    fs::write(dir.join(".unwarranted-writing/report.html"), "<html").unwrap();
    fs::write(dir.join(".unwarranted-writing/charts/x.svg"), "<svg").unwrap();
    write(&dir, &report).unwrap();
    assert!(!dir.join(".unwarranted-writing").exists());
    assert!(!dir.join("charts/x.svg").exists());
    // Killed while it moved files into place, before the manifest.
    fs::create_dir(dir.join(".unwarranted-writing")).unwrap();
    fs::remove_file(dir.join("manifest.json")).unwrap();
    write(&dir, &report).unwrap();
    assert_eq!(verify(&dir).unwrap(), []);
}

#[test]
fn a_run_at_the_same_time_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let staging = dir.path().join(".unwarranted-writing");
    fs::create_dir(&staging).unwrap();
    let lock = fs::File::create(staging.join("lock")).unwrap();
    lock.lock().unwrap();
    let (findings, words) = (counts(), fixture::words());
    assert!(matches!(write(dir.path(), &fixture::report(&findings, &words)), Err(Error::Busy(_))));
    assert!(staging.join("lock").exists(), "the other run is left alone");
}

#[test]
fn a_failure_leaves_the_earlier_report_as_it_was() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("report");
    let words = fixture::words();
    write(&dir, &fixture::report(&counts(), &words)).unwrap();
    let before = tree(&dir);
    let other = counts();
    let mut report = fixture::report(&other, &words);
    // A chart that wants to be a file where it also needs a folder cannot be staged.
    report.charts[1].chart = &INSIDE;
    let failed = write(&dir, &report).unwrap_err();
    assert!(matches!(failed, Error::Io { .. }), "{failed}");
    assert!(before == tree(&dir));
}

#[test]
fn a_failed_first_run_leaves_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("report");
    let (findings, words) = (counts(), fixture::words());
    let mut report = fixture::report(&findings, &words);
    report.charts[1].chart = &INSIDE;
    assert!(write(&dir, &report).is_err());
    assert!(!dir.exists());
}

#[test]
fn verify_finds_what_was_changed_or_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (findings, words) = (counts(), fixture::words());
    write(dir.path(), &fixture::report(&findings, &words)).unwrap();
    fs::write(dir.path().join("areas.csv"), "other").unwrap();
    fs::remove_file(dir.path().join("charts/ranked.svg")).unwrap();
    let expected = [Difference::Changed("areas.csv".to_owned()), Difference::Missing("charts/ranked.svg".to_owned())];
    assert_eq!(verify(dir.path()).unwrap(), expected);
}

#[test]
fn treatments_that_would_share_a_folder_do_not() {
    let words = fixture::words();
    let mut findings = vec![
        fixture::slice("a b", "2025-12", Kind::Count, 6, 1),
        fixture::slice("a-b", "2025-12", Kind::Count, 6, 2),
        fixture::slice("../a b 2", "2025-12", Kind::Count, 6, 3),
    ];
    findings.push(fixture::slice("£", "2025-12", Kind::Count, 6, 4));
    let report = fixture::report(&findings, &words);
    let folders: Vec<String> = findings.iter().map(|s| report.chart_folder(&s.treatment)).collect();
    assert_eq!(folders, ["charts/t-a-b", "charts/t-a-b-2", "charts/t-a-b-2-2", "charts/treatment"]);
}
