//! `funding` as it is typed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{close, failure, file, json, stdout, unwarranted};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// Twenty areas of two regions: A has 100 to 290 pounds a head, more with every area.
fn money(years: &[&str]) -> String {
    let mut text = String::from("area,name,region,year,amount,registered,weighted,imd\n");
    for year in years {
        for i in 0..20 {
            let (heads, weighted) = (1_000 + 100 * i, 1_000 + 90 * i);
            let amount = heads * (100 + 10 * i);
            let region = if i < 10 { "North" } else { "South" };
            writeln!(text, "A{i:02},Place {i},{region},{year},{amount},{heads},{weighted},{}", 40 - i).unwrap();
        }
    }
    text
}

/// What is prescribed in the same areas: items go with money in the first ten.
fn prescribed(years: &[&str]) -> String {
    let mut text = String::from("area,year,observed,population\n");
    for year in years {
        for i in 0..20 {
            writeln!(text, "A{i:02},{year},{},{}", 100 + 20 * i + 60 * (i % 3), 1_000 + 100 * i).unwrap();
        }
    }
    text
}

fn said(args: &[&str]) -> String {
    let done = unwarranted().args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stderr).unwrap()
}

fn written(folder: &Path) -> String {
    file(folder, "money.csv", money(&["2018/19", "2019/20"]))
}

#[test]
fn money_per_head_and_against_target_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let table = "area,amount,registered,weighted,target,region\nA,300,2,2,,N\nB,500,2,3,,N\n";
    let path = file(folder.path(), "m.csv", table.replace(",target", "").replace(",,", ","));
    let found = json(&["funding", &path, "--format", "json"]);
    assert_eq!(found["schema"], 1);
    let slice = &found["slices"][0];
    let area = &slice["areas"][0];
    // Two of five weighted people: 320 of 800 pounds.
    close(&area["target"], 320.0);
    close(&area["distance_percent"], -6.25);
    close(&area["distance_per_head"], -10.0);
    close(&area["share"], 0.375);
    close(&slice["per_weighted"], 160.0);
    assert_eq!((slice["target_is"].as_str(), slice["period"].as_str()), (Some("weighted-share"), Some("all")));
    // Registered heads are the same, so Gini is |150 - 250| x 2 x 0.25 / (2 x 200).
    close(&slice["unequal"][0]["gini"], 0.125);
    close(&slice["regions"][0]["per_registered"], 200.0);
    // A given target takes the place of the share.
    let path = file(folder.path(), "t.csv", table.replace("2,2,,", "2,2,240,").replace("2,3,,", "2,3,560,"));
    let found = json(&["funding", &path, "--format", "json"]);
    close(&found["slices"][0]["areas"][0]["distance_percent"], 25.0);
    assert_eq!(found["slices"][0]["target_is"], "given");
}

#[test]
fn every_format_has_every_area_and_real_terms_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let prices = file(folder.path(), "p.csv", "year,index,source\n2018/19,80,Own index\n2019/20,100,Own index\n");
    let args = ["funding", &path, "--deflator", &prices, "--rank-by", "imd"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let first = &found["slices"][0];
    // 100,000 pounds of 2018/19 are 125,000 of 2019/20.
    close(&first["areas"][0]["amount"], 125_000.0);
    close(&first["real_terms"]["factor"], 1.25);
    close(&found["slices"][1]["areas"][0]["amount"], 100_000.0);
    // The most deprived have the least here.
    assert!(first["unequal"][0]["concentration"].as_f64().unwrap() < 0.0);
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    assert!(csv.starts_with("period,prices_of,area,name,region,amount,") && csv.lines().count() == 41, "{csv}");
    let table = stdout(&args);
    assert!(table.contains("in prices of 2019/20 (Own index)") && table.contains("Place 19"), "{table}");
    let of_first = stdout(&[&args[..], &["--prices", "2018/19", "--period", "2018/19"]].concat());
    assert!(of_first.contains("in prices of 2018/19") && !of_first.contains("2019/20"), "{of_first}");
    assert!(said(&["funding", &path]).contains("no targets are given"));
}

#[test]
fn prescribing_beside_money_is_joined_by_area_and_year() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let items = prescribed(&["2019/20"]).replace("A07,", "B07,");
    let items = file(folder.path(), "items.csv", items);
    let args = ["funding", &path, "--prescribing", &items, "--per", "registered", "--title", "Statins"];
    let found = json(&[&args[..], &["--replicates", "199", "--format", "json"]].concat());
    assert_eq!(found["slices"][0]["prescribing"].as_array().unwrap().len(), 0);
    let beside = &found["slices"][1]["prescribing"][0];
    assert_eq!((beside["areas"].as_u64(), beside["measure"].as_str()), (Some(19), Some("Statins")));
    assert_eq!((&beside["only_funded"][0], &beside["only_prescribed"][0]), (&"A07".into(), &"B07".into()));
    // Spearman again: 1 - 6 sum d^2 / (n (n^2 - 1)), no ties.
    let places: Vec<usize> = (0..20).filter(|i| *i != 7).collect();
    let rate = |i: usize| (100 + 20 * i + 60 * (i % 3)) as f64 / (1_000 + 100 * i) as f64;
    let rank = |i: usize, of: &dyn Fn(usize) -> f64| places.iter().filter(|j| of(**j) < of(i)).count() as f64;
    let d2: f64 = places.iter().map(|i| (rank(*i, &|j| j as f64) - rank(*i, &rate)).powi(2)).sum();
    close(&beside["spearman"], 1.0 - 6.0 * d2 / (19.0 * 360.0));
    assert!(beside["lower"].as_f64() < beside["spearman"].as_f64() && beside["share"].is_number());
    let said = said(&args);
    assert!(said.contains("1 area has money and no prescribing: A07") && said.contains("per head: B07"), "{said}");
    assert!(said.contains("the prescribing is not of 2018/19"), "{said}");
    let table = stdout(&args);
    assert!(table.contains("Money beside statins") && table.contains("rank correlation"), "{table}");
    let again = stdout(&[&args[..], &["--format", "csv"]].concat());
    assert!(again.lines().nth(1).unwrap().ends_with(",,") && again.contains(",items,0.1"), "{again}");
}

#[test]
fn prescribing_of_areas_that_merged_later_has_their_money_together() {
    let folder = tempfile::tempdir().unwrap();
    // Gateshead, Newcastle North and West, Newcastle East became 13T.
    let rows = ["00F,2014/15,100,1,1", "00G,2014/15,200,1,1", "00H,2014/15,600,1,1", "00C,2014/15,50,1,1"];
    let money = file(folder.path(), "m.csv", format!("area,year,amount,registered,weighted\n{}\n", rows.join("\n")));
    let items = file(folder.path(), "i.csv", "area,year,observed,population\n13T,2014/15,9,100\n00C,2014/15,9,100\n");
    let found = json(&["funding", &money, "--prescribing", &items, "--format", "json"]);
    let points = found["slices"][0]["prescribing"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 2);
    close(&points[1]["funding"], 300.0);
    assert_eq!(found["slices"][0]["areas"].as_array().unwrap().len(), 4);
    assert!(said(&["funding", &money, "--prescribing", &items]).contains("the money of 3 areas that merged later"));
    // Without one of the three there is no money of the whole.
    let less =
        file(folder.path(), "l.csv", format!("area,year,amount,registered,weighted\n{}\n", rows[1..].join("\n")));
    assert!(said(&["funding", &less, "--prescribing", &items]).contains("no money per head: 13T"));
}

/// Three areas cannot show that there is no link, and regions of one area each leave nothing within them.
#[test]
fn few_areas_give_no_verdict_and_no_share_between_regions() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "area,year,region,amount,registered,imd\nA,2019/20,R1,200000,1000,3\nB,2019/20,R2,400000,1000,2\nC,2019/20,R3,900000,1000,1\n";
    let path = file(folder.path(), "few.csv", rows);
    let items = file(
        folder.path(),
        "items.csv",
        "area,year,observed,population\nA,2019/20,5,100\nB,2019/20,9,100\nC,2019/20,20,100\n",
    );
    let args = ["funding", &path, "--region", "region", "--rank-by", "imd", "--prescribing", &items];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &found["slices"][0];
    let said = slice["headline"].as_str().unwrap();
    assert!(said.contains("ranges from £200 to") && !said.contains("lies between regions"), "{said}");
    let unequal = &slice["unequal"][0];
    assert!(unequal["theil_between_share"].is_null() && unequal["variance_between_share"].is_null(), "{unequal}");
    let reasons = unequal["undefined"].to_string();
    assert!(reasons.contains("every group has one area"), "{reasons}");
    let beside = slice["prescribing"][0]["headline"].as_str().unwrap_or_default().to_owned();
    let text = beside + &stdout(&args).replace('\n', " ");
    assert!(
        text.contains("3 areas are too few to show whether there is a link") && !text.contains("no link with money"),
        "{text}"
    );
    // One region alone has nothing beside it.
    let one = file(folder.path(), "one.csv", rows.replace("R2", "R1").replace("R3", "R1"));
    let found = json(&["funding", &one, "--region", "region", "--format", "json"]);
    let slice = &found["slices"][0];
    let unequal = &slice["unequal"][0];
    for key in ["theil_between", "theil_between_share", "variance_between_share"] {
        assert!(unequal[key].is_null(), "{key}: {unequal}");
    }
    assert!(unequal["undefined"].to_string().contains("all areas are in one group"), "{unequal}");
    assert!(!slice["headline"].as_str().unwrap().contains("between regions"), "{slice}");
    // What areas are ranked by has its name, and its index is said to have no interval.
    let found =
        json(&["funding", &written(folder.path()), "--rank-by", "imd", "--period", "2019/20", "--format", "json"]);
    let slice = &found["slices"][0];
    assert_eq!(slice["unequal"][0]["ranked_by"], "imd");
    let said = slice["headline"].as_str().unwrap();
    assert!(
        said.contains("Areas low in imd have more money per head") && said.contains("without an interval"),
        "{said}"
    );
}

#[test]
fn published_files_and_a_store_give_the_same_money() {
    let folder = tempfile::tempdir().unwrap();
    let nation = folder.path().join("n");
    let nation = nation.to_str().unwrap();
    let size = ["--areas", "6", "--practices", "40", "--treatments", "20", "--months", "12"];
    stdout(&[&["simulate", "nation", "--out", nation][..], &size].concat());
    let payments: Vec<String> = std::fs::read_dir(Path::new(nation).join("files"))
        .unwrap()
        .map(|e| e.unwrap().path().to_string_lossy().into_owned())
        .filter(|path| path.contains("nhs-payments"))
        .collect();
    let mut files: Vec<&str> = vec!["funding"];
    files.extend(payments.iter().map(String::as_str));
    files.extend(["--format", "json"]);
    let published = json(&files);
    let store = folder.path().join("s");
    let store = store.to_str().unwrap();
    let mut ingest: Vec<&str> = vec!["ingest"];
    ingest.extend(payments.iter().map(String::as_str));
    stdout(&[&ingest[..], &["--store", store]].concat());
    let stored = json(&["funding", "--store", store, "--format", "json"]);
    let (a, b) = (published["slices"].as_array().unwrap(), stored["slices"].as_array().unwrap());
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a["areas"].as_array().unwrap(), b["areas"].as_array().unwrap());
        assert!(a.len() > 1 && a.len() == b.len());
        for (a, b) in a.iter().zip(b) {
            assert_eq!(a["area"], b["area"]);
            for key in ["amount", "registered", "weighted", "per_weighted", "distance_percent"] {
                close(&a[key], b[key].as_f64().unwrap());
            }
        }
    }
}

#[test]
fn bad_input_says_what_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str, text: &str| file(folder.path(), name, text);
    let path = written(folder.path());
    let items = here("items.csv", &prescribed(&["2019/20"]));
    let other_year = here("other.csv", &prescribed(&["2011/12"]));
    let other_codes = here("codes.csv", &prescribed(&["2019/20"]).replace("\nA", "\nX"));
    let prices = here("p.csv", "year,index,source\n2019/20,100,Own\n");
    let zero = here("z.csv", "year,index,source\n2019/20,0,Own\n");
    let bare = here("b.csv", "year,index,source\n2019/20,100,\n");
    let twice = here("w.csv", "year,index,source\n2019/20,100,Own\n2019/20,101,Own\n");
    let words = here("x.csv", "area,amount,registered\nA,much,3\nB,12,3\n");
    let double = here("d.csv", "area,amount,registered\nA,12,3\nA,13,3\n");
    let target = here("t.csv", "area,amount,registered,target\nA,12,3,0\n");
    let alone = here("a.csv", "area,year,amount\nA00,2019/20,12\n");
    let beside = here("imd.csv", "area,year,imd2\nA00,2010/11,3\n");
    let cases: [(&[&str], &str); 19] = [
        (&[&path, "--registered", "amount"], "money and people are different columns"),
        (&[&path, "--period", "2011/12"], "there is no money of it; there is of 2018/19, 2019/20"),
        (&[&path, "--prescribing", &other_year], "two years are not mixed"),
        (&[&path, "--prescribing", &other_codes], "codes there are like X00, X01, X02, with the money like A00"),
        (&[&path, "--deflator", &prices], "has no index of 2018/19; it has 2019/20"),
        (&[&path, "--deflator", &zero], "line 2, column 'index': found '0'; expected an index of prices above 0"),
        (&[&path, "--deflator", &bare], "line 2, column 'source'"),
        (&[&path, "--deflator", &twice], "line 3: a second index of 2019/20"),
        (&[&path, "--prices", "2019/20"], "--prices goes with --deflator"),
        (&[&path, "--per", "weighted"], "--per goes with --prescribing"),
        (&[&path, "--observed", "x"], "--observed goes with --prescribing"),
        (&[&path, "--level", "icb"], "--level belongs to published files"),
        (&[&words], "line 2, column 'amount': found 'much'"),
        (&[&double], "line 3: 'amount' of area A is '13' here and '12' on line 2"),
        (&[&target], "target is 0; expected pounds above zero"),
        (&[&alone, "--prescribing", &items], "needs people to divide the money by"),
        (
            &[&path, "--beside", &beside, "--rank-by", "imd2"],
            "which is of 2010/11, and the money is of 2018/19, 2019/20",
        ),
        (&[&path, "--beside", &beside], "--beside goes with the columns that it has"),
        (&[], "name files of payments or allocations"),
    ];
    for (args, says) in cases {
        let said = failure(&[&["funding"], args].concat());
        assert!(said.contains(says), "{args:?}: {said}");
    }
    let thousands = here("k.csv", "area,amount,registered\nA,12,300\nB,13,300\n");
    assert!(said(&["funding", &thousands]).contains("Are the amounts thousands or millions of pounds?"));
    let lacking = here("g.csv", "area,amount,registered\nA,12,3\nB,,3\nC,14,\n");
    let gaps = said(&["funding", &lacking]);
    assert!(
        gaps.contains("1 rows without an amount, which are left out: B") || gaps.contains("1 row without"),
        "{gaps}"
    );
    assert!(gaps.contains("1 area has no registered people"), "{gaps}");
}

/// A page of money beside prescribing, with its tables.
#[test]
fn a_page_puts_money_and_prescribing_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let items = file(folder.path(), "items.csv", prescribed(&["2018/19", "2019/20"]));
    let out = folder.path().join("page");
    let args = ["funding", &path, "--prescribing", &items, "--title", "Statins", "--replicates", "99"];
    let page = ["--unit", "items per 1,000 people", "--money", "Allocations", "--out", out.to_str().unwrap()];
    stdout(&[&args[..], &page].concat());
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let found = json(&[&args[..], &["--format", "json"]].concat());
    let beside = &found["slices"][1]["prescribing"][0];
    let html = read("report.html");
    // The words and the number of the printed table; the rate of A00 per 1,000.
    let headline = beside["headline"].as_str().unwrap();
    assert!(html.contains(&headline.replace('\'', "&#x27;")), "{headline}");
    let rate = beside["points"][0]["rate"].as_f64().unwrap() * 1000.0;
    assert!(html.contains(&format!("data-v=\"{rate}\"")), "{rate}");
    for said in ["Is it changing?", "How far is each area", "Every area", "Spearman", "Allocations", "beside.svg"] {
        assert!(html.contains(said), "{said}");
    }
    // The title of the axis has room on a phone too.
    assert_eq!(html.matches(">Above or below the share by weighted heads, %<").count(), 2, "{html}");
    // The chart in two widths, and the figcaption of its copy on another page.
    assert_eq!(html.matches("; items.csv").count(), 3, "{html}");
    let files: Vec<String> = common::files_below(&out).iter().map(|p| p.to_string_lossy().into_owned()).collect();
    for name in
        ["beside.csv", "charts/beside.png", "charts/distance.svg", "csv-metadata.json", "tables.xlsx", "unequal.csv"]
    {
        assert!(files.iter().any(|file| file == name), "{name} in {files:?}");
    }
    assert_eq!(read("funding.csv"), stdout(&[&args[..], &["--format", "csv"]].concat()));
    assert!(read("beside.csv").lines().count() == 3 && read("unequal.csv").lines().count() == 5);
    let metadata: Value = serde_json::from_str(&read("csv-metadata.json")).unwrap();
    let target = metadata["tables"].as_array().unwrap().iter().find(|t| t["url"] == "funding.csv").unwrap();
    let columns = target["tableSchema"]["columns"].as_array().unwrap();
    let target = columns.iter().find(|c| c["name"] == "target").unwrap();
    assert_eq!(
        (target["datatype"].as_str(), target["dc:description"].as_str()),
        (Some("number"), Some("What the area should get, in pounds"))
    );
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    assert_eq!(
        (manifest["command"].as_str(), manifest["options"]["money"].as_str()),
        (Some("funding"), Some("Allocations"))
    );
    assert_eq!(manifest["outputs"].as_array().unwrap().len() + 1, files.len());
    // The same again gives the same bytes, and money alone has no chart of prescribing.
    let second = folder.path().join("again");
    stdout(&[&args[..], &page[..4], &["--out", second.to_str().unwrap()]].concat());
    for name in files.iter().filter(|name| *name != "manifest.json") {
        assert!(std::fs::read(out.join(name)).unwrap() == std::fs::read(second.join(name)).unwrap(), "{name}");
    }
    stdout(&["funding", &path, "--out", second.to_str().unwrap()]);
    assert!(!second.join("charts/beside.svg").exists() && !second.join("beside.csv").exists());
    for (more, says) in [
        (&["--money", "x"][..], "--out"),
        (&["--out", "p", "--unit", "x"], "--unit goes with --prescribing"),
        (
            &["--out", "p", "--prescribing", &items, "--unit", "per thousand people"],
            "can mean two things: give --rates-per 1",
        ),
        (
            &["--out", "p", "--prescribing", &items, "--unit", "x per 100", "--rates-per", "5"],
            "is per 100, but --rates-per is 5",
        ),
        (&["--out", folder.path().to_str().unwrap()], "other files"),
    ] {
        let said = failure(&[&["funding", &path], more].concat());
        assert!(said.contains(says), "{more:?}: {said}");
    }
}

#[test]
fn the_csv_goes_into_other_commands_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let csv = file(folder.path(), "funding.csv", stdout(&["funding", &path, "--format", "csv"]));
    for command in ["indices", "rates", "outliers"] {
        let found = json(&[command, &csv, "--period", "2019/20", "--format", "json"]);
        let slice = &found["slices"][0];
        assert_eq!((slice["treatment"].as_str(), slice["kind"].as_str()), (Some("money"), Some("amount")), "{command}");
        if command == "rates" {
            // 190 pounds a head over 1,900 heads; weighted heads are 1,810.
            close(&slice["areas"][9]["observed"], 1_900.0 * 190.0);
            close(&slice["areas"][9]["rate"], 1_900.0 * 190.0 / 1_810.0);
        }
    }
    // Where the weighted heads of one area are not known, all are over registered ones: the two cannot be compared.
    let one_lacks = money(&["2019/20"]).replace(",1900,1810,", ",1900,,");
    let path = file(folder.path(), "lacks.csv", one_lacks);
    let csv = file(folder.path(), "of-lacks.csv", stdout(&["funding", &path, "--format", "csv"]));
    let areas = &json(&["rates", &csv, "--format", "json"])["slices"][0]["areas"];
    for at in [9, 10] {
        close(&areas[at]["rate"], 100.0 + 10.0 * at as f64);
    }
}

#[test]
fn a_year_of_which_prescribing_has_some_months_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    let months = |last: u32| {
        let mut text = String::from("area,month,observed,population\n");
        for month in 1..=last {
            let (year, month) = if month > 9 { (2020, month - 9) } else { (2019, month + 3) };
            for i in 0..20 {
                writeln!(text, "A{i:02},{year}-{month:02},{},{}", 100 + 20 * i, 1_000 + 100 * i).unwrap();
            }
        }
        text
    };
    let args =
        |items: &'static str| ["funding", "M", "--period", "2019/20", "--prescribing", items, "--replicates", "99"];
    for (last, has) in [(3, true), (12, false)] {
        let items = file(folder.path(), "items.csv", months(last));
        let given: Vec<&str> = args("I")
            .into_iter()
            .map(|a| {
                if a == "M" {
                    &*path
                } else if a == "I" {
                    &*items
                } else {
                    a
                }
            })
            .collect();
        let told = said(&given);
        assert_eq!(told.contains("are those of 3 of its 12 months"), has, "{told}");
    }
}
