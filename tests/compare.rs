//! End to end: what differs between two folders, stores, studies and definitions, and which rows account for it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, small_table, text, unwarranted};
use serde_json::{Value, json};
use std::path::Path;

/// Runs a command that must succeed.
fn does(here: &Path, args: &[&str]) {
    let done = unwarranted().current_dir(here).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The end of a comparison and what it says.
fn compared(here: &Path, args: &[&str]) -> (i32, String) {
    let done = unwarranted().current_dir(here).arg("compare").args(args).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(!text.contains("panicked"), "{text}");
    (done.status.code().unwrap(), text)
}

fn found(here: &Path, args: &[&str]) -> Value {
    let (code, text) = compared(here, &[args, &["--format", "json"]].concat());
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    assert_eq!((code, found["same"].as_bool().unwrap()), if code == 0 { (0, true) } else { (1, false) }, "{text}");
    found
}

/// Two reports in one folder, of inputs of one name in two others.
fn two(here: &Path, before: &str, after: &str, options: &[&str]) {
    for (name, text) in [("before", before), ("after", after)] {
        std::fs::create_dir_all(here.join(name)).unwrap();
        let input = file(&here.join(name), "small.csv", text);
        let out = format!("{name}/out");
        does(here, &[&["report", &input, "--replicates", "0", "--out", &out], options].concat());
    }
}

#[test]
fn rows_account_for_a_change_and_the_largest_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let before = small_table();
    let after: String = before
        .replace("2024-06-01,A02,Area 2,40,", "2024-06-01,A02,Area 2,80,")
        .replace("2024-06-01,A05,Area 5,61,", "2024-06-01,A05,Area 5,62,")
        .lines()
        .filter(|line| !line.starts_with("2024-06-01,A07"))
        .map(|line| format!("{line}\n"))
        .collect();
    two(here, &before, &after, &["--period", "2024-06"]);
    let found = found(here, &["before/out", "after/out"]);
    let input = &found["provenance"][0];
    assert_eq!((&input["what"], &input["name"]), (&json!("input"), &json!("small.csv")));
    assert!(input["before"].is_string() && input["before"] != input["after"]);
    let areas: Vec<&Value> = found["figures"].as_array().unwrap().iter().filter(|f| f["of"] == "area").collect();
    let head = |at: usize| (areas[at]["id"].as_str().unwrap(), areas[at]["there"].as_str().unwrap());
    assert_eq!((head(0), head(1)), (("A07", "first"), ("A02", "both")));
    assert_eq!(areas[1]["also"]["observed"], json!([40.0, 80.0]));
    assert!((areas[1]["share"].as_f64().unwrap() - 1.0).abs() < 1e-12 && areas[1]["name"] == "Area 2");
    assert!(found["figures"].as_array().unwrap().iter().any(|f| f["of"] == "index" && f["id"] == "eq"));
    let slice = found["figures"].as_array().unwrap().iter().find(|f| f["of"] == "slice").unwrap();
    assert_eq!((&slice["period"], &slice["also"]["areas"]), (&json!("2024-06"), &json!([11, 10])));
    let rows: Vec<(&str, &Value, &Value)> = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["area"].as_str().unwrap(), &row["observed"], &row["observed_change"]))
        .collect();
    assert_eq!(
        rows,
        [
            ("A07", &json!([75.0, null]), &json!(-75.0)),
            ("A02", &json!([40.0, 80.0]), &json!(40.0)),
            ("A05", &json!([61.0, 62.0]), &json!(1.0)),
        ]
    );
    let (code, said) = compared(here, &["before/out", "after/out"]);
    assert_eq!(code, 1);
    for part in [
        "input 'small.csv': SHA-256 ",
        "small, 2024-06, A02 Area 2: rate 0.003636 becomes 0.007273 (+100%)",
        "small, 2024-06, A07 Area 7: only in the first",
        "small, 2024-06, A07: observed 75 (gone); denominator 13500 (gone)",
        "small, A05: observed +1, denominator 0, in 1 row",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    // Without the input of one side the figures are compared all the same.
    std::fs::remove_file(here.join("before/small.csv")).unwrap();
    let (code, said) = compared(here, &["before/out", "after/out"]);
    assert!(code == 1 && said.contains("rows were not compared: the inputs of before/out are not at hand"), "{said}");
    assert!(said.contains("A02 Area 2: rate"), "{said}");
    let kept = tempfile::tempdir().unwrap();
    file(kept.path(), "small.csv", &before);
    let (_, said) = compared(here, &["before/out", "after/out", "--inputs", &text(kept.path())]);
    assert!(said.contains("observed 75 (gone)"), "{said}");
}

#[test]
fn practices_are_named_where_rows_are_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let mut table = String::from("code,gp,numerator,denominator\n");
    for area in 0..6 {
        for practice in 0..4 {
            table += &format!("A{area},G{area}{practice},{},{}\n", 10 + area + practice, 500 + 10 * practice);
        }
    }
    let after = table.replace("A3,G32,15,", "A3,G32,45,");
    assert_ne!(after, table);
    two(here, &table, &after, &["--within", "gp"]);
    let found = found(here, &["before/out", "after/out"]);
    let account = &found["accounts"][0];
    assert_eq!((&account["area"], &account["practice"]), (&json!("A3"), &json!("G32")));
    assert_eq!((&account["observed_change"], &account["rows"]), (&json!(30.0), &json!(1)));
    assert_eq!(found["accounts"].as_array().unwrap().len(), 1);
}

/// One more event and another scale: the rate changes by the event alone.
#[test]
fn a_change_is_told_on_one_scale() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let after = small_table().replace("2024-06-01,A02,Area 2,40,", "2024-06-01,A02,Area 2,50,");
    for (name, table, per) in [("before", small_table(), "1000"), ("after", after, "100000")] {
        std::fs::create_dir_all(here.join(name)).unwrap();
        let input = file(&here.join(name), "small.csv", table);
        let out = format!("{name}/out");
        does(here, &["report", &input, "--replicates", "0", "--period", "2024-06", "--per", per, "--out", &out]);
    }
    let found = found(here, &["before/out", "after/out"]);
    let areas: Vec<&Value> = found["figures"].as_array().unwrap().iter().filter(|f| f["of"] == "area").collect();
    let rates: Vec<&Value> = areas.iter().filter(|f| f["before"] != f["after"]).copied().collect();
    assert_eq!(rates.len(), 1, "{rates:?}");
    assert_eq!(rates[0]["id"], "A02");
    assert!((rates[0]["share"].as_f64().unwrap() - 0.25).abs() < 1e-12, "{}", rates[0]);
    let (_, said) = compared(here, &["before/out", "after/out"]);
    assert!(said.contains("all are compared per 1,000") && said.contains("(+25%)"), "{said}");
}

#[test]
fn the_same_is_the_same_at_another_time_and_an_option_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    for (out, time, per) in [("a", "1000000000", "1"), ("b", "1700000000", "1"), ("c", "1700000000", "1000")] {
        let mut command = unwarranted();
        command.current_dir(here).env("SOURCE_DATE_EPOCH", time);
        let done =
            command.args(["report", "small.csv", "--replicates", "0", "--per", per, "--out", out]).output().unwrap();
        assert!(done.status.success());
    }
    let (code, said) = compared(here, &["a", "b"]);
    assert_eq!((code, said.trim()), (0, "a and b are the same."));
    assert_eq!(found(here, &["a", "b"])["files"], json!([]));
    let other = found(here, &["a", "c"]);
    assert_eq!(other["provenance"][0], json!({"what": "option", "name": "per", "before": 1.0, "after": 1000.0}));
    assert_eq!(other["rows"], json!([]), "the inputs are the same");
    // Another scale is no other rate.
    assert_eq!(other["figures"], json!([]));
    let scale = "rates of the first folder are per 1 and those of the second per 1,000: all are compared per 1";
    assert!(other["notes"].as_array().unwrap().contains(&json!(scale)), "{}", other["notes"]);
    for out in ["s", "t"] {
        let seed = if out == "s" { "1" } else { "2" };
        does(here, &["sweep", "small.csv", "--replicates", "99", "--seed", seed, "--period", "2024-06", "--out", out]);
    }
    let leagues = found(here, &["s", "t"]);
    assert_eq!(leagues["provenance"][0]["name"], "seed");
    assert!(leagues["files"].as_array().unwrap().contains(&json!("study.toml")));
    does(here, &["sweep", "small.csv", "--replicates", "99", "--seed", "1", "--period", "2024-05", "--out", "t"]);
    let leagues = found(here, &["s", "t"]);
    let treatment = &leagues["figures"][0];
    assert_eq!((&treatment["period"], &treatment["there"]), (&json!("2024-06 to 2024-05"), &json!("both")));
    assert!(treatment["change"].as_f64().is_some_and(|change| change > 0.0), "{treatment}");
    // The areas behind it are named, and their parts are those of the table of areas.
    let parts = treatment["areas"].as_array().unwrap();
    assert!(
        !parts.is_empty() && parts.len() <= 10 && parts[0]["name"].as_str().unwrap().starts_with("Area "),
        "{parts:?}"
    );
    let sizes: Vec<f64> = parts.iter().map(|part| part["change"].as_f64().unwrap().abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    let (_, said) = compared(here, &["s", "t"]);
    assert!(said.contains("; most by A") && said.contains(" times the rate of all"), "{said}");
    std::fs::remove_file(here.join("t/areas.parquet")).unwrap();
    let (code, said) = compared(here, &["s", "t"]);
    assert!(code == 1 && said.contains("areas behind treatments are not named: t/areas.parquet is missing"), "{said}");
    let (code, said) = compared(here, &["a", "s"]);
    assert!(code == 2 && said.contains("a holds a report and s a sweep"), "{said}");
}

#[test]
fn definitions_studies_and_stores_are_compared_too() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(compared(here, &["abx-volume", "abx-volume"]).0, 0);
    let (code, said) = compared(here, &["abx-volume", "abx-broad-share"]);
    assert!(code == 1 && said.contains("id: abx-volume becomes abx-broad-share"), "{said}");
    assert!(found(here, &["abx-volume", "abx-broad-share"])["definition"].as_array().unwrap().len() > 3);
    file(here, "one.toml", "files = 'a.csv'\nper = 10\n");
    file(here, "two.toml", "files = ['a.csv']\nper = 100\nperiod = '2019'\n");
    let (code, said) = compared(here, &["one.toml", "two.toml"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("option 'per': 10 becomes 100") && said.contains("option 'period': nothing becomes"),
        "{said}"
    );
    assert!(!said.contains("files"), "{said}");
    let made =
        |by: &str, hash: &str| format!("[made]\nby = '{by}'\n[[made.inputs]]\nname = 'a.csv'\nsha256 = '{hash}'\n");
    let study = |name: &str, out: &str, tail: &str| {
        file(here, name, format!("commands = ['report']\nfiles = 'a.csv'\n[out]\nreport = '{out}'\n{tail}"));
    };
    study("one.toml", "x", &made("unwarranted 1", "aa"));
    study("two.toml", "y", &made("unwarranted 2", "bb"));
    assert_eq!(compared(here, &["one.toml", "one.toml"]).0, 0);
    let (code, said) = compared(here, &["one.toml", "two.toml"]);
    assert_eq!(code, 1);
    for part in [
        "version: unwarranted 1 becomes unwarranted 2",
        "folder 'report': x becomes y",
        "input 'a.csv': SHA-256 aa becomes SHA-256 bb",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv"));
    let april = april.unwrap();
    file(here, "EPD_201904.csv", &april);
    file(here, "EPD_201905.csv", april.replace("\n201904", "\n201905"));
    does(here, &["ingest", "EPD_201904.csv", "--store", "first"]);
    does(here, &["ingest", "EPD_201904.csv", "EPD_201905.csv", "--store", "second"]);
    assert_eq!(compared(here, &["first", "first"]).0, 0);
    let (code, said) = compared(here, &["first", "second"]);
    assert!(code == 1 && said.contains("EPD_201905.csv: only in the second"), "{said}");
    assert_eq!(found(here, &["first", "second"])["files"].as_array().unwrap().len(), 1);
    let tables = |of: &Path| -> Vec<std::path::PathBuf> {
        let below = common::files_below(&here.join(of));
        below.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "parquet")).collect()
    };
    // What is damaged or gone is not the same as anything.
    let name = &tables(Path::new("second"))[0];
    let path = here.join("second").join(name);
    let bytes = std::fs::read(&path).unwrap();
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    for content in [Some(damaged), None] {
        match content {
            Some(content) => std::fs::write(&path, content).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        for args in [["second", "second"], ["first", "second"]] {
            let (code, said) = compared(here, &args);
            assert!(code == 2 && said.contains("second: cannot be compared: ") && said.contains(&text(name)), "{said}");
        }
    }
    file(here, "small.csv", small_table());
    does(here, &["report", "small.csv", "--replicates", "0", "--out", "out"]);
    for (args, says) in [
        (&["first", "abx-volume"][..], "first is a store, and abx-volume is a definition"),
        (&["nowhere", "nowhere"], "nowhere"),
        (&[".", "."], "not a folder that this program wrote"),
        (&["first", "second", "--inputs", "."], "--inputs goes with"),
        (&["out", "out", "--inputs", "one.toml"], "--inputs one.toml: not a folder"),
    ] {
        let (code, said) = compared(here, args);
        assert!(code == 2 && said.contains(says), "{args:?} {code}: {said}");
    }
}

#[test]
fn codes_and_practices_account_for_what_differs_between_stores() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    let head = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
    let list = ["A90001", "A90002", "B90001"]
        .map(|practice| format!("SYNTHETIC_LIST,01APR2019,GP,{practice},,ZZ1 1AA,ALL,ALL,1000\n"))
        .concat();
    let later = april.replace(",05: Infections,21,10,210,", ",05: Infections,21,17,357,");
    assert_ne!(april, later);
    for (name, prescribing) in [("before", &april), ("after", &later)] {
        let dir = here.join(name);
        std::fs::create_dir(&dir).unwrap();
        let files = [file(&dir, "EPD_201904.csv", prescribing), file(&dir, "list.csv", format!("{head}{list}"))];
        let store = text(&dir.join("store"));
        does(here, &["ingest", &files[0], &files[1], "--store", &store]);
        let out = text(&dir.join("out"));
        does(here, &["report", "--store", &store, "--bnf", "05", "--replicates", "0", "--out", &out]);
    }
    let found = found(here, &["before/out", "after/out"]);
    assert_eq!(found["notes"], json!([]));
    let code = &found["codes"][0];
    assert_eq!((&code["code"], &code["change"]), (&json!("0501013B0AAAAAA"), &json!(7.0)));
    let account = &found["accounts"][0];
    assert_eq!((&account["practice"], &account["observed_change"]), (&json!("A90001"), &json!(7.0)));
    assert_eq!((found["codes"].as_array().unwrap().len(), found["rows"].as_array().unwrap().len()), (1, 1));
    let (code, said) = compared(here, &["before/out", "after/out"]);
    assert!(code == 1 && said.contains("0501013B0AAAAAA: ") && said.contains("(+7)"), "{said}");
}

#[test]
fn a_store_that_was_filled_further_is_not_taken_for_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    let list = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n\
                SYNTHETIC_LIST,01APR2019,GP,A90001,,ZZ1 1AA,ALL,ALL,1000\n\
                SYNTHETIC_LIST,01APR2019,GP,A90002,,ZZ1 1AA,ALL,ALL,1000\n\
                SYNTHETIC_LIST,01APR2019,GP,B90001,,ZZ1 1AA,ALL,ALL,1000\n";
    let report = |out: &str| {
        does(here, &["report", "--store", "s", "--bnf", "05", "--replicates", "0", "--allow-missing", "--out", out]);
    };
    file(here, "EPD_201904.csv", &april);
    file(here, "list.csv", list);
    does(here, &["ingest", "EPD_201904.csv", "list.csv", "--store", "s"]);
    report("april");
    file(here, "EPD_201905.csv", april.replace("\n201904", "\n201905"));
    does(here, &["ingest", "EPD_201905.csv", "--store", "s"]);
    report("may");
    let (code, said) = compared(here, &["april", "may"]);
    assert!(code == 1 && said.contains("the store is not as it was for april: EPD_201905.csv was added"), "{said}");
    file(here, "EPD_201904.csv", april.replace(",05: Infections,21,10,210,", ",05: Infections,21,17,357,"));
    does(here, &["ingest", "EPD_201904.csv", "--store", "s"]);
    report("revised");
    let (code, said) = compared(here, &["may", "revised"]);
    assert!(code == 1 && said.contains("the store does not have EPD_201904.csv as read then"), "{said}");
    // verify says so too, and runs the study on what there is.
    let done = unwarranted().current_dir(here).args(["verify", "may"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.contains("input s: the store does not have EPD_201904.csv"), "{said}");
    assert_eq!(said.matches("EPD_201904.csv").count(), 1, "{said}");
}

#[test]
fn files_that_are_not_as_written_are_told_and_never_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    let fresh = || {
        for out in ["a", "b"] {
            let _ = std::fs::remove_dir_all(here.join(out));
            does(here, &["report", "small.csv", "--replicates", "0", "--out", out]);
        }
    };
    fresh();
    assert_eq!(compared(here, &["a", "b"]).0, 0);
    file(&here.join("a"), "notes.txt", "mine");
    let found = found(here, &["a", "b"]);
    assert_eq!(found["files"], json!(["notes.txt"]));
    assert_eq!(found["condition"], json!(["a/notes.txt: foreign: the program did not write it"]));
    fresh();
    for out in ["a", "b"] {
        std::fs::remove_file(here.join(out).join("areas.csv")).unwrap();
    }
    let (code, said) = compared(here, &["a", "b"]);
    assert!(code == 2 && said.contains("a/areas.csv: missing"), "{said}");
    fresh();
    for out in ["a", "b"] {
        file(&here.join(out), "indices.json", "{\"slices\": []}");
    }
    let (code, said) = compared(here, &["a", "b"]);
    assert!(code == 2 && said.contains("a/indices.json: changed after it was written"), "{said}");
    fresh();
    std::fs::remove_file(here.join("b/areas.json")).unwrap();
    let (code, said) = compared(here, &["a", "b"]);
    assert!(code == 1 && said.contains("figures of areas.json were not compared: b/areas.json is missing"), "{said}");
    assert!(!said.contains("only in the first (rate"), "what is not there is not gone: {said}");
}

#[test]
fn rows_of_other_periods_unknown_figures_and_other_columns_are_told_for_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let before = small_table();
    let after = before.replace("2024-01-01,A02,Area 2,35,", "2024-01-01,A02,Area 2,36,");
    assert_ne!(before, after);
    two(here, &before, &after, &["--period", "2024-06"]);
    let asked = found(here, &["before/out", "after/out"]);
    assert_eq!((&asked["rows"], &asked["accounts"]), (&json!([]), &json!([])));
    assert!(asked["notes"][0].as_str().unwrap().starts_with("1 row of periods that were not asked for"), "{asked}");
    // The file of one month and that of the next: rows follow each other.
    let month = |of: &str| -> String {
        let keep = |line: &&str| line.starts_with("month") || line.starts_with(of);
        before.lines().filter(keep).map(|line| format!("{line}\n")).collect()
    };
    two(here, &month("2024-05"), &month("2024-06"), &[]);
    let next = found(here, &["before/out", "after/out"]);
    assert_eq!(next["notes"][0], "rows of 2024-05 are compared with those of 2024-06");
    let rows = next["rows"].as_array().unwrap();
    assert!(rows.len() == 11 && rows.iter().all(|row| row["observed_change"] == 1.0), "{rows:?}");
    let head = "code,name,group,observed,population,expected\n";
    let row =
        |area: usize, observed: &str, expected: f64| format!("A{area},Area {area},North,{observed},1000,{expected}\n");
    let table = |change: fn(usize) -> (String, f64)| -> String {
        let rows = (0..8).map(|area| {
            let (observed, expected) = change(area);
            row(area, &observed, expected)
        });
        head.to_owned() + &rows.collect::<String>()
    };
    let before = table(|area| ((20 + area).to_string(), 22.0));
    let after = table(|area| match area {
        3 => ("*".to_owned(), 22.0),
        5 => ("25".to_owned(), 24.5),
        other => ((20 + other).to_string(), 22.0),
    });
    let after = after.replace("A6,Area 6,North", "A6,Area Six,South");
    two(here, &before, &after, &[]);
    let other = found(here, &["before/out", "after/out"]);
    let row = |area: &str| {
        let rows = other["rows"].as_array().unwrap();
        rows.iter().find(|row| row["area"] == area).unwrap_or_else(|| panic!("{area}: {other}")).clone()
    };
    assert_eq!((&row("A5")["expected"], &row("A5")["expected_change"]), (&json!([22.0, 24.5]), &json!(2.5)));
    assert_eq!((&row("A3")["observed"], &row("A3")["observed_change"]), (&json!([23.0, "suppressed"]), &Value::Null));
    let account = &other["accounts"][0];
    assert_eq!((&account["area"], &account["observed_change"]), (&json!("A3"), &Value::Null));
    assert_eq!(account["observed_unknown"], 1);
    let (_, said) = compared(here, &["before/out", "after/out"]);
    for part in [
        "small, all, A3 Area 3: rate 0.02300 becomes undefined; now set aside: suppressed",
        "small, all, A5 Area 5: expected 22 becomes 24.50",
        "small, A3: observed unknown, denominator 0, expected 0, in 1 row",
        "small, A5: observed 0, denominator 0, expected +2.500, in 1 row",
        "A6, group: North becomes South",
        "A6, name: Area 6 becomes Area Six",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn people_whom_nobody_counted_are_not_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    let later = april.replace(",28,12,336,336,12.24,11.4,N", ",28,15,336,336,12.24,11.4,N");
    assert_ne!(april, later);
    let head = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
    let row = |practice: &str, sex: &str, ages: &str, people: u32| {
        format!("SYNTHETIC_LIST,01APR2019,GP,{practice},,ZZ1 1AA,{sex},{ages},{people}\n")
    };
    // The extract has no ages of the third.
    let practices = [("A90001", 200), ("A90002", 200), ("B90001", 1000)];
    let totals: String = practices.iter().map(|(code, people)| row(code, "ALL", "ALL", *people)).collect();
    let ages =
        ["A90001", "A90002"].map(|code| row(code, "MALE", "5_9", 100) + &row(code, "FEMALE", "5_9", 100)).concat();
    file(
        here,
        "own.toml",
        "id = 'own'\ntitle = 'Own'\nquestion = 'Q?'\nwhy = 'W.'\nmeasure = 'items'\nkind = 'count'\npolarity = 'low'\n\
         care = 'safety'\nvariation = 'overuse'\nauthor = 'A'\nreviewed = '2026-11-28'\n[numerator]\ninclude = ['02']\n\
         [denominator]\nunits = 'units'\nweights.female = { '0+' = 1.0 }\nweights.male = { '0+' = 2.0 }\n",
    );
    for (name, prescribing) in [("before", &april), ("after", &later)] {
        let dir = here.join(name);
        std::fs::create_dir(&dir).unwrap();
        let files = [
            file(&dir, "EPD_201904.csv", prescribing),
            file(&dir, "totals.csv", format!("{head}{totals}")),
            file(&dir, "ages.csv", format!("{head}{ages}")),
        ];
        let (store, out) = (text(&dir.join("store")), text(&dir.join("out")));
        does(here, &["ingest", &files[0], &files[1], &files[2], "--store", &store]);
        does(here, &["report", "--store", &store, "--treatment", "own.toml", "--replicates", "0", "--out", &out]);
    }
    let found = found(here, &["before/out", "after/out"]);
    let row = &found["rows"][0];
    assert_eq!((&row["practice"], &row["observed"]), (&json!("B90001"), &json!([12.0, 15.0])), "{found}");
    assert_eq!(row["denominator"], json!(["not reported", "not reported"]));
    assert_eq!((&row["denominator_change"], &found["accounts"][0]["denominator_change"]), (&Value::Null, &Value::Null));
    assert_eq!(found["accounts"][0]["denominator_unknown"], 0, "unknown in the same way is no change");
}

/// A command with its arguments, what is changed in its input and into what, and what a comparison has to say.
type Own = (&'static str, &'static [&'static str], [&'static str; 2], &'static [&'static str]);

/// Every command with options of its own.
const OWN: [Own; 8] = [
    (
        "funding",
        &["funding.csv", "--region", "icb"],
        ["2021/22,8833390,55495", "2021/22,9833390,55495"],
        &["Rows of funding.csv (", "2021/22, Z00", "amount 8833390 becomes 9833390 (+11%)", "Rows of unequal.csv ("],
    ),
    (
        "pool",
        &["services.csv"],
        ["0.0018,6500,0.35", "0.0018,7500,0.35"],
        &["Rows of pool.csv (", "Hip replacement, 5000: cost 58500 becomes 67500 (+15%)"],
    ),
    (
        "scenario merge",
        &["hips.csv", "--period", "2021/22", "--into", "icb"],
        ["2021/22,108,55495", "2021/22,208,55495"],
        &["Rows of merge.csv (", "North Coast: observed ", "What is said (1)"],
    ),
    (
        "similar",
        &["hips.csv", "--by", "imd_score", "--period", "2021/22"],
        ["North Coast,19.4,2021/22", "North Coast,39.4,2021/22"],
        &["Rows of similar.csv (", "only in the first", "only in the second"],
    ),
    (
        "opportunity",
        &["hips.csv", "--period", "2021/22", "--target", "median", "--polarity", "low"],
        ["2021/22,108,55495", "2021/22,208,55495"],
        &["Rows of opportunity.csv (", "Z00: observed 108 becomes 208 (+93%)"],
    ),
    (
        "space",
        &["hips.csv", "--period", "2021/22", "--boundaries", "areas.geojson"],
        ["2021/22,108,55495", "2021/22,208,55495"],
        &["Rows of space.csv (", "Z00: observed 108 becomes 208 (+93%)"],
    ),
    (
        "trend",
        &["hips.csv", "--replicates", "99"],
        ["2021/22,108,55495", "2021/22,1080,55495"],
        &["Rows of trend.csv (", "hips, 2021/22: index ", "What is said (1)", "hips: \"", "\" becomes \""],
    ),
    (
        "watch",
        &[
            "months.csv",
            "--area",
            "code",
            "--observed",
            "numerator",
            "--denominator",
            "denominator",
            "--period",
            "month",
        ],
        ["2024-06-01,A02,Area 2,40,", "2024-06-01,A02,Area 2,4,"],
        &["input 'months.csv': SHA-256 "],
    ),
];

#[test]
fn folders_of_commands_with_options_of_their_own_are_compared_by_their_tables() {
    let folder = tempfile::tempdir().unwrap();
    does(folder.path(), &["demo"]);
    let examples = folder.path().join("unwarranted-demo/examples");
    file(&examples, "months.csv", small_table());
    for (at, (name, options, [from, to], says)) in OWN.into_iter().enumerate() {
        let here = folder.path().join(format!("case-{at}"));
        let command: Vec<&str> = name.split(' ').collect();
        for side in ["before", "after"] {
            let dir = here.join(side);
            std::fs::create_dir_all(&dir).unwrap();
            for input in options.iter().filter(|word| examples.join(word).is_file()) {
                let content = std::fs::read_to_string(examples.join(input)).unwrap();
                let changed = content.replace(from, to);
                assert!(content != changed || !input.ends_with(".csv"), "{name}: {input} does not hold {from}");
                file(&dir, input, if side == "before" { content } else { changed });
            }
            let state: &[&str] = if name == "watch" { &["--state", "state"] } else { &[] };
            does(&dir, &[&command[..], options, state, &["--out", "out"]].concat());
        }
        let (code, said) = compared(&here, &["before/out", "after/out"]);
        assert_eq!(code, 1, "{name}: {said}");
        for part in says {
            assert!(said.contains(part), "{name}: {part}\n{said}");
        }
        let (code, said) = compared(&here, &["before/out", "before/out"]);
        assert_eq!((code, said.trim()), (0, "before/out and before/out are the same."), "{name}");
        let json = found(&here, &["before/out", "after/out"]);
        assert_eq!((&json["figures"], &json["sort"]), (&json!([]), &json!("folders")), "{name}");
    }
    let pool = folder.path().join("case-1");
    let numbers = found(&pool, &["before/out", "after/out"]);
    let hip = |row: &&Value| row["row"] == json!([["service", "Hip replacement"], ["area", ""], ["people", "5000"]]);
    let row = numbers["tables"].as_array().unwrap().iter().find(hip).unwrap();
    let cost = row["cells"].as_array().unwrap().iter().find(|cell| cell["column"] == "cost").unwrap();
    assert_eq!((&cost["before"], &cost["after"]), (&json!(58500.0), &json!(67500.0)));
    assert!((cost["share"].as_f64().unwrap() - 2.0 / 13.0).abs() < 1e-12);
    let (code, said) = compared(folder.path(), &["case-1/before/out", "case-6/before/out"]);
    assert!(code == 2 && said.contains("holds a pool and") && said.contains("a trend; two of one sort"), "{said}");
    let (code, said) = compared(&pool, &["before/out", "after/out", "--inputs", "."]);
    assert!(code == 2 && said.contains("--inputs goes with two folders of report or sweep"), "{said}");
}
