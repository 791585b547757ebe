//! `unwarranted smooth`

use super::table;
use crate::cli::{OutputFormat, SmoothArgs};
use anyhow::Result;
use unwarranted::core::SetAside;
use unwarranted::report::tables;

pub(super) fn run(args: &SmoothArgs) -> Result<()> {
    let study = args.study.study(&args.words).map_err(anyhow::Error::msg)?;
    let study = table::for_ratios(table::one_level(study)?)?;
    let smoothing = super::watched("reading and smoothing", || study.smooth(args.method, args.exceed))?;
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
