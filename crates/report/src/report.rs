//! What a report is made of.

use crate::manifest::Manifest;
use crate::tables::CodesBy;
use std::collections::BTreeSet;
use std::sync::Arc;
use unwarranted_core::SliceFindings;
use unwarranted_core::disclosure::Protected;
use unwarranted_core::findings::Sensitivity;
use unwarranted_core::one_area::RecordedIn;
use unwarranted_core::time::TreatmentTrend;
use unwarranted_plot::charts::{Chart, Drawing, NotDrawn};
use unwarranted_plot::labels::LabelsBy;

/// Everything a report is made of.
#[derive(Debug)]
pub struct Report<'a> {
    /// All slices, in the order of treatment and period.
    pub findings: &'a [SliceFindings],
    /// Every period of every treatment, in the same order, whether or not it is among `findings`: what charts over time
    /// draw.
    pub series: &'a [SliceFindings],
    /// Which slices are shown in full, as positions in `findings`: usually the latest complete period of each treatment.
    pub focus: Vec<usize>,
    /// The words for each treatment.
    pub labels: &'a LabelsBy,
    /// Code of the area to highlight.
    pub highlight: Option<&'a str>,
    /// The charts of the slices in `focus`, in the order of the page.
    pub charts: Vec<ReportChart>,
    /// Both codes of the areas that are known, of those set aside too.
    pub codes: CodesBy,
    /// What a rule of disclosure control did to the counts of each area; empty without one.
    pub protected: &'a [Protected],
    /// What each treatment would say if it were made in other ways; of those that were not, nothing.
    pub sensitivity: Option<&'a Sensitivity>,
    /// What was recorded in the months within the periods of the findings, by treatment and area.
    pub recorded: Option<&'a RecordedIn>,
    /// How far areas differ over time, of treatments with two complete periods.
    pub trends: Vec<Trended<'a>>,
    /// Files that the caller puts beside those of the report.
    pub beside: Vec<Beside>,
    /// Where everything comes from. [`write`](fn@crate::write) fills in its `outputs`.
    pub manifest: Manifest,
}

/// A file beside those of a report, which its page leads to.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
}

/// One chart of a report, drawn or not.
#[derive(Debug, Clone)]
pub struct ReportChart {
    /// The treatment it is about.
    pub treatment: Arc<str>,
    /// Which chart it is; its identifier is also the name of its files.
    pub chart: &'static Chart,
    /// The drawing, or why there is none.
    pub outcome: Result<Drawing, NotDrawn>,
    /// The same for phones.
    pub phone: Option<Drawing>,
    /// The drawing as a PNG file.
    pub png: Option<Vec<u8>>,
}

/// How far areas differ over time in one treatment.
#[derive(Debug, Clone)]
pub struct Trended<'a> {
    /// What was found.
    pub trend: &'a TreatmentTrend,
    /// Its chart.
    pub chart: ReportChart,
    /// The chart of the overall rate taken apart; `None` where its periods are no parts of a year, or there are too few.
    pub months: Option<ReportChart>,
    /// How sure its intervals are.
    pub confidence: f64,
}

/// A chart for a page, or why it cannot be drawn.
pub type Drawn = Result<Figure, NotDrawn>;

/// A chart in the two widths of a page.
#[derive(Debug, Clone)]
pub struct Figure {
    /// For wide screens and print.
    pub web: Drawing,
    /// For phones.
    pub phone: Drawing,
}

impl<'a> Report<'a> {
    /// What pages without findings are made with: words and where everything comes from, and nothing else.
    #[must_use]
    pub fn bare(labels: &'a LabelsBy, manifest: Manifest) -> Self {
        Self {
            findings: &[],
            series: &[],
            focus: Vec::new(),
            labels,
            highlight: None,
            charts: Vec::new(),
            codes: CodesBy::new(),
            protected: &[],
            sensitivity: None,
            recorded: None,
            trends: Vec::new(),
            beside: Vec::new(),
            manifest,
        }
    }

    /// The slices shown in full. Positions outside the findings are passed over.
    pub fn focused(&self) -> impl Iterator<Item = &SliceFindings> {
        self.focus.iter().filter_map(|i| self.findings.get(*i))
    }

    /// The charts of one treatment, in order.
    pub fn charts_of<'s>(&'s self, treatment: &'s str) -> impl Iterator<Item = &'s ReportChart> {
        self.charts.iter().filter(move |c| &*c.treatment == treatment)
    }

    /// The folder of a treatment's charts inside the report: `charts`, or one folder below it per treatment where
    /// there are several. Letters and digits are kept, everything else becomes a hyphen.
    #[must_use]
    pub fn chart_folder(&self, treatment: &str) -> String {
        let slugs = slugs(self.focused().map(|s| &*s.treatment));
        match slugs.iter().find(|(t, _)| *t == treatment) {
            Some((_, slug)) if slugs.len() > 1 => format!("charts/{slug}"),
            _ => "charts".to_owned(),
        }
    }
}

/// A name for files of each treatment, in their order: each treatment once, each name once.
#[must_use]
pub fn slugs<'a>(treatments: impl Iterator<Item = &'a str>) -> Vec<(&'a str, String)> {
    let (mut slugs, mut seen, mut taken) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for treatment in treatments.filter(|t| seen.insert(*t)) {
        let base = slug(treatment);
        let further = (2..).map(|n| format!("{base}-{n}"));
        let free = std::iter::once(base.clone()).chain(further).find(|name| !taken.contains(name));
        let name = free.unwrap_or(base);
        taken.insert(name.clone());
        slugs.push((treatment, name));
    }
    slugs
}

fn slug(text: &str) -> String {
    let mapped: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = mapped.split('-').filter(|p| !p.is_empty()).collect();
    let joined = parts.join("-");
    // The prefix keeps clear of names that some systems reserve, such as "con".
    if joined.is_empty() { "treatment".to_owned() } else { format!("t-{}", &joined[..joined.len().min(60)]) }
}
