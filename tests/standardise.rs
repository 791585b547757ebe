//! End to end: rates by age and sex through the command line, against the values of other programs.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod common;

use common::{cells, failure, file, json, stdout, unwarranted};
use serde_json::Value;
use std::collections::BTreeMap;

type Record = BTreeMap<String, String>;

/// Every record of a file of reference values, by column name.
fn reference(name: &str) -> Vec<Record> {
    let path = unwarranted_testing::root().join("crates/core/tests/reference").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(cells);
    let header = lines.next().unwrap();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

/// Cases by county, age and (as the program knows one more dimension) race and sex; and the people of the state.
fn pennsylvania() -> [String; 2] {
    let mut rows = String::from("area,age_band,sex,cases,population\n");
    let mut state: BTreeMap<(String, String), f64> = BTreeMap::new();
    for r in reference("input_pennlc.csv") {
        let sex = format!("{} {}", r["race"], r["gender"]);
        rows += &format!("{},{},{sex},{},{}\n", r["county"], r["age"], r["cases"], r["population"]);
        *state.entry((r["age"].clone(), sex)).or_default() += r["population"].parse::<f64>().unwrap();
    }
    let people: String = state.iter().map(|((age, sex), n)| format!("{age},{sex},{n}\n")).collect();
    [rows, format!("age_band,sex,population\n{people}")]
}

struct Areas(BTreeMap<String, Value>);

impl Areas {
    fn of(args: &[&str]) -> Self {
        let out = json(args);
        let areas = out["slices"][0]["areas"].as_array().unwrap();
        Self(areas.iter().map(|a| (a["area"].as_str().unwrap().to_owned(), a.clone())).collect())
    }

    /// The figure that a row of reference values is about.
    fn figure(&self, county: &str, statistic: &str, of: &str) -> Option<f64> {
        let area = &self.0[county];
        let prefix = if of == "ratio" { "ratio_" } else { "" };
        let level = if statistic.contains("99_8") { "99.8" } else { "95" };
        let side = match statistic {
            s if s.contains("lower") || s.contains("lci") => Some(0),
            s if s.contains("upper") || s.contains("uci") => Some(1),
            _ => None,
        };
        match side {
            None => area[of].as_f64(),
            Some(side) => area[format!("{prefix}intervals")][level][side].as_f64(),
        }
    }
}

fn near(row: &Record, found: Option<f64>, unit: f64) {
    let name = format!("{} {}", row["unit"], row["statistic"]);
    match row["value"].parse::<f64>() {
        Ok(expected) => {
            let found = found.unwrap_or_else(|| panic!("{name}: no figure")) * unit;
            assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-300), "{name}: {found} {expected}");
        }
        Err(_) => assert_eq!((row["value"].as_str(), found), ("NA", None), "{name}"),
    }
}

const LEVELS: [&str; 4] = ["--confidence", "0.95,0.998", "--format", "json"];

#[test]
fn directly_standardised_rates_of_the_counties_of_pennsylvania() {
    let folder = tempfile::tempdir().unwrap();
    let [rows, people] = pennsylvania();
    let (path, standard) = (file(folder.path(), "cancer.csv", rows), file(folder.path(), "state.csv", people));
    let base = ["rates", &path, "--observed", "cases", "--standardise", "direct", "--standard", &standard];
    let dobson = Areas::of(&[&base[..], &["--per", "100000"], &LEVELS].concat());
    let gamma = Areas::of(&[&base[..], &["--dsr-method", "fay-feuer"], &LEVELS].concat());
    // The reference leaves out age and sex groups without people, which changes the standard for that county alone.
    let lacking =
        |county: &str| dobson.0[county]["rate_undefined"].as_str().is_some_and(|why| why.starts_with("no people"));
    let (mut checked, mut without) = (0, std::collections::BTreeSet::new());
    for row in reference("dsr_pennlc.csv") {
        let s = row["statistic"].as_str();
        match s {
            "dsr_per100k_total_count" => near(&row, dobson.0[&row["unit"]]["observed"].as_f64(), 1.0),
            "dsr_per100k_total_pop" => near(&row, dobson.0[&row["unit"]]["denominator"].as_f64(), 1.0),
            "fay_feuer_crude.rate_per1" => near(&row, gamma.0[&row["unit"]]["crude_rate"].as_f64(), 1.0),
            _ if lacking(&row["unit"]) => {
                assert_eq!(gamma.figure(&row["unit"], s, "rate"), None);
                without.insert(row["unit"].clone());
            }
            _ if s.starts_with("dsr_per100k") => near(&row, dobson.figure(&row["unit"], s, "rate"), 1.0),
            _ => near(&row, gamma.figure(&row["unit"], s, "rate"), 1.0),
        }
        checked += 1;
    }
    println!("dsr_pennlc.csv through the command line: {checked} rows");
    assert!(checked >= 938, "{checked}");
    assert!((1..20).contains(&without.len()), "{without:?}");
    let reasons: Vec<&str> = dobson.0.values().filter_map(|a| a["rate_undefined"].as_str()).collect();
    assert!(reasons.iter().any(|why| why.contains("fewer than ten events")), "{reasons:?}");
    let csv = stdout(&[&base[..], &["--format", "csv", "--confidence", "0.95,0.998"]].concat());
    let head = csv.lines().next().unwrap();
    for column in ["crude_rate", "standardised", "lower_95", "upper_95", "lower_99_8", "upper_99_8"] {
        assert!(head.split(',').any(|c| c == column), "{column} is not in {head}");
    }
    assert!(
        csv.contains("rate: fewer than ten events") && csv.contains("directly standardised to the standard population")
    );
}

#[test]
fn indirectly_standardised_rates_of_the_counties_of_pennsylvania() {
    let folder = tempfile::tempdir().unwrap();
    let [rows, _] = pennsylvania();
    let path = file(folder.path(), "cancer.csv", rows);
    let base = ["rates", &path, "--observed", "cases", "--standardise", "indirect", "--per", "100000"];
    let found = Areas::of(&[&base[..], &LEVELS].concat());
    let out = json(&[&base[..], &LEVELS].concat());
    let head = &out["slices"][0];
    assert_eq!((&head["expected_from"], &head["standardised"]["method"]), (&"strata".into(), &"indirect".into()));
    let mut checked = 0;
    for row in reference("isr_strata.csv").into_iter().chain(reference("isr_pennlc.csv")) {
        let (s, unit) = (row["statistic"].as_str(), row["unit"].as_str());
        match s {
            "isratio100_expected" | "expected_SpatialEpi" | "epitools_indirect_exp" => {
                near(&row, found.0[unit]["expected"].as_f64(), 1.0);
            }
            "epitools_indirect_observed" | "isratio100_observed" => near(&row, found.0[unit]["observed"].as_f64(), 1.0),
            "epitools_indirect_sir" => near(&row, found.0[unit]["ratio"].as_f64(), 1.0),
            "israte_per100k_ref_rate" => near(&row, head["standardised"]["reference_rate"].as_f64(), 1.0),
            // An approximation that is not offered.
            "epitools_indirect_lci" | "epitools_indirect_uci" => continue,
            _ if s.starts_with("isratio100") => near(&row, found.figure(unit, s, "ratio"), 100.0),
            _ => near(&row, found.figure(unit, s, "rate"), 1.0),
        }
        checked += 1;
    }
    println!("isr_strata.csv and isr_pennlc.csv through the command line: {checked} rows");
    assert!(checked >= 1206, "{checked}");
    // The expected values are those of the indices too: sum (O - E)^2 / E.
    let args = ["indices", &path, "--observed", "cases", "--standardise", "indirect", "--replicates", "0"];
    let indices = json(&[&args[..], &["--format", "json"]].concat());
    let term = |a: &Value| {
        let [o, e] = ["observed", "expected"].map(|key| a[key].as_f64().unwrap());
        (o - e).powi(2) / e
    };
    let by_hand: f64 = found.0.values().map(term).sum();
    let all = indices["slices"][0]["indices"].as_array().unwrap();
    let chi = all.iter().find(|i| i["id"] == "chi-square").unwrap()["value"].as_f64().unwrap();
    assert!((chi - by_hand).abs() < 1e-9 * by_hand, "{chi} {by_hand}");
    assert!(failure(&["indices", &path, "--observed", "cases", "--standardise", "direct"]).contains("indirect"));
}

#[test]
fn rows_by_age_and_sex_are_summed_with_a_note_and_counted_as_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text = "area,period,age,gender,events,population\n\
                A,2024,0-64,F,5,900\nA,2024,65+,F,30,100\nA,2024,0-64,M,6,800\nA,2024,65+,M,20,90\n\
                B,2024,0-64,F,4,500\nB,2024,65+,F,90,400\nB,2024,0-64,M,3,450\nB,2024,65+,M,60,300\n";
    let path = file(folder.path(), "falls.csv", text);
    let args = ["rates", &path, "--observed", "events"];
    let done = unwarranted().args(args).args(["--format", "json"]).output().unwrap();
    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("Rows by age and sex are summed"));
    let out: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(out["slices"][0]["areas"][0]["observed"], 61.0);
    assert_eq!(out["slices"][0]["areas"][1]["denominator"], 1650.0);
    assert!(out["slices"][0]["standardised"].is_null());
    // The European Standard Population: 80,500 of 100,000 are under 65, the same for both sexes.
    let standardised = json(&[&args[..], &["--standardise", "direct", "--per", "1000", "--format", "json"]].concat());
    let weights = [(5.0, 900.0, 0.805), (30.0, 100.0, 0.195), (6.0, 800.0, 0.805), (20.0, 90.0, 0.195)];
    let by_hand: f64 = weights.iter().map(|(o, n, w)| 1000.0 * w * o / n).sum::<f64>() / 2.0;
    let rate = standardised["slices"][0]["areas"][0]["rate"].as_f64().unwrap();
    assert!((rate - by_hand).abs() < 1e-9, "{rate} {by_hand}");
    let by = standardised["slices"][0]["standardised"]["by"].as_str().unwrap();
    assert_eq!(by, "directly standardised to the 2013 European Standard Population");
    let table = stdout(&[&args[..], &["--standardise", "direct"]].concat());
    assert!(table.contains("Directly standardised to the 2013 European Standard Population"), "{table}");
    // With a reference of its own, and without one.
    let reference = file(folder.path(), "england.csv", "age_band,rate\n0-64,0.01\n65+,0.2\n");
    let more = ["--standardise", "indirect", "--reference", &reference, "--format", "json"];
    let out = json(&[&args[..], &more].concat());
    let area = &out["slices"][0]["areas"][0];
    assert!((area["expected"].as_f64().unwrap() - (1700.0 * 0.01 + 190.0 * 0.2)).abs() < 1e-9);
    assert!(area["rate"].is_null() && area["rate_undefined"].as_str().unwrap().contains("overall rate"));
    assert!(area["ratio_lower"].as_f64() < area["ratio"].as_f64());
}

#[test]
fn what_would_count_people_twice_or_not_at_all_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |text: &str, more: &[&str]| {
        let path = file(folder.path(), "bad.csv", text);
        failure(&[&["rates", path.as_str()], more].concat())
    };
    let both = "area,sex,items,population\nA,F,1,10\nA,M,1,10\nA,Persons,2,20\n";
    assert!(refused(both, &[]).contains("line 4") && refused(both, &[]).contains("count people twice"));
    let twice = "area,sex,items,population\nA,F,1,10\nA,Female,1,10\n";
    assert!(refused(twice, &[]).contains("already on line 2"));
    let ages = "area,age,items,population\nA,old,1,10\n";
    assert!(refused(ages, &[]).contains("line 2, column 'age'"));
    let plain = "area,items,population\nA,1,10\nB,2,20\n";
    assert!(refused(plain, &["--standardise", "direct"]).contains("age_band"));
    let cut = "area,age,items,population\nA,0-17,10,100\nA,18+,30,100\nB,0-17,9,100\nB,18+,8,100\n";
    assert!(refused(cut, &["--standardise", "direct"]).contains("European Standard Population"));
    let share = ["--standardise", "direct", "--kind", "share"];
    assert!(refused(cut, &share).contains("indirect"));
    let other = file(folder.path(), "r.csv", "age_band,rate\n0-17,0.1\n");
    assert!(refused(cut, &["--standardise", "indirect", "--reference", &other]).contains("18+"));
    assert!(refused(cut, &["--standardise", "indirect", "--standard", &other]).contains("--standardise direct"));
    // Totals in every row are no strata.
    let totals = file(
        folder.path(),
        "t.csv",
        "area,sex,age,items,population\nA,Persons,All ages,1,10\nB,Persons,All ages,2,30\n",
    );
    assert!(stdout(&["rates", &totals]).contains("Denominator"));
}

#[test]
fn weighted_denominators_count_people_by_age_and_sex() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,age_band,sex,items,patients\nA,0-74,M,40,100\nA,75+,F,0,50\nB,0-74,M,90,300\nB,75+,F,0,10\n";
    let path = file(folder.path(), "items.csv", rows);
    let json_weights = r#"{"statins": {"0-74": [1.0, 0.5], "75+": [3, 4]}, "nsaids": {"0-74": [1, 1], "75+": [1, 1]}}"#;
    let weights = file(folder.path(), "pu.json", json_weights);
    let args = ["rates", &path, "--denominator", "patients", "--weights", &weights];
    let out = json(&[&args[..], &["--weights-set", "statins", "--format", "json"]].concat());
    let slice = &out["slices"][0];
    assert_eq!((&slice["areas"][0]["denominator"], &slice["areas"][1]["denominator"]), (&300.0.into(), &340.0.into()));
    assert_eq!(slice["unit"], "items per patient, weighted by statins");
    assert_eq!(slice["standardised"]["method"], "weighted");
    assert!((slice["areas"][0]["expected"].as_f64().unwrap() - 130.0 * 300.0 / 640.0).abs() < 1e-9);
    assert!(failure(&args).contains("--weights-set: nsaids, statins"));
    let table = file(folder.path(), "pu.csv", "age_band,weight\n0-64,1\n65+,2\n");
    let args = ["rates", &path, "--denominator", "patients", "--weights", &table];
    assert!(failure(&args).contains("0-74"), "a band that the weights do not hold");
    assert!(failure(&[&args[..], &["--standardise", "direct"]].concat()).contains("cannot be used with"));
}

#[test]
fn a_report_says_how_its_figures_were_standardised() {
    let folder = tempfile::tempdir().unwrap();
    let [rows, _] = pennsylvania();
    let path = file(folder.path(), "cancer.csv", rows);
    for (way, said) in [
        ("indirect", "expected from the rates of all areas together by age and sex"),
        ("direct", "directly standardised to the standard"),
    ] {
        let out = folder.path().join(way);
        let [_, people] = pennsylvania();
        let standard = file(folder.path(), "state.csv", people);
        let mut args = vec!["report", path.as_str(), "--observed", "cases", "--standardise", way, "--replicates", "0"];
        if way == "direct" {
            args.extend(["--standard", standard.as_str()]);
        }
        let out_text = out.to_string_lossy().into_owned();
        args.extend(["--out", &out_text]);
        stdout(&args);
        for name in ["report.html", "charts/ranked.svg", "charts/funnel.svg", "manifest.json"] {
            let text = std::fs::read_to_string(out.join(name)).unwrap();
            let plain: String = text.split(['<', '>']).step_by(2).collect::<Vec<_>>().join(" ");
            let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            let wanted = if name.ends_with("json") { "standardise" } else { said };
            assert!(plain.contains(wanted) || text.contains(wanted), "{way}: {name} does not say '{wanted}'");
        }
        let manifest: Value =
            serde_json::from_str(&std::fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
        let rows = manifest["inputs"][0]["rows"]["read"].as_u64().unwrap();
        assert_eq!(rows, 1072, "input rows are counted, not areas");
        assert_eq!(manifest["inputs"].as_array().unwrap().len(), if way == "direct" { 2 } else { 1 });
    }
}

#[test]
fn areas_in_different_age_bands_are_not_their_own_reference() {
    let folder = tempfile::tempdir().unwrap();
    let fine = "area,age_band,cases,population\nA,0-4,10,100\nA,5-14,20,400\nA,15+,30,500\n\
                B,0-4,20,200\nB,5-14,10,200\nB,15+,10,500\n";
    let differ = file(folder.path(), "differ.csv", format!("{fine}C,0-14,90,600\nC,15+,20,500\n"));
    let common = "area,age_band,cases,population\nA,0-14,30,500\nA,15+,30,500\nB,0-14,30,400\nB,15+,10,500\n\
                  C,0-14,90,600\nC,15+,20,500\n";
    let common = file(folder.path(), "common.csv", common);
    let lacking = file(folder.path(), "lacking.csv", format!("{fine}C,15+,20,500\n"));
    let indirect = ["--observed", "cases", "--standardise", "indirect"];
    let said = failure(&[&["rates", &differ][..], &indirect].concat());
    assert!(said.contains("C has age 0-14, A, B have age 0-4") && said.contains("reference FILE"), "{said}");
    for direct in [&["--standardise", "direct"][..], &["--standardise", "direct", "--dsr-method", "fay-feuer"]] {
        let said = failure(&[&["rates", &differ, "--observed", "cases"], direct].concat());
        assert!(said.contains("C has age 0-14"), "{said}");
    }
    let expected = |path: &str, area: &str| {
        let args = [&["rates", path][..], &indirect, &["--format", "json"]].concat();
        Areas::of(&args).0[area]["expected"].as_f64().unwrap()
    };
    // 600 x 150 / 1500 + 500 x 60 / 1500; and of the old alone.
    assert!((expected(&common, "C") - 80.0).abs() < 1e-9);
    assert!((expected(&lacking, "C") - 20.0).abs() < 1e-9);
    let rates = file(folder.path(), "rates.csv", "age_band,rate\n0-14,0.1\n15+,0.04\n");
    let given = Areas::of(&[&["rates", &differ][..], &indirect, &["--reference", &rates, "--format", "json"]].concat());
    assert!((given.0["A"]["expected"].as_f64().unwrap() - 70.0).abs() < 1e-9);
    assert!((given.0["C"]["expected"].as_f64().unwrap() - 80.0).abs() < 1e-9);
}

/// What the program prints, and what it says beside it.
fn printed(args: &[&str]) -> (Value, String) {
    let out = unwarranted().args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    (serde_json::from_slice(&out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
}

/// Three areas with the ages 0-64 and 65+, of which C lacks the older in 2020, and B has events among nobody.
#[test]
fn crude_rates_of_areas_without_some_ages_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "A,2020,0-64,9,4000\nA,2020,65+,9,900\nB,2020,0-64,9,4000\nB,2020,65+,3,0\nC,2020,0-64,9,4000\n";
    let path = file(folder.path(), "t.csv", format!("area,year,age_band,observed,denominator\n{rows}"));
    let text = printed(&["rates", &path, "--format", "json"]).1.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Events in an age or sex group of nobody: B (age 65+: 3 in 2020)"), "{text}");
    let path = file(
        folder.path(),
        "t.csv",
        format!("area,year,age_band,observed,denominator\n{}", rows.replace(",3,0", ",3,50")),
    );
    let text = printed(&["rates", &path, "--format", "json"]).1.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("that other areas have, in one period at least: C (age 65+)"), "{text}");
}

#[test]
fn a_standard_of_which_no_area_has_the_oldest_is_named_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,age_band,cases,population\nA,0-64,10,100\nA,65-84,40,100\nB,0-64,20,200\nB,65-84,30,100\n";
    let path = file(folder.path(), "young.csv", rows);
    let args = |path| ["rates", path, "--observed", "cases", "--standardise", "direct", "--format", "json"];
    let (out, said) = printed(&args(&path));
    let by = out["slices"][0]["standardised"]["by"].as_str().unwrap();
    assert_eq!(by, "directly standardised to the 2013 European Standard Population without age 85+");
    assert!(said.contains("(age 85+)") && said.contains("standardised to the rest of it"), "{said}");
    let rate = out["slices"][0]["areas"][0]["rate"].as_f64().unwrap() / out["slices"][0]["per"].as_f64().unwrap();
    assert!((rate - (80_500.0 * 0.1 + 17_000.0 * 0.4) / 97_500.0).abs() < 1e-9, "{rate}");
    let whole = file(folder.path(), "whole.csv", rows.replace("65-84", "65+"));
    let (out, said) = printed(&args(&whole));
    let by = out["slices"][0]["standardised"]["by"].as_str().unwrap();
    assert_eq!(by, "directly standardised to the 2013 European Standard Population");
    assert!(!said.contains("the rest of it"), "{said}");
}

#[test]
fn groups_of_one_area_alone_and_bands_that_change_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,period,age_band,cases,population\nA,2019,0-64,10,100\nA,2019,65+,40,100\nB,2019,0-64,20,200\n\
                A,2020,0-64,10,100\nA,2020,65-84,30,60\nA,2020,85+,10,40\nB,2020,0-64,20,200\nB,2020,65-84,9,100\nB,2020,85+,9,10\n";
    let path = file(folder.path(), "alone.csv", rows);
    let args = ["rates", &path, "--observed", "cases", "--standardise", "indirect", "--format", "json"];
    let (out, said) = printed(&args);
    // 100 x 30 / 300, and the 40 that are its own.
    let expected = out["slices"][0]["areas"][0]["expected"].as_f64().unwrap();
    assert!((expected - (100.0 * 30.0 / 300.0 + 40.0)).abs() < 1e-9, "{expected}");
    assert!(said.contains("one area alone, which is compared there with itself: age 65+ (A)."), "{said}");
    assert!(said.contains("65-84 in 2020") && said.contains("65+ in 2019"), "{said}");
    let rates = file(folder.path(), "rates.csv", "age_band,rate\n0-64,0.1\n65+,0.4\n");
    let (_, said) = printed(&[&args[..], &["--reference", &rates]].concat());
    assert!(!said.contains("with itself") && said.contains("65-84 in 2020"), "{said}");
}
