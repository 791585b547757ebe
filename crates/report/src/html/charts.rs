//! The charts of a measure, each with the table that says the same.

use super::area_columns::Subject;
use super::element;
use super::embed::snippet;
use super::story::chart_files;
use super::view::{Download, TableView, sentence};
use crate::report::{Report, ReportChart};
use serde::Serialize;
use unwarranted_core::SliceFindings;
use unwarranted_plot::charts::{Chart, Twin};

/// A chart with its table twin.
#[derive(Debug, Serialize)]
pub(super) struct ChartView {
    pub anchor: String,
    pub heading: String,
    pub about: String,
    /// The SVG element; `None` when not drawn.
    pub svg: Option<String>,
    /// The same for phones, where there is one.
    pub phone: Option<String>,
    /// The file of a chart too large to stand in the page.
    pub image: Option<String>,
    /// What the image shows, for who cannot see it.
    pub alt: String,
    pub not_drawn: Option<String>,
    pub files: Vec<Download>,
    /// HTML that puts the chart on another page; `None` when not drawn.
    pub embed: Option<String>,
    /// `None` when not drawn.
    pub twin: Option<TableView>,
}

impl ChartView {
    /// The paths of its files.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut String> {
        self.files.iter_mut().map(|file| &mut file.href).chain(&mut self.image)
    }
}

/// Areas up to which a chart has its own table beside it.
const TWINS: usize = 150;
/// Bytes of a drawing that stands in the page; a larger one is a file.
const INLINE: usize = 160_000;
const ELSEWHERE: &str = " The table of all areas has the figures, and areas.csv the limits too.";

pub(super) fn chart(report: &Report, c: &ReportChart, anchor: &str, subject: &Subject) -> ChartView {
    let kind = c.chart;
    let twin = |twin| match twin {
        Twin::OverTime => subject.over_time(),
        Twin::Funnel => subject.funnel(),
        Twin::Ranking => subject.ranked(),
    };
    let anchor = format!("{anchor}-{}", kind.id);
    // A twin with a row for each area has what the table of all areas has.
    let many = subject.slice.areas.len() > TWINS;
    let told = kind.twin.filter(|twin| !many || *twin == Twin::OverTime);
    match &c.outcome {
        Ok(d) => ChartView {
            anchor,
            heading: d.headline.clone(),
            about: about(kind, subject.slice) + if kind.twin.is_some() && told.is_none() { ELSEWHERE } else { "" },
            svg: Some(element(&d.svg)).filter(|svg| svg.len() <= INLINE),
            phone: c.phone.as_ref().map(|d| element(&d.svg)).filter(|svg| svg.len() <= INLINE),
            image: (d.svg.len() > INLINE).then(|| format!("{}/{}.svg", report.chart_folder(&c.treatment), kind.id)),
            alt: d.alt.clone(),
            not_drawn: None,
            files: files(&report.chart_folder(&c.treatment), c),
            embed: Some(snippet(d, &format!("{}.svg", kind.id), &subject.labels.source)),
            twin: told.map(twin),
        },
        Err(reason) => ChartView {
            anchor,
            heading: kind.title.to_owned(),
            about: String::new(),
            svg: None,
            phone: None,
            image: None,
            alt: String::new(),
            not_drawn: Some(sentence(&reason.reason)),
            files: Vec::new(),
            embed: None,
            twin: None,
        },
    }
}

/// The files of a chart that was drawn.
fn files(folder: &str, c: &ReportChart) -> Vec<Download> {
    let mut files = chart_files(&format!("{folder}/{}", c.chart.id));
    files.truncate(if c.png.is_some() { 2 } else { 1 });
    files
}

/// What the chart shows; of intervals nothing is said where there are none.
fn about(chart: &Chart, s: &SliceFindings) -> String {
    let intervals = chart.about_intervals.filter(|_| s.areas.iter().any(|a| a.lower.is_some()));
    intervals.map_or_else(|| chart.about.to_owned(), |more| format!("{} {more}", chart.about))
}
