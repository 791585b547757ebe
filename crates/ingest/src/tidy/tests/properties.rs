//! Properties over generated tables.

use super::*;
use crate::tidy::table::Table;
use proptest::prelude::*;

/// A row as text: area, name, observed, denominator.
type Written = (String, String, u32, f64);

fn written() -> impl Strategy<Value = Vec<Written>> {
    let (code, name) = ("[a-z0-9,;\"£é]{0,6}[a-z£é\"]", "[a-z0-9,;\"£é\t ]{0,6}[a-z£é\"]");
    let one = (code, name, any::<u32>(), 0.0..1e9);
    proptest::collection::btree_map(code, one, 1..20).prop_map(|rows| {
        let row = |(area, (_, name, observed, denominator)): (String, (_, String, _, _))| {
            // Names that most areas share are those of something else.
            (area.trim().to_owned(), format!("{}{}", name.trim(), area.trim()), observed, denominator)
        };
        let mut rows: Vec<Written> = rows.into_iter().map(row).collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows.dedup_by(|a, b| a.0 == b.0);
        rows
    })
}

#[derive(Debug, Clone)]
struct Style {
    delimiter: char,
    end: &'static str,
    quote_all: bool,
    final_end: bool,
    encoding: u8,
}

fn style() -> impl Strategy<Value = Style> {
    let delimiter = proptest::sample::select(vec![',', ';', '\t']);
    let end = proptest::sample::select(vec!["\n", "\r\n", "\r"]);
    (delimiter, end, any::<bool>(), any::<bool>(), 0u8..3).prop_map(
        |(delimiter, end, quote_all, final_end, encoding)| Style { delimiter, end, quote_all, final_end, encoding },
    )
}

impl Style {
    fn field(&self, text: &str) -> String {
        let special = |c: char| c == self.delimiter || matches!(c, '"' | '\r' | '\n');
        if self.quote_all || text.contains(special) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    }

    fn table(&self, rows: &[Written]) -> Vec<u8> {
        let header = ["area", "name", "observed", "denominator"].map(str::to_owned);
        let body = rows.iter().map(|(area, name, o, d)| [area.clone(), name.clone(), o.to_string(), d.to_string()]);
        let line = |fields: [String; 4]| fields.map(|f| self.field(&f)).join(&self.delimiter.to_string());
        let lines: Vec<String> = std::iter::once(header).chain(body).map(line).collect();
        let text = lines.join(self.end) + if self.final_end { self.end } else { "" };
        match self.encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        }
    }
}

fn expected(rows: &[Written]) -> Vec<CubeRow> {
    rows.iter().map(|(area, _, o, d)| row("t", "all", area, Cell::Value(f64::from(*o)), Cell::Value(*d))).collect()
}

/// Records with their lines up to the first thing wrong, and its line: one character at a time.
fn slow_records(text: &str) -> (Vec<(u64, Vec<String>)>, Option<u64>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut records, mut fields, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut start, mut open, mut blank, mut fresh) = (1, 1, None, true, true);
    let mut at = 0;
    while at <= chars.len() {
        let c = chars.get(at).copied();
        let pair = c == Some('\r') && chars.get(at + 1) == Some(&'\n');
        let ends = matches!(c, None | Some('\r' | '\n'));
        if let (Some(_), Some(c)) = (open, c) {
            if c == '"' && chars.get(at + 1) == Some(&'"') {
                field.push('"');
                at += 1;
            } else if c == '"' {
                open = None;
            } else {
                field.push(c);
            }
            (blank, fresh) = (false, false);
        } else if ends {
            if !blank {
                fields.push(std::mem::take(&mut field));
                records.push((start, std::mem::take(&mut fields)));
            }
            (blank, fresh) = (true, true);
        } else if c == Some(',') {
            fields.push(std::mem::take(&mut field));
            (blank, fresh) = (false, true);
        } else if c == Some('"') && fresh {
            open = Some(line);
            (blank, fresh) = (false, false);
        } else {
            field.extend(c);
            (blank, fresh) = (false, false);
        }
        if matches!(c, Some('\n')) || c == Some('\r') && !pair {
            line += 1;
        }
        if blank {
            // The second half of CRLF is not yet counted.
            start = line + u64::from(pair);
        }
        at += 1;
    }
    // Empty rows are passed over, and the header is none.
    let mut kept = 0;
    records.retain(|(_, fields): &(u64, Vec<String>)| {
        kept += 1;
        kept == 1 || fields.iter().any(|f| !f.trim().is_empty())
    });
    let wrong = open.map(|line| (records.len() - 1, line));
    let width = records[0].1.len();
    let ragged = records.iter().position(|r| r.1.len() != width).map(|at| (at, records[at].0));
    // Of two things wrong with the last record the open quote explains both.
    let first = [wrong, ragged].into_iter().flatten().min_by_key(|(at, _)| *at);
    records.truncate(first.map_or(records.len(), |(at, _)| at));
    (records, first.map(|(_, line)| line))
}

fn fast_records(text: &str) -> (Vec<(u64, Vec<String>)>, Option<u64>) {
    let (name, shown) = ("t".to_owned(), "t".to_owned());
    let member = input::Member { name, shown, text: text.to_owned(), encoding: Encoding::Utf8 };
    let line_of = |e: Error| match e {
        Error::Row { line, .. } => Some(line),
        e => panic!("{e}"),
    };
    let mut table = match Table::open(&member) {
        Ok(table) => table,
        Err(e) => return (Vec::new(), line_of(e)),
    };
    let mut records = Vec::new();
    loop {
        match table.next() {
            Ok(Some((line, record))) => records.push((line, record.iter().map(str::to_owned).collect())),
            Ok(None) => return (records, None),
            Err(e) => return (records, line_of(e)),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows in written(), style in style()) {
        let tidy = read_one(&style.table(&rows), &TidyOptions::default()).unwrap();
        prop_assert_eq!(tidy.cube.rows(), expected(&rows));
        for (area, name, ..) in &rows {
            prop_assert_eq!(tidy.cube.names().get(&**area).map(|n| &**n), Some(&**name));
        }
        prop_assert_eq!(tidy.inputs[0].rows_read, rows.len());
        prop_assert_eq!(tidy.inputs[0].tables[0].delimiter, style.delimiter);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in proptest::collection::vec((0u8..4, 1i32..13, 0u8..3, "[a-c]{0,2}"), 1..40).prop_shuffle(),
        turn in 0usize..40,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let mut lines: Vec<String> = rows
            .iter()
            .filter(|(area, month, treatment, _)| seen.insert((*area, *month, *treatment)))
            .map(|(area, month, treatment, name)| format!("{area},2025-{month:02},{treatment},{name},1,2"))
            .collect();
        let cube = |lines: &[String]| {
            let content = format!("area,month,treatment,name,items,population\n{}\n", lines.join("\n"));
            read_one(content.as_bytes(), &TidyOptions::default()).unwrap().cube
        };
        let before = cube(&lines);
        let turn = turn % lines.len();
        lines.rotate_left(turn);
        lines[..].reverse();
        let after = cube(&lines);
        prop_assert_eq!(before.rows(), after.rows());
        prop_assert_eq!(before.names(), after.names());
    }

    #[test]
    fn records_and_lines_agree_with_the_slow_reader(text in "[ab,\"\r\n]{0,40}") {
        prop_assume!(text.contains(|c| !matches!(c, '\r' | '\n')));
        // The delimiter is found on the first line; a semicolon or tab never occurs.
        if crate::tidy::table::has_fault(&text) {
            prop_assert!(fast_records(&text).1.is_some());
            return Ok(());
        }
        let (mut records, wrong) = slow_records(&text);
        if !records.is_empty() {
            records.remove(0);
        }
        prop_assert_eq!(fast_records(&text), (records, wrong));
    }

    #[test]
    fn numbers_are_read_to_the_last_digit(number in 0.0f64..1e300) {
        prop_assert_eq!(parse_cell(&number.to_string()), Ok(Cell::Value(number)));
        prop_assert_eq!(parse_cell(&format!("{number:e}")), Ok(Cell::Value(number)));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(area|items|population|[ab1*,;\"\r\n]){0,60}") {
        let _ = read_one(text.as_bytes(), &TidyOptions::default());
    }
}
