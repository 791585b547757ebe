//! Rows of a publisher's CSV with their positions, and the account of those that cannot be used.

use super::header::Header;
use super::row::{Bad, Row};
use super::source::Source;
use super::start::Start;
use crate::error::Error;
use crate::input;
use crate::tables::{Reject, Tally, Verdict};

/// Rows that span more lines than this can only come from a quotation mark that is never closed.
const LONGEST_ROW: u64 = 100;
/// Rejects kept before the share of them is first looked at, so that a wholly wrong file stops early.
const MANY_REJECTS: usize = 1_000;
/// How often progress is reported.
const ROWS_PER_REPORT: u64 = 65_536;

impl Source<'_> {
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
            self.account(&mut tally, verdict, |bad| reject(header, line, bad, self.raw(from, to)))?;
            before = after;
        }
        (self.progress)(1.0);
        self.closing(tally, &last)
    }

    /// Counts a row that was taken, and lists one that cannot be used.
    fn account(
        &self,
        tally: &mut Tally,
        verdict: Result<Verdict, Bad>,
        reject: impl FnOnce(Bad) -> Reject,
    ) -> Result<(), Error> {
        match verdict {
            Ok(verdict) => tally.count(verdict),
            Err(bad) => {
                tally.rejects.push(reject(bad));
                if tally.rejects.len().is_multiple_of(MANY_REJECTS) {
                    self.tolerates(tally)?;
                }
            }
        }
        Ok(())
    }

    /// The account of a table that was read to its end.
    fn closing(&self, mut tally: Tally, last: &Last) -> Result<Tally, Error> {
        if tally.read == 0 {
            return Err(self.refuse("the table has a header but no rows"));
        }
        // Many bad rows are a wrong file, whatever its last row looks like.
        if tally.rejects.len() > 1 {
            self.tolerates(&tally)?;
        }
        tally.notices.extend(self.whole(last)?);
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
