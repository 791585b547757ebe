//! Cubes from fixtures with figures worked out by hand, and from simulated files against a slow second implementation.
#![allow(clippy::float_cmp, reason = "sums of whole numbers, and their quotients by 100,000, are exact")]

mod by_age;
mod facts;
mod many;
mod matrix;
mod members;
mod others;

use super::*;
use crate::geography::Membership;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use unwarranted_core::treatment::Counted;
use unwarranted_core::{Cell, Cube, CubeRow, Grain, Kind, Month, Over, Period, Reason, SliceOptions, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_simulate::{self as simulate, SimulateOptions};
use unwarranted_testing::{fixture, folders};

fn store_of(files: &[PathBuf]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create_or_open(&dir.path().join("store")).unwrap();
    store.ingest(files, "2026-11-22T12:00:00Z", &|_, _| ()).unwrap();
    (dir, store)
}

fn query(bnf: &str, level: Level, measure: Measure) -> Query {
    Query::of(vec![Treatment::of(bnf.parse().unwrap(), measure)], level)
}

/// "items per registered patients".
fn unit(found: &Assembled) -> String {
    let words = &found.treatments[0].unit;
    format!("{} per {}", words.numerator, words.denominator)
}

fn month(text: &str) -> Month {
    Period::parse(text).unwrap().first_month().unwrap()
}

/// Area, observed, denominator of every row of the cube.
fn rows(assembled: &Assembled) -> Vec<(String, f64, Option<f64>)> {
    let row = |r: &CubeRow| (r.area.to_string(), r.observed.value().unwrap(), r.denominator.unwrap().value());
    assembled.cube.rows().iter().map(row).collect()
}

fn note<'a>(assembled: &'a Assembled, start: &str) -> &'a str {
    let found = assembled.notes.iter().find(|n| n.contains(start));
    found.unwrap_or_else(|| panic!("no note with '{start}' in {:#?}", assembled.notes))
}

const EPD: &str = "epd-v2/EPD_201904.csv";
const PATIENTS: &str = "reg-patients/gp-reg-pat-prac-quin-age.csv";
const LISTS: &str = "patient-list-size/Patient_List_Size_2019_01-03.csv";

#[test]
fn items_by_area_per_registered_patient() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    // Eastdale prescribed no antibacterials: a true zero, because its practice is in the month's file.
    let expected =
        [("".into(), 2.0, None), ("90A".into(), 19.0, Some(1000.0 + 500.0)), ("D9P9L".into(), 0.0, Some(700.0))];
    assert_eq!(rows(&found), expected);
    assert_eq!(found.treatments[0].title, "Antibacterial drugs (BNF 0501)");
    assert_eq!((found.treatments[0].kind, unit(&found)), (Kind::Count, "items per registered patients".to_owned()));
    assert_eq!((found.areas.as_str(), found.synthetic), ("CCGs", true));
    assert_eq!(found.membership, "practices grouped by the CCG recorded in each month's file");
    assert_eq!(found.cube.names().get("90A").map(|n| &**n), Some("NORTHMERE SYNTHETIC CCG"));
    assert_eq!((found.sources.len(), found.attribution.len()), (2, 2));
    assert!(note(&found, "Denominators").contains("those of the month itself for 1 month"));
    assert!(note(&found, "without a known area").contains("2 items"));
    assert!(note(&found, "Synthetic data").contains("no real place"));
    let slices = found.cube.slices(&SliceOptions::default()).unwrap();
    assert_eq!((slices[0].len(), slices[0].set_aside()[0].reason), (2, Reason::BlankArea));
}

#[test]
fn money_and_quantity_are_amounts_in_their_units() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let northmere = |measure| {
        let found = assemble(&store, &query("0501013B0", Level::Ccg, measure)).unwrap();
        assert_eq!(
            (found.treatments[0].kind, found.treatments[0].title.as_str()),
            (Kind::Amount, "Amoxicillin (BNF 0501013B0)")
        );
        rows(&found)[1].1
    };
    assert_eq!(northmere(Measure::Nic), 15.89); // 8.90 + 2.54 + 4.45
    assert_eq!(northmere(Measure::ActualCost), 14.90967); // 8.35104 + 2.38311 + 4.17552
    assert_eq!(northmere(Measure::Quantity), 375.0); // 210 + 60 + 105
    let nic = assemble(&store, &query("05", Level::Ccg, Measure::Nic)).unwrap();
    assert_eq!(unit(&nic), "pounds (net ingredient cost) per registered patients");
    assert_eq!(nic.treatments[0].title, "Infections (BNF 05)");
}

#[test]
fn stand_ins_count_in_their_area_and_are_named() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let found = assemble(&store, &query("20030100181", Level::Ccg, Measure::Items)).unwrap();
    assert_eq!(found.treatments[0].title, "Dressing 10cm x 10cm (BNF 20030100181)");
    assert_eq!(rows(&found), [("90A".into(), 0.0, Some(1500.0)), ("D9P9L".into(), 1.0, Some(700.0))]);
    assert!(note(&found, "Stand-ins").contains("count in that area: 1 item."));
    let found = assemble(&store, &query("20030100181", Level::Practice, Measure::Items)).unwrap();
    assert_eq!(rows(&found)[3], ("Q90998".into(), 1.0, None));
    assert!(note(&found, "Stand-ins").contains("are set aside: 1 item."));
}

#[test]
fn an_older_extract_serves_and_every_mismatch_is_noted() {
    let (_dir, store) = store_of(&[EPD, LISTS].map(fixture));
    let found = assemble(&store, &query("0212", Level::Ccg, Measure::Items)).unwrap();
    // B90009 prescribed nothing, but the list records its area; A90002 and B90001 have no list.
    assert_eq!(rows(&found), [("90A".into(), 30.0, Some(950.0)), ("D9P9L".into(), 12.0, Some(210.0))]);
    assert!(note(&found, "Denominators").contains("latest earlier extract (up to 3 months older) for 1 month"));
    let unlisted = note(&found, "prescribing units have no registered patients");
    assert!(unlisted.starts_with("2 ") && unlisted.contains("12 items (most: B90001, A90002)"), "{unlisted}");
    // 210 of 1,160 patients are in a practice that the file does not mention: more than 5 %.
    assert_eq!(
        found.notes[0],
        "The prescribing file of 2019-04 looks incomplete: 1 practice with registered patients is not in it; its 210 patients \
         (18.1 % of those in the extract) count in the area that the extract records, so rates there may be too low (B90009)."
    );
    assert!(note(&found, "grouped by the CCG").contains("counts as zero, which may be a gap"));
    assert_eq!(found.incomplete, [month("2019-04")]);
    let practices = assemble(&store, &query("0212", Level::Practice, Measure::Items)).unwrap();
    assert!(
        practices.notes[0].ends_with("its 210 patients (18.1 % of those in the extract) are not counted (B90009).")
    );
    assert!(practices.notes.iter().chain(&found.notes).all(|n| !n.contains("prescribed nothing")));
}

/// A file of one month and the patients of these practices, by practice code.
fn store_with_patients(patients: &[(&str, i64)], months: &[&str]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let (epd, list) = (std::fs::read_to_string(fixture(EPD)).unwrap(), dir.path().join("list.csv"));
    let mut text = "PUBLICATION,EXTRACT_DATE,TYPE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n".to_owned();
    for (practice, n) in patients {
        text += &format!("GP,01APR2019,GP,GP,{practice},ALL,ALL,{n}\n");
    }
    std::fs::write(&list, text).unwrap();
    let mut files = vec![list];
    for stamp in months {
        files.push(dir.path().join(format!("EPD_{stamp}.csv")));
        std::fs::write(&files[files.len() - 1], epd.replace("\n201904", &format!("\n{stamp}"))).unwrap();
    }
    store_of(&files)
}

#[test]
fn practices_that_the_file_does_not_mention_make_no_claim_on_what_they_prescribed() {
    let few = [("A90001", 1000), ("A90002", 1000), ("B90001", 7006), ("C90001", 400), ("C90002", 74)];
    let (_dir, store) = store_with_patients(&few, &["201904"]);
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    assert_eq!(
        note(&found, "not in the prescribing file"),
        "2 practices with registered patients are not in the prescribing file of 2019-04; their 474 patients \
         (5.0 % of those in the extract) are not counted (most: C90001, C90002)."
    );
    assert!(found.incomplete.is_empty() && note(&found, "grouped by").contains("counts as a true zero"));
    let many = [few.as_slice(), &[("C90003", 54_553_214)]].concat();
    let stamps = ["201904", "201905", "201906", "201907", "201908", "201909", "201910"];
    let (_dir, store) = store_with_patients(&many, &stamps);
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    assert_eq!(
        found.notes[0],
        "The prescribing files of 2019-04, 2019-05, 2019-06, 2019-07, 2019-08 and 2 more look incomplete: 3 practices with \
         registered patients are not in at least one of them; their patients in a month (up to 54,553,688, or 100.0 % of \
         those in the extract) are not counted (most: C90003, C90001, C90002)."
    );
    assert_eq!((found.incomplete.len(), found.notes.iter().filter(|n| n.contains("not in")).count()), (7, 1));
}

#[test]
fn a_practice_in_the_file_without_an_area_is_not_called_absent() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixture(EPD)).unwrap();
    let path = dir.path().join("EPD.csv");
    std::fs::write(&path, text.replace("EASTDALE SYNTHETIC CCG,D9P9L", "UNIDENTIFIED,-")).unwrap();
    let (_dir, store) = store_of(&[path, fixture(PATIENTS)]);
    let query = query("0501", Level::Ccg, Measure::Items);
    let refused = assemble(&store, &query).unwrap_err().to_string();
    assert!(refused.contains("practices with 31.8 % of the registered patients in 2019-04 belong to no known CCG"));
    let found = assemble(&store, &Query { allow_missing: true, ..query }).unwrap();
    assert!(found.warnings[0].starts_with("Practices with 31.8 %"), "{:?}", found.warnings);
    assert_eq!(
        note(&found, "without a known area in"),
        "1 practice with registered patients is without a known area in the prescribing file of 2019-04; its 700 patients \
         (31.8 % of those in the extract) are not counted (B90001)."
    );
    assert!(found.incomplete.is_empty());
}

#[test]
fn counts_the_stored_rows_that_a_query_used() {
    let (_dir, store) = store_with_patients(&[("A90001", 1000), ("B90001", 700)], &["201904", "201905"]);
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    let used: Vec<_> = found.sources.iter().zip(found.matched_rows.values()).collect();
    let names: Vec<_> = used.iter().map(|(s, rows)| (s.file.as_str(), s.rows.stored, **rows)).collect();
    // Three of the six stored rows of each month are antibacterials; the extract serves both months.
    assert_eq!(names, [("EPD_201904.csv", 6, 3), ("EPD_201905.csv", 6, 3), ("list.csv", 2, 2)]);
    let later = Query { from: Some(month("2019-05")), ..query("0212", Level::Ccg, Measure::Items) };
    let found = assemble(&store, &later).unwrap();
    assert_eq!(found.matched_rows, [(0, 2), (1, 2)].into());
}

#[test]
fn without_patients_there_is_no_denominator() {
    let (_dir, store) = store_of(&[fixture(EPD)]);
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    assert!(rows(&found).iter().all(|(_, _, patients)| patients.is_none()));
    assert!(
        note(&found, "Denominators")
            .contains("none (no extract within 12 months before or 3 months after) for 1 month")
    );
}

#[test]
fn a_practice_under_two_areas_has_its_patients_where_most_items_are() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixture(EPD)).unwrap();
    let moved = text.replacen("NORTHMERE SYNTHETIC CCG,90A00,THE ELMS", "EASTDALE SYNTHETIC CCG,D9P9L,THE ELMS", 1);
    let path = dir.path().join("EPD.csv");
    std::fs::write(&path, moved).unwrap();
    let (_dir, store) = store_of(&[path, fixture(PATIENTS)]);
    let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
    // 10 items in Eastdale, 34 in Northmere: all 1,000 patients are Northmere's.
    assert_eq!(rows(&found)[1..], [("90A".into(), 9.0, Some(1500.0)), ("D9P9L".into(), 10.0, Some(700.0))]);
    assert!(note(&found, "more than one CCG").contains("A90001"));
}

#[test]
fn says_what_is_wrong_with_a_query() {
    let (_dir, store) = store_of(&[fixture(EPD)]);
    let error = |query: Query| assemble(&store, &query).unwrap_err().to_string();
    let none = Query::of(Vec::new(), Level::Ccg);
    assert!(error(none).contains("no treatment"));
    assert!(error(query("0599", Level::Ccg, Measure::Items)).contains("chapters found: 02, 05, 20"));
    let word = error(query("antibiotics", Level::Ccg, Measure::Items));
    assert!(word.contains("'antibiotics' may mean 0501 (Antibacterial drugs)"), "{word}");
    assert!(error(query("05", Level::Icb, Measure::Items)).contains("2019-04 (area-team)"));
    let later = Query { from: Some(month("2020-01")), ..query("05", Level::Ccg, Measure::Items) };
    assert!(error(later).contains("the store has 2019-04 to 2019-04"));
}

#[test]
fn commissioners_have_the_name_of_their_time() {
    let words = |months: &[&str]| Level::Ccg.plural(&months.iter().map(|m| month(m)).collect::<Vec<_>>());
    assert_eq!(words(&["2013-03"]), "PCTs");
    assert_eq!(words(&["2013-04", "2022-06"]), "CCGs");
    assert_eq!(words(&["2022-06", "2022-07"]), "CCGs and sub-ICB locations");
}

/// Observed and patients by month and area: nested loops over the raw rows, nothing shared with the program.
fn slowly(files: &[PathBuf], bnf: &str, area: usize, value: usize) -> BTreeMap<(String, String), (f64, Option<f64>)> {
    let mut lists: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut months: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy();
        let stamp = name[name.len() - 6..].to_owned();
        for row in csv::Reader::from_path(path).unwrap().into_records().map(|r| r.unwrap()) {
            if row.len() == 9 && &row[6] == "ALL" && &row[7] == "ALL" {
                lists.entry(stamp.clone()).or_default().insert(row[3].to_owned(), row[8].parse().unwrap());
            } else if row.len() == 26 {
                months.entry(row[0].to_owned()).or_default().push(row.iter().map(str::to_owned).collect());
            }
        }
    }
    let mut result = BTreeMap::new();
    for (month, rows) in &months {
        let list = lists.iter().rfind(|(stamp, _)| *stamp <= month).unwrap().1;
        let areas: BTreeSet<&String> = rows.iter().map(|r| &r[area]).collect();
        for code in areas {
            let of_area: Vec<_> = rows.iter().filter(|r| r[area] == *code).collect();
            let treated = of_area.iter().filter(|r| r[16].starts_with(bnf));
            let hundred_thousandths: f64 =
                treated.clone().map(|r| (r[value].parse::<f64>().unwrap() * 1e5).round()).sum();
            let practices: BTreeSet<&String> = of_area.iter().map(|r| &r[8]).collect();
            let listed: Vec<f64> = practices.iter().filter_map(|p| list.get(*p)).copied().collect();
            let patients = (!listed.is_empty()).then(|| listed.iter().sum());
            let plain = if code == "-" { "" } else { code.strip_suffix("00").unwrap_or(code) };
            if code != "-" || treated.count() > 0 {
                result.insert((month.clone(), plain.to_owned()), (hundred_thousandths / 1e5, patients));
            }
        }
    }
    result
}

#[test]
fn agrees_with_a_slow_second_implementation() {
    let dir = tempfile::tempdir().unwrap();
    let options = SimulateOptions { areas: 14, practices: 42, months: 8, seed: 3, ..SimulateOptions::default() };
    let files = simulate::write_nation(dir.path(), &options).unwrap().activity();
    let (_dir, store) = store_of(&files);
    let cases = [
        ("0501", Level::Ccg, 6, Measure::Items, 20),
        ("0602", Level::Ccg, 6, Measure::Items, 20),
        ("0407", Level::Ccg, 6, Measure::ActualCost, 24),
        ("1502", Level::AreaTeam, 4, Measure::Nic, 23),
        ("2130", Level::Region, 2, Measure::Quantity, 21),
        ("0212000B0AAABAB", Level::Practice, 8, Measure::Items, 20),
    ];
    for (bnf, level, area, measure, value) in cases {
        let found = assemble(&store, &query(bnf, level, measure)).unwrap();
        let row = |r: &CubeRow| {
            let key = (r.period.to_string().replace('-', ""), r.area.to_string());
            (key, (r.observed.value().unwrap(), r.denominator.unwrap().value()))
        };
        let fast: BTreeMap<_, _> = found.cube.rows().iter().map(row).collect();
        assert_eq!(fast, slowly(&files, bnf, area, value), "{bnf} by {level:?}");
        assert_eq!(fast.len(), found.cube.rows().len());
        assert!(found.synthetic);
    }
    let rare = assemble(&store, &query("0602010M0", Level::Ccg, Measure::Items)).unwrap();
    let zeros = rows(&rare).iter().filter(|(_, observed, patients)| *observed == 0.0 && patients.is_some()).count();
    assert!(zeros > 10, "{zeros} true zeros");
    let slices = rare.cube.slices(&SliceOptions { by: Some(Grain::Quarter), ..SliceOptions::default() }).unwrap();
    assert_eq!((slices.len(), slices[0].len()), (3, 14));
}

#[test]
fn from_and_to_choose_the_months_and_gaps_are_noted() {
    let dir = tempfile::tempdir().unwrap();
    let options = SimulateOptions { areas: 9, practices: 9, months: 6, ..SimulateOptions::default() };
    let mut files = simulate::write_nation(dir.path(), &options).unwrap().activity();
    files.remove(2);
    let (_dir, store) = store_of(&files);
    let some =
        Query { from: Some(month("2019-05")), to: Some(month("2019-08")), ..query("02", Level::Stp, Measure::Items) };
    let said = assemble(&store, &some).unwrap_err().to_string();
    assert!(said.contains("2019-05 (area-team), 2019-07"), "{said}");
    let found = assemble(&store, &Query { level: Level::AreaTeam, ..some }).unwrap();
    let months: BTreeSet<String> = found.cube.rows().iter().map(|r| r.period.to_string()).collect();
    assert_eq!(months.into_iter().collect::<Vec<_>>(), ["2019-05", "2019-07", "2019-08"]);
    assert!(note(&found, "no prescribing for 1 month").contains("2019-06"));
    assert!(
        note(&found, "Denominators")
            .contains("month itself for 1 month; the latest earlier extract (up to 1 month older) for 2 months")
    );
}

#[test]
fn published_files_by_commissioner() {
    for folder in folders() {
        let files = ["epd/EPD_201709.csv", "population/gp-reg-pat-prac-quin-age.csv"].map(|f| folder.join(f));
        let (_dir, store) = store_of(&files);
        let found = assemble(&store, &query("0501", Level::Ccg, Measure::Items)).unwrap();
        let denominators: Vec<_> = rows(&found).into_iter().map(|(area, _, patients)| (area, patients)).collect();
        let twin = [("90A".into(), Some(1730.0 + 1447.0)), ("90B".into(), Some(1577.0 + 1679.0))];
        let real = [("03A".into(), Some(6939.0 + 10_529.0)), ("11M".into(), Some(6632.0 + 4181.0))];
        assert_eq!(denominators, folder.known(twin, real));
        let items: f64 = rows(&found).iter().map(|r| r.1).sum();
        assert_eq!(items, folder.known(349.0, 1309.0));
        let raw = std::fs::read_to_string(&files[0]).unwrap();
        let mut csv = csv::Reader::from_reader(raw.as_bytes());
        let antibacterial = csv.records().map(|r| r.unwrap()).filter(|r| r[16].starts_with("0501"));
        assert_eq!(items, antibacterial.map(|r| r[20].parse::<f64>().unwrap()).sum::<f64>());
        assert_eq!(found.synthetic, !folder.is_real());
    }
}

#[test]
fn practices_sum_to_the_areas_they_are_in() {
    let dir = tempfile::tempdir().unwrap();
    let files = simulate::write_nation(dir.path(), &SimulateOptions::default()).unwrap().activity();
    let (_dir, store) = store_of(&files);
    for measure in [Measure::Items, Measure::ActualCost] {
        let query = query("0501", Level::Ccg, measure);
        assert!(assemble(&store, &query).unwrap().practices.is_none());
        let found = assemble_with_practices(&store, &query).unwrap();
        let sums = found.practices.unwrap().cube(BTreeMap::new());
        let known = |cube: &Cube| -> Vec<(String, Period, f64, f64)> {
            let rows = cube.rows().iter().filter(|r| !r.area.is_empty() && r.denominator != Some(Cell::NotReported));
            let figures = |r: &CubeRow| (r.observed.value().unwrap(), r.denominator.unwrap().value().unwrap());
            rows.map(|r| (r.area.to_string(), r.period, figures(r).0, figures(r).1)).collect()
        };
        let (areas, sums) = (known(&found.cube), known(&sums));
        assert_eq!(areas.len(), sums.len());
        for (area, sum) in areas.iter().zip(&sums) {
            assert_eq!((&area.0, area.1, area.3), (&sum.0, sum.1, sum.3));
            assert!((area.2 - sum.2).abs() <= 1e-9 * area.2.max(1.0), "{area:?} {sum:?}");
        }
    }
    let by_practice = Query { level: Level::Practice, ..query("0501", Level::Ccg, Measure::Items) };
    assert!(assemble_with_practices(&store, &by_practice).unwrap().practices.is_none());
}
