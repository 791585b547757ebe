//! A line of a table of statements, and what is wrong with a field of it.

use crate::error::Error;
use crate::input::shorten;
use unwarranted_core::Month;

/// Where a field stands.
pub(super) struct Line<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) header: &'a [String],
}

impl Line<'_> {
    /// The error of a field.
    pub(super) fn field(&self, at: usize, found: &str, expected: String) -> Error {
        let column = self.header.get(at).cloned().unwrap_or_default();
        Error::Field { file: self.file.to_owned(), line: self.line, column, found: shorten(found), expected }
    }

    /// The first day of a year, a month or a day, written with hyphens: its month and day of the month.
    pub(super) fn date(&self, at: usize, text: &str) -> Result<(Month, u32), Error> {
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<i32>().ok()).flatten()
        };
        let parts: Vec<&str> = text.split('-').collect();
        let part = |place: usize, digits| parts.get(place).map_or(Some(1), |part| number(part, digits));
        let month = parts.first().and_then(|year| Month::new(number(year, 4)?, part(1, 2)?));
        let day = part(2, 2).and_then(|day| u32::try_from(day).ok());
        match month.zip(day) {
            Some((month, day)) if parts.len() < 4 && (1..=31).contains(&day) => Ok((month, day)),
            _ => Err(self.field(at, text, "a date such as 2013, 2013-03 or 2013-03-31".to_owned())),
        }
    }
}
