//! `unwarranted indices`

use super::table::{self, Render};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples:
  unwarranted indices subicb-saba.csv --kind share --by year
  unwarranted indices ccg-dementia.csv --denominator dementia_register --by all --format json
  unwarranted indices data.csv --repeat-factor 6 --replicates 9999 --seed 1
  unwarranted indices data.csv --group icb --rank-by imd_score
  unwarranted indices data.csv --atkinson 0.25,3 --jackknife
  unwarranted indices strata.csv --standardise indirect
  unwarranted indices --store store --bnf 0501 --standardise indirect --reference england.csv
  unwarranted indices practices.csv --area ccg --within practice
  unwarranted indices --store store --bnf 0501 --level ccg --format csv > indices.csv";
/// Print the indices of variation of every treatment and period.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let render = Render {
            table: |f, l, width| Ok(tables::indices_table(f, l, width)),
            csv: |f, _| Ok(tables::indices_csv(f)?),
            json: |f, l| Ok(tables::indices_json(f, l)?),
        };
        table::run(&self.table, Task::Indices, &render)
    }
}
