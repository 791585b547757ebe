//! `unwarranted indices`

use super::table::{self, Render};
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted indices inhalers.csv --kind share --by year
  unwarranted indices hips.csv --by all --format json
  unwarranted indices hips.csv --period 2021/22 --group icb --rank-by imd_score
  unwarranted indices hips.csv --period 2021/22 --atkinson 0.25,3 --jackknife
  unwarranted indices hips.csv --period 2021/22 --repeat-factor 2 --replicates 9999 --seed 1
  unwarranted indices ages.csv --standardise indirect
  unwarranted indices practices.csv --area ccg --within practice
  unwarranted indices --store ../store --bnf 0501 --level ccg --format csv > indices.csv";
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
