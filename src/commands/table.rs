//! What `indices`, `outliers` and `rates` share: run the study, print its findings in the chosen format.

use crate::cli::{OutputFormat, TableArgs};
use anyhow::Result;
use unwarranted::core::SliceFindings;
use unwarranted::report::LabelsBy;
use unwarranted::study::Task;

/// One table in each of its formats.
pub(super) struct Render {
    pub(super) table: fn(&[SliceFindings], &LabelsBy, Option<u16>) -> Result<String>,
    pub(super) csv: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
    pub(super) json: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
}

pub(super) fn run(args: &TableArgs, task: Task, render: &Render) -> Result<()> {
    let study = args.study.study()?;
    let outcome = super::watched("reading and analysing", || Ok(study.run_for(task)?))?;
    super::warn(&outcome);
    let (findings, labels) = (outcome.selected(), &outcome.labels);
    let text = match args.format {
        OutputFormat::Table => (render.table)(&findings, labels, super::terminal_width())?,
        OutputFormat::Csv => (render.csv)(&findings, labels)?,
        OutputFormat::Json => (render.json)(&findings, labels)?,
    };
    super::print(&text)
}
