//! The months of each area, relative to all areas together.

use crate::data::slice::Slice;
use crate::time::fixed::figures;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months before a month that say what to expect of it.
pub(super) const YEAR: usize = 12;

/// One area's months: relative rate, expected events.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// Root of the rate over the overall rate of the month.
    pub root: f64,
    pub rate: f64,
    pub overall: f64,
    pub expected: f64,
}

pub(super) type Months<'a> = BTreeMap<&'a Arc<str>, Vec<Option<Point>>>;

pub(super) fn months(slices: &[Slice]) -> Months<'_> {
    let mut months: Months<'_> = BTreeMap::new();
    for (at, slice) in slices.iter().enumerate() {
        let (observed, over) = figures(slice);
        let overall = observed.iter().sum::<f64>() / over.iter().sum::<f64>();
        for ((area, observed), over) in slice.areas().iter().zip(observed).zip(over) {
            let rate = observed / over;
            let root = (rate / overall).max(0.0).sqrt();
            let point = Point { root, rate, overall, expected: overall * over };
            let own = months.entry(&area.code).or_insert_with(|| vec![None; slices.len()]);
            own[at] = Some(point).filter(|p| p.root.is_finite());
        }
    }
    months
}
