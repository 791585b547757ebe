//! Registers of patients as denominators: the figures of the period nearest to a month.

use super::by_age::{LeftOut, Unknown};
use super::facts::kind;
use super::month::MonthSums;
use super::other_people::OtherPeople;
use super::population::month_of;
use crate::geography::Level;
use crate::store::{Catalogue, Store, TableEntry};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_core::near::did_you_mean;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, ListSize};
use unwarranted_ingest::values::area_kind::AreaKind;

/// A register may be of a year that ended this many months before the month it serves, or begins as many after it.
const FARTHEST: i32 = 24;

/// The figures of a register in each period that the store has it for.
#[derive(Debug)]
pub(super) struct Register {
    pub(super) series: String,
    pub(super) measure: String,
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

/// Whether a series is the one asked for, or a part of it: `qof-prevalence/ccg` is one of `qof-prevalence`.
fn is_of(series: &str, asked: &str) -> bool {
    series.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Register {
    /// The register; in words, why there is none.
    pub(super) fn read(
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

    /// Whether only areas have figures.
    pub(super) fn is_by_area(&self) -> bool {
        self.periods.iter().any(|p| p.of != AreaKind::Practice)
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

    /// The patients of a month whose homes of practices are known.
    pub(super) fn in_month(&self, sums: &MonthSums, lists: &[ListSize]) -> OtherPeople {
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
        OtherPeople { left_out, register_of, ..sums.of_practices(lists, &values) }
    }
}

impl RegisterPeriod {
    /// The figures of a measure: of practices where the table has them, else of areas of the level.
    fn of(facts: &Facts, measure: usize, first: Month, level: Level) -> Option<Self> {
        let of = kind::wanted_kind(facts, level)?;
        let mut figures: BTreeMap<String, Option<f64>> = BTreeMap::new();
        for row in facts.rows.iter().filter(|r| r.measure == measure && facts.areas[r.area].kind == of) {
            // Parts by age and sex add up to the register.
            let figure = figures.entry(facts.areas[row.area].code.clone()).or_insert(Some(0.0));
            *figure = figure.zip(row.value.number()).map(|(sum, value)| sum + value);
        }
        (!figures.is_empty()).then_some(Self { first, months: facts.months, of, figures })
    }
}
