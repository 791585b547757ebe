//! Both codes of an area, NHS and ONS, in every table that has a row of it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{cells, file, stdout, unwarranted};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Commissioners with the code that each office gives them, of April 2014.
const AREAS: [[&str; 2]; 8] = [
    ["00C", "E38000042"],
    ["00D", "E38000047"],
    ["00F", "E38000061"],
    ["00G", "E38000111"],
    // North Cumbria has another ONS code since April 2017.
    ["01H", "E38000041"],
    ["00L", "E38000130"],
    ["00M", "E38000162"],
    ["00N", "E38000163"],
];

/// A table of the areas under one of their codes, in two years.
fn table(by: usize) -> String {
    let mut text = String::from("area,region,period,observed,population,imd,amount,weighted\n");
    for period in ["2013/14", "2014/15"] {
        for (i, codes) in AREAS.iter().enumerate() {
            let (observed, people) = (80 + 13 * ((5 * i) % 8), 50_000 + 2_000 * i);
            writeln!(
                text,
                "{},R{},{period},{observed},{people},{},{},{}",
                codes[by],
                i % 2,
                10 + 3 * ((3 * i) % 8),
                people * 1000 + 77 * observed,
                people + 100 * i
            )
            .unwrap();
        }
    }
    text
}

/// The codes of every row of a CSV table, by area.
fn of_csv(text: &str) -> BTreeMap<String, [String; 2]> {
    let mut lines = text.lines().map(cells);
    let head = lines.next().unwrap();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap_or_else(|| panic!("no {name}: {text}"));
    let [area, ods, ons] = ["area", "ods_code", "ons_code"].map(at);
    lines.map(|row| (row[area].clone(), [row[ods].clone(), row[ons].clone()])).collect()
}

/// The codes of every object of an area, by area.
fn of_json(value: &Value, found: &mut BTreeMap<String, [String; 2]>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| of_json(value, found)),
        Value::Object(keys) => {
            if let Some(area) = keys.get("area").and_then(Value::as_str) {
                let code = |key| keys[key].as_str().unwrap_or_default().to_owned();
                found.insert(area.to_owned(), [code("ods_code"), code("ons_code")]);
            }
            keys.values().for_each(|value| of_json(value, found));
        }
        _ => {}
    }
}

fn wanted(by: usize) -> BTreeMap<String, [String; 2]> {
    AREAS.iter().map(|codes| (codes[by].to_owned(), codes.map(str::to_owned))).collect()
}

/// What is printed of a table of areas with these options, in both formats.
fn printed(folder: &Path, by: usize, command: &str) {
    let path = file(folder, "areas.csv", table(by));
    let words = |format| {
        command
            .split(' ')
            .map(|word| if word == "FILE" { path.as_str() } else { word })
            .chain(["--format", format])
            .collect::<Vec<_>>()
    };
    if !command.starts_with("levels") {
        assert_eq!(of_csv(&stdout(&words("csv"))), wanted(by), "{command}");
    }
    if command.contains("--changes") {
        return;
    }
    let mut found = BTreeMap::new();
    of_json(&serde_json::from_str(&stdout(&words("json"))).unwrap(), &mut found);
    assert_eq!(found, wanted(by), "{command}");
}

#[test]
fn every_table_of_areas_has_both_codes_whichever_the_data_have() {
    let folder = tempfile::tempdir().unwrap();
    let pairs: String = (0..8).map(|i| format!("{},{}\n", AREAS[i][0], AREAS[(i + 1) % 8][0])).collect();
    let beside = file(folder.path(), "beside.csv", format!("area,neighbour\n{pairs}"));
    let space = format!("space FILE --period 2014/15 --neighbours {beside} --replicates 99");
    let commands = [
        "rates FILE --period 2014/15",
        "smooth FILE --period 2014/15",
        "explain FILE --period 2014/15 --need deprivation=imd --replicates 0",
        "similar FILE --period 2014/15 --by imd --nearest 3",
        "similar FILE --period 2014/15 --by imd --nearest 3 --benchmark",
        "opportunity FILE --period 2014/15 --target median --polarity low --replicates 0",
        "funding FILE --period 2014/15 --region region",
        "scenario moves FILE --period 2014/15 --observed amount --kind amount --denominator weighted --to-target 2",
        "scenario merge FILE --period 2014/15 --into area",
        "trend FILE --by fy --changes --replicates 0",
    ];
    for command in commands {
        printed(folder.path(), 0, command);
        printed(folder.path(), 1, command);
    }
    printed(folder.path(), 0, &space);
}

#[test]
fn folders_have_both_codes_in_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "areas.csv", table(1));
    let policies: String = AREAS
        .iter()
        .map(|codes| format!("{},cycles,{},2013-04-01,a letter\n", codes[1], codes[0].ends_with('C')))
        .collect();
    let policies = file(folder.path(), "policies.csv", format!("area,policy,value,valid from,source\n{policies}"));
    let run = |args: &[&str]| {
        let done = unwarranted().current_dir(folder.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let of = |file: &str| of_csv(&std::fs::read_to_string(folder.path().join(file)).unwrap());
    run(&["funding", &path, "--period", "2014/15", "--out", "money"]);
    assert_eq!(of("money/funding.csv"), wanted(1));
    let workbook = std::fs::read(folder.path().join("money/tables.xlsx")).unwrap();
    let mut sheets = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let texts = std::io::read_to_string(sheets.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
    assert!(texts.contains("ods_code") && texts.contains("<t>00C</t>"), "{texts}");
    let about = ["--about", "policy", "--policies", &policies];
    run(&[&["report", &path, "--period", "2014/15", "--replicates", "99", "--out", "policy"], &about[..]].concat());
    assert_eq!(of("policy/policies.csv"), wanted(1));
    run(&["similar", &path, "--period", "2014/15", "--by", "imd", "--nearest", "3", "--out", "like"]);
    assert_eq!(of("like/similar.csv"), wanted(1));
}

/// A row of all areas together is no area, and does not make the others less sure.
#[test]
fn a_row_of_all_areas_has_no_codes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut counted, mut projected) = (String::new(), String::new());
    for (i, codes) in AREAS.iter().take(2).enumerate() {
        for band in ["0-64", "65+"] {
            for period in ["2013/14", "2014/15"] {
                writeln!(counted, "{},{period},{band},{},{}", codes[0], 40 + i, 9_000 + i).unwrap();
            }
            writeln!(projected, "{},2015/16,{band},{}", codes[0], 9_500 + i).unwrap();
        }
    }
    let counted = file(folder.path(), "counted.csv", format!("area,period,age_band,observed,population\n{counted}"));
    let projected = file(folder.path(), "projected.csv", format!("area,period,age_band,population\n{projected}"));
    let args = ["scenario", "demand", &counted, "--population", &projected, "--trend", "none", "--replicates", "0"];
    let found = of_csv(&stdout(&[&args[..], &["--format", "csv"]].concat()));
    let codes = |code: &str| found[code].clone().map(|code| code.to_owned());
    assert_eq!(codes("00D"), ["00D", "E38000047"]);
    assert_eq!(codes("all"), ["", ""]);
}
