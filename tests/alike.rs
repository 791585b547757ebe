//! `--target similar`: each area against the ten most like it, in every command that takes a target.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const LIKE: &str = "imd,log:population";
/// Student's t with 9 degrees of freedom beyond which 2.5 % and 0.1 % lie (R 4.2.2, `qt`).
const REACH: [f64; 2] = [2.262_157_162_798_205, 4.296_805_662_729_918];

/// One area of the file.
struct Area {
    code: String,
    observed: f64,
    people: f64,
    imd: f64,
}

/// Forty areas whose rates follow deprivation; one has far more than those like it, and no more than the most deprived.
fn areas() -> Vec<Area> {
    (0..40_u32)
        .map(|i| {
            let imd = 10.0 + f64::from(i * 17 % 40);
            let people = 60_000.0 + f64::from(i * 7_919 % 97) * 1_000.0;
            let rate = 0.002 * (1.0 + 0.03 * imd) * (1.0 + 0.06 * (f64::from(i * 13 % 7) - 3.0) / 3.0);
            let rate = if i == 12 { 0.0054 } else { rate };
            Area { code: format!("Z{i:02}"), observed: (people * rate).round(), people, imd }
        })
        .collect()
}

fn write(folder: &Path) -> String {
    let rows = areas().into_iter().map(|a| format!("{},{},{},{}\n", a.code, a.imd, a.observed, a.people));
    file(folder, "alike.csv", "area,imd,observed,population\n".to_owned() + &rows.collect::<String>())
}

/// What an area is held against, the slow way: every distance, the ten smallest, their rates one by one.
struct Slow {
    similar: Vec<String>,
    together: f64,
    mean: f64,
    error: f64,
}

fn slowly() -> BTreeMap<String, Slow> {
    let all = areas();
    let scored = |value: fn(&Area) -> f64| {
        let mean = all.iter().map(value).sum::<f64>() / 40.0;
        let sd = (all.iter().map(|a| (value(a) - mean).powi(2)).sum::<f64>() / 40.0).sqrt();
        all.iter().map(|a| (value(a) - mean) / sd).collect::<Vec<_>>()
    };
    let (imd, people) = (scored(|a| a.imd), scored(|a| libm::log(a.people)));
    let one = |i: usize| {
        let mut others: Vec<(f64, usize)> =
            (0..40).filter(|j| *j != i).map(|j| (libm::hypot(imd[i] - imd[j], people[i] - people[j]), j)).collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0));
        let near: Vec<&Area> = others[..10].iter().map(|(_, j)| &all[*j]).collect();
        let rates: Vec<f64> = near.iter().map(|a| a.observed / a.people).collect();
        let mean = rates.iter().sum::<f64>() / 10.0;
        let variance = rates.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / 9.0;
        let together = near.iter().map(|a| a.observed).sum::<f64>() / near.iter().map(|a| a.people).sum::<f64>();
        let smaller = 1.0 / all[i].people - near.iter().map(|a| 1.0 / a.people).sum::<f64>() / 10.0;
        let error = (variance * 1.1 + together * smaller.max(0.0)).sqrt();
        let similar = near.iter().map(|a| a.code.clone()).collect();
        (all[i].code.clone(), Slow { similar, together, mean, error })
    };
    (0..40).map(one).collect()
}

/// Two-sided p of Student's t with 9 degrees of freedom, by Simpson's rule on its density.
fn p_of(t: f64) -> f64 {
    // gamma(5) / (sqrt(9 pi) gamma(4.5)).
    let density =
        |x: f64| 24.0 / ((9.0 * std::f64::consts::PI).sqrt() * 11.631_728_396_567_448) * (1.0 + x * x / 9.0).powi(-5);
    let steps = 20_000;
    let h = t.abs() / f64::from(steps);
    let inside: f64 = (0..=steps)
        .map(|i| {
            density(h * f64::from(i))
                * if i == 0 || i == steps {
                    1.0
                } else if i % 2 == 1 {
                    4.0
                } else {
                    2.0
                }
        })
        .sum();
    1.0 - 2.0 * inside * h / 3.0
}

fn near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} where {expected} is expected"));
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-6), "{found} where {expected} is expected");
}

#[test]
fn limits_and_alarms_are_those_of_its_own_similar_areas() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path());
    let args = ["outliers", &path, "--target", "similar", "--like", LIKE, "--per", "1000", "--format", "json"];
    let found = json(&args);
    let slice = &found["slices"][0];
    assert_eq!((slice["rule"].as_str(), slice["target"].as_str()), (Some("similar"), Some("similar")));
    assert_eq!((&slice["centre"], &slice["similar"]["nearest"]), (&Value::Null, &Value::from(10)));
    assert_eq!(slice["similar"]["by"], serde_json::json!(["imd", "log:population"]));
    let far: Vec<&str> =
        slice["similar"]["without_peers"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let slow = slowly();
    let all = areas();
    let overall = all.iter().map(|a| a.observed).sum::<f64>() / all.iter().map(|a| a.people).sum::<f64>();
    let mut tested = 0;
    for (area, own) in slice["areas"].as_array().unwrap().iter().zip(&all) {
        let slow = &slow[&own.code];
        let rate = own.observed / own.people;
        assert_eq!(area["similar_areas"], serde_json::json!(slow.similar), "{}", own.code);
        near(&area["rate_of_similar"], slow.together * 1000.0);
        near(&area["ratio_to_similar"], rate / slow.together);
        near(&area["mean_of_similar"], slow.mean * 1000.0);
        if far.contains(&own.code.as_str()) {
            assert!(area["limits_adjusted"].is_null() && area["flag"].is_null() && area["alarm_p"].is_null());
            continue;
        }
        let t = (rate - slow.mean) / slow.error;
        near(&area["z_adjusted"], t);
        let p = area["p_adjusted"].as_f64().unwrap();
        assert!((p - p_of(t)).abs() < 1e-9, "{}: {p} where {} is expected", own.code, p_of(t));
        for (level, reach) in ["95", "99.8"].into_iter().zip(REACH) {
            let [low, high] = [-1.0, 1.0].map(|side| ((slow.mean + side * reach * slow.error) / overall).max(0.0));
            near(&area["limits_adjusted"][level][0], low);
            near(&area["limits_adjusted"][level][1], high);
        }
        tested += 1;
    }
    assert!(tested >= 30, "{tested} areas have peers");
    // High beside those like it, and ordinary beside all.
    let flag = |found: &Value| found["slices"][0]["areas"][12]["flag"].as_str().unwrap().to_owned();
    let plain = json(&["outliers", &path, "--format", "json"]);
    assert_eq!((flag(&found).as_str(), flag(&plain).as_str()), ("high-99.8", "none"));
    assert_eq!(slice["areas"][12]["alarm"], "high");
    // The same as the comparison that is asked for by its own command.
    let benchmark = json(&["similar", &path, "--by", LIKE, "--benchmark", "--format", "json"]);
    for (a, b) in slice["areas"].as_array().unwrap().iter().zip(benchmark["slices"][0]["areas"].as_array().unwrap()) {
        assert_eq!((&a["ratio_to_similar_lower"], &a["ratio_to_similar_upper"]), (&b["lower"], &b["upper"]));
        assert!(b["without_peers"] == true || a["q_bh"] == b["q"], "{a} {b}");
    }
}

#[test]
fn rates_stand_beside_those_of_similar_areas_from_a_table_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path());
    let like = areas()
        .iter()
        .fold("area,score,size\n".to_owned(), |all, a| all + &format!("{},{},{}\n", a.code, a.imd, a.people));
    let table = file(folder.path(), "like.csv", like);
    let own = ["rates", &path, "--target", "similar", "--like-file", &table, "--like", "score,log:size"];
    let found = json(&[&own[..], &["--format", "json"]].concat());
    let slow = slowly();
    for area in found["slices"][0]["areas"].as_array().unwrap() {
        near(&area["rate_of_similar"], slow[area["area"].as_str().unwrap()].together);
    }
    let said = stdout(&own);
    assert!(said.contains("compared with its 10 most similar areas, by score and the logarithm of size"), "{said}");
    assert!(said.contains("Similar areas") && said.contains("Times similar areas"), "{said}");
    let csv = stdout(&[&own[..], &["--format", "csv"]].concat());
    for column in ["rate_of_similar", "ratio_to_similar_upper", "similar_areas"] {
        assert!(csv.lines().next().unwrap().split(',').any(|c| c == column), "{column}");
    }
    let plain = stdout(&["rates", &path, "--format", "csv"]);
    assert!(!plain.lines().next().unwrap().contains("similar"));
}

#[test]
fn pages_say_whom_each_area_is_compared_with_and_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path());
    let made = |name: &str, more: &[&str]| {
        let out = text(&folder.path().join(name));
        let given = ["report", &path, "--target", "similar", "--like", LIKE, "--replicates", "99", "--out", &out];
        stdout(&[&given[..], more].concat());
        stdout(&["verify", &out]);
        std::fs::read_to_string(folder.path().join(name).join("report.html")).unwrap()
    };
    let page = made("treatment", &[]);
    let whom = "compare each area with its 10 most similar areas, by imd and the logarithm of population";
    assert!(page.contains(whom) && page.contains("beside the 10 areas most like it"), "{page}");
    assert!(!page.contains("for a treatment that differs this much"), "the words of another comparison");
    let areas = std::fs::read_to_string(folder.path().join("treatment/areas.csv")).unwrap();
    assert!(areas.lines().next().unwrap().contains("rate_of_similar"));
    let page = made("area", &["--about", "area", "--highlight", "Z12"]);
    assert!(page.contains("most similar areas, by imd and the logarithm of population"), "{page}");
    assert!(page.contains("beside the areas most like it"), "{page}");
    let page = made("dossier", &["--about", "dossier", "--highlight", "Z12"]);
    assert!(page.contains("Is it unusual beside the 10 areas most like it?"), "{page}");
    assert!(page.contains("most similar areas, by imd and the logarithm of population"), "{page}");
}

#[test]
fn charts_show_each_area_beside_its_own_and_refuse_one_target_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path());
    let out = text(&folder.path().join("ranked.svg"));
    let similar = ["--target", "similar", "--like", LIKE, "-o", &out];
    stdout(&[&["chart", "ranked", &path][..], &similar].concat());
    let svg = std::fs::read_to_string(&out).unwrap();
    assert!(svg.contains("the rate of the 10 areas most like it, by imd and the logarithm of population"), "{svg}");
    let csv = std::fs::read_to_string(folder.path().join("ranked.csv")).unwrap();
    assert!(csv.lines().next().unwrap().contains(",rate_of_similar,"), "{csv}");
    let said = failure(&[&["chart", "funnel", &path][..], &similar].concat());
    assert!(said.contains("each area has a target of its own"), "{said}");
    let said = failure(&[&["chart", "lorenz", &path][..], &similar].concat());
    assert!(said.contains("--target has no effect on the chart 'lorenz'"), "{said}");
}

#[test]
fn what_has_no_sense_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path());
    let few = file(folder.path(), "few.csv", "area,imd,observed,population\nA,1,2,30\nB,2,3,40\nC,3,4,50\n");
    let out = text(&folder.path().join("x"));
    for (args, says) in [
        (vec!["outliers", &path, "--target", "similar"], "--target similar needs --like"),
        (vec!["outliers", &path, "--like", "imd"], "--like goes with --target similar"),
        (vec!["outliers", &path, "--target", "similar", "--like", "imd", "--rule", "exact"], "--target"),
        (vec!["rates", &path, "--target", "pooled"], "--target other than similar has no effect on rates"),
        (vec!["rates", &few, "--target", "similar", "--like", "imd"], "--like leaves 3 areas with all indicators"),
        (vec!["rates", &path, "--target", "similar", "--like", "rain"], "rain"),
        (
            vec!["report", &path, "--target", "similar", "--like", "imd", "--explorer", &out],
            "one target for all of its areas",
        ),
        (vec!["outliers", &path, "--rule", "similar"], "expected one of"),
        (vec!["rates", &path, "--like-file", &few], "--like-file goes with --like"),
    ] {
        let said = failure(&args);
        assert!(said.contains(says), "{args:?}: {said}");
    }
}
