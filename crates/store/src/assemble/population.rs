//! Which extract of registered patients serves as the denominator of a month.

use crate::store::{Catalogue, CatalogueEntry, TableEntry};
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// An extract may be this many months older than the month it serves.
pub const OLDEST: i32 = 12;
/// Where there is no older one, an extract may be this many months younger.
pub const YOUNGEST: i32 = 3;

/// How the extract relates to the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// Of the month, or of the quarter that holds it.
    Same,
    /// This many months older.
    Older(i32),
    /// This many months younger.
    Younger(i32),
}

/// The extract chosen for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index among the extracts, by month.
    pub extract: usize,
    /// How it relates to the month.
    pub timing: Timing,
}

/// The extracts in the store, by month.
#[derive(Debug, Clone)]
pub struct Extracts<'a>(Vec<(Month, &'a CatalogueEntry, &'a TableEntry)>);

impl<'a> Extracts<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Result<Self, Error> {
        let tables = catalogue.current(Dataset::Population).into_iter();
        Ok(Self(tables.map(|(source, table)| Ok((month_of(table)?, source, table))).collect::<Result<_, Error>>()?))
    }

    pub(super) fn choose(&self, month: Month) -> Option<Choice> {
        let stamps: Vec<(Month, i32)> = self.0.iter().map(|(m, _, table)| (*m, table.months)).collect();
        choose(&stamps, month)
    }

    pub(super) fn source(&self, choice: Choice) -> &'a CatalogueEntry {
        self.0[choice.extract].1
    }

    pub(super) fn table(&self, choice: Choice) -> &'a TableEntry {
        self.0[choice.extract].2
    }

    pub(super) fn month(&self, choice: Choice) -> Month {
        self.0[choice.extract].0
    }
}

/// The extract for a month, among extracts given by their first month and length in months, sorted by month: that of the
/// month; else the latest earlier one, at most [`OLDEST`] months before; else the earliest later one, at most
/// [`YOUNGEST`] months after.
///
/// ```
/// use unwarranted_core::Month;
/// use unwarranted_store::assemble::population::{Timing, choose};
/// let month = |m| Month::new(2019, m).unwrap();
/// let extracts = [(month(4), 1), (month(7), 1)];
/// assert_eq!(choose(&extracts, month(6)).unwrap().timing, Timing::Older(2));
/// assert_eq!(choose(&extracts, month(7)).unwrap().timing, Timing::Same);
/// assert_eq!(choose(&extracts, month(1)).unwrap().timing, Timing::Younger(3));
/// ```
#[must_use]
pub fn choose(extracts: &[(Month, i32)], month: Month) -> Option<Choice> {
    let later = extracts.partition_point(|(first, _)| *first <= month);
    if let Some((first, months)) = extracts[..later].last() {
        let age = month.since(*first);
        let timing = if age < *months { Timing::Same } else { Timing::Older(age) };
        if timing == Timing::Same || age <= OLDEST {
            return Some(Choice { extract: later - 1, timing });
        }
    }
    let (first, _) = extracts.get(later)?;
    let ahead = first.since(month);
    (ahead <= YOUNGEST).then_some(Choice { extract: later, timing: Timing::Younger(ahead) })
}

/// The (first) month of a table of the catalogue.
pub(super) fn month_of(table: &TableEntry) -> Result<Month, Error> {
    match Period::parse(&table.month) {
        Ok(Period::Month(month)) => Ok(month),
        _ => {
            let problem = format!("'{}' is not a month; ingest the files into a new folder", table.month);
            Err(Error::File { file: "catalogue.json".to_owned(), problem })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_to_the_limits_of_age() {
        let month = |y, m| Month::new(y, m).unwrap();
        let quarter = [(month(2015, 10), 3)];
        let timing = |y, m| choose(&quarter, month(y, m)).map(|c| c.timing);
        assert_eq!(timing(2015, 12), Some(Timing::Same));
        assert_eq!(timing(2016, 1), Some(Timing::Older(3)));
        assert_eq!(timing(2016, 10), Some(Timing::Older(12)));
        assert_eq!(timing(2016, 11), None);
        assert_eq!(timing(2015, 7), Some(Timing::Younger(3)));
        assert_eq!(timing(2015, 6), None);
        assert_eq!(choose(&[], month(2015, 6)), None);
    }
}
