//! One treatment of the area of a profile.

use crate::chart::Measure;
use crate::charts::shared::doublings::percentiles;
use crate::charts::shared::usable;
use crate::numbers::{times, times_between};
use unwarranted_core::AreaFinding;
use unwarranted_core::findings::Position;

/// One treatment of the area.
pub(super) struct Row<'a> {
    pub measure: Measure<'a>,
    pub area: &'a AreaFinding,
    pub ratio: f64,
    pub interval: Option<(f64, f64)>,
    /// 10th, 25th, 50th, 75th and 90th percentile of the ratios of all areas.
    pub spread: Option<[f64; 5]>,
}

pub(super) fn row<'a>(measure: Measure<'a>, code: &str) -> Option<Row<'a>> {
    let area = measure.findings.areas.iter().find(|a| &*a.area == code)?;
    let interval = usable(area.rates.ratio_lower).zip(usable(area.rates.ratio_upper));
    Some(Row { measure, area, ratio: usable(area.ratio)?, interval, spread: percentiles(measure.findings) })
}

/// How the area compares, as its interval says; without one nothing is said.
pub(super) fn verdict(row: &Row) -> &'static str {
    match row.area.rates.position {
        Some(Position::FarAbove) => "Far above",
        Some(Position::Above) => "Above",
        Some(Position::NotDistinguishable) => "Cannot be told apart",
        Some(Position::Below) => "Below",
        Some(Position::FarBelow) => "Far below",
        None => "Chance not known",
    }
}

pub(super) fn told(row: &Row) -> String {
    match row.interval {
        Some((low, high)) => {
            let [ratio, low, high] = times_between(row.ratio, low, high);
            format!("{ratio} times ({low} to {high})")
        }
        None => format!("{} times", times(row.ratio)),
    }
}
