//! One month: observed values and registered patients by area.

use super::by_age::{self, ByAgeSex, Counted, LeftOut};
use super::places::{Areas, Places};
use super::population::{Choice, Extracts};
use super::{Level, Query, problem};
use crate::bnf_changes::BnfChanges;
use crate::store::{Store, StoredValue, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{ListSize, Practice, Presentation};
use unwarranted_ingest::values::codes::Label;

/// Where more per cent of the registered patients than this have a practice that is not in the prescribing file, the
/// file looks incomplete. Practices that closed, or that never prescribe, come to far less.
pub(super) const MOST_ABSENT: i64 = 5;

/// One area in one month.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AreaSums {
    pub(super) name: String,
    /// Items, or 1/100,000 of a pound or of a unit of quantity.
    pub(super) observed: i64,
    /// Registered patients; `None` when no practice of the area is in the extract.
    pub(super) patients: Option<i64>,
    /// The same patients counted by age and sex, where that is asked for.
    pub(super) counted: f64,
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
    /// The area of each practice with registered patients, and how many they are.
    pub(super) homes: BTreeMap<String, (String, i64)>,
    /// Observed by practice, of practices that belong to no known area.
    pub(super) unplaced: BTreeMap<String, i64>,
    /// Presentations of the treatment that had another code in this month, with their later code.
    pub(super) renamed: BTreeMap<String, String>,
    /// Sums by area and practice, where they are wanted.
    pub(super) practices: Option<ByPractice>,
    /// Practices that are left out because their patients cannot be counted by age and sex.
    pub(super) left_out: BTreeMap<String, LeftOut>,
}

/// One practice in one area.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct PracticeSums {
    pub(super) observed: i64,
    pub(super) patients: i64,
    /// The patients counted by age and sex, where that is asked for.
    pub(super) counted: f64,
}

/// Sums by area and practice.
pub(super) type ByPractice = BTreeMap<(String, String), PracticeSums>;

/// What all months of a query share.
pub(super) struct Frame<'a> {
    pub(super) store: &'a Store,
    pub(super) query: &'a Query,
    /// The start of the codes, in capitals.
    pub(super) bnf: String,
    pub(super) extracts: Extracts<'a>,
    pub(super) places: Places,
    pub(super) changes: BnfChanges,
    /// To which year's codes changes are followed.
    pub(super) bnf_year: i32,
    /// Whether figures by practice are wanted as well.
    pub(super) by_practice: bool,
    /// How patients count by age and sex, where they do.
    pub(super) by_age: Option<ByAgeSex<'a>>,
}

impl Frame<'_> {
    /// The presentations of the treatment in a month, and those of them whose code was another one then.
    fn presentations(&self, all: Vec<Presentation>, month: Month) -> (Vec<Presentation>, BTreeMap<String, String>) {
        let (mut found, mut renamed) = (Vec::new(), BTreeMap::new());
        for presentation in all {
            let now = self.changes.code(&presentation.bnf, month, self.bnf_year);
            if now.starts_with(&self.bnf) {
                if now != presentation.bnf {
                    renamed.insert(presentation.bnf.clone(), now);
                }
                found.push(presentation);
            }
        }
        (found, renamed)
    }
}

pub(super) fn load(frame: &Frame<'_>, month: Month, table: &TableEntry) -> Result<MonthSums, Error> {
    let Frame { store, query, extracts, .. } = frame;
    let areas = &frame.places.in_month(month);
    let (presentations, renamed) = frame.presentations(store.presentations(table)?, month);
    let values = values(store, table, &presentations, query)?;
    let practices = store.practices(table)?;
    if areas.is_recorded() && query.level == Level::Region && practices.iter().all(|p| p.org.region.is_empty()) {
        return Err(problem(store, format!("the file of {month} does not record regions; choose another --level")));
    }
    let population = extracts.choose(month);
    let lists =
        population.map(|p| store.population(extracts.table(p))).transpose()?.map(|p| p.rows).unwrap_or_default();
    let counted =
        frame.by_age.zip(population).map(|(by, choice)| by.count(store, extracts, choice, &lists)).transpose()?;
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
        homes: BTreeMap::new(),
        unplaced: BTreeMap::new(),
        renamed,
        practices: frame.by_practice.then(ByPractice::new),
        left_out: by_age::unknown(&lists, counted.as_ref()),
    };
    sums.observe(areas, &practices, &values).ok_or_else(overflow)?;
    let homes = sums.find_homes(areas, &practices);
    sums.count_patients(areas, &practices, &homes, (&lists, counted.as_ref())).ok_or_else(overflow)?;
    if population.is_some() {
        sums.find_unlisted(&practices, &homes, &lists, &values).ok_or_else(overflow)?;
    }
    Ok(sums)
}

/// The rows of the treatment: presentations whose rows lie side by side are read together.
fn values(store: &Store, table: &TableEntry, found: &[Presentation], query: &Query) -> Result<Vec<StoredValue>, Error> {
    let mut values = Vec::new();
    let beside = |a: &Presentation, b: &Presentation| a.first_row + a.rows == b.first_row;
    for run in found.chunk_by(beside) {
        let rows = run.iter().map(|p| p.rows).sum();
        values.extend(store.values(table, query.measure.column(), run[0].first_row, rows)?);
    }
    Ok(values)
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
    fn observe(&mut self, areas: &Areas, practices: &[Practice], values: &[StoredValue]) -> Option<()> {
        let mut at: Vec<(&Practice, &str)> = Vec::with_capacity(practices.len());
        for practice in practices {
            let (code, name) = areas.of(&practice.code, &practice.name, &practice.org);
            at.push((practice, code));
            // Prescribers without an area are rows of their own only where they prescribed the treatment.
            if !code.is_empty() {
                let area = self.areas.entry(code.to_owned()).or_default();
                if area.name.is_empty() {
                    name.clone_into(&mut area.name);
                }
            }
        }
        for value in values {
            let (practice, code) = *at.get(value.practice)?;
            if let Some(left_out) = self.left_out.get_mut(&practice.code) {
                left_out.observed = left_out.observed.checked_add(value.value)?;
                continue;
            }
            let area = self.areas.entry(code.to_owned()).or_default();
            area.observed = area.observed.checked_add(value.value)?;
            if code.is_empty() && practice.label == Label::Practice {
                let unplaced = self.unplaced.entry(practice.code.clone()).or_default();
                *unplaced = unplaced.checked_add(value.value)?;
            }
            if let Some(practices) = self.practices.as_mut().filter(|_| !code.is_empty()) {
                let sums = practices.entry((code.to_owned(), practice.code.clone())).or_default();
                sums.observed = sums.observed.checked_add(value.value)?;
            }
            if practice.label == Label::UnidentifiedInArea && !code.is_empty() {
                self.stand_ins = self.stand_ins.checked_add(value.value)?;
            }
        }
        Some(())
    }

    /// The area in which each practice has its patients: the one with most of its items, the first by code among equals.
    fn find_homes<'a>(&mut self, areas: &'a Areas, practices: &'a [Practice]) -> BTreeMap<&'a str, &'a str> {
        let mut by_area: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for practice in practices.iter().filter(|p| p.code != "-" && p.label != Label::UnidentifiedInArea) {
            let (code, _) = areas.of(&practice.code, &practice.name, &practice.org);
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

    /// Adds the registered patients, and what they come to by age and sex where they are so counted. `None` on overflow.
    fn count_patients(
        &mut self,
        areas: &Areas,
        practices: &[Practice],
        homes: &BTreeMap<&str, &str>,
        (lists, counted): (&[ListSize], Option<&Counted>),
    ) -> Option<()> {
        let in_file: BTreeSet<&str> = practices.iter().map(|p| p.code.as_str()).collect();
        for (i, list) in lists.iter().enumerate() {
            let known = !self.left_out.contains_key(&list.practice);
            let counted = counted.and_then(|all| all.get(i)?.ok()).unwrap_or_default();
            self.registered = self.registered.checked_add(list.patients)?;
            let home = homes.get(list.practice.as_str()).copied();
            let recorded = areas.of_patients(&list.practice, &list.org);
            let code = Some(home.unwrap_or(recorded)).filter(|code| !code.is_empty());
            if let Some(code) = code {
                self.homes.insert(list.practice.clone(), (code.to_owned(), list.patients));
            }
            let in_area = code.filter(|c| known && self.areas.contains_key(*c));
            if let (Some(practices), Some(code)) = (&mut self.practices, in_area) {
                let sums = practices.entry((code.to_owned(), list.practice.clone())).or_default();
                sums.patients = sums.patients.checked_add(list.patients)?;
                sums.counted += counted;
            }
            let area = code.and_then(|code| self.areas.get_mut(code));
            if home.is_none() && list.patients > 0 {
                let in_file = in_file.contains(list.practice.as_str());
                let unhoused = Unhoused { patients: list.patients, in_file, counted: area.is_some() };
                self.unhoused.insert(list.practice.clone(), unhoused);
            }
            if let Some(area) = area.filter(|_| known) {
                area.counted += counted;
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
