//! Charts, one file each. [`CHARTS`] is the only list of them.

mod adoption;
mod bands;
mod boxes;
mod choropleth;
mod deciles;
mod decomposition;
mod dumbbell;
mod funnel;
mod growth;
mod heatmap;
mod hexmap;
mod histogram;
mod league;
mod lines;
mod lorenz;
mod parts;
mod profile;
mod ranked;
mod scatter;
mod shared;
mod slope;
mod spreads;
mod strip;

pub use crate::chart::{
    Beside, Chart, Draw, Drawing, LeagueSubject, Measure, NotDrawn, Shows, Subject, TrendSubject, Twin,
};

/// Every chart, in the order of the report.
pub static CHARTS: &[Chart] = &[
    ranked::CHART,
    funnel::CHART,
    deciles::CHART,
    bands::CHART,
    lines::CHART,
    boxes::CHART,
    strip::CHART,
    histogram::CHART,
    league::CHART,
    profile::CHART,
    spreads::CHART,
    heatmap::CHART,
    choropleth::CHART,
    hexmap::CHART,
    slope::CHART,
    dumbbell::CHART,
    scatter::CHART,
    lorenz::CHART,
    decomposition::CHART,
    growth::CHART,
    adoption::CHART,
    parts::CHART,
];

/// The chart of all treatments of one area.
pub static OF_AN_AREA: &Chart = &profile::CHART;

/// The chart of how far the areas lie apart in each treatment.
pub static OF_A_SITE: &Chart = &spreads::CHART;

/// The chart of how far areas differ, period by period.
pub static OF_A_TREND: &Chart = &growth::CHART;

/// The chart of the overall rate month by month, taken apart.
pub static OF_MONTHS: &Chart = &parts::CHART;

/// Every chart of findings of one subject, in the order of [`CHARTS`].
#[must_use]
pub fn draw_all(subject: &Subject) -> Vec<(&'static Chart, Result<Drawing, NotDrawn>)> {
    let drawn = |chart: &'static Chart| match chart.draw {
        Draw::Findings(draw) => Some((chart, draw(subject))),
        Draw::League(_) | Draw::Trend(_) => None,
    };
    CHARTS.iter().filter_map(drawn).collect()
}
