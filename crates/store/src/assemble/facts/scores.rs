//! Tables with a score of areas: which there are, and what each area has.

use super::super::population::month_of;
use super::kind;
use super::people::{Chosen, People};
use crate::geography::{Level, OnsCodes};
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::facts::Facts;

/// One table with the score.
pub(super) struct Scores<'a> {
    pub(super) month: Month,
    series: &'a str,
    pub(super) source: &'a CatalogueEntry,
    pub(super) facts: Facts,
    pub(super) measure: usize,
}

/// Every table that has the measure, in the order of time.
pub(super) fn tables<'a>(
    store: &Store,
    catalogue: &'a Catalogue,
    wanted: &str,
) -> Result<Result<Vec<Scores<'a>>, String>, Error> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    for (source, table) in catalogue.current(Dataset::Facts).into_iter().filter(|(_, t)| !t.month.is_empty()) {
        let facts = store.facts(table)?;
        let is = |id: &str| id == wanted || wanted.strip_suffix(id) == Some(&format!("{}/", table.series));
        match facts.measures.iter().position(|m| is(&m.id)) {
            Some(measure) => found.push(scores(source, table, facts, measure)?),
            None => known.extend(facts.measures.iter().map(|m| m.id.clone())),
        }
    }
    Ok(match found.is_empty() {
        true => Err(format!(
            "the store has no such measure of dated figures{}{}",
            did_you_mean(wanted, known.iter().map(String::as_str)),
            there(&known)
        )),
        false => Ok(found),
    })
}

/// Measures that are named; a series of publications has dozens.
const NAMED: usize = 12;

/// Which measures there are.
fn there(known: &BTreeSet<String>) -> String {
    let named: Vec<&str> = known.iter().take(NAMED).map(String::as_str).collect();
    match (named.is_empty(), known.len() - named.len()) {
        (true, _) => "; it has none at all".to_owned(),
        (false, 0) => format!("; it has {}", named.join(", ")),
        (false, more) => format!("; it has {} and {more} more", named.join(", ")),
    }
}

fn scores<'a>(
    source: &'a CatalogueEntry,
    table: &'a TableEntry,
    facts: Facts,
    measure: usize,
) -> Result<Scores<'a>, Error> {
    Ok(Scores { month: month_of(table)?, series: &table.series, source, facts, measure })
}

/// The tables with areas of the level.
///
/// # Errors
/// None of them, or tables of several series.
pub(super) fn of_level(found: Vec<Scores<'_>>, level: Level) -> Result<Vec<Scores<'_>>, String> {
    let kinds: BTreeSet<&str> = found.iter().flat_map(|s| s.facts.areas.iter().map(|a| a.kind.word())).collect();
    let kind = kind::of_level(level);
    let fits = |s: &Scores<'_>| s.facts.areas.iter().any(|a| Some(a.kind) == kind);
    let fitting: Vec<Scores<'_>> = found.into_iter().filter(fits).collect();
    let series: BTreeSet<&str> = fitting.iter().map(|s| s.series).collect();
    match series.len() {
        0 => Err(format!(
            "there are scores of areas of kind {}, none of `level {}`; scores are not added over areas",
            kinds.into_iter().collect::<Vec<_>>().join(", "),
            level.word()
        )),
        1 => Ok(fitting),
        _ => {
            let id = &fitting[0].facts.measures[fitting[0].measure].id;
            let each: Vec<String> = series.into_iter().map(|s| format!("`rank-by {s}/{id}`")).collect();
            Err(format!("several series have this measure; choose one: {}", each.join(", ")))
        }
    }
}

/// The latest table up to the last period of the figures, else the first after it. There is one at least.
pub(super) fn nearest(mut tables: Vec<Scores<'_>>, last: Option<Month>) -> Scores<'_> {
    let up_to = tables.iter().rposition(|t| last.is_none_or(|last| t.month <= last));
    tables.swap_remove(up_to.unwrap_or_default())
}

/// The scores of a table by the code of the area.
pub(super) fn by_code(table: &Scores<'_>, level: Level) -> Result<BTreeMap<String, f64>, String> {
    let (facts, kind) = (&table.facts, kind::of_level(level));
    let of_kind = |area: usize| Some(facts.areas[area].kind) == kind;
    let chosen = Chosen::of(facts, table.measure, &People::default(), of_kind)?;
    let mut scores = BTreeMap::new();
    for (area, values) in chosen.figures(facts, table.measure) {
        if let (true, [value]) = (of_kind(area), &values[..])
            && let Some(score) = value.number()
        {
            scores.insert(facts.areas[area].code.clone(), score);
        }
    }
    Ok(scores)
}

/// The scores of areas, whichever of its codes an area goes by: that of the NHS or one of those of the Office for National
/// Statistics.
pub(super) fn of_areas<'a>(
    scores: &BTreeMap<String, f64>,
    areas: &BTreeSet<&Arc<str>>,
    by_place: &dyn Fn(&str) -> Option<&'a str>,
    ons: &OnsCodes,
) -> BTreeMap<Arc<str>, f64> {
    let nhs = |code: &str| code.starts_with("E38").then(|| ons.commissioner(code)).flatten().map(str::to_owned);
    let by_nhs: BTreeMap<String, f64> = scores.iter().filter_map(|(code, score)| Some((nhs(code)?, *score))).collect();
    let of = |area: &str| {
        let own = nhs(area);
        let by_own = || by_nhs.get(own.as_deref().unwrap_or(area));
        let by_ons = || scores.get(by_place(area)?);
        let by_other = || scores.get(own.as_deref()?);
        scores.get(area).or_else(by_own).or_else(by_ons).or_else(by_other).copied()
    };
    areas.iter().filter_map(|area| Some((Arc::clone(area), of(area)?))).collect()
}

/// What the scores are of.
pub(super) fn when(table: &Scores<'_>) -> Period {
    Period::span(table.month, table.facts.months).unwrap_or(Period::Month(table.month))
}

/// Figures of areas of the level.
pub(super) fn used(table: &Scores<'_>, level: Level) -> usize {
    let kind = kind::of_level(level);
    let of_kind = |area: usize| Some(table.facts.areas[area].kind) == kind;
    table.facts.rows.iter().filter(|r| r.measure == table.measure && of_kind(r.area)).count()
}
