//! End to end: files as publishers and users really make them, with the right answer to each.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, stdout, unwarranted};
use std::path::Path;

/// Twelve commissioners, with the rows given behind them.
fn commissioners(more: &str) -> String {
    let row = |n: usize| format!("E380000{},2021/22,{},{}\n", n + 10, 40 + n * 7, 4_100 + n * 310);
    "area,period,observed,population\n".to_owned() + &(0..12).map(row).collect::<String>() + more
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Area and observed value of every row of a table of rates.
fn rates(args: &[&str]) -> Vec<(String, String)> {
    let csv = stdout(&[&["rates"][..], args, &["--format", "csv"]].concat());
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let at = |name: &str| head.iter().position(|h| *h == name).unwrap();
    // No name with a comma stands before these columns.
    let (area, observed) = (at("area"), at("observed"));
    let mut found: Vec<_> = lines.map(|row| (row[area].to_owned(), row[observed].to_owned())).collect();
    found.sort();
    found
}

#[test]
fn a_row_without_a_code_like_the_others_is_set_aside_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let plain = rates(&[&written(folder.path(), "plain.csv", &commissioners(""))]);
    assert_eq!(plain.len(), 12);
    for area in ["xx", "zzz", "Unlinked", "VPP", "Cross border", "Armed forces", "Private", "Out of area", "89999"] {
        let path = written(folder.path(), "t.csv", &commissioners(&format!("{area},2021/22,900,1500\n")));
        assert_eq!(rates(&[&path]), plain, "{area}");
        let output = unwarranted().args(["rates", &path]).output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains("1 row") && words.contains(area), "{area}: {words}");
    }
    // A file of real names stays whole.
    let places = ["Cross", "Border Valley", "Private Lane Surgery", "Armed Forces Road Surgery", "Bury", "Test Valley"];
    let row = |place: &&str| format!("{place},2021/22,{},1000\n", 20 + place.len());
    let text = "area,period,observed,population\n".to_owned() + &places.iter().map(row).collect::<String>();
    assert_eq!(rates(&[&written(folder.path(), "places.csv", &text)]).len(), places.len());
}

#[test]
fn a_figure_too_small_to_be_shown_is_neither_suppressed_nor_zero() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        written(folder.path(), "t.csv", &commissioners("E38000077,2021/22,[low],5000\nE38000078,2021/22,[c],5000\n"));
    let rows = rates(&[&path]);
    // They are in the table, without a figure.
    let blank: Vec<&str> = rows.iter().filter(|(_, o)| o.is_empty()).map(|(area, _)| area.as_str()).collect();
    assert_eq!((rows.len(), blank), (12 + 2, vec!["E38000077", "E38000078"]), "{rows:?}");
    let out = folder.path().join("r");
    stdout(&["report", &path, "--out", out.to_str().unwrap()]);
    let aside = std::fs::read_to_string(out.join("set_aside.csv")).unwrap();
    let line = |code: &str| aside.lines().find(|l| l.contains(code)).unwrap_or_default().to_owned();
    assert!(line("E38000077").contains("too-small") && line("E38000077").contains("is not zero"), "{aside}");
    assert!(line("E38000078").contains("suppressed"), "{aside}");
}

#[test]
fn nothing_to_analyse_is_an_error_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let month = |m: usize, observed: &str| {
        (0..8).map(|n| format!("A{n},2020-0{m},{observed},{}\n", 1_000 + n)).collect::<String>()
    };
    let head = "area,period,observed,population\n";
    let hidden = written(folder.path(), "hidden.csv", &(head.to_owned() + &month(1, "*")));
    let broken = head.to_owned() + &month(1, "30") + &month(2, "*") + &month(3, "31");
    let broken = written(folder.path(), "broken.csv", &broken);
    let out = folder.path().join("out");
    let (out, drawn) = (out.to_str().unwrap(), format!("{}.svg", out.display()));
    for command in [
        vec!["rates"],
        vec!["outliers"],
        vec!["indices"],
        vec!["smooth"],
        vec!["sweep"],
        vec!["trend"],
        vec!["report", "--out", out],
        vec!["chart", "ranked", "--out", &drawn],
    ] {
        let error = failure(&[&command[..], &[hidden.as_str()]].concat());
        assert!(error.contains("'hidden' has no figure of any area that can be used"), "{command:?}: {error}");
        assert!(error.contains("8 rows, because the value is suppressed by the publisher"), "{command:?}: {error}");
    }
    assert!(!Path::new(out).exists() && !Path::new(&drawn).exists());
    let error = failure(&["rates", &broken, "--by", "quarter"]);
    assert!(error.contains("16 rows, because another month") && error.contains("shorter periods with --by"), "{error}");
    let short = written(folder.path(), "short.csv", &(head.to_owned() + &month(1, "30") + &month(2, "33")));
    let error = failure(&["trend", &short, "--by", "year"]);
    assert!(error.contains("no period with all of its months") && error.contains("2020 (2 of 12 months)"), "{error}");
    assert_eq!(rates(&[&short, "--by", "year"]).len(), 8, "a period that is not whole has rates, and says so");
}

#[test]
fn months_beside_years_are_no_series() {
    let folder = tempfile::tempdir().unwrap();
    let of = |period: &str, times: usize| {
        (0..12).map(|n| format!("A{n:02},{period},{},{}\n", (40 + n * 7) * times, 4_100)).collect::<String>()
    };
    let text =
        "area,period,observed,population\n".to_owned() + &of("2020/21", 12) + &of("2021-04", 1) + &of("2021-05", 1);
    let error = failure(&["trend", &written(folder.path(), "t.csv", &text)]);
    assert!(error.contains("periods of several lengths") && error.contains("2020/21"), "{error}");
    let text = "area,period,observed,population\n".to_owned()
        + &of("2017 - 19", 1)
        + &of("2018 - 20", 1)
        + &of("2019 - 21", 1);
    let said = stdout(&["trend", &written(folder.path(), "rolling.csv", &text)]);
    assert!(said.contains("2017 - 19 and 2018 - 20 have months in common"), "{said}");
    assert!(!said.contains("nothing is known between"), "{said}");
}

#[test]
fn a_column_of_quarters_or_financial_years_says_the_period() {
    let folder = tempfile::tempdir().unwrap();
    let of = |column: &str, period: &str| {
        let rows = (0..6).map(|n| format!("A{n},{period},{},1000\n", 20 + n)).collect::<String>();
        written(folder.path(), "t.csv", &format!("area,{column},observed,population\n{rows}"))
    };
    let said = stdout(&["rates", &of("quarter", "2020/21 Q1")]);
    assert!(said.contains("April to June 2020") && !said.contains("all periods together"), "{said}");
    let error = failure(&["rates", &of("week", "2021-W05")]);
    assert!(error.contains("line 2, column 'week': found '2021-W05'"), "{error}");
    let error = failure(&["rates", &of("financial_year", "2020")]);
    assert!(error.contains("expected a financial year such as 2019/20"), "{error}");
    assert!(stdout(&["rates", &of("financial_year", "2020/21")]).contains("2020/21"));
    assert!(stdout(&["rates", &of("year", "2020")]).contains("| 2020 |"));
}

#[test]
fn rare_events_are_worded_per_so_many_in_leagues() {
    let folder = tempfile::tempdir().unwrap();
    let row = |n: usize| format!("A{n:02},2021,{},{}\n", 20 + n * 3, 40_000 + n * 900);
    let text = "area,year,operations,patients\n".to_owned() + &(0..12).map(row).collect::<String>();
    let path = written(folder.path(), "rare.csv", &text);
    let sum = |of: fn(usize) -> usize| (0..12).map(of).sum::<usize>() as f64;
    let rate = sum(|n| 20 + n * 3) / sum(|n| 40_000 + n * 900) * 100_000.0;
    let league = stdout(&["sweep", &path, "--observed", "operations", "--replicates", "0"]);
    assert!(league.contains(&format!("{rate:.1} operations per 100,000 patients")), "{rate}: {league}");
    let out = folder.path().join("league");
    let own = ["--observed", "operations", "--replicates", "0"];
    let to = ["--out", out.to_str().unwrap()];
    stdout(&[&["sweep", path.as_str()][..], &own, &to].concat());
    let csv = std::fs::read_to_string(out.join("league.csv")).unwrap();
    assert!(csv.contains(&format!("{:.6}", rate / 100_000.0)[..8]), "the table stays per one: {csv}");
    // Who says what rates are per gets that.
    let said = stdout(&[&["sweep", path.as_str(), "--per", "1"][..], &own].concat());
    assert!(said.contains("operations per patient"), "{said}");
}

#[test]
fn titles_of_a_league_agree_with_its_rates() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "t.csv", &commissioners(""));
    let measures = written(folder.path(), "m.csv", "measure,title\nt,Hips per 500 people\n");
    for command in ["rates", "sweep"] {
        let error = failure(&[command, &path, "--measures", &measures]);
        assert!(error.contains("says per 500, but its rates are per"), "{command}: {error}");
    }
    // Ratios are per nothing.
    stdout(&["smooth", &path, "--measures", &measures]);
}

#[test]
fn england_in_a_publishers_table_of_commissioners_is_no_commissioner() {
    let folder = tempfile::tempdir().unwrap();
    let row = |n: usize| {
        format!(
            "0{}{},AF,Atrial Fibrillation,{},{},1.7\n",
            n / 6,
            ["A", "B", "C", "D", "E", "F"][n % 6],
            1_700 + n * 40,
            100_000 + n * 900
        )
    };
    let head = "ccgcode,indicator_group,Register_description,disease_register_size,ccg_listsize,prevalence\n";
    let rows: String = (0..12).map(row).collect();
    let total = |of: fn(usize) -> usize| (0..12).map(of).sum::<usize>();
    let england =
        format!("ENG,AF,Atrial Fibrillation,{},{},1.7\n", total(|n| 1_700 + n * 40), total(|n| 100_000 + n * 900));
    let store = folder.path().join("s");
    let path = written(folder.path(), "qof-2014-15-prevalence-by-ccg.csv", &format!("{head}{rows}{england}"));
    let said = stdout(&["ingest", &path, "--store", store.to_str().unwrap()]);
    assert!(said.contains("not summed, as totals stand beside their parts"), "{said}");
    let of = ["--store", store.to_str().unwrap(), "--facts", "qof-prevalence/ccg", "--level", "ccg"];
    let found = rates(&[&of[..], &["--measure", "register-af", "--denominator", "list-size-af"]].concat());
    assert_eq!(found.len(), 12, "{found:?}");
    assert!(found.iter().all(|(area, _)| area != "ENG"));
}

#[test]
fn rows_of_no_area_do_not_tell_what_the_figures_are() {
    let folder = tempfile::tempdir().unwrap();
    let of = |code: &dyn Fn(usize) -> String, period: &str| {
        (0..8).map(|n| format!("{},{period},{},{}\n", code(n), 40 + n * 7, 1_000 + n * 90)).collect::<String>()
    };
    let named = of(&|n| format!("A{n}"), "2020");
    let text = |more: &str| format!("area,period,count,denominator\n{named}{more}");
    let plain = stdout(&["rates", &written(folder.path(), "t.csv", &text(""))]);
    // A code that is written once above several rows, as in a merged cell.
    let merged = stdout(&["rates", &written(folder.path(), "t.csv", &text(&of(&|_| String::new(), "2021")))]);
    let head = |said: &str| said.lines().next().unwrap_or_default().to_owned();
    assert_eq!(head(&plain), head(&merged));
    assert!(head(&plain).ends_with("| count"), "{plain}");
}

#[test]
fn per_cents_are_no_categories_and_a_row_of_all_services_is_no_service() {
    let folder = tempfile::tempdir().unwrap();
    let row = |n: usize| format!("A{n:02},2021,{},{},{}%\n", 40 + n * 3, 4_100 + n * 310, [20, 30, 40][n % 3]);
    let text = "area,year,observed,population,poor\n".to_owned() + &(0..24).map(row).collect::<String>();
    let path = written(folder.path(), "t.csv", &text);
    let error = failure(&["explain", &path, "--need", "deprivation=poor"]);
    assert!(error.contains("line 2, column 'poor': found '20%'; expected a plain number"), "{error}");
    let services = "service,frequency,cost\nHips,0.0018,6500\nChemotherapy,0.0009,9000\nTotal,0.0027,7300\n";
    let error = failure(&["pool", &written(folder.path(), "s.csv", services)]);
    assert!(error.contains("line 4") && error.contains("'Total'") && error.contains("a service"), "{error}");
}

#[test]
fn two_tables_of_one_file_for_one_month_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lists = ["0211000I0BSAAAC\t0211000I0BSADBF\n", "0408010Q0AAAYAY\t0408010Z0AABIBI\n"];
    let pack = |names: [&str; 2]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in names.into_iter().zip(lists) {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let ingest = |bytes: Vec<u8>, name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let store = folder.path().join("store");
        unwarranted().args(["ingest", path.to_str().unwrap(), "--store", store.to_str().unwrap()]).output().unwrap()
    };
    for names in [["a/2022.txt", "b/2022.txt"], ["one-2022.txt", "two-2022.txt"]] {
        let output = ingest(pack(names), "twice.zip");
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{names:?}");
        assert!(words.contains("both hold the table '2022-01") && words.contains("would replace the first"), "{words}");
    }
    let output = ingest(pack(["2021.txt", "2022.txt"]), "years.zip");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
