//! `unwarranted scenario demand`

use super::EXAMPLES;
use crate::cli::{Keep, OutputFormat};
use crate::commands::kept::{Kept, Page, Said};
use crate::commands::sliced;
use crate::commands::watched;
use anyhow::{Result, bail};
use std::path::PathBuf;
use unwarranted::core::demand::TrendOf;
use unwarranted::report::{self, Manifest, tables};
use unwarranted::study::{Demanding, Demands};

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DemandArgs {
    #[command(flatten)]
    keep: Keep,
    /// What was counted: area, name where known, period, age (or age_band), sex where known, observed, population; every period of the past that there is.
    #[arg(value_name = "FILE")]
    counted: PathBuf,
    /// People that are projected: area, period, age, sex, population, in the same ages and sexes.
    #[arg(long, value_name = "FILE")]
    population: PathBuf,
    /// Column of FILE with what was counted [default: observed].
    #[arg(long, value_name = "COLUMN")]
    observed: Option<String>,
    /// Column of both files with people [default: population].
    #[arg(long, value_name = "COLUMN")]
    people: Option<String>,
    /// What is counted, in words [default: the name of the file].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Periods, the last ones, whose rates are taken together [default: 1].
    #[arg(long, value_name = "N")]
    rates_of: Option<usize>,
    /// How rates at the same age change: all (as the theta method forecasts those of all areas together, from eight periods on), or none
    /// [default: all].
    #[arg(long, value_name = "all|none")]
    trend: Option<TrendOf>,
    /// What one treated person has of it in a period, such as 4 items; 1 where each is somebody else [default: 1].
    #[arg(long, value_name = "N")]
    per_person: Option<f64>,
    /// Confidence of the intervals [default: 0.95].
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    confidence: Option<f64>,
    /// Draws behind the intervals; 0 for none [default: 999].
    #[arg(long, value_name = "N")]
    replicates: Option<usize>,
    /// Seed of the draws [default: 20250401].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(super) format: OutputFormat,
}

impl Kept for DemandArgs {
    const NAME: &'static str = "scenario demand";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let usual = Demanding::of(self.counted.clone(), self.population.clone());
        let asked = Demanding {
            observed: self.observed.clone().unwrap_or(usual.observed),
            population: self.people.clone().unwrap_or(usual.population),
            rates_of: self.rates_of.unwrap_or(usual.rates_of),
            trend: self.trend.unwrap_or(usual.trend),
            per_person: self.per_person.unwrap_or(usual.per_person),
            confidence: self.confidence.unwrap_or(usual.confidence),
            replicates: self.replicates.unwrap_or(usual.replicates),
            seed: self.seed.unwrap_or(usual.seed),
            ..usual
        };
        if asked.replicates == 0 && self.seed.is_some() {
            bail!("--seed has no effect without draws: leave it out, or give --replicates");
        }
        let found = watched("reading and forecasting", || Ok(asked.run()?))?;
        let name = self.counted.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let measure = self.title.clone().unwrap_or(name);
        let labels = found.labels(&measure);
        let Demands { periods, inputs, set_aside, notes, names, .. } = found;
        let bars = report::demand_bars(&periods, &measure, &names);
        let page = move |manifest: &Manifest, stem: &str| sliced::pictured(&bars, &labels, (manifest, stem));
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::demand_table(&periods, &measure, width),
                OutputFormat::Csv => tables::demand_csv(&periods)?,
                OutputFormat::Json => tables::demand_json(&periods, &measure)?,
            })
        };
        let page = Some(Box::new(page) as Page);
        Ok(Said { set_aside, notes, inputs, draws: asked.replicates > 0, page, ..Said::of(render) })
    }
}
