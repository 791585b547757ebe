//! `unwarranted smooth`

use super::kept::coded;
use crate::cli::{OutputFormat, StudyArgs};
use anyhow::Result;
use unwarranted::report::tables;
use unwarranted::study::Task;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted smooth hips.csv --period 2021/22
  unwarranted smooth hips.csv --period 2021/22 --method log-normal --exceed 1.25 --format csv";
/// Print smoothed ratios, which chance moves less.
///
/// Print smoothed ratios: the less certain an area's ratio, the closer it moves to the overall one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    let given = super::given(&args.study, Task::Smooth)?;
    let smoothing = given.with(|study| super::watched("reading and smoothing", || Ok(study.smooth()?)))?;
    super::warn(&smoothing.warnings, &smoothing.set_aside_lines(), &smoothing.notes);
    let (slices, labels) = (&smoothing.slices, &smoothing.labels);
    let text = match args.format {
        OutputFormat::Table => tables::smooth_table(slices, labels, super::terminal_width()),
        OutputFormat::Csv => tables::smooth_csv(slices)?,
        OutputFormat::Json => tables::smooth_json(slices, labels)?,
    };
    super::print(&coded(&given.study.coding(), args.format, text)?)
}
