//! A table while its rows are read: its columns, how its figures are written, and errors that name line and column.

use super::columns::{Columns, list};
use super::fields::Field;
use super::period_column::PeriodColumn;
use super::search::Search;
use super::survey::Survey;
use super::swapped;
use super::table::Table;
use super::tables::TidyOptions;
use super::value::{Decimal, parse_cell_as};
use crate::error::Error;
use crate::input::{Member, shorten};
use std::sync::Arc;
use unwarranted_core::{Cell, Period};

/// Characters of a code or name: more cannot be shown, and comes from a quotation mark that is not closed.
const LONGEST: usize = 1_000;

/// What is the same for all rows of a table.
pub(super) struct Context<'a> {
    member: &'a Member,
    pub(super) header: Vec<String>,
    pub(super) columns: Columns,
    /// The treatment of rows that name none.
    pub(super) treatment: Arc<str>,
    survey: Survey,
    periods: PeriodColumn,
    decimal: Option<Decimal>,
    negative: bool,
    /// What is said of names where codes stand beside them.
    swapped: Option<String>,
}

impl<'a> Context<'a> {
    /// The columns of a table and what its periods look like.
    ///
    /// # Errors
    /// A column that is missing or ambiguous; those of [`Survey::of`].
    pub(super) fn of(
        member: &'a Member,
        table: &Table,
        treatment: Arc<str>,
        options: &TidyOptions,
    ) -> Result<Self, Error> {
        let header = table.header.clone();
        let columns =
            Search { shown: &member.shown, header: &header, named: Some(&options.columns), other: &options.other }
                .tidy()?;
        let survey = Survey::of(table, member, &columns, &[], options.decimal)?;
        let periods = PeriodColumn::of(table, &columns);
        let (decimal, negative) = (options.decimal, options.negative);
        let swapped = swapped::note(table, &columns);
        Ok(Self { member, header, columns, treatment, survey, periods, decimal, negative, swapped })
    }

    /// What a reader should know of the periods and areas of the table.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let notes = self.survey.note.iter().chain(&self.periods.note).chain(&self.swapped);
        notes.map(|note| format!("{}: {note}", self.member.shown))
    }

    /// The text of a field in a row, trimmed.
    pub(super) fn text<'r>(&self, record: &'r csv::StringRecord, field: Field) -> Option<&'r str> {
        self.columns.get(field).and_then(|at| record.get(at)).map(str::trim)
    }

    /// Refuses a code or name that is too long to be one.
    pub(super) fn check_lengths(&self, line: u64, record: &csv::StringRecord) -> Result<(), Error> {
        for field in [Field::Area, Field::Name, Field::Treatment, Field::Group, Field::Within] {
            let text = self.text(record, field);
            if let Some(long) = text.filter(|t| t.len() > LONGEST && t.chars().count() > LONGEST) {
                return Err(self.field(field, line, long, &format!("at most {LONGEST} characters")));
            }
        }
        Ok(())
    }

    /// A problem of the file as a whole.
    pub(super) fn file(&self, problem: String) -> Error {
        Error::File { file: self.member.shown.clone(), problem }
    }

    /// A problem of a row.
    pub(super) fn row(&self, line: u64, problem: String) -> Error {
        Error::Row { file: self.member.shown.clone(), line, problem }
    }

    pub(super) fn cell(&self, field: Field, line: u64, text: &str) -> Result<Cell, Error> {
        let taken_back = self.below_zero(field, text);
        if let Some(amount) = taken_back.filter(|_| self.negative) {
            return Ok(Cell::Value(amount));
        }
        let expected = |expected| match taken_back {
            Some(_) => "zero or more, or `kind amount` for amounts that were taken back; correct the figure",
            None => expected,
        };
        parse_cell_as(text, self.decimal).map_err(|problem| self.field(field, line, text, expected(problem)))
    }

    /// What was observed, where it is below zero.
    fn below_zero(&self, field: Field, text: &str) -> Option<f64> {
        let amount = text.trim().strip_prefix(['-', '\u{2212}']).filter(|_| field == Field::Observed)?;
        parse_cell_as(amount, self.decimal).ok()?.value().filter(|v| *v > 0.0).map(|v| -v)
    }

    pub(super) fn number(&self, line: u64, text: &str) -> Result<f64, Error> {
        let negative = text.strip_prefix('-');
        let cell = parse_cell_as(negative.unwrap_or(text), self.decimal).ok();
        let value = cell.and_then(Cell::value).map(|v| if negative.is_some() { -v } else { v });
        value.ok_or_else(|| self.field(Field::Rank, line, text, "a plain number such as 21.7, or blank"))
    }

    /// A plain number; `None` for anything else.
    pub(super) fn plain_number(&self, text: &str) -> Option<f64> {
        parse_cell_as(text, self.decimal).ok().and_then(Cell::value)
    }

    /// The text of the column with the other end of the period of a row, where there is one.
    pub(super) fn other_end<'r>(&self, record: &'r csv::StringRecord) -> Option<&'r str> {
        self.periods.other(record)
    }

    pub(super) fn period(&self, line: u64, text: &str, other: Option<&str>) -> Result<Period, Error> {
        let period = self.periods.period(&self.survey, text, other);
        period.map_err(|expected| self.field(Field::Period, line, text, &expected))
    }

    pub(super) fn field(&self, field: Field, line: u64, found: &str, expected: &str) -> Error {
        let column = self.columns.get(field).map_or(String::new(), |at| shorten(&self.header[at]));
        let file = self.member.shown.clone();
        Error::Field { file, line, column, found: shorten(found), expected: expected.to_owned() }
    }

    /// How a column not in use may distinguish rows that have the same key.
    pub(super) fn telling_apart(&self) -> String {
        let unused = self.columns.unused(&self.header);
        if unused.is_empty() {
            return String::new();
        }
        let lacking = [Field::Period, Field::Treatment].into_iter().filter(|f| self.columns.get(*f).is_none());
        let flags: Vec<&str> = lacking.map(|f| f.entry().flag).collect();
        let how = if flags.is_empty() {
            "split the file by the column in which they differ".to_owned()
        } else {
            format!("name the column in which they differ with {}", flags.join(" or "))
        };
        format!(", or {how} (columns not in use: {})", list(&unused))
    }
}
