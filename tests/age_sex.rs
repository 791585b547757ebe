//! End to end: registered patients of a store by age and sex, as prescribing units and for expected values.

#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "helpers of tests; sums of halves are exact")]

mod common;

use common::{failure, file, json, stdout, unwarranted};
use serde_json::Value;
use std::path::PathBuf;

const WEIGHTS: &str = r#"{
    "oral_antibacterials_item": {"0-4": [1.0, 0.5], "5-14": [0.5, 0.5], "15+": [2.0, 3.0]},
    "statins_cost": {"0-4": [0, 0], "5-14": [0, 0], "15+": [4, 2]}
}"#;

/// Practice, boys under 5, girls of 10 to 14, women of 95 and over, men of 15 to 19, and the total that the file gives.
const PATIENTS: [(&str, [i64; 4], i64); 4] = [
    ("A90001", [100, 60, 30, 210], 400),
    ("A90002", [10, 20, 30, 40], 100),
    ("B90001", [50, 0, 200, 50], 300),
    ("B90002", [5, 5, 5, 5], 21),
];
const BANDS: [(&str, &str, f64); 4] =
    [("MALE", "0_4", 1.0), ("FEMALE", "10_14", 0.5), ("FEMALE", "95+", 3.0), ("MALE", "15_19", 2.0)];

/// STAR-PUs of a practice by the first set of weights.
fn units(practice: &str) -> f64 {
    let (_, patients, _) = PATIENTS.into_iter().find(|(code, ..)| *code == practice).unwrap();
    patients.iter().zip(BANDS).map(|(n, (.., weight))| f64::from(i32::try_from(*n).unwrap()) * weight).sum()
}

fn extract(date: &str, times: i64) -> String {
    let mut text =
        "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n".to_owned();
    for (practice, patients, total) in PATIENTS {
        let mut row = |sex: &str, age: &str, n: i64| {
            text += &format!("SYNTHETIC_GP_PRAC_PAT_LIST,{date},GP,{practice},,ZZ1 1AA,{sex},{age},{}\n", n * times);
        };
        row("ALL", "ALL", total);
        BANDS.iter().zip(patients).for_each(|((sex, age, _), n)| row(sex, age, n));
    }
    text
}

/// Two months of prescribing, each with its own extract, the second with three times the patients.
struct Stored {
    folder: tempfile::TempDir,
    store: String,
    weights: String,
}

fn stored() -> Stored {
    let folder = tempfile::tempdir().unwrap();
    let fixture = unwarranted_testing::fixture("epd-v2/EPD_201904.csv");
    let mut april = std::fs::read_to_string(fixture).unwrap();
    // B90002 is a practice whose patients by age do not add up.
    let row = april.lines().nth(1).unwrap().replace("A90001", "B90002").replace("THE ELMS", "OLD MILL");
    april += &format!("{row}\n");
    let files = [
        file(folder.path(), "EPD_201904.csv", &april),
        file(folder.path(), "EPD_201905.csv", april.replace("\n201904", "\n201905")),
        file(folder.path(), "patients-04.csv", extract("01APR2019", 1)),
        file(folder.path(), "patients-05.csv", extract("01MAY2019", 3)),
    ];
    let store = folder.path().join("store").to_string_lossy().into_owned();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    stdout(&[&["ingest"], &files[..], &["--store", &store]].concat());
    let weights = file(folder.path(), "star-pu.json", WEIGHTS);
    Stored { folder, store, weights }
}

impl Stored {
    fn args<'a>(&'a self, command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [&[command, "--store", &self.store, "--bnf", "0501"], more].concat()
    }

    fn weighted<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&["--weights", &self.weights, "--weights-set", "oral_antibacterials_item"], more].concat()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn area<'a>(out: &'a Value, slice: usize, code: &str) -> &'a Value {
    let areas = out["slices"][slice]["areas"].as_array().unwrap();
    areas.iter().find(|a| a["area"] == code).unwrap_or_else(|| panic!("no area {code} in {areas:?}"))
}

#[test]
fn the_denominator_is_star_pus() {
    let stored = stored();
    let weighted = stored.weighted(&["--level", "practice", "--format", "json"]);
    let args = stored.args("rates", &weighted);
    let out = json(&args);
    for (slice, times) in [(0, 1.0), (1, 3.0)] {
        for practice in ["A90001", "A90002", "B90001"] {
            assert_eq!(area(&out, slice, practice)["denominator"], times * units(practice), "{practice}");
        }
    }
    assert_eq!(area(&out, 0, "A90001")["denominator"], 100.0 + 30.0 + 90.0 + 420.0);
    let rate = area(&out, 0, "A90001")["rate"].as_f64().unwrap();
    assert!((rate - 1000.0 * 14.0 / 640.0).abs() < 1e-9, "{rate}");
    let slice = &out["slices"][0];
    assert_eq!(slice["unit"], "items per 1,000 STAR-PUs (oral antibacterials item)");
    assert_eq!(slice["standardised"]["method"], "weighted");
    // The practice whose parts do not add up has no rate, and is set aside with a reason.
    let aside = slice["set_aside"].as_array().unwrap();
    assert!(
        aside.iter().any(|a| a["reason"] == "not-reported" && a["areas"].to_string().contains("B90002")),
        "{aside:?}"
    );
    let said = unwarranted().args(&args).output().unwrap().stderr;
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("do not add up to the total for 1 practice")
            && said.contains("63 patients and 20 items (B90002)"),
        "{said}"
    );
    assert!(said.contains("Denominators are STAR-PUs (prescribing units:"), "{said}");
}

#[test]
fn months_levels_memberships_and_amounts_work_as_with_plain_patients() {
    let stored = stored();
    let weighted = stored.weighted(&["--format", "json", "--by", "all"]);
    let out = json(&stored.args("rates", &weighted));
    let northmere = area(&out, 0, "90A");
    assert_eq!(northmere["denominator"], 2.0 * (units("A90001") + units("A90002")), "the mean of once and three times");
    assert_eq!(northmere["observed"], 2.0 * 19.0, "without the 10 items a month of B90002");
    let nation = stored.weighted(&["--format", "json", "--level", "nation", "--membership", "current"]);
    let out = json(&stored.args("rates", &nation));
    let all = ["A90001", "A90002", "B90001"].map(units).iter().sum::<f64>();
    assert_eq!(out["slices"][0]["areas"][0]["denominator"], all);
    // Practices are drawn again with their own weighted patients, which come to those of their area.
    let money = stored.weighted(&["--format", "json", "--measure", "nic", "--replicates", "99"]);
    let out = json(&stored.args("indices", &money));
    let eq = out["slices"][0]["indices"].as_array().unwrap().iter().find(|i| i["id"] == "cv").unwrap().clone();
    assert!(eq["value"].is_number(), "{eq}");
    assert!(!out.to_string().contains("give other totals"));
    let cost = ["--weights", &stored.weights, "--weights-set", "statins_cost"];
    let said = unwarranted().args(stored.args("outliers", &cost)).output().unwrap();
    assert!(said.status.success());
    assert!(String::from_utf8(said.stderr).unwrap().contains("are for cost, but this study is of items"));
}

#[test]
fn expected_values_come_from_given_rates() {
    let stored = stored();
    let reference =
        "age_band,sex,observed,population\n0-14,male,1,100\n0-14,female,2,100\n15+,male,3,100\n15+,female,6,100\n";
    let reference = file(stored.folder.path(), "england.csv", reference);
    let more = ["--standardise", "indirect", "--reference", &reference, "--level", "practice", "--format", "json"];
    let out = json(&stored.args("rates", &more));
    let elms = area(&out, 0, "A90001");
    let expected = 100.0 * 0.01 + 60.0 * 0.02 + 30.0 * 0.06 + 210.0 * 0.03;
    let near =
        |found: &Value, wanted: f64| assert!((found.as_f64().unwrap() - wanted).abs() < 1e-9, "{found} {wanted}");
    near(&elms["expected"], expected);
    near(&elms["denominator"], 400.0);
    near(&elms["ratio"], 14.0 / expected);
    near(&elms["rate"], 1000.0 * 14.0 / expected * 0.03);
    near(&elms["crude_rate"], 35.0);
    assert_eq!(
        (&out["slices"][0]["expected_from"], &out["slices"][0]["unit"]),
        (&"strata".into(), &"items per 1,000 registered patients".into())
    );
    let year = [&more[..], &["--by", "year"]].concat();
    let out = json(&stored.args("rates", &year));
    near(&area(&out, 0, "A90001")["expected"], 2.0 * expected);
    near(&area(&out, 0, "A90001")["denominator"], 800.0);
    // An amount too, whose intervals cannot be drawn from practices.
    let money = ["--standardise", "indirect", "--reference", &reference, "--measure", "nic", "--replicates", "99"];
    assert!(stdout(&stored.args("indices", &money)).contains("Expected from the rates in england.csv by age and sex"));
}

#[test]
fn a_report_says_prescribing_units_in_page_tables_and_manifest() {
    let stored = stored();
    let run = |name: &str| {
        let out = stored.path(name);
        let text = out.to_string_lossy().into_owned();
        let weighted = stored.weighted(&["--level", "practice", "--replicates", "99", "--out", &text]);
        stdout(&stored.args("report", &weighted));
        ["report.html", "areas.csv", "manifest.json"].map(|n| std::fs::read_to_string(out.join(n)).unwrap())
    };
    let [page, areas, manifest] = run("one");
    for said in [
        "per 1,000 STAR-PUs",
        "weighted by age and sex (STAR-PUs, prescribing units: oral antibacterials item)",
        "Age and sex are allowed for as far as the weights of the denominator do",
        "STAR-PUs (prescribing units: patients weighted by age and sex",
    ] {
        assert!(page.contains(said), "the page does not say '{said}'");
    }
    assert!(!page.contains("Differences in age, sex and need between areas are not"));
    assert!(areas.contains("items per 1,000 STAR-PUs (oral antibacterials item)"));
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["options"]["weights-set"], "oral_antibacterials_item");
    let inputs = manifest["inputs"].as_array().unwrap();
    let weights = inputs.iter().find(|i| i["name"] == "star-pu.json").unwrap();
    assert_eq!(weights["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(inputs.len(), 2 + 2 + 1);
    assert_eq!(run("two")[1], areas, "the same bytes");
}

#[test]
fn what_has_no_meaning_for_a_store_is_refused_with_the_reason() {
    let stored = stored();
    let refused = |more: &[&str]| failure(&stored.args("rates", more));
    let direct = refused(&["--standardise", "direct"]);
    assert!(
        direct.contains("by age and sex, which prescribing files do not say") && direct.contains("--weights"),
        "{direct}"
    );
    assert!(refused(&["--standardise", "indirect"]).contains("--reference FILE"));
    assert!(refused(&["--weights", &stored.weights]).contains("--weights-set: oral_antibacterials_item, statins_cost"));
    assert!(refused(&stored.weighted(&["--kind", "share"])).contains("share"));
    let other = file(stored.folder.path(), "other.csv", "age_band,weight\n0-16,1\n17+,2\n");
    let bands = refused(&["--weights", &other]);
    assert!(
        bands.contains("the weights in other.csv (other) have none for age 15-19, sex male: they are by ages 0-16, 17+ for both sexes")
            && bands.contains("patients are by ages 0-4, 10-14, 15-19, 95+ and sexes female, male"),
        "{bands}"
    );
    let facts = ["rates", "--store", &stored.store, "--facts", "x", "--measure", "y", "--weights", &other];
    let told = failure(&facts);
    assert!(told.contains("--weights has no effect on other figures from a store") && told.contains("--bnf"), "{told}");
    // A table of weights of no known name is not called prescribing units.
    let own = file(stored.folder.path(), "own.csv", "age_band,weight\n0-14,1\n15+,2\n");
    let table = stdout(&stored.args("rates", &["--weights", &own]));
    assert!(table.contains("items per 1,000 patients weighted by own") && !table.contains("STAR-PU"), "{table}");
}
