//! Damaged and hostile workbooks are refused within a bound on memory, and a folder goes on past them.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use common::{file, text};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Output;
use unwarranted_testing::fixture;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const GOOD: &str = "T201410PDPI+BNFT.CSV";
const NAMES: &str = "http://schemas.openxmlformats.org";

/// A workbook with one sheet and one shared string.
fn xlsx(shared: &str, sheet: &str) -> Vec<u8> {
    let relations = format!(
        r#"<Relationships xmlns="{NAMES}/package/2006/relationships"><Relationship Id="rId1" Type="{NAMES}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{NAMES}/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let main = format!(r#"xmlns="{NAMES}/spreadsheetml/2006/main""#);
    let workbook = format!(
        r#"<workbook {main} xmlns:r="{NAMES}/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{NAMES}/package/2006/relationships"><Relationship Id="rId1" Type="{NAMES}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let parts = [
        ("_rels/.rels", root),
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/sharedStrings.xml", format!(r#"<sst {main} count="1" uniqueCount="1"><si><t>{shared}</t></si></sst>"#)),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}>{sheet}</worksheet>")),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One string of 100 KB in 100,000 cells: 10 GB of text in a file of some hundred KB.
fn one_string_everywhere() -> Vec<u8> {
    let row = |n: usize| format!(r#"<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>"#);
    let rows: String = (1..=100_000).map(row).collect();
    xlsx(&"x".repeat(100_000), &format!("<sheetData>{rows}</sheetData>"))
}

fn old_workbook() -> Vec<u8> {
    std::fs::read(fixture("workbook/synthetic.xls")).unwrap()
}

/// A file of the older programs whose chains of sectors never end.
fn endless_chain() -> Vec<u8> {
    let mut bytes = old_workbook();
    let first = u32::from_le_bytes(bytes[76..80].try_into().unwrap());
    let table = (usize::try_from(first).unwrap() + 1) * 512;
    for sector in 0..128_u32 {
        let at = table + 4 * usize::try_from(sector).unwrap();
        if u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) < 0xffff_fffa {
            bytes[at..at + 4].copy_from_slice(&sector.to_le_bytes());
        }
    }
    bytes
}

/// A cell in the furthest row and column that a file can name: a rectangle of four thousand million cells.
fn far_cell() -> Vec<u8> {
    let mut bytes = old_workbook();
    let number = [0x03, 0x02, 0x0e, 0x00];
    let at = bytes.windows(4).rposition(|record| record == number).unwrap();
    bytes[at + 4..at + 8].fill(0xff);
    bytes
}

/// Runs the program where no process can take more than 3 GB.
fn run(args: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin!("unwarranted");
    let script = "ulimit -v 3000000; exec \"$@\"";
    std::process::Command::new("sh").args(["-c", script, "sh"]).arg(program).args(args).output().unwrap()
}

fn refused(folder: &Path, name: &str, bytes: Vec<u8>) -> String {
    let path = file(folder, name, bytes);
    let output = run(&["rates", &path]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

#[test]
fn hostile_workbooks_are_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(folder.path(), "string.xlsx", one_string_everywhere());
    assert!(said.contains("string.xlsx (List): the sheet is larger than"), "{said}");
    let reasons = [
        ("chain.xls", endless_chain(), "it cannot be read ("),
        ("far.xls", far_cell(), "it is damaged, or needs more than"),
    ];
    for (name, bytes, reason) in reasons {
        let said = refused(folder.path(), name, bytes);
        assert!(said.contains(reason), "{said}");
        assert!(!said.contains("panicked") && !said.contains("memory allocation"), "{said}");
    }
    let half = old_workbook().len() / 2;
    assert!(refused(folder.path(), "half.xls", old_workbook()[..half].to_vec()).contains("cannot be read"));
}

#[test]
fn a_sheet_that_says_it_is_larger_than_it_is_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let row = |n: usize, cells: [&str; 3]| {
        let of = |(c, text): (char, &str)| format!(r#"<c r="{c}{n}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        format!(r#"<row r="{n}">{}</row>"#, ['A', 'B', 'C'].into_iter().zip(cells).map(of).collect::<String>())
    };
    let rows = [["area", "observed", "denominator"], ["A", "5", "100"], ["B", "7", "100"]];
    let rows: String = (1..).zip(rows).map(|(n, cells)| row(n, cells)).collect();
    let sheet = format!(r#"<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>"#);
    let path = file(folder.path(), "small.xlsx", xlsx("", &sheet));
    let output = run(&["rates", &path, "--format", "csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 3);
}

#[test]
fn a_folder_goes_on_past_hostile_workbooks() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    file(&files, "a.xlsx", one_string_everywhere());
    file(&files, "b.xls", endless_chain());
    file(&files, "c.xls", far_cell());
    std::fs::copy(fixture("gp-prescribing").join(GOOD), files.join(GOOD)).unwrap();
    let output = run(&["ingest", &text(&files), "--store", &text(&folder.path().join("store"))]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.lines().any(|l| l.starts_with(GOOD) && l.contains(", stored;")), "{told}");
    for name in ["a.xlsx", "b.xls", "c.xls"] {
        assert!(
            told.lines().any(|l| l.starts_with(name) && (l.contains("cannot be read") || l.contains("larger than"))),
            "{told}"
        );
    }
}
