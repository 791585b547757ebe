//! `unwarranted pool`

use super::kept::{self, Kept, Said};
use super::sliced;
use crate::cli::{Keep, OutputFormat};
use anyhow::{Result, bail};
use std::path::PathBuf;
use unwarranted::core::Period;
use unwarranted::core::pool::{PoolOptions, SIZES, Service, Severity};
use unwarranted::ingest::tidy::Decimal;
use unwarranted::report::{self, Manifest, tables};
use unwarranted::study::{PoolFound, PoolFrom, Pooling, Study, pool_options};

const ONE: &str = "One service";
const PRACTICES: &str = "Years of practices";
const BUDGETS: &str = "Capitated budgets";
const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted pool services.csv
  unwarranted pool services.csv --sizes 30000,250000 --within 2 --years 90 --format json
  unwarranted pool --frequency 0.0018 --cost 6500 --cost-cv 0.35
  unwarranted pool services.csv --budgets funding.csv --budgets-period 2021/22 --pounds 500000000
A row per service, or a row for each cost of a service with its probability. cost_cv is how far costs of one event differ (0: not at
all), year_cv how far whole years do, which no number of people takes away.";
/// Print how many people it takes until chance moves a cost little.
///
/// Print how many people it takes until chance alone moves the cost of a service little, and who should carry it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    /// A table of services: service, frequency (events per person and year), cost (pounds per event), and perhaps cost_cv, year_cv,
    /// probability.
    #[arg(value_name = "FILE")]
    services: Option<PathBuf>,
    /// Events per person and year.
    #[arg(long, value_name = "N", help_heading = ONE)]
    frequency: Option<f64>,
    /// Pounds per event.
    #[arg(long, value_name = "POUNDS", help_heading = ONE)]
    cost: Option<f64>,
    /// Coefficient of variation of the costs of events [default: 0, all alike].
    #[arg(long, value_name = "CV", allow_negative_numbers = true, help_heading = ONE)]
    cost_cv: Option<f64>,
    /// Coefficient of variation of whole years [default: 0].
    #[arg(long, value_name = "CV", allow_negative_numbers = true, help_heading = ONE)]
    year_cv: Option<f64>,
    /// Tidy files with the cost of each practice in several years, which show how far costs move.
    #[arg(long, value_delimiter = ',', value_name = "FILE", help_heading = PRACTICES)]
    practices: Vec<PathBuf>,
    /// Their column with the practice.
    #[arg(long, value_name = "COLUMN", help_heading = PRACTICES)]
    practice: Option<String>,
    /// Their column with the cost.
    #[arg(long, value_name = "COLUMN", help_heading = PRACTICES)]
    observed: Option<String>,
    /// Their column with the people on the list.
    #[arg(long, value_name = "COLUMN", help_heading = PRACTICES)]
    denominator: Option<String>,
    /// Their column with the year.
    #[arg(long, value_name = "COLUMN", help_heading = PRACTICES)]
    period: Option<String>,
    /// What is before the decimals of figures: a dot or a comma [default: a dot].
    #[arg(long, value_name = ".|,", help_heading = PRACTICES)]
    decimal: Option<Decimal>,
    /// Numbers of people of the table, several with commas.
    #[arg(long, value_delimiter = ',', value_name = "N", default_values_t = SIZES)]
    sizes: Vec<f64>,
    /// Per cent of its mean by which chance may move a cost, for the number of people needed.
    #[arg(long, value_name = "%", default_value_t = 5.0)]
    within: f64,
    /// In how many of 100 years.
    #[arg(long, value_name = "%", default_value_t = 95.0)]
    years: f64,
    /// People of an area, which keeps a service that is safe there.
    #[arg(long, value_name = "N", default_value_t = 250_000.0)]
    own_size: f64,
    /// People of the areas that may share a service.
    #[arg(long, value_name = "N", default_value_t = 1_000_000.0)]
    group_size: f64,
    /// Coefficient of variation, in per cent, below which a service is safe.
    #[arg(long, value_name = "%", default_value_t = 5.0)]
    safe_cv: f64,
    /// A table by area with a column 'weighted': budgets by weighted heads, and the chance of overspending.
    #[arg(long, value_name = "FILE", help_heading = BUDGETS, requires = "pounds")]
    budgets: Option<PathBuf>,
    /// The period of that table, where it has several.
    #[arg(long, value_name = "PERIOD", help_heading = BUDGETS, requires = "budgets")]
    budgets_period: Option<Period>,
    /// Pounds that the areas share.
    #[arg(long, value_name = "POUNDS", help_heading = BUDGETS, requires = "budgets")]
    pounds: Option<f64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::run(self, self.format)
    }

    fn found(&self) -> Result<(PoolFound, PoolOptions)> {
        let (shares, tiers) = ([self.within, self.years, self.safe_cv], [self.own_size, self.group_size]);
        let budgets = self.budgets.clone().zip(self.pounds);
        let pooling = Pooling {
            from: self.from()?,
            options: pool_options(self.sizes.clone(), shares, tiers)?,
            budgets: budgets.map(|(path, pounds)| (path, self.budgets_period, pounds)),
        };
        let found = super::watched("working out chances", || Ok(pooling.run()?))?;
        Ok((found, pooling.options))
    }

    fn from(&self) -> Result<PoolFrom> {
        let one = [
            ("--frequency", self.frequency.is_some()),
            ("--cost", self.cost.is_some()),
            ("--cost-cv", self.cost_cv.is_some()),
            ("--year-cv", self.year_cv.is_some()),
        ];
        let of_practices = [
            ("--practice", self.practice.is_some()),
            ("--observed", self.observed.is_some()),
            ("--denominator", self.denominator.is_some()),
            ("--period", self.period.is_some()),
            ("--decimal", self.decimal.is_some()),
        ];
        let typed = |flags: &[(&'static str, bool)]| flags.iter().find(|(_, given)| *given).map(|(flag, _)| *flag);
        let (one, others) = (typed(&one), typed(&of_practices));
        match (&self.services, one, self.practices.is_empty()) {
            (Some(_), Some(flag), _) => {
                bail!("{flag} says what one service is like, and FILE has services; give one of them")
            }
            (Some(_), None, false) | (None, Some(_), false) => {
                bail!("--practices shows chance by itself; give it alone, or services")
            }
            (_, _, true) if others.is_some() => bail!("{} goes with --practices", others.unwrap_or_default()),
            (Some(path), None, true) => Ok(PoolFrom::Services(path.clone())),
            (None, Some(_), true) => self.service().map(PoolFrom::Service),
            (None, None, false) => Ok(PoolFrom::Practices(Box::new(self.study()))),
            (None, None, true) => {
                bail!(
                    "name a table of services, or give --frequency and --cost of one, or --practices with years of practices"
                )
            }
        }
    }

    fn service(&self) -> Result<Service> {
        let (Some(frequency), Some(mean)) = (self.frequency, self.cost) else {
            bail!("a service needs both --frequency (events per person and year) and --cost (pounds per event)")
        };
        let severity = Severity::Gamma { mean, cv: self.cost_cv.unwrap_or(0.0) };
        Ok(Service { name: "service".into(), frequency, severity, year_cv: self.year_cv.unwrap_or(0.0) })
    }

    fn study(&self) -> Study {
        Study {
            files: self.practices.clone(),
            column_area: self.practice.clone(),
            column_observed: self.observed.clone(),
            column_denominator: self.denominator.clone(),
            column_period: self.period.clone(),
            decimal: self.decimal,
            ..Study::default()
        }
    }
}

/// What was found, as it is written.
fn pooled<'a>(found: &'a PoolFound, options: &'a PoolOptions) -> tables::Pool<'a> {
    let PoolFound { services, practices, budgets, .. } = found;
    tables::Pool { services, practices: practices.as_ref(), budgets: budgets.as_ref(), options }
}

impl Kept for Args {
    const NAME: &'static str = "pool";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let (found, options) = self.found()?;
        let (notes, inputs) = (found.notes.clone(), found.inputs.clone());
        let (drawn, asked) = (found.clone(), options.clone());
        let page = move |manifest: &Manifest, stem: &str| {
            let pooled = pooled(&drawn, &asked);
            let chart = report::pool_chart(&pooled, manifest, stem);
            let page = report::pool_page(&pooled, &chart, manifest.clone(), &sliced::beside(stem))?;
            sliced::with_charts(page, &[chart], stem)
        };
        let render = move |format, width| {
            let pooled = pooled(&found, &options);
            Ok(match format {
                OutputFormat::Table => tables::pool_table(&pooled, width),
                OutputFormat::Csv => tables::pool_csv(&pooled)?,
                OutputFormat::Json => tables::pool_json(&pooled)?,
            })
        };
        Ok(Said { notes, inputs, page: Some(Box::new(page)), ..Said::of(render) })
    }
}
