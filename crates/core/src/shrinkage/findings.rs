//! Shrunken ratios of a slice in the shape that tables read.

use super::mixture::{LEAST_AREAS, Mixed, Mixture};
use super::shrinker::{Shrinker, Shrunk};
use crate::chance::{ChanceFrom, Dispersion};
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
    /// Variance of chance over that of independent events, by which every figure was divided; 1 where what is known shows no
    /// more, `None` where nothing is known and every event was taken as another person.
    pub chance_phi: Option<f64>,
    /// What that is known from.
    pub chance_from: Option<ChanceFrom>,
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
/// chance lets it be. [`smooth_known`] enters the dispersion that options and practices tell.
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
        chance_from: None,
        note: found.and_then(|f| note(slice, f)),
        undefined,
        set_aside: slice.set_aside().to_vec(),
        areas,
    }
}

/// The caution of the method, and what intervals say beside it or why there are none.
fn note(slice: &Slice, found: Shrunk) -> Option<String> {
    let few = slice.len() < LEAST_AREAS;
    let intervals = match (found.family, few) {
        (None, _) => None,
        (Some(_), true) => Some(format!(
            "no intervals: {} areas are too few to tell how much areas differ ({LEAST_AREAS} are needed)",
            slice.len()
        )),
        (Some(_), false) if found.variance > 0.0 => None,
        (Some(_), false) => {
            Some("intervals and probabilities allow for true differences that chance may hide".to_owned())
        }
    };
    let notes: Vec<String> = found.note.into_iter().chain(intervals).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// [`smooth`] with what is known of chance: from what a person takes, else from the practices of the slice. Every event is
/// another person where neither is known of a count.
///
/// # Errors
/// [`Error::Parameter`] for options outside their range.
pub fn smooth_known(
    slice: Slice,
    options: &AnalysisOptions,
    method: &Shrinker,
    exceed: f64,
) -> Result<SmoothedSlice, Error> {
    let checked = Checked::new(options)?;
    let chance = Dispersion::of(&slice, checked.per_person(&slice));
    let slice = match &chance {
        Ok(known) if known.from != ChanceFrom::Events => slice.with_dispersion(known.phi),
        Ok(_) | Err(_) => slice,
    };
    let mut found = smooth(&slice, method, checked.confidence, exceed);
    match chance {
        Ok(known) => found.chance_from = Some(known.from),
        // Why chance is not known is why nothing is.
        Err(unknown) if found.undefined.is_some() => found.undefined = Some(unknown.reason.into_owned()),
        Err(_) => {}
    }
    Ok(found)
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
    use crate::data::practice::Practice;
    use crate::shrinkage::{SHRINKERS, usual};

    const ROWS: [(&str, f64, f64); 6] = [
        ("A", 2_000.0, 1_000.0),
        ("B", 800.0, 1_000.0),
        ("C", 1_150.0, 1_000.0),
        ("D", 600.0, 900.0),
        ("E", 400.0, 500.0),
        ("F", 950.0, 1_000.0),
    ];

    fn options(per_person: Option<[f64; 2]>) -> AnalysisOptions {
        AnalysisOptions { per_person, ..AnalysisOptions::default() }
    }

    /// The rows as figures of a kind; a share is of three times as much, so that it is below 100 %.
    fn slice(kind: Kind, divided: f64) -> Slice {
        let times = if kind == Kind::Share { 3.0 } else { 1.0 };
        let rows = ROWS.map(|(code, o, d)| (code, o / divided, times * d / divided));
        match kind {
            Kind::Share => Slice::from_denominators(kind, &rows).unwrap(),
            _ => Slice::from_expected(kind, &rows).unwrap(),
        }
    }

    #[test]
    fn effective_events_are_shrunken_like_events_of_their_number() {
        let (level, mut compared) = (Confidence::new(0.95, "level").unwrap(), 0);
        for method in SHRINKERS {
            for kind in [Kind::Count, Kind::Amount, Kind::Share] {
                let of_kind = if kind == Kind::Share { kind } else { Kind::Count };
                let few = smooth(&slice(of_kind, 50.0), method, level, 1.2);
                let found = smooth_known(slice(kind, 1.0), &options(Some([25.0, 1.0])), method, 1.2).unwrap();
                assert_eq!((found.chance_phi, found.chance_from), (Some(50.0), Some(ChanceFrom::Persons)));
                let defined = kind == Kind::Share || method.id != "beta-binomial";
                assert_eq!([&found, &few].map(|f| f.undefined.is_none()), [defined; 2], "{}: {found:?}", method.id);
                for (a, b) in found.areas.iter().zip(&few.areas).filter(|_| defined) {
                    assert!((a.observed - b.observed * 50.0).abs() < 1e-9);
                    let spread = method.id != "marshall";
                    assert!(a.smoothed.is_some() && a.lower.is_some() == spread && a.exceeds.is_some() == spread);
                    for (x, y) in
                        [(a.smoothed, b.smoothed), (a.lower, b.lower), (a.upper, b.upper), (a.exceeds, b.exceeds)]
                    {
                        assert!((x.unwrap_or(9.0) - y.unwrap_or(9.0)).abs() < 1e-6, "{}: {x:?} {y:?}", method.id);
                        compared += 1;
                    }
                }
            }
        }
        assert_eq!(compared, (3 * 3 + 1) * 6 * 4);
    }

    #[test]
    fn an_amount_of_which_nothing_is_known_is_not_shrunken() {
        let amount = || Slice::from_expected(Kind::Amount, &ROWS).unwrap();
        let found = smooth_known(amount(), &options(None), usual(Kind::Amount), 1.2).unwrap();
        assert!(found.undefined.unwrap().contains("what one person takes"));
        assert_eq!((found.chance_phi, found.chance_from), (None, None));
        // Practices that say nothing are the reason.
        let single = [Practice { area: "A".into(), observed: 2_000.0, denominator: 10.0 }];
        let found = smooth_known(amount().with_practice_chance(&single), &options(None), usual(Kind::Amount), 1.2);
        assert!(found.unwrap().undefined.unwrap().contains("no area has two practices"));
    }

    #[test]
    fn what_is_known_of_chance_is_told_where_it_changes_nothing() {
        let count = || Slice::from_expected(Kind::Count, &ROWS).unwrap();
        let method = usual(Kind::Count);
        let [none, half] =
            [None, Some([0.5, 0.0])].map(|person| smooth_known(count(), &options(person), method, 1.2).unwrap());
        assert_eq!((none.chance_phi, none.chance_from), (None, Some(ChanceFrom::Events)));
        assert_eq!((half.chance_phi, half.chance_from), (Some(1.0), Some(ChanceFrom::Persons)));
        assert_eq!(none.areas, half.areas);
    }

    #[test]
    fn areas_that_differ_no_more_than_by_chance_have_one_estimate_and_intervals_of_their_own() {
        let even: Vec<(String, f64, f64)> = (0..8_i32).map(|i| (format!("A{i}"), f64::from(9 + i % 3), 10.0)).collect();
        let rows: Vec<_> = even.iter().map(|(code, o, e)| (code.as_str(), *o, *e)).collect();
        let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
        let level = Confidence::new(0.95, "level").unwrap();
        let found = smooth(&slice, usual(Kind::Count), level, 1.2);
        assert_eq!(found.variance, Some(0.0));
        assert!(found.areas.iter().all(|a| a.smoothed == found.centre && a.lower < a.upper && a.exceeds > Some(0.0)));
        let note = found.note.unwrap();
        assert!(note.contains("best estimate") && note.contains("that chance may hide"), "{note}");
        let few = Slice::from_expected(Kind::Count, &rows[..3]).unwrap();
        let note = smooth(&few, usual(Kind::Count), level, 1.2).note.unwrap();
        assert!(note.contains("no intervals") && !note.contains("hide"), "{note}");
    }
}
