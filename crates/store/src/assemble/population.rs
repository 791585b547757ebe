//! Which extract of registered patients serves as the denominator of a month.

use super::words::{NAMED, number};
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Dataset, ListSize, Org, PatientStratum};

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

/// The tables of one month: patients by age and sex, totals, or both, which complete each other.
#[derive(Debug, Clone)]
struct Extract<'a> {
    month: Month,
    months: i32,
    parts: Vec<(&'a CatalogueEntry, &'a TableEntry)>,
}

/// The extracts in the store, by month.
#[derive(Debug, Clone)]
pub struct Extracts<'a>(Vec<Extract<'a>>);

/// The practices of an extract.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    /// Each practice once, by code.
    pub(super) rows: Vec<ListSize>,
    /// Practices with other patients in one table of the month than in another; those of the totals are in `rows`.
    pub(super) unequal: BTreeSet<String>,
    /// How many practices each table of the month has, in the order of [`Extracts::sources`].
    pub(super) listed: Vec<usize>,
}

impl<'a> Extracts<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Result<Self, Error> {
        let mut extracts: BTreeMap<(Month, i32), Vec<_>> = BTreeMap::new();
        for (source, table) in catalogue.current(Dataset::Population) {
            extracts.entry((month_of(table)?, table.months)).or_default().push((source, table));
        }
        Ok(Self(extracts.into_iter().map(|((month, months), parts)| Extract { month, months, parts }).collect()))
    }

    pub(super) fn choose(&self, month: Month) -> Option<Choice> {
        let stamps: Vec<(Month, i32)> = self.0.iter().map(|extract| (extract.month, extract.months)).collect();
        choose(&stamps, month)
    }

    /// The tables' sources: that with ages and sexes first.
    pub(super) fn sources(&self, choice: Choice) -> impl Iterator<Item = &'a CatalogueEntry> + '_ {
        self.0[choice.extract].parts.iter().map(|(source, _)| *source)
    }

    pub(super) fn month(&self, choice: Choice) -> Month {
        self.0[choice.extract].month
    }

    /// Every practice of the month's tables, with the areas that any of them records.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub(super) fn lists(&self, store: &Store, choice: Choice) -> Result<Lists, Error> {
        let mut lists = Lists::default();
        for (_, table) in &self.0[choice.extract].parts {
            let rows = store.population(table)?.rows;
            lists.listed.push(rows.len());
            lists.add(rows);
        }
        Ok(lists)
    }

    /// The patients of an extract by age and sex, each with its place in `rows`.
    ///
    /// # Errors
    /// A file that is missing or damaged; the source that was stored without ages and sexes.
    pub(super) fn strata(
        &self,
        store: &Store,
        choice: Choice,
        rows: &[ListSize],
    ) -> Result<Result<Vec<PatientStratum>, &'a CatalogueEntry>, Error> {
        let mut all = Vec::new();
        for (source, table) in &self.0[choice.extract].parts {
            let Some(strata) = store.strata(table)? else { return Ok(Err(source)) };
            let own = store.population(table)?.rows;
            let place = |list: &ListSize| rows.partition_point(|row| row.practice < list.practice);
            let places: Vec<usize> = own.iter().map(place).collect();
            let moved = |s: PatientStratum| Some(PatientStratum { practice: *places.get(s.practice)?, ..s });
            all.extend(strata.into_iter().filter_map(moved));
        }
        Ok(Ok(all))
    }
}

impl Lists {
    /// Adds the practices of another table of the month. Its totals count, and the areas that it records.
    fn add(&mut self, rows: Vec<ListSize>) {
        if self.rows.is_empty() {
            self.rows = rows;
            return;
        }
        let mut all: BTreeMap<String, ListSize> =
            std::mem::take(&mut self.rows).into_iter().map(|row| (row.practice.clone(), row)).collect();
        for row in rows {
            match all.entry(row.practice.clone()) {
                Entry::Vacant(place) => {
                    place.insert(row);
                }
                Entry::Occupied(mut place) => {
                    let had = place.get_mut();
                    if had.patients != row.patients {
                        self.unequal.insert(row.practice.clone());
                    }
                    let org = if row.org == Org::default() { std::mem::take(&mut had.org) } else { row.org };
                    let name = if row.name.is_empty() { std::mem::take(&mut had.name) } else { row.name };
                    *had = ListSize { org, name, ..row };
                }
            }
        }
        self.rows = all.into_values().collect();
    }
}

/// In words: practices with other patients in one table of a month than in another.
pub(super) fn unequal(month: Month, practices: &BTreeSet<String>) -> Option<String> {
    let named: Vec<&str> = practices.iter().take(NAMED).map(String::as_str).collect();
    (!practices.is_empty()).then(|| {
        format!(
            "The extracts of {month} by age and of totals differ in the patients of {} ({}{}); the totals count.",
            number(practices.len(), "practice", "practices"),
            named.join(", "),
            if practices.len() > NAMED { " and others" } else { "" }
        )
    })
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
