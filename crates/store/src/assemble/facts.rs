//! From tables of facts to a cube: one measure over another, by area and period. Funding per patient, registers per list.
//!
//! Tables by practice are grouped by the rule of membership; tables by area are taken as they are where their areas are of
//! the level asked for. A practice without a figure for the measure or for its denominator is left out of both sums, and
//! said so: a payment without patients would raise a rate, patients without a payment would lower it.

mod denominator;
mod found;
pub(super) mod kind;
mod no_figures;
mod notes;
mod people;
mod query;
mod ranking;
mod recorded;
mod scores;
mod selected;
mod sums;
mod without;

use super::asked::MonthTable;
use super::assembled::Assembled;
use super::lifetime;
use super::places::Places;
use super::population::Extracts;
use crate::geography::{Level, Membership};
use crate::store::Store;
use denominator::{denominator, measure_of};
use found::{Found, PeriodFound};
use people::Chosen;
pub use people::People;
pub use query::{FactDenominator, FactsQuery};
pub use ranking::{AreaScores, Ranking, area_scores, assemble_ranking};
use selected::selected;
use sums::sums;
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::values::area_kind::AreaKind;

/// Builds the cube for one measure.
///
/// # Errors
/// A series or measure that the store does not have (with those it has), a level that its areas cannot be grouped to, a
/// denominator of another geography, a store that is damaged.
pub fn assemble_facts(store: &Store, query: &FactsQuery) -> Result<Assembled, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let tables = selected(store, &catalogue, query)?;
        let places = Places::new(store, &catalogue, query.level, query.membership, query.groups.as_deref())?;
        let extracts = Extracts::new(&catalogue)?;
        let mut found = Found::default();
        for table in &tables {
            add_table(store, query, (&places, &extracts), table, &mut found)?;
        }
        found.finish(store, query, &places)
    })
}

/// Adds what one table has of the measure, over its denominator.
fn add_table(
    store: &Store,
    query: &FactsQuery,
    (places, extracts): (&Places, &Extracts<'_>),
    (month, source, table): &MonthTable<'_>,
    found: &mut Found,
) -> Result<(), Error> {
    let facts = store.facts(table)?;
    no_closed_trusts(&facts, places, query.level, *month).map_err(|says| store.problem(says.to_owned()))?;
    let (period, areas) = (period(*month, facts.months), places.in_month(*month));
    let Some(measure) = measure_of(&facts, &query.measure) else {
        found.without_measure(period, &facts);
        return Ok(());
    };
    let told = |says| store.problem(format!("{} of {month}: {says}", query.series));
    let Some(kind) = kind::wanted(&facts, &areas).map_err(told)? else {
        found.elsewhere(period, &facts);
        return Ok(());
    };
    if let Some(twice) = places.overlapping(&facts, kind)? {
        return Err(told(twice));
    }
    let chosen = Chosen::of(&facts, measure, &query.people, |area| facts.areas[area].kind == kind)
        .map_err(|says| store.problem(format!("{} of {month}, {}: {says}", query.series, query.measure)))?;
    let numerator = chosen.figures(&facts, measure);
    let over = denominator(store, query, (&facts, &chosen), extracts, *month, source)?;
    let sums = sums(&facts, Some(kind), (&numerator, &over.figures), &areas).map_err(told)?;
    if !sums.by_practice && query.membership != Membership::Recorded {
        return Err(store.problem(BY_AREA.to_owned()));
    }
    let rows = numerator.values().chain(over.figures.values()).map(Vec::len).sum();
    found.keep(
        &facts,
        query,
        (chosen, over),
        PeriodFound { period, month: *month, sums, source: (*source).clone(), rows },
    );
    Ok(())
}

/// Refuses to group practices by what they recorded into trusts that were there no more.
fn no_closed_trusts(facts: &Facts, places: &Places, level: Level, month: Month) -> Result<(), &'static str> {
    let by_practice = facts.areas.iter().any(|a| a.kind == AreaKind::Practice);
    let closed = by_practice && places.recorded() && level == Level::Pct && month.financial_year() >= 2013;
    if closed { Err(lifetime::TRUSTS_CLOSED) } else { Ok(()) }
}

const BY_AREA: &str =
    "these figures are by area, not by practice, so the areas are the publisher's; leave out `membership`";

/// The period of a table from its first month and length.
fn period(month: Month, months: i32) -> Period {
    Period::span(month, months).unwrap_or(Period::Month(month))
}
