//! `similar`, `opportunity` and `scenario merge` as they are typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{failure, file, json, number, stdout, unwarranted};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// Forty areas of five regions, whose rates differ widely.
fn areas(periods: &[&str]) -> String {
    let mut text = String::from("area,name,region,year,observed,population,imd,old\n");
    for period in periods {
        for i in 0..40 {
            let (imd, old) = (10.0 + 30.0 * number(i, 1), 5.0 + 6.0 * number(i, 2));
            let people = 40_000 + 1_000 * i;
            let observed = (people as f64 * 0.02 * libm::exp(0.8 * number(i, 3))).round();
            writeln!(text, "A{i:02},Place {i},R{},{period},{observed},{people},{imd:.3},{old:.3}", i % 5).unwrap();
        }
    }
    text
}

fn written(folder: &Path) -> String {
    file(folder, "hips.csv", areas(&["2019"]))
}

/// What is said on standard error beside an output.
fn said(args: &[&str]) -> String {
    let done = unwarranted().args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stderr).unwrap()
}

fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs() + 1e-9, "{found} {wanted}");
}

#[test]
fn similar_gives_the_keys_of_the_contract_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let args = ["similar", &path, "--area", "area", "--by", "imd,old,log:population", "--name", "name"];
    let found = json(&[&args[..], &["--nearest", "4", "--format", "json"]].concat());
    let pairs = found.as_array().unwrap();
    assert_eq!(pairs.len(), 160);
    let keys: Vec<&String> = pairs[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["area", "distance", "neighbour", "ods_code", "ons_code", "rank"].iter().collect::<Vec<_>>());
    let distances: Vec<f64> = pairs[..4].iter().map(|p| p["distance"].as_f64().unwrap()).collect();
    assert!(distances.is_sorted() && pairs[3]["rank"] == 4);
    let csv = stdout(&[&args[..], &["--nearest", "4", "--format", "csv"]].concat());
    let head = "area,area_name,neighbour,neighbour_name,rank,distance,without_peers,ods_code,ons_code";
    assert!(csv.starts_with(&format!("{head}\nA00,Place 0,")), "{csv}");
    assert_eq!(csv.lines().count(), 161);
    assert!(stdout(&args).contains("40 areas, each with the 10 most like it"));
}

#[test]
fn similar_names_areas_without_peers_and_those_that_lack_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("area,imd\n");
    for i in 0..20 {
        writeln!(text, "A{i:02},{}", i % 7).unwrap();
    }
    let path = file(folder.path(), "need.csv", text + "FAR,500\nGAP,\n");
    let said = said(&["similar", &path, "--by", "imd", "--nearest", "3", "--format", "csv"]);
    assert!(said.contains("warning: 1 area has no peers") && said.contains("over 1.5 times as far"), "{said}");
    assert!(said.contains("FAR") && said.contains("left out: 1 area without a value of imd: GAP"), "{said}");
}

#[test]
fn similar_refuses_what_it_cannot_measure() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,year,same,size,imd\nA,2019,1,5,1\nB,2019,1,0,2\nC,2019,1,7,3\n";
    let path = file(folder.path(), "need.csv", rows);
    let two = file(folder.path(), "two.csv", format!("{rows}A,2020,1,5,9\n"));
    for (path, more, says) in [
        (&path, vec!["--by", "same", "--nearest", "1"], "--by 'same' is the same in all areas"),
        (&path, vec!["--by", "log:size", "--nearest", "1"], "--by 'log:size' of area B is 0; a logarithm needs"),
        (&path, vec!["--by", "imd"], "--by leaves 3 areas with all indicators, and 10 similar ones of each need 11"),
        (&path, vec!["--by", "age", "--nearest", "1"], "there is no column 'age', which --by names"),
        (&path, vec!["--by", "imd", "--nearest", "0"], "--nearest is 0"),
        (&path, vec!["--by", "imd,imd", "--nearest", "1"], "--by names 'imd' twice"),
        (&path, vec!["--by", "imd", "--period", "2021"], "--period 2021: 'imd' has no values for it"),
        (
            &two,
            vec!["--by", "imd", "--nearest", "1"],
            "is 1 in 2019 and 9 in 2020 for area A; choose one period with --period",
        ),
    ] {
        let said = failure(&[&["similar", path][..], &more].concat());
        assert!(said.contains(says), "{more:?}: {said}");
    }
    assert_eq!(
        json(&["similar", &two, "--by", "imd", "--nearest", "2", "--period", "2019", "--format", "json"])[0]["neighbour"],
        "B"
    );
}

#[test]
fn opportunity_gives_the_keys_of_the_contract_and_sums_of_its_areas() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let args = ["opportunity", &path, "--polarity", "low", "--replicates", "199", "--format", "json"];
    let rows: Vec<[f64; 2]> = areas(&["2019"])
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [cells[4].parse().unwrap(), cells[5].parse().unwrap()]
        })
        .collect();
    let [events, people] = rows.iter().fold([0.0, 0.0], |[a, b], [o, d]| [a + o, b + d]);
    let mut rates: Vec<f64> = rows.iter().map(|[o, d]| o / d).collect();
    rates.sort_by(f64::total_cmp);
    for (target, rate) in
        [("national", events / people), ("median", f64::midpoint(rates[19], rates[20])), ("0.02", 0.02)]
    {
        let found = json(&[&args[..], &["--target", target]].concat());
        let slice = &found["slices"][0];
        close(&slice["target"], rate);
        close(&slice["signed"], rows.iter().map(|[o, d]| o - rate * d).sum());
        close(&slice["clipped"], rows.iter().map(|[o, d]| (o - rate * d).max(0.0)).sum());
        for key in ["by_chance", "lower", "upper"] {
            assert!(slice[key].is_f64(), "{target} {key}");
        }
        let areas = slice["areas"].as_array().unwrap();
        let sum = |key: &str| areas.iter().map(|a| a[key].as_f64().unwrap()).sum::<f64>();
        close(&slice["clipped"], sum("clipped"));
        close(&slice["signed"], sum("signed"));
        assert_eq!(found, json(&[&args[..], &["--target", target]].concat()), "the same bytes again");
    }
    let similar = json(&[&args[..], &["--target", "similar", "--by", "imd,log:population"]].concat());
    let slice = &similar["slices"][0];
    assert!(slice["target"].is_null() && slice["areas"][0]["target"].is_f64() && slice["clipped"].is_f64());
    assert!(slice["headline"].as_str().unwrap().contains("the best five of its ten similar areas"));
}

#[test]
fn opportunity_shows_none_where_all_may_be_chance_and_pounds_where_they_are_pounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut even = String::from("area,observed,population\n");
    for i in 0..30 {
        writeln!(even, "A{i:02},{},{}", 95 + (i * 7) % 11, 10_000).unwrap();
    }
    let even = file(folder.path(), "even.csv", even);
    let args = ["opportunity", &even, "--target", "median", "--polarity", "low", "--replicates", "199"];
    let text = stdout(&args).replace('\n', " ");
    assert!(text.contains("None shown:") && text.contains("Chance alone would give"), "{text}");
    let path = written(folder.path());
    let money = ["opportunity", &path, "--target", "decile:1", "--polarity", "low", "--unit", "£ per patient"];
    let text = stdout(&[&money[..], &["--replicates", "199", "--kind", "count"]].concat());
    assert!(text.contains('£') && text.contains("beyond chance"), "{text}");
}

/// A target is in the unit of the rates, as in `outliers`: 20 per 1,000 is 0.02.
#[test]
fn a_target_has_the_number_of_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let base = ["opportunity", &path, "--polarity", "low", "--replicates", "199", "--format", "json"];
    let plain = json(&[&base[..], &["--target", "0.02"]].concat());
    let with = [&base[..], &["--target", "20", "--unit", "things per 1,000 people"]].concat();
    let run = unwarranted().args(&with).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    let found: Value = serde_json::from_slice(&run.stdout).unwrap();
    for key in ["target", "signed", "clipped", "by_chance", "lower", "upper", "areas"] {
        assert_eq!(found["slices"][0][key], plain["slices"][0][key], "{key}");
    }
    assert!(told.contains("the target 20 is per 1000") && told.contains("0.02 there"), "{told}");
    let share = ["opportunity", &path, "--kind", "share", "--polarity", "high", "--target", "1.4"];
    assert!(failure(&share).contains("expected a share from 0 to 1 (0.3 for 30 %)"));
}

/// What is left without chance is no estimate of what would be saved: the sum itself is said, with what chance would give.
#[test]
fn the_headline_of_an_opportunity_is_the_sum_and_not_what_is_left_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let args =
        ["opportunity", &path, "--target", "median", "--polarity", "low", "--replicates", "199", "--format", "json"];
    let found = json(&args);
    let slice = &found["slices"][0];
    let headline = slice["headline"].as_str().unwrap();
    assert_eq!(slice["shown"], true);
    let about: f64 =
        headline.strip_prefix("About ").unwrap().split(' ').next().unwrap().replace(',', "").parse().unwrap();
    let [clipped, beyond] = ["clipped", "beyond_chance"].map(|key| slice[key].as_f64().unwrap());
    assert!((about - clipped).abs() < (about - beyond).abs(), "{headline} {clipped} {beyond}");
    assert!(headline.contains("if areas did not differ, and less where they do"), "{headline}");
}

/// Codes of three characters that begin like those of nations are areas like their neighbours.
#[test]
fn areas_k02_to_k04_take_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::from("area,observed,population\n");
    for i in 1..9 {
        writeln!(rows, "K{i:02},{},1000", 100 + 17 * i).unwrap();
    }
    let path = file(folder.path(), "k.csv", rows);
    for command in
        [&["opportunity", "--target", "decile:1", "--polarity", "low", "--replicates", "0"][..], &["outliers"]]
    {
        let found = json(&[command, &[&path, "--format", "json"]].concat());
        assert_eq!(found["slices"][0]["areas"].as_array().unwrap().len(), 8, "{command:?}");
    }
}

#[test]
fn opportunity_refuses_options_that_do_not_go_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    for (more, says) in [
        (vec!["--target", "median"], "--polarity is missing: is less better"),
        (vec!["--target", "median", "--polarity", "neither"], "--polarity is 'neither'; expected low"),
        (vec!["--target", "similar", "--polarity", "low"], "--target similar needs --by"),
        (
            vec!["--target", "median", "--polarity", "low", "--by", "imd"],
            "not the length of periods, and goes with --target similar",
        ),
        (vec!["--target", "decile:12", "--polarity", "low"], "expected national, median"),
        (vec!["--target", "median", "--polarity", "low", "--replicates", "7"], "--replicates is 7"),
        (vec!["--target", "median", "--polarity", "low", "--period", "2021"], "--period 2021"),
    ] {
        let said = failure(&[&["opportunity", &path][..], &more].concat());
        assert!(said.contains(says), "{more:?}: {said}");
    }
}

#[test]
fn a_merge_says_how_much_smaller_the_lottery_would_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let args = ["scenario", "merge", &path, "--into", "region"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let number = |of: &Value, key: &str| of[key].as_f64().unwrap();
    let (between, within) = (number(slice, "between_share"), number(slice, "within_share"));
    assert!((between + within - 1.0).abs() < 1e-12);
    for key in ["weighted_variance", "theil_t", "cv_weighted"] {
        assert!(number(&slice["after"], key) < number(&slice["before"], key), "{key}");
    }
    close(
        &slice["between_share"],
        number(&slice["after"], "weighted_variance") / number(&slice["before"], "weighted_variance"),
    );
    assert_eq!((&found["before"], &found["within_share"]), (&slice["before"], &slice["within_share"]));
    // Merged by hand and put through the program again.
    let mut sums = [[0.0; 2]; 5];
    for (i, line) in areas(&["2019"]).lines().skip(1).enumerate() {
        let cells: Vec<f64> = line.split(',').skip(4).take(2).map(|cell| cell.parse().unwrap()).collect();
        sums[i % 5] = [sums[i % 5][0] + cells[0], sums[i % 5][1] + cells[1]];
    }
    let mut merged = String::from("area,observed,population\n");
    for (i, [o, d]) in sums.iter().enumerate() {
        writeln!(merged, "R{i},{o},{d}").unwrap();
    }
    let merged = file(folder.path(), "merged.csv", merged);
    let indices = json(&["indices", &merged, "--replicates", "0", "--format", "json"]);
    let indices = indices["slices"][0]["indices"].as_array().unwrap();
    for (id, key) in [("cv-weighted", "cv_weighted"), ("theil-t", "theil_t")] {
        let index = indices.iter().find(|i| i["id"] == id).unwrap();
        close(&index["value"], number(&slice["after"], key));
    }
    let text = stdout(&args).replace('\n', " ");
    let percent = format!("look {:.0}% smaller with nothing changed for any patient", 100.0 * within);
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&percent), "{text}");
    assert!(stdout(&[&args[..], &["--format", "csv"]].concat()).starts_with("treatment,period,area,areas,observed"));
}

#[test]
fn a_merge_may_come_from_a_table_of_its_own_and_names_no_unknown_area() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let merge = file(folder.path(), "merge.csv", "area,into\nA00,X\nA01,X\n");
    let args = ["scenario", "merge", &path, "--into", "into", "--into-file"];
    let found = json(&[&args[..], &[&merge, "--format", "json"]].concat());
    assert_eq!((found["before"]["areas"].as_u64(), found["after"]["areas"].as_u64()), (Some(40), Some(39)));
    let wrong = file(folder.path(), "wrong.csv", "area,into\nA00,X\nB99,X\n");
    let said = failure(&[&args[..], &[wrong.as_str()]].concat());
    assert!(said.contains("--into-file names areas that the data do not have: B99"), "{said}");
    let gap = file(folder.path(), "gap.csv", "area,region,observed,population\nA,R,1,10\nB,,2,10\nC,S,3,10\n");
    let said = failure(&["scenario", "merge", &gap, "--into", "region"]);
    assert!(said.contains("--into names 'region', which is blank for area B"), "{said}");
}

#[test]
fn opportunity_leagues_put_pounds_first_and_name_what_has_no_polarity() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("treatment,area,observed,population\n");
    for i in 0..40 {
        let people = 40_000 + 1_000 * i;
        let of = |rate: f64, stream: usize| (people as f64 * rate * libm::exp(0.8 * number(i, stream))).round();
        writeln!(text, "cheap,A{i:02},{},{people}\ndear,A{i:02},{},{people}", of(0.02, 3), of(2.0, 4)).unwrap();
        writeln!(text, "items,A{i:02},{},{people}\nnobody,A{i:02},{},{people}", of(0.05, 5), of(0.05, 6)).unwrap();
    }
    let path = file(folder.path(), "many.csv", text);
    let measures = "measure,title,unit,polarity\ncheap,Cheap,£ per patient,low\ndear,Dear,£ per patient,low\n\
                    items,Items,items per patient,low\nnobody,Nobody,items per patient,neither\n";
    let measures = file(folder.path(), "measures.csv", measures);
    let args =
        ["opportunity", &path, "--measures", &measures, "--target", "decile:1", "--replicates", "199", "--league"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let league = found["league"].as_array().unwrap();
    let order: Vec<&str> = league.iter().map(|e| e["treatment"].as_str().unwrap()).collect();
    assert_eq!(order, ["dear", "cheap", "items"]);
    // Each is that of the command without a league.
    let alone = [
        "opportunity",
        &path,
        "--measures",
        &measures,
        "--target",
        "decile:1",
        "--replicates",
        "199",
        "--polarity",
        "low",
    ];
    let alone = json(&[&alone[..], &["--format", "json"]].concat());
    for entry in league {
        let own = alone["slices"].as_array().unwrap().iter().find(|s| s["treatment"] == entry["treatment"]).unwrap();
        for key in ["beyond_chance", "lower", "upper", "signed", "clipped"] {
            assert_eq!(own[key], entry[key]);
        }
    }
    assert!(said(&args).contains("nobody says which way is better for nobody, which are left out"));
    let table = stdout(&args);
    assert!(table.find("Dear").unwrap() < table.find("Cheap").unwrap() && table.contains('£'), "{table}");
    assert_eq!(stdout(&[&args[..], &["--format", "csv"]].concat()).lines().count(), 4);
    let without = ["opportunity", &path, "--target", "median", "--league"];
    assert!(failure(&without).contains("--polarity is missing"));
}

/// A row for England or a total is no neighbour, and no part of the spread that distances are in.
#[test]
fn totals_are_no_areas_like_others_and_scores_below_zero_no_totals() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = areas(&["2019"]).replace(",imd,old", ",imd,score");
    let people: u64 = (0..40).map(|i| 40_000 + 1_000 * i).sum();
    let plain = file(folder.path(), "plain.csv", &text);
    text += &format!("England,England,,2019,1,{people},20,0\nX9,All,,2019,1,{people},20,-3\n");
    let more = file(folder.path(), "more.csv", text);
    let args = ["--by", "population,score", "--nearest", "3", "--format", "json"];
    let of = |path: &str| json(&[&["similar", path][..], &args].concat());
    assert_eq!(of(&more), of(&plain));
    let told = said(&[&["similar", more.as_str()][..], &args].concat());
    assert!(told.contains("England, X9") && !told.contains('%'), "{told}");
}

/// A league over a level of the BNF has the figures of each code alone, as those prescribe nothing without patients.
#[test]
fn opportunity_takes_every_code_of_a_level_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo").to_string_lossy().into_owned();
    stdout(&["demo", "--out", &demo]);
    let store = format!("{demo}/store");
    let asked = ["--measure", "actual-cost", "--target", "median", "--polarity", "low"];
    let asked = [&asked[..], &["--replicates", "99", "--period", "2020/21", "--format", "json"]].concat();
    let of = |more: &[&str]| json(&[&["opportunity", "--store", &store][..], more, &asked].concat());
    let found = of(&["--grain", "section", "--league"]);
    let league = found["league"].as_array().unwrap();
    assert!(league.len() > 2, "{league:?}");
    for entry in league {
        let code = entry["treatment"].as_str().unwrap().trim_start_matches("BNF ");
        let own = &of(&["--bnf", code])["slices"][0];
        for key in ["signed", "clipped", "by_chance", "beyond_chance", "lower", "upper"] {
            close(&entry[key], own[key].as_f64().unwrap());
        }
    }
    let refused =
        |more: &[&str]| failure(&[&["opportunity", "--store", &store, "--target", "median"][..], more].concat());
    assert!(refused(&["--grain", "section"]).contains("--league"));
    assert!(refused(&["--grain", "section", "--league"]).contains("--polarity is missing"));
    assert!(refused(&["--grain", "section", "--league", "--unit", "pounds"]).contains("has no effect with --grain"));
    assert!(refused(&["--grain", "section", "--league", "--bnf", "0501"]).contains("cannot be used"));
}

/// Ten areas of two kinds; an eleventh of the first kind has three times the rate of its peers.
#[test]
fn areas_are_compared_with_those_like_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("area,year,observed,population,imd\n");
    for i in 0..24 {
        let (kind, rate) = if i < 12 { (10, 0.02) } else { (40, 0.06) };
        let observed = if i == 5 { 600.0 } else { (10_000.0 * rate * (1.0 + 0.05 * f64::from(i % 3))).round() };
        text += &format!("A{i:02},2019,{observed},10000,{}\n", kind + i % 4);
    }
    let path = file(folder.path(), "b.csv", text);
    let args = ["similar", &path, "--by", "imd", "--benchmark", "--title", "Falls"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let areas = found["slices"][0]["areas"].as_array().unwrap();
    // The ten most like A05 have the rates of the first kind.
    let a = &areas[5];
    assert!((a["rate_of_similar"].as_f64().unwrap() - 0.021).abs() < 1e-3, "{a}");
    assert!(a["q"].as_f64().unwrap() < 0.001 && a["lower"].as_f64().unwrap() > 2.0 && a["place"] == 1);
    // Against all areas it is ordinary: those of the second kind have as much.
    assert!(areas[12]["q"].as_f64().unwrap() > 0.05 && areas[12]["ratio"].as_f64().unwrap() < 1.2);
    let table = stdout(&args);
    assert!(table.contains("unusual among them: A05") && table.contains("1 of 11"), "{table}");
    // The other commands take what is expected.
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    let like = file(folder.path(), "like.csv", csv);
    let rates = json(&["rates", &like, "--format", "json"]);
    let ratio = rates["slices"][0]["areas"][5]["ratio"].as_f64().unwrap();
    assert!((ratio - a["ratio"].as_f64().unwrap()).abs() < 1e-9, "{ratio}");
    let bad = |more: &[&str]| failure(&[&["similar", &path, "--by", "imd"], more].concat());
    assert!(bad(&["--observed", "observed"]).contains("--benchmark"));
    assert!(bad(&["--benchmark", "--nearest", "24"]).contains("24"));
    assert!(failure(&["outliers", &path, "--target", "similar"]).contains("needs --like"));
}

/// Practices with quantities and costs of a preparation (numerator) and of all of its kind (denominator).
const QUANTITIES: &str = "\
practice,ccg,year,num_quantity,denom_quantity,num_cost,denom_cost
P1,C1,2019,0,60,0,50
P2,C1,2019,10,40,30,80
P3,C2,2019,30,50,60,100
P4,C2,2019,30,50,90,110
P5,C3,2019,80,100,160,180
P6,C4,2019,0,100,0,90
";

/// The 10th percentile of up to ten values by linear interpolation: a tenth of n - 1 steps from the smallest.
fn first_decile(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    assert!(values.len() <= 10);
    values[0] + (values.len() - 1) as f64 / 10.0 * (values[1] - values[0])
}

#[test]
fn savings_of_a_percentage_are_those_of_openprescribing() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "quantities.csv", QUANTITIES);
    let columns =
        ["--area", "ccg", "--within", "practice", "--observed", "num_quantity", "--denominator", "denom_quantity"];
    let savings =
        ["--savings", "percentage", "--cost", "num_cost", "--denominator-cost", "denom_cost", "--polarity", "low"];
    let args = [&["opportunity", &path], &columns[..], &savings[..]].concat();
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    // Quantity and cost of the numerator, then those of the denominator, of each area as its practices sum to.
    let areas =
        [[10.0, 30.0, 100.0, 130.0], [60.0, 150.0, 100.0, 210.0], [80.0, 160.0, 100.0, 180.0], [0.0, 0.0, 100.0, 90.0]];
    let target = first_decile(areas.iter().map(|a| a[0] / a[2]).collect());
    // C4 has none of the numerator, and takes the price of all together: 340 pounds for 150.
    let price = [30.0 / 10.0, 150.0 / 60.0, 160.0 / 80.0, 340.0 / 150.0];
    let rest = [100.0 / 90.0, 60.0 / 40.0, 20.0 / 20.0, 90.0 / 100.0];
    let mut sums = [0.0, 0.0];
    for (i, a) in areas.iter().enumerate() {
        let saved = a[3] - (target * 100.0 * price[i] + (1.0 - target) * 100.0 * rest[i]);
        close(&slice["areas"][i]["signed"], saved);
        close(&slice["areas"][i]["clipped"], saved.max(0.0));
        sums = [sums[0] + saved, sums[1] + saved.max(0.0)];
    }
    close(&slice["target"], target);
    close(&slice["signed"], sums[0]);
    close(&slice["clipped"], sums[1]);
    assert!(sums[0] < sums[1] && slice["by_chance"].is_null() && slice["lower"].is_null());
    assert_eq!((slice["savings"].as_str(), slice["unit"].as_str()), (Some("percentage"), Some("pounds")));
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    assert!(csv.lines().next().unwrap().contains(",shown,savings,"), "{csv}");
    assert_eq!(csv.matches(",no,percentage").count(), 4, "{csv}");
    let text = stdout(&args);
    for said in ["OpenPrescribing's savings of a percentage", "£", "allows for no chance"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let league = stdout(&[&args[..], &["--league"]].concat());
    assert!(league.contains("OpenPrescribing's savings of a percentage") && league.contains("no chance"), "{league}");
}

#[test]
fn savings_of_a_price_are_those_of_practices() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "quantities.csv", QUANTITIES);
    let columns =
        ["--area", "ccg", "--within", "practice", "--observed", "denom_cost", "--denominator", "denom_quantity"];
    let args = [&["opportunity", &path], &columns[..], &["--savings", "price-per-unit"]].concat();
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let practices =
        [(0, 60.0, 50.0), (0, 40.0, 80.0), (1, 50.0, 100.0), (1, 50.0, 110.0), (2, 100.0, 180.0), (3, 100.0, 90.0)];
    let target = first_decile(practices.iter().map(|(_, quantity, cost)| cost / quantity).collect());
    let mut saved = [0.0; 4];
    for (area, quantity, cost) in practices {
        saved[area] += f64::max(0.0, cost - quantity * target);
    }
    close(&slice["target"], target);
    close(&slice["clipped"], saved.iter().sum());
    for (area, saved) in saved.iter().enumerate() {
        close(&slice["areas"][area]["clipped"], *saved);
    }
    // C1 pays 130 for 100: less above the target than its practices one by one, of which one pays less than the target.
    assert!(saved[0] > 130.0 - 100.0 * target);
    close(&slice["areas"][0]["signed"], 130.0 - 100.0 * target);
    assert_eq!((slice["savings"].as_str(), slice["unit"].as_str()), (Some("price-per-unit"), Some("pounds")));
    assert!(stdout(&args).contains("pay more than decile 1 of the practices' prices"));
}

#[test]
fn savings_say_what_they_cannot_be_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "quantities.csv", QUANTITIES);
    let start = ["opportunity", &path, "--area", "ccg", "--within", "practice", "--denominator", "denom_quantity"];
    let cost = ["--cost", "num_cost", "--denominator-cost", "denom_cost"];
    for (more, said) in [
        (vec!["--observed", "num_quantity", "--savings", "percentage"], "needs --cost and --denominator-cost"),
        ([&["--observed", "num_quantity", "--savings", "percentage"], &cost[..]].concat(), "--polarity"),
        (vec!["--observed", "num_cost", "--savings", "price-per-unit", "--cost", "num_cost"], "goes with"),
        (vec!["--observed", "num_cost", "--savings", "price-per-unit", "--target", "median"], "decile:1 to decile:9"),
        (vec!["--observed", "num_cost", "--savings", "price-per-unit", "--seed", "3"], "has no effect"),
        (vec!["--observed", "num_cost", "--savings", "price-per-unit", "--polarity", "high"], "--polarity"),
        (vec!["--observed", "num_quantity", "--kind", "count", "--savings", "per-patient"], "--kind amount"),
        (vec!["--observed", "num_quantity", "--cost", "num_cost"], "--savings"),
    ] {
        let found = failure(&[&start[..], &more[..]].concat());
        assert!(found.contains(said), "{said}: {found}");
    }
    let wrong = file(folder.path(), "wrong.csv", QUANTITIES.replace("80,100,160,180", "80,100,160,150"));
    let args = [&["opportunity", &wrong, "--area", "ccg", "--within", "practice"][..], &["--observed", "num_quantity"]]
        .concat();
    let args =
        [&args[..], &["--denominator", "denom_quantity", "--savings", "percentage", "--polarity", "low"], &cost[..]]
            .concat();
    let found = failure(&args);
    assert!(found.contains("area C3 has a cost of 160") && found.contains("150"), "{found}");
}

#[test]
fn savings_per_patient_are_labelled() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "quantities.csv", QUANTITIES);
    let args = ["opportunity", &path, "--area", "ccg", "--within", "practice", "--observed", "num_cost"];
    let args =
        [&args[..], &["--denominator", "denom_quantity", "--kind", "amount", "--savings", "per-patient"]].concat();
    let found = json(&[&args[..], &["--format", "json", "--replicates", "0"]].concat());
    let rates = [0.3, 1.5, 1.6, 0.0];
    let target = first_decile(rates.to_vec());
    close(&found["slices"][0]["clipped"], rates.iter().map(|r| 100.0 * f64::max(0.0, r - target)).sum());
    assert_eq!(found["slices"][0]["savings"], "per-patient");
    let text = stdout(&[&args[..], &["--replicates", "0"]].concat());
    assert!(text.contains("OpenPrescribing's savings of a measure per patients") && text.contains("£"), "{text}");
}
