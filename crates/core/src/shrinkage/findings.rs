//! Shrunken ratios of a slice in the shape that tables read.

use super::mixture::{LEAST_AREAS, Mixed, Mixture};
use super::shrinker::{Shrinker, Shrunk};
use crate::chance::Dispersion;
use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::Error;
use crate::findings::AnalysisOptions;
use crate::findings::checked::Checked;
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
    /// Variance of chance over that of independent events, by which every figure was divided; `None` where every event was taken
    /// as another person.
    pub chance_phi: Option<f64>,
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

/// Every area's ratio, shrunken by one method; `exceed` is a positive ratio. Where the slice has a dispersion
/// ([`Slice::with_dispersion`]), it is shrunken in effective events: every figure divided by phi, so that a ratio is as certain as
/// chance lets it be. [`dispersed`] enters the dispersion that options and practices tell.
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
    let effective = slice.in_effective_events();
    let used = effective.as_ref().unwrap_or(slice);
    let shrunk = (method.shrink)(used);
    let areas = areas((slice, used), shrunk.as_ref().ok(), confidence, exceed);
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
        chance_phi: slice.dispersion(),
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

/// The slice with the dispersion that is known of it: from what a person takes, else from its practices. As it is where every
/// event is another person, and where chance is not known.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range.
pub fn dispersed(slice: Slice, options: &AnalysisOptions) -> Result<Slice, Error> {
    let options = Checked::new(options)?;
    let known = Dispersion::of(&slice, options.per_person(&slice)).ok();
    let independent = |d: &Dispersion| d.phi <= 1.0 && slice.require_counts().is_ok();
    Ok(match known.filter(|d| !independent(d)) {
        Some(d) => slice.with_dispersion(d.phi),
        None => slice,
    })
}

/// `used` are the figures that were shrunken.
fn areas(
    (slice, used): (&Slice, &Slice),
    found: Option<&Shrunk>,
    confidence: Confidence,
    exceed: f64,
) -> Vec<SmoothedArea> {
    let ratios = slice.ratios().ok();
    let mixture = found.and_then(|f| Mixture::of(f, used));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shrinkage::{SHRINKERS, usual};

    const ROWS: [(&str, f64, f64); 6] = [
        ("A", 2_000.0, 1_000.0),
        ("B", 800.0, 1_000.0),
        ("C", 1_150.0, 1_000.0),
        ("D", 600.0, 900.0),
        ("E", 400.0, 500.0),
        ("F", 950.0, 1_000.0),
    ];

    #[test]
    fn effective_events_are_shrunken_like_events_of_their_number() {
        let level = Confidence::new(0.95, "level").unwrap();
        let events = ROWS.map(|(code, o, d)| (code, o / 50.0, d / 50.0));
        for (method, kind) in SHRINKERS.iter().map(|m| (m, Kind::Count)) {
            let few = smooth(&Slice::from_expected(kind, &events).unwrap(), method, level, 1.2);
            for kind in [Kind::Count, Kind::Amount] {
                let slice = Slice::from_expected(kind, &ROWS).unwrap();
                let options = AnalysisOptions { per_person: Some([25.0, 1.0]), ..AnalysisOptions::default() };
                let found = smooth(&dispersed(slice, &options).unwrap(), method, level, 1.2);
                assert_eq!(found.chance_phi, Some(50.0), "{}", method.id);
                assert_eq!(found.undefined.is_some(), few.undefined.is_some(), "{}: {:?}", method.id, found.undefined);
                for (a, b) in found.areas.iter().zip(&few.areas) {
                    assert!((a.observed - b.observed * 50.0).abs() < 1e-9);
                    for (x, y) in
                        [(a.smoothed, b.smoothed), (a.lower, b.lower), (a.upper, b.upper), (a.exceeds, b.exceeds)]
                    {
                        assert!((x.unwrap_or(9.0) - y.unwrap_or(9.0)).abs() < 1e-6, "{}: {x:?} {y:?}", method.id);
                    }
                }
            }
        }
    }

    #[test]
    fn an_amount_of_which_nothing_is_known_is_not_shrunken() {
        let level = Confidence::new(0.95, "level").unwrap();
        let slice = dispersed(Slice::from_expected(Kind::Amount, &ROWS).unwrap(), &AnalysisOptions::default()).unwrap();
        let found = smooth(&slice, usual(Kind::Amount), level, 1.2);
        assert!(found.undefined.unwrap().contains("what one person takes"));
        assert_eq!(found.chance_phi, None);
    }
}
