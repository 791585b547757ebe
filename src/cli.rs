//! The command line as it is typed: arguments, help and examples. Nothing is computed here.

mod examples;
mod parse;
mod store;
mod study;

pub(crate) use store::{CheckArgs, IngestArgs, StoreAction, StoreArgs};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use study::StudyArgs;
use unwarranted::core::outliers::{Rule, control::Control};
use unwarranted::core::shrinkage::Shrinker;
use unwarranted::study::{LEAGUE_TABLES, REPLICATES, SEED, Study};

/// Measures the postcode lottery: how much the care a patient gets depends on where they live.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with 'unwarranted demo', which needs no data and no network.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a small synthetic health service and write a report on it.
    #[command(after_help = examples::DEMO)]
    Demo(DemoArgs),
    /// Write a report folder: a page, tables, charts and a manifest.
    #[command(after_help = examples::REPORT)]
    Report(ReportArgs),
    /// Print the indices of variation of every treatment and period.
    #[command(after_help = examples::INDICES)]
    Indices(IndicesArgs),
    /// Print every area with its funnel limits and whether it stands out.
    #[command(after_help = examples::OUTLIERS)]
    Outliers(OutliersArgs),
    /// Print every area's rate with its interval.
    #[command(after_help = examples::RATES)]
    Rates(TableArgs),
    /// Print every area's ratio drawn towards the overall one by as much as chance makes it uncertain.
    #[command(after_help = examples::SMOOTH)]
    Smooth(SmoothArgs),
    /// Read publishers' files, or folders of them, into a store.
    #[command(after_help = examples::INGEST)]
    Ingest(IngestArgs),
    /// Show what is in a store: series, months and gaps, rows, totals, what later files replaced.
    #[command(after_help = examples::STORE)]
    Store(StoreArgs),
    /// List what this program knows: indices, outlier rules, smoothers, file formats or charts.
    #[command(after_help = examples::LIST)]
    List(ListArgs),
    /// Print the completion script of a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the synthetic publisher files, the store and the report.
    #[arg(long, value_name = "DIR", default_value = "unwarranted-demo")]
    pub(crate) out: PathBuf,
    /// Seed of the simulation: the same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 2025)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    /// Folder for the report; made if missing, and replaced if it holds an earlier report.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Code of an area to highlight in charts and tables.
    #[arg(long, value_name = "CODE")]
    pub(crate) highlight: Option<String>,
    #[command(flatten)]
    pub(crate) simulation: SimulationArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}

#[derive(Debug, Args)]
pub(crate) struct IndicesArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) simulation: SimulationArgs,
}

#[derive(Debug, Args)]
pub(crate) struct OutliersArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SmoothArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
    #[command(flatten)]
    pub(crate) words: WordArgs,
    /// How ratios are shrunken: one of 'unwarranted list smoothers'.
    #[arg(long, value_parser = parse::smoother, default_value = "gamma-poisson", value_name = "ID")]
    pub(crate) method: &'static Shrinker,
    /// Give the probability that the true ratio is above this.
    #[arg(long, value_parser = parse::ratio, default_value = "1", value_name = "C")]
    pub(crate) exceed: f64,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}

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
    /// Events per person, where events repeat (prescription items): scales what chance gives [default: every event is
    /// taken as another person, with a warning].
    #[arg(long, value_name = "F", value_parser = parse::repeat_factor)]
    repeat_factor: Option<f64>,
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

/// How tables are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Aligned columns for reading.
    Table,
    /// Comma-separated values at full precision.
    Csv,
    /// JSON at full precision.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What to list.
    #[arg(value_enum)]
    pub(crate) what: Listing,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// Indices of variation.
    Indices,
    /// Outlier rules.
    Rules,
    /// Methods of 'unwarranted smooth'.
    Smoothers,
    /// File formats that are read.
    Formats,
    /// Charts that are drawn.
    Charts,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The words around the numbers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Words")]
pub(crate) struct WordArgs {
    /// The measure in plain words, such as 'Gluten-free foods' [default: from the file name].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The unit of the rate, such as 'pounds per 1,000 registered patients' [default: from the column names].
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
    /// What the areas are, plural, such as 'sub-ICB locations' [default: 'areas'].
    #[arg(long, value_name = "TEXT")]
    areas: Option<String>,
    /// Source and licence line of the charts [default: from the files].
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
}

impl SimulationArgs {
    /// The study with these simulations.
    pub(crate) fn on(&self, mut study: Study) -> Study {
        study.statistics.replicates = self.replicates;
        study.statistics.seed = self.seed;
        study.statistics.repeat_factor = self.repeat_factor;
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
