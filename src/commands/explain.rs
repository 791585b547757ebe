//! `unwarranted explain`

use super::sliced::Render;
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score --region icb \\
  --format json
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score \\
  --format csv > after.csv
  unwarranted outliers after.csv
The CSV holds what areas of their need are expected to have and the chance that practices (or what a person takes)
showed, so that the other commands go on from there.";
/// Print how much of the differences between areas goes with need or money.
///
/// Print how much of the differences between areas goes with need, age, deprivation or funding.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let render = Render { table: tables::explain_table, csv: tables::explain_csv, json: tables::explain_json };
        super::sliced::run(&self.table, Task::Explain, "reading and explaining", Study::explain, &render)
    }
}
