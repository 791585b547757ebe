//! Ticks of a time axis.

use unwarranted_core::{Grain, Month, Period};

const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "Mar 2018".
pub(crate) fn month(month: Month) -> String {
    format!("{} {}", NAMES[usize::try_from(month.month() - 1).unwrap_or(0)], month.year())
}

/// Where a tick is and what stands at it: each January of `long` monthly series, otherwise each period. `at` is where a period lies.
pub(crate) fn ticks(periods: impl Iterator<Item = (f64, Period)>, long: bool) -> (Vec<f64>, Vec<String>) {
    let label = |period: Period| {
        let first = period.first_month()?;
        match period.grain() {
            Grain::Month if long && first.month() != 1 => None,
            Grain::Month => Some(month(first)),
            Grain::Quarter if long && first.month() != 4 => None,
            _ => Some(period.to_string()),
        }
    };
    periods.filter_map(|(at, period)| Some((at, label(period)?))).unzip()
}
