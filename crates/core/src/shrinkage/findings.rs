//! Shrunken ratios of a slice in the shape that tables read.

use super::{Posterior, Shrinker, Shrunk};
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::number::finite;
use crate::rates::interval::Confidence;
use std::sync::Arc;

/// The shrunken ratios of a slice. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SmoothedSlice {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// Where the expected values come from.
    pub expected_from: ExpectedFrom,
    /// Identifier of the method.
    pub method: &'static str,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// The ratio whose exceedance `exceeds` gives the probability of.
    pub exceed: f64,
    /// The ratio towards which areas are drawn.
    pub centre: Option<f64>,
    /// Variance of the true ratios in the model, on the scale that the method says.
    pub variance: Option<f64>,
    /// A caution, in plain words.
    pub note: Option<String>,
    /// The reason why there are no shrunken ratios; `None` when there are.
    pub undefined: Option<String>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
    /// The areas, sorted by code.
    pub areas: Vec<SmoothedArea>,
}

/// What is known of the true ratio of one area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SmoothedArea {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// Observed events.
    pub observed: f64,
    /// Expected events.
    pub expected: Option<f64>,
    /// Observed / expected.
    pub ratio: Option<f64>,
    /// Posterior mean of the true ratio, or the estimate where the method has no distribution.
    pub smoothed: Option<f64>,
    /// Posterior median.
    pub median: Option<f64>,
    /// Lower end of the equal-tailed posterior interval.
    pub lower: Option<f64>,
    /// Upper end of the equal-tailed posterior interval.
    pub upper: Option<f64>,
    /// Posterior probability that the true ratio is above `exceed`.
    pub exceeds: Option<f64>,
}

/// Every area's ratio, shrunken by one method; `exceed` is a positive ratio.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, shrinkage};
/// let rows = [("A", 2.0, 10.0), ("B", 30.0, 10.0), ("C", 100.0, 100.0), ("D", 60.0, 100.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let level = Confidence::new(0.95, "level").unwrap();
/// let found = shrinkage::smooth(&slice, &shrinkage::SHRINKERS[0], level, 1.0);
/// let b = &found.areas[1];
/// assert!(b.lower < b.median && b.median < b.upper && b.smoothed < b.ratio && b.exceeds > Some(0.99));
/// ```
#[must_use]
pub fn smooth(slice: &Slice, method: &Shrinker, confidence: Confidence, exceed: f64) -> SmoothedSlice {
    let shrunk = (method.shrink)(slice);
    let areas = areas(slice, shrunk.as_ref().ok(), confidence, exceed);
    let (found, undefined) = match shrunk {
        Ok(found) => (Some(found), None),
        Err(undefined) => (None, Some(undefined.reason.into_owned())),
    };
    SmoothedSlice {
        treatment: slice.treatment().clone(),
        period: slice.period(),
        kind: slice.kind(),
        expected_from: slice.expected_from(),
        method: method.id,
        confidence: confidence.level(),
        exceed,
        centre: found.as_ref().and_then(|f| finite(f.centre)),
        variance: found.as_ref().and_then(|f| finite(f.variance)),
        note: found.and_then(|f| f.note),
        undefined,
        set_aside: slice.set_aside().to_vec(),
        areas,
    }
}

fn areas(slice: &Slice, found: Option<&Shrunk>, confidence: Confidence, exceed: f64) -> Vec<SmoothedArea> {
    let ratios = slice.ratios().ok();
    let one = |(i, area): (usize, &crate::data::slice::SliceArea)| {
        let posterior: Option<&Posterior> = found.map(|f| &f.areas[i]);
        let interval = posterior.and_then(|p| p.interval(confidence));
        SmoothedArea {
            area: area.code.clone(),
            name: area.name.clone(),
            observed: area.observed,
            expected: finite(slice.expected()[i]),
            ratio: ratios.as_ref().and_then(|r| finite(r[i])),
            smoothed: posterior.and_then(|p| finite(p.mean())),
            median: posterior.and_then(Posterior::median).and_then(finite),
            lower: interval.and_then(|[lower, _]| finite(lower)),
            upper: interval.and_then(|[_, upper]| finite(upper)),
            exceeds: posterior.and_then(|p| p.exceeds(exceed)).and_then(finite),
        }
    };
    slice.areas().iter().enumerate().map(one).collect()
}
