//! The tables of the series and months that a query of facts asks for.

use super::super::asked::MonthTable;
use super::super::population::month_of;
use super::query::FactsQuery;
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use std::collections::BTreeSet;
use unwarranted_core::near::did_you_mean;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// # Errors
/// A series that the store does not have (with those it has), or not in these months.
pub(super) fn selected<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    query: &FactsQuery,
) -> Result<Vec<MonthTable<'a>>, Error> {
    let all = catalogue.current(Dataset::Facts);
    let matching: Vec<_> = all.iter().filter(|(_, t)| t.series == query.series && !t.month.is_empty()).collect();
    if matching.is_empty() {
        return Err(store.problem(no_series(&query.series, &all)));
    }
    let mut tables = Vec::new();
    for (source, table) in matching {
        let month = month_of(table)?;
        if query.from.is_none_or(|from| month >= from) && query.to.is_none_or(|to| month <= to) {
            tables.push((month, *source, *table));
        }
    }
    if tables.is_empty() {
        return Err(store.problem(format!("no table of {} lies between `from` and `to`", query.series)));
    }
    Ok(tables)
}

/// Why a series cannot be used: the store does not have it, or not with a date.
fn no_series(wanted: &str, all: &[(&CatalogueEntry, &TableEntry)]) -> String {
    if let Some((source, _)) = all.iter().find(|(_, t)| t.series == wanted) {
        return format!(
            "`facts {wanted}`: the figures of {} have no date, so they belong to no period; if you know their time, \
             ingest the file again under a name with its year (or month) in it",
            source.file
        );
    }
    let dated = all.iter().filter(|(_, t)| !t.month.is_empty());
    let series: Vec<&str> = dated.map(|(_, t)| t.series.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let has = match series.is_empty() {
        true => "it has no tables of facts with a date".to_owned(),
        false => format!("it has: {}{}", series.join(", "), did_you_mean(wanted, series.iter().copied())),
    };
    format!("`facts {wanted}`: the store has no such series; {has}")
}
