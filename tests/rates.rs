//! End to end: intervals of rates at several levels and by several methods, inequality, further indices, practices.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, unwarranted};
use serde_json::Value;

/// Counts that are also fit to be shares, and a deprivation score.
const TABLE: &str = "area,imd,numerator,denominator\nA,10,8,200\nB,20,24,300\nC,30,40,250\nD,40,70,400\nE,50,61,280\n";

fn areas(out: &Value) -> &Vec<Value> {
    out["slices"][0]["areas"].as_array().unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

#[test]
fn one_level_keeps_its_columns_and_several_add_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", TABLE);
    let one = stdout(&["rates", &path, "--format", "csv"]);
    assert!(!one.lines().next().unwrap().contains("lower_95"));
    let [one, two] = ["0.95", "0.95,0.998"].map(|l| json(&["rates", &path, "--confidence", l, "--format", "json"]));
    let outer = json(&["rates", &path, "--confidence", "0.998", "--format", "json"]);
    assert!(areas(&one)[0].get("intervals").is_none());
    for ((a, b), c) in areas(&one).iter().zip(areas(&two)).zip(areas(&outer)) {
        assert_eq!((&a["lower"], &a["upper"]), (&b["lower"], &b["upper"]));
        assert_eq!((&b["intervals"]["95"][0], &b["intervals"]["95"][1]), (&b["lower"], &b["upper"]));
        assert_eq!((&b["intervals"]["99.8"][0], &b["intervals"]["99.8"][1]), (&c["lower"], &c["upper"]));
        assert_eq!(b["ratio_intervals"]["99.8"][1], c["ratio_upper"]);
        assert!(number(&b["ratio_lower"]) < number(&b["ratio"]) && number(&b["ratio"]) < number(&b["ratio_upper"]));
        // With internal expected values rate and ratio differ by a constant.
        let scale = number(&b["rate"]) / number(&b["ratio"]);
        assert!((number(&b["lower"]) / number(&b["ratio_lower"]) / scale - 1.0).abs() < 1e-12);
    }
    let csv = stdout(&["rates", &path, "--confidence", "0.95,0.998,0.8", "--format", "csv"]);
    for column in ["lower_95", "upper_99_8", "lower_80", "ratio_lower_99_8", "ratio_lower", "ratio_upper"] {
        assert!(csv.lines().next().unwrap().split(',').any(|c| c == column), "{column}");
    }
    assert!(stdout(&["rates", &path, "--confidence", "0.95,0.998"]).contains("Interval 99.8%"));
    assert!(failure(&["rates", &path, "--confidence", "0.95,0.95"]).contains("each level once"));
    assert!(
        failure(&["rates", &path, "--confidence", "95"])
            .contains("--confidence is 95; expected a level above 0 and below 1")
    );
    assert!(
        failure(&["indices", &path, "--confidence", "0.95,0.998"])
            .contains("--confidence with several levels has no effect on indices")
    );
}

#[test]
fn intervals_are_made_as_asked_and_refused_where_they_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", TABLE);
    let method = |args: &[&str]| {
        let out = json(&[&["rates", &path, "--format", "json"], args].concat());
        [0, 4].map(|i| areas(&out)[i]["interval_method"].as_str().unwrap().to_owned())
    };
    assert_eq!(method(&[]), ["exact Poisson", "Byar"]);
    assert_eq!(method(&["--interval", "exact"]), ["exact Poisson"; 2]);
    assert_eq!(method(&["--interval", "byar"]), ["Byar"; 2]);
    assert_eq!(method(&["--kind", "share"]), ["Wilson"; 2]);
    assert_eq!(method(&["--kind", "share", "--interval", "clopper-pearson"]), ["Clopper-Pearson"; 2]);
    let refused = |args: &[&str]| failure(&[&["rates", &path], args].concat());
    assert!(refused(&["--interval", "wilson"]).contains("--kind share"));
    assert!(refused(&["--kind", "share", "--interval", "exact"]).contains("clopper-pearson"));
    assert!(refused(&["--kind", "amount", "--interval", "phe"]).contains("amount"));
    assert!(refused(&["--interval", "normal"]).contains("byar"));
}

#[test]
fn the_undefined_column_of_rates_names_only_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "money.csv", "area,numerator,denominator\nA,5.5,100\nB,7.25,100\n");
    let csv = stdout(&["rates", &path, "--format", "csv"]);
    assert!(csv.contains("interval: the numerator is an amount") && !csv.contains("flag"), "{csv}");
    assert!(stdout(&["outliers", &path, "--format", "csv"]).contains("flag: "));
}

/// Weighted least squares on the ridit, in the open.
fn slope_index(rates: &[f64], people: &[f64]) -> f64 {
    let total: f64 = people.iter().sum();
    let mut below = 0.0;
    let mut ridits = Vec::new();
    for n in people {
        ridits.push((below + n / 2.0) / total);
        below += n;
    }
    let mean = |v: &[f64]| v.iter().zip(people).map(|(v, n)| v * n).sum::<f64>() / total;
    let (x, y) = (mean(&ridits), mean(rates));
    let pairs = ridits.iter().zip(rates).zip(people);
    let (xy, xx) = pairs.fold((0.0, 0.0), |s, ((r, v), n)| (s.0 + n * (r - x) * (v - y), s.1 + n * (r - x).powi(2)));
    xy / xx
}

#[test]
fn inequality_over_a_ranking_is_a_line_through_the_areas() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", TABLE);
    let args = ["rates", &path, "--inequality", "--rank-by", "imd", "--per", "1000"];
    let out = json(&[&args[..], &["--format", "json"]].concat());
    let slice = &out["slices"][0];
    assert_eq!((&slice["areas"], &slice["left_out"]), (&5.into(), &0.into()));
    let of = |id: &str| slice["inequality"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap().clone();
    let people = [200.0, 300.0, 250.0, 400.0, 280.0];
    let rates: Vec<f64> = [8.0, 24.0, 40.0, 70.0, 61.0].iter().zip(people).map(|(o, n)| 1000.0 * o / n).collect();
    let slope = slope_index(&rates, &people);
    assert!((number(&of("sii")["value"]) - slope).abs() < 1e-9);
    for id in ["sii", "rii", "rii-mean"] {
        let found = of(id);
        assert!(number(&found["value"]) > 0.0, "{found}");
        assert!(found["method"].as_str().unwrap().contains("least squares"));
    }
    let csv = stdout(&[&args[..], &["--format", "csv"]].concat());
    assert_eq!(csv.lines().count(), 4);
    let table = stdout(&args);
    assert!(table.contains("Slope index of inequality") && table.contains("Fieller"), "{table}");
    assert!(failure(&["rates", &path, "--inequality"]).contains("--rank-by"));
}

#[test]
fn atkinson_is_given_at_any_aversion_and_the_jackknife_beside_the_intervals() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", TABLE);
    let args = ["indices", &path, "--replicates", "99", "--format", "json"];
    let plain = json(&args);
    let out = json(&[&args[..], &["--atkinson", "0,0.25,0.5,2", "--atkinson", "0.25", "--jackknife"]].concat());
    let all = out["slices"][0]["indices"].as_array().unwrap();
    let of = |id: &str| all.iter().filter(|i| i["id"] == id).collect::<Vec<_>>();
    assert_eq!(of("atkinson-0.25").len(), 1);
    assert_eq!(of("atkinson-2").len(), 1, "not twice");
    let value = |id: &str| number(&of(id)[0]["value"]);
    assert!(value("atkinson-0").abs() < 1e-12 && value("atkinson-0.25") > 0.0);
    assert!((value("atkinson-0.5") - value("atkinson")).abs() < 1e-12);
    assert!((number(&of("atkinson-0.5")[0]["lower"]) / number(&of("atkinson")[0]["lower"]) - 1.0).abs() < 1e-9);
    assert_eq!(of("atkinson-0.5")[0]["p"], of("atkinson")[0]["p"]);
    for index in all {
        assert_ne!(index["jackknife_error"].is_null(), index["jackknife_undefined"].is_null(), "{index}");
    }
    assert!(of("eq")[0]["jackknife_undefined"].as_str().unwrap().contains("smooth"));
    let cv = of("cv")[0];
    assert!(
        number(&cv["jackknife_lower"]) < number(&cv["value"]) && number(&cv["value"]) < number(&cv["jackknife_upper"])
    );
    let before = plain["slices"][0]["indices"].as_array().unwrap();
    assert!(before.iter().all(|i| i.get("jackknife_error").is_none()));
    let csv = stdout(&["indices", &path, "--replicates", "0", "--jackknife", "--format", "csv"]);
    assert!(
        csv.lines().next().unwrap().ends_with("jackknife_error,jackknife_lower,jackknife_upper,jackknife_undefined")
    );
    assert!(stdout(&["indices", &path, "--replicates", "0", "--jackknife"]).contains("Jackknife"));
    assert!(failure(&["indices", &path, "--atkinson", "-1"]).contains("aversion"));
}

/// Practices in four areas; pounds or items.
fn practices(decimals: &str) -> String {
    let mut text = String::from("ccg,practice,spend,list_size\n");
    for i in 0..40_u32 {
        let size = 3000 + 137 * (i * 7 % 23);
        let spend = size * (60 + 9 * (i % 4) + i * 13 % 17) / 100;
        text += &format!("C{},P{i:02},{spend}{decimals},{size}\n", i % 4);
    }
    text
}

#[test]
fn practices_are_summed_by_area_and_drawn_again_for_intervals() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "spend.csv", practices(".25"));
    let args =
        ["indices", &path, "--area", "ccg", "--observed", "spend", "--within", "practice", "--replicates", "199"];
    let run = |more: &[&str]| json(&[&args[..], &["--format", "json"], more].concat());
    let out = run(&[]);
    let slice = &out["slices"][0];
    assert_eq!((&slice["areas"], &slice["kind"]), (&4.into(), &"amount".into()));
    let of = |out: &Value, id: &str| {
        out["slices"][0]["indices"].as_array().unwrap().iter().find(|i| i["id"] == id).unwrap().clone()
    };
    for id in ["cv", "gini", "theil-t", "range"] {
        let index = of(&out, id);
        assert_eq!(index["interval_method"], "bootstrap of practices within areas", "{index}");
        assert!(number(&index["lower"]) <= number(&index["upper"]) && index["p"].is_number(), "{index}");
    }
    assert!(of(&out, "scv")["undefined"].as_str().unwrap().contains("amount"), "never Poisson");
    let none = run(&["--resample", "areas"]);
    assert!(of(&none, "cv")["lower"].is_null());
    assert_eq!(of(&none, "cv")["value"], of(&out, "cv")["value"]);
    // Counts: the descriptive indices from practices, the others from the model.
    let path = file(folder.path(), "items.csv", practices(""));
    let args = ["indices", &path, "--area", "ccg", "--observed", "spend", "--within", "practice", "--format", "json"];
    let counts = json(&[&args[..], &["--replicates", "199"]].concat());
    assert!(of(&counts, "cv")["interval_method"].as_str().unwrap().contains("practices"));
    assert!(!of(&counts, "variance-gamma")["interval_method"].as_str().unwrap_or_default().contains("practices"));
    let threads = |n: &str| unwarranted().env("RAYON_NUM_THREADS", n).args(args).output().unwrap().stdout;
    assert_eq!(threads("1"), threads("2"));
    let plain = file(folder.path(), "plain.csv", TABLE);
    assert!(failure(&["indices", &plain, "--resample", "practices"]).contains("--within"));
    let twice = file(folder.path(), "twice.csv", "area,gp,items,population\nA,P,1,10\nA,P,2,10\n");
    assert!(failure(&["rates", &twice, "--within", "gp"]).contains("already on line 2"));
}

#[test]
fn a_p_too_small_for_a_number_is_not_zero() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        file(folder.path(), "far.csv", "area,numerator,expected\nA,900000,100000\nB,10,100000\nC,100000,100000\n");
    let out = json(&["outliers", &path, "--rule", "exact", "--format", "json"]);
    for area in areas(&out) {
        assert!(number(&area["p"]) >= f64::MIN_POSITIVE, "{area}");
        assert!(number(&area["p_adjusted"]) > 0.0);
    }
    assert_eq!(areas(&out)[0]["p"], f64::MIN_POSITIVE);
    let table = stdout(&["outliers", &path, "--rule", "exact"]);
    assert_eq!(table.matches("below 0.001").count(), 2, "{table}");
    // Tables for programs have the number itself.
    assert!(stdout(&["outliers", &path, "--rule", "exact", "--format", "csv"]).contains("2.2250738585072014e-308"));
}

#[test]
fn lists_fit_into_a_hundred_columns() {
    for what in ["indices", "rules", "smoothers", "formats", "charts"] {
        for line in stdout(&["list", what]).lines() {
            assert!(line.chars().count() <= 100, "{what}: {line}");
        }
    }
}

#[test]
fn a_file_of_measures_gives_unit_and_kind_and_weights_stay_in_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| file(folder.path(), name, text);
    let units = |args: &[&str]| {
        let slices = json(&[args, &["--format", "json"]].concat())["slices"].clone();
        (
            slices[0]["unit"].as_str().unwrap().to_owned(),
            slices[0]["kind"].as_str().unwrap().to_owned(),
            slices[0]["per"].clone(),
        )
    };
    let part = write("part.csv", "area,observed,denominator\nA,20,100\nB,30,100\nC,50,200\n");
    let measures = write("m.csv", "measure,unit,kind\npart,\"relievers per 1,000 inhalers\",share\n");
    let found = units(&["rates", &part, "--measures", &measures]);
    assert_eq!(found, ("relievers per 1,000 inhalers".to_owned(), "share".to_owned(), 1000.0.into()));
    let ages = write(
        "ages.csv",
        "area,age_band,sex,observed,population\nA,0-64,male,5,90\nA,65+,male,6,40\nB,0-64,male,4,80\nB,65+,male,9,60\n",
    );
    let weights = write("w.csv", "age_band,weight\n0-64,1\n65+,3\n");
    let measures = write("n.csv", "measure,unit\nages,\"items per 1,000 people\"\n");
    let (unit, ..) = units(&["rates", &ages, "--weights", &weights, "--measures", &measures]);
    assert!(unit.starts_with("items per 1,000 people, weighted by"), "{unit}");
}

#[test]
fn areas_go_by_the_places_that_their_codes_stand_for() {
    let folder = tempfile::tempdir().unwrap();
    let names = |rows: &str, more: &[&str]| {
        let path = file(folder.path(), "places.csv", format!("area,name,month,items,list size\n{rows}"));
        let rates = json(&[&["rates", &path, "--format", "json"], more].concat());
        let areas = rates["slices"][0]["areas"].as_array().unwrap().clone();
        let mut found: Vec<(String, String)> = areas
            .iter()
            .map(|a| (a["name"].as_str().unwrap_or("-").to_owned(), a["ons_code"].as_str().unwrap_or("-").to_owned()))
            .collect();
        found.sort();
        found
    };
    let pair = |name: &str, ons: &str| (name.to_owned(), ons.to_owned());
    let rows = "01A,NHS 01A,2023-04,10,1000\n15E,,2023-04,20,1000\nX2C4Y,NHS West Yorkshire ICB - X2C4Y,2023-04,9,900\n\
                00L,Our own name,2023-04,8,800\n";
    let expected = [
        pair("Birmingham and Solihull", "E38000258"),
        pair("East Lancashire", "E38000050"),
        pair("Kirklees", "E38000254"),
        pair("Our own name", "E38000130"),
    ];
    assert_eq!(names(rows, &[]), expected);
    // A file of names keeps what it says; codes that are mostly others are not those of the NHS.
    let own = file(folder.path(), "names.csv", "code,name\n15E,Brum\n");
    assert!(names(rows, &["--names", &own]).contains(&pair("Brum", "E38000258")));
    let others = "01A,,2023-04,10,1000\nTEAM1,,2023-04,20,1000\nTEAM2,,2023-04,9,900\n";
    assert_eq!(names(others, &[]), [pair("-", "-"), pair("-", "-"), pair("-", "-")]);
    let ons = "E54000048,,2023-04,10,1000\nE54000055,,2023-04,20,1000\n";
    assert_eq!(
        names(ons, &[]),
        [pair("Birmingham and Solihull", "E54000055"), pair("Lancashire and South Cumbria", "E54000048")]
    );
}

#[test]
fn two_codes_of_one_area_and_two_vintages_are_refused_and_remnants_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |rows: &str| {
        let path = file(folder.path(), "codes.csv", format!("area,month,items,list size\n01A,2020-06,90,1000\n{rows}"));
        failure(&["rates", &path])
    };
    let two = refused("E38000050,2020-06,90,1000\n");
    assert!(two.contains("01A and E38000050 are two codes of one area"), "{two}");
    let vintages = refused("00C,2020-06,90,1000\n16C,2020-06,400,6800\n");
    assert!(vintages.contains("00C merged into 16C, and both are there"), "{vintages}");
    let remnant = "area,month,items,list size\n00C,2020-06,1,0\n16C,2020-06,400,6800\n01A,2020-06,90,1000\n";
    let years = "area,month,items,list size\n00C,2019-06,90,1000\n16C,2020-06,400,6800\n01A,2020-06,90,1000\n";
    for text in [remnant, years] {
        stdout(&["rates", &file(folder.path(), "codes.csv", text)]);
    }
}

#[test]
fn local_authorities_boards_and_trusts_of_two_vintages_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = |rows: &[(&str, i32)]| {
        let rows: String = rows.iter().map(|(code, year)| format!("{code},{year},90,10000\n")).collect();
        file(folder.path(), "codes.csv", format!("area,year,items,list size\n{rows}"))
    };
    for (old, new) in [
        ("E06000028", "E06000058"),
        ("E07000004", "E06000060"),
        ("E07000187", "E06000066"),
        ("E08000020", "E08000037"),
        ("E54000052", "E54000063"),
        ("5QN", "11J"),
    ] {
        let error = failure(&["rates", &table(&[(old, 2019), (new, 2019)])]);
        assert!(error.contains("has the same people twice in 2019"), "{old} {new}: {error}");
        stdout(&["rates", &table(&[(old, 2018), (new, 2019)])]);
    }
    stdout(&["rates", &table(&[("E06000028", 2018), ("E06000029", 2018), ("E07000048", 2018)])]);
}

#[test]
fn proportions_are_no_numerators_and_a_share_is_not_averaged_by_guess() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |f: &dyn Fn(usize) -> String| (0..6).map(f).collect::<String>();
    let parts = rows(&|i| format!("A{i},0.{}1,2000\n", i + 3));
    let path = file(folder.path(), "parts.csv", format!("area,observed,population\n{parts}"));
    assert!(failure(&["rates", &path]).contains("has proportions in 'observed'"));
    stdout(&["rates", &path, "--kind", "amount"]);
    let monthly = rows(&|i| format!("A{i},2024-04,{0},{1}\nA{i},2024-05,{0},{1}\n", 200 + i, 1000 + 10 * i));
    let path = file(folder.path(), "part.csv", format!("area,month,numerator,denominator\n{monthly}"));
    let error = failure(&["rates", &path, "--by", "fy"]);
    assert!(error.contains("may be a stock such as patients") && error.contains("--denominator-is flow"), "{error}");
    assert!(stdout(&["rates", &path, "--by", "fy", "--denominator-is", "flow"]).contains("0.2"));
}

#[test]
fn rates_and_percentages_are_no_numerators() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (0..6).map(|i| format!("A{i},{},{}\n", 30 + i, 10_000 + 500 * i)).collect();
    for name in ["percentage", "Rate per 1,000", "% treated", "proportion", "pct", "DSR"] {
        let path = file(folder.path(), "t.csv", format!("area,\"{name}\",population\n{rows}"));
        let asked = ["rates", &path, "--observed", name];
        let error = failure(&asked);
        assert!(error.contains("is by its name a rate, a percentage or an average"), "{error}");
        stdout(&[&asked[..], &["--kind", "count"]].concat());
    }
    let value = |rows: &str| file(folder.path(), "t.csv", format!("area,value,population\n{rows}"));
    let path = value(&rows.replace(",3", ",0.3"));
    assert!(failure(&["rates", &path, "--observed", "value"]).contains("has figures that are no whole numbers"));
    stdout(&["rates", &path, "--observed", "value", "--kind", "amount"]);
    stdout(&["rates", &value(&rows), "--observed", "value"]);
}

/// Two areas with 40 and 60 falls a month over 1,000 and 2,000 person-years of each month.
#[test]
fn person_years_are_summed_and_patients_seen_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let months: String =
        (4..=12).map(|m| format!("A,2019-{m:02},40,1000\nB,2019-{m:02},60,2000\nC,2019-{m:02},50,1100\n")).collect();
    let table = |name: &str| file(folder.path(), "t.csv", format!("area,month,falls,{name}\n{months}"));
    let asked = |path: &str, name: &str| {
        ["rates", path, "--observed", "falls", "--denominator", name, "--by", "fy"].map(str::to_owned)
    };
    for name in ["person_years", "patient_days", "patient_years_at_risk", "population_days", "PatientDays", "bed_days"]
    {
        let path = table(name);
        let args = asked(&path, name);
        let args: Vec<&str> = args.iter().map(String::as_str).chain(["--format", "json"]).collect();
        let out = json(&args);
        let first = &areas(&out)[0];
        for (key, wanted) in [("observed", 360.0), ("denominator", 9000.0), ("rate", 0.04)] {
            assert!((number(&first[key]) - wanted).abs() < 1e-12, "{name}: {first}");
        }
    }
    for name in ["patients_seen", "patients_discharged", "patients_operated", "patient_contacts", "new_patients"] {
        let path = table(name);
        let args = asked(&path, name);
        let error = failure(&args.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(error.contains("--denominator-is stock") && error.contains("--denominator-is flow"), "{error}");
    }
    let words = stdout(&["rates", &table("bed_days"), "--observed", "falls", "--denominator", "bed_days"]);
    assert!(!words.to_lowercase().contains("percentage"), "falls are no part of bed days: {words}");
}

/// Three areas of 1,000 people of whom 8, 12 and 20 are on a register all year, by month.
#[test]
fn a_register_is_not_summed_over_months() {
    let folder = tempfile::tempdir().unwrap();
    let year = |name: &str, register: &str, list: &str| {
        let row = |m: i32, area: &str, n: i32| {
            format!("{area},{}-{:02},{n},{}\n", 2019 + (m + 3) / 12, (m + 3) % 12 + 1, 1000 + m)
        };
        let rows: String =
            (0..12).flat_map(|m| [("A", 8), ("B", 12), ("C", 20)].map(|(area, n)| row(m, area, n))).collect();
        file(folder.path(), name, format!("area,month,{register},{list}\n{rows}"))
    };
    for (register, list) in
        [("dementia_register", "list_size"), ("vaccinated", "eligible_population"), ("gps_fte", "patients")]
    {
        let path = year("year.csv", register, list);
        let asked = ["rates", &path, "--observed", register, "--denominator", list, "--by", "fy"];
        let error = failure(&asked);
        assert!(
            error.contains("is by its name there all the time") && error.contains("--denominator-is flow"),
            "{error}"
        );
        let average = json(&[&asked[..], &["--denominator-is", "flow", "--format", "json"]].concat());
        let [of, over] = ["observed", "denominator"].map(|key| number(&areas(&average)[1][key]));
        assert_eq!((of, over), (144.0, 12_066.0), "the average: twelve times the register over twelve times the list");
        stdout(&["rates", &path, "--observed", register, "--denominator", list]);
    }
    // A part of the people that comes to more than all of them, whatever it is called.
    let path = year("part.csv", "controlled", "register");
    let rows = std::fs::read_to_string(&path).unwrap().replace(",8,", ",700,");
    let path = file(folder.path(), "part.csv", rows);
    let asked = ["rates", &path, "--observed", "controlled", "--denominator", "register", "--by", "fy"];
    assert!(failure(&asked).contains("its sum is above it"));
    // What happens is summed as before.
    let path = year("items.csv", "items", "list_size");
    stdout(&["rates", &path, "--observed", "items", "--denominator", "list_size", "--by", "fy"]);
}

/// Six areas of whole patients, and the same in thousands of patients with decimals; all have 3 items per 1,000 patients.
const PATIENTS: [(u32, u32); 6] =
    [(564, 188_060), (537, 178_791), (583, 194_248), (4_374, 1_457_901), (600, 200_003), (888, 295_929)];

fn per_patients(scale: f64) -> String {
    let rows = PATIENTS.iter().enumerate().map(|(i, (o, d))| format!("A{i},{o},{}\n", f64::from(*d) / scale));
    format!("area,items,patients\n{}", rows.collect::<String>())
}

#[test]
fn the_number_of_a_unit_is_what_rates_are_per() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", per_patients(1.0));
    let unit = ["--unit", "items per 1,000 patients"];
    let out = json(&[&["rates", &path, "--format", "json"], &unit[..]].concat());
    assert_eq!(out["slices"][0]["per"], 1000.0);
    let rate = number(&areas(&out)[0]["rate"]);
    assert!((rate - 564.0 / 188.06).abs() < 1e-12, "{rate}");
    let [alone, both] =
        [&[][..], &["--per", "1000"]].map(|more| stdout(&[&["rates", &path], &unit[..], more].concat()));
    assert_eq!(alone, both);
    for command in ["indices", "outliers"] {
        let [alone, both] =
            [&[][..], &["--per", "1000"]].map(|more| stdout(&[&[command, &path], &unit[..], more].concat()));
        assert_eq!(alone, both, "{command}");
    }
    let page = |name: &str, more: &[&str]| {
        let out = common::text(&folder.path().join(name));
        stdout(&[&["report", &path, "--replicates", "99", "--out", &out], &unit[..], more].concat());
        std::fs::read_to_string(folder.path().join(name).join("areas.json")).unwrap()
    };
    let (alone, both) = (page("alone", &[]), page("both", &["--per", "1000"]));
    assert!(alone.contains("\"per\": 1000") && alone == both);
    assert_eq!(json(&["rates", &path, "--unit", "items per patient", "--format", "json"])["slices"][0]["per"], 1.0);
    let error = failure(&["rates", &path, "--unit", "items per 1,000 patients", "--per", "100000"]);
    assert!(error.contains("is per 1,000, but --per is 100,000"), "{error}");
}

#[test]
fn denominators_in_thousands_are_refused_and_the_advice_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", per_patients(1_000.0));
    let error = failure(&["rates", &path, "--unit", "items per 1,000 patients"]);
    assert!(error.contains("such as 178.791, that look like thousands of patients"), "{error}");
    assert!(error.contains("rates per 1,000 would then be 1,000 times too large"), "{error}");
    assert!(failure(&["rates", &path, "--unit", "items per thousand patients"]).contains("can mean two things"));
    assert!(failure(&["rates", &path, "--unit", "items per thousand patients", "--per", "1000"]).contains("look like"));
    let advised = ["--unit", "items per thousand patients", "--per", "1", "--format", "json"];
    let rate = number(&areas(&json(&[&["rates", &path], &advised[..]].concat()))[0]["rate"]);
    assert!((rate - 564.0 / 188.06).abs() < 1e-12, "{rate}");
    let measures = file(folder.path(), "m.csv", "measure,unit\nt,\"items per 1,000 patients\"\n");
    let error = failure(&["rates", &path, "--measures", &measures]);
    assert!(error.contains("write 'items per thousand patients' as its unit in the file of measures"), "{error}");
    let measures = file(folder.path(), "m.csv", "measure,unit\nt,items per thousand patients\n");
    let with = |file: &str, more: &[&str]| {
        let out =
            unwarranted().args([&["rates", file, "--measures", &measures, "--format", "json"], more].concat()).output();
        let out = out.unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        (serde_json::from_slice::<serde_json::Value>(&out.stdout), said)
    };
    let (out, said) = with(&path, &[]);
    assert!((number(&areas(&out.unwrap())[0]["rate"]) - 564.0 / 188.06).abs() < 1e-12);
    assert!(said.contains("read as thousands of patients, as the unit says"), "{said}");
    assert!(with(&path, &["--per", "1000"]).1.contains("can mean two things"));
    // Patients who are counted each would be more than a nation if they were thousands.
    let each = file(folder.path(), "t.csv", per_patients(1.0));
    let (_, said) = with(&each, &[]);
    assert!(
        said.contains("would be 2,514,932,000 patients together") && said.contains("'per 1,000 patients'"),
        "{said}"
    );
    // Averages, years of patients and weights have decimals of their own.
    for name in ["average list size", "patient-years", "Weighted patients"] {
        let path = file(folder.path(), "d.csv", per_patients(1_000.0).replace("patients", name));
        let out = json(&["rates", &path, "--denominator", name, "--per", "1000", "--format", "json"]);
        assert_eq!(out["slices"][0]["per"], 1000.0, "{name}");
    }
    // Lists of practices that are averages rounded to two decimals, with two items for each patient.
    let lists = [5_284.19_f64, 8_123.42, 12_050.67, 7_311.83, 9_004.58, 6_118.91];
    let rows: String = lists.iter().enumerate().map(|(i, d)| format!("A{i},{},{d}\n", (2.0 * d).round())).collect();
    let path = file(folder.path(), "lists.csv", format!("area,items,patients\n{rows}"));
    let rate = number(&areas(&json(&["rates", &path, "--per", "1000", "--format", "json"]))[0]["rate"]);
    assert!((rate - 2_000.0).abs() < 1.0, "{rate}");
}

#[test]
fn units_without_a_number_and_titles_agree_with_what_rates_are_per() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "t.csv", per_patients(1.0));
    let unit = |more: &[&str]| {
        let out = json(&[&["rates", &path, "--format", "json"], more].concat());
        (out["slices"][0]["unit"].clone(), out["slices"][0]["per"].clone())
    };
    assert_eq!(unit(&["--unit", "items", "--per", "1000"]), ("items per 1,000 patients".into(), 1_000.0.into()));
    assert_eq!(unit(&["--unit", "items"]), ("items".into(), 1.0.into()));
    assert_eq!(unit(&["--unit", "share of items", "--kind", "share"]), ("share of items".into(), 100.0.into()));
    assert_eq!(unit(&["--per", "0.5"]), ("items per 0.5 patients".into(), 0.5.into()));
    let title = ["--title", "Items per 1,000 patients"];
    for command in ["rates", "outliers", "indices"] {
        let error = failure(&[&[command, &path], &title[..]].concat());
        assert!(error.contains("says per 1,000, but its rates are per 1; give --per 1000"), "{error}");
        stdout(&[&[command, &path, "--per", "1000"], &title[..]].concat());
    }
    let measures = file(folder.path(), "m.csv", "measure,title\nt,Items per 1000\n");
    assert!(failure(&["rates", &path, "--measures", &measures]).contains("is called 'Items per 1000'"));
    // A study in a file says the same things.
    let study = file(folder.path(), "s.toml", "files = ['t.csv']\nunit = 'items per 1,000 patients'\nper = 1.0\n");
    let error = failure(&["rates", "--study", &study]);
    assert!(error.contains("is per 1,000, but 'per' is 1"), "{error}");
    let error =
        failure(&["init", &path, "--unit", "items per 1,000 patients", "--per", "1", "-o", &(study.clone() + "2")]);
    assert!(error.contains("is per 1,000"), "{error}");
}

/// The units and the notes of a treatment are in the words of its own file, whatever other files call their columns.
#[test]
fn each_file_is_told_in_the_words_of_its_own_columns() {
    let folder = tempfile::tempdir().unwrap();
    let hips = "area,observed,population\nA,8,2000\nB,24,3000\nC,40,2500\n".to_owned();
    let mut inhalers = String::from("area,month,numerator,denominator\n");
    for (month, share) in [(1, 2), (2, 3), (3, 2), (4, 5)] {
        for area in 0..12 {
            inhalers += &format!("A{area:02},2021-{month:02},{},{}\n", 40 + area + share, 90 + 7 * area * share % 61);
        }
    }
    let paths = [("hips.csv", hips), ("inhalers.csv", inhalers)].map(|(name, text)| file(folder.path(), name, text));
    let told = |files: &[&String]| {
        let done = unwarranted().arg("rates").args(files).args(["--format", "csv"]).output().unwrap();
        (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let note = "'inhalers': read as a share, as 'numerator' is never above 'denominator'";
    assert!(told(&[&paths[0]]).0.contains("observed per population"));
    assert!(told(&[&paths[1]]).1.contains(note), "{}", told(&[&paths[1]]).1);
    for order in [[0, 1], [1, 0]] {
        let (csv, said) = told(&order.map(|i| &paths[i]));
        assert!(csv.contains("observed per population") && !csv.contains("per expected"), "{csv}");
        assert!(said.contains(note), "{said}");
    }
}
