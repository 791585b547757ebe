//! `explain` and `levels` as they are typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, number, stdout, unwarranted};
use std::fmt::Write;
use std::path::Path;

/// Sixty areas of four regions whose rate goes with deprivation, in one table with its need.
fn areas(periods: &[&str]) -> String {
    let mut text = String::from("area,name,region,year,observed,population,imd,old\n");
    for period in periods {
        for i in 0..60 {
            let (imd, old) = (10.0 + 30.0 * number(i, 1), 5.0 + 6.0 * number(i, 2));
            let people = 40_000 + 1_000 * i;
            let rate = 0.02 * libm::exp(0.02 * (imd - 25.0) + 0.3 * (number(i, 3) - 0.5));
            let observed = (people as f64 * rate).round();
            writeln!(text, "A{i:02},Place {i},R{},{period},{observed},{people},{imd:.3},{old:.3}", i % 4).unwrap();
        }
    }
    text
}

fn written(folder: &Path) -> String {
    file(folder, "hips.csv", areas(&["2019"]))
}

#[test]
fn explain_gives_the_keys_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let args = ["explain", &path, "--need", "deprivation=imd", "--need", "age=old", "--region", "region"];
    let found = json(&[&args[..], &["--replicates", "199", "--format", "json"]].concat());
    let slice = &found["slices"][0];
    assert_eq!((found["schema"].as_u64(), slice["period"].as_str()), (Some(1), Some("2019")));
    for model in ["before", "after"] {
        for key in ["alpha", "tau2_lognormal", "scv", "loglik"] {
            assert!(slice["model"][model][key].is_f64(), "{model} {key}");
        }
    }
    let number = |key: &str| slice[key].as_f64().unwrap();
    assert!(number("lower") < number("share_adjusted") && number("share_adjusted") < number("upper"));
    assert!(number("share_adjusted") < number("share") && number("share") > 0.5);
    let alphas = ["after", "before"].map(|m| slice["model"][m]["alpha"].as_f64().unwrap());
    assert!((number("share") - (1.0 - alphas[0] / alphas[1])).abs() < 1e-12);
    let groups = slice["groups"].as_array().unwrap();
    assert_eq!(groups.iter().map(|g| g["name"].as_str().unwrap()).collect::<Vec<_>>(), ["deprivation", "age"]);
    assert!(groups.iter().all(|g| g["alone"].is_f64() && g["last"].is_f64()));
    let coefficients = slice["coefficients"].as_array().unwrap();
    let names: Vec<&str> = coefficients.iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["(Intercept)", "imd", "old"]);
    assert!((coefficients[1]["estimate"].as_f64().unwrap() - 0.02).abs() < 0.005);
    assert!(coefficients.iter().all(|c| c["se_hc1"].is_f64() && c["se_cluster"].is_f64()));
    let area = &slice["areas"][0];
    assert_eq!((area["area"].as_str(), area["expected"].is_f64(), area["ratio"].is_f64()), (Some("A00"), true, true));
    assert!(slice["headline"].as_str().unwrap().contains("goes with about"));
}

#[test]
fn the_other_commands_go_on_with_what_need_makes_expected() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let after = stdout(&["explain", &path, "--need", "deprivation=imd", "--replicates", "0", "--format", "csv"]);
    let after = file(folder.path(), "after.csv", after);
    let found = json(&["outliers", &after, "--format", "json"]);
    let slice = &found["slices"][0];
    assert_eq!((slice["expected_from"].as_str(), slice["areas"].as_array().unwrap().len()), (Some("given"), 60));
    let before = json(&["indices", &path, "--replicates", "0", "--format", "json"]);
    let now = json(&["indices", &after, "--replicates", "0", "--format", "json"]);
    let variance = |found: &serde_json::Value| {
        let indices = found["slices"][0]["indices"].as_array().unwrap();
        indices.iter().find(|i| i["id"] == "variance-gamma").unwrap()["value"].as_f64().unwrap()
    };
    assert!(variance(&now) < 0.5 * variance(&before));
}

/// Sixty areas of twelve practices each, between which nothing differs but need, and habits of practices within them.
fn clustered() -> String {
    let mut text = String::from("area,gp,imd,observed,population\n");
    for area in 0..60 {
        let imd = 10.0 + 30.0 * number(area, 1);
        for practice in 0..12 {
            let people = 4_000 + 300 * practice;
            let habit = libm::exp(1.2 * (number(100 + 12 * area + practice, 2) - 0.5));
            let observed = (people as f64 * 0.08 * libm::exp(0.02 * (imd - 25.0)) * habit).round();
            writeln!(text, "A{area:02},P{area:02}{practice:02},{imd:.3},{observed},{people}").unwrap();
        }
    }
    text
}

/// Areas whose interval lies beyond all areas together, and the chance that it rests on.
fn judged(args: &[&str]) -> (usize, Option<f64>, Option<String>) {
    let found = json(&[args, &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let beyond = |area: &&serde_json::Value| area["position"] != "not-distinguishable";
    let areas = slice["areas"].as_array().unwrap();
    (
        areas.iter().filter(beyond).count(),
        slice["chance"]["phi"].as_f64(),
        slice["chance"]["from"].as_str().map(Into::into),
    )
}

#[test]
fn what_need_leaves_is_judged_by_the_chance_that_practices_showed() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "gps.csv", clustered());
    let explain = ["explain", &path, "--within", "gp", "--need", "d=imd", "--replicates", "0", "--format"];
    let phi = json(&[&explain[..], &["json"]].concat())["slices"][0]["chance_phi"].as_f64().unwrap();
    assert!(phi > 10.0, "{phi}");
    let after = stdout(&[&explain[..], &["csv"]].concat());
    let blind: String = after.lines().map(|line| line.replace(&format!(",{phi},"), ",,") + "\n").collect();
    assert_ne!(after, blind);
    let [after, blind] =
        [("after.csv", after), ("blind.csv", blind)].map(|(name, text)| file(folder.path(), name, text));
    let before = judged(&["outliers", &path, "--within", "gp"]);
    let (now, chance, from) = judged(&["outliers", &after]);
    assert_eq!((chance, from.as_deref()), (Some(phi), Some("given")));
    // Nothing but need and habits of practices is at work: no area is left beyond the limits by them, and without them many are.
    let without = judged(&["outliers", &blind]);
    assert!(now <= 2 && now <= before.0 && without.0 > 15, "{now} {before:?} {without:?}");
    for command in ["rates", "indices", "smooth"] {
        let found = json(&[command, &after, "--format", "json"]);
        let text = found.to_string();
        assert!(text.contains("\"given\""), "{command}");
    }
}

#[test]
fn amounts_stay_amounts_after_need_and_chance_of_other_periods_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "hips.csv", areas(&["2019-01", "2019-02"]).replace(",year,", ",month,"));
    let after =
        stdout(&["explain", &path, "--need", "d=imd", "--replicates", "0", "--kind", "amount", "--format", "csv"]);
    let after = file(folder.path(), "after.csv", after);
    assert_eq!(json(&["outliers", &after, "--format", "json"])["slices"][0]["kind"], "amount");
    let explain = ["explain", &path, "--need", "d=imd", "--replicates", "0", "--per-person", "60", "--format", "csv"];
    let after = file(folder.path(), "after.csv", stdout(&explain));
    assert_eq!(json(&["outliers", &after, "--format", "json"])["slices"][0]["chance"]["from"], "given");
    let run = unwarranted().args(["outliers", &after, "--by", "year", "--denominator-is", "flow"]).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("The column chance_phi says nothing of chance in hips (2019)"), "{told}");
}

#[test]
fn a_table_of_need_is_joined_and_what_does_not_fit_is_named_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let mut need = String::from("code,score\nX99,4\n");
    for i in 2..60 {
        writeln!(need, "A{i:02},{}", 10.0 + 30.0 * number(i, 1)).unwrap();
    }
    let need = file(folder.path(), "need.csv", need);
    let run = unwarranted()
        .args(["explain", &path, "--need", "deprivation=score", "--need-file", &need, "--format", "json"])
        .output()
        .unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("left out (hips): 2 areas without a value of score: A00, A01"), "{told}");
    assert!(told.contains("need is known of 1 area not in the data: X99"), "{told}");
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let slice = &found["slices"][0];
    assert_eq!((slice["areas_used"].as_u64(), slice["left_out"].as_array().unwrap().len()), (Some(58), 2));
}

#[test]
fn codes_of_the_ons_and_of_the_nhs_are_joined() {
    // Codes of ten commissioning groups of 2018.
    let codes = [
        ("00C", "E38000042"),
        ("00D", "E38000047"),
        ("00J", "E38000116"),
        ("00K", "E38000075"),
        ("00L", "E38000130"),
        ("00M", "E38000162"),
        ("00N", "E38000163"),
        ("00P", "E38000176"),
        ("00Q", "E38000014"),
        ("00R", "E38000015"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (mut data, mut need) = (String::from("area,observed,population\n"), String::from("area,score\n"));
    for (i, (nhs, ons)) in codes.into_iter().enumerate() {
        writeln!(data, "{nhs},{},{}", 900 + 211 * ((i * 3) % 7), 40_000 + 1_000 * i).unwrap();
        writeln!(need, "{ons},{}", 10.0 + 30.0 * number(i, 1)).unwrap();
    }
    let path = file(folder.path(), "hips.csv", data);
    let need = file(folder.path(), "need.csv", need);
    let run = unwarranted()
        .args(["explain", &path, "--need", "d=score", "--need-file", &need, "--format", "json", "--replicates", "0"])
        .output()
        .unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(told.contains("10 areas are under the other code there"), "{told}");
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(
        (found["slices"][0]["areas_used"].as_u64(), &found["slices"][0]["areas"][0]["area"]),
        (Some(10), &"00C".into())
    );
}

#[test]
fn need_of_other_areas_or_of_several_years_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let refused = |need: &str, data: &str| {
        let need = file(folder.path(), "need.csv", need);
        failure(&["explain", data, "--need", "deprivation=score", "--need-file", &need])
    };
    let error = refused("code,score\nE38000001,4\nE38000002,5\n", &path);
    assert!(error.contains("--need-file") && error.contains("'E38000001'") && error.contains("'A00'"), "{error}");
    let error = refused("code,year,score\nA00,2012,4\nA01,2013,5\n", &path);
    assert!(error.contains("2 periods from 2012 to 2013, the data about 2019"), "{error}");
    let without = areas(&["2019"]).replace(",year,", ",note,").replace("hips", "x");
    let timeless = file(folder.path(), "timeless.csv", without);
    let error = refused("code,year,score\nA00,2012,4\nA01,2013,5\n", &timeless);
    assert!(error.contains("keep the rows of one period"), "{error}");
    let error = failure(&["explain", &path]);
    assert!(error.contains("--need is missing"), "{error}");
    let error = failure(&["explain", &path, "--need", "deprivation=imdd"]);
    assert!(error.contains("there is no column 'imdd', which --need names"), "{error}");
    let error = failure(&["explain", &path, "--need", "deprivation"]);
    assert!(error.contains("expected a name and columns"), "{error}");
    let error = failure(&["explain", &path, "--observed", "observed", "--need", "events=observed"]);
    assert!(error.contains("goes with itself"), "{error}");
}

#[test]
fn need_by_year_meets_its_year() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "hips.csv", areas(&["2018", "2019"]));
    let mut need = String::from("area,year,score\n");
    for i in 0..60 {
        writeln!(need, "A{i:02},2018,{}\nA{i:02},2019,{}", number(i, 8), 10.0 + 30.0 * number(i, 1)).unwrap();
    }
    let need = file(folder.path(), "need.csv", need);
    let found =
        json(&["explain", &path, "--need", "d=score", "--need-file", &need, "--replicates", "0", "--format", "json"]);
    let share = |at: usize| found["slices"][at]["share_adjusted"].as_f64().unwrap();
    assert!(share(0) < 0.3 && share(1) > 0.5, "{} {}", share(0), share(1));
}

#[test]
fn a_region_may_be_need_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let found = json(&["explain", &path, "--need", "region=region", "--replicates", "0", "--format", "json"]);
    let slice = &found["slices"][0];
    let names: Vec<&str> =
        slice["coefficients"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["(Intercept)", "region=R1", "region=R2", "region=R3"]);
}

/// A word that all areas have, and a column that says nothing, are no need: as a number that all areas have is none.
#[test]
fn words_that_are_the_same_everywhere_or_missing_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let with = |name: &str, word: &dyn Fn(usize) -> &'static str| {
        let text: String = (areas(&["2019"]).lines().enumerate())
            .map(|(i, line)| format!("{line},{}\n", if i == 0 { "extra" } else { word(i) }))
            .collect();
        file(folder.path(), name, text)
    };
    let [one, blank] = [with("one.csv", &|_| "same"), with("blank.csv", &|_| "")];
    for command in ["explain", "sweep"] {
        for (path, told) in
            [(&one, "'extra=same' is 1 in every area"), (&blank, "'extra', which is blank for every area")]
        {
            let args = [command, path, "--area", "area", "--need", "d=imd", "--need", "e=extra", "--replicates", "0"];
            let error = failure(&args);
            assert!(error.contains(told) || command == "sweep" && error.contains("extra"), "{command} {error}");
        }
    }
    // Areas whose cell is blank are areas of which nothing is known.
    let some = with("some.csv", &|i| ["red", "blue", ""][i % 3]);
    let found = json(&["explain", &some, "--need", "e=extra", "--replicates", "0", "--format", "json"]);
    let slice = &found["slices"][0];
    assert_eq!((slice["areas_used"].as_u64(), slice["left_out"].as_array().unwrap().len()), (Some(40), 20));
    assert_eq!(slice["coefficients"][1]["name"], "extra=red");
}

#[test]
fn covariates_that_no_model_carries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = areas(&["2019"]);
    let mut lines = text.lines();
    let mut more = format!("{},same,twice\n", lines.next().unwrap());
    for line in lines {
        let imd: f64 = line.split(',').nth(6).unwrap().parse().unwrap();
        writeln!(more, "{line},7,{:.3}", 2.0 * imd + 1.0).unwrap();
    }
    let path = file(folder.path(), "hips.csv", more);
    let error = failure(&["explain", &path, "--need", "a=imd,same"]);
    assert!(error.contains("'same' is 7 in every area"), "{error}");
    let error = failure(&["explain", &path, "--need", "a=imd", "--need", "b=twice"]);
    assert!(error.contains("'twice'") && error.contains("'imd'"), "{error}");
}

#[test]
fn money_is_explained_without_a_model_of_chance_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let found =
        json(&["explain", &path, "--kind", "amount", "--need", "d=imd", "--replicates", "99", "--format", "json"]);
    let slice = &found["slices"][0];
    assert_eq!(
        (slice["spread"].as_str(), slice["model"]["before"]["alpha"].is_null()),
        (Some("weighted-variance"), true)
    );
    assert!(slice["share_adjusted"].as_f64().unwrap() > 0.5);
    assert!(slice["notes"][0].as_str().unwrap().contains("weighted variance"), "{}", slice["notes"]);
}

/// Practices of twelve areas.
fn practices() -> String {
    let mut text = String::from("ccg,practice,items,patients,pounds\n");
    for i in 0..240 {
        let area = i % 12;
        let effect = 0.4 * (number(area, 4) - 0.5) + 0.8 * (number(i, 5) - 0.5);
        let patients = 4_000 + 50 * i;
        let items = (patients as f64 * 0.01 * libm::exp(effect)).round();
        writeln!(text, "C{area:02},P{i:03},{items},{patients},{:.2}", items * 3.17).unwrap();
    }
    text
}

#[test]
fn levels_gives_the_keys_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "practices.csv", practices());
    let args = |observed| ["levels", &path, "--area", "ccg", "--within", "practice", "--observed", observed];
    let of = |observed| json(&[&args(observed)[..], &["--denominator", "patients", "--format", "json"]].concat());
    let items = &of("items")["slices"][0];
    for key in ["var_area", "var_practice", "area_share", "mor_area", "mor_practice", "icc"] {
        assert!(items[key].is_f64(), "{key}");
    }
    assert_eq!((items["model"].as_str(), items["practices_used"].as_u64()), (Some("poisson-log"), Some(240)));
    let pounds = &of("pounds")["slices"][0];
    assert_eq!((pounds["model"].as_str(), pounds["mor_area"].is_null()), (Some("normal-reml"), true));
    assert_eq!(pounds["icc"], pounds["area_share"]);
    let told = stdout(&[&args("items")[..], &["--denominator", "patients"]].concat());
    assert!(told.contains("lies between areas"), "{told}");
    let error = failure(&["levels", &path, "--area", "ccg", "--observed", "items", "--denominator", "patients"]);
    assert!(error.contains("--within is missing"), "{error}");
}

#[test]
fn a_study_holds_need() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let study = folder.path().join("hips.toml").to_string_lossy().into_owned();
    stdout(&["init", &path, "--need", "deprivation=imd", "--need", "age=old", "-o", &study]);
    let by_file = stdout(&["explain", "--study", &study, "--replicates", "99", "--format", "json"]);
    let typed = ["explain", &path, "--need", "deprivation=imd", "--need", "age=old", "--replicates", "99"];
    assert_eq!(by_file, stdout(&[&typed[..], &["--format", "json"]].concat()));
}

#[test]
fn a_sweep_has_every_treatment_before_and_after_need() {
    let folder = tempfile::tempdir().unwrap();
    let noise = |i: usize, k: usize| (libm::sin((i * 31 + k * 17) as f64 * 12.9898) * 43_758.545).fract().abs();
    let mut text = String::from("treatment,ccg,practice,observed,population,need,other\n");
    let mut table = String::from("ccg,need\n");
    for i in 0..30 {
        let need = (i * 7 % 30) as f64;
        table += &format!("A{i:02},{need}\n");
        for p in 0..5 {
            let spread = 0.95 + 0.1 * noise(5 * i + p, 1);
            let [follows, lottery] =
                [libm::exp(0.03 * need), libm::exp(0.5 * noise(i, 3))].map(|r| (400.0 * r * spread).round());
            for (id, observed) in [("follows", follows), ("lottery", lottery)] {
                text += &format!("{id},A{i:02},P{i:02}{p},{observed},2000,{need},{i}\n");
            }
        }
    }
    let (path, table) = (file(folder.path(), "p.csv", text), file(folder.path(), "need.csv", table));
    let args = ["sweep", &path, "--area", "ccg", "--within", "practice", "--replicates", "99"];
    let need = ["--need", "illness=need", "--need-file", &table];
    let found = json(&[&args[..], &need, &["--format", "json"]].concat());
    let treatments = found["slices"][0]["treatments"].as_array().unwrap();
    let [first, second] = &treatments[..] else { panic!("two treatments: {found}") };
    assert_eq!((first["id"].as_str(), second["id"].as_str()), (Some("lottery"), Some("follows")));
    assert_eq!((second["rank"].as_u64(), second["rank_before"].as_u64()), (Some(2), Some(1)));
    assert!(second["share"].as_f64() > Some(0.8) && second["unexplained"].as_f64() < first["unexplained"].as_f64());
    // The same from columns of the data themselves.
    assert_eq!(json(&[&args[..], &["--need", "illness=need", "--format", "json"]].concat()), found);
    let shown = stdout(&[&args[..], &need].concat());
    assert!(shown.contains("Goes with need") && shown.contains("surely with some of them in 1"), "{shown}");
    assert_eq!(stdout(&[&args[..], &need, &["--format", "csv"]].concat()).lines().count(), 3);
    let out = folder.path().join("league");
    stdout(&[&args[..], &need, &["--out", out.to_str().unwrap()]].concat());
    assert!(out.join("need.csv").is_file() && out.join("need.json").is_file());
    stdout(&["verify", out.to_str().unwrap()]);
    let many = (1..9).map(|k| format!("c{k}")).collect::<Vec<_>>().join(",");
    let mut wide = format!("ccg,{many},same\n");
    for i in 0..30 {
        let row: Vec<String> = (1..9).map(|k| format!("{:.4}", noise(i, 40 + k))).collect();
        wide += &format!("A{i:02},{},3\n", row.join(","));
    }
    let wide = file(folder.path(), "wide.csv", wide);
    for (need, says) in [(format!("all={many}"), "take at most 7"), ("x=same".to_owned(), "same")] {
        let said = failure(&[&args[..], &["--need", &need, "--need-file", &wide]].concat());
        assert!(said.contains(says), "{need}: {said}");
    }
}

#[test]
fn need_comes_from_the_store_as_scores_and_as_rates() {
    let folder = tempfile::tempdir().unwrap();
    let (nation, store) = (folder.path().join("n"), folder.path().join("s"));
    let [nation, store] = [&nation, &store].map(|path| path.to_str().unwrap().to_owned());
    let size = ["--areas", "12", "--practices", "60", "--treatments", "20", "--months", "12"];
    stdout(&[&["simulate", "nation", "--out", &nation][..], &size].concat());
    stdout(&["ingest", &format!("{nation}/files"), "--store", &store]);
    let year =
        ["--bnf", "02", "--period", "2019/20", "--membership", "current", "--replicates", "99", "--format", "json"];
    let base = [&["explain", "--store", &store][..], &year].concat();
    let rate = "illness=qof-prevalence/practice:register-dm/list-size-dm";
    let found = json(&[&base[..], &["--need", rate]].concat());
    // The same as a table of one's own.
    let facts = [
        "--facts",
        "qof-prevalence/practice",
        "--measure",
        "register-dm",
        "--denominator",
        "list-size-dm",
        "--membership",
        "current",
    ];
    let rates =
        json(&[&["rates", "--store", &store][..], &facts, &["--period", "2019/20", "--format", "json"]].concat());
    let mut table = String::from("area,ill\n");
    for area in rates["slices"][0]["areas"].as_array().unwrap() {
        let [observed, people] = ["observed", "denominator"].map(|key| area[key].as_f64().unwrap());
        writeln!(table, "{},{}", area["area"].as_str().unwrap(), observed / people).unwrap();
    }
    let table = file(folder.path(), "ill.csv", table);
    let own = json(&[&base[..], &["--need", "illness=ill", "--need-file", &table]].concat());
    assert!(found["slices"][0]["areas_used"].as_u64() >= Some(10));
    let share = |found: &serde_json::Value| found["slices"][0]["share"].as_f64().unwrap();
    assert!((share(&found) - share(&own)).abs() < 1e-9, "{} {}", share(&found), share(&own));
    let unknown =
        failure(&[&base[..], &["--need", "illness=qof-prevalence/practice:register-dx/list-size-dm"]].concat());
    assert!(unknown.contains("register-dx"), "{unknown}");
    // Taken out of the verdicts on areas, with the chance of their practices, it is what the CSV gives.
    let asked = [&["--store", &store][..], &year[..6], &["--need", rate]].concat();
    let csv = [&["explain"], &asked[..], &["--replicates", "0", "--format", "csv"]].concat();
    let after = file(folder.path(), "after.csv", stdout(&csv));
    let direct = json(&[&["outliers"], &asked[..], &["--format", "json"]].concat());
    let by_way = json(&["outliers", &after, "--format", "json"]);
    assert_eq!(direct["slices"][0]["overdispersion"], by_way["slices"][0]["overdispersion"]);
    let ratios = |found: &serde_json::Value| -> Vec<serde_json::Value> {
        let areas = found["slices"][0]["areas"].as_array().unwrap();
        areas.iter().map(|a| serde_json::json!([a["area"], a["expected"], a["z"], a["flag"], a["position"]])).collect()
    };
    assert!(direct["slices"][0]["after_need"].is_string() && ratios(&direct).len() >= 10);
    assert_eq!(ratios(&direct), ratios(&by_way));
}

#[test]
fn a_column_called_age_may_be_need() {
    let folder = tempfile::tempdir().unwrap();
    let [plain, age] = [areas(&["2019"]), areas(&["2019"]).replace(",old\n", ",age\n")];
    let [plain, age] = [("plain.csv", plain), ("age.csv", age)].map(|(name, text)| file(folder.path(), name, text));
    let of = |path: &str, need: &str| {
        json(&["explain", path, "--need", need, "--replicates", "0", "--format", "json"])["slices"][0]["share"].clone()
    };
    assert_eq!(of(&age, "age=age"), of(&plain, "age=old"));
    let like = ["outliers", &age, "--target", "similar", "--like", "age", "--format", "json"];
    assert_eq!(json(&like)["slices"][0]["areas"].as_array().unwrap().len(), 60);
    let by = [
        "opportunity",
        &age,
        "--target",
        "similar",
        "--by",
        "age",
        "--polarity",
        "low",
        "--replicates",
        "0",
        "--format",
        "json",
    ];
    assert_eq!(json(&by)["slices"][0]["areas"].as_array().unwrap().len(), 60);
    // Ages that nobody names for something else are ages still.
    assert!(failure(&["explain", &age, "--need", "d=imd"]).contains("age"));
}

/// Shares of 80 % that go with need and differ by nothing else but chance: with the chance of counts no area could ever stand out.
fn chance_shares() -> String {
    let mut text = String::from("area,need,observed,trials\n");
    for area in 0..80 {
        let (need, trials) = (number(area, 1), 400);
        let p = 0.75 + 0.1 * need;
        let observed = (0..trials).filter(|k| number(1_000 + area * trials + k, 2) < p).count();
        writeln!(text, "A{area:02},{need:.4},{observed},{trials}").unwrap();
    }
    text
}

#[test]
fn what_need_leaves_of_a_share_is_judged_by_the_chance_of_a_share() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "shares.csv", chance_shares());
    let columns = ["--denominator", "trials", "--kind", "share", "--need", "d=need", "--replicates", "0", "--format"];
    let args = [&["explain", &path], &columns[..]].concat();
    let found = json(&[&args[..], &["json"]].concat());
    let [before, after] = ["before", "after"].map(|at| found["slices"][0]["model"][at]["scv"].as_f64().unwrap());
    // 0.1 / sqrt(12) over 0.8, squared: what need makes of differences; nothing is left after it.
    assert!((before - 0.0013).abs() < 0.0006 && after.abs() < 0.0004, "{before} {after}");
    let csv = stdout(&[&args[..], &["csv"]].concat());
    assert!(csv.lines().next().unwrap().contains(",observed_is,after_need,denominator"), "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains(",share,d (need),400"), "{csv}");
    let after = file(folder.path(), "after.csv", csv);
    let found = json(&["outliers", &after, "--format", "json"]);
    let slice = &found["slices"][0];
    assert_eq!((slice["kind"].as_str(), slice["expected_from"].as_str()), (Some("share"), Some("given")));
    // 95 % limits of ratios: 1.96 sqrt(0.2 / 320), and not sqrt(1 / 320).
    let rates = json(&["rates", &after, "--format", "json"]);
    let area = &rates["slices"][0]["areas"][0];
    let width = area["ratio_upper"].as_f64().unwrap() - area["ratio_lower"].as_f64().unwrap();
    assert!((width / (2.0 * 1.96 * (0.2f64 / 320.0).sqrt()) - 1.0).abs() < 0.15, "{width} {area}");
    // Nothing but chance is left: none or next to none of 80 stand out.
    assert!(judged(&["outliers", &after]).0 <= 8);
}

#[test]
fn a_report_after_need_says_which_need() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let after = stdout(
        &["explain", &path, "--need", "deprivation=imd", "--need", "old", "--replicates", "0", "--format", "csv"]
            .map(|a| if a == "old" { "age=old" } else { a }),
    );
    let after = file(folder.path(), "after.csv", after);
    let out = folder.path().join("out");
    unwarranted().args(["report", &after, "--replicates", "0", "--out", out.to_str().unwrap()]).assert().success();
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    for said in ["after need: deprivation (imd), age (old)", "by a model of", "what is left after that need"] {
        assert!(page.contains(said), "{said}");
    }
    let mixed = std::fs::read_to_string(&after).unwrap().replacen("deprivation (imd)", "deprivation (other)", 1);
    let mixed = file(folder.path(), "mixed.csv", mixed);
    assert!(failure(&["outliers", &mixed]).contains("one need for all rows of a treatment"));
}
