//! Charts, one file each. [`CHARTS`] is the only list of them.

mod deciles;
mod funnel;
mod ranked;
mod shared;

pub use crate::chart::{Chart, Drawing, NotDrawn, Subject, Twin};

/// Every chart, in the order of the report.
pub static CHARTS: &[Chart] = &[ranked::CHART, funnel::CHART, deciles::CHART];

/// Every chart of one subject, in the order of [`CHARTS`].
#[must_use]
pub fn draw_all(subject: &Subject) -> Vec<(&'static Chart, Result<Drawing, NotDrawn>)> {
    CHARTS.iter().map(|chart| (chart, (chart.draw)(subject))).collect()
}
