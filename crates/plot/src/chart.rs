//! What a chart is: what it is drawn from, what comes of it, and what it says of itself.

use crate::data::Data;
use crate::labels::{Labels, sources};
use crate::places::Places;
use crate::scheme::Scheme;
use crate::theme::Size;
use unwarranted_core::SliceFindings;
use unwarranted_core::sweep::League;
use unwarranted_core::time::TreatmentTrend;

/// What a chart of findings is drawn from.
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
    /// What only some charts need.
    pub beside: Beside<'a>,
}

impl<'a> Subject<'a> {
    /// The treatments to show: all of the period, or this one where it is alone.
    pub(crate) fn measures(&self) -> Vec<Measure<'a>> {
        let own = Measure { findings: self.findings, labels: self.labels };
        if self.beside.measures.is_empty() { vec![own] } else { self.beside.measures.to_vec() }
    }

    /// The words of a chart of several treatments: the sources of all of them, and whether any is simulated.
    pub(crate) fn labels_of(&self, measures: &[Measure]) -> Labels {
        Labels {
            source: sources(measures.iter().map(|m| m.labels.source.as_str())),
            synthetic: measures.iter().any(|m| m.labels.synthetic),
            ..self.labels.clone()
        }
    }

    /// Up to when the data go; blank where the period has no date.
    pub(crate) fn until(&self) -> String {
        let period = self.findings.period;
        if period.first_month().is_some() { period.words() } else { String::new() }
    }
}

/// What only some charts need besides the findings of one treatment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Every treatment of the same period, this one among them, in the order to show; empty where there is only one.
    pub measures: &'a [Measure<'a>],
    /// Where the areas lie, for maps; `None` where that is not known.
    pub places: Option<&'a Places>,
    /// Classes that come with the data of a map; `None` where they are those of the findings.
    pub scheme: Option<&'a Scheme>,
}

/// One of several treatments.
#[derive(Debug, Clone, Copy)]
pub struct Measure<'a> {
    /// Its slice.
    pub findings: &'a SliceFindings,
    /// Its words.
    pub labels: &'a Labels,
}

/// What a chart of a league is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct LeagueSubject<'a> {
    /// The league, as the sweep made it.
    pub league: &'a League,
    /// Areas, source, program; the measure and the unit are those of each treatment and not read here.
    pub labels: &'a Labels,
    /// The canvas.
    pub size: Size,
}

/// What a chart of a trend is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct TrendSubject<'a> {
    /// What changes over time in one treatment.
    pub trend: &'a TreatmentTrend,
    /// The words around the marks.
    pub labels: &'a Labels,
    /// How sure the intervals are.
    pub confidence: f64,
    /// Code of the area to highlight.
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
    /// What it shows of what a user may ask for, besides which figures it is of.
    pub shows: &'static [Shows],
    /// The table of a page that says the same; `None` for a chart that pages of a treatment do not show.
    pub twin: Option<Twin>,
    /// Whether it shows several treatments at once.
    pub of_several: bool,
    /// Whether it needs to know where the areas lie.
    pub of_places: bool,
    /// The drawing.
    pub draw: Draw,
}

/// What some charts show and others do not; the title, the areas' plural and the source stand on every chart of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The unit of the rates.
    Unit,
    /// Rates, per so many.
    Per,
    /// The name of every area.
    Names,
    /// The highlighted area, with its name.
    Highlight,
    /// Intervals of rates.
    Intervals,
    /// What rests on chance: intervals, limits, what chance explains.
    Chance,
    /// The steps from all areas together, of which two are far.
    Far,
    /// The rate in the middle of limits.
    Target,
    /// What the areas most like each have.
    Similar,
    /// What is simulated.
    Simulated,
    /// A month of guidance.
    Guidance,
}

/// What is drawn, by what it is drawn from.
#[derive(Debug, Clone, Copy)]
pub enum Draw {
    /// The findings of a treatment.
    Findings(fn(&Subject) -> Result<Drawing, NotDrawn>),
    /// The league of all treatments.
    League(fn(&LeagueSubject) -> Result<Drawing, NotDrawn>),
    /// What changes over time in a treatment.
    Trend(fn(&TrendSubject) -> Result<Drawing, NotDrawn>),
}

impl Chart {
    /// The drawing of findings.
    ///
    /// # Errors
    /// Why there is none: what the findings lack, or that the chart is one of a league.
    pub fn draw(&self, subject: &Subject) -> Result<Drawing, NotDrawn> {
        match self.draw {
            Draw::Findings(draw) => draw(subject),
            Draw::League(_) => Err(NotDrawn::because("this chart is drawn from the league of all treatments")),
            Draw::Trend(_) => Err(NotDrawn::because("this chart is drawn from the trend of a treatment")),
        }
    }
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
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The finding, as the headline says it.
    pub headline: String,
    /// A text alternative that serves the same purpose, also the `<desc>` of the SVG.
    pub alt: String,
    /// The SVG document, in light colours; [`crate::theme::dark`] has the dark ones.
    pub svg: String,
    /// The figures drawn, one row a mark.
    pub data: Data,
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
