//! How far costs of services move by chance: from a table of services, from one service, or from years of practices.

use super::{Error, Result, Study, files};
use crate::core::pool::{
    Budgets, CapitatedArea, PoolOptions, Pooled, PracticeYear, PracticeYears, Service, Severity, capitation, pool,
    pool_spread, practice_years,
};
use crate::core::{Confidence, Period};
use crate::ingest::tidy::{BesideColumn, Record, is_total};
use crate::ingest::tidy::{Records, TidyOptions, read_beside, read_records};
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where frequencies and costs come from.
#[derive(Debug, Clone, PartialEq)]
pub enum PoolFrom {
    /// A table of services: service, frequency, cost, and perhaps cost_cv, year_cv and probability.
    Services(PathBuf),
    /// One service.
    Service(Service),
    /// Years of practices: the files of a study with practices as areas, a cost and the people on their lists.
    Practices(Box<Study>),
}

/// What a study of risk pooling is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooling {
    /// Where frequencies and costs come from.
    pub from: PoolFrom,
    /// Sizes, limits and tiers.
    pub options: PoolOptions,
    /// A table of areas and their weighted people, its period where it has several, and the pounds that they share.
    pub budgets: Option<(PathBuf, Option<Period>, f64)>,
}

/// What is found of chance in costs.
#[derive(Debug, Clone)]
pub struct PoolFound {
    /// Every service, and for more than one all of them together.
    pub services: Vec<Pooled>,
    /// What years of practices show, where they were given.
    pub practices: Option<PracticeYears>,
    /// Budgets of areas.
    pub budgets: Option<Budgets>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Pooling {
    /// How far costs move by chance.
    ///
    /// # Errors
    /// Files that cannot be read, figures out of range, practices that are too few, and areas without weighted people.
    pub fn run(&self) -> Result<PoolFound> {
        let mut found = match &self.from {
            PoolFrom::Services(path) => {
                let table =
                    read_records(path, &["service", "frequency", "cost"], &["cost_cv", "year_cv", "probability"])?;
                let services = services(&table)?;
                let (services, inputs) = (pool(&services, &self.options)?, vec![files::whole_input(&table.input)]);
                PoolFound { services, practices: None, budgets: None, inputs, notes: Vec::new() }
            }
            PoolFrom::Service(service) => {
                let services = pool(std::slice::from_ref(service), &self.options)?;
                PoolFound { services, practices: None, budgets: None, inputs: Vec::new(), notes: Vec::new() }
            }
            PoolFrom::Practices(study) => self.of_practices(study)?,
        };
        if let Some((path, period, pounds)) = &self.budgets {
            let (areas, input) = weighted(path, *period)?;
            let spread = found.services.last().map(|s| s.spread);
            found.budgets = spread.map(|spread| capitation(&areas, *pounds, spread)).transpose()?;
            found.inputs.push(input);
        }
        if found.services.len() > 1 {
            found.notes.push(
                "All together means that services do not depend on each other. Where a bad winter moves several at once, chance is larger."
                    .to_owned(),
            );
        }
        Ok(found)
    }

    fn of_practices(&self, study: &Study) -> Result<PoolFound> {
        let (loaded, slices, _) = study.plan(None)?.cut_plainly()?;
        let mut by_treatment: BTreeMap<Arc<str>, Vec<PracticeYear>> = BTreeMap::new();
        for slice in &slices {
            let year: Arc<str> = slice.period().to_string().into();
            let people = slice.denominator().ok_or_else(|| {
                Error::option(
                    "column-denominator",
                    "is missing: name the column with the people on the list of each practice",
                )
            })?;
            for (area, people) in slice.areas().iter().zip(people) {
                let row = PracticeYear {
                    practice: Arc::clone(&area.code),
                    year: Arc::clone(&year),
                    cost: area.observed,
                    people: *people,
                };
                by_treatment.entry(Arc::clone(slice.treatment())).or_default().push(row);
            }
        }
        let only = by_treatment.len() == 1;
        let (Some((name, rows)), true) = (by_treatment.into_iter().next(), only) else {
            return Err(Error::option("files", "hold several treatments; chance is found for one, so give one"));
        };
        let shown = practice_years(&rows)?
            .map_err(|undefined| Error::option("practices", format!("show nothing of chance: {}", undefined.reason)))?;
        let services = vec![pool_spread(name, shown.spread, &self.options)?];
        let mut notes = loaded.warnings;
        notes.extend(loaded.notes);
        Ok(PoolFound { services, practices: Some(shown), budgets: None, inputs: loaded.inputs, notes })
    }
}

/// Options of risk pooling from what is typed: per cent of the mean and of years.
///
/// # Errors
/// A share of years out of range.
pub fn pool_options(
    sizes: Vec<f64>,
    [within, years, safe_cv]: [f64; 3],
    own_and_group: [f64; 2],
) -> Result<PoolOptions> {
    let years = Confidence::new(years / 100.0, "years").map_err(|_| {
        Error::option("years", format!("is {years}; expected per cent of years, above 50 and below 100, such as 95"))
    })?;
    Ok(PoolOptions { sizes, within: within / 100.0, years, own_and_group, safe_cv: safe_cv / 100.0 })
}

/// The services of a table: one row each, or one row for each cost of a service with its probability.
fn services(table: &Records) -> Result<Vec<Service>> {
    let mut found: Vec<(Arc<str>, Service)> = Vec::new();
    let mut costs: BTreeMap<Arc<str>, Vec<[f64; 2]>> = BTreeMap::new();
    for row in &table.rows {
        let name: Arc<str> = row.needed("service", "the name of a service")?.into();
        if is_total(&name) {
            let expected = "a service; leave out the row of all of them, which are put together here anyway";
            return Err(row.refuse("service", expected).into());
        }
        let cost = row.needed_number("cost", "pounds per event")?;
        let probability = row.number("probability", "a probability from 0 to 1")?;
        let service = service(row, &name, cost)?;
        let known = found.iter().find(|(own, _)| *own == name).map(|(_, service)| service.clone());
        match known {
            None => found.push((Arc::clone(&name), service)),
            Some(known) => require_same(row, &known, &service, probability.is_some())?,
        }
        if let Some(p) = probability {
            if row.text("cost_cv").is_some() {
                return Err(row.refuse("cost_cv", "nothing where costs have probabilities").into());
            }
            costs.entry(name).or_default().push([cost, p]);
        }
    }
    let with_costs = |(name, service): (Arc<str>, Service)| match costs.remove(&name) {
        Some(costs) => Service { severity: Severity::Costs(costs), ..service },
        None => service,
    };
    let services: Vec<Service> = found.into_iter().map(with_costs).collect();
    let refused = |service: &Service, why: String| crate::ingest::Error::File {
        file: table.input.name.clone(),
        problem: format!("'{}': {}", service.name, why.replace('`', "'")),
    };
    services.iter().try_for_each(|s| s.check().map_err(|e| refused(s, e.to_string())))?;
    Ok(services)
}

/// Refuses a further row of a service, unless it is of another cost of the same one.
fn require_same(row: &Record, known: &Service, service: &Service, of_a_cost: bool) -> Result<()> {
    let name = &service.name;
    let problem = if !of_a_cost {
        format!("a second row of '{name}'; expected one, or one per cost with its probability")
    } else if (known.frequency, known.year_cv) != (service.frequency, service.year_cv) {
        format!("frequency or year_cv of '{name}' differ from its first row; they are those of the service")
    } else {
        return Ok(());
    };
    Err(row.refuse_row(problem).into())
}

fn service(row: &Record, name: &Arc<str>, cost: f64) -> Result<Service> {
    let frequency = row.needed_number("frequency", "events per person and year")?;
    let cv = row.number("cost_cv", "a coefficient of variation, such as 1.5")?.unwrap_or(0.0);
    let year_cv = row.number("year_cv", "a coefficient of variation of whole years, such as 0.03")?.unwrap_or(0.0);
    let severity = Severity::Gamma { mean: cost, cv };
    let service = Service { name: Arc::clone(name), frequency, severity, year_cv };
    service.check().map_err(|e| row.refuse_row(format!("'{name}': {}", e.to_string().replace('`', "'"))))?;
    Ok(service)
}

/// Areas with their weighted people in a period.
fn weighted(path: &Path, period: Option<Period>) -> Result<(Vec<CapitatedArea>, Input)> {
    let beside = read_beside(&[path.to_owned()], &["weighted"], "`budgets`", &TidyOptions::default())?;
    let input = beside.inputs.iter().map(files::whole_input).next();
    let problem = |problem: &str| Error::option("budgets", problem.to_owned());
    let Some(BesideColumn::Numbers(values)) = beside.columns.into_iter().next() else {
        return Err(problem("has no numbers in its column 'weighted'"));
    };
    let mut areas: BTreeMap<Arc<str>, f64> = BTreeMap::new();
    for ((area, _), weighted) in values.into_iter().filter(|((_, own), _)| period.is_none_or(|wanted| wanted == *own)) {
        if areas.insert(area, weighted).is_some() {
            return Err(problem("has several periods, and budgets are of one year: choose it with `budgets-period`"));
        }
    }
    if let (true, Some(period)) = (areas.is_empty(), period) {
        return Err(Error::option("budgets-period", format!("is {period}, of which there are no weighted people")));
    }
    let input = input.ok_or_else(|| problem("has no table"))?;
    Ok((areas.into_iter().map(|(area, weighted)| CapitatedArea { area, weighted }).collect(), input))
}
