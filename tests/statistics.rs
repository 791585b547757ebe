//! End to end: simulated intervals and nulls, outlier rules, control of false alarms, groups and smoothing.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, number, small_table, stdout, unwarranted};
use serde_json::Value;
use std::fmt::Write;
use unwarranted::core::outliers::RULES;
use unwarranted::core::shrinkage::SHRINKERS;

/// Forty areas of 10 to 400 expected events, two of them far outside, in four groups; two treatments.
fn wide_table() -> String {
    let mut text = String::from("treatment,code,icb,score,numerator,denominator\n");
    for treatment in ["one", "two"] {
        for area in 0..40_u32 {
            let population = 600 * (1 + area * area / 40);
            let wobble = 80 + (area * 37 + if treatment == "one" { 0 } else { 11 }) % 41;
            let factor = if area == 7 || area == 30 { 3 } else { 1 };
            let events = population * wobble * factor / 10_000;
            text.push_str(&format!("{treatment},A{area:02},G{},{},{events},{population}\n", area % 4, area % 9));
        }
    }
    text
}

fn areas(out: &Value, slice: usize) -> &Vec<Value> {
    out["slices"][slice]["areas"].as_array().unwrap()
}

fn index<'a>(out: &'a Value, id: &str) -> &'a Value {
    out["slices"][0]["indices"].as_array().unwrap().iter().find(|i| i["id"] == id).unwrap()
}

#[test]
fn indices_come_with_interval_p_and_what_chance_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = json(&["indices", &path, "--by", "all", "--replicates", "199", "--format", "json"]);
    let slice = &out["slices"][0];
    let simulated = &slice["simulated"];
    assert_eq!((&simulated["replicates"], &simulated["repeat_factor"]), (&199.into(), &1.0.into()));
    assert!(simulated["seed"].is_u64());
    assert!(simulated["warning"].as_str().unwrap().contains("per-person"));
    let open = index(&out, "scv");
    assert!(open["lower"].is_null() && open["note"].as_str().unwrap().contains("set no upper limit"), "{open}");
    for id in ["eq", "cv", "variance-gamma", "dispersion", "gini"] {
        let found = index(&out, id);
        let number = |key: &str| found[key].as_f64().unwrap();
        assert!(number("lower") <= number("upper"), "{found}");
        assert_eq!(found["confidence"], 0.95);
        assert!(found["interval_method"].is_string(), "{found}");
        // The areas differ far beyond chance: no replicate of 199 comes near.
        assert!((number("p") - 1.0 / 200.0).abs() < 1e-12, "{found}");
        let null: Vec<f64> = found["null"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        assert!(null[0] <= null[1] && null[1] <= null[2] && null[2] < number("value"), "{found}");
    }
    let split = &slice["random_against_real"];
    let (chance, real) = (split["chance_share"].as_f64().unwrap(), split["systematic_share"].as_f64().unwrap());
    assert!((chance + real - 1.0).abs() < 1e-12 && real > 0.5, "{split}");
    let text = stdout(&["indices", &path, "--by", "all", "--replicates", "199"]);
    for part in ["95% interval", "By chance", "systematic", "warning:", "199 simulations"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn no_replicates_give_the_values_alone_and_a_repeat_factor_widens_chance() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let run = |more: &[&str]| json(&[&["indices", &path, "--by", "all", "--format", "json"], more].concat());
    let none = run(&["--replicates", "0"]);
    assert!(none["slices"][0]["simulated"].is_null());
    assert!(index(&none, "cv")["lower"].is_null() && index(&none, "cv")["p"].is_null());
    let (once, often) = (run(&["--repeat-factor", "1"]), run(&["--repeat-factor", "6"]));
    assert!(once["slices"][0]["simulated"]["warning"].is_null(), "who gives a factor has been warned");
    let upper = |out: &Value| index(out, "cv")["null"][2].as_f64().unwrap();
    assert!(upper(&often) > 1.5 * upper(&once));
    assert_eq!(index(&none, "cv")["value"], index(&often, "cv")["value"]);
    for (flag, value) in [("--replicates", "5"), ("--repeat-factor", "0.5"), ("--levels", "0.998,0.95")] {
        let command = if flag == "--levels" { "outliers" } else { "indices" };
        assert!(failure(&[command, &path, flag, value]).contains("expected"), "{flag}");
    }
}

#[test]
fn the_seed_decides_and_the_number_of_threads_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    let run = |threads: &str, command: &str, seed: &str| {
        let args = [command, &path, "--seed", seed, "--format", "json"];
        let done = unwarranted().env("RAYON_NUM_THREADS", threads).args(args).output().unwrap();
        assert!(done.status.success());
        done.stdout
    };
    for command in ["indices", "outliers"] {
        let first = run("1", command, "3");
        assert_eq!(first, run("2", command, "3"), "{command}");
        assert_ne!(first, run("2", command, "4"), "{command}");
    }
}

/// The flag that the limits of an area give.
fn flag_of(area: &Value) -> Value {
    let Some(limits) = area["limits_adjusted"].as_object() else { return Value::Null };
    let ratio = area["ratio"].as_f64().unwrap();
    for level in ["99.8", "95"] {
        let [low, high] = [0, 1].map(|side| limits[level][side].as_f64().unwrap());
        if ratio > high {
            return format!("high-{level}").into();
        }
        if ratio < low {
            return format!("low-{level}").into();
        }
    }
    "none".into()
}

#[test]
fn flags_agree_with_the_limits_of_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    for rule in RULES {
        let out = json(&["outliers", &path, "--rule", rule.id, "--format", "json"]);
        assert_eq!(out["slices"][0]["rule"], rule.id);
        assert!(out["slices"][0]["overdispersion"]["method"].is_string());
        for area in areas(&out, 0).iter().chain(areas(&out, 1)) {
            assert!(!area["flag"].is_null(), "{}: {area}", rule.id);
            assert_eq!(area["flag"], flag_of(area), "{}: {area}", rule.id);
            // The limits against chance alone are the same under every rule.
            assert!(area["limits"]["95"].is_array() && area["p"].is_number());
        }
        let flags: Vec<&Value> = areas(&out, 0).iter().map(|a| &a["flag"]).collect();
        assert!(flags[30].as_str().unwrap().starts_with("high"), "{}: {}", rule.id, flags[30]);
        assert!(stdout(&["outliers", &path, "--rule", rule.id]).contains(&format!("limits of the rule '{}'", rule.id)));
    }
    assert!(failure(&["outliers", &path, "--rule", "nonsense"]).contains("overdispersed"));
    let out = json(&["outliers", &path, "--levels", "0.9,0.99", "--format", "json"]);
    assert!(areas(&out, 0)[0]["limits"]["99"].is_array());
    assert_eq!(areas(&out, 0)[30]["flag"], "high-99");
}

/// Benjamini-Hochberg by its definition.
fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss)]
    let at_most = |v: f64| p.iter().filter(|p| **p <= v).count() as f64;
    #[allow(clippy::cast_precision_loss)]
    let m = p.len() as f64;
    let q = |value: f64| p.iter().filter(|p| **p >= value).map(|p| m * p / at_most(*p)).fold(1.0, f64::min);
    p.iter().map(|value| q(*value)).collect()
}

#[test]
fn q_values_and_alarms_follow_the_control_and_the_low_number_guard() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    let of = |control: &str, family: &str| {
        json(&["outliers", &path, "--rule", "exact", "--control", control, "--family", family, "--format", "json"])
    };
    let run = |control: &str| of(control, "all");
    let out = run("fdr:0.05");
    let all: Vec<&Value> = areas(&out, 0).iter().chain(areas(&out, 1)).collect();
    let assessed = |a: &&Value| a["expected"].as_f64().unwrap() >= 10.0;
    let (tested, left): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|a| assessed(a));
    assert!(!left.is_empty() && tested.len() > 50);
    // The rule `exact` has no other p for alarms than its own.
    assert!(tested.iter().all(|a| a["alarm_p"] == a["p_adjusted"] && a["alarm_z"] == a["z_adjusted"]));
    let p: Vec<f64> = tested.iter().map(|a| a["alarm_p"].as_f64().unwrap()).collect();
    for (area, q) in tested.iter().zip(benjamini_hochberg(&p)) {
        for key in ["q", "q_bh_all"] {
            assert!((area[key].as_f64().unwrap() - q).abs() <= 1e-12 * q, "{key}: {area}");
        }
        assert!(area["q_by_all"].as_f64() >= area["q_bh_all"].as_f64());
        let side = if area["z_adjusted"].as_f64().unwrap() > 0.0 { "high" } else { "low" };
        assert_eq!(area["alarm"], if q <= 0.05 { side } else { "none" });
    }
    for area in &left {
        assert_eq!(area["alarm"], "not-assessed");
        assert!(area["q"].is_null() && area["q_bh"].is_null());
    }
    let judged = &out["slices"][0]["judged"];
    assert_eq!((&judged["control"], &judged["slices"]), (&"fdr:0.05".into(), &2.into()));
    assert_eq!(judged["tests"].as_u64(), Some(tested.len() as u64));
    assert_eq!(judged["minimum_expected"], 10.0);
    // By default each period is a family of its own, so that what else is printed changes nothing.
    let apart = json(&["outliers", &path, "--rule", "exact", "--format", "json"]);
    assert_eq!(apart, of("fdr:0.05", "period"));
    assert_eq!(apart["slices"][1]["judged"]["slices"], 1);
    assert!(areas(&apart, 0).iter().chain(areas(&apart, 1)).all(|a| a["q"] == a["q_bh"]));
    let alarms = |out: &Value| areas(out, 0).iter().filter(|a| a["alarm"] == "high" || a["alarm"] == "low").count();
    let strict = run("fwer:0.05");
    assert!(alarms(&strict) <= alarms(&out) && alarms(&strict) > 0);
    assert!(run("none")["slices"][0]["areas"][0]["alarm"].is_null());
    let text = stdout(&["outliers", &path, "--rule", "exact"]);
    assert!(text.contains("they expect fewer than 10 events") && text.contains("false discovery rate"), "{text}");
    assert!(failure(&["outliers", &path, "--control", "fdr:5"]).contains("fdr"));
}

#[test]
fn ranks_come_with_their_interval_and_decile_probabilities() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    let out = json(&["outliers", &path, "--format", "json"]);
    let mut highest = 0.0;
    for area in areas(&out, 0) {
        let whole = |key: &str| area[key].as_u64().unwrap();
        assert!(1 <= whole("rank_lower") && whole("rank_lower") <= whole("rank_upper") && whole("rank_upper") <= 40);
        assert!((1..=40).contains(&whole("rank")));
        highest += area["in_highest_decile"].as_f64().unwrap();
    }
    assert!((highest - 4.0).abs() < 1e-9, "four areas are the highest tenth of forty");
    assert!(areas(&out, 0)[30]["in_highest_decile"].as_f64().unwrap() > 0.99);
}

#[test]
fn groups_and_a_ranking_variable_add_their_indices() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    let args = ["indices", &path, "--replicates", "99", "--format", "json"];
    let plain = json(&args);
    let ids = |out: &Value| -> Vec<String> {
        let all = out["slices"][0]["indices"].as_array().unwrap();
        all.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!ids(&plain).iter().any(|id| id.contains("between") || id == "concentration"));
    let more = json(&[&args[..], &["--group", "icb", "--rank-by", "score"]].concat());
    for id in ["theil-t-between", "theil-t-within", "theil-t-between-share", "variance-between", "concentration"] {
        assert!(index(&more, id)["value"].is_number(), "{id}");
    }
    let value = |id: &str| index(&more, id)["value"].as_f64().unwrap();
    assert!((value("theil-t-between") + value("theil-t-within") - value("theil-t")).abs() < 1e-12);
    let gap = file(folder.path(), "gap.csv", "code,icb,numerator,denominator\nA,X,5,10\nB,,6,10\n");
    assert!(failure(&["indices", &gap, "--group", "icb"]).contains("area B has no parent group"));
    let word = file(folder.path(), "word.csv", "code,imd,numerator,denominator\nA,high,5,10\nB,2,6,10\n");
    let text = failure(&["indices", &word, "--rank-by", "imd"]);
    assert!(text.contains("line 2") && text.contains("imd") && text.contains("high"), "{text}");
}

/// Forty areas of four practices each, whose habits differ far more than events of a Poisson count do.
fn practice_table() -> String {
    let mut text = String::from("area,gp,items,patients\n");
    for area in 0..40_u32 {
        for gp in 0..4_u32 {
            let items = 300 + (area * 37 + gp * 191) % 400;
            text.push_str(&format!("A{area:02},A{area:02}{gp},{items},5000\n"));
        }
    }
    text
}

#[test]
fn smoothing_allows_for_the_chance_that_practices_and_persons_show() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "practices.csv", practice_table());
    let smooth = |more: &[&str]| json(&[&["smooth", &path, "--within", "gp", "--format", "json"], more].concat());
    let (practices, events) = (smooth(&[]), smooth(&["--repeat-factor", "1"]));
    let rates = json(&["rates", &path, "--within", "gp", "--format", "json"]);
    let of = |out: &Value| (out["slices"][0]["chance_from"].clone(), out["slices"][0]["chance_phi"].as_f64().unwrap());
    assert_eq!((of(&practices).0, of(&events)), ("practices".into(), ("persons".into(), 1.0)));
    let chance = &rates["slices"][0]["chance"];
    assert_eq!(Some(of(&practices).1), chance["phi"].as_f64(), "as of rates: {chance}");
    let width = |out: &Value| {
        let area = &areas(out, 0)[3];
        area["upper"].as_f64().unwrap() - area["lower"].as_f64().unwrap()
    };
    assert!(of(&practices).1 > 5.0 && width(&practices) > width(&events));
    let said = stdout(&["smooth", &path, "--within", "gp"]);
    assert!(said.contains("known from how practices differ within their areas"), "{said}");
    assert!(said.contains("items count as one event"), "{said}");
    let said = stdout(&["smooth", &path, "--within", "gp", "--per-person", "0.2"]);
    assert!(said.contains("no larger than that of events that are each another person"), "{said}");
    // A share of which a person is several is as uncertain as fewer of it.
    let share = |more: &[&str]| smooth(&[&["--kind", "share"], more].concat());
    let (one, many) = (share(&["--repeat-factor", "1"]), share(&["--per-person", "10"]));
    assert!(many["slices"][0]["undefined"].is_null(), "{many}");
    assert!(width(&many) > width(&one));
}

#[test]
fn smoothing_draws_ratios_towards_the_overall_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "wide.csv", wide_table());
    for method in SHRINKERS.iter().filter(|m| m.id != "beta-binomial") {
        let out = json(&["smooth", &path, "--method", method.id, "--exceed", "1.25", "--format", "json"]);
        assert_eq!(out["schema"], 1);
        let slice = &out["slices"][0];
        assert_eq!((&slice["method"], &slice["exceed"]), (&method.id.into(), &1.25.into()));
        let centre = slice["centre"].as_f64().unwrap();
        for area in areas(&out, 0) {
            let number = |key: &str| area[key].as_f64();
            let (raw, smoothed) = (number("ratio").unwrap(), number("smoothed").unwrap());
            let between = (raw.min(centre) - 0.05..=raw.max(centre) + 0.05).contains(&smoothed);
            assert!(between, "{}: {smoothed} is not between {raw} and {centre}", method.id);
            if method.id != "marshall" {
                assert!(number("lower") < number("median") && number("median") < number("upper"));
                assert!((0.0..=1.0).contains(&number("exceeds").unwrap()));
            }
        }
        let csv = stdout(&["smooth", &path, "--method", method.id, "--format", "csv"]);
        assert_eq!(csv.lines().count(), 1 + 80);
        assert!(stdout(&["smooth", &path, "--method", method.id]).contains("Smoothed"));
    }
    let even = file(folder.path(), "even.csv", "code,numerator,denominator\nA,50,100\nB,50,100\nC,51,100\n");
    let out = json(&["smooth", &even, "--format", "json"]);
    assert!(out["slices"][0]["note"].as_str().unwrap().contains("no more than by chance"));
    assert!(stdout(&["smooth", &even]).contains("every ratio is drawn to 1.000; the true ratios show no variance"));
    // However far an area is from the limit, nothing is certain.
    let far = stdout(&["smooth", &path, "--exceed", "0.1"]);
    assert!(far.contains("over 99%") && !far.contains(" 100%"), "{far}");
    let share = json(&["smooth", &path, "--kind", "share", "--format", "json"]);
    assert_eq!(share["slices"][0]["method"], "beta-binomial");
    for area in areas(&share, 0) {
        let number = |key: &str| area[key].as_f64().unwrap();
        assert!(number("lower") < number("median") && number("median") < number("upper"), "{area}");
        assert!(number("lower") <= number("smoothed") && number("smoothed") <= number("upper"), "{area}");
    }
    let counts = json(&["smooth", &path, "--method", "beta-binomial", "--format", "json"]);
    assert!(counts["slices"][0]["undefined"].as_str().unwrap().contains("share"));
    let money = file(folder.path(), "money.csv", "code,numerator,denominator\nA,5.5,100\nB,7.25,100\n");
    let why = "There are no intervals and no p: the numerator is an amount";
    assert!(stdout(&["indices", &money]).contains(why));
    assert!(!stdout(&["indices", &money, "--per-person", "2"]).contains(why));
    let out = json(&["smooth", &money, "--format", "json"]);
    assert!(out["slices"][0]["undefined"].as_str().unwrap().contains("amount"));
    assert!(out["slices"][0]["areas"][0]["smoothed"].is_null());
    assert!(failure(&["smooth", &path, "--exceed", "0"]).contains("above zero"));
}

#[test]
fn amounts_have_no_chance_but_rules_that_need_none() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..20).map(|i| format!("A{i:02},{}.5,100\n", 40 + i * 3 + i / 19 * 400)).collect();
    let path = file(folder.path(), "money.csv", format!("code,numerator,denominator\n{rows}"));
    let indices = json(&["indices", &path, "--format", "json"]);
    assert!(indices["slices"][0]["random_against_real"].is_null());
    assert!(index(&indices, "cv")["p"].is_null() && index(&indices, "cv")["lower"].is_null());
    let default = json(&["outliers", &path, "--format", "json"]);
    assert!(areas(&default, 0).iter().all(|a| a["flag"].is_null() && a["alarm"].is_null() && a["rank"].is_null()));
    let robust = json(&["outliers", &path, "--rule", "robust", "--format", "json"]);
    assert_eq!(areas(&robust, 0)[19]["flag"], "high-99.8");
    assert_eq!(areas(&robust, 0)[19]["alarm"], "high");
    assert!(robust["slices"][0]["judged"]["minimum_expected"].is_null());
}

#[test]
fn money_that_was_taken_back_is_kept_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..20).map(|i| format!("A{i:02},{}.25,100\n", 40 * i - 30)).collect();
    let path = file(folder.path(), "money.csv", format!("code,cost,patients\n{rows}"));
    let args = ["rates", &path, "--observed", "cost", "--denominator", "patients"];
    let refused = failure(&args);
    assert!(refused.contains("money.csv, line 2") && refused.contains("--kind amount"), "{refused}");
    let kept = [&args[..], &["--kind", "amount"]].concat();
    let found = json(&[&kept[..], &["--format", "json"]].concat());
    assert_eq!(areas(&found, 0)[0]["observed"], -30.25);
    assert_eq!(areas(&found, 0)[0]["rate"], -0.3025);
    let said = unwarranted().args(&kept).output().unwrap();
    let notes = String::from_utf8(said.stderr).unwrap();
    assert!(notes.contains("1 figure of an area is below zero"), "{notes}");
}

#[test]
fn counts_of_known_practices_have_the_chance_that_practices_show() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::new();
    for area in 0..20_u32 {
        for practice in 0..6_u32 {
            // Items in lots: practices of one area differ by far more than items one by one would.
            let items = 300 + 10 * area + 90 * ((practice * 5 + area * 3) % 6);
            rows += &format!("A{area:02},P{area:02}{practice},{items},4000\n");
        }
    }
    let path = file(folder.path(), "items.csv", format!("ccg,practice,items,patients\n{rows}"));
    let args =
        ["outliers", &path, "--area", "ccg", "--within", "practice", "--denominator", "patients", "--format", "json"];
    let with = |more: &[&str]| json(&[&args[..], more].concat())["slices"][0].clone();
    let practices = with(&[]);
    assert_eq!(practices["chance"]["from"], "practices");
    let phi = practices["chance"]["phi"].as_f64().unwrap();
    assert!(phi > 20.0, "{phi}");
    assert_eq!(practices["areas"][0]["interval_method"], "gamma, effective events");
    // Every event another person: said, by a formula for such events, or by a published rule.
    for more in [&["--repeat-factor", "1"][..], &["--interval", "exact"], &["--rule", "overdispersed"]] {
        let events = with(more);
        assert!(events["chance"]["phi"].as_f64().unwrap() <= 1.0, "{more:?}");
        assert_ne!(events["areas"][0]["interval_method"], "gamma, effective events", "{more:?}");
    }
    let person = with(&["--per-person", "6"]);
    assert_eq!((&person["chance"]["from"], &person["chance"]["phi"]), (&"persons".into(), &12.0.into()));
}

#[test]
fn months_of_money_show_noise_and_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::new();
    for month in 0..40_u32 {
        for area in 0..24_u32 {
            // Pence, so that it is an amount; noise falls with size.
            let people = 1000 + 137 * area;
            let wobble = f64::from((area * 7919 + month * 104_729 + area * month * 31) % 997) / 997.0 - 0.5;
            let pounds = 5.0 * f64::from(people) * (1.0 + 2.0 * wobble * (8.0 / f64::from(people)).sqrt());
            rows += &format!("A{area:02},{}-{:02},{pounds:.2},{people}\n", 2020 + month / 12, 1 + month % 12);
        }
    }
    let path = file(folder.path(), "money.csv", format!("area,month,cost,population\n{rows}"));
    let args = ["outliers", &path, "--observed", "cost", "--by", "quarter", "--format", "json"];
    let found = json(&args);
    let chance = &found["slices"][1]["chance"];
    assert_eq!((&chance["from"], &chance["month_noise"]["months"]), (&"months".into(), &40.into()), "{chance}");
    assert!(chance["phi"].is_null() && chance["month_noise"].get("noise").is_none());
    for area in areas(&found, 1) {
        assert!(area["flag"].is_null() && area["alarm"].is_null() && area["lower"].is_null());
        assert!(area["position"].is_null() || area["position"] == "not-distinguishable");
        assert!(area["change_lower"].as_f64().unwrap() < area["change"].as_f64().unwrap());
    }
    let text = stdout(&["outliers", &path, "--observed", "cost", "--by", "year"]);
    for part in
        ["Only noise from month to month is known, from 40 months of 24 areas", "cannot be told apart from all areas"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // What a person takes says more, and is used instead.
    let person =
        json(&["outliers", &path, "--observed", "cost", "--by", "year", "--per-person", "60", "--format", "json"]);
    assert_eq!(person["slices"][0]["chance"]["from"], "persons");
    assert!(person["slices"][0]["chance"].get("month_noise").is_none());
}

#[test]
fn everything_that_can_be_chosen_is_listed_with_its_source() {
    // Lines are wrapped.
    let listed = |what| stdout(&["list", what]).split_whitespace().collect::<Vec<_>>().join(" ");
    let smoothers = listed("smoothers");
    for method in SHRINKERS {
        assert!(smoothers.contains(method.id) && smoothers.contains(method.source));
    }
    let rules = listed("rules");
    for rule in RULES {
        assert!(rules.contains(rule.id) && rules.contains(rule.undefined_when) && rules.contains(rule.does));
    }
}

/// Months in which an area is out by itself are those that the command names month by month.
#[test]
fn persistence_counts_the_months_beyond_the_limits() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("area,month,items,list_size\n");
    for month in 1..=12 {
        for i in 0..16 {
            // The first area is out all year, the second in the first four months, the third far below in two.
            let times = match (i, month) {
                (0, _) | (1, 1..=4) => 3.0,
                (2, 11..) => 0.2,
                _ => 0.95 + 0.1 * number(i + 16 * month, 3),
            };
            let people = 9_000 + 400 * i;
            writeln!(text, "A{i:02},2020-{month:02},{},{people}", (0.02 * people as f64 * times).round()).unwrap();
        }
    }
    let path = file(folder.path(), "months.csv", text);
    let year = ["outliers", &path, "--by", "year", "--persistence"];
    let found = json(&[&year[..], &["--format", "json"]].concat());
    let months = json(&["outliers", &path, "--format", "json"]);
    let count = |area: &str, flag: &str| {
        let slices = months["slices"].as_array().unwrap().iter();
        let of = slices.flat_map(|s| s["areas"].as_array().unwrap()).filter(|a| a["area"] == area);
        of.filter(|a| a["flag"] == flag).count()
    };
    for area in found["slices"][0]["areas"].as_array().unwrap() {
        let code = area["area"].as_str().unwrap();
        let own = serde_json::json!({"above": count(code, "high-99.8"), "below": count(code, "low-99.8"), "of": 12});
        assert_eq!(area["persistence"], own, "{code}");
    }
    let of = |at: usize| &found["slices"][0]["areas"][at]["persistence"];
    assert_eq!((&of(0)["above"], &of(2)["below"]), (&12.into(), &2.into()));
    let table = stdout(&year);
    assert!(table.contains("12 above of 12") && table.contains("the test is that of the whole period"), "{table}");
    let csv = stdout(&[&year[..], &["--format", "csv"]].concat());
    assert!(csv.lines().next().unwrap().contains("periods_above,periods_below,periods_within"), "{csv}");
    assert!(failure(&["outliers", &path, "--persistence"]).contains("shorter ones within them"));
    assert!(failure(&["rates", &path, "--by", "year", "--persistence"]).contains("no effect on rates"));
}
