//! `unwarranted outliers`

use super::table::{self, Stream};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted outliers hips.csv --period 2021/22
  unwarranted outliers hips.csv --per 1000 --target 2.5
  unwarranted outliers hips.csv --rule negative-binomial --control fwer:0.05 --family all
  unwarranted outliers hips.csv --period 2021/22 --format csv | grep -e alarm -e high-99.8
  unwarranted outliers --store ../store --bnf 0501 --level ccg --period 2020-06";
/// Print which areas are unusual, and how far each is from all areas together.
///
/// Print which areas are unusual, how far each is from all areas together, and the funnel limits.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let stream = Stream {
            table: tables::outliers_pieces,
            csv: |outline| Ok(tables::outliers_csv_pieces(outline)?),
            json: || Ok(tables::outliers_json_pieces()?),
        };
        table::stream(&self.table, Task::Outliers, &stream)
    }
}
