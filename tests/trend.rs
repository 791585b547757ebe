//! `trend` as it is typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, stdout, text};
use std::fmt::Write;

/// Numbers from -1 to 1 that look random.
fn noise(i: usize, stream: usize) -> f64 {
    2.0 * (libm::sin((i * 7 + stream * 131) as f64 * 12.9898 + 0.7) * 43_758.545_3).fract().abs() - 1.0
}

/// Forty areas and 48 months; areas lie `from` and, from month 30 on, `to` of a log unit apart, and the overall rate falls.
fn areas(from: f64, to: f64) -> String {
    let mut text = String::from("area,month,observed,population\n");
    for month in 0..48 {
        for area in 0..40 {
            let spread = if month < 30 { from } else { to };
            let log = spread * noise(area, 1) + 0.02 * noise(area * 48 + month, 2) - 0.002 * month as f64;
            let people = 50_000 + 2_000 * area;
            let observed = people as f64 * 0.05 * libm::exp(log);
            writeln!(text, "A{area:02},{}-{:02},{observed:.4},{people}", 2020 + month / 12, month % 12 + 1).unwrap();
        }
    }
    text
}

/// The same with five practices to an area.
fn practices(to: f64) -> String {
    let mut text = String::from("ccg,practice,year,observed,population\n");
    for year in 0..2 {
        for area in 0..20 {
            for practice in 0..5 {
                let spread = if year == 0 { 0.1 } else { to };
                let at = (year * 20 + area) * 5 + practice;
                let rate = 0.05 * libm::exp(spread * noise(area, 1) + 0.05 * noise(at, 3));
                writeln!(text, "A{area:02},A{area:02}P{practice},{},{:.0},6000", 2020 + year, 6000.0 * rate).unwrap();
            }
        }
    }
    text
}

#[test]
fn trend_gives_the_keys_of_the_contract_and_finds_what_grew_and_when() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "hips.csv", areas(0.1, 0.3));
    let found = json(&["trend", &path, "--by", "month", "--replicates", "199", "--format", "json"]);
    let of = &found["treatments"][0];
    assert_eq!(
        (found["schema"].as_u64(), of["verdict"].as_str(), of["basis"].as_str()),
        (Some(1), Some("growing"), Some("logarithms"))
    );
    let index = of["index"].as_array().unwrap();
    assert_eq!(index.len(), 48);
    assert!(
        index.iter().all(|p| p["lower"].as_f64() < p["value"].as_f64() && p["value"].as_f64() < p["upper"].as_f64())
    );
    assert_eq!(of["sigma"].as_array().unwrap().len(), 48);
    assert!(of["sigma"].as_array().unwrap().iter().all(|s| s["sd_log"].is_f64()));
    let paths: &[(&str, &[&str])] = &[
        ("pitman_morgan", &["t", "p", "t_robust", "p_robust"]),
        ("beta", &["raw", "se_hc1"]),
        ("slope", &["per_month", "se_ols", "se_newey_west"]),
        ("mann_kendall", &["p", "p_hamed_rao"]),
        ("season", &["f", "p"]),
        ("holdout", &["mape_theta", "mape_snaive"]),
    ];
    for (key, parts) in paths {
        assert!(parts.iter().all(|part| of[key][part].is_f64()), "{key}: {}", of[key]);
    }
    // An amount: nothing says how large chance is.
    assert!(of["beta"]["corrected"].is_null());
    assert!(of["undefined"]["beta.corrected"].as_str().unwrap().contains("chance is not known"));
    let breaks = of["breaks"].as_array().unwrap();
    let jump = breaks.iter().find(|b| b["period"].as_str() == Some("2022-07")).unwrap();
    assert_eq!((jump["after"].as_str(), jump["index"].as_u64()), (Some("2022-06"), Some(30)));
    assert!(jump["lower"].as_str() <= Some("2022-07") && jump["upper"].as_str() >= Some("2022-07"));
    let sure = of["breaks_robust"].as_array().unwrap();
    assert!(sure.iter().any(|b| b["period"].as_str() == Some("2022-07")), "{sure:?}");
    assert_eq!(of["since"].as_str(), Some("2022-07"), "{}", of["headline"]);
    assert!(of["breaks_robust_tests"]["p"][0].as_f64() < Some(0.001));
    let forecast = of["forecast"].as_array().unwrap();
    assert_eq!((forecast.len(), forecast[0]["period"].as_str()), (12, Some("2024-01")));
    assert!(
        of["headline"].as_str().unwrap().starts_with("Growing: 40 areas differ more in hips in 2023 than in 2020.")
    );
    // The overall rate falls by 0.2 % a month, and bank holidays were no part of how it was made.
    let national = &of["national"];
    assert_eq!(national["verdict"].as_str(), Some("shrinking"));
    assert!(national["working_days"]["elasticity"].as_f64().unwrap().abs() < 0.1);
}

#[test]
fn the_same_spread_is_no_change_and_a_smaller_one_shrinks() {
    let folder = tempfile::tempdir().unwrap();
    for (to, verdict) in [(0.1, "no detectable change"), (0.05, "shrinking")] {
        let path = file(folder.path(), "hips.csv", areas(0.1, to));
        for by in ["month", "quarter", "year", "fy"] {
            let of = &json(&["trend", &path, "--by", by, "--replicates", "199", "--format", "json"])["treatments"][0];
            assert_eq!(of["verdict"].as_str(), Some(verdict), "{by}: {}", of["headline"]);
        }
    }
    let words =
        stdout(&["trend", &file(folder.path(), "hips.csv", areas(0.1, 0.1)), "--by", "fy", "--replicates", "0"]);
    assert!(words.starts_with("No detectable change: whether 40 areas differ more or less in hips"), "{words}");
    assert!(words.contains("Incomplete periods take no part: 2019/20 (3 months), 2023/24 (9 months)."), "{words}");
}

#[test]
fn practices_give_the_interval_and_take_chance_out() {
    let folder = tempfile::tempdir().unwrap();
    for (to, verdict) in [(0.1, "no detectable change"), (0.4, "growing")] {
        let path = file(folder.path(), "practices.csv", practices(to));
        let args = ["trend", &path, "--area", "ccg", "--within", "practice", "--replicates", "199", "--format", "json"];
        let of = &json(&args)["treatments"][0];
        assert_eq!((of["basis"].as_str(), of["index_id"].as_str()), (Some("practices"), Some("cv-systematic")));
        assert_eq!(of["verdict"].as_str(), Some(verdict), "{}", of["headline"]);
        assert!(of["beta"]["corrected"].as_f64() > of["beta"]["raw"].as_f64());
        assert_eq!(json(&args)["treatments"][0], *of, "the same draws again");
    }
}

#[test]
fn areas_that_come_or_go_take_no_part_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = areas(0.1, 0.1);
    writeln!(text, "NEW,2023-11,10,1000\nNEW,2023-12,10,1000").unwrap();
    let kept: Vec<&str> = text.lines().filter(|l| !(l.starts_with("A07") && l.contains("2021-05"))).collect();
    let path = file(folder.path(), "hips.csv", kept.join("\n"));
    let of = &json(&["trend", &path, "--replicates", "0", "--format", "json"])["treatments"][0];
    let left: Vec<&str> = of["left_out"].as_array().unwrap().iter().map(|l| l["area"].as_str().unwrap()).collect();
    assert_eq!((of["areas"].as_u64(), left), (Some(39), vec!["A07", "NEW"]));
    let marks = of["memberships"].as_array().unwrap();
    let told = |m: &serde_json::Value| format!("{} +{} -{}", m["period"], m["came"], m["went"]);
    assert_eq!(told(&marks[0]), r#""2021-05" +[] -["A07"]"#);
    assert_eq!(told(&marks[2]), r#""2023-11" +["NEW"] -[]"#);
    assert!(of["index"][0]["lower"].is_null(), "nothing was drawn");
}

/// Thirty areas; every third stops, in a month of its own; noise resembles the month before.
fn policies() -> String {
    let mut text = String::from("area,month,observed,population\n");
    for area in 0..30 {
        let mut last = 0.0;
        for month in 0..48 {
            last = 0.5 * last + 0.05 * noise(area * 48 + month, 5);
            let paid = if area % 3 == 0 && month >= 12 + area { 0.1 } else { 1.0 };
            let pounds = 4_000.0 * paid * (1.0 + last);
            writeln!(text, "A{area:02},{}-{:02},{pounds:.2},20000", 2020 + month / 12, month % 12 + 1).unwrap();
        }
    }
    text
}

#[test]
fn areas_that_stopped_are_found_with_their_month_and_the_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "tablets.csv", policies());
    let args = ["trend", &path, "--changes", "--guidance", "2021-01", "--replicates", "0", "--format", "json"];
    let of = &json(&args)["treatments"][0];
    let changes = of["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 30);
    let mut falsely = 0;
    for (area, c) in changes.iter().enumerate() {
        if area % 3 != 0 {
            falsely += usize::from(c["changed"].as_bool().unwrap());
            continue;
        }
        let month = format!("{}-{:02}", 2020 + (12 + area) / 12, area % 12 + 1);
        assert_eq!((c["changed"].as_bool(), c["turn"].as_str()), (Some(true), Some("stopped")), "{c}");
        assert_eq!(
            (c["period"].as_str(), c["months_after_guidance"].as_i64()),
            (Some(&*month), i64::try_from(area).ok())
        );
    }
    assert!(falsely <= 1, "{falsely} of 20 areas that never changed");
    let words = stdout(&args[..args.len() - 2]);
    assert!(words.contains(" of 30 areas changed what they do"), "{words}");
    let rows = stdout(&["trend", &path, "--changes", "--replicates", "0", "--format", "csv"]);
    assert!(rows.lines().nth(1).unwrap().starts_with("tablets,A00,,yes,2021-01,"), "{rows}");
    let short = json(&["trend", &path, "--changes", "--by", "year", "--replicates", "0", "--format", "json"]);
    let reason = short["treatments"][0]["changes"][0]["undefined"].as_str().unwrap().to_owned();
    assert_eq!(reason, "a step takes 24 periods, and there are 4");
    assert!(failure(&["trend", &path, "--guidance", "2021-01"]).contains("--changes"));
}

/// Sixty areas of one true rate, whose patients of £80 or so fall from 400 to 30 in ten years; chance grows with that.
fn rarer() -> String {
    let mut text = String::from("area,year,observed,population\n");
    for year in 0..10 {
        let mean = 400.0 * libm::pow(30.0_f64 / 400.0, f64::from(year) / 9.0);
        for area in 0..60 {
            // Nearly normal: the sum of twelve numbers from -1 to 1 has the variance 4.
            let at = (usize::try_from(year).unwrap() * 60 + area) * 12;
            let normal: f64 = (0..12).map(|i| noise(at + i, 7)).sum::<f64>() / 2.0;
            let pounds = 80.0 * (mean + mean.sqrt() * normal).max(0.0);
            writeln!(text, "A{area:02},{},{pounds:.2},100000", 2012 + year).unwrap();
        }
    }
    text
}

#[test]
fn a_treatment_that_gets_rarer_is_no_growing_lottery_and_the_words_say_what_chance_was_taken_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "rare.csv", rarer());
    let args = ["trend", &path, "--kind", "amount", "--replicates", "199"];
    let of = |more: &[&str]| json(&[&args[..], more, &["--format", "json"]].concat())["treatments"][0].clone();
    let unknown = of(&[]);
    assert_eq!((unknown["verdict"].as_str(), unknown["basis"].as_str()), (Some("no detectable change"), Some("areas")));
    let chance = &unknown["chance"];
    assert!(chance["known"] == false && chance["share_last"].as_f64() > Some(0.7), "{chance}");
    // A dispersion of 80 is half of that a patient where what they take varies as much as its mean.
    assert!((20.0..80.0).contains(&chance["break_even_per_person"].as_f64().unwrap()), "{chance}");
    let words = stdout(&args);
    assert!(
        words.contains("A change is named only if it shows both with no chance and with as much as can be"),
        "{words}"
    );
    let said = common::stderr_of(&args);
    assert!(
        said.contains("rare: how large chance is in an amount is not known") && said.contains("--per-person"),
        "{said}"
    );
    let known = of(&["--per-person", "80", "--per-person-cv", "0"]);
    assert!(known["verdict"].as_str() != Some("growing") && known["chance"]["known"] == true, "{}", known["headline"]);
    assert!(known["beta"]["reliability"].is_f64() && !known["headline"].as_str().unwrap().contains("not known"));
    assert!(failure(&["trend", &path, "--per-person-cv", "1"]).contains("--per-person"));
    assert!(failure(&["trend", &path, "--per-person", "0"]).contains("above zero"));
}

/// One patient or two in each area, each for some time.
fn patients() -> String {
    let mut text = String::from("area,month,observed,population\n");
    for area in 0..60 {
        for month in 0..60 {
            let pounds = 7.5 + noise(area * 60 + month, 9);
            let there = (0..2).filter(|who| ((month + area * 7 + who * 23) / 20 + area + who) % 3 == 0).count();
            writeln!(
                text,
                "A{area:02},{}-{:02},{:.2},200000",
                2020 + month / 12,
                month % 12 + 1,
                pounds * there as f64
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn a_patient_who_comes_or_goes_is_not_an_area_that_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "few.csv", patients());
    let args = ["trend", &path, "--kind", "amount", "--changes", "--replicates", "0", "--format", "json"];
    let of = |more: &[&str]| json(&[&args[..], more].concat())["treatments"][0].clone();
    for found in [of(&[]), of(&["--per-person", "90"])] {
        let changes = found["changes"].as_array().unwrap();
        assert!(changes.len() == 60 && changes.iter().all(|c| c["changed"] == false), "{}", found["changes_chance"]);
    }
    let reason = of(&[])["changes"][0]["undefined"].as_str().unwrap().to_owned();
    assert!(reason.contains("most areas have so little of it"), "{reason}");
    let table = stdout(&args[..args.len() - 2]);
    assert!(
        table.contains("Whether areas changed what they do is not known") && !table.contains("about 5% of them"),
        "{table}"
    );
    // Areas of which there is enough: what one patient takes is estimated, and no level is claimed.
    let path = file(folder.path(), "tablets.csv", policies());
    let table = stdout(&["trend", &path, "--changes", "--replicates", "0"]);
    assert!(table.contains("What one patient takes is not") && !table.contains("about 5% of them"), "{table}");
}

#[test]
fn a_plain_series_is_looked_at_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("month,value\n");
    for t in 0..60 {
        let value = 5.0 + 0.1 * f64::from(t) + noise(usize::try_from(t).unwrap(), 1);
        writeln!(text, "{}-{:02},{value}", 2019 + t / 12, t % 12 + 1).unwrap();
    }
    let path = file(folder.path(), "index.csv", text.clone());
    let of = &json(&["trend", "--series", "value", &path, "--format", "json", "--ahead", "3"])["treatments"][0];
    assert_eq!((of["treatment"].as_str(), of["verdict"].as_str()), (Some("index"), Some("growing")));
    assert!((of["slope"]["per_month"].as_f64().unwrap() - 0.1).abs() < 0.02);
    assert_eq!((of["forecast"].as_array().unwrap().len(), of["since"].as_str()), (3, Some("throughout")));
    // A gap is said, and nothing is filled in.
    let gap: Vec<&str> = text.lines().filter(|l| !l.starts_with("2020-03")).collect();
    let path = file(folder.path(), "gap.csv", gap.join("\n"));
    let of = &json(&["trend", "--series", "value", &path, "--format", "json"])["treatments"][0];
    assert_eq!(of["verdict"], serde_json::Value::Null);
    assert_eq!(of["undefined"]["slope"].as_str(), Some("nothing is known between 2020-02 and 2020-04"));
    assert!(failure(&["trend", "--series", "rate", &path]).contains("rate"));
    let error = failure(&["trend", "--series", "value", &path, "--area", "x"]);
    assert!(error.contains("has no areas"), "{error}");
}

#[test]
fn what_has_no_periods_or_no_effect_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bare = file(folder.path(), "bare.csv", "area,observed,population\nA,1,10\nB,2,10\n");
    assert!(failure(&["trend", &bare]).contains("needs periods"));
    let path = file(folder.path(), "hips.csv", areas(0.1, 0.1));
    assert!(failure(&["trend", &path, "--period", "2021"]).contains("use --from and --to"));
    assert!(failure(&["trend", &path, "--by", "all"]).contains("needs periods"));
    let one = json(&["trend", &path, "--from", "2021-01", "--to", "2021-01", "--replicates", "0", "--format", "json"]);
    let of = &one["treatments"][0];
    assert_eq!(of["undefined"]["verdict"].as_str(), Some("a change takes two complete periods"));
}

#[test]
fn the_page_of_a_report_says_it_in_the_same_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "hips.csv", areas(0.1, 0.3));
    let of = &json(&["trend", &path, "--by", "year", "--format", "json"])["treatments"][0];
    let page = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        stdout(&[&["report", &path, "--by", "year", "--out", &text(&out)][..], more].concat());
        (std::fs::read_to_string(out.join("report.html")).unwrap(), out.join("charts/growth.svg").is_file())
    };
    let (all, drawn) = page("all", &[]);
    let headline = of["headline"].as_str().unwrap();
    assert!(headline.starts_with("Growing: 40 areas differ more in hips in 2023 than in 2020."), "{headline}");
    assert!(all.contains("Is the lottery growing? Yes") && all.contains(headline) && drawn, "{headline}");
    let (one, drawn) = page("one", &["--period", "2023"]);
    assert!(!one.contains("Is the lottery growing?") && !drawn, "a single period has no trend");
}
