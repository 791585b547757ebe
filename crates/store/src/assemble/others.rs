//! Denominators of a treatment that are neither all registered patients nor prescribed: patients of some ages and sexes, and
//! registers of patients.

use super::by_age::{ByAgeSex, Strata, SumsAre, unknown};
use super::month::MonthSums;
use super::other_people::OtherPeople;
use super::population::{Choice, Extracts};
use super::register::Register;
use crate::geography::Level;
use crate::store::{Catalogue, Store};
use std::cell::OnceCell;
use unwarranted_core::treatment::{Counted, People};
use unwarranted_core::{Over, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::ListSize;

/// What the treatments of a query are counted over, each once.
#[derive(Debug, Default)]
pub(super) struct Others(Vec<Other>);

#[derive(Debug)]
enum Other {
    People(People),
    Register(Register),
}

impl Others {
    /// Those of the treatments, with the registers that the store has.
    ///
    /// # Errors
    /// A register that the store does not have, or not by practices or by areas of the level; a damaged store.
    pub(super) fn of(
        store: &Store,
        catalogue: &Catalogue,
        level: Level,
        treatments: &[Treatment],
    ) -> Result<Self, Error> {
        let mut all = Self::default();
        for treatment in treatments {
            let added = all.add(store, catalogue, level, &treatment.over)?;
            added.map_err(|says| store.problem(format!("{}: {says}", treatment.id)))?;
        }
        Ok(all)
    }

    /// Adds what a treatment is counted over; in words, why the store cannot give it.
    ///
    /// # Errors
    /// A damaged store.
    pub(super) fn add(
        &mut self,
        store: &Store,
        catalogue: &Catalogue,
        level: Level,
        over: &Over,
    ) -> Result<Result<(), String>, Error> {
        match over {
            _ if self.at(over).is_some() => {}
            Over::People(people) => self.0.push(Other::People(people.clone())),
            Over::Other(Counted::Fact { series, measure }) => {
                match Register::read(store, catalogue, level, [series, measure])? {
                    Ok(register) => self.0.push(Other::Register(register)),
                    Err(says) => return Ok(Err(says)),
                }
            }
            Over::Registered | Over::Other(Counted::Prescribed(..)) => {}
        }
        Ok(Ok(()))
    }

    /// The place of a denominator; `None` for registered patients and prescriptions.
    pub(super) fn at(&self, over: &Over) -> Option<usize> {
        self.0.iter().position(|own| match (own, over) {
            (Other::People(own), Over::People(people)) => own == people,
            (Other::Register(own), Over::Other(Counted::Fact { series, measure })) => {
                own.series == *series && own.measure == *measure
            }
            _ => false,
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether only areas have figures of one of them.
    pub(super) fn is_by_area(&self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Other::Register(register)) if register.is_by_area())
    }

    /// All of a month, whose homes of practices are known.
    ///
    /// # Errors
    /// Ages and sexes that the extract lacks; a damaged store.
    pub(super) fn in_month(
        &self,
        (store, extracts): (&Store, &Extracts<'_>),
        sums: &MonthSums,
        population: Option<Choice>,
        lists: &[ListSize],
    ) -> Result<Vec<OtherPeople>, Error> {
        // Read once for all denominators, and only where one needs them.
        let strata = OnceCell::new();
        let strata = |choice| match strata.get() {
            Some(known) => Ok(known),
            None => Strata::read(store, extracts, choice, lists).map(|read| strata.get_or_init(|| read)),
        };
        let one = |other: &Other| match other {
            Other::People(people) => {
                let name = format!("table of {}", people.quantity);
                let by = ByAgeSex { table: &people.table, name: &name, sums: SumsAre::Denominators };
                let count = |choice| by.count_of(strata(choice)?, store, extracts, choice, lists);
                let counted = population.map(count);
                let counted = match counted.transpose() {
                    Err(Error::File { problem, .. }) => return Ok(OtherPeople::without(problem)),
                    other => other?,
                };
                let values: Vec<Option<f64>> = match &counted {
                    Some(counted) => counted.iter().map(|value| value.ok()).collect(),
                    None => Vec::new(),
                };
                let left_out = unknown(lists, counted.as_ref());
                Ok(OtherPeople { left_out, ..sums.of_practices(lists, &values) })
            }
            Other::Register(register) => Ok(register.in_month(sums, lists)),
        };
        self.0.iter().map(one).collect()
    }
}
