//! What commands share that say something of each slice: print it in the chosen format.

use super::kept::{Said, coded};
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
    super::warn(&found.warnings, &found.set_aside, &found.notes);
    let text = render.of(&found.slices, &found.labels, (args.format, super::terminal_width()))?;
    super::print(&coded(&given.study.coding(), args.format, text)?)
}

impl<T> Render<T> {
    fn of(&self, slices: &[T], labels: &LabelsBy, (format, width): (OutputFormat, Option<u16>)) -> Result<String> {
        Ok(match format {
            OutputFormat::Table => (self.table)(slices, labels, width),
            OutputFormat::Csv => (self.csv)(slices)?,
            OutputFormat::Json => (self.json)(slices, labels)?,
        })
    }
}

/// What a study says of its slices, to be printed or written into a folder; `draws`: whether random numbers were drawn.
pub(super) fn said<T: 'static>(study: &Study, found: Sliced<T>, render: Render<T>, draws: bool) -> Said {
    let Sliced { slices, labels, inputs, warnings, set_aside, notes } = found;
    Said {
        warnings,
        set_aside,
        notes,
        inputs,
        draws,
        line: None,
        render: Box::new(move |format, width| render.of(&slices, &labels, (format, width))),
        coding: study.coding(),
        files: Vec::new(),
    }
}
