//! `unwarranted explain`

use crate::cli::OutputFormat;
use crate::cli::TableArgs;
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score --region icb --format json
  unwarranted explain hips.csv --period 2021/22 --need deprivation=imd_score --format csv > after.csv
  unwarranted outliers after.csv
The CSV holds what areas of their need are expected to have, so that the other commands go on from there.";
/// Print how much of the differences between areas goes with need, age, deprivation or funding.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    table: TableArgs,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let given = super::given(&self.table.study, Task::Explain)?;
        let found = given.with(|study| super::watched("reading and explaining", || Ok(study.explain()?)))?;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        super::print(&match self.table.format {
            OutputFormat::Table => tables::explain_table(&found.slices, &found.labels, super::terminal_width()),
            OutputFormat::Csv => tables::explain_csv(&found.slices)?,
            OutputFormat::Json => tables::explain_json(&found.slices, &found.labels)?,
        })
    }
}
