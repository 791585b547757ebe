//! Several treatments in one query, against loops over the raw rows that share nothing with the program.

use super::*;

const ASKED: [(&str, Measure); 7] = [
    ("0501", Measure::Items),
    ("0501+0212-0501080", Measure::Items),
    ("0501080/0501", Measure::Items),
    ("0407020/0407", Measure::Items),
    ("0212/0501-0501030", Measure::Items),
    ("0501080+2130/0501+2130", Measure::ActualCost),
    ("1502", Measure::Nic),
];

pub(super) fn treatments() -> Vec<Treatment> {
    ASKED.iter().map(|(codes, measure)| Treatment::of(codes.parse().unwrap(), *measure)).collect()
}

/// Whether a text such as "0501+0212-0501080" takes a code: the last sign before the longest fitting start decides.
fn takes(selection: &str, code: &str) -> bool {
    let signed = selection.replace('+', " +").replace('-', " -");
    let fitting = |sign: char| {
        let starts = signed
            .split(' ')
            .map(|part| if part.starts_with(['+', '-']) { part.to_owned() } else { format!("+{part}") });
        starts.filter(|part| part.starts_with(sign) && code.starts_with(&part[1..])).count()
    };
    fitting('+') > 0 && fitting('-') == 0
}

/// Sum by month and CCG, in hundred-thousandths.
fn sums(files: &[PathBuf], selection: &str, value: usize) -> BTreeMap<(String, String), f64> {
    let mut sums = BTreeMap::new();
    for path in files {
        for row in csv::Reader::from_path(path).unwrap().into_records().map(|r| r.unwrap()).filter(|r| r.len() == 26) {
            let area = if &row[6] == "-" { "" } else { row[6].strip_suffix("00").unwrap_or(&row[6]) };
            let sum: &mut f64 = sums.entry((row[0].to_owned(), area.to_owned())).or_default();
            if takes(selection, &row[16]) {
                *sum += (row[value].parse::<f64>().unwrap() * 1e5).round();
            }
        }
    }
    sums
}

pub(super) fn store_of_simulated(months: usize) -> (tempfile::TempDir, Vec<PathBuf>, tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let options = SimulateOptions { areas: 9, practices: 18, months, seed: 5, ..SimulateOptions::default() };
    let files = simulate::write_nation(dir.path(), &options).unwrap().activity();
    let (folder, store) = store_of(&files);
    (dir, files, folder, store)
}

#[test]
fn many_treatments_agree_with_loops_over_the_rows() {
    let (_files, files, _dir, store) = store_of_simulated(4);
    let found = assemble(&store, &Query::of(treatments(), Level::Ccg)).unwrap();
    let (mut compared, mut shares) = (0, 0);
    for (treatment, (codes, measure)) in found.treatments.iter().zip(ASKED) {
        let value = match measure {
            Measure::Items => 20,
            Measure::Nic => 23,
            _ => 24,
        };
        let (numerator, denominator) = codes.split_once('/').map_or((codes, None), |(n, d)| (n, Some(d)));
        let wanted = sums(&files, numerator, value);
        let over = denominator.map(|of| sums(&files, of, value));
        for row in found.cube.rows().iter().filter(|r| r.treatment == treatment.id) {
            let key = (row.period.to_string().replace('-', ""), row.area.to_string());
            assert_eq!(row.observed.value().unwrap(), wanted[&key] / 1e5, "{codes} {key:?}");
            if let Some(over) = &over {
                assert_eq!(row.denominator.unwrap().value().unwrap(), over[&key] / 1e5, "{codes} {key:?}");
                shares += 1;
            }
            compared += 1;
        }
        let areas: BTreeSet<_> = wanted.keys().map(|(_, area)| area).filter(|area| !area.is_empty()).collect();
        assert_eq!(areas.len(), 9);
    }
    assert!(compared >= 7 * 4 * 9 && shares >= 4 * 4 * 9, "{compared} rows, {shares} of them over prescriptions");
}

#[test]
fn each_treatment_is_as_if_it_were_alone() {
    let (_files, _, _dir, store) = store_of_simulated(3);
    let all = assemble_with_practices(&store, &Query::of(treatments(), Level::Ccg)).unwrap();
    let parts = all.practices.unwrap().cube(BTreeMap::new());
    let rows = |cube: &Cube, id: &str| cube.rows().iter().filter(|r| &*r.treatment == id).cloned().collect::<Vec<_>>();
    for treatment in treatments() {
        let alone = assemble_with_practices(&store, &Query::of(vec![treatment.clone()], Level::Ccg)).unwrap();
        assert_eq!(rows(&all.cube, &treatment.id), alone.cube.rows(), "{}", treatment.id);
        assert_eq!(rows(&parts, &treatment.id), alone.practices.unwrap().cube(BTreeMap::new()).rows());
        let told = all.treatments.iter().find(|t| t.id == treatment.id).unwrap();
        assert_eq!(*told, alone.treatments[0]);
        // With others every note on a treatment says which one it is about.
        for note in alone.notes.iter().filter(|note| !all.notes.contains(note)) {
            let prefixed = format!("{}: {note}", treatment.id);
            assert!(all.notes.contains(&prefixed), "{note} is not in {:#?}", all.notes);
        }
    }
}

#[test]
fn treatments_have_titles_kinds_and_units_of_their_own() {
    let (_files, _, _dir, store) = store_of_simulated(2);
    let found = assemble(&store, &Query::of(treatments(), Level::Ccg)).unwrap();
    let told: Vec<(&str, Kind)> = found.treatments.iter().map(|t| (t.title.as_str(), t.kind)).collect();
    assert_eq!(told[0], ("Antibacterial drugs (BNF 0501)", Kind::Count));
    assert_eq!(told[1], ("BNF 0212+0501-0501080", Kind::Count));
    assert_eq!(told[2], ("BNF 0501080 as a share of Antibacterial drugs (BNF 0501)", Kind::Share));
    assert_eq!(told[4].1, Kind::Amount, "items of one section over items of another are no share");
    assert_eq!(told[5].1, Kind::Amount, "money is not counted");
    assert_eq!(found.treatments[2].unit.denominator.to_string(), "items of BNF 0501");
    // Each stored row of a month is counted once, however many treatments take it.
    let once = assemble(&store, &Query::of(treatments()[..1].to_vec(), Level::Ccg)).unwrap();
    let twice =
        assemble(&store, &Query::of(vec![treatments()[0].clone(), treatments()[2].clone()], Level::Ccg)).unwrap();
    assert_eq!(once.matched_rows, twice.matched_rows);
}

#[test]
fn treatments_that_cannot_be_assembled_are_named() {
    let (_files, _, _dir, store) = store_of_simulated(1);
    let of = |codes: &str| Treatment::of(codes.parse().unwrap(), Measure::Items);
    let error = |treatments| assemble(&store, &Query::of(treatments, Level::Ccg)).unwrap_err().to_string();
    assert!(error(vec![of("0501"), of("0501")]).contains("'BNF 0501' stands in the query twice"));
    assert!(error(vec![of("0501"), of("0599")]).contains("starts with 0599"));
    assert!(error(vec![of("0501/0598")]).contains("starts with 0598"));
}
