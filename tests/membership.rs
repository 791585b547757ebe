//! Membership of practices, levels, groups, breaks and changed codes, from publishers' files to tables.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use common::{failure, file, json, stdout, unwarranted};
use std::path::Path;

const HEADER: &str = "YEAR_MONTH,REGIONAL_OFFICE_NAME,REGIONAL_OFFICE_CODE,STP_NAME,STP_CODE,PCO_NAME,PCO_CODE,PRACTICE_NAME,\
    PRACTICE_CODE,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,BNF_CHEMICAL_SUBSTANCE,CHEMICAL_SUBSTANCE_BNF_DESCR,BNF_CODE,\
    BNF_DESCRIPTION,BNF_CHAPTER_PLUS_CODE,QUANTITY,ITEMS,TOTAL_QUANTITY,ADQUSAGE,NIC,ACTUAL_COST,UNIDENTIFIED";

/// One month of prescribing: practice, commissioner, STP, BNF code, items.
fn month(folder: &Path, month: &str, rows: &[(&str, &str, &str, &str, i64)]) -> String {
    let row = |(practice, pco, stp, bnf, items): &(&str, &str, &str, &str, i64)| {
        format!(
            "{month},SYNTHETIC NORTH,Y99,SYNTHETIC {stp},{stp},SYNTHETIC {pco} CCG,{pco}00,SURGERY {practice},{practice},,,,,,\
             {},Something,{bnf},Something 5mg tablets,01: Gastro-Intestinal System,28,{items},{},0,{items},{items},N\n",
            &bnf[..9],
            28 * items
        )
    };
    let text = format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>());
    file(folder, &format!("EPD_{month}.csv"), text)
}

fn patients(folder: &Path, date: &str, rows: &[(&str, i64)]) -> String {
    let row = |(practice, n): &(&str, i64)| format!("SYNTHETIC_LIST,{date},GP,{practice},,,ALL,ALL,{n}\n");
    let head = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
    file(folder, &format!("list-{date}.csv"), format!("{head}{}", rows.iter().map(row).collect::<String>()))
}

const BNF: &str = "0101010A0AAAAAA";

/// Newcastle and Gateshead before and after their merger of April 2015, and Cumbria beside them. A81003 closes before it.
fn merged_store(folder: &Path) -> String {
    let before = [
        ("A81001", "00F", "Q70", BNF, 10),
        ("A81002", "00G", "Q70", BNF, 20),
        ("A81003", "00G", "Q70", BNF, 40),
        ("A81004", "01H", "Q71", BNF, 30),
    ];
    let after =
        [("A81001", "13T", "Q70", BNF, 11), ("A81002", "13T", "Q70", BNF, 22), ("A81004", "01H", "Q71", BNF, 33)];
    let all = [("A81001", 1000), ("A81002", 2000), ("A81003", 4000), ("A81004", 3000)];
    let files = [
        month(folder, "201503", &before),
        month(folder, "201504", &after),
        patients(folder, "01MAR2015", &all),
        patients(folder, "01APR2015", &[all[0], all[1], all[3]]),
    ];
    let store = folder.join("store").to_string_lossy().into_owned();
    let mut args = vec!["ingest"];
    args.extend(files.iter().map(String::as_str));
    args.extend(["--store", &store]);
    stdout(&args);
    store
}

/// Area, observed, denominator, ONS code and break of every area of a period.
fn areas(store: &str, more: &[&str]) -> Vec<(String, f64, f64, String, String)> {
    let args = [&["rates", "--store", store, "--bnf", "0101", "--format", "json"], more].concat();
    let slices = json(&args)["slices"].as_array().unwrap().clone();
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let row = |a: &serde_json::Value| {
        let number = |key: &str| a[key].as_f64().unwrap();
        (text(&a["area"]), number("observed"), number("denominator"), text(&a["ons_code"]), text(&a["break"]))
    };
    slices.iter().flat_map(|s| s["areas"].as_array().unwrap().iter().map(row)).collect()
}

fn row(area: &str, observed: f64, denominator: f64, ons: &str, why: &str) -> (String, f64, f64, String, String) {
    (area.to_owned(), observed, denominator, ons.to_owned(), why.to_owned())
}

#[test]
fn areas_as_recorded_have_breaks_and_areas_as_on_one_day_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = merged_store(folder.path());
    assert_eq!(
        areas(&store, &["--period", "2015-03"]),
        [
            row("00F", 10.0, 1000.0, "E38000061", ""),
            row("00G", 60.0, 6000.0, "E38000111", ""),
            row("01H", 30.0, 3000.0, "E38000041", "")
        ]
    );
    assert_eq!(
        areas(&store, &["--period", "2015-04"]),
        [
            row("01H", 33.0, 3000.0, "E38000041", ""),
            row("13T", 33.0, 3000.0, "E38000212", "from 2015-04: merger of 00F, 00G, 00H")
        ]
    );
    // On the day of the merger the practice that closed before it follows its area.
    let fixed = areas(&store, &["--period", "2015-03", "--membership", "2015-04-01"]);
    assert_eq!(fixed, [row("01H", 30.0, 3000.0, "E38000041", ""), row("13T", 70.0, 7000.0, "E38000212", "")]);
    let early = areas(&store, &["--period", "2015-04", "--membership", "2015-03-01"]);
    assert_eq!(early.iter().map(|a| a.0.as_str()).collect::<Vec<_>>(), ["00F", "00G", "01H"]);
    let current = areas(&store, &["--period", "2015-03", "--membership", "current"]);
    assert_eq!(current.iter().map(|a| a.0.as_str()).collect::<Vec<_>>(), ["01H", "13T"]);
}

#[test]
fn whatever_the_membership_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = merged_store(folder.path());
    let total = |found: &[(String, f64, f64, String, String)]| found.iter().map(|a| a.1).sum::<f64>();
    let practices = areas(&store, &["--level", "practice", "--by", "month"]);
    assert!((total(&practices) - 166.0).abs() < 1e-9, "{practices:?}");
    let error =
        failure(&["rates", "--store", &store, "--bnf", "0101", "--level", "practice", "--membership", "current"]);
    assert!(error.contains("each practice is an area of its own"), "{error}");
    for level in ["ccg", "stp", "region", "nation"] {
        for membership in ["recorded", "2015-03-31", "2018-04-01", "current"] {
            if (level, membership) == ("stp", "2015-03-31") {
                continue; // there were none
            }
            let found = areas(&store, &["--level", level, "--membership", membership, "--by", "month"]);
            assert!((total(&found) - 166.0).abs() < 1e-9, "{level} {membership}: {found:?}");
        }
    }
}

#[test]
fn memberships_that_cannot_be_are_refused_or_noted() {
    let folder = tempfile::tempdir().unwrap();
    let store = merged_store(folder.path());
    let base = ["rates", "--store", &store, "--bnf", "0101"];
    let error = |more: &[&str]| failure(&[&base[..], more].concat());
    let early = error(&["--membership", "1999-01-01"]);
    assert!(
        early.contains("first record of which practice belongs where is from 2015-03; choose a day from 2015-03-01"),
        "{early}"
    );
    let stp = error(&["--level", "stp", "--membership", "2015-03-31"]);
    assert!(stp.contains("there was no stp before 2016-01-01") && stp.contains("--level area-team"), "{stp}");
    assert!(error(&["--level", "icb", "--membership", "2021-04-01"]).contains("no icb before 2022-07-01"));
    let late = unwarranted().args(base).args(["--membership", "2031-01-01"]).output().unwrap();
    let says = String::from_utf8_lossy(&late.stderr);
    assert!(late.status.success() && says.contains("last record before 1 January 2031"), "{says}");
    assert!(says.contains("The store's last record of which practice belongs where is from 2015-04"), "{says}");
}

#[test]
fn groups_are_made_of_practices_and_of_areas() {
    let folder = tempfile::tempdir().unwrap();
    let store = merged_store(folder.path());
    let groups = file(folder.path(), "groups.csv", "group,member\nTyne,00F\nTyne,13T\nTyne,00G\nWest,A81004\n");
    let found = areas(&store, &["--level", "group", "--groups", &groups, "--period", "2015-04"]);
    assert_eq!(found, [row("Tyne", 33.0, 3000.0, "", ""), row("West", 33.0, 3000.0, "", "")]);
    let twice = file(folder.path(), "twice.csv", "group,member\nA,00F\nB,00F\n");
    let error = failure(&["rates", "--store", &store, "--bnf", "01", "--level", "group", "--groups", &twice]);
    assert!(error.contains("line 3") && error.contains("00F is in 'A' and in 'B'"), "{error}");
    let error = failure(&["rates", "--store", &store, "--bnf", "01", "--level", "group"]);
    assert!(error.contains("--groups FILE"), "{error}");
}

#[test]
fn the_report_says_which_membership_it_uses() {
    let folder = tempfile::tempdir().unwrap();
    let store = merged_store(folder.path());
    let out = folder.path().join("report").to_string_lossy().into_owned();
    let run = unwarranted()
        .args(["report", "--store", &store, "--bnf", "0101", "--membership", "2015-04-01", "--out", &out])
        .args(["--replicates", "99"])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let page = std::fs::read_to_string(folder.path().join("report/report.html")).unwrap();
    assert!(page.contains("practices grouped by the CCG they belonged to on 1 April 2015"));
    let manifest = std::fs::read_to_string(folder.path().join("report/manifest.json")).unwrap();
    assert!(manifest.contains("\"membership\": \"2015-04-01\""), "{manifest}");
    let error = failure(&["report", "--store", &store, "--bnf", "0101", "--membership", "yesterday", "--out", &out]);
    assert!(error.contains("'yesterday' is neither 'recorded' nor 'current' nor a day"), "{error}");
}

/// Payments of two practices and one without patients, in an area that merged between the years.
fn payments(folder: &Path, year: &str, ccg: [&str; 3], figures: [(&str, &str); 3]) -> String {
    let head = "NHS England (Region) code,NHS England (Region) Name,CCG Code,CCG NAME,Practice Code,Practice Name,\
        Practice Address,Practice Postcode,Practice Open Date,Practice Close Date,Contract Type,Dispensing Practice,\
        Practice Type,Practice Rurality,Atypical Characteristics,Number of Registered Patients (Last Known Figure),\
        Number of Weighted Patients (Last Known Figure),Average payments per registered patient,\
        Average payments per weighted patient,Global Sum,Total NHS Payments to General Practice,\
        Deductions for Pensions Levies and Prescription Charge Income,\
        Total NHS Payments to General Practice Minus Deductions\n";
    let row = |(i, (ccg, (patients, pounds))): (usize, (&str, (&str, &str)))| {
        format!(
            "Y99,SYNTHETIC NORTH,{ccg},SYNTHETIC {ccg} CCG,A9000{i},SURGERY {i},,,,,GMS,No,GP,Urban,,{patients},{patients},,,\
             {pounds},{pounds},0,{pounds}\n"
        )
    };
    let rows: String = ccg.into_iter().zip(figures).enumerate().map(row).collect();
    file(folder, &format!("nhs-payments-gp-{year}.csv"), format!("{head}{rows}"))
}

#[test]
fn funding_per_patient_on_recorded_and_on_fixed_membership() {
    let folder = tempfile::tempdir().unwrap();
    let before = payments(
        folder.path(),
        "14-15",
        ["00F", "00G", "01H"],
        [("1000", "150000"), ("3000", "390000"), ("2000", "250000")],
    );
    let after = payments(
        folder.path(),
        "17-18",
        ["13T", "13T", "01H"],
        [("1000", "160000"), ("3000", "450000"), ("", "250000")],
    );
    let store = folder.path().join("store").to_string_lossy().into_owned();
    stdout(&["ingest", &before, &after, "--store", &store]);
    let facts = |more: &[&str]| {
        let base =
            ["rates", "--store", &store, "--facts", "nhs-payments", "--measure", "total-payments", "--format", "json"];
        let slices = json(&[&base[..], more].concat())["slices"].as_array().unwrap().clone();
        let rows = slices.iter().flat_map(|s| s["areas"].as_array().unwrap().clone()).collect::<Vec<_>>();
        rows.iter().map(|a| (a["area"].as_str().unwrap().to_owned(), a["rate"].as_f64().unwrap())).collect::<Vec<_>>()
    };
    let own = |rows: &[(&str, f64)]| rows.iter().map(|(a, r)| ((*a).to_owned(), *r)).collect::<Vec<_>>();
    assert_eq!(facts(&["--period", "2014/15"]), own(&[("00F", 150.0), ("00G", 130.0), ("01H", 125.0)]));
    // The practice of 01H has no patients in the second year: it is in neither sum, so its area has no rate.
    assert_eq!(facts(&["--period", "2017/18"]), own(&[("13T", 152.5)]));
    let fixed = facts(&["--period", "2014/15", "--membership", "2018-04-01", "--denominator", "weighted"]);
    assert_eq!(fixed, own(&[("01H", 125.0), ("13T", 135.0)]));
    let level = |more: &[&str]| {
        let base = ["rates", "--store", &store, "--facts", "nhs-payments", "--measure", "total-payments"];
        failure(&[&base[..], more].concat())
    };
    let error = level(&["--level", "icb"]);
    assert!(error.contains("does not record the icb of its practices (it records: practice, ccg, region)"), "{error}");
    assert!(error.contains("nhs-payments of 2014-04") && error.contains("--membership current or a day"), "{error}");
    assert!(level(&["--level", "pct"]).contains("primary care trusts closed in March 2013"));
    let pct = level(&["--level", "pct", "--membership", "2018-04-01"]);
    assert!(pct.contains("there is no pct after 2013-03-31") && pct.contains("--level ccg"), "{pct}");
    let error = failure(&["rates", "--store", &store, "--facts", "nhs-payments", "--measure", "gold"]);
    assert!(error.contains("has no such measure; it has:") && error.contains("total-payments"), "{error}");
    let error = failure(&["rates", "--store", &store, "--facts", "nhs-payments", "--measure", "total-payment"]);
    assert!(error.contains("did you mean 'total-payments'"), "{error}");
    let error = level(&["--level", "cgc"]);
    assert!(error.contains("did you mean 'ccg'?"), "{error}");
    let error = failure(&["rates", "--store", &store, "--facts", "gold", "--measure", "gold"]);
    assert!(error.contains("no such series; it has: nhs-payments"), "{error}");
}

#[test]
fn figures_without_a_date_are_not_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let dated = payments(folder.path(), "14-15", ["00F"; 3], [("1", "1"); 3]);
    let text = "CCG Code,CCG Name,All Ages,Age 0-17,Age 18+\nE38000901,SYNTHETIC CCG,3,1,2\n";
    let undated = file(folder.path(), "ccg-ages.csv", text);
    let store = folder.path().join("store").to_string_lossy().into_owned();
    stdout(&["ingest", &dated, &undated, "--store", &store]);
    let error =
        |series: &str| failure(&["rates", "--store", &store, "--facts", series, "--measure", "resident-population"]);
    let says = error("ons-population-age");
    assert!(
        says.contains("the figures of ccg-ages.csv have no date") && says.contains("under a name with its year"),
        "{says}"
    );
    assert!(error("gold").ends_with("no such series; it has: nhs-payments\n"), "{}", error("gold"));
}
