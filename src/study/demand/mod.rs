//! What areas will need, from counts by age and sex and a projection of people.

mod columns;

use super::{PROGRAM, REPLICATES, Result, SEED, files};
use crate::core::Confidence;
use crate::core::demand::{Demand, DemandOptions, ProjectedRow, StratumRow, TrendOf, demand};
use crate::core::rates::RateUnit;
use crate::core::text::counted;
use crate::ingest::tidy::{Figures, Record, Records, no_areas, read_records};
use crate::ingest::values::codes::is_synthetic;
use crate::plot::labels::Labels;
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use columns::{Columns, STRATUM, one_division};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Column with what an area is called.
const NAME: &str = "name";

/// What is asked of demand.
#[derive(Debug, Clone, PartialEq)]
pub struct Demanding {
    /// Table of counts: area, period, age and sex, observed, population.
    pub counted: PathBuf,
    /// Table of projected people: area, period, age and sex, population.
    pub projected: PathBuf,
    /// Column of what was observed.
    pub observed: String,
    /// Column of people, in both tables.
    pub population: String,
    /// Periods whose rates are taken together.
    pub rates_of: usize,
    /// How rates change.
    pub trend: TrendOf,
    /// What one treated person has of it.
    pub per_person: f64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Draws behind them.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
}

impl Demanding {
    /// Of these tables, with what is usual for the rest.
    #[must_use]
    pub fn of(counted: PathBuf, projected: PathBuf) -> Self {
        Self {
            counted,
            projected,
            observed: "observed".to_owned(),
            population: "population".to_owned(),
            rates_of: 1,
            trend: TrendOf::All,
            per_person: 1.0,
            confidence: 0.95,
            replicates: REPLICATES,
            seed: SEED,
        }
    }
}

/// What areas will need, with what a reader must know.
#[derive(Debug, Clone)]
pub struct Demands {
    /// In the order of time.
    pub periods: Vec<Demand>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What was set aside and why.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the figures were made.
    pub notes: Vec<String>,
    /// What areas are called, where the table of counts says it.
    pub names: BTreeMap<Arc<str>, Arc<str>>,
    /// The line of the source: both tables.
    pub source: String,
}

impl Demands {
    /// The words of a page, whose measure is called so.
    #[must_use]
    pub fn labels(&self, measure: &str) -> LabelsBy {
        let labels = Labels {
            measure: measure.to_owned(),
            unit: RateUnit::given(""),
            areas: String::new(),
            membership: None,
            source: self.source.clone(),
            program: PROGRAM.to_owned(),
            synthetic: self.names.values().any(|name| is_synthetic(name)),
            polarity: None,
        };
        BTreeMap::from([(measure.into(), labels)])
    }
}

impl Demanding {
    /// Reads both tables and forecasts.
    ///
    /// # Errors
    /// Tables that cannot be read, or that lack what the other has; figures below zero.
    pub fn run(&self) -> Result<Demands> {
        let options = DemandOptions {
            rates_of: self.rates_of,
            trend: self.trend,
            per_person: self.per_person,
            confidence: Confidence::new(self.confidence, "confidence")?,
            replicates: self.replicates,
            seed: self.seed,
        };
        let required = ["area", "period", &self.observed, &self.population];
        let before = read_records(&self.counted, &required, &[&STRATUM[..], &[NAME]].concat())?;
        let then = read_records(&self.projected, &["area", "period", &self.population], &STRATUM)?;
        let (own, other) = (Columns::of(&before, &self.counted)?, Columns::of(&then, &self.projected)?);
        one_division(&[(&before, own), (&then, other)])?;
        let (mut counted_rows, mut projected) = (self.counted_rows(&before, own)?, self.projected_rows(&then, other)?);
        let dropped = before.rows.len() + then.rows.len() - counted_rows.len() - projected.len();
        let (mut notes, mut set_aside) = (Vec::new(), Vec::new());
        for (aside, said) in [of_counts(&counted_rows, &self.counted)?, of_people(&projected, &self.projected)?] {
            counted_rows.retain(|row| !aside.contains(&row.area));
            projected.retain(|row| !aside.contains(&row.area));
            set_aside.extend(said);
        }
        let periods = demand(&counted_rows, &projected, &options)?;
        set_aside.extend(without_parts(dropped));
        set_aside.extend(periods.first().and_then(without_projection));
        notes.extend(periods.first().and_then(borrowed));
        let inputs: Vec<Input> = [&before.input, &then.input].map(files::whole_input).into();
        let source = format!("Source: {}", inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>().join(", "));
        Ok(Demands { periods, inputs, set_aside, notes, names: names(&before), source })
    }

    fn counted_rows(&self, table: &Records, columns: Columns) -> Result<Vec<StratumRow>> {
        let one = |row: &Record| {
            let (area, period, stratum) = columns.place(row)?;
            let observed = amount(row, &self.observed, "what was counted, zero or more")?;
            let population = amount(row, &self.population, "people, zero or more")?;
            Ok(StratumRow { area, period, stratum, observed, population })
        };
        table.rows.iter().filter(|row| !columns.is_everyone(row)).map(one).collect()
    }

    fn projected_rows(&self, table: &Records, columns: Columns) -> Result<Vec<ProjectedRow>> {
        let one = |row: &Record| {
            let (area, period, stratum) = columns.place(row)?;
            Ok(ProjectedRow {
                area,
                period,
                stratum,
                population: amount(row, &self.population, "people, zero or more")?,
            })
        };
        table.rows.iter().filter(|row| !columns.is_everyone(row)).map(one).collect()
    }
}

/// The names of areas in a table: the last one that it has.
fn names(table: &Records) -> BTreeMap<Arc<str>, Arc<str>> {
    let one = |row: &Record| {
        let text = |column| row.text(column).map(str::trim).filter(|text| !text.is_empty());
        Some((Arc::<str>::from(text("area")?), Arc::<str>::from(text(NAME)?)))
    };
    table.rows.iter().filter_map(one).collect()
}

/// Areas that are none, and what a reader should know of it.
type Aside = (BTreeSet<Arc<str>>, Vec<String>);

/// Totals among the areas that are counted.
fn of_counts(rows: &[StratumRow], path: &Path) -> Result<Aside> {
    let mut sums = Figures::new();
    for row in rows {
        let sum = sums.entry((Arc::clone(&row.area), row.period)).or_default();
        *sum = [sum[0] + row.observed, sum[1] + row.population];
    }
    aside(sums, path)
}

/// Totals among the areas that are projected.
fn of_people(rows: &[ProjectedRow], path: &Path) -> Result<Aside> {
    let mut sums = Figures::new();
    for row in rows {
        let sum = sums.entry((Arc::clone(&row.area), row.period)).or_default();
        *sum = [sum[0] + row.population, sum[1] + row.population];
    }
    aside(sums, path)
}

fn aside(sums: Figures, path: &Path) -> Result<Aside> {
    let all: BTreeSet<Arc<str>> = sums.keys().map(|(area, _)| Arc::clone(area)).collect();
    let found = no_areas(&[("all ages", sums)], &all, &BTreeMap::new(), &path.display().to_string())?;
    Ok((found.aside, found.notes))
}

/// That rows about everyone are left out.
fn without_parts(rows: usize) -> Option<String> {
    let says = |rows| format!("{rows} of all ages or both sexes together are left out: their parts are there");
    (rows > 0).then(|| says(many(rows, "row", "rows")))
}

/// That areas have no projection.
fn without_projection(first: &Demand) -> Option<String> {
    let codes = &first.without_projection;
    let says = |areas| format!("{areas} no projection and take no part: {}", listed(codes));
    (!codes.is_empty()).then(|| says(many(codes.len(), "area has", "areas have")))
}

/// That strata take the rate of all areas.
fn borrowed(first: &Demand) -> Option<String> {
    let says = |strata| format!("{strata} of an area had nobody to take a rate from: they take that of all areas");
    (first.all.borrowed > 0).then(|| says(many(first.all.borrowed, "stratum", "strata")))
}

fn many(n: usize, one: &str, several: &str) -> String {
    counted(i64::try_from(n).unwrap_or(i64::MAX), one, several)
}

fn listed(codes: &[Arc<str>]) -> String {
    crate::study::need::listed(&codes.iter().collect::<Vec<_>>())
}

fn amount(row: &Record, column: &str, expected: &str) -> Result<f64> {
    let value = row.needed_number(column, expected)?;
    if !(0.0..=1e15).contains(&value) {
        return Err(row.refuse(column, expected).into());
    }
    Ok(value)
}
