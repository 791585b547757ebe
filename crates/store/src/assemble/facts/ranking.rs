//! Scores from the store that areas are ranked by, such as deprivation.
//!
//! Scores are not added or averaged over areas: they are taken for areas of the level alone. Of several years the latest up
//! to the last period of the figures counts, else the first after it.

use super::super::assembled::{Assembled, each_once};
use super::super::ons_codes::ons_codes;
use super::super::population::month_of;
use super::super::words::{first_of, number};
use super::kind;
use super::people::{Chosen, People};
use crate::geography::{Level, OnsCodes};
use crate::store::{Catalogue, CatalogueEntry, Store, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::{Cell, Cube, CubeRow, Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::facts::{FactValue, Facts};
use unwarranted_ingest::values::day::Day;

/// Of what figures are divided by, the share in per cent that may be in areas without a score.
const MOST_WITHOUT: f64 = 20.0;

/// The score of each area, by its code in the cube.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Finite scores.
    pub scores: BTreeMap<Arc<str>, f64>,
}

/// One table with the score.
struct Scores<'a> {
    month: Month,
    series: &'a str,
    source: &'a CatalogueEntry,
    facts: Facts,
    measure: usize,
}

/// The scores of the areas of `assembled`, by a measure of the store's tables of facts: its identifier, or series and
/// identifier with `/` between them. Areas without a score leave the cube, which a note says; the source joins the sources.
///
/// # Errors
/// No such measure; one that several series have; no scores of areas of this level; areas without one that have more than 20 % of the denominators.
pub fn assemble_ranking(
    store: &Store,
    wanted: &str,
    level: Level,
    assembled: &mut Assembled,
) -> Result<Ranking, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let refused = |says: String| store.problem(format!("`rank-by {wanted}`: {says}"));
        let found = tables(store, &catalogue, wanted)?.map_err(refused)?;
        let rows = assembled.cube.rows();
        let last = rows.iter().filter_map(|r| r.period.last_month()).max();
        let table = nearest(of_level(found, level).map_err(refused)?, last);
        let scores = by_code(&table, level).map_err(refused)?;
        let areas = rows.iter().map(|r| &r.area).collect();
        let by_place = |area: &str| assembled.ons_codes.get(area).map(String::as_str);
        let ranking = Ranking { scores: of_areas(&scores, &areas, &by_place, &ons_codes(store)?) };
        leave(&table, &ranking, level, assembled).map_err(refused)?;
        Ok(ranking)
    })
}

/// Scores of areas as they are published, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaScores {
    /// Finite scores by the area's code as it was given.
    pub scores: BTreeMap<Arc<str>, f64>,
    /// The source of the scores.
    pub source: CatalogueEntry,
    /// Figures of areas of this level in it.
    pub used: usize,
}

/// The scores of some areas by a measure of the store's tables of facts, named as in [`assemble_ranking`]: of the latest year up to
/// `last`, else the first after it. An area without a score is not among them.
///
/// # Errors
/// No such measure; one that several series have; no scores of areas of this level.
pub fn area_scores(
    store: &Store,
    wanted: &str,
    level: Level,
    areas: &BTreeSet<&Arc<str>>,
    last: Option<Month>,
) -> Result<AreaScores, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let refused = |says: String| store.problem(says);
        let found = tables(store, &catalogue, wanted)?.map_err(refused)?;
        let table = nearest(of_level(found, level).map_err(refused)?, last);
        let by_code = by_code(&table, level).map_err(refused)?;
        let codes = ons_codes(store)?;
        let day = last.map(Day::first_of).or(Day::new(2100, 1, 1)).unwrap_or(Day::FIRST);
        let by_place = |area: &str| codes.code(level, area, day);
        let scores = of_areas(&by_code, areas, &by_place, &codes);
        Ok(AreaScores { scores, source: table.source.clone(), used: used(&table, level) })
    })
}

/// Every table that has the measure, in the order of time.
fn tables<'a>(store: &Store, catalogue: &'a Catalogue, wanted: &str) -> Result<Result<Vec<Scores<'a>>, String>, Error> {
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
            "the store has no such measure of dated figures{}; 'unwarranted store DIR' lists those it has",
            did_you_mean(wanted, known.iter().map(String::as_str))
        )),
        false => Ok(found),
    })
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
fn of_level(found: Vec<Scores<'_>>, level: Level) -> Result<Vec<Scores<'_>>, String> {
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
fn nearest(mut tables: Vec<Scores<'_>>, last: Option<Month>) -> Scores<'_> {
    let up_to = tables.iter().rposition(|t| last.is_none_or(|last| t.month <= last));
    tables.swap_remove(up_to.unwrap_or_default())
}

/// The scores of a table by the code of the area.
fn by_code(table: &Scores<'_>, level: Level) -> Result<BTreeMap<String, f64>, String> {
    let (facts, kind) = (&table.facts, kind::of_level(level));
    let of_kind = |area: usize| Some(facts.areas[area].kind) == kind;
    let chosen = Chosen::of(facts, table.measure, &People::default(), of_kind)?;
    let mut scores = BTreeMap::new();
    for (area, values) in chosen.figures(facts, table.measure) {
        if let (true, [value]) = (of_kind(area), &values[..])
            && let Some(score) = number_of(*value)
        {
            scores.insert(facts.areas[area].code.clone(), score);
        }
    }
    Ok(scores)
}

/// The scores of areas, whichever of its codes an area goes by: that of the NHS or one of those of the Office for National
/// Statistics.
fn of_areas<'a>(
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

/// Takes areas without a score out of the cube, and says where the scores come from.
fn leave(table: &Scores<'_>, ranking: &Ranking, level: Level, assembled: &mut Assembled) -> Result<(), String> {
    let rows = assembled.cube.rows();
    let without: BTreeSet<Arc<str>> = (rows.iter().map(|r| Arc::clone(&r.area)))
        .filter(|area| !area.is_empty() && !ranking.scores.contains_key(area))
        .collect();
    let measure = &table.facts.measures[table.measure];
    let named = first_of(without.iter().map(|a| &**a));
    let share = share(rows, &without);
    if share > MOST_WITHOUT {
        return Err(format!(
            "{} no score in {} ({named}), with {share:.0} % of the denominators; more than {MOST_WITHOUT:.0} % is too much",
            number(without.len(), "area has", "areas have"),
            table.source.file
        ));
    }
    assembled.notes.push(format!("Areas are ranked by {} of {} ({}).", measure.title, when(table), table.source.file));
    if !without.is_empty() {
        let are = number(without.len(), "area has no score and is", "areas have no score and are");
        assembled.notes.push(format!("{are} left out of every figure here ({named})."));
        let kept = rows.iter().filter(|r| !without.contains(&r.area)).cloned().collect();
        assembled.cube = Cube::new(kept, assembled.cube.names().clone());
        if let Some(expected) = &assembled.expected {
            let kept = expected.rows().iter().filter(|r| !without.contains(&r.area)).cloned().collect();
            assembled.expected = Some(Cube::new(kept, expected.names().clone()));
        }
    }
    enter(table, level, assembled);
    Ok(())
}

/// The share of the denominators, in per cent, that some areas have.
fn share(rows: &[CubeRow], of: &BTreeSet<Arc<str>>) -> f64 {
    let sum = |wanted: &dyn Fn(&CubeRow) -> bool| -> f64 {
        rows.iter().filter(|r| wanted(r)).filter_map(|r| r.denominator.and_then(Cell::value)).sum()
    };
    let (part, all) = (sum(&|r| of.contains(&r.area)), sum(&|_| true));
    if all > 0.0 { 100.0 * part / all } else { 0.0 }
}

fn when(table: &Scores<'_>) -> Period {
    Period::span(table.month, table.facts.months).unwrap_or(Period::Month(table.month))
}

/// The source of the scores among those of the figures.
fn enter(table: &Scores<'_>, level: Level, assembled: &mut Assembled) {
    let used = used(table, level);
    assembled.sources = each_once(assembled.sources.iter().chain([table.source]));
    if let Some(at) = assembled.sources.iter().position(|s| s == table.source) {
        *assembled.matched_rows.entry(at).or_default() += used;
    }
    assembled.attribution = each_once(assembled.sources.iter().map(|s| &s.attribution));
}

/// Figures of areas of the level.
fn used(table: &Scores<'_>, level: Level) -> usize {
    let kind = kind::of_level(level);
    let of_kind = |area: usize| Some(table.facts.areas[area].kind) == kind;
    table.facts.rows.iter().filter(|r| r.measure == table.measure && of_kind(r.area)).count()
}

fn number_of(value: FactValue) -> Option<f64> {
    match value {
        FactValue::Exact(fixed) => Some(fixed.to_f64()),
        FactValue::Number(number) => Some(number),
        FactValue::Suppressed | FactValue::NotReported => None,
    }
}
