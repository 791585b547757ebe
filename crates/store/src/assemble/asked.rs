//! What a query asks for, found in the store or refused: treatments, months, codes.

use super::lifetime;
use super::population::month_of;
use super::query::Query;
use crate::bnf_changes::BnfChanges;
use crate::bnf_words::{listed, search};
use crate::geography::{Level, Membership};
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry, middle};
use std::collections::BTreeSet;
use unwarranted_core::{Month, Over};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;

/// A month of prescribing with its source and its table.
pub(super) type MonthTable<'a> = (Month, &'a CatalogueEntry, &'a TableEntry);

/// Series of the store that holds lists of changed BNF codes.
pub(super) const BNF_CHANGES: &str = "bnf-changes";

/// The lists of changed codes in the store, and to which year they are followed.
pub(super) fn bnf_changes(store: &Store, catalogue: &Catalogue, query: &Query) -> Result<(BnfChanges, i32), Error> {
    let mut changes = BnfChanges::default();
    for (source, table) in catalogue.current(Dataset::Links) {
        if table.series != BNF_CHANGES {
            continue;
        }
        let circle = |says| Error::File { file: source.file.clone(), problem: says };
        changes.add_links(month_of(table)?, &store.links(table)?).map_err(circle)?;
    }
    if changes.is_empty() && query.bnf_year.is_some() {
        let hint = "`bnf-year` needs a list of changed BNF codes in the store; add one with: unwarranted ingest FILE --store DIR";
        return Err(store.problem(hint.to_owned()));
    }
    let year = query.bnf_year.or(changes.latest()).unwrap_or_default();
    Ok((changes, year))
}

/// Refuses treatments that cannot be told apart or assembled.
pub(super) fn check(store: &Store, query: &Query, by_age: bool) -> Result<(), Error> {
    let mut ids = BTreeSet::new();
    for treatment in &query.treatments {
        let prescribed = treatment.numerator.measure().is_some();
        let problem = match &treatment.over {
            _ if !ids.insert(&treatment.id) => "stands in the query twice",
            Over::Registered if prescribed => continue,
            Over::Other(_) | Over::People(_) if prescribed && !by_age => continue,
            Over::Other(of) if by_age && of.measure().is_some() => {
                "is counted over other prescriptions, and only patients can be counted by age and sex"
            }
            Over::Other(_) | Over::People(_) if by_age => {
                "is counted over people of its own, and only all registered patients can be counted by age and sex"
            }
            _ => "is not of prescriptions",
        };
        return Err(store.problem(format!("treatment '{}' {problem}", treatment.id)));
    }
    if query.treatments.is_empty() { Err(store.problem("the query has no treatment".to_owned())) } else { Ok(()) }
}

/// The months of prescribing asked for, with their sources.
pub(super) fn selected<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    query: &Query,
) -> Result<Vec<MonthTable<'a>>, Error> {
    let mut all = Vec::new();
    for (source, table) in catalogue.current(Dataset::Prescribing) {
        all.push((month_of(table)?, source, table));
    }
    let (Some(first), Some(last)) = (all.first().map(|t| t.0), all.last().map(|t| t.0)) else {
        let hint = "it has no prescribing; add some with: unwarranted ingest FILE... --store DIR";
        return Err(store.problem(hint.to_owned()));
    };
    all.retain(|(m, ..)| query.from.is_none_or(|from| *m >= from) && query.to.is_none_or(|to| *m <= to));
    if all.is_empty() {
        let hint = format!("no prescribing lies between `from` and `to`; the store has {first} to {last}");
        return Err(store.problem(hint));
    }
    possible(query.level, query.membership, &all).map_err(|says| store.problem(says))?;
    Ok(all)
}

/// Whether practices can be put into areas of the level in these months.
pub(super) fn possible(of: Level, membership: Membership, months: &[MonthTable<'_>]) -> Result<(), String> {
    let level = of.word();
    if of == Level::Pct && months.iter().any(|(m, ..)| m.financial_year() >= 2013) {
        return Err(lifetime::TRUSTS_CLOSED.to_owned());
    }
    if of.is_local_authority() {
        return Err(format!(
            "`level {level}`: the store does not say in which local authority a practice is; local authorities are a \
             level of other figures (`facts`) that are published by them"
        ));
    }
    let Some(wanted) = of.middle().filter(|_| membership == Membership::Recorded) else {
        return Ok(());
    };
    let other = months.iter().filter(|(_, _, table)| middle(table) != Some(wanted));
    let mut runs: Vec<(&str, Month, Month)> = Vec::new();
    for (month, _, table) in other {
        let records = table.middle.as_deref().unwrap_or("none");
        match runs.last_mut().filter(|(word, _, last)| *word == records && month.since(*last) == 1) {
            Some((.., last)) => *last = *month,
            None => runs.push((records, *month, *month)),
        }
    }
    if runs.is_empty() {
        return Ok(());
    }
    let told = |(records, first, last): &(&str, Month, Month)| match first == last {
        true => format!("{first} ({records})"),
        false => format!("{first} to {last} ({records})"),
    };
    let months = runs.iter().map(told).collect::<Vec<_>>().join(", ");
    Err(format!("`level {level}` is not recorded in the files of {months}; choose another level or other months"))
}

/// No presentation starts with the code: most likely a slip, so say what there is.
pub(super) fn nothing_found(store: &Store, bnf: &str, tables: &[MonthTable<'_>]) -> Result<Error, Error> {
    let mut chapters = BTreeSet::new();
    for (_, _, table) in tables {
        chapters.extend(store.presentations(table)?.iter().map(|p| p.bnf.chars().take(2).collect::<String>()));
    }
    let chapters: Vec<String> = chapters.into_iter().collect();
    let found = chapters.join(", ");
    Ok(store.problem(format!(
        "no presentation in these months has a BNF code that starts with {bnf}; {}",
        by_word(store, bnf)?.unwrap_or_else(|| format!("chapters found: {found}"))
    )))
}

/// The codes that a word stands for, where that is what was given for a code.
fn by_word(store: &Store, bnf: &str) -> Result<Option<String>, Error> {
    if bnf.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let found = search(bnf, Some(store))?;
    Ok((!found.is_empty()).then(|| format!("'{}' may mean {}", bnf.to_lowercase(), listed(&found))))
}
