//! Catalogues of earlier versions, and what takes the place of what.

use super::*;
use unwarranted_ingest::tables::Geography;

/// As version 0.1 wrote it: schema 1, names of files alone, no series and no geography.
const SCHEMA_1: &str = r#"{
  "schema": 1,
  "sources": [{
    "file": "EPD_201904.csv", "member": null, "size": 9, "sha256": "00", "format": "epd-v2",
    "publisher": "NHSBSA", "licence": "OGL", "attribution": "", "synthetic": true,
    "when": "2026-11-22T12:00:00Z", "program": "0.1.0",
    "rows": {"read": 1, "used": 1, "stored": 1, "rejected": 0, "set_aside": {}, "labelled": {}},
    "rejects": null, "notices": [],
    "tables": [{
      "dataset": "prescribing", "month": "2019-04", "months": 1, "middle": "area-team",
      "files": ["prescribing/2019-04-0000000000.parquet"], "rows": 1,
      "totals_read": {"items": 1, "quantity": "1.00", "nic": "1.00", "actual_cost": "1.00"},
      "totals_stored": {"items": 1, "quantity": "1.00", "nic": "1.00", "actual_cost": "1.00"},
      "superseded": null
    }]
  }]
}"#;

#[test]
fn a_catalogue_of_schema_1_is_read_and_completed() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("catalogue.json"), SCHEMA_1).unwrap();
    let catalogue = Store::open(dir.path()).unwrap().catalogue().unwrap();
    let source = &catalogue.sources[0];
    assert_eq!((catalogue.schema, source.geography), (5, Geography::Prescriber));
    let table = &source.tables[0];
    assert_eq!((table.series.as_str(), table.files[0].sha256.as_ref()), ("", None));
    assert_eq!(table.files[0].name, "prescribing/2019-04-0000000000.parquet");
    let again: Catalogue = serde_json::from_slice(&catalogue.to_json().unwrap()).unwrap();
    assert_eq!(again, catalogue);
}

#[test]
fn a_catalogue_of_a_later_version_is_refused_by_its_version() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("catalogue.json"), r#"{"schema": 99, "sources": "elsewhere"}"#).unwrap();
    let error = Store::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains("the store has schema 99, this program reads 1 to 5"), "{error}");
}

#[test]
fn only_the_same_dataset_series_and_month_take_the_place_of_a_table() {
    let mut catalogue: Catalogue = serde_json::from_str(SCHEMA_1).unwrap();
    let entry = catalogue.sources[0].clone();
    let table = &entry.tables[0];
    let others = [
        TableEntry { dataset: Dataset::Population, ..table.clone() },
        TableEntry { series: "other".to_owned(), ..table.clone() },
        TableEntry { month: "2019-05".to_owned(), ..table.clone() },
    ];
    for other in &others {
        assert_eq!(catalogue.supersede(&entry, other, |_| None), None);
    }
    assert_eq!(
        catalogue.supersede(&entry, table, |_| None).map(|(before, _)| before),
        Some(table.totals_stored.clone())
    );
    assert!(catalogue.current(Dataset::Prescribing).is_empty());
    assert_eq!(catalogue.supersede(&entry, table, |_| None), None);
}
