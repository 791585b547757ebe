//! `unwarranted rates`

use super::table::{self, Render, Stream};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted rates hips.csv --period 2021/22 --per 1000 --confidence 0.95,0.998 \\
  --interval exact --format json
  unwarranted rates hips.csv --period 2021/22 --inequality --rank-by imd_score
  unwarranted rates ages.csv --standardise direct --per 100000
  unwarranted rates --store ../store --bnf 0501,0501013B0/0501 --by quarter";
/// Print every area's rate with its interval.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
    /// Instead of areas, print how the rate rises or falls along the `column-rank` ranking: slope and relative index of
    /// inequality, with intervals.
    #[arg(long)]
    inequality: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        if !self.inequality {
            let areas = Stream {
                table: tables::rates_pieces,
                csv: |outline| Ok(tables::rates_csv_pieces(outline)?),
                json: || Ok(tables::rates_json_pieces()?),
            };
            return table::stream(&self.table, Task::Rates, &areas);
        }
        let inequality = Render {
            table: |f, l, width| Ok(tables::inequality_table(f, l, width)),
            csv: |f, l| Ok(tables::inequality_csv(f, l)?),
            json: |f, l| Ok(tables::inequality_json(f, l)?),
        };
        table::run(&self.table, Task::Inequality, &inequality)
    }
}
