//! `unwarranted levels`

use super::sliced::Render;
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted levels practices.csv --area ccg --within practice
  unwarranted levels practices.csv --area ccg --within practice --format json
  unwarranted levels --store ../store --bnf 0501 --period 2020-06
With --region COLUMN (files) regions are a third level: practices in areas, areas in regions.";
/// Print how much of the differences lies between areas, how much within.
///
/// Print how much of the differences lies between areas, and how much between the practices of an area.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let render = Render { table: tables::levels_table, csv: tables::levels_csv, json: tables::levels_json };
        super::sliced::run(&self.table, Task::Levels, "reading and splitting", Study::split, &render)
    }
}
