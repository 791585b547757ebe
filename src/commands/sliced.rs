//! What commands share that say something of each slice: print it in the chosen format.

use crate::cli::{OutputFormat, TableArgs};
use anyhow::Result;
use unwarranted::report::{self, LabelsBy};
use unwarranted::study::{self, Sliced, Study, Task};

/// One table in each of its formats.
pub(super) struct Render<T> {
    pub(super) table: fn(&[T], &LabelsBy, Option<u16>) -> String,
    pub(super) csv: fn(&[T]) -> Result<String, report::Error>,
    pub(super) json: fn(&[T], &LabelsBy) -> Result<String, report::Error>,
}

/// Runs the study of a task and prints what it says.
pub(super) fn run<T>(
    args: &TableArgs,
    task: Task,
    message: &'static str,
    work: fn(&Study) -> study::Result<Sliced<T>>,
    render: &Render<T>,
) -> Result<()> {
    let given = super::given(&args.study, task)?;
    let found = given.with(|study| super::watched(message, || Ok(work(study)?)))?;
    print(&found, args.format, render)
}

/// Prints what a study says, after what a reader must know.
pub(super) fn print<T>(found: &Sliced<T>, format: OutputFormat, render: &Render<T>) -> Result<()> {
    super::warn(&found.warnings, &found.set_aside, &found.notes);
    super::print(&match format {
        OutputFormat::Table => (render.table)(&found.slices, &found.labels, super::terminal_width()),
        OutputFormat::Csv => (render.csv)(&found.slices)?,
        OutputFormat::Json => (render.json)(&found.slices, &found.labels)?,
    })
}
