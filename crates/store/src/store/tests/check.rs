//! A check names everything that is not as the catalogue says, and changes nothing.

use super::*;
use crate::store::parquet::Table as _;

fn problems(store: &Store) -> Vec<(String, String)> {
    let before = contents(store.dir());
    let checked = store.check(&|_, _| ()).unwrap();
    assert_eq!(contents(store.dir()), before);
    checked.problems.into_iter().map(|p| (p.file, p.problem)).collect()
}

fn sound() -> (tempfile::TempDir, Store) {
    let (dir, store) = store();
    ingest(&store, &all()).unwrap();
    assert_eq!(problems(&store), []);
    (dir, store)
}

fn first_file(store: &Store, dataset: Dataset) -> String {
    store.catalogue().unwrap().current(dataset)[0].1.files[0].name.clone()
}

/// The only problem, which must be with this file.
fn only(store: &Store, file: &str) -> String {
    let found = problems(store);
    let [(name, problem)] = &found[..] else { panic!("one problem expected, found {found:?}") };
    assert_eq!(name, file);
    problem.clone()
}

#[test]
fn a_sound_store_has_every_file_read() {
    let (_dir, store) = sound();
    let checked = store.check(&|_, _| ()).unwrap();
    assert_eq!((checked.tables, checked.files, checked.remains), (3, 7, vec![]));
}

#[test]
fn a_file_that_is_missing_cut_or_changed_is_named() {
    let (_dir, store) = sound();
    let name = first_file(&store, Dataset::Prescribing);
    let path = store.dir().join(&name);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(only(&store, &name).starts_with("cannot read: "));
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(only(&store, &name).contains("the catalogue says"));
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    assert!(only(&store, &name).starts_with("its SHA-256 is not that of the catalogue; ingest EPD_201904.csv"));
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(problems(&store), []);
}

/// A catalogue of schema 1 has no hashes: totals alone must then give a change away.
#[test]
fn totals_and_rows_are_compared_also_without_hashes() {
    let (_dir, store) = sound();
    let mut catalogue = store.catalogue().unwrap();
    for file in catalogue.sources.iter_mut().flat_map(|s| &mut s.tables).flat_map(|t| &mut t.files) {
        (file.bytes, file.sha256) = (None, None);
    }
    store.commit(&catalogue, &[]).unwrap();
    assert_eq!(problems(&store), []);
    let table = catalogue.current(Dataset::Population)[0].1.clone();
    let name = &table.files[0].name;
    let mut population = store.population(&table).unwrap();
    population.rows[0].patients += 1;
    population.write(&[store.dir().join(name)]).unwrap();
    let problem = only(&store, name);
    assert!(
        problem.starts_with("holds ") && problem.contains("patients of 3 practices, the catalogue says"),
        "{problem}"
    );
    population.rows.pop();
    population.write(&[store.dir().join(name)]).unwrap();
    assert!(only(&store, name).contains("holds 2 rows, the catalogue says 3"));
}

#[test]
fn a_catalogue_that_contradicts_itself_is_named() {
    let (_dir, store) = sound();
    let mut catalogue = store.catalogue().unwrap();
    catalogue.sources[0].rows.read += 1;
    store.commit(&catalogue, &[]).unwrap();
    assert_eq!(
        only(&store, "catalogue.json"),
        "EPD_201904.csv: 8 rows were read, but 7 are accounted for as used, rejected or set aside"
    );
}

#[test]
fn files_that_nobody_names_are_named() {
    let (_dir, store) = sound();
    std::fs::write(store.dir().join("prescribing/2019-04-ffffffffff.parquet"), "half").unwrap();
    std::fs::write(store.dir().join("practices/notes.txt"), "mine").unwrap();
    std::fs::write(store.dir().join("letter.txt"), "dear").unwrap();
    let found: Vec<_> = problems(&store).into_iter().map(|(file, problem)| format!("{file}: {problem}")).collect();
    let expected = [
        "letter.txt: does not belong to the store; remove it",
        "practices/notes.txt: is not in the catalogue; remove it",
        "prescribing/2019-04-ffffffffff.parquet: is not in the catalogue; the next ingest removes it",
    ];
    assert_eq!(found, expected);
}

#[test]
fn contents_show_months_gaps_and_what_was_replaced() {
    let (dir, store) = sound();
    let text = std::fs::read_to_string(epd()).unwrap().replace(",28,12,336,336,12.24,", ",28,13,364,364,13.24,");
    let paths = ["EPD_201904_v2.csv", "EPD_201907.csv"].map(|name| dir.path().join(name));
    std::fs::write(&paths[0], &text).unwrap();
    std::fs::write(&paths[1], text.replace("\n201904", "\n201907")).unwrap();
    ingest(&store, &paths).unwrap();
    let contents = store.contents().unwrap();
    let series: Vec<_> =
        contents.series.iter().map(|s| (s.dataset, s.tables.len(), s.gaps.len(), s.superseded.len())).collect();
    assert_eq!(series[0], (Dataset::Prescribing, 2, 1, 1));
    assert_eq!(series[1].0, Dataset::Population);
    let gap = &contents.series[0].gaps[0];
    assert_eq!((gap.from.as_str(), gap.to.as_str(), gap.months), ("2019-05", "2019-06", 2));
    let old = &contents.series[0].superseded[0];
    assert_eq!((old.file.as_str(), old.by.as_str()), ("EPD_201904.csv", "EPD_201904_v2.csv"));
    assert!(old.difference.as_ref().unwrap().to_string().starts_with("1 item, "));
    let quarter = contents.series[1].tables.iter().find(|t| t.format == "patient-list-size").unwrap();
    assert_eq!((quarter.month.as_str(), quarter.last.as_str()), ("2019-01", "2019-03"));
    let on_disk: u64 = super::contents(store.dir()).values().map(|bytes| bytes.len() as u64).sum();
    assert_eq!(contents.bytes, on_disk);
    let csv = contents.to_csv().unwrap();
    let statuses: Vec<_> = csv.lines().skip(1).filter_map(|l| l.split(',').nth(2)).collect();
    assert_eq!(statuses[..4], ["current", "superseded", "gap", "current"]);
}
