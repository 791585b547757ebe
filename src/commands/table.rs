//! What `indices`, `outliers` and `rates` share: run the study, print its findings in the chosen format, as a whole or
//! slice by slice.

use crate::cli::{OutputFormat, TableArgs};
use anyhow::{Context, Result};
use std::io::Write;
use unwarranted::core::{SliceFindings, printable};
use unwarranted::report::LabelsBy;
use unwarranted::report::tables::{Outline, Pieces};
use unwarranted::study::{Prepared, Task};

/// One table in each of its formats.
pub(super) struct Render {
    pub(super) table: fn(&[SliceFindings], &LabelsBy, Option<u16>) -> Result<String>,
    pub(super) csv: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
    pub(super) json: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
}

pub(super) fn run(args: &TableArgs, task: Task, render: &Render) -> Result<()> {
    let given = super::given(&args.study, task)?;
    let outcome = given.with(|study| super::watched("reading and analysing", || Ok(study.run_for(task)?)))?;
    super::warn(&outcome.warnings, &outcome.set_aside_lines(), &outcome.notes);
    let (findings, labels) = (outcome.selected(), &outcome.labels);
    let text = match args.format {
        OutputFormat::Table => (render.table)(&findings, labels, super::terminal_width())?,
        OutputFormat::Csv => (render.csv)(&findings, labels)?,
        OutputFormat::Json => (render.json)(&findings, labels)?,
    };
    super::print(&text)
}

/// One table in each of its formats, slice by slice.
pub(super) struct Stream {
    pub(super) table: fn(Option<u16>) -> Pieces,
    pub(super) csv: fn(&Outline) -> Result<Pieces>,
    pub(super) json: fn() -> Result<Pieces>,
}

/// Prints each slice as soon as it is analysed, so that memory holds the data and not all that is found in them.
pub(super) fn stream(args: &TableArgs, task: Task, stream: &Stream) -> Result<()> {
    let given = super::given(&args.study, task)?;
    let prepared = given.with(|study| super::watched("reading", || Ok(study.prepare(task)?)))?;
    super::warn(&prepared.warnings, &prepared.set_aside_lines(), &prepared.notes);
    let pieces = match args.format {
        OutputFormat::Table => (stream.table)(super::terminal_width()),
        OutputFormat::Csv => (stream.csv)(&prepared.outline())?,
        OutputFormat::Json => (stream.json)()?,
    };
    given.with(|_| print(prepared, &pieces))
}

fn print(prepared: Prepared, pieces: &Pieces) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let mut put = |text: &str| out.write_all(text.as_bytes()).context("cannot write to standard output");
    let mut between = &*pieces.before;
    let make = |slice: &SliceFindings, labels: &LabelsBy| Ok(printable::lines(&pieces.of(slice, labels)?).into_owned());
    prepared.each(make, |piece| {
        put(between)?;
        between = pieces.between;
        put(&piece)
    })?;
    put(pieces.after)?;
    out.flush().context("cannot write to standard output")
}
