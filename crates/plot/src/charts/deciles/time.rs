//! The time axis.

use super::steps::{FEW, Step};
use unwarranted_core::Grain;

/// Each January of long monthly series, otherwise each period.
pub(super) fn ticks(steps: &[Step]) -> (Vec<f64>, Vec<String>) {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let long = steps.len() > 2 * FEW;
    let label = |s: &Step| {
        let month = s.slice.period.first_month()?;
        let name = NAMES[usize::try_from(month.month() - 1).unwrap_or(0)];
        match s.slice.period.grain() {
            Grain::Month if long && month.month() != 1 => None,
            Grain::Month => Some(format!("{name} {}", month.year())),
            Grain::Quarter if long && month.month() != 4 => None,
            _ => Some(s.slice.period.to_string()),
        }
    };
    steps.iter().filter_map(|s| Some((s.at, label(s)?))).unzip()
}
