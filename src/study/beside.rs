//! What columns beside the figures say of areas in one period.

use super::need::listed;
use super::{Error, Result};
use crate::core::similar::{self, Indicator};
use crate::core::{Period, Slice};
use crate::ingest::tidy::{BesideColumn, Figures, NoAreas, TidyInput, TidyOptions, no_areas, read_beside};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// A column that similar areas have alike; written `log:COLUMN`, its logarithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorColumn {
    /// The column.
    pub column: String,
    /// Whether its logarithm is taken.
    pub logarithm: bool,
}

impl FromStr for IndicatorColumn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, logarithm) = similar::column(text);
        match column.trim() {
            "" => Err("expected a column, or log:COLUMN for its logarithm".to_owned()),
            column => Ok(Self { column: column.to_owned(), logarithm }),
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
    areas: BTreeSet<(Arc<str>, Period)>,
    /// The option that names the columns.
    option: &'static str,
    /// Totals and other rows that are about no area like the others, which take no part.
    pub(super) set_aside: Vec<String>,
    /// The files.
    pub(super) inputs: Vec<TidyInput>,
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
        let beside = read_beside(paths, &names, &format!("`{option}`"), tidy)?;
        let set_aside = beside.blank().into_iter().collect();
        let known: BTreeMap<&str, BesideColumn> = names.into_iter().zip(beside.columns).collect();
        let one = |column: &IndicatorColumn| match known.get(column.column.as_str()) {
            Some(BesideColumn::Numbers(values)) => Ok((column.clone(), values.clone())),
            _ => Err(Error::option(option, format!("names '{}', which has no numbers", column.column))),
        };
        let columns = columns.iter().map(one).collect::<Result<_>>()?;
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let (areas, inputs) = (beside.areas, beside.inputs);
        Self { columns, areas, option, set_aside, inputs }.without_totals(&shown.join(", "))
    }

    /// Sets aside what is about no area like the others: it would be the neighbour of some, and move the spread of all.
    fn without_totals(mut self, shown: &str) -> Result<Self> {
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
    pub(super) fn bare(&self, period: Option<Period>, known: &[Indicator]) -> BTreeSet<Arc<str>> {
        let asked = |at: &Period| period.is_none_or(|period| period == *at || *at == Period::All);
        let areas = self.areas.iter().filter(|(_, at)| asked(at)).map(|(area, _)| area);
        areas.filter(|area| !known.iter().any(|i| i.values.contains_key(*area))).cloned().collect()
    }

    /// The indicators of a period; `named` where somebody asked for it by its name.
    pub(super) fn of(&self, period: Option<Period>, named: bool) -> Result<Vec<Indicator>> {
        let one = |(column, values): &(IndicatorColumn, Values<f64>)| {
            let IndicatorColumn { column, logarithm } = column;
            let values = of_period(values, (period, named), (column, self.option))?;
            let name = similar::name_of(column, *logarithm).into();
            Ok(Indicator { name, logarithm: *logarithm, values })
        };
        self.columns.iter().map(one).collect()
    }
}

/// Words or codes of areas, by period.
pub(super) struct Labelled {
    values: Values<Arc<str>>,
    column: String,
}

impl Labelled {
    /// # Errors
    /// Those of [`read_beside`].
    pub(super) fn read(paths: &[PathBuf], column: &str, option: &'static str, tidy: &TidyOptions) -> Result<Self> {
        let beside = read_beside(paths, &[column], &format!("`{option}`"), tidy)?;
        let values = match beside.columns.into_iter().next() {
            Some(BesideColumn::Words(words)) => words,
            // Codes may be numbers.
            Some(BesideColumn::Numbers(numbers)) => {
                numbers.into_iter().map(|(key, number)| (key, number.to_string().into())).collect()
            }
            None => Values::new(),
        };
        Ok(Self { values, column: column.to_owned() })
    }

    /// That of each area in a period.
    pub(super) fn of(&self, period: Option<Period>, option: &'static str) -> Result<BTreeMap<Arc<str>, Arc<str>>> {
        of_period(&self.values, (period, false), (&self.column, option))
    }

    /// The areas that have one, in any period.
    pub(super) fn areas(&self) -> BTreeSet<&Arc<str>> {
        self.values.keys().map(|(area, _)| area).collect()
    }

    /// Refuses areas that the data do not have.
    pub(super) fn require_known(&self, slices: &[Slice], option: &'static str) -> Result<()> {
        let mut data: BTreeSet<&Arc<str>> = slices.iter().flat_map(Slice::areas).map(|a| &a.code).collect();
        data.extend(slices.iter().flat_map(Slice::set_aside).flat_map(|aside| &aside.areas));
        let unknown: Vec<&Arc<str>> = self.areas().into_iter().filter(|area| !data.contains(area)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let some: Vec<&Arc<str>> = data.iter().take(3).copied().collect();
        Err(Error::option(
            option,
            format!(
                "names areas that the data do not have: {}; codes in the data are like {}",
                listed(&unknown),
                listed(&some)
            ),
        ))
    }
}
