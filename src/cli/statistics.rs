//! How a study simulates and judges: shared by the commands that do.

use super::parse;
use clap::Args;
use unwarranted::core::indices::{self, atkinson};
use unwarranted::core::outliers::{Rule, control::Control};
use unwarranted::study::{LEAGUE_TABLES, REPLICATES, Resample, SEED, Study};

/// Simulations behind p and intervals of the indices.
#[derive(Debug, Args)]
#[command(next_help_heading = "Chance and intervals of the indices")]
pub(crate) struct SimulationArgs {
    /// Simulated sets of counts behind p, by-chance quantiles and intervals; 0 for none.
    #[arg(long, value_name = "N", default_value_t = REPLICATES, value_parser = parse::replicates)]
    replicates: usize,
    /// Seed of the simulations: the same seed gives the same numbers.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// Events per person, where events repeat (prescription items): chance variation grows with it [default: every
    /// event counts as a different person, with a warning].
    #[arg(long, value_name = "F", value_parser = parse::repeat_factor)]
    repeat_factor: Option<f64>,
    /// What to draw again for intervals: the practices within each area, or areas from the fitted model [default:
    /// practices where --within names them and for amounts from a store, else areas].
    #[arg(long, value_parser = parse::resample, value_name = "practices|areas")]
    resample: Option<Resample>,
}

/// More about the indices.
#[derive(Debug, Args)]
#[command(next_help_heading = "More about the indices")]
pub(crate) struct IndexArgs {
    /// Also give Atkinson's index at this aversion to inequality (0 or more). May be repeated.
    #[arg(
        long,
        value_name = "EPSILON",
        value_delimiter = ',',
        allow_negative_numbers = true,
        value_parser = parse::aversion
    )]
    atkinson: Vec<f64>,
    /// Add the jackknife: a standard error from leaving out one area at a time.
    #[arg(long)]
    jackknife: bool,
}

/// Outlier rule and control of false alarms.
#[derive(Debug, Args)]
#[command(next_help_heading = "Outliers")]
pub(crate) struct JudgingArgs {
    /// Rule that sets limits and flags: one of 'unwarranted list rules'.
    #[arg(long, value_parser = parse::rule, default_value = "overdispersed", value_name = "ID")]
    rule: &'static Rule,
    /// The two confidence levels of the limits, lower one first.
    #[arg(long, value_parser = parse::levels, default_value = "0.95,0.998", value_name = "P,P")]
    levels: [f64; 2],
    /// False alarms allowed over everything printed: their share (fdr), the probability of any (fwer), or no control.
    #[arg(long, value_parser = parse::control, default_value = "fdr:0.05", value_name = "fdr:P|fwer:P|none")]
    control: Control,
    /// Seed of the simulated league tables behind the rank intervals.
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
}

impl SimulationArgs {
    /// The study with these simulations.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        study.statistics.replicates = self.replicates;
        study.statistics.seed = self.seed;
        study.statistics.repeat_factor = self.repeat_factor;
        study.resample = self.resample;
        study
    }
}

impl IndexArgs {
    /// The study with these indices.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        // Each once, and not those that the registry has under the same name.
        let name = |epsilon: &f64| atkinson::index(*epsilon).id;
        let mut wanted: Vec<f64> = self.atkinson.clone();
        wanted.sort_by(f64::total_cmp);
        wanted.dedup_by_key(|epsilon| name(epsilon));
        wanted.retain(|epsilon| indices::find(&name(epsilon)).is_none());
        study.statistics.atkinson = wanted;
        study.statistics.jackknife = self.jackknife;
        study
    }
}

impl JudgingArgs {
    /// The study judged in this way.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        study.statistics.rule = self.rule.id;
        study.statistics.levels = self.levels;
        study.statistics.control = self.control;
        study.statistics.seed = self.seed;
        study.statistics.league_tables = LEAGUE_TABLES;
        study
    }
}
