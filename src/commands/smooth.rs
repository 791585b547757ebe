//! `unwarranted smooth`

use crate::cli::{OutputFormat, StudyArgs, parse};
use anyhow::Result;
use unwarranted::core::SetAside;
use unwarranted::core::shrinkage::Shrinker;
use unwarranted::report::tables;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted smooth hips.csv --period 2021/22
  unwarranted smooth hips.csv --period 2021/22 --method log-normal --exceed 1.25 --format csv";
/// Print smoothed ratios: the less certain an area's ratio, the closer it moves to the overall one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// How ratios are shrunken: one of 'unwarranted list smoothers' [default: beta-binomial for shares, gamma-poisson
    /// otherwise].
    #[arg(long, value_parser = parse::smoother, value_name = "ID")]
    method: Option<&'static Shrinker>,
    /// Give the probability that the true ratio is above this.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true, value_name = "C")]
    exceed: f64,
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
    let study = args.study.study()?;
    let smoothing = super::watched("reading and smoothing", || Ok(study.smooth(args.method, args.exceed)?))?;
    for s in &smoothing.slices {
        for SetAside { reason, rows, .. } in &s.set_aside {
            let (treatment, period, id, meaning) = (&s.treatment, s.period, reason.word(), reason.meaning());
            super::say(&format!("set aside ({treatment}, {period}): {rows} rows, {id}: {meaning}"));
        }
    }
    for note in &smoothing.notes {
        super::say(&format!("note: {note}"));
    }
    let (slices, labels) = (&smoothing.slices, &smoothing.labels);
    super::print(&match args.format {
        OutputFormat::Table => tables::smooth_table(slices, labels, super::terminal_width()),
        OutputFormat::Csv => tables::smooth_csv(slices)?,
        OutputFormat::Json => tables::smooth_json(slices, labels)?,
    })
}
