//! One month: observed values and registered patients by area.

use super::population::{Choice, Extracts};
use super::{Level, Query, problem};
use crate::codes::Label;
use crate::error::Error;
use crate::formats::{ListSize, Org, Practice, Presentation};
use crate::store::{Store, StoredValue, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;

/// Where more per cent of the registered patients than this have a practice that is not in the prescribing file, the
/// file looks incomplete. Practices that closed, or that never prescribe, come to far less.
pub(super) const MOST_ABSENT: i64 = 5;

/// One area in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AreaSums {
    pub(super) name: String,
    /// Items, or 1/100,000 of a pound or of a unit of quantity.
    pub(super) observed: i64,
    /// Registered patients; `None` when no practice of the area is in the extract.
    pub(super) patients: Option<i64>,
}

/// A practice with registered patients to which the month's prescribing file gives no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unhoused {
    pub(super) patients: i64,
    /// In the file, but without a known area; else the file does not mention it.
    pub(super) in_file: bool,
    /// Counted in the area that the extract records.
    pub(super) counted: bool,
}

/// Everything about one month.
#[derive(Debug, Clone)]
pub(super) struct MonthSums {
    pub(super) month: Month,
    /// By area code; a blank code stands for prescribers without a known area.
    pub(super) areas: BTreeMap<String, AreaSums>,
    /// The presentations of the treatment.
    pub(super) presentations: Vec<Presentation>,
    pub(super) population: Option<Choice>,
    /// Observed of stand-ins for unidentified prescribers within a known area.
    pub(super) stand_ins: i64,
    /// Observed by practice, of those that prescribed anything but are not in the extract.
    pub(super) unlisted: BTreeMap<String, i64>,
    /// Practices with registered patients to which this month's file gives no area.
    pub(super) unhoused: BTreeMap<String, Unhoused>,
    /// Registered patients of all practices in the extract.
    pub(super) registered: i64,
    /// Stored rows of the treatment.
    pub(super) rows: usize,
    /// Practices in the extract.
    pub(super) listed: usize,
    /// Practices recorded under more than one area.
    pub(super) split: BTreeSet<String>,
}

pub(super) fn load(
    store: &Store,
    month: Month,
    table: &TableEntry,
    bnf: &str,
    query: &Query,
    extracts: &Extracts<'_>,
) -> Result<MonthSums, Error> {
    let mut presentations = store.presentations(table)?;
    presentations.retain(|p| p.bnf.starts_with(bnf));
    let values = values(store, table, &presentations, query)?;
    let practices = store.practices(table)?;
    if query.level == Level::Region && practices.iter().all(|p| p.org.region.is_empty()) {
        return Err(problem(store, format!("the file of {month} does not record regions; choose another --level")));
    }
    let population = extracts.choose(month);
    let lists =
        population.map(|p| store.population(extracts.table(p))).transpose()?.map(|p| p.rows).unwrap_or_default();
    let overflow = || problem(store, format!("{month}: a total is too large to be exact"));
    let mut sums = MonthSums {
        month,
        areas: BTreeMap::new(),
        presentations,
        population,
        stand_ins: 0,
        unlisted: BTreeMap::new(),
        unhoused: BTreeMap::new(),
        registered: 0,
        rows: values.len(),
        listed: lists.len(),
        split: BTreeSet::new(),
    };
    sums.observe(query.level, &practices, &values).ok_or_else(overflow)?;
    let homes = sums.homes(query.level, &practices);
    sums.count_patients(query.level, &practices, &homes, &lists).ok_or_else(overflow)?;
    if population.is_some() {
        sums.find_unlisted(&practices, &homes, &lists, &values).ok_or_else(overflow)?;
    }
    Ok(sums)
}

/// The rows of the treatment: its presentations lie side by side.
fn values(store: &Store, table: &TableEntry, found: &[Presentation], query: &Query) -> Result<Vec<StoredValue>, Error> {
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let rows = found.iter().map(|p| p.rows).sum();
    store.values(table, query.measure.column(), first.first_row, rows)
}

/// The code and name of the area of a practice; blank where it is not known.
fn area_of<'a>(level: Level, practice: &'a str, name: &'a str, org: &'a Org) -> (&'a str, &'a str) {
    let (code, name) = match level {
        Level::Practice => (practice, name),
        Level::Ccg => (org.pco.as_str(), org.pco_name.as_str()),
        Level::AreaTeam | Level::Stp | Level::Icb => (org.middle.as_str(), org.middle_name.as_str()),
        Level::Region => (org.region.as_str(), org.region_name.as_str()),
    };
    if code == "-" || code.eq_ignore_ascii_case("UNIDENTIFIED") { ("", "") } else { (code, name) }
}

impl MonthSums {
    /// Registered patients of practices that the month's file does not mention. No more than all registered patients.
    pub(super) fn absent(&self) -> i64 {
        self.unhoused.values().filter(|u| !u.in_file).map(|u| u.patients).sum()
    }

    /// Whether so many patients have a practice that is not in the file that it can hardly be the whole month.
    pub(super) fn looks_incomplete(&self) -> bool {
        i128::from(self.absent()) * 100 > i128::from(self.registered) * i128::from(MOST_ABSENT)
    }

    /// Makes every area, and adds what was observed. `None` on overflow, and for a practice that the month does not have.
    fn observe(&mut self, level: Level, practices: &[Practice], values: &[StoredValue]) -> Option<()> {
        let mut at: Vec<(&str, Label)> = Vec::with_capacity(practices.len());
        for practice in practices {
            let (code, name) = area_of(level, &practice.code, &practice.name, &practice.org);
            at.push((code, practice.label));
            // Prescribers without an area are rows of their own only where they prescribed the treatment.
            if !code.is_empty() {
                let area = self.areas.entry(code.to_owned()).or_default();
                if area.name.is_empty() {
                    name.clone_into(&mut area.name);
                }
            }
        }
        for value in values {
            let (code, label) = *at.get(value.practice)?;
            let area = self.areas.entry(code.to_owned()).or_default();
            area.observed = area.observed.checked_add(value.value)?;
            if label == Label::UnidentifiedInArea && !code.is_empty() {
                self.stand_ins = self.stand_ins.checked_add(value.value)?;
            }
        }
        Some(())
    }

    /// The area in which each practice has its patients: the one with most of its items, the first by code among equals.
    fn homes<'a>(&mut self, level: Level, practices: &'a [Practice]) -> BTreeMap<&'a str, &'a str> {
        let mut by_area: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for practice in practices.iter().filter(|p| p.code != "-" && p.label != Label::UnidentifiedInArea) {
            let (code, _) = area_of(level, &practice.code, &practice.name, &practice.org);
            if !code.is_empty() {
                let items = by_area.entry(&practice.code).or_default().entry(code).or_default();
                *items = items.saturating_add(practice.items);
            }
        }
        let split = by_area.iter().filter(|(_, areas)| areas.len() > 1).map(|(code, _)| (*code).to_owned());
        self.split = split.collect();
        let home =
            |areas: BTreeMap<&'a str, i64>| areas.into_iter().rev().max_by_key(|(_, items)| *items).map(|(a, _)| a);
        by_area.into_iter().filter_map(|(practice, areas)| Some((practice, home(areas)?))).collect()
    }

    /// Adds the registered patients. `None` on overflow.
    fn count_patients(
        &mut self,
        level: Level,
        practices: &[Practice],
        homes: &BTreeMap<&str, &str>,
        lists: &[ListSize],
    ) -> Option<()> {
        let in_file: BTreeSet<&str> = practices.iter().map(|p| p.code.as_str()).collect();
        for list in lists {
            self.registered = self.registered.checked_add(list.patients)?;
            let home = homes.get(list.practice.as_str()).copied();
            let recorded = match level {
                Level::Practice => "",
                _ => area_of(level, "", "", &list.org).0,
            };
            let area = Some(home.unwrap_or(recorded)).filter(|code| !code.is_empty());
            let area = area.and_then(|code| self.areas.get_mut(code));
            if home.is_none() && list.patients > 0 {
                let in_file = in_file.contains(list.practice.as_str());
                let unhoused = Unhoused { patients: list.patients, in_file, counted: area.is_some() };
                self.unhoused.insert(list.practice.clone(), unhoused);
            }
            if let Some(area) = area {
                area.patients = Some(area.patients.unwrap_or_default().checked_add(list.patients)?);
            }
        }
        Some(())
    }

    fn find_unlisted(
        &mut self,
        practices: &[Practice],
        homes: &BTreeMap<&str, &str>,
        lists: &[ListSize],
        values: &[StoredValue],
    ) -> Option<()> {
        let listed: BTreeSet<&str> = lists.iter().map(|l| l.practice.as_str()).collect();
        for practice in homes.keys().filter(|p| !listed.contains(**p)) {
            self.unlisted.insert((*practice).to_owned(), 0);
        }
        for value in values {
            if let Some(observed) = self.unlisted.get_mut(&practices.get(value.practice)?.code) {
                *observed = observed.checked_add(value.value)?;
            }
        }
        Some(())
    }
}
