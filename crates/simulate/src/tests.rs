//! The simulated files against the readers, and the truth they were made from.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use unwarranted_core::Month;
use unwarranted_ingest::formats;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::Tables;

fn small(seed: u64) -> SimulateOptions {
    SimulateOptions { seed, areas: 14, practices_per_area: 3, months: 8, ..SimulateOptions::default() }
}

fn simulate(options: &SimulateOptions) -> (tempfile::TempDir, Vec<PathBuf>) {
    let dir = tempfile::tempdir().unwrap();
    let files = write(dir.path(), options).unwrap();
    (dir, files)
}

fn bytes(files: &[PathBuf]) -> Vec<Vec<u8>> {
    files.iter().map(|f| fs::read(f).unwrap()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let (_a, one) = simulate(&small(7));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (_b, two) = pool.install(|| simulate(&small(7)));
    let (_c, other) = simulate(&small(8));
    assert_eq!(bytes(&one), bytes(&two));
    assert_ne!(bytes(&one), bytes(&other));
    assert_eq!(one.len(), 8 + 3);
}

#[test]
fn every_file_is_read_without_rejects_and_known_as_synthetic() {
    let (_dir, files) = simulate(&small(1));
    let mut layouts = BTreeSet::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        let source = Source {
            shown: "simulated",
            names: &["simulated"],
            text: &text,
            max_rejects: unwarranted_ingest::tables::MAX_REJECTS,
            progress: &|_| (),
        };
        let (format, reading) = formats::read(&source).unwrap();
        layouts.insert(format.id);
        assert!(reading.tally.synthetic && reading.tally.rejects.is_empty() && reading.tally.notices.is_empty());
        assert_eq!(reading.tally.read, text.lines().count() as u64 - 1);
        if let Tables::Prescribing(months) = &reading.tables {
            let items: i64 = text.lines().skip(1).map(|l| l.split(',').nth(20).unwrap().parse::<i64>().unwrap()).sum();
            assert_eq!(months.values().map(|m| m.read.items).sum::<i64>(), items);
            assert_eq!(reading.tally.labelled.len(), 2);
        }
    }
    assert_eq!(layouts.into_iter().collect::<Vec<_>>(), ["epd-v2", "reg-patients"]);
}

#[test]
fn a_practice_closes_and_its_patients_stay_in_the_area() {
    let world = World::new(&small(1));
    let area = &world.areas[3];
    assert_eq!(area.practices[0].closes, Some(6));
    let (before, after) = (area.patients(1), area.patients(2));
    assert!(before[0] > 0 && after[0] == 0 && after[1] > before[0]);
    let change = (after.iter().sum::<i64>() - before.iter().sum::<i64>()).abs();
    assert!(change * 50 < before.iter().sum::<i64>());
}

#[test]
fn names_and_codes_are_all_different() {
    let world = World::new(&SimulateOptions { areas: 1_000, practices_per_area: 2, ..small(1) });
    let distinct = |of: fn(&world::Area) -> &String| world.areas.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!((distinct(|a| &a.code), distinct(|a| &a.name)), (1_000, 1_000));
    assert!(world.areas.iter().all(|a| a.code.len() == 5 && a.name.contains("SYNTHETIC")));
    let trimmed: BTreeSet<&str> =
        world.areas.iter().map(|a| unwarranted_ingest::values::codes::trim_pco(&a.code)).collect();
    assert_eq!(trimmed.len(), 1_000);
}

#[test]
fn the_parts_add_up_and_the_treatments_are_sound() {
    for patients in [0, 1, 7, 1_999, 123_456] {
        assert_eq!(files::by_age(patients).iter().sum::<i64>(), patients);
    }
    for treatment in TREATMENTS {
        let share: f64 = treatment.presentations.iter().map(|p| p.share).sum();
        assert!((share - 1.0).abs() < 1e-12);
        for presentation in treatment.presentations {
            let of_quantities: f64 = presentation.quantities.iter().map(|q| q.1).sum();
            assert!((of_quantities - 1.0).abs() < 1e-12 && presentation.bnf.starts_with(treatment.bnf));
        }
    }
}

/// O and E by area over all months, straight from the files.
fn observed_and_expected(files: &[PathBuf], bnf: &str) -> Vec<(f64, f64)> {
    let mut area_of = BTreeMap::new();
    let mut observed: BTreeMap<String, f64> = BTreeMap::new();
    let mut patients: BTreeMap<String, f64> = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(path).unwrap();
        for row in text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
            if row.len() == 26 && row[6] != "-" {
                area_of.insert(row[8].to_owned(), row[6].to_owned());
                let items: f64 = row[20].parse().unwrap();
                *observed.entry(row[6].to_owned()).or_default() += if row[16].starts_with(bnf) { items } else { 0.0 };
            } else if row.len() == 9 && (row[6], row[7]) == ("ALL", "ALL") {
                *patients.entry(area_of[row[3]].clone()).or_default() += row[8].parse::<f64>().unwrap();
            }
        }
    }
    let rate = observed.values().sum::<f64>() / patients.values().sum::<f64>();
    observed.iter().map(|(area, o)| (*o, patients[area] * rate)).collect()
}

#[test]
fn the_true_order_of_variation_can_be_recovered() {
    let (_dir, files) = simulate(&SimulateOptions { areas: 60, practices_per_area: 3, months: 6, ..small(1) });
    let mut common: Vec<&Treatment> = TREATMENTS.iter().filter(|t| t.rate > 1.0).collect();
    common.sort_by(|a, b| a.variance.total_cmp(&b.variance));
    // The systematic component of variation: mean of ((O - E)^2 - E) / E^2.
    let estimate = |t: &&Treatment| {
        let pairs = observed_and_expected(&files, t.bnf);
        pairs.iter().map(|(o, e)| ((o - e).powi(2) - e) / (e * e)).sum::<f64>() / pairs.len() as f64
    };
    let found: Vec<f64> = common.iter().map(estimate).collect();
    assert!(found.is_sorted(), "{found:?}");
    assert!(found[0].abs() < 1e-3, "chance alone: {}", found[0]);
    for (treatment, found) in common.iter().zip(&found).skip(1) {
        let ratio = found / treatment.variance;
        assert!((0.5..2.0).contains(&ratio), "{}: {found} for {}", treatment.bnf, treatment.variance);
    }
}

#[test]
fn refuses_sizes_that_make_no_sense() {
    let dir = tempfile::tempdir().unwrap();
    for options in [SimulateOptions { areas: 0, ..small(1) }, SimulateOptions { months: 241, ..small(1) }] {
        assert!(write(dir.path(), &options).unwrap_err().to_string().contains("expected 1 to"));
    }
}

#[test]
fn a_large_file_has_its_rows_in_the_publishers_order_and_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let month = Month::new(2019, 6).unwrap();
    for layout in LAYOUTS {
        let path = dir.path().join(format!("SYNTHETIC_{layout}_201906.csv"));
        let options = LargeOptions { layout, rows: 20_000, practices: 70, seed: 3, month };
        write_large(&path, &options).unwrap();
        let bytes = fs::read(&path).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| write_large(&path, &options)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
        let text = String::from_utf8(bytes).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source { shown: &name, names: &[&name], text: &text, max_rejects: 1.0, progress: &|_| () };
        let (format, reading) = formats::read(&source).unwrap();
        assert_eq!((format.id, reading.tally.read, reading.tally.used), (layout, 20_000, 20_000), "{layout}");
        assert!(reading.tally.synthetic && reading.tally.notices.is_empty(), "{layout}");
        let Tables::Prescribing(months) = &reading.tables else { panic!("prescribing expected") };
        let table = &months[&month];
        assert_eq!((months.len(), table.practices.len()), (1, 70));
        // Several rows for many pairs, and a heavy tail: a tenth of the presentations have most of the rows.
        assert!(table.rows.len() < 12_000, "{} pairs", table.rows.len());
        let mut uses: Vec<usize> = table.presentations.iter().map(|p| p.rows).collect();
        uses.sort_unstable();
        let most: usize = uses.iter().rev().take(uses.len() / 10).sum();
        assert!(most * 3 > table.rows.len(), "{most} of {}", table.rows.len());
    }
    let few = LargeOptions { layout: "epd-v2", rows: 5, practices: 70, seed: 3, month };
    assert!(write_large(&dir.path().join("few.csv"), &few).unwrap_err().to_string().contains("rows"));
}
