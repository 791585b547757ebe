//! Denominators of a treatment that are neither all registered patients nor prescribed: patients of some ages and sexes, and
//! registers of patients.

use super::by_age::{ByAgeSex, LeftOut, SumsAre, Unknown, unknown};
use super::month::{Frame, MonthSums};
use super::population::{Choice, month_of};
use crate::geography::Level;
use crate::store::{Catalogue, Store, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::near::did_you_mean;
use unwarranted_core::treatment::{Counted, People};
use unwarranted_core::{Month, Over, Treatment};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::{FactValue, Facts};
use unwarranted_ingest::tables::{Dataset, ListSize};
use unwarranted_ingest::values::area_kind::AreaKind;

/// A register may be of a year that ended this many months before the month it serves, or begins as many after it.
const FARTHEST: i32 = 24;

/// What the treatments of a query are counted over, each once.
#[derive(Debug, Default)]
pub(super) struct Others(Vec<Other>);

#[derive(Debug)]
enum Other {
    People(People),
    Register(Register),
}

/// The figures of a register in each period that the store has it for.
#[derive(Debug)]
struct Register {
    series: String,
    measure: String,
    periods: Vec<RegisterPeriod>,
}

/// A register in one period.
#[derive(Debug)]
struct RegisterPeriod {
    first: Month,
    months: i32,
    /// What the areas of the table are.
    of: AreaKind,
    /// By code; `None` where the publisher withholds or lacks it.
    figures: BTreeMap<String, Option<f64>>,
}

/// The people of one month that some treatments are counted over.
#[derive(Debug, Clone, Default)]
pub(super) struct OtherPeople {
    /// By area; an area that is not there has no figure.
    pub(super) areas: BTreeMap<String, f64>,
    /// By area and practice; empty where only areas have figures.
    pub(super) practices: BTreeMap<(String, String), f64>,
    /// Practices that are in no sum of these treatments.
    pub(super) left_out: BTreeMap<String, LeftOut>,
    /// Whether only areas have figures.
    pub(super) by_area: bool,
    /// Why nobody can be counted in this month.
    pub(super) problem: Option<String>,
    /// The period of a register.
    pub(super) register_of: Option<(Month, i32)>,
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
        matches!(self.0.get(at), Some(Other::Register(register)) if register.periods.iter().any(|p| p.of != AreaKind::Practice))
    }

    /// All of a month, whose homes of practices are known.
    ///
    /// # Errors
    /// Ages and sexes that the extract lacks; a damaged store.
    pub(super) fn in_month(
        &self,
        frame: &Frame<'_>,
        sums: &MonthSums,
        population: Option<Choice>,
        lists: &[ListSize],
    ) -> Result<Vec<OtherPeople>, Error> {
        let one = |other: &Other| match other {
            Other::People(people) => {
                let name = format!("table of {}", people.quantity);
                let by = ByAgeSex { table: &people.table, name: &name, sums: SumsAre::Denominators };
                let counted = population.map(|choice| by.count(frame.store, &frame.extracts, choice, lists));
                let counted = match counted.transpose() {
                    Err(Error::File { problem, .. }) => return Ok(OtherPeople::without(problem)),
                    other => other?,
                };
                let values: Vec<Option<f64>> = match &counted {
                    Some(counted) => counted.iter().map(|value| value.ok()).collect(),
                    None => Vec::new(),
                };
                let left_out = unknown(lists, counted.as_ref());
                Ok(OtherPeople { left_out, ..OtherPeople::of_practices(sums, lists, &values) })
            }
            Other::Register(register) => Ok(register.in_month(sums, lists)),
        };
        self.0.iter().map(one).collect()
    }
}

impl OtherPeople {
    fn without(problem: String) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    /// The sums of the values of practices, in the areas where their patients count.
    fn of_practices(sums: &MonthSums, lists: &[ListSize], values: &[Option<f64>]) -> Self {
        let mut all = Self::default();
        for (list, value) in lists.iter().zip(values) {
            let home = sums.homes.get(&list.practice).filter(|(area, _)| sums.areas.contains_key(area));
            if let (Some((area, _)), Some(value)) = (home, value) {
                *all.areas.entry(area.clone()).or_default() += value;
                *all.practices.entry((area.clone(), list.practice.clone())).or_default() += value;
            }
        }
        all
    }
}

/// Whether a series is the one asked for, or a part of it: `qof-prevalence/ccg` is one of `qof-prevalence`.
fn is_of(series: &str, asked: &str) -> bool {
    series.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Register {
    /// The register; in words, why there is none.
    fn read(
        store: &Store,
        catalogue: &Catalogue,
        level: Level,
        [series, measure]: [&str; 2],
    ) -> Result<Result<Self, String>, Error> {
        let current = catalogue.current(Dataset::Facts);
        let tables: Vec<&TableEntry> =
            (current.iter().map(|(_, t)| *t)).filter(|t| is_of(&t.series, series) && !t.month.is_empty()).collect();
        if tables.is_empty() {
            return Ok(Err(format!(
                "it is counted over the register '{measure}' of {series}, which the store does not have"
            )));
        }
        let (mut periods, mut known) = (Vec::new(), BTreeSet::new());
        for table in tables {
            let facts = store.facts(table)?;
            known.extend(facts.measures.iter().map(|m| m.id.clone()));
            let Some(at) = facts.measures.iter().position(|m| m.id == measure) else { continue };
            periods.extend(RegisterPeriod::of(&facts, at, month_of(table)?, level));
        }
        // Where some tables are by practice, those follow the membership.
        if periods.iter().any(|p: &RegisterPeriod| p.of == AreaKind::Practice) {
            periods.retain(|p| p.of == AreaKind::Practice);
        }
        if !periods.is_empty() {
            return Ok(Ok(Self { series: series.to_owned(), measure: measure.to_owned(), periods }));
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Ok(Err(if known.contains(&measure) {
            format!("the store has the register '{measure}' of {series} neither by practice nor by {}", level.word())
        } else {
            let near = did_you_mean(measure, known.iter().copied());
            format!("{series} has no measure '{measure}'; it has: {}{near}", known.join(", "))
        }))
    }

    /// The period that holds the month; else the latest before it, or the earliest after it, within [`FARTHEST`] months.
    fn choose(&self, month: Month) -> Option<&RegisterPeriod> {
        let distance = |p: &&RegisterPeriod| {
            let last = p.first.plus(p.months - 1);
            // Years before are better than years after that are as near.
            if month > last {
                2 * month.since(last)
            } else {
                2 * p.first.since(month).max(0) + i32::from(p.first > month)
            }
        };
        self.periods.iter().filter(|p| distance(p) <= 2 * FARTHEST).min_by_key(distance)
    }

    fn in_month(&self, sums: &MonthSums, lists: &[ListSize]) -> OtherPeople {
        let Some(period) = self.choose(sums.month) else { return OtherPeople::default() };
        let register_of = Some((period.first, period.months));
        if period.of != AreaKind::Practice {
            let there = |(code, value): (&String, &Option<f64>)| {
                sums.areas.contains_key(code).then_some(())?;
                Some((code.clone(), (*value)?))
            };
            let areas = period.figures.iter().filter_map(there).collect();
            return OtherPeople { areas, by_area: true, register_of, ..OtherPeople::default() };
        }
        let value = |list: &ListSize| period.figures.get(&list.practice).copied().flatten();
        let values: Vec<Option<f64>> = lists.iter().map(value).collect();
        // A practice of which the register says nothing is in neither sum; one without patients has nobody on it.
        let lacking = |(list, value): (&ListSize, &Option<f64>)| {
            let left = LeftOut { why: Unknown::Register, patients: list.patients };
            (value.is_none() && list.patients > 0).then(|| (list.practice.clone(), left))
        };
        let left_out = lists.iter().zip(&values).filter_map(lacking).collect();
        OtherPeople { left_out, register_of, ..OtherPeople::of_practices(sums, lists, &values) }
    }
}

impl RegisterPeriod {
    /// The figures of a measure: of practices where the table has them, else of areas of the level.
    fn of(facts: &Facts, measure: usize, first: Month, level: Level) -> Option<Self> {
        let of = super::facts::wanted_kind(facts, level)?;
        let value = |value: FactValue| match value {
            FactValue::Exact(fixed) => Some(fixed.to_f64()),
            FactValue::Number(number) => Some(number),
            FactValue::Suppressed | FactValue::NotReported => None,
        };
        let mut figures: BTreeMap<String, Option<f64>> = BTreeMap::new();
        for row in facts.rows.iter().filter(|r| r.measure == measure && facts.areas[r.area].kind == of) {
            // Parts by age and sex add up to the register.
            let figure = figures.entry(facts.areas[row.area].code.clone()).or_insert(Some(0.0));
            *figure = figure.zip(value(row.value)).map(|(sum, value)| sum + value);
        }
        (!figures.is_empty()).then_some(Self { first, months: facts.months, of, figures })
    }
}
