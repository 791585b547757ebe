//! A delimited text as records with their line numbers.

use crate::error::Error;
use crate::input::{self, Member};

/// Reads the records of one text; every record has as many fields as the header.
pub(super) struct Table<'a> {
    member: &'a Member,
    reader: csv::Reader<&'a [u8]>,
    /// Column names, trimmed.
    pub(super) header: Vec<String>,
    /// What separates the columns.
    pub(super) delimiter: u8,
    /// First byte and line of the latest record.
    at: usize,
    line: u64,
    record: csv::StringRecord,
}

impl<'a> Table<'a> {
    /// Reads the header.
    pub(super) fn open(member: &'a Member) -> Result<Self, Error> {
        let delimiter = input::delimiter(input::first_line(&member.text));
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(member.text.as_bytes());
        let record = csv::StringRecord::new();
        let mut table = Self { member, reader, header: Vec::new(), delimiter, at: 0, line: 1, record };
        table.advance()?;
        table.header = table.record.iter().map(|name| name.trim().to_owned()).collect();
        Ok(table)
    }

    /// The next record and its line (where it begins); `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &csv::StringRecord)>, Error> {
        if !self.advance()? {
            return Ok(None);
        }
        if self.record.len() != self.header.len() {
            return Err(self.ragged());
        }
        Ok(Some((self.line, &self.record)))
    }

    fn advance(&mut self) -> Result<bool, Error> {
        let offset = self.reader.position().byte();
        let more = self.reader.read_record(&mut self.record);
        let more = more.map_err(|e| self.row(format!("cannot be read as CSV ({e})")))?;
        let text = self.member.text.as_bytes();
        let mut start = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        while start < text.len() && matches!(text[start], b'\r' | b'\n') {
            start += 1;
        }
        self.line += input::line_at(&self.member.text[self.at..], (start - self.at) as u64) - 1;
        self.at = start;
        if self.reader.position().byte() >= text.len() as u64 {
            self.check_closed()?;
        }
        Ok(more)
    }

    /// A quote that is never closed takes in the rest of the file, so only the last record can have one.
    fn check_closed(&self) -> Result<(), Error> {
        let rest = &self.member.text.as_bytes()[self.at..];
        let Some(open) = input::unclosed_quote(rest, self.delimiter) else { return Ok(()) };
        let line = self.line + input::line_at(&self.member.text[self.at..], open as u64) - 1;
        let problem = "a quote is opened here and never closed: the file is cut short (fetch or copy it again) \
                       or a quote is missing";
        Err(Error::Row { file: self.member.shown.clone(), line, problem: problem.to_owned() })
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
