//! `scenario moves`, `scenario localities` and `scenario merge --lineage` as they are typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{close, failure, file, json, stdout, unwarranted};

const MONEY: &str = "area,name,year,pounds,heads\nA,Ash,2019,300,1\nB,Beech,2019,100,1\nC,Cedar,2019,200,1\n";

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
    // On a day on which none of them had merged yet nothing merges, and that is no error.
    let early = ["scenario", "merge", &then, "--lineage", "2014-04-01"];
    let found = json(&[&early[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    assert_eq!(
        (&slice["before"]["areas"], &slice["after"]["areas"], &slice["left_alone"]),
        (&4.into(), &4.into(), &4.into())
    );
    close(&slice["within_share"], 0.0);
    assert!(stdout(&early).contains("Nothing merges: each of the 4 areas stays as it is"));
    // Through 13T, 16C and their like all of them are in one board today.
    let found = json(&["scenario", "merge", &then, "--lineage", "icb", "--format", "json"]);
    assert_eq!(
        (&found["slices"][0]["after"]["areas"], &found["slices"][0]["merged"][0]["area"]),
        (&1.into(), &"QHM".into())
    );
    let none = file(folder.path(), "none.csv", "area,observed,population\nX1Z,10,100\nX2Z,20,100\n");
    assert!(
        failure(&["scenario", "merge", &none, "--lineage", "icb"])
            .contains("none of these areas is a sub-ICB location")
    );
    assert!(failure(&["scenario", "merge", &none, "--lineage", "pct"]).contains("primary care trust"));
    let day = failure(&["scenario", "merge", &none, "--lineage", "2014-04-01"]);
    assert!(day.contains("none of these areas is a commissioning group"), "{day}");
    assert!(failure(&["scenario", "merge", &then, "--lineage", "stp"]).contains("expected 'icb'"));
    assert!(failure(&["scenario", "merge", &then]).contains("--into"));
}

/// Groups of 2013, trusts of 2012, a location of 2022 and one by its ONS code: each goes into the board that it is in today, and an area of
/// which nothing is known is counted and named.
#[test]
fn areas_of_any_year_merge_into_their_boards_and_the_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows =
        "area,observed,population\n00F,10,100\nE38000042,20,100\n84H,60,100\n5A4,30,100\n5C5,50,100\nX1Z,5,100\n";
    let path = file(folder.path(), "mixed.csv", rows);
    let run =
        unwarranted().args(["scenario", "merge", &path, "--lineage", "icb", "--format", "json"]).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let slice = &found["slices"][0];
    let merged: Vec<(&str, usize)> = (slice["merged"].as_array().unwrap().iter())
        .map(|g| (g["area"].as_str().unwrap(), g["areas"].as_array().unwrap().len()))
        .collect();
    assert_eq!(merged, [("QHM", 3), ("QMF", 2), ("X1Z", 1)]);
    assert_eq!(slice["left_alone"], 1);
    assert!(
        slice["headline"].as_str().unwrap().contains("Merging 6 areas into 3 (1 of them stays as it is)"),
        "{slice}"
    );
    assert!(
        told.contains("1 area is in no board, or in several, of 6 in the data; they stay as they are: X1Z"),
        "{told}"
    );
    let found = json(&["scenario", "merge", &path, "--lineage", "pct", "--format", "json"]);
    let areas = found["slices"][0]["merged"].as_array().unwrap();
    assert!(areas.iter().any(|g| g["area"] == "08F" && g["areas"][0] == "5A4"));
}

#[test]
fn a_table_that_names_few_areas_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "a.csv", "area,observed,population\nA,10,100\nB,20,100\nC,60,100\nD,30,100\n");
    let into = file(folder.path(), "into.csv", "area,new\nA,N\nB,N\n");
    let args = ["scenario", "merge", &path, "--into", "new", "--into-file", &into];
    let run = unwarranted().args(args).output().unwrap();
    let [out, told] = [run.stdout, run.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(out.replace('\n', " ").contains("Merging 4 areas into 3 (2 of them stay as they are)"), "{out}");
    assert!(
        told.contains("2 areas are not in the table of `into-file`, of 4 in the data")
            || told.contains("2 areas are not in the table of --into-file"),
        "{told}"
    );
}

const SPLIT: &str = "area,items,heads\nA,30,100\nB,10,100\nC,40,200\n";

/// Parts by hand: A's halves have 24 and 6 items, rates 0.48 and 0.12.
#[test]
fn a_split_by_shares_is_exact() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "s.csv", SPLIT);
    let shares =
        file(folder.path(), "shares.csv", "area,into,share,observed_share\nA,North,0.5,0.8\nA,South,0.5,0.2\n");
    let args = ["scenario", "split", &path, "--observed", "items", "--denominator", "heads", "--shares", &shares];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let of = |key: &str| found[key]["weighted_variance"].as_f64().unwrap();
    close(&found["before"]["weighted_variance"], (0.01 + 0.01) / 4.0);
    let mean = 0.2f64;
    let after = [(50.0, 0.48), (50.0, 0.12), (100.0, 0.1), (200.0, 0.2)].map(|(n, r)| n / 400.0 * (r - mean).powi(2));
    close(&found["after"]["weighted_variance"], after.iter().sum());
    close(&found["within_areas"], of("parts") - of("before"));
    close(&found["within_new"], 0.0);
    // 2 x 0.3 x (1 - 1/2) / 400 by chance.
    close(&found["slices"][0]["within_areas_by_chance"], 0.3 / 400.0);
    let table = stdout(&args);
    assert!(table.contains("larger with nothing changed") && table.contains("chance alone would put"), "{table}");
    assert_eq!(stdout(&[&args[..], &["--format", "csv"]].concat()).lines().count(), 5);
    // People alone: every part has the rate of its area.
    let shares = file(folder.path(), "people.csv", "area,into,share\nA,North,0.5\nA,South,0.5\n");
    let args = ["scenario", "split", &path, "--observed", "items", "--denominator", "heads", "--shares", &shares];
    assert!(stdout(&args).contains("leaves the lottery in s as it is"), "{}", stdout(&args));
}

#[test]
fn a_split_by_units_and_by_lineage() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "practice,ccg,place,items,list\nP1,X,n,10,100\nP2,X,s,30,100\nP3,Y,n,20,100\nP4,Y,n,20,100\n";
    let path = file(folder.path(), "p.csv", rows);
    let base = ["scenario", "split", &path, "--area", "practice", "--observed", "items", "--denominator", "list"];
    let found = json(&[&base[..], &["--from", "ccg", "--into", "practice", "--format", "json"]].concat());
    close(&found["before"]["weighted_variance"], 0.0);
    assert!(found["slices"][0]["undefined"].as_str().unwrap().contains("all rates are the same before"));
    let found = json(&[&base[..], &["--from", "ccg", "--into", "place", "--format", "json"]].concat());
    assert_eq!((found["parts"]["areas"].as_u64(), found["after"]["areas"].as_u64()), (Some(3), Some(2)));
    close(&found["parts"]["weighted_variance"], 0.005);
    // Herefordshire is one group; Worcestershire's trust is three.
    let trusts = file(folder.path(), "t.csv", "pct,items,list\n5A4,10,100\n5N1,30,200\n");
    let args = ["scenario", "split", &trusts, "--area", "pct", "--observed", "items", "--denominator", "list"];
    let found = json(&[&args[..], &["--lineage", "pct", "--format", "json"]].concat());
    let areas = found["slices"][0]["areas"].as_array().unwrap();
    let codes: Vec<&str> = areas.iter().map(|a| a["area"].as_str().unwrap()).collect();
    assert_eq!(codes, ["02V", "03C", "03G", "08F"]);
    close(&areas[1]["denominator"], 83.44);
    for (data, more, says) in [
        (&path, &["--lineage", "pct"][..], "none of these areas is a primary care trust"),
        (&path, &[], "what are areas split into"),
        (&path, &["--from", "ccg"], "--into"),
        (&path, &["--from", "ccg", "--into", "nowhere"], "there is no column 'nowhere'"),
    ] {
        let args = ["scenario", "split", data, "--area", "practice", "--observed", "items", "--denominator", "list"];
        let said = failure(&[&args[..], more].concat());
        assert!(said.contains(says), "{more:?}: {said}");
    }
    let data = file(folder.path(), "s.csv", SPLIT);
    for (row, says) in [
        ("X,Y,1", "there is no area X"),
        ("A,Y,0.4", "the shares of area A sum to 0.4000; expected 1"),
        ("A,Y,40", "line 2, column 'share': found '40'; expected a share above 0 and at most 1"),
        ("A,,1", "line 2, column 'into'"),
    ] {
        let shares = file(folder.path(), "bad.csv", format!("area,into,share\n{row}\n"));
        let args = ["scenario", "split", &data, "--observed", "items", "--denominator", "heads", "--shares", &shares];
        let said = failure(&args);
        assert!(said.contains(says), "{row}: {said}");
    }
}

/// Twelve hundred people at two rates, twice as many old ones in ten years.
#[test]
fn demand_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let counted = "area,period,age_band,sex,observed,population\n\
                   A,2020,0-64,f,10,1000\nA,2020,65+,f,20,200\nA,2020,All ages,f,30,1200\nB,2020,0-64,f,0,500\nB,2020,65+,f,9,100\n";
    let counted = file(folder.path(), "c.csv", counted);
    let people =
        "area,period,age,sex,population\nA,2030,0-64,F,800\nA,2030,65+,F,400\nB,2030,0-64,F,500\nB,2030,65+,F,100\n";
    let projected = file(folder.path(), "p.csv", people);
    let args = ["scenario", "demand", &counted, "--population", &projected, "--title", "Falls"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    close(&slice["areas"][0]["demand"], 48.0);
    close(&slice["areas"][0]["by_ageing"], 18.0);
    close(&slice["all"]["before"], 39.0);
    let [lower, upper] = ["lower", "upper"].map(|end| slice["areas"][0][end].as_f64().unwrap());
    assert!(lower > 20.0 && lower < 40.0 && upper > 56.0 && upper < 90.0, "{lower} {upper}");
    assert!(slice["trend_undefined"].as_str().unwrap().contains("8 periods"));
    let table = stdout(&args);
    assert!(
        table.contains("Falls: 57 in 2030") && table.contains("Rates are taken to stay as they are, because"),
        "{table}"
    );
    assert!(
        said(&args).contains("1 row of all ages or both sexes together are left out") || said(&args).contains("1 row")
    );
    assert_eq!(stdout(&[&args[..], &["--format", "csv"]].concat()).lines().count(), 4);
    let cases = [
        (people.replace("A,2030,65+,F,400\n", ""), "no people are projected in females aged 65+ of area A in 2030"),
        (
            people.replace("65+", "75+"),
            "line 3, column 'age': found '75+'; expected ages that no other band has: 65+ and 75+",
        ),
        (people.replace("2030", "2019"), "2019, which is not after 2020"),
        (people.replace("F,800", "F,-1"), "line 2, column 'population': found '-1'; expected people, zero or more"),
        (people.replace("A,2030,0-64,F", "A,2030,0-64,x"), "column 'sex': found 'x'; expected female or male"),
        (people.replace("A,2030,0-64,F", "A,2030,young,F"), "column 'age': found 'young'"),
        (people.replace("B,", "X,"), "areas X, which nothing was counted in"),
        (people.replace("area,period,age,sex", "area,period,old,sex"), "has no ages"),
    ];
    for (text, says) in cases {
        let projected = file(folder.path(), "bad.csv", text);
        let said = failure(&["scenario", "demand", &counted, "--population", &projected]);
        assert!(said.contains(says), "{says}: {said}");
    }
    let bands = file(
        folder.path(),
        "bands.csv",
        "area,period,age_band,sex,observed,population\n\
        A,2019,0-64,f,10,1000\nA,2019,0-17,f,0,0\nA,2019,18-64,f,0,0\nA,2020,0-64,f,0,0\nA,2020,0-17,f,2,300\nA,2020,18-64,f,8,700\n",
    );
    let said = failure(&["scenario", "demand", &bands, "--population", &projected]);
    assert!(
        said.contains("line 2, column 'age_band': found '0-64'") && said.contains("0-17 and 0-64 hold the same people"),
        "{said}"
    );
    let bad = |more: &[&str]| failure(&[&args[..], more].concat());
    assert!(bad(&["--rates-of", "0"]).contains("--rates-of is 0"));
    assert!(bad(&["--replicates", "0", "--seed", "3"]).contains("--seed has no effect"));
    assert!(bad(&["--per-person", "0"]).contains("--per-person is 0"));
}

#[test]
fn a_folder_of_a_merge_opens_on_what_it_hides() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,into,observed,population\nA,N,10,100\nB,N,30,100\nC,S,50,100\nD,S,60,100\n";
    let path = file(folder.path(), "m.csv", rows);
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    unwarranted().args(["scenario", "merge", &path, "--into", "into", "--out", out]).assert().success();
    let page = std::fs::read_to_string(format!("{out}/merge.html")).unwrap();
    // Rates 0.1, 0.3, 0.5, 0.6: variance 0.036875; of that 0.030625 lies between 0.2 and 0.55, and 17 % within.
    for said in ["Merging 4 areas into 2 would make the lottery look 17% smaller", "would be hidden", "Highest before"]
    {
        assert!(page.contains(said), "{said}");
    }
    let svg = std::fs::read_to_string(format!("{out}/charts/merge.svg")).unwrap();
    assert!(svg.contains(">17%<") && svg.contains(">83%<"), "{svg}");
    assert!(std::fs::metadata(format!("{out}/charts/merge.png")).unwrap().len() > 1000);
    unwarranted().args(["verify", out]).assert().success();
}
