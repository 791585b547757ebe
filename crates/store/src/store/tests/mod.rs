//! Tests of the store.

mod catalogue;
mod check;
mod datasets;
mod folders;
mod ingest;
mod large;
mod publish;
mod replaced;
mod sealed;
mod strata;

use super::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_testing::{fixture, folders};

const WHEN: &str = "2026-11-22T12:00:00Z";

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create_or_open(&dir.path().join("store")).unwrap();
    (dir, store)
}

fn ingest(store: &Store, paths: &[PathBuf]) -> Result<Vec<Ingested>, Error> {
    store.ingest(paths, WHEN, &|_, _| ())
}

/// Every file of the store with its bytes.
fn contents(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

fn epd() -> PathBuf {
    fixture("epd-v2/EPD_201904.csv")
}

fn all() -> Vec<PathBuf> {
    let population =
        ["reg-patients/gp-reg-pat-prac-quin-age.csv", "patient-list-size/Patient_List_Size_2019_01-03.csv"];
    [vec![epd()], population.map(fixture).to_vec()].concat()
}
