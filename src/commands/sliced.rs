//! What commands share that say something of each slice: print it in the chosen format.

use super::kept::{Said, coded};
use crate::cli::{OutputFormat, TableArgs};
use anyhow::Result;
use unwarranted::plot::png;
use unwarranted::report::{self, Bars, BarsChart, LabelsBy, Manifest};
use unwarranted::study::{self, Sliced, Study, Task};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

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
        page: None,
    }
}

/// What makes bars of slices.
type Draw<T> = fn(&[T], &LabelsBy) -> Vec<Bars>;

/// The same with a page of signed bars in the folder.
pub(super) fn drawn<T: Clone + 'static>(
    study: &Study,
    found: Sliced<T>,
    (render, bars): (Render<T>, Draw<T>),
    draws: bool,
) -> Said {
    let (slices, labels) = (found.slices.clone(), found.labels.clone());
    let page = move |manifest: &Manifest, stem: &str| pictured(&bars(&slices, &labels), &labels, (manifest, stem));
    Said { page: Some(Box::new(page)), ..said(study, found, render, draws) }
}

/// The page with its charts, the page first.
pub(super) fn pictured(
    all: &[Bars],
    labels: &LabelsBy,
    (manifest, stem): (&Manifest, &str),
) -> Result<Vec<(String, Vec<u8>)>> {
    let charts = report::bars_charts(all, labels, stem);
    let beside = beside(stem);
    let page = report::bars_page(all, labels, &charts, manifest.clone(), &beside)?;
    with_charts(page, &charts, stem)
}

/// The files beside a page.
pub(super) fn beside(stem: &str) -> Vec<String> {
    ["csv", "json", "txt"].iter().map(|ending| format!("{stem}.{ending}")).collect()
}

/// A page and its charts, the page first.
pub(super) fn with_charts(page: String, charts: &[BarsChart], stem: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = vec![(format!("{stem}.html"), page.into_bytes())];
    for (name, drawn) in charts {
        if let Ok(figure) = drawn {
            files.push((format!("charts/{name}.svg"), figure.web.svg.clone().into_bytes()));
            files.push((format!("charts/{name}.png"), png(&figure.web.svg, PNG_SCALE)?));
        }
    }
    Ok(files)
}
