//! A page that tells one thing after the other: an answer, then parts with text, sums, a chart, tables.

use super::embed::snippet;
use super::shell::{Place, Shell};
use super::view::{Download, Methods, Provenance, TableView, sentence};
use super::{STYLE, element, render};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::report::{Drawn, Figure, Report};
use serde::Serialize;
use unwarranted_plot::Drawing;

static TEMPLATE: &str = include_str!("story.html");

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Story {
    #[serde(flatten)]
    pub shell: Shell,
    pub heading: String,
    pub standfirst: String,
    /// The pages above this one.
    pub crumbs: Vec<Download>,
    /// What this one is called among them.
    pub here: String,
    /// The answer: what, then how sure.
    pub answer: Vec<String>,
    pub parts: Vec<Part>,
    /// How figures are made and where they come from, where the page says so itself.
    pub methods: Option<Methods>,
    pub provenance: Option<Provenance>,
    pub downloads: Vec<Download>,
}

/// A part of the page.
#[derive(Debug, Default, Serialize)]
pub(super) struct Part {
    pub anchor: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub sums: Vec<Sum>,
    pub figure: Option<FigureView>,
    pub tables: Vec<TableView>,
    pub notes: Vec<String>,
}

/// A sum that a reader can do again with a pocket calculator.
#[derive(Debug, Serialize)]
pub(super) struct Sum {
    pub text: String,
    pub result: String,
}

/// A chart in two widths.
#[derive(Debug, Serialize)]
pub(super) struct FigureView {
    pub heading: String,
    pub web: String,
    /// `None` where nothing of it could be read on a phone.
    pub phone: Option<String>,
    pub files: Vec<Download>,
    /// HTML that puts the chart on another page, where there is a file of it.
    pub embed: Option<String>,
}

impl Story {
    /// A page of a report without parts yet.
    pub(super) fn new(report: &Report, place: Place, heading: String, standfirst: String) -> Self {
        let synthetic = report.labels.values().any(|l| l.synthetic);
        Self::of(&report.manifest, synthetic, place, heading, standfirst)
    }

    /// The same of anything that has a manifest.
    pub(super) fn of(manifest: &Manifest, synthetic: bool, place: Place, heading: String, standfirst: String) -> Self {
        Self {
            shell: Shell::of(manifest, heading.clone(), synthetic, place),
            here: heading.clone(),
            heading,
            standfirst,
            crumbs: Vec::new(),
            answer: Vec::new(),
            parts: Vec::new(),
            methods: None,
            provenance: None,
            downloads: Vec::new(),
        }
    }

    pub(super) fn html(&self) -> Result<String, Error> {
        render(TEMPLATE, &STYLE, self)
    }
}

impl Part {
    pub(super) fn new(anchor: &str, heading: impl Into<String>) -> Self {
        Self { anchor: anchor.to_owned(), heading: heading.into(), ..Self::default() }
    }
}

impl Part {
    /// Shows a chart with links to its files and the line of its source, or says why it is not there.
    pub(super) fn draw(&mut self, drawn: &Drawn, files: Vec<Download>, source: &str) {
        match drawn {
            Ok(figure) => self.figure = Some(FigureView::of(figure, files, source)),
            Err(not) => self.notes.push(format!("The chart is not drawn. {}", sentence(&not.reason))),
        }
    }
}

impl FigureView {
    pub(super) fn of(figure: &Figure, files: Vec<Download>, source: &str) -> Self {
        Self { phone: Some(element(&figure.phone.svg)), ..Self::wide(&figure.web, files, source) }
    }

    /// A chart for wide screens and paper alone.
    pub(super) fn wide(drawing: &Drawing, files: Vec<Download>, source: &str) -> Self {
        let name = files.iter().find_map(|file| file.href.rsplit('/').next().filter(|name| name.ends_with(".svg")));
        let embed = name.map(|name| snippet(drawing, name, source));
        Self { heading: drawing.headline.clone(), web: element(&drawing.svg), phone: None, files, embed }
    }
}

/// A chart as a file to take along, by its path without an ending.
pub(super) fn chart_file(stem: &str, format: &str, about: &str) -> Download {
    Download { about: about.to_owned(), ..link(format!("{stem}.{format}"), format.to_uppercase()) }
}

/// A chart as SVG and PNG.
pub(super) fn chart_files(stem: &str) -> Vec<Download> {
    vec![chart_file(stem, "svg", "for print and editing"), chart_file(stem, "png", "for slides and the web")]
}

/// A link.
pub(super) fn link(href: impl Into<String>, text: impl Into<String>) -> Download {
    Download { href: href.into(), text: text.into(), about: String::new() }
}
