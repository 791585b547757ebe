//! What columns beside the figures say of areas in one period.

mod groups;
mod labelled;

use super::{Error, Result};
use crate::core::Period;
use crate::core::similar::{self, Groups, Indicator, Likeness};
use crate::ingest::tidy::{Beside, BesideColumn, Figures, NoAreas, TidyInput, TidyOptions, no_areas, read_beside};
use groups::grouped;
pub(super) use groups::how_many;
pub(super) use labelled::Labelled;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// The options that may name groups.
const GROUPED: [&str; 2] = ["by", "like"];
/// What stands before a column of groups of areas.
const GROUP: &str = "group:";

/// What similar areas have alike in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// Its numbers.
    Value,
    /// Their logarithms.
    Logarithm,
    /// Its words: areas of one group are each other's peers, whatever else they are.
    Group,
}

/// A column that similar areas have alike; written `log:COLUMN`, its logarithm, and `group:COLUMN`, the group that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorColumn {
    /// The column.
    pub column: String,
    /// What of it is alike.
    pub alike: Alike,
}

impl FromStr for IndicatorColumn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, alike) = match (text.strip_prefix(GROUP), similar::column(text)) {
            (Some(column), _) => (column, Alike::Group),
            (None, (column, true)) => (column, Alike::Logarithm),
            (None, (column, false)) => (column, Alike::Value),
        };
        match column.trim() {
            "" => {
                Err("expected a column, log:COLUMN for its logarithm, or group:COLUMN for groups of areas".to_owned())
            }
            column => Ok(Self { column: column.to_owned(), alike }),
        }
    }
}

/// Values by area and period.
type Values<T> = BTreeMap<(Arc<str>, Period), T>;

/// One value for each area: that of the period, where the table has it; else that of all its periods, which must be one.
///
/// # Errors
/// A period asked for that the table does not have; an area whose value changes from one period to another.
fn of_period<T: Clone + PartialEq + Display>(
    values: &Values<T>,
    (asked, named): (Option<Period>, bool),
    (column, option): (&str, &'static str),
) -> Result<BTreeMap<Arc<str>, T>> {
    let periods: BTreeSet<Period> = values.keys().map(|(_, period)| *period).collect();
    let has_periods = periods.iter().any(|p| *p != Period::All);
    let only = asked.filter(|period| periods.contains(period));
    if let (Some(period), true, None, Some(first), Some(last)) =
        (asked, named && has_periods, only, periods.first(), periods.last())
    {
        let problem = format!("{period}: '{column}' has no values for it; they run from {first} to {last}");
        return Err(Error::option("period", problem));
    }
    let mut found: BTreeMap<Arc<str>, (Period, T)> = BTreeMap::new();
    for ((area, period), value) in values.iter().filter(|((_, period), _)| only.is_none_or(|only| only == *period)) {
        let (before, had) = found.entry(Arc::clone(area)).or_insert_with(|| (*period, value.clone()));
        if had != value {
            let problem = format!(
                "names '{column}', which is {had} in {before} and {value} in {period} for area {area}; choose one period with `period`"
            );
            return Err(Error::option(option, problem));
        }
    }
    Ok(found.into_iter().map(|(area, (_, value))| (area, value)).collect())
}

/// The indicators that similar areas have alike, as columns of these files have them.
pub(super) struct Indicators {
    columns: Vec<(IndicatorColumn, Values<f64>)>,
    /// The column of groups, in place of indicators.
    groups: Option<Labelled>,
    areas: BTreeSet<(Arc<str>, Period)>,
    /// The option that names the columns.
    option: &'static str,
    /// Totals and other rows that are about no area like the others, which take no part.
    pub(super) set_aside: Vec<String>,
    /// The files.
    pub(super) inputs: Vec<TidyInput>,
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Among fewer areas the indicator of one may be the sum of the others by accident.
const MANY: usize = 7;

impl Indicators {
    /// # Errors
    /// Those of [`read_beside`]; a column without numbers.
    pub(super) fn read(paths: &[PathBuf], columns: &[IndicatorColumn], tidy: &TidyOptions) -> Result<Self> {
        Self::read_for("by", paths, columns, tidy)
    }

    /// [`Self::read`] for the option that names the columns.
    pub(super) fn read_for(
        option: &'static str,
        paths: &[PathBuf],
        columns: &[IndicatorColumn],
        tidy: &TidyOptions,
    ) -> Result<Self> {
        let mut names: Vec<&str> = columns.iter().map(|c| c.column.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let groups = grouped(option, columns)?;
        let beside = read_beside(paths, &names, &format!("`{option}`"), tidy)?;
        Self::of_beside((option, columns), names, groups, beside)?.without_totals(&shown(paths))
    }

    /// The indicators that a store has of areas, as [`Self::read_for`] reads them from files.
    ///
    /// # Errors
    /// Groups, which no store has.
    pub(super) fn of_store(option: &'static str, columns: &[IndicatorColumn], beside: Beside) -> Result<Self> {
        if let Some(group) = grouped(option, columns)? {
            let problem =
                format!("names groups (group:{group}), which a store does not have: give a table with `by-file`");
            return Err(Error::option(option, problem));
        }
        let mut names: Vec<&str> = columns.iter().map(|c| c.column.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        Self::of_beside((option, columns), names, None, beside)
    }

    fn of_beside(
        (option, columns): (&'static str, &[IndicatorColumn]),
        names: Vec<&str>,
        groups: Option<&str>,
        beside: Beside,
    ) -> Result<Self> {
        let set_aside = beside.blank().into_iter().collect();
        let (areas, inputs) = (beside.areas, beside.inputs);
        if let (Some(column), Some(words)) = (groups, beside.columns.first()) {
            let groups = Some(Labelled::of_column(column, words.clone()));
            return Ok(Self { columns: Vec::new(), groups, areas, option, set_aside, inputs });
        }
        let known: BTreeMap<&str, BesideColumn> = names.into_iter().zip(beside.columns).collect();
        let one = |column: &IndicatorColumn| match known.get(column.column.as_str()) {
            Some(BesideColumn::Numbers(values)) => Ok((column.clone(), values.clone())),
            _ => {
                let groups = format!("; where it names groups of areas, write group:{}", column.column);
                let groups = if GROUPED.contains(&option) { &groups } else { "" };
                let problem = format!("names '{}', which has no numbers{groups}", column.column);
                Err(Error::option(option, problem))
            }
        };
        let columns = columns.iter().map(one).collect::<Result<_>>()?;
        Ok(Self { columns, groups: None, areas, option, set_aside, inputs })
    }

    /// Sets aside what is about no area like the others: it would be the neighbour of some, and move the spread of all.
    fn without_totals(mut self, shown: &str) -> Result<Self> {
        if self.groups.is_some() {
            return Ok(self);
        }
        let all: BTreeSet<Arc<str>> = self.areas.iter().map(|(area, _)| Arc::clone(area)).collect();
        let figures = |(column, values): &(IndicatorColumn, Values<f64>)| -> (String, Figures) {
            // What is below zero, such as a score, adds up to nothing.
            let counts = all.len() >= MANY && values.values().all(|value| *value >= 0.0);
            let many = values.iter().filter(|_| counts);
            (column.column.clone(), many.map(|(key, value)| (key.clone(), [*value, *value])).collect())
        };
        let figures: Vec<(String, Figures)> = self.columns.iter().map(figures).collect();
        let figures: Vec<(&str, Figures)> = figures.iter().map(|(name, of)| (name.as_str(), of.clone())).collect();
        let NoAreas { aside, notes } = no_areas(&figures, &all, &BTreeMap::new(), shown)?;
        self.areas.retain(|(area, _)| !aside.contains(area));
        self.columns.iter_mut().for_each(|(_, values)| values.retain(|(area, _), _| !aside.contains(area)));
        self.set_aside.extend(notes);
        Ok(self)
    }

    /// Areas of the files in a period, in all where none is asked for, that have no value in any column.
    pub(super) fn bare(&self, period: Option<Period>, known: &Likeness) -> BTreeSet<Arc<str>> {
        let asked = |at: &Period| period.is_none_or(|period| period == *at || *at == Period::All);
        let areas = self.areas.iter().filter(|(_, at)| asked(at)).map(|(area, _)| area);
        areas.filter(|area| !known.knows(area)).cloned().collect()
    }

    /// What areas have alike in a period, for the `nearest` of each; `named` where somebody asked for it by its name.
    pub(super) fn of(&self, period: Option<Period>, named: bool, nearest: usize) -> Result<Likeness> {
        if let Some(groups) = &self.groups {
            let of = of_period(&groups.values, (period, named), (&groups.column, self.option))?;
            return Ok(Likeness::Groups(Groups { name: groups.column.as_str().into(), of }));
        }
        Ok(Likeness::Nearest { indicators: self.numbers(period, named)?, nearest })
    }

    /// The indicators of a period; `named` where somebody asked for it by its name.
    pub(super) fn numbers(&self, period: Option<Period>, named: bool) -> Result<Vec<Indicator>> {
        let one = |(column, values): &(IndicatorColumn, Values<f64>)| {
            let IndicatorColumn { column, alike } = column;
            let values = of_period(values, (period, named), (column, self.option))?;
            let logarithm = *alike == Alike::Logarithm;
            Ok(Indicator { name: similar::name_of(column, logarithm).into(), logarithm, values })
        };
        self.columns.iter().map(one).collect()
    }
}
