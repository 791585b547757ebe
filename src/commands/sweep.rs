//! `unwarranted sweep`

use crate::cli::{OutputFormat, TableArgs};
use anyhow::Result;
use unwarranted::report::tables;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted sweep practices.csv --area ccg --within practice
  unwarranted sweep practices.csv --area ccg --within practice --format json --replicates 1999 --seed 1";
/// Rank all treatments by how far areas differ, and count the areas that stand out in each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let study = self.table.study.study()?;
        let found = super::with_bar(|progress| {
            study.sweep(&|done, of| progress("drawing practices again", done as f64 / of.max(1) as f64))
        })??;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        let leagues = &found.leagues;
        super::print(&match self.table.format {
            OutputFormat::Table => tables::league_table(leagues, &found.labels, super::terminal_width()),
            OutputFormat::Csv => tables::league_csv(leagues)?,
            OutputFormat::Json => tables::league_json(leagues)?,
        })
    }
}
