//! The simulated files against the readers, and the truth they were made from.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_ingest::formats;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::facts::{FactValue, Facts};
use unwarranted_ingest::tables::{Reading, Tables};
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

fn small(seed: u64) -> SimulateOptions {
    SimulateOptions { seed, areas: 14, practices: 60, treatments: 80, months: 8, ..SimulateOptions::default() }
}

fn simulate(options: &SimulateOptions) -> (tempfile::TempDir, Nation) {
    let dir = tempfile::tempdir().unwrap();
    let nation = write_nation(dir.path(), options).unwrap();
    (dir, nation)
}

fn bytes(nation: &Nation) -> Vec<Vec<u8>> {
    nation.files().iter().chain(&nation.truth).map(|f| fs::read(f).unwrap()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Rows of a table of the truth, by column.
fn truth(nation: &Nation, table: &str) -> Vec<BTreeMap<String, String>> {
    let path = nation.truth.iter().find(|path| name(path) == table).unwrap();
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| -> BTreeMap<String, String> {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), header.len(), "{table}: {line}");
        header.iter().zip(fields).map(|(column, field)| ((*column).to_owned(), field.to_owned())).collect()
    };
    lines.map(row).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let (_a, one) = simulate(&small(7));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (_b, two) = pool.install(|| simulate(&small(7)));
    let (_c, other) = simulate(&small(8));
    assert_eq!(bytes(&one), bytes(&two));
    assert_ne!(bytes(&one), bytes(&other));
    assert_eq!((one.prescribing.len(), one.patients.len(), one.others.len(), one.truth.len()), (8, 3, 8, 8));
}

/// Sums that a reader finds in a file, by the words that the truth has for them.
fn found(reading: &Reading) -> BTreeMap<&'static str, Fixed> {
    let whole = |n: i64| Fixed(n * SCALE);
    let mut sums = BTreeMap::from([("rows", whole(i64::try_from(reading.tally.read).unwrap()))]);
    match &reading.tables {
        Tables::Prescribing(months) => {
            let [month] = &months.values().collect::<Vec<_>>()[..] else { panic!("one month expected") };
            let read = month.read;
            sums.extend([("items", whole(read.items)), ("quantity", read.quantity.unwrap())]);
            sums.extend([("nic", read.nic), ("actual-cost", read.actual_cost)]);
        }
        Tables::Population(months) => {
            let patients = months.values().flat_map(|m| &m.rows).map(|r| r.patients).sum();
            sums.insert("patients", whole(patients));
        }
        Tables::Facts(periods) => facts(&periods[0].1, &mut sums),
        Tables::Shapes(..) => {
            sums.insert("areas", sums["rows"]);
            sums.remove("rows");
        }
        Tables::Organisations(..) | Tables::Links(..) | Tables::Terms(..) => {}
    }
    sums
}

fn facts(facts: &Facts, sums: &mut BTreeMap<&'static str, Fixed>) {
    let mut sum = |what: &'static str, wanted: &dyn Fn(&str) -> bool| {
        let measures: Vec<usize> = (0..facts.measures.len()).filter(|m| wanted(&facts.measures[*m].id)).collect();
        for row in facts.rows.iter().filter(|row| measures.contains(&row.measure)) {
            let FactValue::Exact(value) = row.value else { panic!("an exact figure expected") };
            sums.entry(what).or_default().0 += value.0;
        }
        i64::try_from(measures.len()).unwrap()
    };
    let registers = sum("people", &|id| id.starts_with("register-"));
    sum("registered-patients", &|id| id == "registered-patients");
    sum("total-payments", &|id| id == "total-payments");
    if registers > 0 {
        sums.insert("registers", Fixed(registers * SCALE));
    }
    if facts.series.starts_with("deprivation") {
        sums.insert("areas", sums["rows"]);
        sums.remove("rows");
    }
}

#[test]
fn every_file_is_read_whole_and_comes_to_what_the_truth_says() {
    let (_dir, nation) = simulate(&small(1));
    let mut totals: BTreeMap<String, BTreeMap<String, Fixed>> = BTreeMap::new();
    for row in truth(&nation, "totals.csv") {
        let value = Fixed::parse(&row["value"]).unwrap();
        totals.entry(row["file"].clone()).or_default().insert(row["figure"].clone(), value);
    }
    let mut layouts = BTreeSet::new();
    for path in &nation.files() {
        let (file, text) = (name(path), fs::read_to_string(path).unwrap());
        let source = Source { shown: &file, names: &[&file], text: &text, max_rejects: 0.0, progress: &|_| () };
        let (format, reading) = formats::read(&source).unwrap_or_else(|e| panic!("{e}"));
        layouts.insert(format.id);
        let tally = &reading.tally;
        // The publisher's totals by sex repeat the patients that stand beside them by age.
        let repeated = tally.set_aside.get("part of a total").copied().unwrap_or(0);
        assert!(tally.rejects.is_empty() && tally.used + repeated == tally.read, "{file}: {tally:?}");
        if matches!(reading.tables, Tables::Prescribing(_) | Tables::Population(_)) {
            assert!(tally.synthetic && tally.notices.is_empty(), "{file}: {tally:?}");
        }
        let found: BTreeMap<String, Fixed> = found(&reading).into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        assert_eq!(found, totals[&file], "{file}");
    }
    assert_eq!(totals.len(), nation.files().len());
    let wanted = [
        "bnf-codes",
        "deprivation",
        "epd-v2",
        "geojson",
        "nhs-payments",
        "ods-commissioners",
        "ods-practices",
        "ons-lookup",
        "qof-prevalence",
        "reg-patients",
    ];
    assert_eq!(layouts.into_iter().collect::<Vec<_>>(), wanted);
}

/// The items that the truth lists are those of the files, and near what was expected.
#[test]
fn the_truth_is_that_of_the_files() {
    let (_dir, nation) = simulate(&small(1));
    let mut items: BTreeMap<(String, String), i64> = BTreeMap::new();
    for path in &nation.prescribing {
        let text = fs::read_to_string(path).unwrap();
        for row in text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
            let at = row.len() - 26;
            if row[8].starts_with('X') {
                let area = row[6].strip_suffix("00").unwrap_or(row[6]);
                *items.entry((row[14].to_owned(), area.to_owned())).or_default() +=
                    row[20 + at].parse::<i64>().unwrap();
            }
        }
    }
    let (mut expected, mut written, mut pairs) = (0.0, 0.0, 0);
    for row in truth(&nation, "effects.csv") {
        let key = (row["treatment"].clone(), row["area"].clone());
        let known: i64 = row["items"].parse().unwrap();
        assert_eq!(items.get(&key).copied().unwrap_or(0), known, "{key:?}");
        pairs += 1;
        expected += row["expected_items"].parse::<f64>().unwrap();
        written += known as f64;
    }
    assert_eq!((pairs, truth(&nation, "variances.csv").len()), (14 * 80, 80));
    assert!((written / expected - 1.0).abs() < 0.05, "{written} of {expected}");
    // Where nothing differs, everyone has the nation's rate; outliers have theirs.
    for row in
        truth(&nation, "effects.csv").iter().filter(|row| row["treatment"] == "0601022B0" && row["differs"] == "0")
    {
        let relative: f64 = row["relative_rate"].parse().unwrap();
        assert!((relative - 1.0).abs() < 0.1, "{row:?}");
    }
    let treatments = truth(&nation, "treatments.csv");
    assert_eq!(treatments.iter().map(|t| &t["treatment"]).collect::<BTreeSet<_>>().len(), 80);
}

/// Once an area stops paying, nothing of the substance is in its files.
#[test]
fn policies_end_a_treatment_in_an_area() {
    let options = SimulateOptions { months: 12, ..small(1) };
    let (_dir, nation) = simulate(&options);
    let policies = truth(&nation, "policies.csv");
    assert!(policies.iter().any(|p| p["treatment"] == "0904010H0"), "{policies:?}");
    let (mut before, mut after) = (0, 0);
    for path in &nation.prescribing {
        let text = fs::read_to_string(path).unwrap();
        for policy in &policies {
            let month = policy["spending_stops"].replace('-', "");
            let (treatment, code) = (format!(",{},", policy["treatment"]), format!(",{:0<5},", policy["area"]));
            let of_area = |line: &&str| line.contains(&treatment) && line.contains(&code);
            let rows = text.lines().filter(of_area).count();
            if name(path) >= format!("SYNTHETIC_EPD_{month}.csv") { after += rows } else { before += rows }
        }
    }
    assert!(before > 0 && after == 0, "{before} rows before, {after} after");
}

#[test]
fn a_practice_closes_and_its_patients_stay_in_the_area() {
    let world = world::World::new(&small(1));
    let area = &world.areas[3];
    assert_eq!(area.practices[0].closes, Some(6));
    let (before, after) = (area.patients(1), area.patients(2));
    assert!(before[0] > 0 && after[0] == 0 && after[1] > before[0]);
    let change = (after.iter().sum::<i64>() - before.iter().sum::<i64>()).abs();
    assert!(change * 50 < before.iter().sum::<i64>());
}

#[test]
fn names_and_codes_are_all_different_and_every_practice_is_somewhere() {
    let world = world::World::new(&SimulateOptions { areas: 1_000, practices: 2_345, ..small(1) });
    let distinct = |of: fn(&world::Area) -> &String| world.areas.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!((distinct(|a| &a.code), distinct(|a| &a.name), distinct(|a| &a.ons)), (1_000, 1_000, 1_000));
    assert!(world.areas.iter().all(|a| a.code.len() == 5 && a.name.contains("SYNTHETIC")));
    let trimmed: BTreeSet<&str> = world.areas.iter().map(world::Area::short).collect();
    assert_eq!(trimmed.len(), 1_000);
    let practices: BTreeSet<&String> = world.areas.iter().flat_map(|a| &a.practices).map(|p| &p.code).collect();
    assert_eq!(practices.len(), 2_345);
    assert!(world.areas.iter().all(|a| !a.practices.is_empty()));
}

/// O and E by area over all months, straight from the files.
fn observed_and_expected(nation: &Nation, bnf: &str) -> Vec<(f64, f64)> {
    let mut area_of = BTreeMap::new();
    let mut observed: BTreeMap<String, f64> = BTreeMap::new();
    let mut patients: BTreeMap<String, f64> = BTreeMap::new();
    for path in &nation.activity() {
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
    let options = SimulateOptions { areas: 60, practices: 480, treatments: NAMED.len(), months: 6, ..small(1) };
    let (_dir, nation) = simulate(&options);
    let truth = truth(&nation, "variances.csv");
    let variance =
        |bnf: &str| truth.iter().find(|row| row["treatment"] == bnf).unwrap()["variance"].parse::<f64>().unwrap();
    // Common ones that are far apart.
    let common = ["0601022B0", "0407010F0", "0906040G0", "0904010H0"];
    let known: Vec<f64> = common.iter().map(|bnf| variance(bnf)).collect();
    assert!(known.windows(2).all(|pair| pair[0] * 1.5 < pair[1]), "{known:?}");
    // The systematic component of variation: mean of ((O - E)^2 - E) / E^2.
    let estimate = |bnf: &&str| {
        let pairs = observed_and_expected(&nation, bnf);
        pairs.iter().map(|(o, e)| ((o - e).powi(2) - e) / (e * e)).sum::<f64>() / pairs.len() as f64
    };
    let found: Vec<f64> = common.iter().map(estimate).collect();
    assert!(found.is_sorted(), "{found:?} for {known:?}");
    for (known, found) in known.iter().zip(&found).skip(2) {
        assert!((0.4..2.5).contains(&(found / known)), "{found} for {known}");
    }
}

#[test]
fn refuses_sizes_that_make_no_sense_and_folders_of_others() {
    let dir = tempfile::tempdir().unwrap();
    for options in [
        SimulateOptions { areas: 0, ..small(1) },
        SimulateOptions { months: 241, ..small(1) },
        SimulateOptions { practices: 13, ..small(1) },
        SimulateOptions { treatments: 0, ..small(1) },
    ] {
        let text = write_nation(dir.path(), &options).unwrap_err().to_string();
        assert!(text.contains("expected 1 to") || text.contains("one for each area"), "{text}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let one = SimulateOptions { areas: 2, practices: 4, treatments: 3, months: 3, ..small(1) };
    write_nation(dir.path(), &one).unwrap();
    // A shorter nation takes the place of a longer one as a whole.
    write_nation(dir.path(), &SimulateOptions { months: 1, ..one }).unwrap();
    let months =
        fs::read_dir(dir.path().join("files")).unwrap().filter(|f| name(&f.as_ref().unwrap().path()).contains("EPD"));
    assert_eq!(months.count(), 1);
    check_target(dir.path()).unwrap();
    for place in ["thesis.txt", "files/thesis.txt", "truth/thesis.txt"] {
        fs::write(dir.path().join(place), "mine").unwrap();
        assert!(check_target(dir.path()).unwrap_err().to_string().contains("such as thesis.txt"), "{place}");
        if place.contains('/') {
            assert!(write_nation(dir.path(), &one).is_err());
        }
        fs::remove_file(dir.path().join(place)).unwrap();
    }
    let file: PathBuf = dir.path().join("file");
    fs::write(&file, "mine").unwrap();
    assert!(check_target(&file).is_err() && write_nation(&file, &one).is_err());
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
