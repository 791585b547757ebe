//! One row of a file, and why it cannot be used.

use super::header::Header;
use crate::input;
use crate::values::fixed::{Fixed, SCALE};

/// Why one row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bad {
    /// Position of the column, where one is to blame.
    pub(crate) column: Option<usize>,
    /// What was expected.
    pub(crate) reason: String,
}

/// One row of the file.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(super) record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// Refuses a row with more or fewer fields than the header.
    pub(super) fn complete(&self, header: &Header) -> Result<(), Bad> {
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
