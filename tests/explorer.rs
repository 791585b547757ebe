//! The explorer: its engine gives the tables of the command line, and its page does so in a browser, from a disk, by keyboard,
//! on a phone and under its own policy.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod common;

use common::driver::{Browser, axe, chromium};
use common::{failure, file, small_table, stderr_of, stdout, text};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use unwarranted::core::Grain;
use unwarranted::core::disclosure::Disclosure;
use unwarranted::explorer::{Asked, Engine, Folder, Session};
use unwarranted::study::Study;

/// Two treatments of thirty areas in four groups, over eight months and a bit.
fn two_treatments() -> String {
    let mut text = String::from("month,code,name,icb,measure,numerator,denominator\n");
    for (measure, base) in [("dressings", 30), ("walking aids", 55)] {
        for month in 1..=8 {
            for area in 0..30 {
                let population = 4_000 + 311 * (area % 7) + 40 * area;
                let more = if area == 4 { 40 } else { 0 };
                let observed = base + (area * 13 + month * 5) % 17 + population / 200 + more;
                text += &format!(
                    "2024-{month:02},A{area:02},\"Area \"\"{area}\"\"\",Group {},{measure},{observed},{population}\n",
                    area % 4
                );
            }
        }
    }
    text
}

/// Events of two age bands in twelve areas.
fn by_age() -> String {
    let mut text = String::from("code,age_band,numerator,denominator\n");
    for area in 0..12 {
        text += &format!("A{area:02},0-64,{},{}\n", 30 + 3 * area, 3000 + 90 * area);
        text += &format!("A{area:02},65+,{},{}\n", 40 + 2 * area, 900 + 70 * (area % 5));
    }
    text
}

/// An engine with what a page carries of a study, which went through text as it does there.
fn engine(study: &Study) -> (Engine, Vec<String>) {
    let Folder { site, packets, .. } = study.explore(true).unwrap().folder;
    let through = |text: String| serde_json::from_str(&text).unwrap();
    let mut engine = Engine::new(serde_json::from_str(&serde_json::to_string(&site).unwrap()).unwrap());
    for packet in packets {
        engine.open(through(serde_json::to_string(&packet).unwrap())).unwrap();
    }
    let ids = engine.site().ways.iter().map(|way| way.id.clone()).collect();
    (engine, ids)
}

/// The table of the command line that the study of a question gives.
fn printed(engine: &Engine, asked: &Asked, folder: &Path) -> String {
    let study = file(folder, "study.toml", engine.study(asked).unwrap());
    let table = engine.site().ways[asked.way].table;
    stdout(&[table.word(), "--study", &study, "--format", "csv"])
}

fn questions(treatment: &str, ways: usize) -> Vec<Asked> {
    let of = |way| Asked { treatment: treatment.to_owned(), way, ..Asked::default() };
    let mut all: Vec<Asked> = (0..ways).map(of).collect();
    all.push(Asked { rule: Some("shmi".to_owned()), ..of(0) });
    all.push(Asked { target: Some("pooled".to_owned()), ..of(0) });
    all.push(Asked { target: Some("14.5".to_owned()), period: Some("2024-03".to_owned()), ..of(0) });
    all.push(Asked { areas: (0..20).map(|a| format!("A{a:02}")).collect(), ..of(0) });
    all
}

#[test]
fn the_study_of_every_question_gives_its_table_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "two.csv", two_treatments());
    let study = Study { files: vec![PathBuf::from(path)], per: Some(1000.0), ..Study::default() };
    let (engine, ways) = engine(&study);
    assert_eq!(ways, ["month", "quarter", "fy", "year", "all"]);
    for treatment in ["dressings", "walking aids"] {
        for asked in questions(treatment, ways.len()) {
            let (own, printed) = (engine.csv(&asked).unwrap(), printed(&engine, &asked, folder.path()));
            assert_eq!(own, printed, "{asked:?}");
            assert_eq!(own.lines().count(), if asked.areas.is_empty() { 31 } else { 21 }, "{asked:?}");
        }
    }
}

/// What a page gets for a message.
fn told(session: &mut Session, message: &Value) -> Value {
    let reply: Value = serde_json::from_str(&session.take(&message.to_string())).unwrap();
    assert!(reply.get("error").is_none(), "{message}: {reply}");
    reply["ok"].clone()
}

/// The chart that a page gives to take along, and the one that its study gives on the command line.
fn charts(session: &mut Session, asked: &Asked, folder: &Path) -> [String; 2] {
    let study = told(session, &json!({"study": asked})).as_str().unwrap().to_owned();
    let typed = study.lines().find_map(|l| l.strip_prefix("# And this its chart: unwarranted ")).unwrap().to_owned();
    let (study, out) = (file(folder, "study.toml", study), text(&folder.join("chart.svg")));
    let typed = typed.replace("study.toml", &study).replace("chart.svg", &out);
    stderr_of(&typed.split(' ').collect::<Vec<_>>());
    let own = told(session, &json!({"answer": asked}))["chart"]["wide"].as_str().unwrap().to_owned();
    [own + "\n", fs::read_to_string(out).unwrap()]
}

#[test]
fn the_study_of_every_question_gives_its_chart_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = PathBuf::from(file(folder.path(), "two.csv", two_treatments()));
    let group = Some("icb".to_owned());
    let (engine, ways) =
        engine(&Study { files: vec![path], per: Some(1000.0), column_group: group, ..Study::default() });
    let mut session = Session::of(engine);
    let kinds = kinds(&mut session, "dressings", 0);
    assert!(kinds.len() > 5, "{kinds:?}");
    let mut asked = questions("walking aids", ways.len());
    asked.retain(|asked| asked.rule.is_none());
    asked.extend(kinds.iter().map(|kind| Asked {
        treatment: "dressings".to_owned(),
        chart: Some((*kind).to_owned()),
        area: Some("A04".to_owned()),
        ..Asked::default()
    }));
    for asked in asked {
        let [own, printed] = charts(&mut session, &asked, folder.path());
        assert_eq!(own, printed, "{asked:?}");
    }
    let other = Asked { treatment: "dressings".to_owned(), rule: Some("shmi".to_owned()), ..Asked::default() };
    let study = told(&mut session, &json!({"study": other}));
    let study = study.as_str().unwrap();
    assert!(study.contains("by the rule shmi: the page draws it, and no command does"), "{study}");
    // No report by another rule passes for it.
    let study = file(folder.path(), "study.toml", study);
    let refused = failure(&["report", "--study", &study, "--out", &text(&folder.path().join("other"))]);
    assert!(refused.contains("study.toml, line ") && refused.contains("'rule' has no effect on report"), "{refused}");
    assert!(stdout(&["outliers", "--study", &study]).contains("the rule 'shmi'"));
    // By the rule of reports, the study makes a report too.
    let study = told(&mut session, &json!({"study": Asked { treatment: "dressings".to_owned(), ..Asked::default() }}));
    let study = file(folder.path(), "study.toml", study.as_str().unwrap());
    assert!(stderr_of(&["report", "--study", &study]).contains("report.html"));
}

/// Every kind of chart that a page offers of a way.
fn kinds(session: &mut Session, treatment: &str, way: usize) -> Vec<String> {
    let choices = told(session, &json!({"choices": {"treatment": treatment, "way": way}}));
    choices["charts"].as_array().unwrap().iter().map(|c| c[0].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_chart_of_every_way_is_that_of_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let yearly = |year: usize, area: usize| {
        format!("{},A{area:02},{},{}\n", 2018 + year, 30 + (area * 13 + year * 5) % 17 + year * area, 4_000 + 40 * area)
    };
    let rows = (0..5).flat_map(|year| (0..24).map(move |area| yearly(year, area)));
    let years = String::from("period,code,numerator,denominator\n") + &rows.collect::<String>();
    for (name, text, ids) in
        [("years", years, vec!["year", "all"]), ("ages", by_age(), vec!["all", "all-indirect", "all-direct"])]
    {
        let path = PathBuf::from(file(folder.path(), &format!("{name}.csv"), text));
        let (engine, ways) = engine(&Study { files: vec![path], replicates: Some(99), ..Study::default() });
        assert_eq!(ways, ids);
        let (mut session, mut drawn) = (Session::of(engine), 0);
        for (way, id) in ways.iter().enumerate() {
            for kind in kinds(&mut session, name, way) {
                let asked = Asked { treatment: name.to_owned(), way, chart: Some(kind), ..Asked::default() };
                // One that says why it cannot be drawn, such as deciles of one period, is drawn nowhere.
                if !told(&mut session, &json!({"answer": asked}))["chart"]["not_drawn"].is_null() {
                    continue;
                }
                drawn += 1;
                let [own, printed] = charts(&mut session, &asked, folder.path());
                assert_eq!(own, printed, "{name} {id} {asked:?}");
            }
        }
        assert!(drawn > 4 * ways.len(), "{name}: only {drawn} charts");
    }
}

#[test]
fn standardised_figures_are_a_way_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let study = Study { files: vec![PathBuf::from(file(folder.path(), "ages.csv", by_age()))], ..Study::default() };
    let (engine, ways) = engine(&study);
    assert_eq!(ways, ["all", "all-indirect", "all-direct"]);
    let mut tables = Vec::new();
    for way in 0..ways.len() {
        let asked = Asked { treatment: "ages".to_owned(), way, ..Asked::default() };
        tables.push(engine.csv(&asked).unwrap());
        assert_eq!(tables[way], printed(&engine, &asked, folder.path()), "{}", ways[way]);
    }
    assert!(tables[0] != tables[1] && tables[1] != tables[2]);
    // Directly standardised rates are made of all areas together.
    let some = Asked { treatment: "ages".to_owned(), way: 2, areas: vec!["A01".to_owned()], ..Asked::default() };
    assert!(engine.csv(&some).unwrap_err().to_string().contains("all areas together"));
}

/// Antibiotics of the demo's store by financial year.
fn of_store(folder: &Path) -> Study {
    let made = folder.join("demo");
    stderr_of(&["demo", "--out", &text(&made)]);
    let store = Some(made.join("store"));
    Study { store, bnf: vec!["0501".parse().unwrap()], by: Some(Grain::FinancialYear), ..Study::default() }
}

#[test]
fn levels_of_a_store_are_ways_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let study = Study { replicates: Some(99), ..of_store(folder.path()) };
    let here = folder.path().join("demo");
    let (engine, ways) = engine(&study);
    assert_eq!(ways, ["fy", "area-team-fy", "region-fy"]);
    let words = |at: usize| engine.site().ways[at].level_words.clone();
    assert_eq!([words(0), words(2)], ["CCGs or sub-ICB locations", "Regions"]);
    let treatment = engine.site().treatments[0].id.to_string();
    let asked = |way| Asked { treatment: treatment.clone(), way, ..Asked::default() };
    let lines: Vec<usize> = (0..3)
        .map(|way| {
            let own = engine.csv(&asked(way)).unwrap();
            assert_eq!(own, printed(&engine, &asked(way), &here), "{}", ways[way]);
            own.lines().count()
        })
        .collect();
    assert!(lines[0] == 61 && lines[1] < 61 && lines[2] < lines[1] && lines[2] > 2, "{lines:?}");
    // Areas of one level are none of another.
    let mut session = Session::of(engine);
    let areas = |session: &mut Session, way: usize| {
        let choices = told(session, &json!({"choices": asked(way)}));
        choices["areas"].as_array().unwrap().len()
    };
    for (way, lines) in lines.iter().enumerate() {
        assert_eq!(areas(&mut session, way) + 1, *lines, "{way}");
    }
    for kind in kinds(&mut session, &treatment, 2) {
        let asked = Asked { chart: Some(kind), ..asked(2) };
        if told(&mut session, &json!({"answer": &asked}))["chart"]["wide"].is_string() {
            let [own, printed] = charts(&mut session, &asked, &here);
            assert_eq!(own, printed, "{asked:?}");
        }
    }
    // Areas that lie in those of another level would give protected counts away.
    let protected = Study { disclosure: Some(Disclosure::Nhs), ..study };
    let ways = protected.explore(true).unwrap().folder.site.ways;
    assert!(ways.iter().all(|way| way.level == ways[0].level), "{ways:?}");
}

#[test]
fn parent_groups_of_areas_in_files_are_a_level() {
    let folder = tempfile::tempdir().unwrap();
    let row = |at: usize| {
        let (year, practice) = (at / 100, at % 100);
        let (area, count) = (practice % 25, 40 + (practice * 13 + year * 7) % 29 + practice % 25);
        format!("{},A{area:02},Place {area},R{},P{practice:02},{count},{}\n", 2018 + year, area % 5, 4_000 + 90 * area)
    };
    let text = String::from("period,code,name,region,practice,numerator,denominator\n");
    let text = text + &(0..300).map(row).collect::<String>();
    let path = PathBuf::from(file(folder.path(), "years.csv", text));
    let (group, areas) = (Some("region".to_owned()), Some("districts".to_owned()));
    let within = Some("practice".to_owned());
    let source = Some("Source: the health board".to_owned());
    let study = Study { files: vec![path], column_group: group, column_within: within, ..Study::default() };
    let study = Study { areas, source, ..study };
    let (engine, ways) = engine(&study);
    assert_eq!(ways, ["year", "all", "region-year", "region-all"]);
    let words: Vec<&str> = engine.site().ways.iter().map(|way| &*way.level_words).collect();
    assert_eq!(words, ["Districts as given", "Districts as given", "Areas by 'region'", "Areas by 'region'"]);
    let mut session = Session::of(engine);
    for way in 0..4 {
        let asked = Asked { treatment: "years".to_owned(), way, ..Asked::default() };
        let [own, drawn] = charts(&mut session, &asked, folder.path());
        let other: Vec<_> = own.lines().zip(drawn.lines()).filter(|(a, b)| a != b).collect();
        assert!(own == drawn, "{way}: {other:?}");
        let study = file(folder.path(), "study.toml", told(&mut session, &json!({"study": &asked})).as_str().unwrap());
        let printed = stdout(&["outliers", "--study", &study, "--format", "csv"]);
        assert_eq!(told(&mut session, &json!({"csv": &asked})).as_str().unwrap(), printed, "{way}");
        let areas = if way < 2 { 25 } else { 5 };
        assert_eq!(printed.lines().count(), areas + 1);
        // A region has no name of one of its areas.
        assert_eq!(printed.contains("Place"), way < 2, "{printed}");
    }
    // Areas that were chosen are named of one level.
    let few = Study { only_area: vec!["A01".to_owned(), "A02".to_owned()], ..study };
    assert_eq!(few.explore(true).unwrap().folder.site.ways.len(), 2);
}

#[test]
fn a_chart_of_ranked_areas_is_that_of_its_study() {
    let folder = tempfile::tempdir().unwrap();
    let row = |area: usize| format!("A{area:02},{},{},{}\n", 30 + area * 13 % 29, 4_000 + 90 * area, area * 7 % 12);
    let text = String::from("code,numerator,denominator,score\n") + &(0..12).map(row).collect::<String>();
    let path = PathBuf::from(file(folder.path(), "ranked.csv", text));
    let (engine, _) = engine(&Study { files: vec![path], column_rank: Some("score".to_owned()), ..Study::default() });
    let (mut session, mut drawn) = (Session::of(engine), 0);
    for kind in kinds(&mut session, "ranked", 0) {
        let asked = Asked { treatment: "ranked".to_owned(), chart: Some(kind), ..Asked::default() };
        if told(&mut session, &json!({"answer": &asked}))["chart"]["not_drawn"].is_null() {
            let [own, printed] = charts(&mut session, &asked, folder.path());
            assert!(own == printed, "{asked:?}");
            drawn += 1;
        }
    }
    assert!(drawn > 4, "{drawn}");
}

#[test]
fn a_reader_chooses_the_level_and_the_address_holds_it() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let Study { store, .. } = of_store(folder.path());
    let (store, out) = (text(&store.unwrap()), folder.path().join("out"));
    let own = ["--bnf", "0501", "--by", "fy", "--replicates", "99", "--highlight", "Z07"];
    stdout(&[&["report", "--store", &store, "--explorer", &text(&out)], &own[..]].concat());
    let mut browser = Browser::open(&chromium);
    browser.go(&address(&out, ""), 1280);
    browser.until(READY);
    let rows = "document.querySelectorAll('#areas tbody tr').length";
    assert_eq!(browser.ask(rows), 60);
    let choose = |level: &str| {
        format!(
            "(l => {{ l.value = '{level}'; l.dispatchEvent(new Event('change')); return !l.closest('p').hidden; }})(document.querySelector('#level'))"
        )
    };
    assert_eq!(browser.ask(&choose("region")), true);
    browser.until(
        "location.hash.includes('figures=region-fy') && document.querySelectorAll('#areas tbody tr').length < 20",
    );
    assert_eq!(browser.ask("document.querySelector('#way').value"), "region-fy");
    assert_eq!(browser.ask("document.querySelector('#area').value"), "");
    assert_eq!(browser.ask("document.querySelector('#state').textContent"), "");
    browser.ask(&choose("ccg"));
    browser.until("document.querySelectorAll('#areas tbody tr').length == 60");
    assert_eq!(browser.ask("document.querySelector('#area').value"), "Z07");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "two.csv", two_treatments());
    let (engine, _) = engine(&Study { files: vec![PathBuf::from(&path)], ..Study::default() });
    let asked = Asked { treatment: "dressings".to_owned(), ..Asked::default() };
    for (asked, says) in [
        (Asked { treatment: "x".to_owned(), ..asked.clone() }, "no figures of the treatment 'x'"),
        (Asked { period: Some("2019-01".to_owned()), ..asked.clone() }, "they run from 2024-01 to 2024-08"),
        (Asked { period: Some("soon".to_owned()), ..asked.clone() }, "not a period"),
        (Asked { rule: Some("x".to_owned()), ..asked.clone() }, "the rule 'x' is not known"),
        (Asked { target: Some("-1".to_owned()), ..asked.clone() }, "'-1' is no rate. Type a number above zero"),
        (Asked { target: Some("abc".to_owned()), ..asked.clone() }, "'abc' is no rate. Type a number above zero"),
        (Asked { areas: vec!["B1".to_owned()], ..asked.clone() }, "no area is left"),
        (Asked { way: 9, ..asked }, "no such way"),
    ] {
        let error = engine.csv(&asked).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let of = |more: &[&str]| failure(&[&["outliers", &path], more].concat());
    assert!(of(&["--only-area", "A1"]).contains("--only-area A1: the data have no such area"));
    assert!(of(&["--only-treatment", "dressing"]).contains("did you mean 'dressings'"));
    let one = stdout(&[
        "rates",
        &path,
        "--only-treatment",
        "walking aids",
        "--only-area",
        "A03,A07",
        "--by",
        "year",
        "--format",
        "csv",
    ]);
    assert_eq!(one.lines().count(), 3);
}

#[test]
fn protected_counts_are_cut_in_one_way_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "two.csv", two_treatments());
    let out = text(&folder.path().join("out"));
    stderr_of(&["report", &path, "--disclosure", "nhs", "--explorer", &out]);
    let site = fs::read_to_string(folder.path().join("out/data/site.js")).unwrap();
    assert_eq!(site.matches("\\\"table\\\":").count(), 1, "a year less eleven months is a month");
    stdout(&["verify", &out]);
}

/// The page of a folder, opened from the disk.
fn address(folder: &Path, hash: &str) -> String {
    format!("file://{}/index.html{hash}", folder.display())
}

const READY: &str = "!!document.querySelector('#answer') && !document.querySelector('#answer').hidden";

#[test]
fn the_numbers_of_the_page_are_those_of_the_report() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let [page, report] = ["page", "report"].map(|name| folder.path().join(name));
    let one = ["--per", "1000", "--replicates", "199"];
    stdout(&[&["report", &path, "--explorer", &text(&page)], &one[..]].concat());
    stdout(&[&["report", &path, "--period", "2024-04", "--out", &text(&report)], &one[..]].concat());
    let mut browser = Browser::open(&chromium);
    browser.go(&address(&page, ""), 1280);
    browser.until(READY);
    let asked = "UW_ASK('numbers', {treatment: 'small', way: 0, period: '2024-04'})";
    let numbers = browser.ask(asked);
    let [areas, indices] = ["areas", "indices"].map(|name| {
        let own: Value = serde_json::from_str(numbers[name].as_str().unwrap()).unwrap();
        let file = fs::read_to_string(report.join(format!("{name}.json"))).unwrap();
        (own, serde_json::from_str::<Value>(&file).unwrap())
    });
    assert_eq!(areas.0, areas.1);
    assert_eq!(indices.0, indices.1);
    // The table is that of the command line, to the byte.
    let csv = browser.ask("UW_ASK('csv', {treatment: 'small', way: 0, period: '2024-04'})");
    let study = browser.ask("UW_ASK('study', {treatment: 'small', way: 0, period: '2024-04'})");
    let study = file(folder.path(), "study.toml", study.as_str().unwrap());
    let printed = stdout(&["outliers", "--study", &study, "--format", "csv"]);
    assert_eq!(csv, json!(printed));
    assert!(printed.lines().count() > 10);
}

/// An explorer with two treatments.
fn explorer(folder: &Path) -> PathBuf {
    let path = file(folder, "two.csv", two_treatments());
    let out = folder.join("out");
    stdout(&["report", &path, "--per", "1000", "--group", "icb", "--replicates", "99", "--explorer", &text(&out)]);
    out
}

/// A file that the browser was told to keep, when it is whole: it holds the name with an empty file first, and moves the whole
/// one there.
fn kept(folder: &Path, name: &str) -> String {
    let start = std::time::Instant::now();
    loop {
        match fs::read_to_string(folder.join(name)) {
            Ok(text) if !text.is_empty() => return text,
            _ => {}
        }
        assert!(
            start.elapsed().as_secs() < 60,
            "{name} was not kept; there are {:?}",
            fs::read_dir(folder).unwrap().collect::<Vec<_>>()
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn what_is_taken_along_is_given_again_by_its_study() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = explorer(folder.path());
    let mut browser = Browser::open(&chromium);
    let taken = folder.path().join("taken");
    browser.send("Page.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": taken}));
    let hash = "#treatment=walking+aids&figures=quarter&period=2024%2F25+Q1&mark=A04";
    browser.go(&address(&out, hash), 1280);
    browser.until(READY);
    browser.ask("['csv', 'study', 'svg'].forEach(id => document.getElementById(id).click())");
    let [csv, svg] = ["csv", "svg"].map(|ending| kept(&taken, &format!("walking-aids-2024-25-Q1.{ending}")));
    let study = kept(&taken, "study.toml");
    // The study is the same text whoever writes it, and its inputs are found beside it.
    let path = text(&taken.join("study.toml"));
    fs::copy(folder.path().join("two.csv"), taken.join("two.csv")).unwrap();
    let printed = stdout(&["outliers", "--study", &path, "--format", "csv"]);
    assert_eq!(csv, printed);
    assert_eq!(printed.lines().count(), 31);
    let typed = study.lines().find_map(|l| l.strip_prefix("# And this its chart: unwarranted ")).unwrap();
    let drawn = text(&taken.join("drawn.svg"));
    let typed = typed.replace("study.toml", &path).replace("chart.svg", &drawn);
    stderr_of(&typed.split(' ').collect::<Vec<_>>());
    assert_eq!(svg, fs::read_to_string(drawn).unwrap(), "the chart, to the byte");
}

#[test]
fn a_page_from_the_disk_works_by_keyboard_on_a_phone_and_under_its_policy() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = explorer(folder.path());
    let mut browser = Browser::open(&chromium);
    for width in [1280, 360] {
        browser.go(&address(&out, ""), width);
        browser.until(READY);
        let wide = browser.ask("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, true, "scrolls sideways at {width}");
        // Every table is open when axe-core looks.
        browser.ask("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        assert_eq!(browser.grave(), Vec::<String>::new(), "at {width}");
        assert_eq!(browser.ask("document.documentElement.scrollWidth <= innerWidth"), true, "with tables at {width}");
    }
    assert_eq!(browser.console, Vec::<String>::new(), "nothing is blocked, and nothing fails");
    if axe().is_none() {
        println!("axe-core is not at hand");
    }
    // By keyboard: to the period, an earlier one, and the address holds it.
    browser.go(&address(&out, ""), 1280);
    browser.until(READY);
    for _ in 0..20 {
        browser.press("Tab", 9);
        if browser.ask("document.activeElement.id") == "period" {
            break;
        }
    }
    assert_eq!(browser.ask("document.activeElement.id"), "period");
    browser.press("ArrowDown", 40);
    browser.until("location.hash.includes('period=2024-07')");
    browser.until("document.querySelector('#standfirst').textContent.includes('July 2024')");
    assert_eq!(browser.ask("document.activeElement.id"), "period", "the keyboard stays where it was");
    // Back is the figure before.
    browser.ask("history.back()");
    browser.until("document.querySelector('#standfirst').textContent.includes('August 2024')");
}

#[test]
fn a_link_is_a_figure() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = explorer(folder.path());
    let mut browser = Browser::open(&chromium);
    let hash = "#treatment=walking+aids&figures=quarter&period=2024%2F25+Q1&areas=A01,A02,A03,A04,A05,A06&mark=A04&benchmark=pooled";
    browser.go(&address(&out, hash), 1280);
    browser.until(READY);
    let shown = browser.ask("document.querySelector('#standfirst').textContent");
    assert!(shown.as_str().unwrap().contains("6 areas"), "{shown}");
    assert_eq!(browser.ask("document.querySelectorAll('#areas tbody tr').length"), 6);
    assert_eq!(browser.ask("document.querySelector('#areas .pinned th').textContent.includes('Area \"4\"')"), true);
    assert_eq!(browser.ask("document.querySelector('#target').value"), "pooled");
    assert_eq!(browser.ask("document.querySelectorAll('#wide svg').length"), 1);
    // The groups of the areas can be chosen.
    assert_eq!(
        browser
            .ask("Array.from(document.querySelector('#only').options).filter(o => o.text.startsWith('Group ')).length"),
        4
    );
    // A link that names what is not there says so, and shows nothing.
    browser.ask("location.hash = '#treatment=other'");
    browser.until("document.querySelector('#state').textContent.includes('does not have: other')");
    assert_eq!(browser.ask("document.querySelector('#answer').hidden"), true);
}

/// A square for each area, in a row.
fn squares(areas: usize) -> String {
    let square = |area: usize| {
        let (west, east) = (area as f64 * 0.1 - 2.0, area as f64 * 0.1 - 1.9);
        let ring = json!([[west, 52.0], [east, 52.0], [east, 52.1], [west, 52.1], [west, 52.0]]);
        json!({
            "type": "Feature",
            "properties": {"code": format!("A{area:02}"), "name": format!("Area {area}")},
            "geometry": {"type": "Polygon", "coordinates": [ring]}
        })
    };
    json!({"type": "FeatureCollection", "features": (0..areas).map(square).collect::<Vec<_>>()}).to_string()
}

#[test]
fn maps_are_drawn_where_it_is_known_where_areas_lie() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "two.csv", two_treatments());
    let boundaries = file(folder.path(), "areas.geojson", squares(30));
    let out = folder.path().join("out");
    let one = ["--replicates", "99", "--boundaries", &boundaries];
    stdout(&[&["report", &path, "--explorer", &text(&out)], &one[..]].concat());
    stdout(&["verify", &text(&out)]);
    assert!(failure(&["report", &path, "--out", "x", "--boundaries", &boundaries]).contains("goes with an explorer"));
    let Some(chromium) = chromium() else { return };
    let mut browser = Browser::open(&chromium);
    browser.go(&address(&out, ""), 1280);
    browser.until(READY);
    let maps = browser.ask(
        "Array.from(document.querySelector('#chart').options).filter(o => o.text.startsWith('Map')).map(o => o.value)",
    );
    assert_eq!(maps.as_array().unwrap().len(), 2, "{maps}");
    for map in maps.as_array().unwrap() {
        let map = map.as_str().unwrap();
        browser.ask(&format!("location.hash = '#treatment=dressings&chart={map}'"));
        browser.until(&format!(
            "document.querySelector('#chart').value === '{map}' && document.querySelectorAll('#wide svg title').length > 30"
        ));
    }
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn names_that_look_like_markup_are_text() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let table = small_table().replace("Area 3", "<img src=x onerror=document.title='gone'>");
    let path = file(folder.path(), "small.csv", table);
    let out = folder.path().join("out");
    stdout(&["report", &path, "--replicates", "99", "--title", "<b>{title}</b>", "--explorer", &text(&out)]);
    let mut browser = Browser::open(&chromium);
    browser.go(&address(&out, ""), 1280);
    browser.until(READY);
    assert_eq!(browser.ask("document.images.length + document.querySelectorAll('main b').length"), 0);
    assert!(browser.ask("document.querySelector('#areas').textContent").as_str().unwrap().contains("<img src=x"));
    let plain = fs::read_dir(out.join("plain")).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(plain).unwrap().contains("&lt;b&gt;{title}&lt;/b&gt;"));
}

#[test]
fn without_webassembly_or_script_the_figures_of_the_study_are_there() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = explorer(folder.path());
    // A host that forbids WebAssembly, by a policy of its own.
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    fs::write(out.join("forbidden.html"), page.replace(" 'wasm-unsafe-eval'", "")).unwrap();
    let mut browser = Browser::open(&chromium);
    browser.go(&address(&out, "").replace("index", "forbidden"), 1280);
    browser.until("document.querySelector('#state').textContent.includes('cannot work out figures here')");
    assert_eq!(browser.ask("document.querySelector('#choices').hidden"), true, "no choice without an effect");
    browser.send("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.go(&address(&out, ""), 360);
    let links = browser.ask("Array.from(document.querySelectorAll('#pages a')).map(a => a.href)");
    assert_eq!(links.as_array().unwrap().len(), 2);
    assert_eq!(browser.ask("document.querySelector('#choices').offsetHeight"), 0);
    for link in links.as_array().unwrap() {
        browser.go(link.as_str().unwrap(), 360);
        assert_eq!(browser.ask("document.querySelectorAll('section:nth-of-type(2) tbody tr').length"), 30);
        assert_eq!(browser.ask("document.querySelectorAll('.chart svg').length"), 2);
        assert_eq!(browser.ask("document.documentElement.scrollWidth <= innerWidth"), true);
    }
}
