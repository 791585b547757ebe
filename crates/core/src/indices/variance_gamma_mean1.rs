//! Variance of the rates (gamma-Poisson, mean fixed at 1).

use super::dean;
use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale, Smooth};
use super::notes::{model_note, sum_note};
use super::variance_gamma::{STEP, start};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::Mean;
use crate::models::gamma_poisson::{self, Start};
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Variance of the rates (gamma-Poisson, mean fixed at 1).
pub const INDEX: Index = Index {
    id: Cow::Borrowed("variance-gamma-mean1"),
    title: Cow::Borrowed("Variance of the rates (gamma-Poisson, mean fixed at 1)"),
    formula: "1/theta of the negative binomial model with mean E and variance E + E^2/theta",
    source: "Martuzzi & Hills 1995, Am J Epidemiol 141:369",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed; nearly all events in one area",
    needs: Needs::Nothing,
    behaviour: Behaviour {
        scale: Scale::Excess { weighted: true, logarithmic: false },
        smooth: Smooth::AboveZero,
        floor: true,
        score: Some(dean::REPLICATE),
        ..Behaviour::OF_COUNTS
    },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// As [`super::variance_gamma`] with the overall ratio held at 1: the expected values are taken as they are, so that with
/// given ones an overall difference counts as variation.
///
/// Zero, with a note, when areas differ by no more than chance. For a share the Poisson chance of the model is wider than
/// the binomial, so that the value is a lower bound; the note says so.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas, when nothing was observed and when the
/// likelihood has no maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_gamma_mean1};
/// let rows = [("A", 3.0, 10.0), ("B", 14.0, 10.0), ("C", 9.0, 20.0), ("D", 30.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = variance_gamma_mean1::compute(&slice).unwrap();
/// assert!((found.value - 0.325_514_516).abs() < 1e-6);
/// let even = Slice::from_expected(Kind::Count, &[("A", 10.0, 10.0), ("B", 11.0, 11.0)]).unwrap();
/// assert!(variance_gamma_mean1::compute(&even).unwrap().note.unwrap().contains("boundary 0"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::One)?;
    Computed::new(fit.variance, [sum_note(slice), model_note(slice, fit.variance)])
}

/// The same of a replicate.
fn replicate(d: &Draw, extra: &mut Extra) -> f64 {
    if !d.frame.internal {
        let variance = Some(extra.variance).filter(|v| *v > 0.0);
        let fit = gamma_poisson::solve(d.observed, &d.frame.expected, Mean::One, STEP, variance);
        return fit.map_or(f64::NAN, |f| f.variance);
    }
    // The expected values have been scaled to the total, so that the derivative at zero is that with the mean free.
    let variance = if extra.variance > 0.0 { extra.variance } else { start(d).variance };
    let start = Start { mean: 1.0, variance };
    let fit = if (d.scale - 1.0).abs() < 1e-12 {
        gamma_poisson::ascend(d.observed, &d.frame.expected, Mean::One, start, STEP)
    } else {
        extra.values.clear();
        extra.values.extend(d.frame.expected.iter().map(|e| e * d.scale));
        gamma_poisson::ascend(d.observed, &extra.values, Mean::One, start, STEP)
    };
    fit.map_or(f64::NAN, |f| f.variance)
}
