//! From tables of facts to a cube: one measure over another, by area and period. Funding per patient, registers per list.
//!
//! Tables by practice are grouped by the rule of membership; tables by area are taken as they are where their areas are of
//! the level asked for. A practice without a figure for the measure or for its denominator is left out of both sums, and
//! said so: a payment without patients would raise a rate, patients without a payment would lower it.

mod found;
mod kind;
mod notes;
mod people;
mod query;
mod ranking;
mod recorded;
mod sums;
mod without;

use super::places::Places;
use super::population::{self, Extracts, month_of};
use super::{Assembled, lifetime};
use crate::geography::{Level, Membership};
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use found::{Found, PeriodFound};
pub use people::People;
use people::{Chosen, Figures};
pub use query::{FactDenominator, FactsQuery};
pub use ranking::{Ranking, assemble_ranking};
use std::collections::{BTreeMap, BTreeSet};
use sums::sums;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::rates::Quantity;
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactValue, Facts, Unit};
use unwarranted_ingest::tables::{Dataset, Geography};
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::fixed::Fixed;

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
        for (month, source, table) in &tables {
            let facts = store.facts(table)?;
            let by_practice = facts.areas.iter().any(|a| a.kind == AreaKind::Practice);
            if by_practice && places.recorded() && query.level == Level::Pct && month.financial_year() >= 2013 {
                return Err(store.problem(lifetime::TRUSTS_CLOSED.to_owned()));
            }
            let period = period(*month, facts.months);
            let areas = places.in_month(*month);
            let Some(measure) = measure_of(&facts, &query.measure) else {
                found.absent.push(period);
                found.known.extend(facts.measures.iter().map(|m| m.id.clone()));
                continue;
            };
            let told = |says| store.problem(format!("{} of {month}: {says}", query.series));
            let kind = kind::wanted(&facts, &areas).map_err(told)?;
            if kind.is_none() {
                found.elsewhere(period, &facts);
                continue;
            }
            if let Some(twice) = places.overlapping(&facts, query.level) {
                return Err(told(twice));
            }
            let of_kind = |area: usize| Some(facts.areas[area].kind) == kind;
            let chosen = Chosen::of(&facts, measure, &query.people, of_kind)
                .map_err(|says| store.problem(format!("{} of {month}, {}: {says}", query.series, query.measure)))?;
            let numerator = chosen.figures(&facts, measure);
            let Denominators { figures: denominator, words, sources, note } =
                denominator(store, query, (&facts, &chosen), &extracts, *month, source)?;
            found.choices.extend(chosen.note.clone().into_iter().chain(note));
            found.words(&facts, query, words);
            found.others.extend(sources);
            let sums = sums(&facts, kind, (&numerator, &denominator), &areas).map_err(told)?;
            if !sums.by_practice && query.membership != Membership::Recorded {
                let hint = "these figures are by area, not by practice, so the areas are the publisher's; leave out \
                            `membership`";
                return Err(store.problem(hint.to_owned()));
            }
            let rows = numerator.values().chain(denominator.values()).map(Vec::len).sum();
            found.periods.push(PeriodFound { period, month: *month, sums, source: (*source).clone(), rows });
        }
        found.finish(store, query, &places)
    })
}

/// The kind of area that a register is taken from: practices, where the table has them, else those of the level.
pub(super) fn wanted_kind(facts: &Facts, level: Level) -> Option<AreaKind> {
    let by_practice = facts.areas.iter().any(|area| area.kind == AreaKind::Practice);
    if by_practice { Some(AreaKind::Practice) } else { kind::of_level(level) }
}

fn selected<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    query: &FactsQuery,
) -> Result<Vec<(Month, &'a CatalogueEntry, &'a TableEntry)>, Error> {
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

/// The period of a table from its first month and length.
fn period(month: Month, months: i32) -> Period {
    Period::span(month, months).unwrap_or(Period::Month(month))
}

fn measure_of(facts: &Facts, id: &str) -> Option<usize> {
    facts.measures.iter().position(|m| m.id == id)
}

/// Figures of the same people as the numerator's; of everybody, where the denominator is not given for those.
fn of_the_same(facts: &Facts, measure: usize, chosen: &Chosen) -> Result<Figures, String> {
    let same = chosen.figures(facts, measure);
    if !same.is_empty() {
        return Ok(same);
    }
    Ok(Chosen::of(facts, measure, &People::default(), |_| true)?.figures(facts, measure))
}

/// What a measure is divided by.
struct Denominators {
    figures: Figures,
    words: Quantity,
    /// Where they come from, where that is not the table itself.
    sources: Vec<CatalogueEntry>,
    /// What a reader must know of them.
    note: Option<String>,
}

fn denominator(
    store: &Store,
    query: &FactsQuery,
    (facts, chosen): (&Facts, &Chosen),
    extracts: &Extracts<'_>,
    month: Month,
    source: &CatalogueEntry,
) -> Result<Denominators, Error> {
    let of_table = |figures, words| Denominators { figures, words, sources: Vec::new(), note: None };
    match &query.denominator {
        FactDenominator::Measure(id) => {
            let measure = measure_of(facts, id).ok_or_else(|| {
                if let Some(says) = no_count(facts, &query.measure) {
                    return store.problem(says);
                }
                let ids: Vec<&str> = facts.measures.iter().map(|m| m.id.as_str()).collect();
                store.problem(format!(
                    "{month}: the table has no measure '{id}'; it has: {}{}",
                    ids.join(", "),
                    did_you_mean(id, ids.iter().copied())
                ))
            })?;
            let found = of_the_same(facts, measure, chosen)
                .map_err(|says| store.problem(format!("{} of {month}, {id}: {says}", query.series)))?;
            Ok(of_table(found, denominator_words(&facts.measures[measure])))
        }
        FactDenominator::Population => {
            if source.geography == Geography::Dispenser {
                return Err(store.problem(DISPENSER.to_owned()));
            }
            let choice = extracts.choose(month).ok_or_else(|| {
                let hint = "the store has no registered patients near it; ingest an extract, or name a measure of the \
                            table with `denominator`";
                store.problem(format!("{month}: {hint}"))
            })?;
            let lists = extracts.lists(store, choice)?;
            let by_code: BTreeMap<&str, i64> = lists.rows.iter().map(|l| (l.practice.as_str(), l.patients)).collect();
            let patients = |area: &FactArea| {
                let n = by_code
                    .get(area.code.as_str())
                    .and_then(|n| n.checked_mul(unwarranted_ingest::values::fixed::SCALE));
                vec![n.map_or(FactValue::NotReported, |n| FactValue::Exact(Fixed(n)))]
            };
            let figures = facts.areas.iter().enumerate().map(|(at, area)| (at, patients(area))).collect();
            let sources = extracts.sources(choice).cloned().collect();
            let note = population::unequal(extracts.month(choice), &lists.unequal);
            Ok(Denominators { figures, words: Quantity::patients("registered"), sources, note })
        }
    }
}

/// Why a published statistic cannot be divided; `None` for what can be counted or summed.
fn no_count(facts: &Facts, id: &str) -> Option<String> {
    let unit = facts.measures.get(measure_of(facts, id)?).map(|m| m.unit)?;
    matches!(unit, Unit::Percent | Unit::Number).then(|| {
        format!(
            "{id} is a published {}, and no rate can be made of it; rank areas by it with `rank-by {id}`, or print it with \
             'unwarranted store figures DIR {} --measure {id}'",
            if unit == Unit::Percent { "percentage" } else { "score, rate or ratio" },
            facts.series
        )
    })
}

/// What a denominator counts. What its title calls a denominator and no more is whatever can become a case.
fn denominator_words(measure: &FactMeasure) -> Quantity {
    match measure.id.as_str() {
        _ if measure.title.ends_with(": denominator") => {
            Quantity { one: "person or event at risk".to_owned(), ..Quantity::of("population at risk") }
        }
        id if id.contains("weighted") && id.contains("patients") => Quantity::patients("weighted").weighted(),
        id if id.starts_with("registered") || id.starts_with("list-size") => Quantity::patients("registered"),
        id => Quantity::named(&id.replace('-', " ")),
    }
}

pub(super) const DISPENSER: &str = "these figures are by place of dispensing, the patients by place of registration: a \
    pharmacy near a hospital or a station serves people from other areas, so one must not be divided by the other; \
    compare dispensed figures with one another, or use prescribing data";
