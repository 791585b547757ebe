//! Prescribing files that are read from disk in blocks: packed as they come, and what a month can lack.

use super::*;
use crate::assemble::{Measure, Query, assemble};
use crate::geography::Level;
use std::io::Write;
use unwarranted_core::{Month, Treatment};
use unwarranted_simulate::{self as simulate, LargeOptions};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A few megabytes, so that there are several blocks.
fn simulated() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("EPD.csv");
    let month = Month::new(2019, 6).unwrap();
    let options = LargeOptions { layout: "epd-v2", rows: 12_000, practices: 40, seed: 5, month };
    simulate::write_large(&path, &options).unwrap();
    std::fs::read(path).unwrap()
}

/// The Parquet files of a store, without the hashes in their names.
fn tables(store: &Store) -> Vec<Vec<u8>> {
    contents(store.dir())
        .into_iter()
        .filter(|(p, _)| p.extension().is_some_and(|e| e == "parquet"))
        .map(|(_, b)| b)
        .collect()
}

#[test]
fn packed_files_give_the_same_tables_as_plain_ones() {
    let plain = simulated();
    let kinds = [
        ("EPD_201906.csv", plain.clone()),
        ("EPD_201906.csv.gz", gzip(&plain)),
        ("EPD_201906.zip", zip("folder/EPD_201906.csv", &plain)),
    ];
    let mut found: Vec<Vec<Vec<u8>>> = Vec::new();
    for (name, bytes) in kinds {
        let (dir, store) = store();
        let path = dir.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let done = ingest(&store, std::slice::from_ref(&path)).unwrap();
        let entry = &done[0].entry;
        assert_eq!(
            (entry.sha256.clone(), entry.size),
            (unwarranted_ingest::input::sha256_hex(&bytes), bytes.len() as u64),
            "{name}"
        );
        assert_eq!((entry.rows.read, entry.rows.used, entry.synthetic), (12_000, 12_000, true), "{name}");
        assert_eq!(entry.member.as_deref(), name.ends_with(".zip").then_some("EPD_201906.csv"));
        assert_eq!(ingest(&store, &[path]).unwrap()[0].status, Status::AlreadyPresent, "{name}");
        found.push(tables(&store));
    }
    assert!(found.iter().all(|f| f.len() == 3 && *f == found[0]));
}

#[test]
fn a_packed_file_that_is_cut_short_is_not_stored() {
    let (dir, store) = store();
    let packed = gzip(&simulated());
    let path = dir.path().join("EPD_201906.csv.gz");
    std::fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let before = contents(store.dir());
    let error = ingest(&store, &[path]).unwrap_err().to_string();
    assert!(error.contains("cut short") && error.contains("EPD_201906.csv.gz"), "{error}");
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn names_in_latin_1_are_kept() {
    let (dir, store) = store();
    let text = std::fs::read_to_string(epd()).unwrap().replace("THE ELMS", "CAF\u{c9} SURGERY");
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let path = dir.path().join("EPD_201904.csv");
    std::fs::write(&path, bytes).unwrap();
    let done = ingest(&store, &[path]).unwrap();
    let practices = store.practices(&done[0].entry.tables[0]).unwrap();
    assert_eq!(practices[1].name, "CAF\u{c9} SURGERY");
}

#[test]
fn a_month_without_quantities_has_no_total_of_them_and_none_to_analyse() {
    let (_dir, store) = store();
    let done = ingest(&store, &[fixture("gp-prescribing-chemical/T201109PDPI+CHEM.CSV")]).unwrap();
    let table = &done[0].entry.tables[0];
    let Totals::Prescribing(sums) = &table.totals_stored else { panic!("prescribing expected") };
    assert_eq!((sums.items, sums.quantity, table.totals_read == table.totals_stored), (49, None, true));
    let query =
        |measure| assemble(&store, &Query::of(vec![Treatment::of("05".parse().unwrap(), measure)], Level::Practice));
    assert_eq!(query(Measure::Items).unwrap().cube.rows().len(), 2);
    let error = query(Measure::Quantity).unwrap_err().to_string();
    assert!(error.contains("the file of 2011-09 does not report quantities; choose another `measure`"), "{error}");
}

#[test]
fn what_was_dispensed_is_stored_apart_from_what_was_prescribed() {
    let (_dir, store) = store();
    let done = ingest(&store, &[fixture("pca/PCA_202506.csv")]).unwrap();
    assert_eq!(done[0].entry.geography, unwarranted_ingest::tables::Geography::Dispenser);
    assert_eq!(done[0].entry.tables[0].dataset, Dataset::Facts);
    let error = assemble(&store, &Query::of(vec![Treatment::of("0501".parse().unwrap(), Measure::Items)], Level::Icb))
        .unwrap_err()
        .to_string();
    assert!(error.contains("it has no prescribing"), "{error}");
}
