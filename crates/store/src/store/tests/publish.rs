//! A run that ends at any step leaves the old store or the new one, and nothing that the next run does not remove.

use super::*;
use crate::store::publish::Step;
use crate::store::staging::Staging;
use proptest::prelude::*;

/// A store with one month, and a file that replaces it and adds another.
fn old() -> (tempfile::TempDir, Store, Vec<PathBuf>) {
    let (dir, store) = store();
    ingest(&store, &[epd()]).unwrap();
    let text = std::fs::read_to_string(epd()).unwrap().replace(",28,12,336,336,12.24,", ",28,13,364,364,13.24,");
    let paths = ["EPD_201904_v2.csv", "EPD_201905.csv"].map(|name| dir.path().join(name));
    std::fs::write(&paths[0], &text).unwrap();
    std::fs::write(&paths[1], text.replace("\n201904", "\n201905")).unwrap();
    (dir, store, paths.to_vec())
}

/// A folder and all in it, elsewhere.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// What the catalogue says, and every file that it names with its bytes.
fn seen(store: &Store) -> (Catalogue, Vec<(String, Vec<u8>)>) {
    let catalogue = store.catalogue().unwrap();
    let files = catalogue.named().into_iter().map(|n| (n.to_owned(), std::fs::read(store.dir().join(n)).unwrap()));
    let files = files.collect();
    (catalogue, files)
}

/// The steps of ingesting these files, with everything written aside, none of them done.
fn prepare(store: &Store, paths: &[PathBuf]) -> Vec<Step> {
    let elsewhere = tempfile::tempdir().unwrap();
    copy(store.dir(), elsewhere.path());
    let finished = Store::open(elsewhere.path()).unwrap();
    ingest(&finished, paths).unwrap();
    let staging = std::mem::ManuallyDrop::new(Staging::new(store).unwrap());
    let catalogue = finished.catalogue().unwrap();
    for name in catalogue.named() {
        if !store.dir().join(name).exists() {
            std::fs::copy(finished.dir().join(name), store.dir().join(".staging").join(name)).unwrap();
        }
    }
    store.steps(&catalogue, &staging.written(&catalogue)).unwrap()
}

#[test]
fn cut_off_at_any_step_the_store_is_the_old_one_or_the_new_one() {
    let (_dir, model, paths) = old();
    let before = seen(&model);
    let steps = {
        let (_dir, store, _) = old();
        prepare(&store, &paths).len()
    };
    assert!(steps > 12, "{steps} steps");
    let mut outcomes = Vec::new();
    for done in 0..=steps {
        let dir = tempfile::tempdir().unwrap();
        copy(model.dir(), dir.path());
        let store = Store::open(dir.path()).unwrap();
        for step in prepare(&store, &paths).iter().take(done) {
            step.run().unwrap();
        }
        let is_old = seen(&store) == before;
        assert_eq!(store.catalogue().unwrap().sources.len(), if is_old { 1 } else { 3 }, "after {done} steps");
        outcomes.push(is_old);
        let checked = store.check(&|_, _| ()).unwrap();
        assert_eq!(checked.problems, [], "after {done} steps");
        // The next run finishes the work, and nothing remains.
        ingest(&store, &paths).unwrap();
        let checked = store.check(&|_, _| ()).unwrap();
        assert_eq!((checked.problems, checked.remains), (vec![], vec![]), "after {done} steps");
        assert_eq!(store.catalogue().unwrap().current(Dataset::Prescribing).len(), 2);
    }
    let first_new = outcomes.iter().position(|old| !old).unwrap();
    assert!(first_new > 0 && outcomes[first_new..].iter().all(|old| !old), "{outcomes:?}");
}

#[test]
fn a_step_that_fails_leaves_the_store_as_it_was() {
    let (_dir, store, paths) = old();
    // A file stands where the folder for reference tables, or here for rejected rows, is to be made.
    let path = store.dir().parent().unwrap().join("EPD_201906.csv");
    let mut csv = "YEAR_MONTH,PCO_CODE,PRACTICE_CODE,BNF_CODE,ITEMS,TOTAL_QUANTITY,NIC,ACTUAL_COST\n".to_owned();
    csv.push_str(&"2019-06,90A00,A90001,0501013B0AAAAAA,1,1,1,1\n".repeat(150));
    csv.push_str("2019-06,90A00,A90001,0501013B0AAAAAA,-3,1,1,1\n");
    std::fs::write(&path, csv).unwrap();
    std::fs::write(store.dir().join("rejects"), "in the way").unwrap();
    let before = contents(store.dir());
    let error = ingest(&store, &[paths[0].clone(), path]).unwrap_err().to_string();
    assert!(error.contains("rejects"), "{error}");
    assert_eq!(contents(store.dir()), before);
}

proptest! {
    #[test]
    fn names_of_the_store_are_distinguished_from_others(key in "[0-9a-f]{10}", other in "[a-z]{1,9}") {
        use crate::store::names::is_ours;
        for name in [format!("prescribing/2017-09-{key}.parquet"), format!("links/undated-{key}.parquet"), format!("rejects/{key}.csv")] {
            prop_assert!(is_ours(&name));
        }
        for name in [format!("prescribing/{other}.parquet"), key.clone(), format!("rejects/{key}.txt")] {
            prop_assert!(!is_ours(&name));
        }
    }
}
