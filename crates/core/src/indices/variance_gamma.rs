//! Variance of the rates (gamma-Poisson, maximum likelihood).

use super::dean;
use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale, Smooth};
use super::notes::model_note;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::Mean;
use crate::models::gamma_poisson::{self, Start};
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Variance of the rates (gamma-Poisson, maximum likelihood).
pub const INDEX: Index = Index {
    id: Cow::Borrowed("variance-gamma"),
    title: Cow::Borrowed("Variance of the rates (gamma-Poisson, maximum likelihood)"),
    formula: "1/theta of the negative binomial model with mean m = exp(b) E and variance m + m^2/theta",
    source: "Clayton & Kaldor 1987, Biometrics 43:671; Lawless 1987, Can J Stat 15:209",
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

/// The headline: variance between areas of their true rates relative to the overall rate, chance removed. Its square root is
/// the coefficient of variation of the true rates. The overall ratio is estimated with it.
///
/// Zero, with a note, when areas differ by no more than chance. For a share the Poisson chance of the model is wider than
/// the binomial, so that the value is a lower bound; the note says so.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas, when nothing was observed and when the
/// likelihood has no maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_gamma};
/// let rows = [("A", 3.0, 10.0), ("B", 14.0, 10.0), ("C", 9.0, 20.0), ("D", 30.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = variance_gamma::compute(&slice).unwrap();
/// assert!((found.value - 0.318_723_068).abs() < 1e-6);
/// let even = Slice::from_expected(Kind::Count, &[("A", 10.0, 10.0), ("B", 11.0, 11.0)]).unwrap();
/// assert!(variance_gamma::compute(&even).unwrap().note.unwrap().contains("boundary 0"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free)?;
    Computed::new(fit.variance, [model_note(slice, fit.variance)])
}

/// The same of a replicate.
fn replicate(d: &Draw, extra: &mut Extra) -> f64 {
    // The scale of the expected values only moves the mean, which is estimated.
    let fit = gamma_poisson::ascend(d.observed, &d.frame.expected, Mean::Free, start(d), STEP);
    let further = scattered(d)
        .filter(|v| fit.is_none_or(|f| *v > 4.0 * f.variance))
        .map(|variance| Start { mean: d.overall, variance })
        .and_then(|start| gamma_poisson::ascend(d.observed, &d.frame.expected, Mean::Free, start, STEP));
    let likelihood = |f: &gamma_poisson::Fit| f.log_likelihood(d.observed, &d.frame.expected);
    let best = match (fit, further) {
        (Some(near), Some(far)) if likelihood(&far) > likelihood(&near) => Some(far),
        (near, far) => near.or(far),
    };
    extra.variance = best.map_or(f64::NAN, |f| f.variance);
    extra.variance
}

/// The variance by moments when every area counts the same, where it is larger than its error by chance: where large areas
/// agree and small ones do not, the likelihood may have a maximum here that the way from zero does not reach.
fn scattered(d: &Draw) -> Option<f64> {
    let chance = d.chance()?;
    let excess = d.sums.squares - chance;
    let error = (2.0 * d.frame.sum_inverse_squares).sqrt() / d.scale;
    (excess > error).then_some(excess / d.frame.n)
}

/// Relative step at which the fit of a replicate stops: the error after it is about its square.
pub(super) const STEP: f64 = 2e-3;

/// Where the likelihood is greatest by its derivative at a variance of zero up to the square of the variance: nearly there
/// when areas differ little more than by chance. Zero when it falls from there on.
pub(super) fn start(d: &Draw) -> Start {
    let slope = 0.5 * (d.sums.count_squares - d.total);
    let squares = d.overall * d.overall * d.frame.sum_squares;
    let [first, second] = d.sums.curvature;
    let root = (first * first - 4.0 * slope * second).sqrt();
    let near = 2.0 * slope / (root - first);
    let variance = if slope <= 1e-14 * squares {
        0.0
    } else if root > 0.0 && first < 0.0 && near > 0.0 {
        near
    } else {
        2.0 * slope / squares
    };
    Start { mean: d.overall, variance }
}
