//! Treatments of prescriptions, month by month, put together as one cube with its words.

use super::asked::{self, MonthTable};
use super::assembled::{Assembled, each_once};
use super::by_age::{ByAgeSex, SumsAre};
use super::cube::{cube, practices};
use super::frame::Frame;
use super::month::MonthSums;
use super::others::Others;
use super::places::Places;
use super::query::Query;
use super::reads::Reads;
use super::{load, notes, optional, population, title, together};
use crate::geography::Level;
use crate::store::{CatalogueEntry, Store};
use rayon::prelude::*;
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

/// Builds the cube of the treatments of a query.
///
/// # Errors
/// A treatment that is not of prescriptions, stands there twice, or whose codes nothing in these months starts with; no
/// prescribing between `from` and `to`; a level
/// that the files of a month do not record; practices with more than [`super::REFUSED_ABOVE`] per cent of the patients in no known
/// area, unless [`Query::allow_missing`]; a store that is damaged.
pub fn assemble(store: &Store, query: &Query) -> Result<Assembled, Error> {
    run(store, query, false, None)
}

/// [`assemble`] with the practices that each area is made of, in [`Assembled::practices`].
///
/// # Errors
/// Those of [`assemble`].
pub fn assemble_with_practices(store: &Store, query: &Query) -> Result<Assembled, Error> {
    run(store, query, true, None)
}

/// [`assemble`] with patients counted by age and sex, and with the practices of each area where they are wanted.
///
/// A practice whose patients by age and sex the extract lacks, or whose patients by age and sex are not its total, is in
/// neither sum of its area: not with what it prescribed, and not with its patients.
///
/// # Errors
/// Those of [`assemble`]; an extract that was stored without ages and sexes; bands that are not within those of the table.
pub fn assemble_by_age(store: &Store, query: &Query, practices: bool, by: &ByAgeSex<'_>) -> Result<Assembled, Error> {
    run(store, query, practices, Some(*by))
}

fn run(store: &Store, query: &Query, by_practice: bool, by_age: Option<ByAgeSex<'_>>) -> Result<Assembled, Error> {
    store.while_shared(|| {
        let catalogue = store.catalogue()?;
        let tables = asked::selected(store, &catalogue, query)?;
        let (changes, bnf_year) = asked::bnf_changes(store, &catalogue, query)?;
        asked::check(store, query, by_age.is_some())?;
        let followed = |code: &str, month: Month| changes.code(code, month, bnf_year);
        let (fitting, left_out) = optional::fitting(store, &catalogue, query, &tables, &followed)?;
        let query = &fitting;
        let others = Others::of(store, &catalogue, query.level, &query.treatments)?;
        let frame = Frame {
            store,
            query,
            reads: Reads::new(&query.treatments, &others),
            extracts: population::Extracts::new(&catalogue)?,
            places: Places::new(store, &catalogue, query.level, query.membership, query.groups.as_deref())?,
            changes,
            bnf_year,
            by_practice: by_practice && query.level != Level::Practice,
            by_age,
            others,
        };
        let load = |(month, _, table): &MonthTable<'_>| load::load(&frame, *month, table);
        // The first error in the order of months, not that of the fastest thread.
        let loaded: Vec<Result<MonthSums, Error>> = tables.par_iter().map(load).collect();
        let months: Vec<MonthSums> = loaded.into_iter().collect::<Result<_, Error>>()?;
        if let Some(codes) = title::missing(query, &months) {
            return Err(asked::nothing_found(store, &codes, &tables)?);
        }
        let warned = together::coverage(&frame, &months)?;
        let mut assembled = put_together(&frame, &tables, &months, warned);
        assembled.notes.extend(left_out);
        Ok(assembled)
    })
}

fn put_together(
    frame: &Frame<'_>,
    tables: &[MonthTable<'_>],
    months: &[MonthSums],
    warned: Option<String>,
) -> Assembled {
    let Frame { query, extracts, places, .. } = frame;
    let sums = frame.by_age.map(|by| by.sums);
    let weighted = sums == Some(SumsAre::Denominators);
    let sources = together::sources(frame, tables.iter().map(|(_, source, _)| *source), months);
    let attribution = each_once(sources.iter().map(|s| &s.attribution));
    let synthetic = sources.iter().any(|s| s.synthetic);
    let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
    let file = |source: &CatalogueEntry| sources.iter().position(|s| s == source).unwrap_or_default();
    let files: Vec<usize> = tables.iter().map(|(_, source, _)| file(source)).collect();
    let membership = places.words(&query.level.singular(&stamps));
    let breaks = places.breaks(months.iter().map(|m| (m.month, &m.homes)));
    Assembled {
        cube: cube(frame, months, &files, weighted),
        expected: (sums == Some(SumsAre::Expected)).then(|| cube(frame, months, &files, true)),
        practices: practices(frame, months, &files, weighted),
        warnings: warned.into_iter().collect(),
        notes: notes::write(frame, months, &membership, &breaks, synthetic),
        incomplete: months.iter().filter(|m| m.looks_incomplete()).map(|m| m.month).collect(),
        matched_rows: matched_rows(months, &files, extracts, &sources),
        sources,
        treatments: title::told(query, months, weighted),
        areas: query.level.plural(&stamps),
        membership,
        ons_codes: places.ons_codes(months.iter().flat_map(|m| m.areas.keys().map(|code| (m.month, code.as_str())))),
        breaks,
        attribution,
        synthetic,
    }
}

/// Rows used by source; an extract that serves several months is counted once.
fn matched_rows(
    months: &[MonthSums],
    files: &[usize],
    extracts: &population::Extracts<'_>,
    sources: &[CatalogueEntry],
) -> BTreeMap<usize, usize> {
    let mut matched: BTreeMap<usize, usize> = (0..sources.len()).map(|source| (source, 0)).collect();
    for (month, file) in months.iter().zip(files) {
        *matched.entry(*file).or_default() += month.rows;
    }
    let used: BTreeMap<usize, (population::Choice, &[usize])> =
        months.iter().filter_map(|m| m.population.map(|p| (p.extract, (p, m.listed.as_slice())))).collect();
    for (choice, listed) in used.into_values() {
        for (source, rows) in extracts.sources(choice).zip(listed) {
            if let Some(source) = sources.iter().position(|s| s == source) {
                *matched.entry(source).or_default() += rows;
            }
        }
    }
    matched
}
