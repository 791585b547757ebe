//! A delimited text as records with their line numbers.

mod note;
mod quotes;

use crate::error::Error;
use crate::input::{self, Member, shorten};
use note::says_note;

/// Lines that are tried for a header before the first one is taken for it.
const TRIED: usize = 60;

/// Reads the records of one text; every record has as many fields as the header. Empty rows are passed over, and so are
/// notes below the last row: both are kept for a message.
pub(super) struct Table<'a> {
    member: &'a Member,
    /// The text from the header on.
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// Column names, trimmed.
    pub(super) header: Vec<String>,
    /// What separates the columns.
    pub(super) delimiter: u8,
    /// Line of the header.
    pub(super) header_line: u64,
    /// Rows without anything in them, and the first and last line with a note behind the rows.
    blank: usize,
    notes: Option<Notes>,
    /// First byte and line of the latest record.
    at: usize,
    line: u64,
    record: csv::StringRecord,
}

/// Lines below the rows of a table that are no rows.
struct Notes {
    line: u64,
    first: String,
    lines: usize,
}

impl<'a> Table<'a> {
    /// Reads the header: the first line with something in it.
    pub(super) fn open(member: &'a Member) -> Result<Self, Error> {
        Self::at(member, 0)
    }

    /// Reads the header: the first line that `is_header` takes for one, whatever title stands above it; else the first
    /// line with something in it.
    pub(super) fn find(member: &'a Member, is_header: impl Fn(&[String]) -> bool) -> Result<Self, Error> {
        Self::at(member, header_at(&member.text, is_header).unwrap_or(0))
    }

    fn at(member: &'a Member, start: usize) -> Result<Self, Error> {
        let text = &member.text[start..];
        let delimiter = input::delimiter(input::first_line(text));
        let line = if start == 0 { 1 } else { lines_before(&member.text[..start]) + 1 };
        let reader = reader(text, delimiter);
        let record = csv::StringRecord::new();
        let (header, header_line, notes) = (Vec::new(), line, None);
        let mut table =
            Self { member, text, reader, header, delimiter, header_line, blank: 0, notes, at: 0, line, record };
        table.advance()?;
        table.header_line = table.line;
        table.header = names(&table.record);
        table.check_quotes(line)?;
        Ok(table)
    }

    fn check_quotes(&self, first_line: u64) -> Result<(), Error> {
        let Err(fault) = quotes::check(self.text, self.delimiter, self.member.encoding == input::Encoding::Workbook)
        else {
            return Ok(());
        };
        let line = fault.line + first_line - 1;
        let place =
            fault.field.map(|at| self.header.get(at).map_or_else(|| format!("column {}", at + 1), |n| shorten(n)));
        let problem = place.map_or(fault.problem.clone(), |name| format!("column '{name}': {}", fault.problem));
        Err(Error::Row { file: self.member.shown.clone(), line, problem })
    }

    /// The same text again, from its first row on: for what has to be known before the rows are read.
    pub(super) fn again(&self) -> csv::Reader<&'a [u8]> {
        let mut again = reader(self.text, self.delimiter);
        let _ = again.read_byte_record(&mut csv::ByteRecord::new());
        again
    }

    /// The next record and its line (where it begins); `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &csv::StringRecord)>, Error> {
        loop {
            if !self.advance()? {
                return Ok(None);
            }
            if self.record.iter().all(|field| field.trim().is_empty()) {
                self.blank += 1;
            } else if self.is_note() {
                let first = self.record.iter().find(|f| !f.trim().is_empty()).unwrap_or_default();
                let notes = self.notes.get_or_insert(Notes { line: self.line, first: shorten(first.trim()), lines: 0 });
                notes.lines += 1;
            } else {
                break;
            }
        }
        if let Some(notes) = &self.notes {
            let problem = format!(
                "a row follows the note '{}' on line {}; expected notes below the last row alone, and one table in a file",
                notes.first, notes.line
            );
            return Err(self.row(problem));
        }
        if self.record.len() != self.header.len() {
            return Err(self.ragged());
        }
        Ok(Some((self.line, &self.record)))
    }

    /// What was passed over, in words.
    pub(super) fn passed_over(&self) -> Vec<String> {
        let mut words = Vec::new();
        let above = lines_with_text(&self.member.text[..self.member.text.len() - self.text.len()]);
        if above > 0 {
            let lines = if above == 1 { "1 line".to_owned() } else { format!("{above} lines") };
            words.push(format!("the header is on line {}: {lines} above it passed over", self.header_line));
        }
        match self.blank {
            0 => {}
            1 => words.push("1 empty row passed over".to_owned()),
            n => words.push(format!("{n} empty rows passed over")),
        }
        if let Some(Notes { line, first, lines }) = &self.notes {
            let more = if *lines > 1 { format!(" and {} more", lines - 1) } else { String::new() };
            words.push(format!("line {line} is a note below the rows, not a row, and passed over ('{first}'{more})"));
        }
        let shown = &self.member.shown;
        words.into_iter().map(|what| format!("{shown}: {what}")).collect()
    }

    /// Whether a record is a note: text in one field alone that reads like one, or follows an empty row or another note;
    /// or a line that says that it is one and has separators of its own.
    fn is_note(&self) -> bool {
        if self.header.len() < 3 {
            return false;
        }
        let mut filled = self.record.iter().map(str::trim).filter(|f| !f.is_empty());
        let (first, alone) = (filled.next().unwrap_or_default(), filled.next().is_none());
        if !alone && self.record.len() == self.header.len() {
            return false;
        }
        let leads = self.record.get(0).is_some_and(|f| f.trim() == first);
        leads && (says_note(first) || alone && first.contains(' ') && (self.notes.is_some() || self.gap()))
    }

    /// Whether the line above the latest record is empty, or has separators alone.
    fn gap(&self) -> bool {
        let above = self.text[..self.at].trim_end_matches(['\r', '\n']);
        let ends = self.at - above.len();
        let last = above.rsplit(['\r', '\n']).next().unwrap_or_default();
        let empty = last.bytes().all(|b| b == self.delimiter || b == b' ' || b == b'"');
        empty || ends > if self.text[above.len()..].starts_with("\r\n") { 2 } else { 1 }
    }

    fn advance(&mut self) -> Result<bool, Error> {
        let offset = self.reader.position().byte();
        let more = self.reader.read_record(&mut self.record);
        let more = more.map_err(|e| self.row(format!("cannot be read as CSV ({e})")))?;
        let text = self.text.as_bytes();
        let mut start = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        while start < text.len() && matches!(text[start], b'\r' | b'\n') {
            start += 1;
        }
        self.line += input::line_at(&self.text[self.at..], (start - self.at) as u64) - 1;
        self.at = start;
        Ok(more)
    }

    fn ragged(&self) -> Error {
        let (found, wanted) = (self.record.len(), self.header.len());
        let hint = if self.record.iter().any(|field| field.contains(['\n', '\r'])) {
            "; a quoted field runs over several lines: is a quote missing or one too many?"
        } else if found > wanted {
            "; put quotes around fields that hold the separator, or remove the surplus"
        } else {
            "; complete the row or remove it (is the file cut short here?)"
        };
        let plural = if found == 1 { "" } else { "s" };
        self.row(format!("{found} field{plural} found where the header has {wanted}{hint}"))
    }

    fn row(&self, problem: String) -> Error {
        Error::Row { file: self.member.shown.clone(), line: self.line, problem }
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn names(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(|name| name.trim().to_owned()).collect()
}

/// Where the first line begins that is a header, among the first [`TRIED`].
fn header_at(text: &str, is_header: impl Fn(&[String]) -> bool) -> Option<usize> {
    let mut start = 0;
    let mut record = csv::StringRecord::new();
    for line in text.split_inclusive(['\n', '\r']).take(TRIED) {
        if !line.trim().is_empty() {
            let rest = &text[start..];
            let read = reader(rest, input::delimiter(input::first_line(rest))).read_record(&mut record);
            if read.is_ok() && is_header(&names(&record)) {
                return Some(start);
            }
        }
        start += line.len();
    }
    None
}

fn lines_before(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\r', b'\n', bytes);
    ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).count() as u64
}

fn lines_with_text(text: &str) -> usize {
    text.split(['\n', '\r']).filter(|line| line.chars().any(char::is_alphanumeric)).count()
}

/// Whether the quotation marks of a text with commas are not those of a CSV.
#[cfg(test)]
pub(super) fn has_fault(text: &str) -> bool {
    quotes::check(text, b',', false).is_err()
}
