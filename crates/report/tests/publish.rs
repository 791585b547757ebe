//! The workbook and the metadata of tables.

#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use std::io::Read;
use unwarranted_core::slice::Kind;
use unwarranted_core::{Reason, SetAside, SliceFindings};
use unwarranted_report::publish::columns::{Holds, described};
use unwarranted_report::publish::{METADATA, WORKBOOK, tables};
use unwarranted_report::write::table_files;

type Files = Vec<(String, Vec<u8>)>;

fn found() -> Vec<SliceFindings> {
    vec![
        fixture::slice("gluten", "2025-11", Kind::Amount, 12, 3),
        fixture::slice("statins", "2025-12", Kind::Count, 12, 7),
    ]
}

fn files(findings: &[SliceFindings]) -> Files {
    let words = fixture::words();
    table_files(&fixture::report(findings, &words), Vec::new()).unwrap()
}

fn content<'a>(files: &'a Files, name: &str) -> &'a [u8] {
    &files.iter().find(|(file, _)| file == name).unwrap().1
}

/// The XML of a part of a workbook.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn metadata_describes_every_column_of_every_table() {
    let files = files(&found());
    let metadata: serde_json::Value = serde_json::from_slice(content(&files, METADATA)).unwrap();
    assert_eq!(metadata["@context"][0], "http://www.w3.org/ns/csvw");
    let described: Vec<&str> =
        metadata["tables"].as_array().unwrap().iter().map(|table| table["url"].as_str().unwrap()).collect();
    assert_eq!(described, ["indices.csv", "areas.csv", "set_aside.csv"]);
    for (table, about) in tables(&files).iter().zip(metadata["tables"].as_array().unwrap()) {
        let (head, rows) = table.cells().unwrap();
        let columns = about["tableSchema"]["columns"].as_array().unwrap();
        assert_eq!(head.len(), columns.len());
        for (at, (name, column)) in head.iter().zip(columns).enumerate() {
            assert_eq!(column["titles"], name);
            assert!(!column["dc:description"].as_str().unwrap().is_empty());
            // What is said of the cells holds for each of them.
            for cell in rows.iter().map(|row| &row[at]).filter(|cell| !cell.is_empty()) {
                let holds = match column["datatype"].as_str().unwrap() {
                    "number" => cell.parse::<f64>().is_ok(),
                    "integer" => cell.parse::<i64>().is_ok(),
                    _ => true,
                };
                assert!(holds, "{name}: {cell}");
            }
        }
    }
}

#[test]
fn the_workbook_has_a_cover_notes_meanings_and_one_marked_table_a_sheet_without_blank_cells() {
    let mut findings = found();
    let aside = |reason, area: &str| SetAside::new(reason, 1, vec![area.into()], |_| Some("Here".into()));
    findings[0].set_aside = vec![aside(Reason::Suppressed, "S01"), aside(Reason::NotReported, "N01")];
    let files = files(&findings);
    let workbook = content(&files, WORKBOOK);
    let names = part(workbook, "xl/workbook.xml");
    let at = |name: &str| names.find(&format!("name=\"{name}\"")).unwrap();
    assert!(["Cover", "Notes", "Columns", "indices", "areas", "set_aside"].map(at).is_sorted());
    assert!(
        part(workbook, "xl/tables/table3.xml").contains("headerRowCount")
            || part(workbook, "xl/tables/table3.xml").contains("<tableColumn")
    );
    let strings = part(workbook, "xl/sharedStrings.xml");
    for text in ["[c]", "[x]", "[z]", "S01", "N01", "Confidential"] {
        assert!(strings.contains(text), "{text}");
    }
    let areas = part(workbook, "xl/worksheets/sheet5.xml");
    assert!(!areas.contains("<f>") && !areas.contains("mergeCell"));
    let (head, rows) = tables(&files).iter().find(|t| t.file == "areas.csv").unwrap().cells().unwrap();
    let cells = areas.matches("<c r=").count();
    // Title, line below it, header and rows.
    assert_eq!(cells, 2 + head.len() * (1 + rows.len()));
    let undefined = head.iter().position(|name| name == "undefined").unwrap();
    let of = |code: &str| rows.iter().find(|row| row.iter().any(|cell| cell == code)).unwrap();
    assert_eq!(&of("S01")[undefined], "suppressed: the value is suppressed by the publisher");
    assert!(of("N01")[undefined].starts_with("not-reported: "));
}

#[test]
fn the_workbook_is_the_same_bytes_again() {
    let findings = found();
    assert_eq!(content(&files(&findings), WORKBOOK), content(&files(&findings), WORKBOOK));
}

#[test]
fn codes_and_numbers_are_told_apart() {
    let holds = |name: &str| described(name).unwrap().holds;
    assert_eq!((holds("area"), holds("rate"), holds("months")), (Holds::Text, Holds::Number, Holds::Whole));
}
