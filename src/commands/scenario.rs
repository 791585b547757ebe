//! `unwarranted scenario`: what would be if areas were other areas.

use super::sliced::Render;
use crate::cli::{FigureArgs, OutputFormat};
use anyhow::Result;
use clap::Subcommand;
use std::path::PathBuf;
use unwarranted::report::tables;

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Merge areas: what it would do to how far they differ, with nothing changed for any patient.
    Merge(MergeArgs),
}

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted scenario merge hips.csv --period 2021/22 --into icb
  unwarranted scenario merge hips.csv --period 2021/22 --into icb --format json";
/// Say what would be if areas were merged.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct MergeArgs {
    #[command(flatten)]
    figures: FigureArgs,
    /// Column that says what each area becomes a part of.
    #[arg(long, value_name = "COLUMN")]
    into: String,
    /// A table by area with that column, where FILE does not have it; areas that are not in it stay as they are.
    #[arg(long, value_name = "FILE")]
    into_file: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let Scenario::Merge(args) = &self.scenario;
        let study = args.figures.study()?;
        let merging = || Ok(study.merge(&args.into, args.into_file.as_deref())?);
        let found = super::watched("reading and merging", merging)?;
        let render = Render { table: tables::merge_table, csv: tables::merge_csv, json: tables::merge_json };
        super::sliced::print(&found, args.format, &render)
    }
}
