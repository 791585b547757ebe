//! `--disclosure`: nothing that is written gives a small count away.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, files_below, json, stdout, unwarranted};
use std::collections::BTreeMap;
use std::path::Path;

const COUNTS: [(&str, u32); 6] = [("A01", 3), ("A02", 41), ("A03", 12), ("A04", 0), ("A05", 63), ("A06", 88)];

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// One small count, which is a prime number of people less than the total.
fn table(folder: &Path) -> String {
    let rows: Vec<String> = COUNTS.iter().map(|(area, n)| format!("{area},Place {area},2019,{n},1003")).collect();
    file(folder, "falls.csv", format!("area,name,year,observed,population\n{}\n", rows.join("\n")))
}

fn made(command: &str, path: &str, out: &Path) {
    let args = [command, path, "--out", out.to_str().unwrap(), "--disclosure", "nhs", "--replicates", "99"];
    unwarranted().args(args).assert().success();
}

/// No text that was written holds a figure that only the true counts give. A hash may hold any digits.
fn keep(out: &Path, secrets: &[&str]) {
    let texts = ["csv", "json", "html", "svg"];
    let is_text = |p: &&std::path::PathBuf| p.extension().is_some_and(|e| texts.iter().any(|text| e == *text));
    for path in files_below(out).iter().filter(is_text).filter(|p| !p.ends_with("manifest.json")) {
        let content = text(&out.join(path));
        for secret in secrets {
            assert!(!content.contains(secret), "{} holds {secret}", path.display());
        }
    }
}

/// The cells of a CSV file by line and column.
fn cells(path: &Path) -> Vec<BTreeMap<String, String>> {
    let content = text(path);
    let mut lines = content.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells = |line: &str| head.iter().zip(line.split(',')).map(|(k, v)| ((*k).to_owned(), v.to_owned())).collect();
    lines.map(cells).collect()
}

#[test]
fn tables_hold_only_what_is_published_and_a_log_says_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    made("report", &table(folder.path()), &out);
    let log: Vec<String> = cells(&out.join("disclosure.csv"))
        .iter()
        .map(|row| {
            format!("{} {} {}/{}", row["area"], row["action"], row["published_observed"], row["published_denominator"])
        })
        .collect();
    let expected = [
        "A01 suppressed /",
        "A02 rounded 40/1005",
        "A03 suppressed-second /",
        "A04 rounded 0/1005",
        "A05 rounded 65/1005",
        "A06 rounded 90/1005",
    ];
    assert_eq!(log, expected);
    let areas: Vec<(String, String)> =
        cells(&out.join("areas.csv")).iter().map(|row| (row["area"].clone(), row["observed"].clone())).collect();
    let area = |code: &str, n: &str| (code.to_owned(), n.to_owned());
    let shown = [area("A02", "40"), area("A04", "0"), area("A05", "65"), area("A06", "90")];
    assert_eq!(areas, [&shown[..], &[area("A01", ""), area("A03", "")]].concat());
    hidden_areas_stay(&out);
    let aside = text(&out.join("set_aside.csv"));
    assert!(aside.contains("protected") && aside.contains("A01") && aside.contains("A03"), "{aside}");
    // The last is what all areas have together.
    keep(&out, &["1003", "1,003", "6018"]);
    assert!(text(&out.join("report.html")).contains("Disclosure control (nhs)"));
}

/// Suppressed areas are rows without figures, with the reason, in every format; a chart says how many it does not show.
fn hidden_areas_stay(out: &Path) {
    let rows = cells(&out.join("areas.csv"));
    for code in ["A01", "A03"] {
        let row = rows.iter().find(|row| row["area"] == code).unwrap();
        assert!(
            row["undefined"].starts_with("protected: ") || row["undefined"].starts_with("\"protected: "),
            "{row:?}"
        );
        assert_eq!(["period", "rate", "ratio", "denominator"].map(|name| row[name].as_str()), ["2019", "", "", ""]);
        assert_eq!(row["name"], format!("Place {code}"));
    }
    let areas: serde_json::Value = serde_json::from_str(&text(&out.join("areas.json"))).unwrap();
    let without = &areas["slices"][0]["without_figures"];
    assert_eq!((&without[0]["area"], &without[1]["area"]), (&"A01".into(), &"A03".into()));
    assert_eq!((&without[0]["reason"], &without[0]["name"]), (&"protected".into(), &"Place A01".into()));
    let parquet = std::fs::read(out.join("areas.parquet")).unwrap();
    assert!(["A01", "A03"].iter().all(|code| parquet.windows(3).any(|w| w == code.as_bytes())));
    let page = text(&out.join("report.html"));
    assert!(page.contains("Place A01") && page.contains("Place A03"), "hidden areas are named");
    assert!(page.contains("Suppressed: the count is small, or would give a small one away, and is not published."));
    assert!(page.contains("Not shown for 2019: 2 areas, whose figures are suppressed. That is not zero."));
}

/// Runs of 12 hexadecimal digits or more, which name the input, and the time of the report taken out.
fn without_hashes(content: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    for run in content.split_inclusive(|b| !b.is_ascii_hexdigit()) {
        kept.extend_from_slice(if run.len() > 12 { &run[run.len() - 1..] } else { run });
    }
    kept
}

/// Two treatments of which the first has one small count: what all areas have less what the others have, were the others shown.
#[test]
fn a_league_gives_no_small_count_away() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = COUNTS
        .iter()
        .zip([52, 61, 48, 77, 90, 33])
        .map(|((area, n), other)| {
            let of = |treatment: &str, n: u32| format!("{area},Place {area},2019,{treatment},{n},1003\n");
            of("falls", *n) + &of("hips", other)
        })
        .collect();
    let content = format!("area,name,year,treatment,observed,population\n{}", rows.concat());
    let path = file(folder.path(), "two.csv", content);
    let out = folder.path().join("league");
    made("sweep", &path, &out);
    let done: Vec<String> = cells(&out.join("disclosure.csv"))
        .iter()
        .filter(|row| row["action"] != "rounded")
        .map(|row| format!("{} {} {}", row["treatment"], row["area"], row["action"]))
        .collect();
    assert_eq!(done, ["falls A01 suppressed", "falls A03 suppressed-second"]);
    let league = cells(&out.join("league.csv"));
    let falls = league.iter().find(|row| row["id"] == "falls").unwrap();
    let shown = ["areas", "observed", "denominator", "highest", "lowest", "without_denominator"];
    assert_eq!(shown.map(|name| falls[name].as_str()), ["4", "195.0", "4020.0", "A06", "A04", "0.0"]);
    let areas = unwarranted::study::parquet::read_areas(&out.join("areas.parquet")).unwrap();
    let observed: Vec<(&str, Option<f64>)> =
        areas.iter().filter(|row| &*row.id == "falls").map(|row| (&*row.area, row.observed)).collect();
    let shown = [("A02", 40.0), ("A04", 0.0), ("A05", 65.0), ("A06", 90.0)].map(|(area, n)| (area, Some(n)));
    assert_eq!(observed, [&shown[..], &[("A01", None), ("A03", None)]].concat());
    hidden_areas_stay_in_the_league(&out, &areas);
    // Totals and the denominators as they were recorded.
    keep(&out, &["1003", "1,003", "6018", "6,018", "4012"]);
    assert!(text(&out.join("index.html")).contains("Disclosure control (nhs)"));
    assert!(text(&out.join("index.html")).contains("disclosure.csv"));
}

/// Hidden areas have a row with the reason in the table of areas, on the page of the treatment, and in the counts of areas.
fn hidden_areas_stay_in_the_league(out: &Path, areas: &[unwarranted::study::parquet::AreaRow]) {
    for row in areas.iter().filter(|row| row.observed.is_none()) {
        assert!(row.undefined.as_deref().unwrap().starts_with("protected: "), "{row:?}");
        assert!(row.name.as_deref().unwrap().starts_with("Place "), "{row:?}");
    }
    let counts: Vec<String> = cells(&out.join("by_area.csv"))
        .iter()
        .map(|row| format!("{} {} {}", row["area"], row["treatments"], row["unknown"]))
        .collect();
    assert_eq!(counts, ["A01 1 1", "A02 2 0", "A03 1 1", "A04 2 0", "A05 2 0", "A06 2 0"]);
    let page = text(&out.join("treatments/t-falls.html"));
    assert!(page.contains("Place A01") && page.contains("Place A03"));
    assert!(page.contains("Suppressed: the count is small, or would give a small one away, and is not published."));
    assert!(text(&out.join("index.html")).contains("Not known in"));
}

/// The same counts with other small ones behind them make the same files, byte by byte but for the hashes of the input.
#[test]
fn files_do_not_depend_on_what_is_hidden() {
    for command in ["report", "sweep"] {
        do_not_depend(command);
    }
}

fn do_not_depend(command: &str) {
    let folder = tempfile::tempdir().unwrap();
    let files = |name: &str, hidden: &str| {
        let rows = ["A02,41", "A03,30", "A04,0", "A05,63", "A06,88"].map(|row| row.replace(',', ",2019,"));
        let rows: Vec<String> = rows.iter().map(|row| format!("{row},1000")).collect();
        let head = format!("area,year,observed,population\nA00,2019,2,1000\nA01,2019,{hidden},1000\n");
        let path = file(folder.path(), "falls.csv", format!("{head}{}\n", rows.join("\n")));
        let out = folder.path().join(name);
        made(command, &path, &out);
        let files = files_below(&out).into_iter().filter(|p| !p.ends_with("manifest.json"));
        files.map(|p| (p.clone(), without_hashes(&std::fs::read(out.join(&p)).unwrap()))).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (files("one", "1"), files("other", "6"));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, content) in &one {
        assert!(content == &other[name], "{} differs", name.display());
    }
}

/// The page of an area whose only figure is hidden has its name and the reason; a site has such a page too.
#[test]
fn the_page_of_a_hidden_area_says_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    let site = folder.path().join("site");
    let args = ["report", &path, "--site", site.to_str().unwrap(), "--disclosure", "nhs", "--replicates", "0"];
    unwarranted().args(args).assert().success();
    let page = text(&site.join("areas/t-a01.html"));
    assert!(page.contains("Place A01") && page.contains("suppressed"));
    assert!(text(&site.join("index.html")).contains("t-a01.html"));
}

#[test]
fn rates_and_outliers_take_the_rule_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    let found = json(&["rates", &path, "--disclosure", "midpoint6", "--format", "json"]);
    let areas = found["slices"][0]["areas"].as_array().unwrap();
    let mut observed: Vec<f64> = areas.iter().map(|a| a["observed"].as_f64().unwrap()).collect();
    observed.sort_by(f64::total_cmp);
    assert_eq!(observed, [0.0, 3.0, 9.0, 39.0, 63.0, 87.0]);
    let plain = stdout(&["rates", &path, "--format", "csv"]);
    assert_eq!(stdout(&["rates", &path, "--format", "csv", "--disclosure", "none"]), plain);
}

#[test]
fn what_cannot_be_protected_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    let refused = |args: &[&str]| failure(&[&["rates", &path, "--disclosure", "nhs"], args].concat());
    assert!(refused(&["--kind", "amount"]).contains("amounts count nobody"));
    assert!(refused(&["--standardise", "indirect"]).contains("counts of whole areas"));
    let spans =
        "area,period,observed,population\nA,2001-03,10,100\nB,2001-03,20,100\nA,2002-04,11,100\nB,2002-04,22,100\n";
    let spans = file(folder.path(), "spans.csv", spans);
    assert!(failure(&["rates", &spans, "--disclosure", "nhs", "--denominator-is", "stock"]).contains("overlap"));
    let within = failure(&["sweep", &path, "--within", "population", "--disclosure", "nhs"]);
    assert!(within.contains("counts of whole areas"), "{within}");
}

/// The league of a store holds what the rule shows of whole areas: the published counts of the log, and no amounts.
#[test]
fn a_league_of_a_store_holds_what_the_rule_shows() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    stdout(&["demo", "--out", demo.to_str().unwrap()]);
    let store = demo.join("store");
    let store = store.to_str().unwrap();
    let out = folder.path().join("league");
    let swept = ["sweep", "--store", store, "--replicates", "0", "--disclosure", "nhs"];
    let month = ["--grain", "chemical", "--period", "2020-06"];
    stdout(&[&swept[..], &month, &["--out", out.to_str().unwrap()]].concat());
    let log = cells(&out.join("disclosure.csv"));
    let mut hidden: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for row in &log {
        let own = hidden.entry(&row["treatment"]).or_default();
        own[0] += usize::from(row["action"] == "suppressed");
        own[1] += usize::from(row["action"] == "suppressed-second");
    }
    assert!(hidden.values().all(|[small, second]| *second == usize::from(*small == 1)), "{hidden:?}");
    assert!(hidden.values().any(|[small, _]| *small == 1) && hidden.values().any(|[small, _]| *small > 1));
    // What is in the table of areas is what the log publishes, treatment by treatment.
    let areas = unwarranted::study::parquet::read_areas(&out.join("areas.parquet")).unwrap();
    let shown: BTreeMap<(&str, &str), f64> = log
        .iter()
        .filter(|row| row["action"] == "rounded")
        .map(|row| ((&*row["treatment"], &*row["area"]), row["published_observed"].parse().unwrap()))
        .collect();
    assert_eq!(areas.iter().filter(|area| area.observed.is_some()).count(), shown.len());
    for area in &areas {
        let key = (&*area.id, &*area.area);
        let Some(observed) = area.observed else {
            assert!(!shown.contains_key(&key) && area.undefined.is_some(), "{area:?}");
            continue;
        };
        assert!((shown[&key] - observed).abs() < 1e-9, "{area:?}");
        let fives = observed / 5.0;
        assert!(observed < 1e-9 || (observed >= 10.0 && (fives - fives.round()).abs() < 1e-9), "{area:?}");
    }
    // The true counts are those of `rates`.
    let rates = ["rates", "--store", store, "--bnf", "0904010H0", "--by", "month", "--period", "2020-06"];
    let rates = json(&[&rates[..], &["--format", "json"]].concat());
    for area in rates["slices"][0]["areas"].as_array().unwrap() {
        let count = area["observed"].as_f64().unwrap();
        let row = log.iter().find(|row| row["treatment"] == "BNF 0904010H0" && area["area"] == *row["area"]).unwrap();
        let rounded = (count / 5.0).round() * 5.0;
        let published = || row["published_observed"].parse::<f64>().unwrap();
        assert!(row["action"] != "rounded" || (published() - rounded).abs() < 1e-9, "{row:?}");
        assert!((1.0..=7.0).contains(&count) == (row["action"] == "suppressed"), "{count} {row:?}");
    }
    let cost = failure(&[&swept[..], &month, &["--measure", "nic"]].concat());
    assert!(cost.contains("amounts count nobody"), "{cost}");
}
