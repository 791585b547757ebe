//! `scenario moves`, `scenario localities` and `scenario merge --lineage` as they are typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, stdout, unwarranted};
use serde_json::Value;

const MONEY: &str = "area,name,year,pounds,heads\nA,Ash,2019,300,1\nB,Beech,2019,100,1\nC,Cedar,2019,200,1\n";

fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs() + 1e-12, "{found} {wanted}");
}

fn said(args: &[&str]) -> String {
    let done = unwarranted().args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stderr).unwrap()
}

#[test]
fn moves_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "m.csv", MONEY);
    let moves = file(folder.path(), "moves.csv", "from,to,amount\nA,B,60\nA,C,10\n");
    let args = ["scenario", "moves", &path, "--observed", "pounds", "--denominator", "heads", "--kind", "amount"];
    let args = [&args[..], &["--moves", &moves]].concat();
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let areas = slice["areas"].as_array().unwrap();
    close(&areas[0]["after"], 230.0);
    close(&areas[1]["change_per_head"], 60.0);
    close(&areas[2]["index_after"], 1.05);
    close(&slice["moved"], 70.0);
    assert_eq!((slice["winners"].as_u64(), slice["losers"].as_u64()), (Some(2), Some(1)));
    // Pairs are 200, 100 and 100 apart: 2 x 400 / (9 x 2 x 200).
    close(&slice["before"]["gini"], 2.0 / 9.0);
    close(&slice["after"]["highest_over_lowest"], 230.0 / 160.0);
    let table = stdout(&args);
    let order: Vec<usize> = ["Beech", "Cedar", "Ash"].iter().map(|name| table.find(name).unwrap()).collect();
    assert!(order.is_sorted() && table.contains("|+++++++++\n") && table.contains("----------|"), "{table}");
    assert_eq!(stdout(&[&args[..], &["--format", "csv"]].concat()).lines().count(), 4);
}

#[test]
fn moves_to_target_say_what_is_moved() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "m.csv", MONEY.replace("pounds", "items"));
    let args = ["scenario", "moves", &path, "--observed", "items", "--denominator", "heads", "--to-target", "10"];
    let found = json(&[&args[..], &["--format", "json", "--years", "2"]].concat());
    // B may take a tenth a year: 110 and 121.
    close(&found["slices"][0]["areas"][1]["after"], 121.0);
    close(&found["slices"][0]["areas"][0]["after"], 279.0);
    assert!(said(&args).contains("what moves of 'm' is a count, not money"));
    assert!(!said(&[&args[..], &["--kind", "amount"]].concat()).contains("not money"));
    assert!(!said(&[&args[..], &["--unit", "£ per head"]].concat()).contains("not money"));
}

#[test]
fn bad_moves_say_what_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "m.csv", MONEY);
    let years = file(folder.path(), "y.csv", format!("{MONEY}A,Ash,2020,3,1\nB,Beech,2020,4,1\nC,Cedar,2020,4,1\n"));
    let moves = |name: &str, row: &str| file(folder.path(), name, format!("from,to,amount\n{row}\n"));
    let good = moves("good.csv", "A,B,1");
    let cases = [
        (&path, moves("1.csv", "X,B,1"), "there is no area X"),
        (&path, moves("2.csv", "A,A,1"), "area A gives 1 to itself"),
        (&path, moves("3.csv", "B,A,101"), "area B has 100 and gives 101"),
        (&path, moves("4.csv", "A,B,-1"), "line 2, column 'amount': found '-1'; expected an amount above 0"),
        (&path, moves("5.csv", ",B,1"), "line 2, column 'from'"),
        (&years, good, "choose one, with --period"),
    ];
    for (data, moves, says) in cases {
        let args = ["scenario", "moves", data, "--observed", "pounds", "--denominator", "heads", "--moves", &moves];
        let said = failure(&args);
        assert!(said.contains(says), "{moves}: {said}");
    }
    let args = ["scenario", "moves", &path, "--observed", "pounds", "--denominator", "heads"];
    assert!(failure(&[&args[..], &["--to-target", "0"]].concat()).contains("--to-target is 0"));
    assert!(failure(&[&args[..], &["--to-target", "2", "--years", "0"]].concat()).contains("--years is 0"));
    assert!(failure(&args).contains("--moves"));
}

#[test]
fn localities_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "practice,place,items,list,need,cost\n\
                P1,North,10,100,1,3000\nP2,North,12,100,1,2000\nP3,South,30,100,2,2000\nP4,South,28,300,4,9000\n";
    let path = file(folder.path(), "p.csv", rows);
    let args = [
        "scenario",
        "localities",
        &path,
        "--area",
        "practice",
        "--observed",
        "items",
        "--denominator",
        "list",
        "--locality",
        "place",
        "--budget",
        "800",
        "--weighted",
        "need",
        "--allowance",
        "25",
        "--spend",
        "cost",
    ];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let (north, south) = (&slice["localities"][0], &slice["localities"][1]);
    close(&north["budget"], 200.0);
    close(&south["allowance"], 10_000.0);
    close(&south["beyond_allowance"], 1_000.0);
    // 80 events in 600 people: North expects 26.7 and has 22.
    close(&north["ratio"], 22.0 / (200.0 * 80.0 / 600.0));
    close(&north["chance_cv"], (600.0f64 / 80.0 / 200.0).sqrt());
    assert!(slice["p"].as_f64().unwrap() > 0.3 && slice["by_dealing"].is_array());
    let table = stdout(&args);
    assert!(table.contains("no more than chance gives") && table.contains("£10,000"), "{table}");
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    assert!(csv.lines().count() == 3 && csv.starts_with("treatment,period,locality,practices,"), "{csv}");
    for (more, says) in [
        (&["--locality", "area_of"][..], "there is no column 'area_of', which --locality names"),
        (&["--locality", "place", "--spend", "cost"], "--spend goes with --allowance"),
        (&["--locality", "place", "--weighted", "need"], "--weighted goes with --budget"),
        (&["--locality", "place", "--budget", "0"], "--budget is 0; expected pounds above 0"),
        (&["--locality", "place", "--budget", "9", "--weighted", "place"], "which has no numbers"),
    ] {
        let base =
            ["scenario", "localities", &path, "--area", "practice", "--observed", "items", "--denominator", "list"];
        let said = failure(&[&base[..], more].concat());
        assert!(said.contains(says), "{more:?}: {said}");
    }
    let gap = file(folder.path(), "g.csv", rows.replace("P2,North", "P2,"));
    let base = ["scenario", "localities", &gap, "--area", "practice", "--observed", "items", "--denominator", "list"];
    assert!(failure(&[&base[..], &["--locality", "place"]].concat()).contains("blank for practice P2"));
}

#[test]
fn areas_merge_by_what_the_program_knows() {
    let folder = tempfile::tempdir().unwrap();
    // Three locations of North East and North Cumbria, two of Kent and elsewhere.
    let now =
        file(folder.path(), "now.csv", "area,observed,population\n16C,10,100\n84H,20,100\n00P,60,100\n91Q,30,100\n");
    let found = json(&["scenario", "merge", &now, "--lineage", "icb", "--format", "json"]);
    let merged = found["slices"][0]["merged"].as_array().unwrap();
    let codes: Vec<&str> = merged.iter().map(|g| g["area"].as_str().unwrap()).collect();
    assert_eq!(codes, ["QHM", "QKS"]);
    close(&merged[0]["rate"], 0.3);
    // Gateshead and its neighbours became 13T in 2015.
    let then =
        file(folder.path(), "then.csv", "area,observed,population\n00F,10,100\n00G,20,100\n00H,30,100\n00C,5,100\n");
    let found = json(&["scenario", "merge", &then, "--lineage", "2015-04-01", "--format", "json"]);
    assert_eq!(found["slices"][0]["after"]["areas"], 2);
    assert!(
        failure(&["scenario", "merge", &then, "--lineage", "2014-04-01"]).contains("none of these areas had merged")
    );
    assert!(
        failure(&["scenario", "merge", &then, "--lineage", "icb"])
            .contains("none of these areas is a sub-ICB location")
    );
    assert!(failure(&["scenario", "merge", &then, "--lineage", "stp"]).contains("expected 'icb'"));
    assert!(failure(&["scenario", "merge", &then]).contains("--into"));
}
