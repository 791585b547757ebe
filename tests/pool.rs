//! `pool` as it is typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{close, failure, file, json, stdout, unwarranted};
use std::fmt::Write;

const SERVICES: &str = "service,frequency,cost,cost_cv,year_cv\nHips,0.002,5000,1,0\nWinter,0.1,100,0,0.04\n";

#[test]
fn services_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "s.csv", SERVICES);
    let found = json(&["pool", &path, "--sizes", "10000,1000000", "--format", "json"]);
    let hips = &found["services"][0];
    // E[X^2] / (rate E[X]^2) = 2 / 0.002.
    close(&hips["spread"]["per_person"], 1000.0);
    close(&hips["sizes"][0]["cv"], 0.1f64.sqrt());
    close(&hips["sizes"][1]["cost"], 1e7);
    // 1.96 standard deviations of 5 %: 1,000 / (0.05 / 1.96)^2 people.
    close(&hips["people_needed"], 1000.0 / (0.05f64 / 1.959_963_984_540_054).powi(2));
    assert_eq!((hips["tier"].as_str(), hips["sizes"][0]["method"].as_str()), (Some("share"), Some("compound-gamma")));
    // A floor of 4 % is above 5 % / 1.96, so that no number of people is enough.
    assert!(found["services"][1]["people_needed"].is_null());
    assert_eq!(found["services"][1]["tier"], "keep local");
    // 10 pounds a head each: variances 1,000 and 10 count a quarter, and half of the floor of 4 % is left.
    let all = &found["services"][2];
    let (own, other) = (0.5, 0.5);
    close(&all["spread"]["per_person"], own * own * 1000.0 + other * other * 10.0);
    close(&all["spread"]["floor"], 0.02);
    let table = stdout(&["pool", &path]);
    assert!(table.contains("all together") && table.contains("never") && table.contains("1,500,000"), "{table}");
    let csv = stdout(&["pool", &path, "--format", "csv"]);
    assert_eq!(csv.lines().count(), 1 + 3 * 5);
}

#[test]
fn given_costs_have_exact_chances() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "service,frequency,cost,probability\nx,0.001,10,0.5\nx,0.001,30,0.5\n";
    let path = file(folder.path(), "s.csv", rows);
    let found = json(&["pool", &path, "--sizes", "1000", "--format", "json"]);
    let size = &found["services"][0]["sizes"][0];
    assert_eq!(size["method"], "panjer");
    close(&size["cost"], 20.0);
    // One event expected. At most 20 pounds: no event, one of 10, or two of 10: e^-1 (1 + 1/2 + 1/8). Over by 5 % is the same.
    close(&size["over"][2], 1.0 - libm::exp(-1.0f64) * 1.625);
}

#[test]
fn years_of_practices_show_what_pools() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("practice,year,cost,list\n");
    for i in 0..10 {
        let up = if i % 2 == 0 { 10 } else { -10 };
        for (year, cost) in [(2018, 100 + up), (2019, 100 - up)] {
            writeln!(text, "P{i},{year},{cost},50").unwrap();
        }
    }
    let path = file(folder.path(), "p.csv", text);
    let args = [
        "pool",
        "--practices",
        &path,
        "--practice",
        "practice",
        "--observed",
        "cost",
        "--denominator",
        "list",
        "--period",
        "year",
    ];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    // 1.1 and 0.9 of the usual: variance 0.02 in 50 people.
    close(&found["services"][0]["spread"]["per_person"], 1.0);
    assert_eq!((found["practices"]["practices"].as_u64(), found["practices"]["years"].as_u64()), (Some(10), Some(2)));
    let text = stdout(&args).replace('\n', " ");
    assert!(text.contains("-0.5 is chance alone") && text.contains("practices of 50 to 50 people"), "{text}");
}

#[test]
fn budgets_are_shared_by_weighted_people() {
    let folder = tempfile::tempdir().unwrap();
    let services = file(folder.path(), "s.csv", "service,frequency,cost\nHips,0.002,5000\n");
    let areas = file(folder.path(), "a.csv", "area,weighted\nA,100000\nB,300000\n");
    let found = json(&["pool", &services, "--budgets", &areas, "--pounds", "8000000", "--format", "json"]);
    let a = &found["budgets"]["areas"][0];
    close(&a["budget"], 2e6);
    close(&a["cv"], (500.0f64 / 1e5).sqrt());
    assert!(a["over"][2].as_f64() > found["budgets"]["areas"][1]["over"][2].as_f64());
    assert!(
        stdout(&["pool", &services, "--budgets", &areas, "--pounds", "8000000"]).contains("400,000 weighted heads")
    );
}

#[test]
fn bad_input_says_what_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str, text: &str| file(folder.path(), name, text);
    let good = here("s.csv", SERVICES);
    let zero = here("z.csv", "service,frequency,cost\nHips,0,5000\n");
    let word = here("w.csv", "service,frequency,cost\nHips,often,5000\n");
    let twice = here("t.csv", "service,frequency,cost\nHips,0.1,5\nHips,0.1,6\n");
    let sums = here("p.csv", "service,frequency,cost,probability\nx,0.1,5,0.5\nx,0.1,6,0.4\n");
    let mixed = here("m.csv", "service,frequency,cost,probability\nx,0.1,5,0.5\nx,0.2,6,0.5\n");
    let few = here("f.csv", "area,year,observed,population\nP1,2018,3,50\nP1,2019,4,50\n");
    let areas = here("a.csv", "area,year,weighted\nA,2018,1\nA,2019,1\n");
    let cases: [(&[&str], &str); 15] = [
        (&[], "name a table of services"),
        (&[&zero], "line 2: 'Hips': 'frequency' is 0; expected events per person and year, above 0"),
        (&[&word], "line 2, column 'frequency': found 'often'"),
        (&[&twice], "line 3: a second row of 'Hips'"),
        (
            &[&sums],
            "p.csv: 'x': 'probability' is 0.9; expected probabilities of the costs of one service that add up to 1",
        ),
        (&[&mixed], "line 3: frequency or year_cv of 'x' differ"),
        (&[&good, "--frequency", "1"], "--frequency says what one service is like"),
        (&["--frequency", "1"], "needs both --frequency"),
        (&[&good, "--practice", "p"], "--practice goes with --practices"),
        (&[&good, "--practices", &few], "--practices shows chance by itself"),
        (&["--practices", &few], "1 practices have two years or more; at least 10 are needed"),
        (&[&good, "--sizes", "0"], "--sizes is 0; expected people"),
        (&[&good, "--group-size", "1000"], "--group-size is 1000"),
        (&[&good, "--years", "100"], "--years is 100; expected per cent of years"),
        (&[&good, "--budgets", &areas, "--pounds", "1"], "choose it with --budgets-period"),
    ];
    for (args, says) in cases {
        let said = failure(&[&["pool"], args].concat());
        assert!(said.contains(says), "{args:?}: {said}");
    }
    let missing = unwarranted().args(["pool", &good, "--budgets", &areas]).output().unwrap();
    assert!(!missing.status.success());
}

/// Practices of two sizes: 100 people move by 10 % and 10,000 by 5 %, so that the line falls with ln(1/2) / ln(100) and the floor stays.
#[test]
fn what_pools_and_the_power_stand_beside_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("practice,year,cost,list\n");
    for i in 0..20 {
        let (list, part) = if i < 10 { (100.0, 0.1) } else { (10_000.0, 0.05) };
        let up = if i % 2 == 0 { part } else { -part };
        for (year, cost) in [(2018, list * (1.0 + up)), (2019, list * (1.0 - up))] {
            writeln!(text, "P{i:02},{year},{cost},{list}").unwrap();
        }
    }
    let path = file(folder.path(), "p.csv", text);
    let columns = ["--practice", "practice", "--observed", "cost", "--denominator", "list", "--period", "year"];
    let args = [&["pool", "--practices", &path, "--sizes", "100,10000,1000000"], &columns[..]].concat();
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let practices = &found["practices"];
    let power = -libm::log(2.0) / libm::log(100.0);
    close(&practices["exponent"], power);
    assert_eq!((&practices["sizes"][0], &practices["sizes"][1]), (&100.0.into(), &10_000.0.into()));
    // Two years of variance 2 x part^2: a / 100 + b = 0.02 and a / 10,000 + b = 0.005.
    let (a, b): (f64, f64) = (0.015 / (0.01 - 0.0001), 0.02 - 0.015 / 0.99);
    close(&practices["spread"]["per_person"], a);
    close(&practices["spread"]["floor"], b.sqrt());
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    let at = csv.lines().next().unwrap().split(',').position(|head| head == "cv_by_power").unwrap();
    let by_power = |line: usize| csv.lines().nth(line).unwrap().split(',').nth(at).unwrap().parse::<f64>().unwrap();
    // Twice as sure for a hundred times the people; the level is that of a mean of logarithms of single squares, corrected for their bias.
    assert!((by_power(2) / by_power(1) - 0.5).abs() < 1e-9 && (by_power(3) / by_power(2) - 0.5).abs() < 1e-9, "{csv}");
    let bias = digamma_of_half() - libm::log(0.5);
    let level = (libm::exp(libm::log(0.02) - bias)).sqrt();
    assert!((by_power(1) - level).abs() < 1e-9, "{} {level}", by_power(1));
    let text = stdout(&args);
    assert!(text.contains("CV by the power") && text.contains("CV: pools, with a floor"), "{text}");
}

/// psi(1/2) = -gamma - 2 ln 2.
fn digamma_of_half() -> f64 {
    -0.577_215_664_901_532_9 - 2.0 * std::f64::consts::LN_2
}

#[test]
fn a_folder_of_pooling_opens_on_its_curves() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "s.csv", SERVICES);
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    unwarranted().args(["pool", &path, "--sizes", "1000,3000000", "--out", out]).assert().success();
    let page = std::fs::read_to_string(format!("{out}/pool.html")).unwrap();
    // Hips vary by the square root of 1,000 over 250,000, 6 %; a bad winter by the floor of 4 %, which pools in no number of people.
    for said in ["1 of 2 services is safe to keep in 250,000 people", "1,600,000", "never", "Who carries it"] {
        assert!(page.contains(said), "{said}");
    }
    let svg = std::fs::read_to_string(format!("{out}/charts/pool.svg")).unwrap();
    assert_eq!(svg.matches("<polyline").count(), 3);
    unwarranted().args(["verify", out]).assert().success();
}

#[test]
fn of_many_services_the_first_and_all_together_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..9).map(|i| format!("Service {i},0.0{},{}\n", i + 1, 1_000 + 500 * i)).collect();
    let services = file(folder.path(), "services.csv", format!("service,frequency,cost\n{rows}"));
    let out = folder.path().join("out").to_string_lossy().into_owned();
    stdout(&["pool", &services, "--out", &out]);
    let svg = std::fs::read_to_string(format!("{out}/charts/pool.svg")).unwrap();
    assert!(svg.contains("Service 4") && !svg.contains("Service 5") && svg.contains("all together"), "{svg}");
    let flat = svg.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("first 5 of 9 services"), "{svg}");
}
