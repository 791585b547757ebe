//! Commands with options of their own: one line for each.

mod like;
mod money;
mod moved;
mod own;
mod space;
mod time;

pub(crate) use own::Own;

use crate::error::refused;
use crate::found::{Asked, Format, Found, Told};
use crate::source::{Source, Takes};
use anyhow::Result;
use pyo3::prelude::*;
use unwarranted::report::{Error, LabelsBy};
use unwarranted::study::{Coding, Sliced, Study};

/// What is left to do once options are understood.
type Work<'a> = Box<dyn FnOnce() -> Result<(Found, Told)> + Send + 'a>;
/// Understands the options of a command.
type Command = for<'a> fn(&'a Source, &Own<'_>) -> PyResult<Work<'a>>;

/// Every command with options of its own.
const COMMANDS: [(&str, Command); 14] = [
    ("similar", like::similar),
    ("funding", money::funding),
    ("pool", money::pool),
    ("opportunity", moved::opportunity),
    ("merge", moved::merge),
    ("split", moved::split),
    ("moves", moved::moves),
    ("localities", moved::localities),
    ("demand", moved::demand),
    ("space", space::space),
    ("trend", time::trend),
    ("series", time::series),
    ("watch", time::watch),
    ("benchmark", like::benchmark),
];

/// What a command has to do.
pub(crate) fn work<'a>(command: &str, source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let found = COMMANDS.iter().find(|(name, _)| *name == command);
    let (_, understand) = found.ok_or_else(|| refused(format!("`{command}` is no command")))?;
    understand(source, own)
}

/// Options that say which figures.
const FIGURES: Takes = Takes { figures: true, further: &[WORDED] };
/// Options of words.
const WORDED: &[&str] = &["column-name", "column-expected", "unit"];
/// Options of what is drawn.
const DRAWN: &[&str] = &["replicates", "seed"];

/// What a command says, with what stands beside it.
fn said(
    (file, coding): (&'static str, Coding),
    told: Told,
    render: impl Fn(Format) -> Result<String> + Send + Sync + 'static,
) -> (Found, Told) {
    (Found::Asked(Asked { file, render: Box::new(render), coding }), told)
}

/// The three forms of what is said of slices.
struct Render<T> {
    file: &'static str,
    table: fn(&[T], &LabelsBy, Option<u16>) -> String,
    csv: fn(&[T]) -> Result<String, Error>,
    json: fn(&[T], &LabelsBy) -> Result<String, Error>,
}

/// What is said of slices.
fn sliced<T: Send + Sync + 'static>(study: &Study, found: Sliced<T>, render: Render<T>) -> (Found, Told) {
    let told = Told::of(&found.warnings, &found.set_aside, &found.notes);
    said((render.file, study.coding()), told, move |format| {
        Ok(match format {
            Format::Table(width) => (render.table)(&found.slices, &found.labels, width),
            Format::Csv => (render.csv)(&found.slices)?,
            Format::Json => (render.json)(&found.slices, &found.labels)?,
        })
    })
}
