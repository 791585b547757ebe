//! What areas will need, from counts by age and sex and a projection of people.

use super::{Error, REPLICATES, Result, SEED, files};
use crate::core::demand::{Demand, DemandOptions, ProjectedRow, StratumRow, TrendOf, demand};
use crate::core::standardise::AgeBand;
use crate::core::text::counted;
use crate::core::{Confidence, Period};
use crate::ingest::read::ages::is_total;
use crate::ingest::read::sexes::{Sex, sex};
use crate::ingest::tidy::{Figures, Record, Records, code_fault, no_areas, read_records};
use crate::report::manifest::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Columns that tables of counts and of projections may have.
const STRATUM: [&str; 4] = ["age", "age_band", "age_group", "sex"];

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
        let before = read_records(&self.counted, &required, &STRATUM)?;
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
        let many = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        if dropped > 0 {
            let rows = counted(many(dropped), "row", "rows");
            set_aside.push(format!("{rows} of all ages or both sexes together are left out: their parts are there"));
        }
        if let Some(first) = periods.first() {
            if !first.without_projection.is_empty() {
                let areas = counted(many(first.without_projection.len()), "area has", "areas have");
                set_aside
                    .push(format!("{areas} no projection and take no part: {}", listed(&first.without_projection)));
            }
            if first.all.borrowed > 0 {
                let strata = counted(many(first.all.borrowed), "stratum", "strata");
                notes.push(format!("{strata} of an area had nobody to take a rate from: they take that of all areas"));
            }
        }
        let inputs = [&before.input, &then.input].map(files::whole_input).into();
        Ok(Demands { periods, inputs, set_aside, notes })
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

fn listed(codes: &[Arc<str>]) -> String {
    super::need::listed(&codes.iter().collect::<Vec<_>>())
}

fn amount(row: &Record, column: &str, expected: &str) -> Result<f64> {
    let value = row.needed_number(column, expected)?;
    if !(0.0..=1e15).contains(&value) {
        return Err(row.refuse(column, expected).into());
    }
    Ok(value)
}

/// The columns of age and sex of a table.
#[derive(Clone, Copy)]
struct Columns {
    age: &'static str,
    sex: bool,
}

impl Columns {
    fn of(table: &Records, path: &Path) -> Result<Self> {
        let age = STRATUM[..3].iter().find(|name| table.has(name)).copied().ok_or_else(|| {
            let problem = format!(
                "has no ages ({}): demand goes by age; give a column age, age_band or age_group",
                path.display()
            );
            Error::option("population", problem)
        })?;
        Ok(Self { age, sex: table.has("sex") })
    }

    /// Whether a row is about all ages or both sexes together.
    fn is_everyone(self, row: &Record) -> bool {
        let both = |text: &str| matches!(sex(text), Ok(Sex::Both));
        row.text(self.age).is_some_and(is_total) || self.sex && row.text("sex").is_some_and(both)
    }

    fn age(self, row: &Record) -> Result<AgeBand> {
        let expected = "ages in years such as 0-4, 85+ or under 1";
        Ok(row.needed(self.age, expected)?.parse().map_err(|_| row.refuse(self.age, expected))?)
    }

    fn place(self, row: &Record) -> Result<(Arc<str>, Period, Arc<str>)> {
        let area = row.needed("area", "the code of an area")?;
        if let Some(expected) = code_fault(area) {
            return Err(row.refuse("area", &expected).into());
        }
        let expected = "a period such as 2019/20 or 2019";
        let period = Period::parse(row.needed("period", expected)?).map_err(|_| row.refuse("period", expected))?;
        let age = self.age(row)?;
        let stratum = if self.sex { format!("{}s aged {age}", one_sex(row)?) } else { format!("ages {age}") };
        Ok((area.into(), period, stratum.into()))
    }
}

/// Refuses age bands that share ages with others, in the same area or in another one, then or now: nobody's rate is that of all areas, or
/// of all periods, where only some are divided so.
fn one_division(tables: &[(&Records, Columns)]) -> Result<()> {
    let mut met: BTreeMap<AgeBand, (&Record, Columns)> = BTreeMap::new();
    for (table, columns) in tables {
        for row in table.rows.iter().filter(|row| !columns.is_everyone(row)) {
            met.entry(columns.age(row)?).or_insert((row, *columns));
        }
    }
    let all: Vec<_> = met.into_iter().collect();
    let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (a, b)));
    match pairs.into_iter().find(|((a, _), (b, _))| a.overlaps(*b)) {
        None => Ok(()),
        Some(((a, _), (b, (row, columns)))) => {
            let expected = format!(
                "ages that no other band has: {a} and {b} hold the same people; sum the rows of both tables to bands that every \
                 area has in every period"
            );
            Err(row.refuse(columns.age, &expected).into())
        }
    }
}

/// Female or male.
fn one_sex(row: &Record) -> Result<&str> {
    match sex(row.needed("sex", "female or male")?).map(Sex::one) {
        Ok(Some(word @ ("female" | "male"))) => Ok(word),
        Ok(_) => Err(row.refuse("sex", "female or male").into()),
        Err(expected) => Err(row.refuse("sex", &expected).into()),
    }
}
