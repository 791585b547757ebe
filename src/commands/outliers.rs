//! `unwarranted outliers`

use super::table::{self, Stream};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples:
  unwarranted outliers ccg-dementia.csv --denominator dementia_register --period 2018/19
  unwarranted outliers data.csv --rule negative-binomial --control fwer:0.05
  unwarranted outliers data.csv --format csv | grep high-99.8";
/// Print every area with its funnel limits and whether it stands out.
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
