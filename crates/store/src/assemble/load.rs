//! One month is read: its people first, then what was prescribed.

use super::by_age;
use super::frame::Frame;
use super::month::MonthSums;
use super::places::Areas;
use super::population::Lists;
use super::scan::{Placed, Scan};
use crate::geography::Level;
use crate::store::{Store, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Practice;

pub(super) fn load(frame: &Frame<'_>, month: Month, table: &TableEntry) -> Result<MonthSums, Error> {
    let areas = &frame.places.in_month(month);
    let practices = frame.store.practices(table)?;
    let (mut sums, unlisted) = people(frame, month, areas, &practices)?;
    if let Some(problem) = sums.others.iter().find_map(|other| other.problem.clone()) {
        return Err(frame.store.problem(problem));
    }
    let scan = Scan::of(frame, month, table, practices.len())?;
    sums.rows = scan.rows;
    let place = Placed { areas, practices: &practices, people: &sums, unlisted: &unlisted };
    let treatments = scan.treatments(frame, &place).ok_or_else(|| too_large(frame.store, month))?;
    sums.treatments = treatments;
    Ok(sums)
}

/// A sum of one month that whole numbers cannot hold.
pub(super) fn too_large(store: &Store, month: Month) -> Error {
    store.problem(format!("{month}: a total is too large to be exact"))
}

/// The people of a month, before anything that was prescribed, and the practices of its file without registered patients.
pub(super) fn people(
    frame: &Frame<'_>,
    month: Month,
    areas: &Areas,
    practices: &[Practice],
) -> Result<(MonthSums, BTreeSet<String>), Error> {
    let Frame { store, query, extracts, .. } = frame;
    if areas.is_recorded() && query.level == Level::Region && practices.iter().all(|p| p.org.region.is_empty()) {
        return Err(store.problem(format!("the file of {month} does not record regions; choose another `level`")));
    }
    let population = extracts.choose(month);
    let Lists { rows: lists, unequal, listed: rows_listed } =
        population.map(|p| extracts.lists(store, p)).transpose()?.unwrap_or_default();
    let counted =
        frame.by_age.zip(population).map(|(by, choice)| by.count(store, extracts, choice, &lists)).transpose()?;
    let mut sums = MonthSums {
        population,
        listed: rows_listed,
        unequal,
        practices: frame.by_practice.then(BTreeMap::new),
        left_out: by_age::unknown(&lists, counted.as_ref()),
        ..MonthSums::empty(month)
    };
    sums.make_areas(areas, practices);
    let homes = sums.find_homes(areas, practices);
    let counted = sums.count_patients(areas, practices, &homes, (&lists, counted.as_ref()));
    counted.ok_or_else(|| too_large(store, month))?;
    sums.cover(areas, practices, &homes, &lists);
    sums.others = frame.others.in_month((store, extracts), &sums, population, &lists)?;
    let listed = population.map(|_| lists.iter().map(|list| list.practice.as_str()).collect::<BTreeSet<_>>());
    let without =
        |listed: BTreeSet<&str>| homes.keys().copied().filter(|p| !listed.contains(p)).map(str::to_owned).collect();
    Ok((sums, listed.map(without).unwrap_or_default()))
}
