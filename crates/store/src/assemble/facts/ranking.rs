//! Scores from the store that areas are ranked by, such as deprivation.
//!
//! Scores are not added or averaged over areas: they are taken for areas of the level alone. Of several years the latest up
//! to the last period of the figures counts, else the first after it.

use super::super::assembled::{Assembled, each_once};
use super::super::ons_codes::ons_codes;
use super::super::words::{first_of, number};
use super::scores::{Scores, by_code, nearest, of_areas, of_level, tables, used, when};
use crate::geography::Level;
use crate::store::{CatalogueEntry, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Cell, Cube, CubeRow, Month};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::values::day::Day;

/// Of what figures are divided by, the share in per cent that may be in areas without a score.
const MOST_WITHOUT: f64 = 20.0;

/// The score of each area, by its code in the cube.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Finite scores.
    pub scores: BTreeMap<Arc<str>, f64>,
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

/// The source of the scores among those of the figures.
fn enter(table: &Scores<'_>, level: Level, assembled: &mut Assembled) {
    let used = used(table, level);
    assembled.sources = each_once(assembled.sources.iter().chain([table.source]));
    if let Some(at) = assembled.sources.iter().position(|s| s == table.source) {
        *assembled.matched_rows.entry(at).or_default() += used;
    }
    assembled.attribution = each_once(assembled.sources.iter().map(|s| &s.attribution));
}
