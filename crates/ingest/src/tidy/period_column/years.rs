//! Six digits that are two years: `201011`.

use crate::input::shorten;
use crate::tidy::table::Table;
use std::collections::BTreeSet;
use unwarranted_core::{Month, Period};

/// The first and the last text of a column in which each is six digits, from one year to the next, and there are several.
pub(super) fn all_pairs(table: &Table<'_>, at: usize) -> Option<(String, String)> {
    let (mut again, mut record) = (table.again(), csv::ByteRecord::new());
    let mut texts: BTreeSet<Vec<u8>> = BTreeSet::new();
    while again.read_byte_record(&mut record).unwrap_or(false) {
        let text = record.get(at).unwrap_or_default().trim_ascii();
        if texts.contains(text) || text.is_empty() {
            continue;
        }
        std::str::from_utf8(text).ok().and_then(pair_of_years)?;
        texts.insert(text.to_vec());
    }
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    (texts.len() > 1).then(|| Some((text(texts.first()?), text(texts.last()?))))?
}

/// What was taken for granted of such texts.
pub(super) fn note(column: &str, (first, last): &(String, String)) -> String {
    let read = |text: &str| pair_of_years(text).map_or_else(String::new, |p| p.to_string());
    format!(
        "the column '{}' has periods such as {first} and {last}, which are read as years ({} and {}); where they are months, \
         name the column month",
        shorten(column),
        read(first),
        read(last)
    )
}

/// `201011` as the financial year 2010/11.
pub(super) fn pair_of_years(text: &str) -> Option<Period> {
    let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let (year, next): (i32, i32) = digits.then(|| Some((text[..4].parse().ok()?, text[4..].parse().ok()?)))??;
    ((year + 1) % 100 == next && Month::new(year, 4).is_some()).then_some(Period::FinancialYear(year))
}
