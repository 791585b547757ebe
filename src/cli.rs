//! The command line as it is typed. The options of a study are those of [`Study`]; here they get their dashes.

mod dress;
mod figures;
mod help;
mod kept;
pub(crate) mod parse;
mod study;

pub(crate) use dress::{command, parsed, typed};
pub(crate) use figures::FigureArgs;
pub(crate) use kept::{Keep, KeptOption, STATE_BEFORE, again, is_kept, pinned, recalled};
pub(crate) use study::{Given, StudyArgs};

use crate::commands::Command;
use clap::{Args, Parser, ValueEnum};

/// Measures the postcode lottery: how much the care a patient gets depends on where they live.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with 'unwarranted demo', which needs no data and no network.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A study and the format of its table.
#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    #[command(flatten)]
    pub(crate) study: StudyArgs,
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
