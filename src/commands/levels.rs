//! `unwarranted levels`

use crate::cli::OutputFormat;
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted levels practices.csv --area ccg --within practice
  unwarranted levels practices.csv --area ccg --within practice --format json
  unwarranted levels --store ../store --bnf 0501 --period 2020-06";
/// Print how much of the differences lies between areas, and how much between the practices of an area.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let given = super::given(&self.table.study, Task::Levels)?;
        let found = given.with(|study| super::watched("reading and splitting", || Ok(study.split()?)))?;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        super::print(&match self.table.format {
            OutputFormat::Table => tables::levels_table(&found.slices, &found.labels, super::terminal_width()),
            OutputFormat::Csv => tables::levels_csv(&found.slices)?,
            OutputFormat::Json => tables::levels_json(&found.slices, &found.labels)?,
        })
    }
}
