//! Workbooks written here, part by part, as the publishers' programs write them.

use super::tests::{gzip, zip_of};
use super::unpack::{Limits, unpack};
use super::*;
use unwarranted_testing as testing;

const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Weighted list" sheetId="1" r:id="rId1"/><sheet name="Empty" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn xlsx(rows: &str) -> Vec<u8> {
    book(WORKBOOK, rows, "")
}

fn book(workbook: &str, rows: &str, second: &str) -> Vec<u8> {
    let (full, empty) = (sheet(rows), sheet(second));
    zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", full.as_bytes()),
        ("xl/worksheets/sheet2.xml", empty.as_bytes()),
    ])
}

fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

const ROWS: &str = r#"<row r="1"><c r="B1" t="inlineStr"><is><t>Table 1: weighted, by practice</t></is></c></row>
<row r="3"><c r="B3" t="inlineStr"><is><t>Practice code</t></is></c><c r="C3" t="inlineStr"><is><t>Extract date</t></is></c><c r="D3" t="inlineStr"><is><t>Weighted</t></is></c><c r="E3" t="inlineStr"><is><t>Flag</t></is></c></row>
<row r="4"><c r="B4" t="inlineStr"><is><t>A90001</t></is></c><c r="C4" s="1"><v>45017</v></c><c r="D4"><v>1234.5600000000002</v></c><c r="E4" t="b"><v>1</v></c></row>
<row r="5"><c r="B5" t="inlineStr"><is><t>A90002</t></is></c><c r="C5" s="1"><v>45017.5</v></c><c r="D5"><v>7039.2817346209876</v></c><c r="E5" t="e"><v>#N/A</v></c></row>"#;
const CSV: &str = "\"Table 1: weighted, by practice\",,,\n\nPractice code,Extract date,Weighted,Flag\n\
                   A90001,2023-04-01,1234.56,TRUE\nA90002,2023-04-01T12:00:00,7039.281734620988,#N/A\n";

fn open_bytes(name: &str, bytes: Vec<u8>) -> Result<InputFile, Error> {
    from_bytes(name.to_owned(), format!("folder/{name}"), bytes)
}

#[test]
fn a_sheet_that_holds_something_becomes_one_text() {
    let file = open_bytes("book.xlsx", xlsx(ROWS)).unwrap();
    let [member] = &file.members[..] else { panic!("one sheet expected") };
    assert_eq!(
        (member.name.as_str(), member.shown.as_str()),
        ("book.xlsx (Weighted list)", "folder/book.xlsx (Weighted list)")
    );
    assert_eq!((member.text.as_str(), member.encoding), (CSV, Encoding::Workbook));
}

#[test]
fn hidden_sheets_are_passed_over_and_named() {
    let second = format!(r#"<row r="1">{}</row>"#, cell("A1", "old"));
    for state in ["hidden", "veryHidden"] {
        let hide =
            |id: &str| WORKBOOK.replace(&format!("sheetId=\"{id}\""), &format!("sheetId=\"{id}\" state=\"{state}\""));
        let file = open_bytes("book.xlsx", book(&hide("2"), ROWS, &second)).unwrap();
        assert_eq!(file.members.len(), 1);
        assert_eq!(file.passed_over, ["folder/book.xlsx (Empty), a hidden sheet"]);
    }
    let all = WORKBOOK.replace("sheetId", "state=\"hidden\" sheetId");
    let text = open_bytes("book.xlsx", book(&all, ROWS, &second)).unwrap_err().to_string();
    assert!(text.contains("every sheet with something in it is hidden"), "{text}");
    assert_eq!(open_bytes("book.xlsx", book(WORKBOOK, ROWS, &second)).unwrap().members.len(), 2);
}

#[test]
fn formulas_without_values_are_refused_and_blank_ones_are_not() {
    let rows = |value: &str| {
        format!(
            r#"<row r="1">{}{}</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2+1</f>{value}</c><c r="C2" t="str"><f>IF(A2,"","")</f><v></v></c></row>"#,
            cell("A1", "area"),
            cell("B1", "observed")
        )
    };
    let text = open_bytes("book.xlsx", xlsx(&rows(""))).unwrap_err().to_string();
    assert!(
        text.contains("the formulas of the sheet 'Weighted list' have no values, the first of them in row 2, column 2"),
        "{text}"
    );
    assert!(open_bytes("book.xlsx", xlsx(&rows("<v>2</v>"))).unwrap().members[0].text.contains("1,2"));
}

#[test]
fn workbooks_in_archives_are_opened_too() {
    let archive = zip_of(&[("data/notes.csv", b"a,b\n1,2\n"), ("data/book.xlsx", &xlsx(ROWS))]);
    let file = open_bytes("all.zip", archive).unwrap();
    let seen: Vec<_> = file.members.iter().map(|m| (m.shown.as_str(), m.text.len())).collect();
    assert_eq!(seen, [("folder/all.zip (notes.csv)", 8), ("folder/all.zip (book.xlsx) (Weighted list)", CSV.len())]);
    let file = open_bytes("book.xlsx.gz", gzip(&xlsx(ROWS))).unwrap();
    assert_eq!((file.members[0].name.as_str(), file.members[0].text.as_str()), ("book.xlsx (Weighted list)", CSV));
}

#[test]
fn reads_opendocument_sheets() {
    let content = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="List"><table:table-row><table:table-cell office:value-type="string"><text:p>code</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>day</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>patients</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>90A</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2023-04-01"><text:p>1/4/23</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="10.5"><text:p>10.50</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let ods = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", content.as_bytes()),
    ]);
    let file = open_bytes("list.ods", ods).unwrap();
    assert_eq!(
        (file.members[0].name.as_str(), file.members[0].text.as_str()),
        ("list.ods (List)", "code,day,patients\n90A,2023-04-01,10.5\n")
    );
}

#[test]
fn refuses_empty_encrypted_and_swollen_workbooks() {
    let problem = |bytes| open_bytes("book.xlsx", bytes).unwrap_err().to_string();
    assert_eq!(problem(xlsx("")), "folder/book.xlsx: the workbook is empty; expected a sheet with a header line");
    let mut encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(problem(encrypted).ends_with("the workbook is encrypted; save it without its password and give that file"));
    let limits = Limits { floor: 3_000, ratio: 1, ceiling: 100_000 };
    let error = |bytes: Vec<u8>| unpack("t", "t", bytes, &limits).map(|parts| parts.len()).map_err(|e| e.to_string());
    assert_eq!(error(xlsx(&cell("A1", "x"))), Ok(1));
    assert!(error(xlsx(&cell("A1", &"x".repeat(50_000)))).unwrap_err().contains("unpack to more than"));
    // Two cells far apart: small in the file, endless as a table.
    let corners = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", cell("A1", "x"), cell("XFD2", "y"));
    assert!(error(xlsx(&corners)).unwrap_err().contains("bytes as CSV, which no published table is"));
}

#[test]
fn published_workbooks_are_read_sheet_by_sheet() {
    for files in testing::folders() {
        for (path, sheets, rows) in [
            ("population/prescribing-units.xlsx", ["ASTRO-PUs", "STAR-PUs"], files.known([26, 42], [26, 328])),
            (
                "funding/practice-weighted-populations-2023-25.xlsx",
                ["GP_wp_202324", "GP_wp_202425"],
                files.known([13, 13], [6554, 6554]),
            ),
        ] {
            let file = open(&files.join(path)).unwrap();
            let lines = |text: &str| {
                let csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
                csv.collect::<Result<Vec<_>, _>>().unwrap().len()
            };
            let found: Vec<_> = file.members.iter().map(|m| (m.name.clone(), lines(&m.text))).collect();
            let names = sheets.map(|sheet| format!("{} ({sheet})", file.name));
            assert_eq!(found, names.into_iter().zip(rows).collect::<Vec<_>>());
        }
    }
}

#[test]
fn reads_sheets_of_older_programs() {
    let path = testing::fixture("workbook/synthetic.xls");
    let file = open_bytes("synthetic.xls", std::fs::read(path).unwrap()).unwrap();
    let [member] = &file.members[..] else { panic!("one sheet expected") };
    assert_eq!(member.name, "synthetic.xls (List)");
    assert_eq!(
        member.text,
        "\"Synthetic list, by practice\",,,\n\nPractice code,Extract date,Weighted,Name\n\
         A90001,2023-04-01,1234.56,\"Café Surgery, North\"\nA90002,2023-04-01,7039.281734620988,\n"
    );
}
