//! Treatments that may be left out of a query, such as those of a tag, where the store cannot give them.

use super::Query;
use super::others::Others;
use super::words::number;
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use std::collections::BTreeSet;
use unwarranted_core::treatment::{Counted, Takers};
use unwarranted_core::{Month, Over, Treatment};
use unwarranted_ingest::error::Error;

/// The query with the treatments that the store can give, and a note that names the others, each with the reason. Nothing is
/// left out of a query that has no optional treatments.
///
/// # Errors
/// No treatment that is left; a store that is damaged.
pub(super) fn fitting(
    store: &Store,
    catalogue: &Catalogue,
    query: &Query,
    tables: &[(Month, &CatalogueEntry, &TableEntry)],
    followed: &dyn Fn(&str, Month) -> String,
) -> Result<(Query, Option<String>), Error> {
    let mut fitting = query.clone();
    if query.optional.is_empty() {
        return Ok((fitting, None));
    }
    let caught = caught(store, query, tables, followed)?;
    let (mut reasons, mut others) = (Vec::new(), Others::default());
    for (treatment, caught) in query.treatments.iter().zip(caught) {
        let unknown = others.add(store, catalogue, query.level, &treatment.over)?.err();
        let why = if caught { unknown } else { Some("nothing in these months has its codes".to_owned()) };
        reasons.extend(why.filter(|_| query.optional.contains(&treatment.id)).map(|why| (treatment.id.clone(), why)));
    }
    fitting.treatments.retain(|treatment| !reasons.iter().any(|(id, _)| *id == treatment.id));
    if fitting.treatments.is_empty() {
        let told: Vec<String> = reasons.iter().map(|(id, why)| format!("{id}: {why}")).collect();
        return Err(store.problem(format!("it can give none of the treatments asked for ({})", told.join("; "))));
    }
    let told: Vec<String> = reasons.iter().map(|(id, why)| format!("{id} ({why})")).collect();
    let of = format!("of {}", query.treatments.len());
    let left = number(told.len(), &format!("{of} treatments is"), &format!("{of} treatments are"));
    Ok((fitting, (!told.is_empty()).then(|| format!("{left} left out: {}.", told.join("; ")))))
}

/// By treatment: whether numerator and denominator, where that is prescribed, each take a presentation in some month.
fn caught(
    store: &Store,
    query: &Query,
    tables: &[(Month, &CatalogueEntry, &TableEntry)],
    followed: &dyn Fn(&str, Month) -> String,
) -> Result<Vec<bool>, Error> {
    let parts = |treatment: &'_ Treatment| {
        let over = match &treatment.over {
            Over::Other(Counted::Prescribed(of, _)) => Some(of.clone()),
            _ => None,
        };
        let own = match &treatment.numerator {
            Counted::Prescribed(of, _) => Some(of.clone()),
            Counted::Fact { .. } => None,
        };
        own.into_iter().chain(over).collect::<Vec<_>>()
    };
    let of: Vec<Vec<_>> = query.treatments.iter().map(parts).collect();
    let takers = Takers::of(of.iter().flatten());
    let mut found = BTreeSet::new();
    for (month, _, table) in tables {
        for presentation in store.presentations(table)? {
            found.extend(takers.of_code(&followed(&presentation.bnf, *month)));
        }
    }
    let mut next = 0;
    let all = |parts: &Vec<_>| {
        let own = next..next + parts.len();
        next = own.end;
        own.into_iter().all(|at| found.contains(&at))
    };
    Ok(of.iter().map(all).collect())
}
