//! Shrunken ratios of a slice in the shape that tables read.

use super::mixture::{LEAST_AREAS, Mixed, Mixture};
use super::shrinker::{Shrinker, Shrunk};
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::number::finite;
use crate::rates::interval::Confidence;
use rayon::prelude::*;
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
    /// Posterior median. It, the limits and `exceeds` allow for the distribution of true ratios being uncertain itself.
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
/// // Five areas or more have intervals.
/// let rows = [("A", 2.0, 10.0), ("B", 30.0, 10.0), ("C", 100.0, 100.0), ("D", 60.0, 100.0), ("E", 9.0, 10.0)];
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
        note: found.and_then(|f| note(slice, f)),
        undefined,
        set_aside: slice.set_aside().to_vec(),
        areas,
    }
}

/// The caution of the method, and why there are no intervals where areas are too few.
fn note(slice: &Slice, found: Shrunk) -> Option<String> {
    let few = (found.family.is_some() && slice.len() < LEAST_AREAS).then(|| {
        format!(
            "no intervals: {} areas are too few to tell how much areas differ ({LEAST_AREAS} are needed)",
            slice.len()
        )
    });
    let notes: Vec<String> = found.note.into_iter().chain(few).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

fn areas(slice: &Slice, found: Option<&Shrunk>, confidence: Confidence, exceed: f64) -> Vec<SmoothedArea> {
    let ratios = slice.ratios().ok();
    let mixture = found.and_then(|f| Mixture::of(f, slice));
    let one = |(i, area): (usize, &crate::data::slice::SliceArea)| {
        let mixed = mixture.as_ref().map(|m| m.area(i));
        let quantile = |p: fn(&Mixed, f64) -> f64, tail: f64| mixed.as_ref().and_then(|m| finite(p(m, tail)));
        SmoothedArea {
            area: area.code.clone(),
            name: area.name.clone(),
            observed: area.observed,
            expected: finite(slice.expected()[i]),
            ratio: ratios.as_ref().and_then(|r| finite(r[i])),
            smoothed: found.and_then(|f| finite(f.areas[i].mean())),
            median: quantile(Mixed::upper_quantile, 0.5),
            lower: quantile(Mixed::lower_quantile, confidence.tail()),
            upper: quantile(Mixed::upper_quantile, confidence.tail()),
            exceeds: mixed.as_ref().and_then(|m| finite(m.exceeds(exceed))),
        }
    };
    slice.areas().par_iter().enumerate().map(one).collect()
}
