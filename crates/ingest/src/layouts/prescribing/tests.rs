//! Reading in blocks against a slow, obvious second implementation, on any number of threads.

use super::columns::Columns;
use super::stream::{Scanned, Stream, scan};
use crate::error::Error;
use crate::input;
use crate::layouts::prescribing::epd_v2;
use crate::read::Source;
use crate::tables::Tables;
use proptest::prelude::*;
use std::collections::BTreeMap;
use unwarranted_testing as testing;

type Sums = BTreeMap<(String, String, String, String), [i64; 4]>;

/// What a table says: sums by month, presentation, practice and commissioner.
fn sums(tables: &Tables) -> Sums {
    let Tables::Prescribing(months) = tables else { panic!("prescribing expected") };
    let mut sums = Sums::new();
    for (month, table) in months {
        for row in &table.rows {
            let (practice, presentation) =
                (&table.practices[row.practice as usize], &table.presentations[row.presentation as usize]);
            let key = (month.to_string(), presentation.bnf.clone(), practice.code.clone(), practice.org.pco.clone());
            let before = sums.insert(key, [row.items, row.quantity.0, row.nic.0, row.actual_cost.0]);
            assert_eq!(before, None, "each pair once");
        }
    }
    sums
}

/// The same, row by row with the `csv` crate. Also the lines of the rejected rows.
fn slowly(bytes: &[u8]) -> (Sums, Vec<u64>) {
    let text = bytes.iter().map(|b| char::from(*b)).collect::<String>();
    let text = text.strip_prefix("\u{ef}\u{bb}\u{bf}").unwrap_or(&text);
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let (mut sums, mut rejects) = (Sums::new(), Vec::new());
    for row in csv.records().map(|r| r.unwrap()) {
        let field = |name: &str| row[names.iter().position(|n| n == name).unwrap()].trim().to_owned();
        let line = input::line_at(text, row.position().unwrap().byte());
        let number = |name: &str| crate::values::fixed::Fixed::parse(&field(name)).map(|v| v.0);
        let values = ["ITEMS", "TOTAL_QUANTITY", "NIC", "ACTUAL_COST"];
        if row.len() != names.len() || values.iter().any(|v| number(v).is_err()) || number("ITEMS").unwrap() < 0 {
            rejects.push(line);
            continue;
        }
        let month = field("YEAR_MONTH").replace('_', "-");
        let pco = field("PCO_CODE").trim_end_matches("00").to_owned();
        let sum: &mut [i64; 4] = sums.entry((month, field("BNF_CODE"), field("PRACTICE_CODE"), pco)).or_default();
        for (sum, name) in sum.iter_mut().zip(values) {
            *sum += number(name).unwrap() / if name == "ITEMS" { 100_000 } else { 1 };
        }
    }
    (sums, rejects)
}

fn scan_bytes(mut bytes: &[u8], block: usize, threads: usize) -> Result<Scanned, Error> {
    let head = bytes.iter().map(|b| char::from(*b)).collect::<String>();
    let head = head.strip_prefix("\u{ef}\u{bb}\u{bf}").unwrap_or(&head).to_owned();
    let sample = Source { shown: "EPD.csv", names: &["EPD.csv"], text: &head, max_rejects: 1.0, progress: &|_| () };
    scan(Stream { sample, input: &mut bytes, hash: true, threads, block, progress: &|_| () }, &epd_v2::LAYOUT)
}

const HEADER: &str = "YEAR_MONTH,REGIONAL_OFFICE_NAME,PCO_CODE,PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,BNF_CODE,BNF_DESCRIPTION,\
    ITEMS,TOTAL_QUANTITY,NIC,ACTUAL_COST,UNIDENTIFIED";

/// One row; about one in 150 cannot be used.
fn row() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec![
        &b"THE ELMS"[..],
        b"\"BATH,GLOS\"",
        b"\"A \"\"B\"\" C\"",
        b"\"TWO\nLINES\"",
        b"CAF\xe9",
    ]);
    (0u32..40, 0u32..30, name, 0u32..150, 1u32..400, any::<bool>()).prop_map(|(p, b, name, bad, n, quoted)| {
        let month = if p % 13 == 0 { "2019_05" } else { "2019_04" };
        let code = if quoted { format!("\"05010{b:02}B0AAAAAA\"") } else { format!("05010{b:02}B0AAAAAA") };
        let pco = ["90A00", "D9P9L", "-"][p as usize % 3];
        let mut row = format!("{month},REGION,{pco},").into_bytes();
        row.extend_from_slice(name);
        row.extend_from_slice(format!(",A{p:05},\"1, HIGH ST\",{code},Tab,").as_bytes());
        let items = match bad {
            0 => "-1".to_owned(),
            1 => "x".to_owned(),
            _ => n.to_string(),
        };
        let end = if bad == 2 { ",N,more" } else { ",N" };
        row.extend_from_slice(format!("{items},-{n}.5,{n}.25,.0000{}{end}", n % 10).as_bytes());
        row
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_split_gives_the_same_as_one_pass(
        rows in prop::collection::vec(row(), 1..300),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        sorted in any::<bool>(),
        block in 1usize..5_000,
        threads in 2usize..6,
    ) {
        let mut rows = rows;
        if sorted {
            rows.sort();
        }
        let end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
        let mut bytes = if bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        bytes.extend_from_slice(HEADER.as_bytes());
        for row in &rows {
            bytes.extend_from_slice(end);
            bytes.extend_from_slice(row);
        }
        bytes.extend_from_slice(end);
        let (expected, rejected) = slowly(&bytes);
        match (scan_bytes(&bytes, block, threads), scan_bytes(&bytes, 1 << 20, 1)) {
            (Ok(many), Ok(one)) => {
                prop_assert_eq!(sums(&many.reading.tables), expected);
                let lines: Vec<u64> = many.reading.tally.rejects.iter().map(|r| r.line).collect();
                prop_assert_eq!(lines, rejected);
                prop_assert_eq!(many.reading.tally.used + many.reading.tally.rejects.len() as u64, rows.len() as u64);
                prop_assert_eq!(input::hex(&many.sha256.unwrap()), input::sha256_hex(&bytes));
                prop_assert_eq!(&many.reading.tables, &one.reading.tables);
                // The search for copies takes rows of one practice and presentation that a block parts for two: its notice is the
                // same for any number of threads, and not for any size of blocks.
                let alone = scan_bytes(&bytes, block, 1).map(|scanned| scanned.reading);
                prop_assert_eq!(Some(many.reading), alone.ok());
            }
            (Err(many), Err(one)) => {
                prop_assert!(rejected.len() * 100 > rows.len());
                prop_assert_eq!(many.to_string(), one.to_string());
            }
            _ => prop_assert!(false, "one succeeds and the other does not"),
        }
    }
}

#[test]
fn a_negative_quantity_is_kept_with_a_notice_and_a_negative_cost_is_not() {
    let row = |quantity: &str, nic: &str| {
        format!("2019_04,REGION,90A00,ELMS,A00001,,0501013B0AAAAAA,Tab,1,{quantity},{nic},1,N\n")
    };
    let text = format!("{HEADER}\n{}{}{}", row("5", "1").repeat(200), row("-7", "1"), row("5", "-1"));
    let reading = scan_bytes(text.as_bytes(), 100, 2).unwrap().reading;
    assert_eq!(sums(&reading.tables).into_values().collect::<Vec<_>>(), [[201, 99_300_000, 20_100_000, 20_100_000]]);
    assert!(reading.tally.notices[0].starts_with("1 row with a negative quantity"), "{:?}", reading.tally.notices);
    assert_eq!((reading.tally.rejects[0].line, reading.tally.rejects[0].column.as_str()), (203, "NIC"));
}

#[test]
fn an_open_quotation_mark_is_found_at_the_same_line_by_any_split() {
    let row = "2019_04,REGION,90A00,ELMS,A00001,,0501013B0AAAAAA,Tab,1,1,1,1,N\n";
    let text = format!("{HEADER}\n{}{}{}", row.repeat(99), row.replace(",ELMS", ",\"ELMS"), row.repeat(400));
    for block in [10, 1_000, 1 << 20] {
        let error = scan_bytes(text.as_bytes(), block, 3).err().unwrap().to_string();
        assert!(error.starts_with("EPD.csv, line 101: a quotation mark in this row is not closed"), "{error}");
    }
}

#[test]
fn a_wholly_wrong_file_stops_early_and_alike() {
    let row = "2019_04,REGION,90A00,ELMS,A00001,,0501013B0AAAAAA,Tab,x,1,1,1,N\n";
    let text = format!("{HEADER}\n{}", row.repeat(5_000));
    let errors: Vec<String> = [1, 2, 5]
        .iter()
        .map(|threads| scan_bytes(text.as_bytes(), 4_096, *threads).err().unwrap().to_string())
        .collect();
    assert!(
        errors[0].contains("rows cannot be used, more than 1 %") && errors.iter().all(|e| *e == errors[0]),
        "{errors:?}"
    );
}

#[test]
fn published_files_give_the_same_on_one_thread_and_many() {
    for files in testing::folders() {
        let bytes = std::fs::read(files.join("epd/EPD_201709.csv")).unwrap();
        let one = scan_bytes(&bytes, 1 << 20, 1).unwrap();
        let many = scan_bytes(&bytes, files.known(900, 5_000), 4).unwrap();
        assert_eq!(one.reading, many.reading);
        assert_eq!(sums(&one.reading.tables), slowly(&bytes).0);
    }
}

/// Rows are compared with the row before over the fields of the practice, then over those of the presentation.
#[test]
fn leading_fields_are_those_of_the_practice_and_of_the_presentation() {
    for (path, layout, leading) in [
        ("epd-v2/EPD_201904.csv", &epd_v2::LAYOUT, [14, 19]),
        ("epd-snomed/EPD_SNOMED_202506.csv", &crate::layouts::prescribing::epd_snomed::LAYOUT, [14, 19]),
        ("dpi/Detailed_Prescribing_Information_201904.csv", &crate::layouts::prescribing::dpi::LAYOUT, [8, 10]),
        ("gp-prescribing/T201410PDPI+BNFT.CSV", &crate::layouts::prescribing::gp_prescribing::LAYOUT, [3, 5]),
    ] {
        let text = std::fs::read_to_string(testing::fixture(path)).unwrap();
        let source = Source { shown: path, names: &[path], text: &text, max_rejects: 1.0, progress: &|_| () };
        let header = source.header().unwrap();
        assert_eq!(Columns::find(&source, &header, layout).unwrap().leading(&header), leading, "{path}");
    }
}

/// Rows of one practice, with the notices of a file of them.
fn notices(rows: &[&str], block: usize) -> Vec<String> {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    scan_bytes(text.as_bytes(), block, 2).unwrap().reading.tally.notices
}

#[test]
fn copies_of_rows_are_kept_and_said_with_what_they_hold() {
    let row = |practice: &str, product: &str, items: u32| {
        format!("2019_04,N,90A00,P,{practice},,{product},Something,{items},644,15.41,14.5,N")
    };
    let (first, other) = (row("A1", "0202010B0AAABAB", 46), row("A1", "0202010B0AAABAB", 23));
    let three = [first.as_str(), &first, &other, &first];
    let said = "2 rows are exact copies of other ones: they are kept, and in the sums with 92 items, quantity 1288.00, net \
                ingredient cost 30.82 pounds, actual cost 29.00 pounds";
    assert_eq!(notices(&three, 1 << 20), [said]);
    assert!(notices(&[&first, &other], 1 << 20).is_empty(), "other packs of one product are no copies");
    // A file appended to itself has its rows in two places.
    let (second, third) = (row("A2", "0202010B0AAABAB", 7), row("A2", "0301011R0AAAPAP", 9));
    let twice = [&first, &second, &third, &first, &second, &third].map(String::as_str);
    let found = notices(&twice, 1 << 20);
    assert!(
        found.len() == 1 && found[0].starts_with("3 rows have the practice, presentation and all figures"),
        "{found:?}"
    );
    assert!(found[0].contains("with 62 items, quantity 1932.00"), "{found:?}");
    assert_eq!(found, notices(&twice, 1 << 7));
}
