//! Charts, one file each. [`CHARTS`] is the only list of them.

mod deciles;
mod funnel;
mod ranked;
mod shared;

use crate::text::Labels;
use crate::theme::Size;
use unwarranted_core::SliceFindings;

/// What a chart is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The slice that the chart is about.
    pub findings: &'a SliceFindings,
    /// All slices of the same treatment in the order of time, for charts over time.
    pub series: &'a [SliceFindings],
    /// The words around the marks.
    pub labels: &'a Labels,
    /// Code of the area to highlight. An area that is not among those drawn is named in a note.
    pub highlight: Option<&'a str>,
    /// The canvas.
    pub size: Size,
}

/// A chart that can be drawn from findings.
#[derive(Debug)]
pub struct Chart {
    /// Identifier, also the name of its files.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// What it shows and how to read it, in a sentence or two.
    pub about: &'static str,
    /// The drawing.
    pub draw: fn(&Subject) -> Result<Drawing, NotDrawn>,
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The finding, as the headline says it.
    pub headline: String,
    /// A text alternative that serves the same purpose, also the `<desc>` of the SVG.
    pub alt: String,
    /// The SVG document.
    pub svg: String,
}

/// Why a chart cannot be drawn from these findings. A result, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDrawn {
    /// In one plain sentence.
    pub reason: String,
}

impl NotDrawn {
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// Every chart, in the order of the report.
pub static CHARTS: &[Chart] = &[ranked::CHART, funnel::CHART, deciles::CHART];

/// Every chart of one subject, in the order of [`CHARTS`].
#[must_use]
pub fn draw_all(subject: &Subject) -> Vec<(&'static Chart, Result<Drawing, NotDrawn>)> {
    CHARTS.iter().map(|chart| (chart, (chart.draw)(subject))).collect()
}
