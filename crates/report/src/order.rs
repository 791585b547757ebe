//! The order in which areas are listed.

use unwarranted_core::{AreaFinding, SliceFindings};

/// The areas from the highest rate (ratio, where there is no rate) to the lowest; ties by code.
pub(crate) fn ordered(s: &SliceFindings) -> Vec<&AreaFinding> {
    let mut areas: Vec<&AreaFinding> = s.areas.iter().collect();
    // An area without a standardised rate is not ranked by its ratio among the rates of others.
    let rates = s.areas.iter().any(|a| a.rate.is_some());
    let key = |a: &AreaFinding| if rates { a.rate } else { a.ratio }.unwrap_or(f64::NEG_INFINITY);
    areas.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    areas
}
