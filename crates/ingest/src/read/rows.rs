//! Rows of a publisher's CSV with their positions, and the account of those that cannot be used.

use crate::error::Error;
use crate::input;
use crate::tables::{Reject, Tally, Verdict};
use crate::values::fixed::{Fixed, SCALE};

/// Rows that span more lines than this can only come from a quotation mark that is never closed.
const LONGEST_ROW: u64 = 100;
/// Rejects kept before the share of them is first looked at, so that a wholly wrong file stops early.
const MANY_REJECTS: usize = 1_000;
/// Rows at the beginning of a table among which its header and its layout are looked for.
pub(super) const FIRST_ROWS: usize = 30;
/// How often progress is reported.
const ROWS_PER_REPORT: u64 = 65_536;

/// The header of a table: names in capitals with `_` for spaces and for dots between letters, beside the names as written.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
    shown: Vec<String>,
}

impl Header {
    /// From the names as written.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let shown: Vec<String> = names.into_iter().map(|n| n.trim().to_owned()).collect();
        let plain = |name: &String| {
            let words = without_dots(name);
            words.split_whitespace().collect::<Vec<_>>().join("_").to_ascii_uppercase()
        };
        Self { names: shown.iter().map(plain).collect(), shown }
    }

    /// Position of the first of these names that the table has.
    #[must_use]
    pub fn find(&self, aliases: &[&str]) -> Option<usize> {
        aliases.iter().find_map(|alias| self.names.iter().position(|name| name == alias))
    }

    /// Whether the table has all of these columns.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(&[name]).is_some())
    }

    /// Names in capitals with `_` for spaces.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Names as written.
    #[must_use]
    pub fn shown(&self) -> &[String] {
        &self.shown
    }
}

/// `Area.Code` and `Age.0-17`, as R writes `Area Code` and `Age 0-17`, with spaces again. Other dots stay: those of numbers,
/// and beside figures those of names that have spaces.
fn without_dots(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let spaced = name.contains(char::is_whitespace);
    let is = |at: Option<usize>, of: fn(char) -> bool| at.and_then(|at| letters.get(at)).is_some_and(|c| of(*c));
    let between = |at: usize, of: fn(char) -> bool| is(at.checked_sub(1), of) && is(Some(at + 1), of);
    let dot = |at: usize| {
        let figures = between(at, char::is_numeric);
        letters[at] == '.'
            && (between(at, char::is_alphabetic) || !spaced && !figures && between(at, char::is_alphanumeric))
    };
    (0..letters.len()).map(|at| if dot(at) { ' ' } else { letters[at] }).collect()
}

/// Why one row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bad {
    /// Position of the column, where one is to blame.
    pub(crate) column: Option<usize>,
    /// What was expected.
    pub(crate) reason: String,
}

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

    /// An error about the file as a whole.
    #[must_use]
    pub fn refuse(&self, problem: impl Into<String>) -> Error {
        Error::File { file: self.shown.to_owned(), problem: problem.into() }
    }

    /// More rows rejected than the source allows means that the file is not what it seems.
    pub(crate) fn tolerates(&self, tally: &Tally) -> Result<(), Error> {
        let rejected = tally.rejects.len() as u64;
        if rejected as f64 * 100.0 <= tally.read as f64 * self.max_rejects {
            return Ok(());
        }
        let place = |r: &Reject| format!("line {}, column '{}': {}", r.line, r.column, r.reason);
        let first: Vec<String> = tally.rejects.iter().take(5).map(place).collect();
        Err(self.refuse(format!(
            "{rejected} of {} rows cannot be used, more than {} %; the first are: {}",
            tally.read,
            self.max_rejects,
            first.join("; ")
        )))
    }

    fn csv(&self) -> csv::Reader<&[u8]> {
        self.csv_from(0, true)
    }

    fn csv_from(&self, byte: usize, headers: bool) -> csv::Reader<&[u8]> {
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

    /// Gives every row below the header line to `take` and keeps the account. A row that `take` calls bad goes to the
    /// rejects.
    ///
    /// # Errors
    /// Those of `take`; a quotation mark that is never closed; no rows at all; more of them rejected than allowed; a last row
    /// that is cut short.
    pub(crate) fn each_row(
        &self,
        header: &Header,
        take: impl FnMut(&Row<'_>) -> Result<Result<Verdict, Bad>, Error>,
    ) -> Result<Tally, Error> {
        let mut csv = self.csv();
        csv.headers().map_err(|e| self.refuse(e.to_string()))?;
        self.each_row_from(Start::after(self.text, csv.position().byte()), header, take)
    }

    /// As [`Source::each_row`], for rows that start elsewhere: at the top where the layout has no header line, or below a
    /// header found by [`Source::find_header`].
    pub(crate) fn each_row_from(
        &self,
        start: Start,
        header: &Header,
        mut take: impl FnMut(&Row<'_>) -> Result<Result<Verdict, Bad>, Error>,
    ) -> Result<Tally, Error> {
        let mut csv = self.csv_from(start.byte, false);
        let mut lines = start;
        let mut tally = Tally::default();
        let mut record = csv::StringRecord::new();
        let mut before = csv.position().clone();
        let mut last = Last::default();
        while csv.read_record(&mut record).map_err(|e| self.refuse(e.to_string()))? {
            let after = csv.position().clone();
            let (from, to) = (start.offset(&before), start.offset(&after));
            lines.forward(self.text, from);
            let line = lines.line;
            self.closed(&record, line, after.line() - before.line())?;
            last = Last { line, start: from as u64, short: record.len() < header.names().len() };
            tally.read += 1;
            if tally.read.is_multiple_of(ROWS_PER_REPORT) {
                (self.progress)(share(to as u64, self.text.len()));
            }
            let row = Row { record: &record };
            let verdict = match row.complete(header) {
                Ok(()) => take(&row)?,
                Err(bad) => Err(bad),
            };
            match verdict {
                Ok(verdict) => tally.count(verdict),
                Err(bad) => {
                    tally.rejects.push(reject(header, line, bad, self.raw(from, to)));
                    if tally.rejects.len().is_multiple_of(MANY_REJECTS) {
                        self.tolerates(&tally)?;
                    }
                }
            }
            before = after;
        }
        (self.progress)(1.0);
        if tally.read == 0 {
            return Err(self.refuse("the table has a header but no rows"));
        }
        // Many bad rows are a wrong file, whatever its last row looks like.
        if tally.rejects.len() > 1 {
            self.tolerates(&tally)?;
        }
        tally.notices.extend(self.whole(&last)?);
        self.tolerates(&tally).map(|()| tally)
    }

    /// A copy that broke off ends within a row: too few fields, or a quotation mark left open. It would pass for a
    /// complete month otherwise. A break within the last field shows only in the missing line end.
    fn whole(&self, last: &Last) -> Result<Option<String>, Error> {
        let delimiter = input::delimiter(input::first_line(self.text));
        let rest = &self.text.as_bytes()[usize::try_from(last.start).unwrap_or(usize::MAX).min(self.text.len())..];
        let open = input::unclosed_quote(rest, delimiter).is_some();
        self.unbroken(last.line, (last.short, open, self.text.ends_with(['\n', '\r'])))
    }

    /// What the last row, on this line, says of the file: whether it is too short, has an open quotation mark, and has a
    /// line end.
    pub(crate) fn unbroken(
        &self,
        line: u64,
        (short, open, ended): (bool, bool, bool),
    ) -> Result<Option<String>, Error> {
        if short || open {
            let what = if open { "a quotation mark is never closed, so the" } else { "the" };
            let problem = format!("{what} last row is cut short; the file looks truncated: fetch or copy it again");
            return Err(Error::Row { file: self.shown.to_owned(), line, problem });
        }
        Ok((!ended).then(|| input::NO_LINE_END.to_owned()))
    }

    /// A quotation mark that is never closed swallows the rows behind it.
    fn closed(&self, record: &csv::StringRecord, line: u64, lines: u64) -> Result<(), Error> {
        if lines <= LONGEST_ROW || record.as_slice().matches('\n').count() as u64 <= LONGEST_ROW {
            return Ok(());
        }
        let problem =
            format!("a quotation mark in this row is not closed within {LONGEST_ROW} lines; correct the file");
        Err(Error::Row { file: self.shown.to_owned(), line, problem })
    }

    fn raw(&self, from: usize, to: usize) -> String {
        self.text.get(from..to).unwrap_or_default().trim_matches(['\r', '\n']).to_owned()
    }
}

/// Where rows start: the first byte of a row, and its line counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    byte: usize,
    line: u64,
}

impl Start {
    /// The first line, for layouts without a header.
    pub(crate) const TOP: Self = Self { byte: 0, line: 1 };

    /// The row that follows a byte offset.
    fn after(text: &str, byte: u64) -> Self {
        let mut start = Self::TOP;
        start.forward(text, usize::try_from(byte).unwrap_or(usize::MAX));
        start
    }

    /// Moves on to the row at or after `byte`. The lines are counted here because the reader of the csv crate reports
    /// those of blank lines before a row, and none for lines that end in CR.
    fn forward(&mut self, text: &str, byte: usize) {
        let byte = byte.clamp(self.byte, text.len());
        self.line += input::line_at(&text[self.byte..], (byte - self.byte) as u64) - 1;
        let ends = text.as_bytes()[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        self.byte = byte + ends;
    }

    /// The offset in the whole text of a position of a reader that began here.
    fn offset(self, position: &csv::Position) -> usize {
        self.byte + usize::try_from(position.byte()).unwrap_or(usize::MAX - self.byte)
    }
}

fn reject(header: &Header, line: u64, bad: Bad, raw: String) -> Reject {
    let column = bad.column.and_then(|c| header.shown().get(c)).cloned().unwrap_or_default();
    Reject { line, column, reason: bad.reason, raw }
}

fn share(done: u64, of: usize) -> f64 {
    done as f64 / of.max(1) as f64
}

/// The latest row: where it starts, and whether it has fewer fields than the header.
#[derive(Default)]
struct Last {
    line: u64,
    start: u64,
    short: bool,
}

/// One row of the file.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    fn complete(&self, header: &Header) -> Result<(), Bad> {
        let (found, expected) = (self.record.len(), header.names().len());
        if found == expected {
            return Ok(());
        }
        Err(Bad { column: None, reason: format!("expected {expected} fields as in the header, found {found}") })
    }

    /// The field, without spaces around it.
    pub(crate) fn text(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// The field, blank where the table has no such column.
    pub(crate) fn text_or_blank(&self, column: Option<usize>) -> &'a str {
        column.map_or("", |c| self.text(c))
    }

    /// The field, which must not be blank.
    pub(crate) fn required(&self, column: usize, expected: &str) -> Result<&'a str, Bad> {
        let text = self.text(column);
        if text.is_empty() { Err(self.bad(column, expected)) } else { Ok(text) }
    }

    /// A decimal number of zero or more.
    pub(crate) fn amount(&self, column: usize) -> Result<Fixed, Bad> {
        match Fixed::parse(self.text(column)) {
            Ok(value) if value.0 < 0 => Err(self.bad(column, "a number of zero or more")),
            Ok(value) => Ok(value),
            Err(expected) => Err(self.bad(column, expected)),
        }
    }

    /// A whole number of zero or more.
    pub(crate) fn count(&self, column: usize) -> Result<i64, Bad> {
        let value = self.amount(column)?.0;
        if value % SCALE == 0 { Ok(value / SCALE) } else { Err(self.bad(column, "a whole number")) }
    }

    pub(crate) fn bad(&self, column: usize, expected: &str) -> Bad {
        let found = input::shorten(self.text(column));
        Bad { column: Some(column), reason: format!("found '{found}'; expected {expected}") }
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
