//! One month: registered patients by area, and what was prescribed of each treatment.

use super::by_age::{Counted, LeftOut};
use super::coverage::Coverage;
use super::other_people::OtherPeople;
use super::places::Areas;
use super::population::Choice;
use super::treatment_sums::TreatmentSums;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::tables::{ListSize, Practice};
use unwarranted_ingest::values::codes::Label;

/// Where more per cent of the registered patients than this have a practice that is not in the prescribing file, the
/// file looks incomplete. Practices that closed, or that never prescribe, come to far less.
pub(super) const MOST_ABSENT: i64 = 5;

/// The people of one area in one month.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AreaPeople {
    pub(super) name: String,
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
    /// By area code: every area that a practice of the month's file belongs to.
    pub(super) areas: BTreeMap<String, AreaPeople>,
    pub(super) population: Option<Choice>,
    /// Practices with registered patients to which this month's file gives no area.
    pub(super) unhoused: BTreeMap<String, Unhoused>,
    /// Registered patients of all practices in the extract.
    pub(super) registered: i64,
    /// Stored rows of the treatments, each once.
    pub(super) rows: usize,
    /// Practices in each table of the extract.
    pub(super) listed: Vec<usize>,
    /// Practices with other patients in one table of the extract than in another.
    pub(super) unequal: BTreeSet<String>,
    /// What is set aside because its area is not known.
    pub(super) coverage: Coverage,
    /// Practices recorded under more than one area.
    pub(super) split: BTreeSet<String>,
    /// The area of each practice with registered patients, and how many they are.
    pub(super) homes: BTreeMap<String, (String, i64)>,
    /// Patients by area and practice, where they are wanted.
    pub(super) practices: Option<BTreeMap<(String, String), PracticePeople>>,
    /// Practices that are left out because their patients cannot be counted by age and sex.
    pub(super) left_out: BTreeMap<String, LeftOut>,
    /// What some treatments are counted over, in the order of the frame's.
    pub(super) others: Vec<OtherPeople>,
    /// What was prescribed of each treatment, in the order of the query.
    pub(super) treatments: Vec<TreatmentSums>,
}

/// The people of one practice in one area.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct PracticePeople {
    pub(super) patients: i64,
    /// The patients counted by age and sex, where that is asked for.
    pub(super) counted: f64,
}

impl MonthSums {
    /// A month without anything.
    pub(super) fn empty(month: Month) -> Self {
        Self {
            month,
            areas: BTreeMap::new(),
            population: None,
            unhoused: BTreeMap::new(),
            registered: 0,
            rows: 0,
            listed: Vec::new(),
            unequal: BTreeSet::new(),
            coverage: Coverage::default(),
            split: BTreeSet::new(),
            homes: BTreeMap::new(),
            practices: None,
            left_out: BTreeMap::new(),
            others: Vec::new(),
            treatments: Vec::new(),
        }
    }

    /// The sums of the values of practices, in the areas where their patients count.
    pub(super) fn of_practices(&self, lists: &[ListSize], values: &[Option<f64>]) -> OtherPeople {
        let mut all = OtherPeople::default();
        for (list, value) in lists.iter().zip(values) {
            let home = self.homes.get(&list.practice).filter(|(area, _)| self.areas.contains_key(area));
            if let (Some((area, _)), Some(value)) = (home, value) {
                *all.areas.entry(area.clone()).or_default() += value;
                *all.practices.entry((area.clone(), list.practice.clone())).or_default() += value;
            }
        }
        all
    }

    /// Practices that are in no sum of a treatment, by the place of what it is counted over among the others.
    pub(super) fn left_out_of(&self, other: Option<usize>) -> &BTreeMap<String, LeftOut> {
        other.and_then(|at| self.others.get(at)).map_or(&self.left_out, |other| &other.left_out)
    }

    /// Registered patients of practices that the month's file does not mention. No more than all registered patients.
    pub(super) fn absent(&self) -> i64 {
        self.unhoused.values().filter(|u| !u.in_file).map(|u| u.patients).sum()
    }

    /// Whether so many patients have a practice that is not in the file that it can hardly be the whole month.
    pub(super) fn looks_incomplete(&self) -> bool {
        i128::from(self.absent()) * 100 > i128::from(self.registered) * i128::from(MOST_ABSENT)
    }

    /// Weighs the practices with and without an area by their patients. Practices that a file does not mention have none in
    /// it: that is about the file, not about where practices belong ([`Self::looks_incomplete`]).
    pub(super) fn cover(
        &mut self,
        areas: &Areas,
        practices: &[Practice],
        homes: &BTreeMap<&str, &str>,
        lists: &[ListSize],
    ) {
        for list in lists {
            let aside = self.unhoused.get(&list.practice).filter(|u| !u.counted && (u.in_file || !areas.is_recorded()));
            self.coverage.add(&list.practice, list.patients as f64, aside.is_none());
        }
        if lists.is_empty() {
            let in_file = practices.iter().filter(|p| p.code != "-" && p.label == Label::Practice);
            let codes: BTreeSet<&str> = in_file.map(|p| p.code.as_str()).collect();
            codes.into_iter().for_each(|code| self.coverage.add(code, 0.0, homes.contains_key(code)));
        }
    }

    /// Makes every area that a practice of the file belongs to.
    pub(super) fn make_areas(&mut self, areas: &Areas, practices: &[Practice]) {
        for practice in practices {
            let (code, name) = areas.of(&practice.code, &practice.name, &practice.org);
            // Prescribers without an area are rows of their own only where they prescribed the treatment.
            if !code.is_empty() {
                let area = self.areas.entry(code.to_owned()).or_default();
                if area.name.is_empty() {
                    name.clone_into(&mut area.name);
                }
            }
        }
    }

    /// The area in which each practice has its patients: the one with most of its items, the first by code among equals.
    pub(super) fn find_homes<'a>(&mut self, areas: &'a Areas, practices: &'a [Practice]) -> BTreeMap<&'a str, &'a str> {
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
    pub(super) fn count_patients(
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
}
