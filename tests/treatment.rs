//! End to end: definitions of treatments, listed, shown, tried on a store, written and used.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, text};
use unwarranted_testing::fixture;

const PATIENTS: &str = "reg-patients/gp-reg-pat-prac-quin-age.csv";

/// A store of the fixture's month, with a later list of changed codes and a list of BNF codes.
fn store(changes: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let dir = text(&folder.path().join("store"));
    let mut files = vec![text(&fixture("epd-v2/EPD_201904.csv")), text(&fixture(PATIENTS))];
    if !changes.is_empty() {
        files.push(file(folder.path(), "2020.txt", format!("# changes\n{changes}")));
    }
    let mut args: Vec<&str> = vec!["ingest"];
    args.extend(files.iter().map(String::as_str));
    args.extend(["--store", &dir]);
    stdout(&args);
    (folder, dir)
}

const MINE: &str = r#"
id = "mine"
title = "Amoxicillin, the capsules"
question = "How often?"
why = "Because."
measure = "items"
kind = "share"
polarity = "neither"
care = "choice"
variation = "preference-sensitive"
author = "Me"
reviewed = "2026-11-28"
unsure = "Everything."

[numerator]
include = ["0501013B0~AA", "0501090"]

[denominator]
include = ["0501"]

[per_person]
amount = 3
source = "A guess."
"#;

#[test]
fn definitions_are_listed_and_shown() {
    let all = stdout(&["treatment", "list"]);
    assert!(all.lines().count() >= 120, "{all}");
    let few = json(&["treatment", "list", "--tag", "antibiotics", "--format", "json"]);
    let few = few["treatments"].as_array().unwrap();
    assert!(few.len() > 5 && few.iter().all(|t| t["tags"].as_str().unwrap().contains("antibiotics")));
    let csv = stdout(&["treatment", "list", "--format", "csv"]);
    assert!(csv.starts_with("id,title,question,") && csv.lines().count() == all.lines().count() + 1);
    let shown = stdout(&["treatment", "show", "abx-broad-share"]);
    assert!(
        shown.contains("counts      share of items (share)") && shown.contains("BNF 0501013K0 + 050102 + 0501120"),
        "{shown}"
    );
    let none = failure(&["treatment", "list", "--tag", "antibiotic"]);
    assert!(
        none.contains("no treatment has the tag 'antibiotic'") && none.contains("did you mean 'antibiotics'?"),
        "{none}"
    );
    assert!(failure(&["treatment", "show", "tag:antibiotics"]).contains("name one"));
}

#[test]
fn check_says_what_a_definition_catches_and_misses() {
    let (folder, store) = store("0501013B0AAAAAA\t0501013X0AAAAAA\n");
    let mine = file(folder.path(), "mine.toml", MINE);
    // The code changed in 2020, and codes are followed forward: the definition takes none of it any more.
    let failed = failure(&["treatment", "check", &mine, "--store", &store]);
    assert!(failed.contains("the numerator of mine catches nothing in 2019-04"), "{failed}");
    let wide = file(folder.path(), "wide.toml", MINE.replace("\"0501013B0~AA\"", "\"0501013X0~AA\", \"0501013B0~AA\""));
    let found = stdout(&["treatment", "check", &wide, "--store", &store, "--period", "2019-04"]);
    for says in [
        "The numerator catches 1 presentation: 21 items, ",
        "0501013X0AAAAAA",
        "These codes match nothing in this period: 0501090, 0501013B0~AA",
        "It loses these when the BNF changes: ",
        "No change of the BNF up to 2020 makes it lose or gain a product.",
    ] {
        // Both codes are taken, so that nothing is lost.
        assert_eq!(found.contains(says), !says.starts_with("It loses"), "{says}\n{found}");
    }
    let narrow = json(&["treatment", "check", "abx-volume", "--store", &store, "--against", &wide, "--format", "json"]);
    assert_eq!(narrow["catches"]["numerator"]["presentations"][0]["items"], 21);
    assert_eq!(narrow["against"]["id"], "mine");
    let error = failure(&["treatment", "check", "abx-volume", "--store", &store, "--all", "--format", "json"]);
    assert!(error.contains("--all goes with --format table"), "{error}");
    let only = file(folder.path(), "only.toml", MINE.replace("0501013B0~AA", "0501013X0~AA"));
    let changed = json(&["treatment", "check", &only, "--store", &store, "--format", "json"]);
    let change = &changed["catches"]["numerator"]["changes"][0];
    assert_eq!(
        (change["old"].as_str(), change["gained"].as_bool(), change["items"].as_i64()),
        (Some("0501013B0AAAAAA"), Some(true), Some(21))
    );
    let csv = stdout(&["treatment", "check", &wide, "--store", &store, "--format", "csv"]);
    assert!(csv.starts_with("part,code,name,items,actual_cost\nnumerator,0501013X0AAAAAA,"), "{csv}");
    assert!(
        failure(&["treatment", "check", &wide, "--store", &store, "--period", "2020"])
            .contains("the store has 2019-04")
    );
}

#[test]
fn differences_are_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let mine = file(folder.path(), "mine.toml", MINE);
    let other = file(folder.path(), "other.toml", MINE.replace("\"0501090\"", "\"0501030\"").replace("neither", "low"));
    let told = stdout(&["treatment", "diff", &mine, &other]);
    assert_eq!(
        told,
        "better: neither becomes low\nthe numerator also takes 0501030\nthe numerator no longer takes 0501090\n"
    );
    assert!(stdout(&["treatment", "diff", &mine, &mine]).contains("count the same and say the same"));
}

#[test]
fn a_new_file_is_written_and_used() {
    let (folder, store) = store("");
    let path = text(&folder.path().join("dressings.toml"));
    let new = |out: &str, more: &[&str]| {
        let mut args = vec!["treatment", "new", "-o", out, "--id", "dressings", "--title", "Dressings"];
        args.extend(more);
        args.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let args = |all: &[String]| all.iter().map(String::as_str).collect::<Vec<_>>().join("\u{0}");
    let run = |all: Vec<String>| stdout(&args(&all).split('\u{0}').collect::<Vec<_>>());
    let fails = |all: Vec<String>| failure(&args(&all).split('\u{0}').collect::<Vec<_>>());
    run(new(&path, &["--name-pattern", "dressing 10cm | no-such", "--store", &store]));
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written.contains("\"20030100181\", # Dressing 10cm x 10cm") && written.contains("list = \"2019-04\""),
        "{written}"
    );
    let rates = json(&["rates", "--store", &store, "--treatment", &path, "--format", "json"]);
    assert_eq!(
        rates["slices"][0]["treatment"].as_str().or(rates[0]["treatment"].as_str()),
        Some("dressings"),
        "{rates}"
    );
    assert!(fails(new(&path, &["--bnf", "0501"])).contains("an existing file is not overwritten"));
    assert!(fails(new("x.txt", &["--bnf", "0501"])).contains("ends in .toml"));
    let other = text(&folder.path().join("other.toml"));
    assert!(fails(new(&other, &[])).contains("--bnf or --name-pattern"));
    assert!(
        fails(new(&other, &["--name-pattern", "xylophone", "--store", &store]))
            .contains("no name in the list of 2019-04")
    );
}

#[test]
fn treatments_have_titles_kinds_and_amounts_of_their_own_in_a_study() {
    let (folder, store) = store("");
    let mine = file(folder.path(), "mine.toml", MINE);
    let rates = |words: &str| {
        common::unwarranted()
            .args(["rates", "--store", &store, "--treatment", words, "--format", "csv"])
            .output()
            .unwrap()
    };
    let done = rates(&mine);
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(out.contains("mine,") && out.contains("share"), "{out}");
    for says in [
        "mine: defined by Me, reviewed on 28 November 2026; nobody can say which way is better.",
        "mine: not sure: Everything.",
        "mine: chance rests on what a treated person takes in a year, 3 items: A guess.",
    ] {
        assert!(err.contains(says), "{says}\n{err}");
    }
    // Of a tag those that the store cannot give are left out, with their number.
    let done = rates("tag:antibiotics");
    let err = String::from_utf8(done.stderr).unwrap();
    assert!(
        done.status.success()
            && err.contains(" treatments are left out: ")
            && err.contains("abx-rifaximin (nothing in these months has its codes)"),
        "{err}"
    );
    let out = String::from_utf8(done.stdout).unwrap();
    assert!(out.contains("abx-macrolide-share") == out.contains("0501050") && out.contains("abx-volume"), "{out}");
    let fails = |words: &str, more: &[&str]| {
        let mut args = vec!["rates", "--store", &store, "--treatment", words];
        args.extend(more);
        failure(&args)
    };
    assert!(
        fails("abx-rifaximin", &[])
            .contains("no presentation in these months has a BNF code that starts with 0501070X0")
    );
    assert!(fails("abx-brood-share", &[]).contains("did you mean 'abx-broad-share'?"));
    assert!(fails("abx-volume,abx-volume", &[]).contains("'abx-volume' is asked for twice"));
    assert!(fails("abx-volume", &["--measure", "nic"]).contains("each --treatment has a measure of its own"));
    assert!(fails("mh-lithium", &[]).contains(
        "mh-lithium: it is counted over the register 'register-mh' of qof-prevalence, which the store does not have"
    ));
    let bad = file(folder.path(), "bad.toml", MINE.replace("why =", "wy ="));
    assert!(fails(&bad, &[]).contains("bad.toml, line 5, key 'wy': unknown field `wy`"));
    // Endings have commas of their own.
    let many =
        stdout(&["rates", "--store", &store, "--bnf", "0501013B0~AA,AB,0212,0501013B0~AA/0501", "--format", "csv"]);
    assert!(many.contains("BNF 0501013B0~AA/0501") && many.contains("BNF 0212"), "{many}");
}
