//! Patients by age and sex beside the totals of an extract, and stores of earlier versions, which lack them.

use super::*;
use unwarranted_ingest::formats;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::{PatientStratum, Population, Tables};

const PATIENTS: &str = "reg-patients/gp-reg-pat-prac-quin-age.csv";

/// As an earlier version left it: totals only.
fn without_strata(store: &Store) {
    let mut catalogue = store.catalogue().unwrap();
    let tables = catalogue.sources.iter_mut().flat_map(|s| &mut s.tables);
    for table in tables.filter(|t| t.dataset == Dataset::Population) {
        let file = table.files.pop().unwrap();
        std::fs::remove_file(store.dir().join(file.name)).unwrap();
    }
    store.commit(&catalogue, &[]).unwrap();
    let _ = std::fs::remove_dir(store.dir().join("strata"));
}

fn strata(store: &Store) -> Vec<Option<Vec<PatientStratum>>> {
    let catalogue = store.catalogue().unwrap();
    catalogue.current(Dataset::Population).iter().map(|(_, table)| store.strata(table).unwrap()).collect()
}

/// What the reader made of the fixture, which is of one month.
fn read(path: &str) -> Vec<PatientStratum> {
    let path = fixture(path);
    let (name, text) = (path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(&path).unwrap());
    let names = [&*name];
    let source = Source { shown: &name, names: &names, text: &text, max_rejects: 1.0, progress: &|_| () };
    let Tables::Population(months) = formats::read(&source).unwrap().1.tables else { panic!("population expected") };
    months.into_values().next().unwrap().strata.unwrap()
}

#[test]
fn patients_by_age_and_sex_are_read_back_as_they_were_read() {
    let (_dir, store) = store();
    ingest(&store, &all()).unwrap();
    let lists = read("patient-list-size/Patient_List_Size_2019_01-03.csv");
    assert_eq!(strata(&store), [Some(lists.clone()), Some(read(PATIENTS))]);
    assert!(lists.is_sorted_by_key(|s| (s.practice, s.stratum.clone())) && lists.len() == 18);
    let folders = contents(store.dir()).into_keys().filter(|p| p.parent().unwrap().ends_with("strata")).count();
    assert_eq!(folders, 2);
}

#[test]
fn a_store_with_totals_only_is_sound_until_the_file_is_ingested_again() {
    let (_dir, store) = store();
    ingest(&store, &all()).unwrap();
    let wanted = strata(&store);
    without_strata(&store);
    let store = Store::open(store.dir()).unwrap();
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
    assert_eq!(strata(&store), [None, None]);
    let again = ingest(&store, &all()).unwrap();
    let status: Vec<Status> = again.iter().map(|d| d.status).collect();
    assert_eq!(status, [Status::AlreadyPresent, Status::Replaced, Status::Replaced]);
    assert_eq!(strata(&store), wanted);
    let checked = store.check(&|_, _| ()).unwrap();
    assert_eq!((checked.problems, checked.remains, checked.files), (vec![], vec![], 7));
    assert!(ingest(&store, &all()).unwrap().iter().all(|d| d.status == Status::AlreadyPresent));
}

#[test]
fn an_extract_that_a_later_file_replaced_does_not_take_its_place_back() {
    let (dir, store) = store();
    ingest(&store, &[fixture(PATIENTS)]).unwrap();
    let later = dir.path().join("later.csv");
    let text = std::fs::read_to_string(fixture(PATIENTS)).unwrap();
    std::fs::write(&later, text.replace(",ALL,ALL,700", ",ALL,ALL,699")).unwrap();
    ingest(&store, &[later]).unwrap();
    let again = ingest(&store, &[fixture(PATIENTS)]).unwrap();
    assert_eq!(again[0].status, Status::AlreadyPresent);
}

#[test]
fn a_damaged_file_of_ages_is_found() {
    let (_dir, store) = store();
    ingest(&store, &[fixture(PATIENTS)]).unwrap();
    let mut catalogue = store.catalogue().unwrap();
    let mut other = read("patient-list-size/Patient_List_Size_2019_01-03.csv");
    other[0].practice = 9;
    let table = catalogue.current(Dataset::Population)[0].1.clone();
    let paths: Vec<PathBuf> = table.files.iter().map(|f| store.dir().join(&f.name)).collect();
    let lists = store.population(&table).unwrap();
    parquet::Table::write(&Population { strata: Some(other), ..lists }, &paths).unwrap();
    let wrong = store.check(&|_, _| ()).unwrap().problems;
    assert!(wrong.len() == 1 && wrong[0].file.starts_with("strata/"), "{wrong:?}");
    // Without hashes the places alone give it away.
    for file in catalogue.sources.iter_mut().flat_map(|s| &mut s.tables).flat_map(|t| &mut t.files) {
        (file.bytes, file.sha256) = (None, None);
    }
    store.commit(&catalogue, &[]).unwrap();
    let wrong = store.check(&|_, _| ()).unwrap().problems;
    assert!(wrong[0].problem.starts_with("1 rows by age and sex name no practice"), "{wrong:?}");
}
