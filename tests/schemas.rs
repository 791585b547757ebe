//! The JSON Schemas are those that are published, and what the program writes keeps to them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use common::{failure, stdout, unwarranted};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use unwarranted::report::schemas::{CONTRACTS, find};

fn published() -> PathBuf {
    unwarranted_testing::root().join("docs/schemas")
}

/// `INSTA_UPDATE=always` rewrites them, as it does snapshots.
#[test]
fn the_schemas_in_the_docs_are_those_of_the_program() {
    let mut there: BTreeSet<String> = std::fs::read_dir(published())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    for contract in CONTRACTS {
        let (name, text) = (format!("{}.schema.json", contract.id), contract.text().unwrap());
        if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
            std::fs::write(published().join(&name), &text).unwrap();
            there.insert(name.clone());
        }
        let own = std::fs::read_to_string(published().join(&name)).unwrap_or_default();
        assert!(own == text, "docs/schemas/{name} is not what the program has");
        assert!(there.remove(&name));
    }
    assert!(there.is_empty(), "not in the list any more: {there:?}");
    assert_eq!(stdout(&["list", "schemas", "rates"]), find("rates").unwrap().text().unwrap());
    assert!(failure(&["list", "schemas", "nonsense"]).contains("expected one of areas"));
    assert!(failure(&["list", "charts", "funnel"]).contains("no effect"));
}

fn validators() -> BTreeMap<&'static str, Validator> {
    let one = |contract: &unwarranted::report::schemas::Contract| {
        let schema = contract.schema().unwrap();
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{}", contract.id);
        (contract.id, jsonschema::draft202012::new(&schema).unwrap())
    };
    CONTRACTS.iter().map(one).collect()
}

#[test]
fn a_schema_refuses_what_is_not_of_its_kind() {
    let validator = &validators()["similar"];
    let good = json!([{"area": "A", "neighbour": "B", "rank": 1, "distance": 0.5, "new": true}]);
    assert!(validator.is_valid(&good), "keys may be added");
    for (key, value) in [("area", json!(null)), ("rank", json!(1.5)), ("distance", json!("near"))] {
        let mut bad = good.clone();
        bad[0][key] = value;
        assert!(!validator.is_valid(&bad), "{key}");
        bad[0].as_object_mut().unwrap().remove(key);
        assert!(!validator.is_valid(&bad), "without {key}");
    }
    assert!(!validators()["rates"].is_valid(&json!({"schema": 2, "slices": []})), "another version");
}

/// What is printed with `--format json`: identifier of the schema, command. Run in the folder of the demo's examples.
const PRINTED: &[(&str, &str)] = &[
    ("indices", "indices hips.csv --period 2021/22 --group icb --rank-by imd_score --replicates 99 --jackknife"),
    ("indices", "indices practices.csv --area ccg --within practice --replicates 99"),
    ("indices", "indices --store ../store --bnf 0501 --measure nic --by year --replicates 0"),
    ("rates", "rates hips.csv --per 1000 --confidence 0.95,0.998"),
    ("rates", "rates ages.csv --standardise direct --per 100000"),
    ("rates", "rates --store ../store --bnf 0501,0501013B0/0501 --by quarter --measure nic"),
    ("rates", "rates inhalers.csv --by year"),
    ("inequality", "rates hips.csv --period 2021/22 --rank-by imd_score --inequality"),
    ("outliers", "outliers hips.csv --rule shmi"),
    ("outliers", "outliers ages.csv --standardise indirect"),
    ("outliers", "outliers practices.csv --area ccg --within practice"),
    ("outliers", "outliers --store ../store --bnf 0501 --measure nic --by year --family all"),
    ("smooth", "smooth hips.csv --period 2021/22 --exceed 1.25"),
    ("smooth", "smooth inhalers.csv --by year"),
    ("explain", "explain hips.csv --period 2021/22 --need deprivation=imd_score --replicates 99"),
    ("levels", "levels practices.csv --area ccg --within practice"),
    ("levels", "levels --store ../store --bnf 0501 --measure nic --by year"),
    ("sweep", "sweep practices.csv --area ccg --within practice --replicates 99"),
    ("sweep", "sweep --store ../store --treatment tag:antibiotics --by fy --replicates 99"),
    ("sweep", "sweep hips.csv --replicates 99"),
    (
        "need",
        "sweep practices.csv --area ccg --within practice --need deprivation=imd_score --need-file funding.csv --replicates 99",
    ),
    ("benchmark", "similar hips.csv --by imd_score,log:population --period 2021/22 --benchmark"),
    ("split", "scenario split practices.csv --area practice --from ccg --into practice"),
    ("demand", "scenario demand demand.csv --population projections.csv --replicates 99"),
    ("demand", "scenario demand demand.csv --population projections.csv --trend none --replicates 0"),
    ("similar", "similar hips.csv --by imd_score,log:population --period 2021/22"),
    (
        "opportunity",
        "opportunity hips.csv --period 2021/22 --target similar --by imd_score,log:population --polarity low --replicates 99",
    ),
    (
        "opportunity",
        "opportunity practices.csv --area ccg --within practice --target decile:9 --polarity low --replicates 99",
    ),
    ("opportunity-league", "opportunity hips.csv --target median --polarity low --league --replicates 99"),
    ("pool", "pool services.csv"),
    ("funding", "funding funding.csv --period 2021/22 --region icb --prescribing hips.csv"),
    ("funding", "funding --store ../store"),
    ("funding", "funding funding.csv --deflator prices.csv"),
    ("merge", "scenario merge hips.csv --into icb"),
    (
        "moves",
        "scenario moves funding.csv --period 2021/22 --observed amount --kind amount --denominator weighted --to-target 2",
    ),
    ("localities", "scenario localities practices.csv --area practice --locality ccg --budget 1000000"),
    ("trend", "trend hips.csv"),
    ("trend", "trend --store ../store --bnf 0501 --by month --changes"),
    ("series", "trend --series index index.csv"),
    ("watch", "watch --store ../store --bnf 0501,0403 --state watched --rules change,xmr,cusum --from 2020-12"),
    ("space", "space hips.csv --period 2021/22 --boundaries areas.geojson"),
    ("store", "store ../store"),
    ("store-check", "store check ../store"),
    ("treatment-list", "treatment list"),
    ("treatment-check", "treatment check abx-volume --store ../store"),
    ("compare", "compare earlier later"),
    ("compare", "compare abx-volume abx-broad-share"),
];

/// Why a document does not keep to a schema.
fn problems(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).take(5).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// A folder with the demo, two reports to compare, one about policies, and a plain series.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = |here: &Path, args: &[&str]| {
        let done = unwarranted().current_dir(here).args(args).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run(folder.path(), &["demo"]);
    let here = folder.path().join("unwarranted-demo/examples");
    for (period, out) in [("2020/21", "earlier"), ("2021/22", "later")] {
        run(&here, &["report", "hips.csv", "--period", period, "--replicates", "99", "--out", out]);
    }
    let need = ["--need", "deprivation=imd_score", "--need-file", "funding.csv", "--replicates", "99", "--out", "need"];
    run(&here, &[&["sweep", "practices.csv", "--area", "ccg", "--within", "practice"], &need[..]].concat());
    run(&here, &["report", "hips.csv", "--about", "policy", "--policies", "policies.csv", "--out", "policy"]);
    let rows = [1.0, 1.2, 1.1, 1.5, 1.4, 1.6, 1.9, 1.8, 2.1];
    let series: String = rows.iter().enumerate().map(|(at, v)| format!("{},{v}\n", 2018 + at)).collect();
    std::fs::write(here.join("index.csv"), format!("period,index\n{series}")).unwrap();
    folder
}

#[test]
fn what_is_written_keeps_to_its_schema() {
    let folder = demo();
    let here = folder.path().join("unwarranted-demo/examples");
    let validators = validators();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (id, command) in PRINTED {
        let args: Vec<&str> = command.split(' ').chain(["--format", "json"]).collect();
        let done = unwarranted().current_dir(&here).args(&args).output().unwrap();
        // A comparison that finds a difference ends with 1.
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() || command.starts_with("compare"), "{command}: {said}");
        let document: Value = serde_json::from_slice(&done.stdout).unwrap();
        let problems = problems(&validators[id], &document);
        assert!(problems.is_empty(), "{command}: {problems:#?}");
        let contract = find(id).unwrap();
        assert!(contract.printed_by.iter().any(|by| command.starts_with(by)), "{id} is not printed by {command}");
        seen.insert(id);
    }
    for (name, of) in [("../report", ""), ("../league", ""), ("later", ""), ("need", ""), ("policy", "")] {
        for contract in CONTRACTS.iter().filter(|contract| contract.file.is_some()) {
            let path = here.join(name).join(contract.file.unwrap_or(of));
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let problems = problems(&validators[contract.id], &serde_json::from_str(&text).unwrap());
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
            seen.insert(contract.id);
        }
    }
    let all: BTreeSet<&str> = CONTRACTS.iter().map(|contract| contract.id).collect();
    assert_eq!(seen, all, "every schema is tried");
}

/// Names of the commands below one, from its help.
fn commands(of: &[&str]) -> Vec<String> {
    let help = stdout(&[of, &["--help"]].concat());
    let lines = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let names = lines.filter_map(|l| l.strip_prefix("  ").filter(|l| !l.starts_with(' '))?.split(' ').next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Whether a format of a command is json, by its help: the long one, where it has two.
fn prints_json(command: &[&str]) -> bool {
    let help = |flag: &str| unwarranted().args([command, &[flag]].concat()).output().unwrap();
    let long = help("--help-all");
    let shown = if long.status.success() { long } else { help("--help") };
    let text = String::from_utf8(shown.stdout).unwrap();
    text.contains("- json:") || text.contains(", json]")
}

#[test]
fn every_command_that_prints_json_has_a_schema() {
    let mut printing = BTreeSet::new();
    let mut left: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = left.pop() {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        left.extend(commands(&words).into_iter().map(|name| [command.clone(), vec![name]].concat()));
        if prints_json(&words) {
            printing.insert(words.join(" "));
        }
    }
    let known: BTreeSet<String> =
        CONTRACTS.iter().flat_map(|contract| contract.printed_by).map(|command| (*command).to_owned()).collect();
    assert_eq!(printing, known);
}
