//! The scanner against the `csv` crate, which reads in one pass and one byte after the other.

use super::field::{fixed, number};
use super::*;
use crate::values::fixed::Fixed;
use proptest::prelude::*;

type Rows = Vec<(u64, Vec<Vec<u8>>)>;

/// Records by the `csv` crate, with the line of the first byte of each.
fn slowly(bytes: &[u8], delimiter: u8) -> Rows {
    let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut rows = Vec::new();
    for record in csv.byte_records().map(|r| r.unwrap()) {
        let mut at = usize::try_from(record.position().unwrap().byte()).unwrap();
        if at == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
            at = 3;
        }
        while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        let ends = (0..at).filter(|&i| bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n')));
        rows.push((1 + ends.count() as u64, record.iter().map(<[u8]>::to_vec).collect()));
    }
    rows
}

/// Pieces of text of which every awkward file is made.
fn piece() -> impl Strategy<Value = &'static [u8]> {
    prop::sample::select(vec![
        b"a".as_slice(),
        b"bc",
        b"0501013B0AAAAAA",
        b",",
        b",",
        b",",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\"",
        b"\"",
        b"\"\"",
        b"\",\"",
        b"\"x,y\"",
        b"\"l\nm\"",
        b" ",
        b";",
        b"\t",
        b"\x0b",
        b"\xe9",
        b"\xc3\xa9",
        b"",
        b"long text without any mark of its own",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_block_size_gives_what_one_pass_gives(
        pieces in prop::collection::vec(piece(), 0..60),
        bom in any::<bool>(),
        size in 1usize..80,
    ) {
        let mut bytes = if bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        bytes.extend(pieces.concat());
        prop_assert_eq!(fields(&bytes, b',', size), slowly(&bytes, b','));
        prop_assert_eq!(fields(&bytes, b',', 1 << 20), slowly(&bytes, b','));
    }

    #[test]
    fn any_delimiter(pieces in prop::collection::vec(piece(), 0..40), delimiter in prop::sample::select(b";\t,".to_vec())) {
        let bytes = pieces.concat();
        prop_assert_eq!(fields(&bytes, delimiter, 16), slowly(&bytes, delimiter));
    }

    /// Fields that are kept from the row before are those that would be found again.
    #[test]
    fn keeping_leading_fields_changes_nothing(pieces in prop::collection::vec(piece(), 0..60), first in 1usize..3, second in 0usize..3) {
        let bytes = pieces.concat();
        let read = |keep: [usize; 2]| {
            let mut records = Records::new(&bytes, b',', keep);
            let mut rows = Vec::new();
            let mut before: Vec<Vec<u8>> = Vec::new();
            while let Some(kept) = records.next() {
                let row: Vec<Vec<u8>> = (0..records.len()).map(|i| records.field(i).to_vec()).collect();
                let same = if kept == 0 { 0 } else { keep[kept - 1] };
                assert_eq!(row[..same], before[..same]);
                before.clone_from(&row);
                rows.push((records.line(), records.embedded(), records.open(), row));
            }
            (rows, records.lines())
        };
        prop_assert_eq!(read([first, first + second]), read([0, 0]));
    }

    #[test]
    fn numbers_are_those_of_the_slow_reader(text in "-?[0-9]{0,15}(\\.[0-9]{0,7})?[ ,e]?") {
        let found = fixed(text.as_bytes());
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let usual = digits(whole) && digits(part) && whole.len() <= 13 && part.len() <= 5;
        // It does take the numbers that nearly all fields hold.
        prop_assert_eq!(found.is_some(), usual && whole.len() + part.len() > 0);
        if let Some(value) = found {
            prop_assert_eq!(Fixed::parse(&text), Ok(Fixed(value)));
        }
    }

    /// Whatever stands around it, a number is read eight bytes at once as it is read one by one.
    #[test]
    fn numbers_by_eight_bytes(before in "[0-9.,]{8}", text in "[0-9]{0,9}(\\.[0-9]{0,6})?[ ,e-]?", after in "[0-9.,]{0,8}") {
        let bytes = [before.as_bytes(), text.as_bytes(), after.as_bytes()].concat();
        let found = number(&bytes, 8, 8 + text.len());
        let plain = Fixed::parse(&text).map(|v| v.0).ok();
        let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
        let digits = |t: &str, most| (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
        let usual = digits(whole, 8) && digits(part, 5);
        prop_assert_eq!(found, plain.filter(|_| usual));
    }
}

#[test]
fn a_number_at_the_very_beginning_is_left_to_the_slow_reader() {
    assert_eq!(number(b"12,3456", 0, 2), None);
    assert_eq!(number(b"1234567,8.5", 8, 11), Some(850_000));
    assert_eq!(number(b"12345678", 0, 8), Some(1_234_567_800_000));
    assert_eq!(number(b"12345678", 8, 8), None);
}

#[test]
fn the_common_forms_of_numbers_are_read_fast() {
    for (text, value) in
        [("12", 1_200_000), ("00000083.79", 8_379_000), ("20.", 2_000_000), (".5", 50_000), ("-3", -300_000)]
    {
        assert_eq!(fixed(text.as_bytes()), Some(value), "{text}");
    }
    assert!(
        ["", "-", ".", "1e5", "1,000", "0.1234567", "12345678901234"].iter().all(|t| fixed(t.as_bytes()).is_none())
    );
}

#[test]
fn text_is_utf_8_or_latin_1_field_by_field() {
    assert_eq!(text(b"\"Caf\xe9 \"\"R\"\"\" "), "Café \"R\"");
    assert_eq!(text("Café".as_bytes()), "Café");
    assert_eq!(text(b"  padded   "), "padded");
}

#[test]
fn a_quotation_mark_that_is_never_closed_stops_with_its_line() {
    let text = "a,b\n1,2\n3,\"4\n".to_owned() + &"5,6\n".repeat(200);
    let mut blocks = blocks::Blocks::new(text.as_bytes(), b',', 64);
    assert_eq!(blocks.next(Vec::new()).unwrap().unwrap().records(), b"a,b\n1,2\n");
    assert!(matches!(blocks.next(Vec::new()), Err(Stop::Unclosed { line: 0 })));
}

/// Bytes are looked at 64 at a time: a quotation mark, a delimiter and a line end are found wherever they stand in them.
#[test]
fn marks_at_every_place_of_the_bytes_looked_at_together() {
    for before in 0..200 {
        for after in [0, 3, 70] {
            let row = format!("{}\t\"x\t\n\"\"y\"\tz{}\r\n\"q\"\t2\n", "a".repeat(before), "b".repeat(after));
            let twice = row.repeat(2);
            for size in [1, 64, 1 << 20] {
                assert_eq!(fields(twice.as_bytes(), b'\t', size), slowly(twice.as_bytes(), b'\t'), "{before} {after}");
            }
        }
    }
}
