//! What a measure of facts is divided by: another measure of its table, or registered patients.

use super::super::population::{self, Extracts};
use super::people::{Chosen, Figures, People};
use super::query::{FactDenominator, FactsQuery};
use crate::store::{CatalogueEntry, Store};
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::rates::Quantity;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Geography;
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactValue, Facts, Unit};
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

/// What a measure is divided by.
pub(super) struct Denominators {
    pub(super) figures: Figures,
    pub(super) words: Quantity,
    /// Where they come from, where that is not the table itself.
    pub(super) sources: Vec<CatalogueEntry>,
    /// What a reader must know of them.
    pub(super) note: Option<String>,
}

/// # Errors
/// A measure that the table does not have; figures by place of dispensing over patients; no extract near the month.
pub(super) fn denominator(
    store: &Store,
    query: &FactsQuery,
    (facts, chosen): (&Facts, &Chosen),
    extracts: &Extracts<'_>,
    month: Month,
    source: &CatalogueEntry,
) -> Result<Denominators, Error> {
    match &query.denominator {
        FactDenominator::Measure(id) => {
            of_measure(query, id, (facts, chosen), month).map_err(|says| store.problem(says))
        }
        FactDenominator::Population if source.geography == Geography::Dispenser => {
            Err(store.problem(DISPENSER.to_owned()))
        }
        FactDenominator::Population => of_patients(store, facts, extracts, month),
    }
}

/// Another measure of the table.
fn of_measure(
    query: &FactsQuery,
    id: &str,
    (facts, chosen): (&Facts, &Chosen),
    month: Month,
) -> Result<Denominators, String> {
    let measure = measure_of(facts, id).ok_or_else(|| {
        no_count(facts, &query.measure).unwrap_or_else(|| {
            let ids: Vec<&str> = facts.measures.iter().map(|m| m.id.as_str()).collect();
            let near = did_you_mean(id, ids.iter().copied());
            format!("{month}: the table has no measure '{id}'; it has: {}{near}", ids.join(", "))
        })
    })?;
    let figures =
        of_the_same(facts, measure, chosen).map_err(|says| format!("{} of {month}, {id}: {says}", query.series))?;
    let words = denominator_words(&facts.measures[measure]);
    Ok(Denominators { figures, words, sources: Vec::new(), note: None })
}

/// The registered patients of the extract near the month.
fn of_patients(store: &Store, facts: &Facts, extracts: &Extracts<'_>, month: Month) -> Result<Denominators, Error> {
    let choice = extracts.choose(month).ok_or_else(|| {
        let hint = "the store has no registered patients near it; ingest an extract, or name a measure of the table with \
                    `denominator`";
        store.problem(format!("{month}: {hint}"))
    })?;
    let lists = extracts.lists(store, choice)?;
    let by_code: BTreeMap<&str, i64> = lists.rows.iter().map(|l| (l.practice.as_str(), l.patients)).collect();
    let patients = |area: &FactArea| {
        let n = by_code.get(area.code.as_str()).and_then(|n| n.checked_mul(SCALE));
        vec![n.map_or(FactValue::NotReported, |n| FactValue::Exact(Fixed(n)))]
    };
    let figures = facts.areas.iter().enumerate().map(|(at, area)| (at, patients(area))).collect();
    let sources = extracts.sources(choice).cloned().collect();
    let note = population::unequal(extracts.month(choice), &lists.unequal);
    Ok(Denominators { figures, words: Quantity::patients("registered"), sources, note })
}

/// Figures of the same people as the numerator's; of everybody, where the denominator is not given for those.
fn of_the_same(facts: &Facts, measure: usize, chosen: &Chosen) -> Result<Figures, String> {
    let same = chosen.figures(facts, measure);
    if !same.is_empty() {
        return Ok(same);
    }
    Ok(Chosen::of(facts, measure, &People::default(), |_| true)?.figures(facts, measure))
}

pub(super) fn measure_of(facts: &Facts, id: &str) -> Option<usize> {
    facts.measures.iter().position(|m| m.id == id)
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
        id => Quantity::of_measure(id),
    }
}

const DISPENSER: &str = "these figures are by place of dispensing, the patients by place of registration: a \
    pharmacy near a hospital or a station serves people from other areas, so one must not be divided by the other; \
    compare dispensed figures with one another, or use prescribing data";
