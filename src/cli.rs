//! The command line as it is typed: arguments, help and examples. Nothing is computed here.

mod adjust;
mod download;
mod examples;
mod parse;
mod simulate;
mod statistics;
mod store;
mod study;

pub(crate) use download::DownloadArgs;
pub(crate) use simulate::SimulateArgs;
pub(crate) use store::{CheckArgs, IngestArgs, StoreAction, StoreArgs};

use clap::{Args, Parser, Subcommand, ValueEnum};
use statistics::{IndexArgs, JudgingArgs, SimulationArgs};
use std::path::PathBuf;
use study::StudyArgs;
use unwarranted::core::shrinkage::Shrinker;

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
    Rates(RatesArgs),
    /// Print smoothed ratios: the less certain an area's ratio, the closer it moves to the overall one.
    #[command(after_help = examples::SMOOTH)]
    Smooth(SmoothArgs),
    /// Download published files from an open data portal, checked and resumable.
    #[command(after_help = examples::DOWNLOAD)]
    Download(DownloadArgs),
    /// Read publishers' files, or folders of them, into a store.
    #[command(after_help = examples::INGEST)]
    Ingest(IngestArgs),
    /// Write a synthetic prescribing file of any size in a publisher's layout.
    #[command(after_help = examples::SIMULATE)]
    Simulate(SimulateArgs),
    /// Show what is in a store: series, months and gaps, rows, totals, what later files replaced.
    #[command(after_help = examples::STORE)]
    Store(StoreArgs),
    /// List what this program knows: indices, outlier rules, smoothers, file formats, charts or public datasets.
    #[command(after_help = examples::LIST)]
    List(ListArgs),
    /// Print the completion script of a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Folder for the synthetic publisher files, small tables to try, the store and the report.
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
    /// Folder for the report. It is created if missing, and replaced if it holds an earlier report.
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
    #[command(flatten)]
    pub(crate) more: IndexArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RatesArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    /// Instead of areas, print how the rate rises or falls along the --rank-by ranking: slope and relative index of
    /// inequality, with intervals.
    #[arg(long, requires = "rank_by")]
    pub(crate) inequality: bool,
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
    /// Public datasets: publisher, page, licence, and how to get them.
    Sources,
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
