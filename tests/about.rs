//! End to end: reports about an area, dossiers, the league, and sites.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, files_below, small_table, stdout, text, unwarranted};
use std::fs;

/// The value of a line of dossier.csv that begins with step and name.
fn value(figures: &str, name: &str) -> f64 {
    let line = figures.lines().find_map(|l| l.strip_prefix(name)).unwrap();
    line.split(',').next().unwrap().parse().unwrap()
}

#[test]
fn a_report_about_an_area_and_a_dossier_hold_their_files_and_verify() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    for (about, own) in [("area", "area.csv"), ("dossier", "dossier.csv")] {
        let out = text(&folder.path().join(about));
        stdout(&["report", &path, "--about", about, "--highlight", "A03", "--period", "2024-03", "--out", &out]);
        let page = fs::read_to_string(folder.path().join(about).join("report.html")).unwrap();
        assert!(page.contains("<h1><bdi>Area 3") && !page.contains("NaN"), "{about}");
        for name in [own, "areas.csv", "indices.csv", "manifest.json", "study.toml"] {
            assert!(folder.path().join(about).join(name).is_file(), "{about}: {name}");
        }
        let study = fs::read_to_string(folder.path().join(about).join("study.toml")).unwrap();
        assert!(study.contains(&format!("about = \"{about}\"")), "{study}");
        stdout(&["verify", &out, "--inputs", &text(folder.path())]);
    }
    let figures = fs::read_to_string(folder.path().join("dossier/dossier.csv")).unwrap();
    let of = |name: &str| value(&figures, name);
    let ratio = of("recorded,observed,") / of("expected,expected,");
    assert!((ratio - of("expected,ratio,")).abs() < 1e-12);
}

#[test]
fn a_site_is_the_same_on_one_thread_and_on_two_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let site = |name: &str, threads: &str| {
        let out = text(&folder.path().join(name));
        let mut run = unwarranted();
        run.env("RAYON_NUM_THREADS", threads).env("SOURCE_DATE_EPOCH", "1700000000");
        run.args(["report", &path, "--period", "2024-03", "--replicates", "99", "--site", &out]).assert().success();
        let names = files_below(&folder.path().join(name));
        names.into_iter().map(|p| (p.clone(), fs::read(folder.path().join(name).join(p)).unwrap())).collect::<Vec<_>>()
    };
    let (one, two) = (site("one", "1"), site("two", "2"));
    assert!(one == two);
    let pages = one.iter().filter(|(path, _)| path.starts_with("dossiers")).count();
    assert_eq!(pages, one.iter().filter(|(path, _)| path.starts_with("areas")).count(), "one treatment");
    stdout(&["verify", &text(&folder.path().join("one")), "--inputs", &text(folder.path())]);
}

#[test]
fn a_national_report_is_the_folder_of_the_league() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let at = |name: &str| text(&folder.path().join(name));
    stdout(&["report", &path, "--about", "national", "--replicates", "99", "--out", &at("national")]);
    stdout(&["sweep", &path, "--replicates", "99", "--out", &at("league")]);
    for name in ["index.html", "league.csv", "areas.parquet", "study.toml"] {
        let of = |dir: &str| fs::read(folder.path().join(dir).join(name)).unwrap();
        assert!(of("national") == of("league"), "{name}");
    }
}

#[test]
fn what_a_report_cannot_be_about_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = text(&folder.path().join("out"));
    let says = |args: &[&str], expected: &str| {
        let said = failure(&[&["report", &path], args].concat());
        assert!(said.contains(expected), "{args:?}: {said}");
        assert!(!folder.path().join("out").exists(), "{args:?}");
    };
    says(&["--about", "area", "--out", &out], "name its code with --highlight");
    says(&["--about", "dossier", "--out", &out], "name its code with --highlight");
    says(&["--about", "area", "--highlight", "A99", "--out", &out], "no area has this code");
    says(&["--site", &out, "--highlight", "A03"], "has no effect on a site");
    says(&["--site", &out, "--about", "area"], "cannot be used with");
    says(&["--site", &out, "--out", &out], "cannot be used with");
    says(&["--about", "site", "--out", &out], "use --site DIR");
    says(&["--about", "nation", "--out", &out], "expected one of national, treatment, area, dossier, matrix, policy");
    says(&["--about", "national", "--highlight", "A03", "--out", &out], "has no effect on sweep");
}

/// Twelve areas and four criteria, two assessors for one of them, and one that nobody assessed.
fn criteria() -> String {
    let mut text = "area,name,criterion,domain,met,assessor,date\n".to_owned();
    for i in 0..12 {
        for j in 0..4 {
            let met = match (i, j) {
                (5, 3) => "",
                (0, _) => "no",
                (i, j) if (i + j) % 4 == 0 => "no",
                _ => "yes",
            };
            text += &format!("A{i:02},Place {i},c{j},domain {},{met},p,2013-01\n", j / 2);
            if j == 0 {
                text += &format!("A{i:02},Place {i},c{j},domain 0,{met},q,2013-01\n");
            }
        }
    }
    text
}

#[test]
fn a_matrix_of_criteria_has_its_tables_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "criteria.csv", criteria());
    let out = text(&folder.path().join("matrix"));
    stdout(&["report", &path, "--about", "matrix", "--title", "Authorisation", "--out", &out]);
    let table = |name: &str| fs::read_to_string(folder.path().join("matrix").join(name)).unwrap();
    let page = table("report.html");
    assert!(page.contains("<h1><bdi>Authorisation") && page.contains("1 row without a finding"), "{page}");
    // Area 5 is assessed against three criteria, and the failures are those of the file, one for each criterion.
    let areas = table("areas.csv");
    assert!(areas.lines().any(|l| l.starts_with("A05,Place 5,0,3,")), "{areas}");
    assert!(areas.lines().any(|l| l.starts_with("A00,Place 0,4,4,")), "{areas}");
    assert_eq!(
        table("matrix.csv").lines().filter(|l| l.ends_with(",failed,,")).count() + 1,
        table("actions.csv").lines().count()
    );
    stdout(&["verify", &out, "--inputs", &text(folder.path())]);
    for (more, says) in [
        (["--kind", "count"], "no effect on a matrix of criteria"),
        (["--target", "2"], "no effect where criteria are met or not"),
        (["--highlight", "A01"], "no effect on a matrix of criteria"),
    ] {
        let said = failure(&[&["report", &path, "--about", "matrix", "--out", &out], &more[..]].concat());
        assert!(said.contains(says), "{said}");
    }
    let every = file(folder.path(), "every.csv", "area,criterion,met\nA,x,no\nA,y,yes\nB,x,no\nB,y,yes\n");
    stdout(&["report", &every, "--about", "matrix", "--out", &out]);
    assert!(table("report.html").contains("Each of 2 areas fails at least one"));
    assert!(table("charts/matrix.svg").contains("Source: every.csv"));
    let levels = file(folder.path(), "levels.csv", "area,criterion,level\nA,x,1\nB,x,2\n");
    let said = failure(&["report", &levels, "--about", "matrix", "--out", &out]);
    assert!(said.contains("the level from which a criterion is met"), "{said}");
    stdout(&["report", &levels, "--about", "matrix", "--target", "2", "--out", &out]);
}

/// Two years of twenty areas of 1,000 people: those with an odd number have half as many, and the last five of these began
/// between the years.
fn foods() -> (String, String) {
    let mut data = "area,name,period,observed,population\n".to_owned();
    let mut policies = "area,policy,value,valid from,source\n".to_owned();
    for i in 0..20 {
        let stops = i % 2 == 1;
        let late = stops && i > 10;
        for (year, stopped) in [("2017", stops && !late), ("2018", stops)] {
            let observed = (400 + 3 * i) / if stopped { 2 } else { 1 };
            data += &format!("A{i:02},Place {i},{year},{observed},1000\n");
        }
        let first = if stops && !late { "not prescribed" } else { "prescribed" };
        policies += &format!("A{i:02},Gluten-free foods,{first},2016,Board papers\n");
        if late {
            policies += &format!("A{i:02},Gluten-free foods,not prescribed,2018-01-01,Board papers\n");
        }
    }
    (data, policies + "X99,Gluten-free foods,prescribed,2016,Board papers\n")
}

#[test]
fn policies_stand_beside_what_areas_do() {
    let folder = tempfile::tempdir().unwrap();
    let (data, policies) = foods();
    let path = file(folder.path(), "foods.csv", data);
    let named = file(folder.path(), "policies.csv", policies);
    let out = text(&folder.path().join("policy"));
    let run = |more: &[&str]| {
        let base = ["report", &path, "--about", "policy", "--policies", &named, "--kind", "count", "--per", "1000"];
        stdout(&[&base, more].concat())
    };
    run(&["--highlight", "A01", "--out", &out]);
    let table = |name: &str| fs::read_to_string(folder.path().join("policy").join(name)).unwrap();
    let groups = table("policy_groups.csv");
    for line in [
        "Gluten-free foods,foods,2018,not prescribed,10,10000,0.5,2145,214.5,214.5",
        "Gluten-free foods,foods,2017,not prescribed,5,5000,0.25,",
    ] {
        assert!(groups.lines().any(|l| l.starts_with(line)), "{line}\n{groups}");
    }
    // All ways to deal ten of twenty areas are too many to go through; the true deal is the furthest of 1,000 on its side.
    let differences = table("policy_differences.csv");
    let rates = differences.lines().find(|l| l.contains(",rates,")).unwrap().split(',').collect::<Vec<_>>();
    assert_eq!(rates[4..6], ["prescribed", "not prescribed"]);
    assert!((rates[10].parse::<f64>().unwrap() - (427.0 - 214.5)).abs() < 1e-9, "{rates:?}");
    assert_eq!(rates[13], "0.002");
    let changes = differences.lines().find(|l| l.contains(",changes in rates,")).unwrap();
    assert!(changes.contains(",2017 to 2018,not prescribed,prescribed,5,10,"), "{changes}");
    assert!(
        table("policies.csv")
            .lines()
            .any(|l| l.starts_with("Gluten-free foods,A19,Place 19,not prescribed,2018-01-01,"))
    );
    let page = table("report.html");
    for words in [
        "five areas changed from",
        "The policies of 1 area are left out",
        "X99",
        "Areas do not decide by chance",
        "Board papers",
    ] {
        assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words}\n{page}");
    }
    // The chart and its figcaption name who says what areas decided, beside the figures.
    let source = "Source: foods.csv; Gluten-free foods: Board papers";
    assert!(table("charts/policy.svg").contains(source) && page.matches(source).count() == 3, "{page}");
    stdout(&["verify", &out, "--inputs", &text(folder.path())]);
    let one = text(&folder.path().join("one"));
    run(&["--period", "2018", "--out", &one]);
    assert_eq!(fs::read(folder.path().join("one/policies.csv")).unwrap(), table("policies.csv").into_bytes());
}

#[test]
fn policies_that_cannot_be_told_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "foods.csv", foods().0);
    let head = "area,policy,value,valid from,source\n";
    let out = text(&folder.path().join("out"));
    for (text, says) in [
        ("A00,x,yes,2016,p\nA00,x,no,2016-01-01,p\n", "lines 2 and 3: area A00 has two values of 'x'"),
        ("A00,x,yes,2016,\n", "a policy without a source cannot be published"),
        ("E1,x,yes,2016,p\n", "has none of the areas of the data"),
    ] {
        let named = file(folder.path(), "p.csv", format!("{head}{text}"));
        let said = failure(&["report", &path, "--about", "policy", "--policies", &named, "--out", &out]);
        assert!(said.contains(says), "{said}");
    }
    let said = failure(&["report", &path, "--about", "policy", "--out", &out]);
    assert!(said.contains("--policies is missing"), "{said}");
    let named = file(folder.path(), "p.csv", format!("{head}A00,x,yes,2016,p\n"));
    let said = failure(&["report", &path, "--policies", &named, "--out", &out]);
    assert!(said.contains("--about policy"), "{said}");
}

/// Practices of eight areas in nine years; one area climbs from year to year, and scores lie one apart.
fn climbing() -> String {
    let mut table = "ccg,name,practice,score,period,observed,population\n".to_owned();
    for year in 2010..2019 {
        for area in 0..8 {
            for practice in 0..3 {
                let own = 60 + 7 * area + 5 * practice + if area == 3 { 9 * (year - 2010) } else { year * 7 % 5 };
                table +=
                    &format!("C{area},Place {area},P{area}{practice},{area},{year},{own},{}\n", 1000 + 100 * practice);
            }
        }
    }
    table
}

#[test]
fn an_area_is_shown_with_its_practices_its_like_and_where_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "climbing.csv", climbing());
    let out = text(&folder.path().join("area"));
    let base = ["report", &path, "--area", "ccg", "--within", "practice", "--kind", "count", "--about", "area"];
    let run = |more: &[&str]| stdout(&[&base[..], &["--highlight", "C3", "--replicates", "99"], more].concat());
    run(&["--period", "2018", "--out", &out]);
    let read = |name: &str| fs::read_to_string(folder.path().join("area").join(name)).unwrap();
    let practices = read("practices.csv");
    // The highest rate first: 163 of 1,200, 158 of 1,100 and 153 of 1,000 people.
    let lines: Vec<&str> = practices.lines().skip(1).collect();
    assert_eq!(
        lines,
        ["C3,climbing,2018,P30,153,1000,,", "C3,climbing,2018,P31,158,1100,,", "C3,climbing,2018,P32,163,1200,,"],
        "{practices}"
    );
    let page = read("report.html");
    assert!(
        page.contains("compared with all areas together it rose steadily") && page.contains("between 2010 and 2018")
    );
    assert!(page.contains("What the practices of Place 3 do") && !page.contains("most like Place 3"));
    stdout(&["verify", &out, "--inputs", &text(folder.path())]);
    let kept = |line: &&str| line.split(',').nth(2).is_some_and(|unit| unit == "practice" || unit.ends_with('0'));
    let single: String = climbing().lines().filter(kept).map(|line| format!("{line}\n")).collect();
    let path = file(folder.path(), "single.csv", single.replace("practice,", "unit,"));
    let like = ["--area", "ccg", "--kind", "count", "--about", "area", "--highlight", "C3", "--replicates", "99"];
    let run = |more: &[&str]| stdout(&[&["report", &path][..], &like, &["--denominator-is", "stock"], more].concat());
    run(&["--period", "2018", "--like", "score", "--out", &out]);
    let page = read("report.html");
    // Two on either side, in the order of their distance, ties by code.
    let at = |name: &str| page.rfind(&format!("Place {name} (C{name})")).unwrap_or_else(|| panic!("{name}"));
    assert!(at("2") < at("4") && at("4") < at("1") && at("1") < at("5"), "nearest first");
    assert!(page.contains("nearest to it by score, as columns of single.csv have them"));
    let said = failure(&["report", &path, "--area", "ccg", "--like", "score", "--out", &out]);
    assert!(said.contains("--about area"), "{said}");
}

#[test]
fn a_dossier_of_rounded_counts_says_so_beside_its_steps() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "foods.csv", foods().0);
    let page = |more: &[&str]| {
        let out = text(&folder.path().join("out"));
        let base = ["report", &path, "--about", "dossier", "--highlight", "A03", "--period", "2018", "--kind", "count"];
        stdout(&[&base, more, &["--replicates", "99", "--out", &out]].concat());
        fs::read_to_string(folder.path().join("out/report.html")).unwrap()
    };
    assert!(page(&["--disclosure", "nhs"]).contains("disclosure control (nhs) hid or rounded them"));
    assert!(!page(&[]).contains("disclosure control ("));
}

/// A dossier starts from what the data have for each month: on the page, in its table, and added up to the figure of the period.
#[test]
fn a_dossier_starts_from_the_months_of_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let out = text(&folder.path().join("out"));
    let base = ["report", &path, "--about", "dossier", "--highlight", "A03", "--by", "year", "--out", &out];
    stdout(&base);
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let figures = fs::read_to_string(folder.path().join("out/dossier.csv")).unwrap();
    let of = |name: &str| value(&figures, name);
    let months: Vec<String> = (1..=6).map(|month| format!("2024-{month:02}")).collect();
    // As the input has it: 20 + 3 x 7 + month.
    for (at, month) in months.iter().enumerate() {
        assert!((of(&format!("input,observed {month},")) - (42.0 + at as f64)).abs() < 1e-9);
        assert!((of(&format!("input,denominator {month},")) - 11_500.0).abs() < 1e-9);
    }
    let sum: f64 = months.iter().map(|month| of(&format!("input,observed {month},"))).sum();
    assert!((sum - of("recorded,observed,")).abs() < 1e-9);
    assert!(page.contains("42 + 43 + 44 + 45 + 46 + 47 = <b>267 recorded</b>"));
    assert!(page.contains("÷ 6 months = <b>11,500 (denominator, the mean)</b>"));
    assert!(
        page.contains("The counts stand in small.csv; 72 rows")
            || page.contains("The counts stand in small.csv; 66 rows")
    );
    // Months are counts that no rule of disclosure has seen.
    stdout(&[&base[..], &["--disclosure", "nhs", "--kind", "count"]].concat());
    let figures = fs::read_to_string(folder.path().join("out/dossier.csv")).unwrap();
    assert!(!figures.contains("input,"));
}

/// No page of a report or of a site is above a megabyte, and every area is on one of them.
#[test]
fn many_areas_have_pages_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let name = "NHS Very Long Named Place of the Upper and Middle Valleys with Isle of Somewhere";
    let mut table = "area,name,observed,population\n".to_owned();
    (0..1_300).for_each(|i| table += &format!("B{i:04},{name} {i},{},{}\n", 200 + i % 97, 100_000 + i * 13));
    let path = file(folder.path(), "many.csv", table);
    for (option, name) in [("--out", "report"), ("--site", "site")] {
        let out = folder.path().join(name);
        stdout(&["report", &path, option, &text(&out)]);
        let pages: Vec<_> =
            files_below(&out).into_iter().filter(|p| p.extension().is_some_and(|e| e == "html")).collect();
        let texts: Vec<String> = pages.iter().map(|p| fs::read_to_string(out.join(p)).unwrap()).collect();
        for (page, text) in pages.iter().zip(&texts) {
            assert!(text.len() <= 1_000_000, "{}: {} bytes", page.display(), text.len());
        }
        let of_areas: String = pages
            .iter()
            .zip(&texts)
            .filter(|(p, _)| text(p).contains("-areas"))
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!((0..1_300).filter(|i| !of_areas.contains(&format!("(B{i:04})"))).count(), 0, "{option}");
        let first = texts.iter().find(|text| text.contains("All 1,300 areas on a page of their own"));
        assert!(first.is_some(), "{option}");
        assert!(first.unwrap().contains("<img src="), "a chart of so many areas is a file");
    }
}

/// A map by year is of whole years.
#[test]
fn a_map_of_a_league_by_year_is_not_of_a_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = "month,code,numerator,denominator\n".to_owned();
    for month in 1..=12 {
        (0..12)
            .for_each(|a| table += &format!("2024-{month:02},A{a:02},{},{}\n", 300 + a * 40 + month, 10_000 + 500 * a));
    }
    let path = file(folder.path(), "year.csv", table);
    let outline = |a: usize| {
        let (x, y) = (a % 4, a / 4);
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"A{a:02}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":\
             [[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]]}}}}",
            x + 1,
            x + 1,
            y + 1,
            y + 1
        )
    };
    let outlines = (0..12).map(outline).collect::<Vec<_>>().join(",");
    let places =
        file(folder.path(), "b.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":[{outlines}]}}"));
    let out = folder.path().join("out");
    let base = ["report", &path, "--by", "year", "--about", "national", "--kind", "count", "--boundaries", &places];
    stdout(&[&base[..], &["--out", &text(&out)]].concat());
    let map = fs::read_to_string(out.join("charts/by-area.svg")).unwrap();
    assert!(map.contains("2024") && !map.contains("of its 12 months"));
}
