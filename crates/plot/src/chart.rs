//! What a chart is: what it is drawn from, what comes of it, and what it says of itself.

use crate::labels::Labels;
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
    /// What it shows and how to read it, in a sentence or two; nothing of intervals.
    pub about: &'static str,
    /// What is said of its intervals besides, where the figures have any.
    pub about_intervals: Option<&'static str>,
    /// The table that says the same.
    pub twin: Twin,
    /// The drawing.
    pub draw: fn(&Subject) -> Result<Drawing, NotDrawn>,
}

/// The table that stands beside a chart for those who cannot see it, or want the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// Areas from the highest figure to the lowest, with intervals.
    Ranking,
    /// Areas with what they were expected to have, and their limits.
    Funnel,
    /// Periods with the overall rate and the deciles of the areas.
    OverTime,
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
