//! End to end: the league of all treatments.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, unwarranted};
use serde_json::Value;

const COLUMNS: [&str; 10] = [
    "--area",
    "ccg",
    "--within",
    "practice",
    "--observed",
    "items",
    "--denominator",
    "patients",
    "--treatment",
    "drug",
];

/// Six areas of 4 to 9 practices; areas differ much in `wide`, not at all in `even`; `rare` has three rows.
fn practices() -> String {
    let mut text = String::from("ccg,practice,drug,items,patients\n");
    for area in 0..6_u32 {
        for practice in 0..4 + area {
            let patients = 2_000 + 700 * practice + 130 * area;
            let wobble = 90 + (practice * 37 + area * 11) % 21;
            for (drug, rate) in [("wide", 40 * (1 + area)), ("even", 100)] {
                let items = patients * wobble * rate / 100_000;
                text.push_str(&format!("A{area},P{area}{practice},{drug},{items},{patients}\n"));
            }
            if practice == 0 && area < 3 {
                text.push_str(&format!("A{area},P{area}{practice},rare,{},{patients}\n", 1 + area));
            }
        }
    }
    text
}

fn treatment<'a>(out: &'a Value, id: &str) -> &'a Value {
    out["treatments"].as_array().unwrap().iter().find(|t| t["id"] == id).unwrap()
}

/// What the sums over practices say, worked out here once more: PSV, phi, median of effective events.
fn by_hand(drug: &str) -> [f64; 3] {
    let text = practices();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let of = |area: &str, wanted: &str| -> Vec<(f64, f64)> {
        let here = |row: &&Vec<&str>| row[0] == area && row[2] == "wide";
        let items = |practice: &str| {
            let found = rows.iter().find(|row| row[1] == practice && row[2] == wanted);
            found.map_or(0.0, |row| row[3].parse().unwrap())
        };
        rows.iter().filter(here).map(|row| (items(row[1]), row[4].parse().unwrap())).collect()
    };
    let areas: Vec<Vec<(f64, f64)>> = ["A0", "A1", "A2", "A3", "A4", "A5"].map(|area| of(area, drug)).to_vec();
    let sum = |area: &[(f64, f64)]| area.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let (o, d) = areas.iter().map(|a| sum(a)).fold((0.0, 0.0), |s, a| (s.0 + a.0, s.1 + a.1));
    let (mut psv, mut scatter) = (0.0, 0.0);
    for area in &areas {
        let (own, people) = sum(area);
        let (n, w, r) = (area.len() as f64, people / d, own / people);
        let v = n / (n - 1.0) * area.iter().map(|(y, m)| (y - r * m).powi(2)).sum::<f64>();
        psv += w * (r / (o / d) - 1.0).powi(2) - w * (1.0 - w) * v / people.powi(2) / (o / d).powi(2);
        scatter += v;
    }
    let mut effective: Vec<f64> = areas.iter().map(|a| sum(a).1 * o / d / (scatter / o)).collect();
    effective.sort_by(f64::total_cmp);
    [psv, scatter / o, f64::midpoint(effective[2], effective[3])]
}

#[test]
fn the_league_is_what_practices_add_up_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "practices.csv", practices());
    let args = [&["sweep", &path, "--replicates", "199", "--seed", "4", "--format", "json"][..], &COLUMNS].concat();
    let out = json(&args);
    assert_eq!((&out["schema"], &out["areas"], &out["ranked_by"]), (&1.into(), &6.into(), &"psv".into()));
    for drug in ["wide", "even", "rare"] {
        let found = treatment(&out, drug);
        for (key, wanted) in ["psv", "phi", "effective_median"].iter().zip(by_hand(drug)) {
            let value = found[key].as_f64().unwrap();
            assert!((value - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{drug} {key}: {value}, not {wanted}");
        }
        assert_eq!(found["areas"], 6);
    }
    let (wide, rare) = (treatment(&out, "wide"), treatment(&out, "rare"));
    assert_eq!((&wide["rank"], &wide["not_ranked"], &wide["highest"]), (&1.into(), &Value::Null, &"A5".into()));
    let number = |key: &str| wide[key].as_f64().unwrap();
    assert!(number("psv_lower") < number("psv") && number("psv") < number("psv_upper"));
    assert!(number("p") <= 0.01 && number("differ") >= 2.0 && number("beyond") < number("differ"), "{wide}");
    assert!(number("highest_lower") < number("highest_rate") && number("highest_rate") < number("highest_upper"));
    assert_eq!(rare["rank"], Value::Null);
    assert!(rare["not_ranked"].as_str().unwrap().contains("10 effective events"));
    assert!(out["tests"].as_u64().unwrap() >= 12);
}

/// The same figures under two names have one place, in tables and in words.
#[test]
fn equal_treatments_share_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let twin: String = practices()
        .lines()
        .filter(|row| row.contains(",wide,"))
        .fold(String::new(), |all, row| all + &row.replace(",wide,", ",twin,") + "\n");
    let path = file(folder.path(), "practices.csv", practices() + &twin);
    let out = json(&[&["sweep", &path, "--format", "json"][..], &COLUMNS].concat());
    let places = |id: &str| {
        ["rank", "rank_lower", "rank_upper", "rank_lower_together", "rank_upper_together"]
            .map(|key| treatment(&out, id)[key].as_u64().unwrap())
    };
    assert_eq!(places("wide"), places("twin"));
    assert_eq!((places("wide")[0], places("wide")[3], places("wide")[4]), (1, 1, 2));
    let table = stdout(&[&["sweep", &path][..], &COLUMNS].concat());
    assert!(table.matches(" 1= ").count() == 2 && table.contains("=: the place is shared"), "{table}");
    let to = folder.path().join("league");
    stdout(&[&["sweep", &path, "--out", to.to_str().unwrap()][..], &COLUMNS].concat());
    let page = std::fs::read_to_string(to.join("index.html")).unwrap();
    assert!(page.contains("Two treatments share the first place"), "{page}");
}

/// A handful of practices in an area shows too little of chance, which is said.
#[test]
fn few_practices_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, text: String| {
        let path = file(folder.path(), name, text);
        let out = unwarranted().args([&["sweep", &path][..], &COLUMNS].concat()).output().unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stderr).unwrap()
    };
    assert!(told("few.csv", practices()).contains("The median area has 7 practices. So few show too little of chance"));
    let again: String =
        practices().lines().skip(1).fold(String::new(), |all, row| all + &row.replace(",P", ",Q") + "\n");
    assert!(!told("enough.csv", practices() + &again).contains("The median area has"));
}

/// The contract of the columns: the CSV has those of the JSON, a row per treatment.
#[test]
fn csv_has_the_columns_of_json_and_threads_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "practices.csv", practices());
    let args = |format: &'static str| [&["sweep", &path, "--format", format][..], &COLUMNS].concat();
    let (csv, out) = (stdout(&args("csv")), json(&args("json")));
    let head: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let keys = out["treatments"][0].as_object().unwrap();
    assert!(head.len() == keys.len() && head.iter().all(|column| keys.contains_key(*column)), "{head:?}");
    assert_eq!(csv.lines().count(), 4);
    let contract = "id,title,areas,observed,rate,psv,psv_lower,psv_upper,cv_weighted,reliability,phi,effective_median,p,rank,\
                    rank_lower,rank_upper,not_ranked,differ,beyond,highest,lowest";
    assert!(contract.split(',').all(|key| keys.contains_key(key)));
    for threads in ["1", "3"] {
        let run = unwarranted().args(args("csv")).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(String::from_utf8(run.stdout).unwrap(), csv);
    }
    // The page holds no script but its own, and the folder what its manifest lists.
    let out = folder.path().join("league");
    let run = unwarranted()
        .args([&["sweep", &path, "--out"][..], &[out.to_str().unwrap()], &COLUMNS].concat())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let page = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("wide") && page.contains("Not ranked, and why") && !page.contains("http://"));
    assert!(std::fs::read(out.join("areas.parquet")).unwrap().starts_with(b"PAR1"));
    assert_eq!(std::fs::read_to_string(out.join("league.csv")).unwrap(), csv);
    // Every treatment has its page, which the league leads to.
    for name in ["wide", "even", "rare"] {
        let path = format!("treatments/t-{name}.html");
        assert!(page.contains(&format!("href=\"{}\"", path.replace('/', "&#x2f;"))), "{name}");
        let own = std::fs::read_to_string(out.join(path)).unwrap();
        assert!(own.contains("href=\"../index.html\"") && own.contains("All areas by their rates"), "{name}");
        assert!(name != "wide" || own.contains("differ from it"), "{own}");
    }
    let table = stdout(&args("table"));
    assert!(table.contains("Not ranked (1): the median area expects fewer than 10 effective events: rare"), "{table}");
}

/// Without practices the league is by the gamma variance, which says what it cannot tell apart.
#[test]
fn areas_alone_make_a_league_of_another_kind() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("code,drug,items,patients\n");
    let mut money = String::from("code,drug,cost,patients\n");
    for area in 0..30_u32 {
        let patients = 9_000 + 400 * area;
        text.push_str(&format!("A{area:02},wide,{},{patients}\n", patients * (2 + area % 5) / 100));
        text.push_str(&format!("A{area:02},even,{},{patients}\n", patients / 25));
        money.push_str(&format!("A{area:02},cost,{}.5,{patients}\n", patients * (2 + area % 5)));
    }
    let path = file(folder.path(), "areas.csv", text);
    let columns = ["--area", "code", "--denominator", "patients", "--treatment", "drug", "--format", "json"];
    let run = |path: &str, observed: &str, more: &[&str]| {
        let args = [&["sweep", path, "--observed", observed, "--replicates", "99"][..], &columns, more].concat();
        json(&args)
    };
    let out = run(&path, "items", &[]);
    assert_eq!(out["ranked_by"], "variance_gamma");
    let wide = treatment(&out, "wide");
    assert_eq!((&wide["rank"], &wide["psv"]), (&1.into(), &Value::Null));
    assert!((wide["variance_gamma"].as_f64().unwrap() - 0.125).abs() < 0.03 && wide["differ"].as_u64().unwrap() > 10);
    // Places and areas that differ rest on events that do not repeat: said above both.
    let page = |to: &str, more: &[&str]| {
        let to = folder.path().join(to);
        let args = [&["sweep", &path, "--observed", "items", "--replicates", "99"][..], &columns[..6], more].concat();
        let args = [&args[..], &["--out", to.to_str().unwrap()]].concat();
        stdout(&args);
        ["index.html", "treatments/t-wide.html"].map(|name| std::fs::read_to_string(to.join(name)).unwrap())
    };
    let at = |page: &str, said: &str| page.find(said);
    for own in page("single", &[]) {
        let said = at(&own, "Where events repeat for one patient, as repeat prescriptions do").unwrap();
        assert!(said < at(&own, "<table").unwrap(), "{own}");
    }
    assert!(
        page("repeated", &["--per-person", "5"])
            .iter()
            .all(|own| at(own, "Where events repeat for one patient").is_none())
    );
    // Money has no chance of its own: no place, but a break-even; with what a person takes, a place.
    let path = file(folder.path(), "money.csv", money);
    let out = run(&path, "cost", &[]);
    let cost = treatment(&out, "cost");
    assert!(cost["rank"].is_null() && cost["break_even"].as_f64().unwrap() > 100.0, "{cost}");
    let out = run(&path, "cost", &["--per-person", "50"]);
    let cost = treatment(&out, "cost");
    assert_eq!((&cost["rank"], &cost["phi"]), (&1.into(), &100.0.into()));
    assert!((cost["variance_gamma"].as_f64().unwrap() - 0.125).abs() < 0.03, "{cost}");
    // What chance rests on is said.
    let told = |more: &[&str]| {
        let args = [&["sweep", &path, "--observed", "cost", "--replicates", "99"][..], &columns, more].concat();
        String::from_utf8(unwarranted().args(args).output().unwrap().stderr).unwrap()
    };
    assert!(told(&["--per-person", "50"]).contains("takes, as given: 50 in the unit of each numerator"));
    assert!(told(&[]).contains("give --per-person"));
}

#[test]
fn what_has_no_effect_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "practices.csv", practices());
    for (more, says) in [
        (["--per-person", "3"], "they show how large chance is"),
        (["--standardise", "indirect"], "has no effect on sweep"),
        (["--target", "pooled"], "has no effect on sweep"),
        (["--period", "2019"], "cannot be grouped by calendar year"),
    ] {
        let told = failure(&[&["sweep", &path][..], &COLUMNS, &more].concat());
        assert!(told.contains(says), "{told}");
    }
}

/// A simulated nation: the league of what is defined, and of everything by code, from a store.
#[test]
fn a_store_gives_a_league_of_the_whole_formulary() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    stdout(&["demo", "--out", demo.to_str().unwrap()]);
    assert!(std::fs::read_to_string(demo.join("league/index.html")).unwrap().contains("Gluten-free foods"));
    let store = demo.join("store");
    let args = |more: &[&'static str]| -> Vec<String> {
        let all = ["sweep", "--store", store.to_str().unwrap(), "--replicates", "199", "--format", "json"];
        all.iter().chain(more).map(ToString::to_string).collect()
    };
    let run = |more: &[&'static str]| {
        let args = args(more);
        json(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let chemicals = run(&["--grain", "chemical", "--period", "2020/21"]);
    let gluten = treatment(&chemicals, "BNF 0904010H0");
    assert_eq!((&gluten["rank"], &gluten["period"]), (&1.into(), &"2020/21".into()));
    // Commissioners by the name that they have since 2022.
    assert_eq!(run(&["--grain", "chemical", "--period", "2020/21", "--level", "sub-icb"]), chemicals);
    // The same by its code, and its rate as the command for rates has it.
    let alone = run(&["--bnf", "0904010H0", "--period", "2020/21"]);
    assert_eq!(alone["treatments"][0]["psv"], gluten["psv"]);
    assert_eq!(alone["treatments"][0]["psv_lower"], gluten["psv_lower"]);
    for quotient in ["eq_5_95", "eq_without_5"] {
        let own = |end: &str| gluten[format!("{quotient}{end}")].as_f64();
        let [value, lower, upper] = ["", "_lower", "_upper"].map(own);
        assert!(lower <= value && (upper.is_none() || value <= upper), "{quotient}: {lower:?} {value:?} {upper:?}");
        match (lower, own("_systematic")) {
            (Some(_), Some(left)) => assert!(left >= 1.0 && own("_systematic_lower").unwrap() <= left),
            (lower, left) => {
                let why = gluten[format!("{quotient}_undefined")].as_str();
                assert!(lower.is_none() && left.is_none() && why.is_some(), "{quotient}: {gluten}");
            }
        }
    }
    let store = store.to_str().unwrap();
    let args =
        ["rates", "--store", store, "--bnf", "0904010H0", "--by", "fy", "--period", "2020/21", "--format", "json"];
    let rate = json(&args)["slices"][0]["rate"].as_f64().unwrap();
    assert!((gluten["rate"].as_f64().unwrap() - rate / 1000.0).abs() < 1e-12, "{rate}");
    let told = failure(&["sweep", "--store", store]);
    assert!(told.contains("--grain"), "{told}");
    assert!(failure(&["sweep", "--store", store, "--bnf", "0501", "--grain", "section"]).contains("cannot be used"));
    assert!(failure(&["sweep", "--store", store, "--grain", "section", "--period", "2031"]).contains("2031"));
    for (more, says) in [
        (&["--grain", "section", "--kind", "share"][..], "no effect on a sweep of a store"),
        (&["--grain", "section", "--denominator-is", "flow"], "no effect on a sweep of a store"),
        (&["--grain", "treatments", "--measure", "nic"], "a measure of its own"),
        (&["--grain", "section", "--period", "2020/21", "--from", "2020-06"], "cannot be used with --period"),
        (&["--grain", "section", "--title", "All"], "has no effect on sweep"),
        (&["--grain", "section", "--unit", "items per cent"], "has no effect on sweep"),
    ] {
        let told = failure(&[&["sweep", "--store", store], more].concat());
        assert!(told.contains(says), "{told}");
    }
}

/// With more periods than one, each is the league that it is by itself, but for the change; a printed league keeps no areas.
#[test]
fn periods_of_a_store_are_swept_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    stdout(&["demo", "--out", demo.to_str().unwrap()]);
    let store = demo.join("store");
    let args = |more: &[&'static str]| -> Vec<String> {
        let all = ["sweep", "--store", store.to_str().unwrap(), "--grain", "section", "--replicates", "99"];
        all.iter().chain(more).map(ToString::to_string).collect()
    };
    let run = |more: &[&'static str]| stdout(&args(more).iter().map(String::as_str).collect::<Vec<_>>());
    let all = run(&["--by", "quarter", "--format", "csv"]);
    let periods: std::collections::BTreeSet<&str> = all.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
    assert_eq!(periods.len(), 8);
    assert!(periods.contains("2020/21 Q3"), "{periods:?}");
    // The folder has the same table, and every area.
    let out = folder.path().join("league");
    let mut into = args(&["--by", "quarter", "--out"]);
    into.push(out.to_str().unwrap().to_owned());
    stdout(&into.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(std::fs::read_to_string(out.join("league.csv")).unwrap(), all);
    let areas = unwarranted::study::parquet::read_areas(&out.join("areas.parquet")).unwrap();
    let found: std::collections::BTreeSet<&str> = areas.iter().map(|area| &*area.period).collect();
    assert_eq!(found, periods);
}

/// Trying a definition says where it stands among all that are defined, without the one that it is compared with.
#[test]
fn a_definition_has_a_place_in_the_league() {
    let folder = tempfile::tempdir().unwrap();
    let demo = folder.path().join("demo");
    stdout(&["demo", "--out", demo.to_str().unwrap()]);
    let store = demo.join("store");
    let store = store.to_str().unwrap();
    let league = json(&[
        "sweep",
        "--store",
        store,
        "--grain",
        "treatments",
        "--level",
        "ccg",
        "--period",
        "2020-04",
        "--replicates",
        "0",
        "--format",
        "json",
    ]);
    let ranked: Vec<&str> = league["treatments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|t| !t["rank"].is_null())
        .map(|t| t["id"].as_str().unwrap())
        .collect();
    assert!(ranked.len() > 3, "{ranked:?}");
    let (first, last) = (ranked[0], ranked[ranked.len() - 1]);
    let args = [
        "treatment",
        "check",
        last,
        "--store",
        store,
        "--against",
        first,
        "--level",
        "ccg",
        "--period",
        "2020-04",
        "--format",
    ];
    let found = json(&[&args[..], &["json"]].concat());
    let place = |of: &str| ["rank", "of"].map(|key| found["league"][of][key].as_u64().unwrap());
    let n = ranked.len() as u64;
    assert_eq!((place("own"), place("against")), ([n - 1, n - 1], [1, n - 1]));
    assert!(stdout(&[&args[..], &["table"]].concat()).contains(&format!("{last} has place {} of {}", n - 1, n - 1)));
    assert!(failure(&["treatment", "check", last, "--store", store, "--level", "ccg"]).contains("--against"));
}

/// What a person takes, measure by measure, is what one amount for all is where the amounts are the same.
#[test]
fn a_file_of_measures_gives_amounts_per_person() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| file(folder.path(), name, text);
    let mut rows = "area,measure,items,people\n".to_owned();
    for area in 0..20u64 {
        for (measure, each) in [("pens", 40), ("pumps", 900)] {
            rows += &format!("A{area:02},{measure},{},{}\n", each * (60 + area * 7 % 31), 20_000 + 500 * area);
        }
    }
    let data = write("data.csv", rows);
    let columns = ["--area", "area", "--treatment", "measure", "--observed", "items", "--denominator", "people"];
    let found = |more: &[&str]| {
        let out = json(&[&["sweep", &data, "--replicates", "99", "--format", "json"][..], &columns, more].concat());
        ["pens", "pumps"].map(|id| ["phi", "variance_gamma"].map(|key| treatment(&out, id)[key].clone()))
    };
    let of = |name: &str, text: &str| write(name, format!("measure,per_person,per_person_cv\n{text}"));
    let (each, pens) = (of("each.csv", "pens,12,0.5\npumps,300,1\n"), of("pens.csv", "pens,12,0.5\n"));
    let both = found(&["--measures", &each]);
    let [all_12, all_300] = [found(&["--per-person", "12", "--per-person-cv", "0.5"]), found(&["--per-person", "300"])];
    assert_eq!(both, [all_12[0].clone(), all_300[1].clone()]);
    assert_eq!((both[0][0].as_f64(), both[1][0].as_f64()), (Some(15.0), Some(600.0)));
    // What is not known of one is not taken from the other; one amount for all stands above the file.
    assert_eq!(found(&["--measures", &pens])[1], found(&[])[1]);
    assert_eq!(found(&["--measures", &each, "--per-person", "300"]), all_300);
}

/// Squares in a row for areas, with a code that is not in the data.
fn squares(codes: &[&str]) -> String {
    let one = |(at, code): (usize, &&str)| {
        let (x0, x1) = (-2.0 + 0.2 * at as f64, -1.8 + 0.2 * at as f64);
        format!(
            "{{\"type\": \"Feature\", \"properties\": {{\"code\": \"{code}\", \"name\": \"Place {code}\"}}, \"geometry\": \
             {{\"type\": \"Polygon\", \"coordinates\": [[[{x0}, 53.0], [{x1}, 53.0], [{x1}, 53.3], [{x0}, 53.3], [{x0}, 53.0]]]}}}}"
        )
    };
    let all: Vec<String> = codes.iter().enumerate().map(one).collect();
    format!("{{\"type\": \"FeatureCollection\", \"name\": \"areas_2021\", \"features\": [{}]}}", all.join(", "))
}

#[test]
fn a_map_says_in_how_many_treatments_areas_differ() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let path = file(here, "practices.csv", practices().replace("\nA", "\nX0"));
    let outlines = file(here, "areas.geojson", squares(&["X00", "X01", "X02", "X03", "X04", "X05", "X09"]));
    let out = here.join("league");
    let national = |more: &[&str]| {
        let args = ["report", &path, "--about", "national", "--out", out.to_str().unwrap(), "--replicates", "99"];
        let done = unwarranted().args(args).args(COLUMNS).args(more).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    assert_eq!(national(&["--boundaries", &outlines]).0, Some(0));
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    // The counts are those of the table of all areas.
    let table = unwarranted::study::parquet::read_areas(&out.join("areas.parquet")).unwrap();
    let counts: Vec<Vec<String>> =
        read("by_area.csv").lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    assert_eq!(
        read("by_area.csv").lines().next(),
        Some("period,area,name,ods_code,ons_code,treatments,tested,differ,higher,lower,beyond,unknown")
    );
    assert_eq!(counts.len(), 6);
    for row in &counts {
        assert_eq!(row[5], table.iter().filter(|entry| *entry.area == *row[1]).count().to_string(), "{row:?}");
        let number = |at: usize| row[at].parse::<usize>().unwrap();
        assert!(number(7) == number(8) + number(9) && number(7) <= number(6) && number(6) <= number(5), "{row:?}");
    }
    // Every table says what each of its columns means, a league in its own words.
    let metadata: Value = serde_json::from_str(&read("csv-metadata.json")).unwrap();
    let described = metadata["tables"].as_array().unwrap();
    assert_eq!(described.iter().map(|t| t["url"].as_str().unwrap()).collect::<Vec<_>>(), ["league.csv", "by_area.csv"]);
    for table in described {
        let columns = table["tableSchema"]["columns"].as_array().unwrap();
        let names = columns.iter().map(|c| c["titles"].as_str().unwrap()).collect::<Vec<_>>().join(",");
        assert_eq!(Some(&*names), read(table["url"].as_str().unwrap()).lines().next());
        for (name, about) in
            [("change", "Systematic variance less"), ("rank", "Place in the league"), ("lower", "Of those")]
        {
            let column = columns.iter().find(|c| c["titles"] == name);
            assert!(column.is_none_or(|c| c["dc:description"].as_str().unwrap().starts_with(about)), "{column:?}");
        }
    }
    let differ: usize = counts.iter().map(|row| row[7].parse::<usize>().unwrap()).sum();
    let league: Value = serde_json::from_str(&read("league.json")).unwrap();
    let of_treatments = league["treatments"].as_array().unwrap().iter();
    assert_eq!(differ as u64, of_treatments.map(|t| t["differ"].as_u64().unwrap()).sum::<u64>());
    assert!(differ > 0);
    // What is drawn says the same, and what is not in the data is hatched.
    let drawn = read("charts/by-area.csv");
    for row in &counts {
        let own = drawn.lines().find(|line| line.starts_with(&format!("{},", row[1]))).unwrap();
        assert_eq!(own.split(',').nth(2), Some(row[7].as_str()), "{own}");
    }
    assert!(drawn.lines().any(|line| line.starts_with("X09,") && line.contains("not in the data")), "{drawn}");
    let svg = read("charts/by-area.svg");
    for part in [
        "Treatments in which an area differs",
        "Hatched, not in the data: 1 area (Place X09)",
        "from the rate of all in",
    ] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
    let page = read("index.html");
    assert!(page.contains("In how many treatments each area differs") && !page.contains("There is no map"), "{page}");
    // A layout of hexagons is drawn as such; without either the page says so.
    let cells: Vec<String> =
        (0..6).map(|at| format!("\"X0{at}\": {{\"n\": \"Place {at}\", \"q\": {at}, \"r\": 0}}")).collect();
    let hexes = file(here, "hexes.hexjson", format!("{{\"layout\": \"odd-r\", \"hexes\": {{{}}}}}", cells.join(", ")));
    assert_eq!(national(&["--boundaries", &hexes]).0, Some(0));
    assert!(read("charts/by-area.svg").contains("Each area is one hexagon"));
    assert_eq!(national(&[]).0, Some(0));
    assert!(read("index.html").contains("There is no map: the program holds no outlines of areas"));
    assert!(!out.join("charts/by-area.svg").exists());
    let others = file(here, "others.geojson", squares(&["Y00", "Y01"]));
    let (code, said) = national(&["--boundaries", &others]);
    assert!(code == Some(1) && said.contains("only 0 of the 6 areas"), "{said}");
    let printed = failure(&["sweep", &path, "--area", "ccg", "--within", "practice", "--boundaries", &outlines]);
    assert!(printed.contains("--out"), "{printed}");
}

/// Both codes of an area stand in the tables, whichever the data have; of areas that nobody knows there are none.
#[test]
fn areas_have_both_codes_where_they_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let swept = |name: &str, codes: [&str; 6]| -> Vec<[String; 3]> {
        let named =
            (0..6).fold(practices(), |text, at| text.replace(&format!("\nA{at},"), &format!("\n{},", codes[at])));
        let path = file(folder.path(), &format!("{name}.csv"), named);
        let out = folder.path().join(name);
        let args = ["sweep", &path, "--replicates", "0", "--out", out.to_str().unwrap()];
        assert!(unwarranted().args(args).args(COLUMNS).output().unwrap().status.success());
        let table = std::fs::read_to_string(out.join("by_area.csv")).unwrap();
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        table.lines().skip(1).map(cells).map(|row| [row[1].clone(), row[3].clone(), row[4].clone()]).collect()
    };
    let nhs = ["00L", "00N", "00P", "00Q", "00R", "01A"];
    let known = swept("nhs", nhs);
    assert!(known.iter().all(|[area, ods, ons]| area == ods && ons.starts_with("E38") && ons.len() == 9), "{known:?}");
    let ons: Vec<&str> = known.iter().map(|[.., ons]| ons.as_str()).collect();
    let back = swept("ons", ons.clone().try_into().unwrap());
    assert!(back.iter().all(|[area, ods, ons]| area == ons && nhs.contains(&ods.as_str())), "{back:?}");
    let unknown = swept("own", ["A0", "A1", "A2", "A3", "A4", "A5"]);
    assert!(unknown.iter().all(|[_, ods, ons]| ods.is_empty() && ons.is_empty()), "{unknown:?}");
}

/// Rare treatments are smoothed by neighbours from a table and from boundaries alike; common ones are left and said to be.
#[test]
fn rare_treatments_of_a_folder_are_smoothed() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let path = file(here, "practices.csv", practices().replace("\nA", "\nX0"));
    let codes = ["X00", "X01", "X02", "X03", "X04", "X05"];
    let outlines = file(here, "areas.geojson", squares(&codes));
    let pairs: String = codes.windows(2).map(|pair| format!("{},{}\n", pair[0], pair[1])).collect();
    let pairs = file(here, "pairs.csv", format!("i,j\n{pairs}"));
    let swept = |name: &str, more: &[&str]| {
        let out = here.join(name);
        let args = ["sweep", &path, "--replicates", "99", "--out", out.to_str().unwrap()];
        let done = unwarranted().args(args).args(COLUMNS).args(more).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out
    };
    let by_table = swept("table", &["--neighbours", &pairs]);
    let touching = swept("touching", &["--neighbours", "touching", "--boundaries", &outlines]);
    let read = |out: &std::path::Path, name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    for name in ["smoothed.csv", "smoothing.csv"] {
        assert_eq!(read(&by_table, name), read(&touching, name));
    }
    let fates: Vec<Vec<String>> = read(&by_table, "smoothing.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let fate = |id: &str| fates.iter().find(|row| row[1] == id).unwrap()[2].clone();
    assert_eq!([fate("rare"), fate("wide")], ["yes", "common"]);
    for name in ["smoothed.csv", "smoothing.csv"] {
        assert!(read(&by_table, "csv-metadata.json").contains(&format!("\"url\": \"{name}\"")), "{name}");
    }
    let table = read(&by_table, "smoothed.csv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().filter(|row| row[1] == "rare").count() == 6 && rows.iter().all(|row| row[1] != "wide"));
    for row in &rows {
        let [ratio, rr, sd, lower, upper, p] = [6, 7, 8, 9, 10, 11].map(|at| row[at].parse::<f64>().unwrap());
        assert!(lower <= rr && rr <= upper && sd > 0.0 && (0.0..=1.0).contains(&p), "{row:?}");
        assert!((rr - 1.0).abs() <= (ratio - 1.0).abs() + 0.5, "drawn towards the others: {row:?}");
    }
    assert!(read(&by_table, "index.html").contains("smoothed.csv"));
    assert!(read(&by_table, "manifest.json").contains("pairs.csv"));
    // The folder holds the study that gives it again.
    assert!(read(&touching, "study.toml").contains("neighbours = \"touching\""));
    stdout(&["verify", touching.to_str().unwrap()]);
    let plain = ["sweep", &path, "--replicates", "99"];
    let refused = |more: &[&str]| failure(&[&plain[..], &COLUMNS, more].concat());
    assert!(refused(&["--neighbours", &pairs]).contains("--out"));
    let out = here.join("none");
    let into = ["--out", out.to_str().unwrap()];
    assert!(refused(&[&into[..], &["--neighbours", "touching"]].concat()).contains("goes with --boundaries"));
    let strangers = file(here, "strangers.csv", "i,j\nX00,B7\n");
    assert!(refused(&[&into[..], &["--neighbours", &strangers]].concat()).contains("B7"));
    assert!(!out.exists());
}

/// Amounts whose chance nobody knows: the page gives the reason once with the unit of each sum, and lists no area as untested.
#[test]
fn treatments_that_share_a_reason_share_a_table_and_nobody_is_listed_who_is_not_tested() {
    let folder = tempfile::tempdir().unwrap();
    let row = |(treatment, i): (&str, usize)| format!("{treatment},A{i},{}.5,{}\n", 900 + 70 * i, 1000 + i);
    let each = ["drugs", "doses"].into_iter().flat_map(|treatment| (0..12).map(move |i| (treatment, i)));
    let rows: String = each.map(row).collect();
    let path = file(folder.path(), "amounts.csv", format!("treatment,area,observed,population\n{rows}"));
    let measures = file(
        folder.path(),
        "measures.csv",
        "measure,title,unit,kind\ndrugs,Drugs,pounds per patient,amount\ndoses,Doses,daily doses per patient,amount\n",
    );
    let out = folder.path().join("league");
    stdout(&["sweep", &path, "--measures", &measures, "--out", out.to_str().unwrap()]);
    let page = std::fs::read_to_string(out.join("index.html")).unwrap();
    for (said, times) in [
        ("so chance is not known</caption>", 1),
        (">pounds</td>", 1),
        (">daily doses</td>", 1),
        ("No area can be tested in any treatment", 1),
        ("Treatments tested", 0),
    ] {
        assert_eq!(page.matches(said).count(), times, "{said}: {page}");
    }
    // The table to take away has them all.
    assert_eq!(std::fs::read_to_string(out.join("by_area.csv")).unwrap().lines().count(), 13);
}
