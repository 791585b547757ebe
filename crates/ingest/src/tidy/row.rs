//! A row of a table while it is read: its texts by the place of their column, and what is wrong with one of them.

use super::period_column::PeriodColumn;
use super::survey::Survey;
use crate::error::Error;
use crate::input::shorten;
use unwarranted_core::Period;

/// A row, and where it stands.
pub(super) struct Row<'a> {
    /// How messages call the table.
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) header: &'a [String],
    pub(super) record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The text in a column, trimmed; empty where the row ends before it.
    pub(super) fn text(&self, at: usize) -> &'a str {
        self.record.get(at).map_or("", str::trim)
    }

    /// The period in a column.
    ///
    /// # Errors
    /// A text that is none, with what was expected.
    pub(super) fn period(&self, at: usize, periods: &PeriodColumn, survey: &Survey) -> Result<Period, Error> {
        let period = periods.period(survey, self.text(at), periods.other(self.record));
        period.map_err(|expected| self.refuse(at, expected))
    }

    /// What is wrong with the text in a column.
    pub(super) fn refuse(&self, at: usize, expected: String) -> Error {
        Error::Field {
            file: self.file.to_owned(),
            line: self.line,
            column: shorten(&self.header[at]),
            found: shorten(self.text(at)),
            expected,
        }
    }

    /// What is wrong with the row.
    pub(super) fn problem(&self, problem: String) -> Error {
        Error::Row { file: self.file.to_owned(), line: self.line, problem }
    }
}
