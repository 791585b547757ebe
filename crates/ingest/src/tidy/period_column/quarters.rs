//! Quarters that are written with one year: `2020 Q3` is of a calendar year, unless the column has financial years.

use crate::input::shorten;
use crate::tidy::table::Table;
use unwarranted_core::{Grain, Period};

/// The first quarter of a column of quarters that is written with one year.
pub(super) fn calendar_quarter(table: &Table<'_>, at: usize) -> Option<String> {
    let (mut again, mut record) = (table.again(), csv::ByteRecord::new());
    while again.read_byte_record(&mut record).unwrap_or(false) {
        let text = std::str::from_utf8(record.get(at).unwrap_or_default().trim_ascii()).ok()?;
        if Period::calendar_quarter(text).is_some() {
            return Some(text.to_owned());
        }
        // The first text that is no quarter ends the search: most columns have months or years.
        if !text.is_empty() && !matches!(Period::parse(text), Ok(Period::Quarter(..))) {
            return None;
        }
    }
    None
}

/// What was taken for granted of a quarter with one year.
pub(super) fn note(column: &str, text: &str) -> String {
    let read = Period::calendar_quarter(text);
    let (label, words) = read.map_or_else(Default::default, |p| (p.to_string(), p.words()));
    format!(
        "the column '{}' has quarters such as {text}, which are read as quarters of calendar years ({words}) and shown as quarters of \
         financial years ({label}); where they are of financial years, write both years, such as 2020/21 Q1",
        shorten(column)
    )
}

/// A refusal with the two quarters of financial years that one year can mean.
pub(super) fn both(calendar: Period) -> String {
    let Some(first) = calendar.first_month() else { return String::new() };
    // The quarter of the financial year that begins in the year begins three months later, and that of the one before a year earlier.
    let readings = [first.plus(3), first.plus(-9)].map(|month| {
        let quarter = Period::of(month, Grain::Quarter);
        format!("{quarter} ({})", quarter.words())
    });
    let [later, earlier] = readings;
    format!(
        "a quarter with both its years, {later} or {earlier}, as {} may be the year in which the financial year begins or ends; call the \
         column quarter where it has quarters of calendar years",
        first.year()
    )
}
