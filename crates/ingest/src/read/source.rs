//! A text to be read, and how messages name it.

use super::header::Header;
use super::start::Start;
use crate::error::Error;
use crate::input;
use crate::read::figures;
use crate::tables::{Reject, Tally};
use std::collections::BTreeSet;

/// Rows at the beginning of a table among which its header and its layout are looked for.
pub(super) const FIRST_ROWS: usize = 30;

/// A text to be read, and how messages name it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// How messages name it.
    pub shown: &'a str,
    /// File name without folders, and the member's name for an archive: layouts without a month column need them.
    pub names: &'a [&'a str],
    /// The text, from the header line on.
    pub text: &'a str,
    /// Per cent of its rows that may be rejected ([`crate::tables::MAX_REJECTS`]).
    pub max_rejects: f64,
    /// Called now and then with the share of the text read so far.
    pub progress: &'a (dyn Fn(f64) + Sync),
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("shown", &self.shown).field("names", &self.names).finish_non_exhaustive()
    }
}

/// Rows with slips of the publisher that a small file may have.
const FEW: u64 = 3;
/// Of so many rows one may be such.
const OF: u64 = 40;

impl Source<'_> {
    /// The header line.
    ///
    /// # Errors
    /// A header that is not CSV.
    pub fn header(&self) -> Result<Header, Error> {
        let names =
            self.csv().headers().cloned().map_err(|e| self.refuse(format!("the header cannot be read: {e}")))?;
        Ok(Header::new(names.iter()))
    }

    /// The first rows, up to one that cannot be read.
    pub(crate) fn first_rows(&self, most: usize) -> Vec<csv::StringRecord> {
        self.csv().records().map_while(Result::ok).take(most).collect()
    }

    /// Columns that have words, not figures, in the first rows: remarks that somebody added.
    pub(crate) fn columns_of_words(&self, header: &Header) -> BTreeSet<usize> {
        /// Rows that tell words from figures.
        const TELLING: usize = 200;
        let rows = self.first_rows(TELLING);
        let words = |at: &usize| {
            let texts = || rows.iter().filter_map(|row| row.get(*at)).map(str::trim).filter(|text| !text.is_empty());
            texts().next().is_some() && texts().all(|text| figures::value(text).is_err())
        };
        (0..header.names().len()).filter(words).collect()
    }

    /// An error about the file as a whole.
    #[must_use]
    pub fn refuse(&self, problem: impl Into<String>) -> Error {
        Error::File { file: self.shown.to_owned(), problem: problem.into() }
    }

    /// More rows rejected than the source allows means that the file is not what it seems. In a small file two or three slips
    /// are more than a per cent; they are set aside, and listed, as elsewhere.
    pub(crate) fn tolerates(&self, tally: &Tally) -> Result<(), Error> {
        let rejected = tally.rejects.len() as u64;
        let few = self.max_rejects > 0.0 && rejected <= FEW && rejected * OF <= tally.read;
        if few || rejected as f64 * 100.0 <= tally.read as f64 * self.max_rejects {
            return Ok(());
        }
        let place = |r: &Reject| match r.column.as_str() {
            "" => format!("line {}: {}", r.line, r.reason),
            column => format!("line {}, column '{column}': {}", r.line, r.reason),
        };
        let first: Vec<String> = tally.rejects.iter().take(5).map(place).collect();
        Err(self.refuse(format!(
            "{rejected} of {} rows cannot be used, more than {} %; the first are: {}. Where the rest is good, `ingest` sets them aside with `max-rejects` \
             PER CENT",
            tally.read,
            self.max_rejects,
            first.join("; ")
        )))
    }

    pub(super) fn csv(&self) -> csv::Reader<&[u8]> {
        self.csv_from(0, true)
    }

    pub(super) fn csv_from(&self, byte: usize, headers: bool) -> csv::Reader<&[u8]> {
        let delimiter = input::delimiter(input::first_line(self.text));
        let rest = &self.text.as_bytes()[byte.min(self.text.len())..];
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(headers).from_reader(rest)
    }

    /// The first row that `wanted` accepts as a header, and where the rows below it start. Sheets of workbooks have titles
    /// and notes above their header; [`super::Sample::find_header`] looks as far.
    pub(crate) fn find_header(&self, wanted: impl Fn(&Header) -> bool) -> Option<(Header, Start)> {
        let mut csv = self.csv_from(0, false);
        let mut record = csv::StringRecord::new();
        for _ in 0..=FIRST_ROWS {
            if !csv.read_record(&mut record).ok()? {
                return None;
            }
            let header = Header::new(record.iter());
            if wanted(&header) {
                return Some((header, Start::after(self.text, csv.position().byte())));
            }
        }
        None
    }
}

/// Position of a column that must be there, under any of its names.
pub(crate) fn required(source: &Source<'_>, header: &Header, aliases: &[&str]) -> Result<usize, Error> {
    header.find(aliases).ok_or_else(|| {
        source.refuse(format!(
            "the column {} is missing; columns found: {}",
            aliases.join(" (or "),
            header.shown().join(", ")
        ))
    })
}
