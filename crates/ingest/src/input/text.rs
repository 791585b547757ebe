//! Lines, delimiters and quotation marks of a text.

use std::fmt::Write as _;

/// Said of a table whose last row has no line end: a number that was cut is a number still.
pub(crate) const NO_LINE_END: &str = "the last row has no line end; compare the size with the publisher's file";

/// The delimiter of a table, from its header line: the most frequent of comma, semicolon and tab outside quotes.
/// Comma when there is none (a single column), and before semicolon before tab when they are equally frequent.
#[must_use]
pub fn delimiter(header_line: &str) -> u8 {
    const DELIMITERS: [u8; 3] = *b",;\t";
    let mut counts = [0usize; 3];
    let mut quoted = false;
    for byte in header_line.bytes() {
        quoted ^= byte == b'"';
        if let Some(at) = DELIMITERS.iter().position(|d| !quoted && *d == byte) {
            counts[at] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|c| *c == most).map_or(b',', |at| DELIMITERS[at])
}

/// The first line of a text, whether lines end in LF, CRLF or CR; leading blank lines are passed over.
#[must_use]
pub fn first_line(text: &str) -> &str {
    text.trim_start_matches(['\r', '\n']).split(['\r', '\n']).next().unwrap_or_default()
}

/// The line (from 1) at a byte offset of a text whose lines end in LF, CRLF or CR. Line ends directly at the offset
/// belong to blank lines before the record, as CSV readers report the offset before they skip those.
#[must_use]
pub fn line_at(text: &str, offset: u64) -> u64 {
    let bytes = text.as_bytes();
    let mut end = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    while end < bytes.len() && matches!(bytes[end], b'\r' | b'\n') {
        end += 1;
    }
    let ends = memchr::memchr2_iter(b'\r', b'\n', &bytes[..end]);
    1 + ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}

/// Where a quoted field opens that is still open at the end of `record`, by the rules of the CSV reader: a quote opens
/// a field only as its first character, and a doubled quote stays inside.
pub(crate) fn unclosed_quote(record: &[u8], delimiter: u8) -> Option<usize> {
    let (mut open, mut field_start) = (None, true);
    let mut at = 0;
    while at < record.len() {
        match record[at] {
            b'"' if open.is_some() && record.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if open.is_some() => open = None,
            b'"' if field_start => open = Some(at),
            _ => {}
        }
        field_start = open.is_none() && (record[at] == delimiter || matches!(record[at], b'\r' | b'\n'));
        at += 1;
    }
    open
}

/// Adds one row to a CSV text: comma, fields quoted where they have to be, LF. No fields make a blank line.
pub(crate) fn push_csv_row<'a>(csv: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            csv.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&field.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(field);
        }
    }
    csv.push('\n');
}

/// A text cut to about 40 characters for a message, on one line.
#[must_use]
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(LONGEST).map(printable).collect();
    if text.chars().nth(LONGEST).is_some() {
        let _ = write!(short, "... ({} bytes)", text.len());
    }
    short
}
