//! End to end: `indices`, `outliers` and `rates`, as the contract states them.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, small_table, stdout, text, unwarranted};
use unwarranted_testing::folders;

#[test]
fn indices_json_follows_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = json(&["indices", &path, "--by", "all", "--format", "json"]);
    assert_eq!(out["schema"], 1);
    let slice = &out["slices"][0];
    assert_eq!(slice["treatment"], "small");
    assert_eq!(slice["period"], "all");
    assert_eq!(slice["kind"], "count");
    assert_eq!(slice["areas"], 11);
    assert_eq!(slice["set_aside"][0]["reason"], "zero-denominator-and-observed");
    assert_eq!(slice["set_aside"][0]["rows"], 6);
    let ids: Vec<&str> = slice["indices"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    for id in ["eq", "eq-5-95", "eq-25-75", "cv", "cv-weighted", "scv", "scv-log", "chi-square", "dispersion"] {
        assert!(ids.contains(&id), "{id} is missing");
    }
    for index in slice["indices"].as_array().unwrap() {
        for key in ["id", "title", "value", "lower", "upper", "confidence", "interval_method", "undefined"] {
            assert!(index.get(key).is_some(), "{key} is missing in {index}");
        }
        assert_ne!(index["value"].is_null(), index["undefined"].is_null(), "{index}");
    }
}

/// The same figures worked out in the open from the table that the program reads.
#[test]
fn rates_and_indices_equal_a_slow_second_computation() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let (observed, population): (Vec<f64>, Vec<f64>) = (0..11)
        .map(f64::from)
        .map(|a| ((1..=6).map(|m| 20.0 + a * 7.0 + f64::from(m)).sum::<f64>(), 10_000.0 + 500.0 * a))
        .unzip();
    let overall = observed.iter().sum::<f64>() / population.iter().sum::<f64>();
    let rates = json(&["rates", &path, "--by", "all", "--per", "1000", "--format", "json"]);
    let areas = rates["slices"][0]["areas"].as_array().unwrap();
    assert_eq!(areas.len(), 11);
    let mut scv = 0.0;
    for (i, area) in areas.iter().enumerate() {
        let expected = population[i] * overall;
        close(&area["rate"], observed[i] / population[i] * 1000.0);
        close(&area["ratio"], observed[i] / expected);
        assert!(area["lower"].as_f64() < area["rate"].as_f64() && area["rate"].as_f64() < area["upper"].as_f64());
        scv += ((observed[i] - expected).powi(2) / expected.powi(2) - 1.0 / expected) / 11.0;
    }
    let indices = json(&["indices", &path, "--by", "all", "--format", "json"]);
    close(value(&indices, "scv"), scv);
    let ratio = |i: usize| observed[i] / population[i];
    let highest = (0..11).map(ratio).fold(0.0, f64::max);
    let lowest = (0..11).map(ratio).fold(f64::INFINITY, f64::min);
    close(value(&indices, "eq"), highest / lowest);
}

fn value<'a>(indices: &'a serde_json::Value, id: &str) -> &'a serde_json::Value {
    let all = indices["slices"][0]["indices"].as_array().unwrap();
    &all.iter().find(|i| i["id"] == id).unwrap()["value"]
}

fn close(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn outliers_json_follows_the_contract_and_flags_agree_with_the_limits() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = json(&["outliers", &path, "--period", "2024-03", "--format", "json"]);
    assert_eq!(out["schema"], 1);
    let slice = &out["slices"][0];
    for key in ["phi", "tau2", "method"] {
        assert!(slice["overdispersion"].get(key).is_some(), "{key}");
    }
    for area in slice["areas"].as_array().unwrap() {
        let limit = |set: &str, level: &str, side: usize| area[set][level][side].as_f64().unwrap();
        let ratio = area["ratio"].as_f64().unwrap();
        let expected = if ratio > limit("limits_adjusted", "99.8", 1) {
            "high-99.8"
        } else if ratio > limit("limits_adjusted", "95", 1) {
            "high-95"
        } else if ratio < limit("limits_adjusted", "99.8", 0) {
            "low-99.8"
        } else if ratio < limit("limits_adjusted", "95", 0) {
            "low-95"
        } else {
            "none"
        };
        assert_eq!(area["flag"], expected);
        assert!(
            limit("limits", "99.8", 0) <= limit("limits", "95", 0)
                && limit("limits", "95", 1) <= limit("limits", "99.8", 1)
        );
        for key in ["z", "p", "z_adjusted", "p_adjusted"] {
            assert!(area[key].is_number(), "{key}");
        }
    }
}

#[test]
fn periods_are_summed_and_stock_denominators_averaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let first = |args: &[&str]| {
        let mut all = vec!["rates", &path, "--format", "json"];
        all.extend(args);
        json(&all)["slices"][0].clone()
    };
    let quarter = first(&["--period", "2023/24 Q4"]);
    assert_eq!(quarter["areas"][0]["observed"], 66.0);
    assert_eq!(quarter["areas"][0]["denominator"], 10_000.0);
    let flow = first(&["--period", "2023/24 Q4", "--denominator-is", "flow"]);
    assert_eq!(flow["areas"][0]["denominator"], 30_000.0);
    assert_eq!(first(&["--from", "2024-05", "--by", "year"])["areas"][0]["observed"], 51.0);
}

#[test]
fn separators_encodings_compression_and_pipes_give_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let plain = small_table();
    let path = file(folder.path(), "small.csv", &plain);
    let reference = stdout(&["rates", &path, "--format", "csv"]);
    let crlf = plain.replace('\n', "\r\n");
    let bom = format!("\u{feff}{}", plain.replace(',', ";"));
    for (name, content) in [("crlf", crlf), ("bom", bom), ("tab", plain.replace(',', "\t"))] {
        let sub = folder.path().join(name);
        std::fs::create_dir(&sub).unwrap();
        let path = file(&sub, "small.csv", content);
        assert_eq!(stdout(&["rates", &path, "--format", "csv"]), reference, "{name}");
    }
    let piped = unwarranted().args(["rates", "-", "--format", "csv"]).write_stdin(plain).output().unwrap();
    let piped = String::from_utf8(piped.stdout).unwrap();
    assert_eq!(piped.lines().count(), reference.lines().count());
}

#[test]
fn one_thread_and_two_threads_give_identical_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let run = |threads: &str, command: &str| {
        let args = [command, &path, "--format", "json"];
        unwarranted().env("RAYON_NUM_THREADS", threads).args(args).output().unwrap().stdout
    };
    for command in ["indices", "outliers", "rates"] {
        assert_eq!(run("1", command), run("2", command), "{command}");
    }
}

#[test]
fn bad_input_is_refused_with_the_place_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let head = "month,code,numerator,denominator\n";
    let long = "9".repeat(1_000_000) + "x";
    let cases: [(&str, String, &[&str]); 10] = [
        ("columns", "a,b,c\n1,2,3\n".into(), &["a, b, c", "--area"]),
        ("empty", String::new(), &["empty"]),
        ("header", head.into(), &["no"]),
        ("negative", format!("{head}2024-01,A,-3,10\n"), &["line 2", "numerator", "-3"]),
        ("nan", format!("{head}2024-01,A,1,10\n2024-01,B,NaN,10\n"), &["line 3", "numerator", "NaN"]),
        ("number", format!("{head}2024-01,A,\"1,234\",10\n"), &["line 2", "numerator"]),
        ("twice", format!("{head}2024-01,A,1,10\n2024-01,B,1,10\n2024-01,A,2,10\n"), &["line 4", "line 2"]),
        ("period", format!("{head}2024-13,A,1,10\n"), &["line 2", "month", "2024-13"]),
        ("quote", format!("{head}2024-01,\"A,1,10\n2024-01,B,1,10\n"), &["quot"]),
        ("long", format!("{head}2024-01,A,{long},10\n"), &["line 2", "numerator"]),
    ];
    for (name, content, expected) in cases {
        let path = file(folder.path(), &format!("{name}.csv"), content);
        let text = failure(&["indices", &path]);
        assert!(text.len() < 2_000, "{name}: the message is {} characters long", text.len());
        for part in expected {
            assert!(text.contains(part), "{name}: '{part}' is not in: {text}");
        }
    }
    assert!(failure(&["indices", "no-such-file.csv"]).contains("no-such-file.csv"));
    assert!(failure(&["indices", &folder.path().to_string_lossy()]).contains("folder"));
}

#[test]
fn suppressed_and_unreported_values_are_set_aside_and_never_zero() {
    let folder = tempfile::tempdir().unwrap();
    let text = "code,numerator,denominator\nA,5,100\nB,*,100\nC,,100\nD,0,100\nE,3,0\nF,0,0\n,4,100\nG,7,100\n";
    let path = file(folder.path(), "states.csv", text);
    let out = json(&["indices", &path, "--format", "json"]);
    let slice = &out["slices"][0];
    assert_eq!(slice["period"], "all");
    assert_eq!(slice["areas"], 3);
    let aside: Vec<(&str, u64)> = slice["set_aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["reason"].as_str().unwrap(), s["rows"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("zero-denominator-and-observed", 1),
        ("zero-denominator", 1),
        ("blank-area", 1),
        ("suppressed", 1),
        ("not-reported", 1),
    ];
    assert_eq!(aside, expected);
    let warned = unwarranted().args(["indices", &path]).output().unwrap();
    let warned = String::from_utf8(warned.stderr).unwrap();
    assert!(warned.contains("suppressed") && warned.contains('B'), "{warned}");
}

#[test]
fn gluten_free_spending_in_december_2025() {
    for files in folders() {
        let path = text(&files.join("area-activity/subicb-glutenfree.csv"));
        let args = ["--period", "2025-12", "--format", "json"];
        let indices = json(&[&["indices", &path][..], &args].concat());
        let slice = &indices["slices"][0];
        // Two codes of the twin, 108 of the real file, are of closed areas without patients.
        assert_eq!(slice["areas"], files.known(6, 106));
        assert_eq!(slice["set_aside"][0]["rows"], files.known(2, 108));
        assert_eq!(slice["kind"], "amount");
        let scv = slice["indices"].as_array().unwrap().iter().find(|i| i["id"] == "scv").unwrap();
        assert!(scv["value"].is_null() && scv["undefined"].as_str().unwrap().contains("amount"), "{scv}");
        let rates = json(&[&["rates", &path][..], &args].concat());
        let mut values: Vec<f64> =
            rates["slices"][0]["areas"].as_array().unwrap().iter().map(|a| a["rate"].as_f64().unwrap()).collect();
        values.sort_by(f64::total_cmp);
        assert_eq!(values.iter().filter(|v| **v == 0.0).count(), files.known(2, 10));
        assert_eq!(format!("{:.2}", values.last().unwrap()), files.known("21.16", "28.29"));
    }
}

#[test]
fn statin_rates_and_percent_ranks_equal_the_publishers_own() {
    for files in folders() {
        let path = text(&files.join("area-activity/ccg-statin-intensity-with-percentile.csv"));
        let out = json(&["rates", &path, "--format", "json"]);
        let mut ours = std::collections::BTreeMap::new();
        for slice in out["slices"].as_array().unwrap() {
            for area in slice["areas"].as_array().unwrap() {
                let key = (area["area"].as_str().unwrap().to_owned(), slice["period"].as_str().unwrap().to_owned());
                ours.insert(key, (area["rate"].as_f64().unwrap(), area["percent_rank"].as_f64().unwrap()));
            }
        }
        let lines = std::fs::read_to_string(path).unwrap();
        let mut checked = 0;
        for line in lines.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let key = (cells[0].to_owned(), cells[3][..7].to_owned());
            let (Ok(rate), Ok(rank)) = (cells[6].parse::<f64>(), cells[7].parse::<f64>()) else { continue };
            let (our_rate, our_rank) = ours[&key];
            // Shares are given in per cent.
            assert!((our_rate - 100.0 * rate).abs() < 1e-7 && (our_rank - rank).abs() < 1e-9, "{line}");
            checked += 1;
        }
        // One area of the twin has no patients in one month, and so no rate.
        assert_eq!(checked, files.known(9, 2145));
    }
}

#[test]
fn pounds_and_pence_are_no_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "cost.csv", "area,actual_cost,population\nA,10.25,100\nB,20.5,100\nC,7.75,100\n");
    let args = ["rates", &path, "--observed", "actual_cost"];
    let found = failure(&[&args[..], &["--kind", "count"]].concat());
    assert!(found.contains("'actual cost' is money") && found.contains("--kind amount"), "{found}");
    let found = json(&[&args[..], &["--kind", "amount", "--format", "json"]].concat());
    assert_eq!(found["slices"][0]["kind"], "amount");
    // By its name it may be anything; the unit says that it is pounds.
    let path = file(folder.path(), "sum.csv", "area,observed,population\nA,10.25,100\nB,20.5,100\nC,7.75,100\n");
    assert!(failure(&["indices", &path, "--kind", "count", "--unit", "£ per patient"]).contains("--kind amount"));
}
