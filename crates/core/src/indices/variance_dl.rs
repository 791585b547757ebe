//! Variance between areas by the method of moments on the log scale.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale, Smooth};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Variance of the log rates (DerSimonian-Laird).
pub const INDEX: Index = Index {
    id: Cow::Borrowed("variance-dl"),
    title: Cow::Borrowed("Variance of the log rates (DerSimonian-Laird)"),
    formula: "max(0, (Q - (n - 1)) / (sum w - sum w^2 / sum w)), y = ln(O/E), w = E, Q = sum w (y - mean)^2",
    source: "DerSimonian & Laird 1986, Control Clin Trials 7:177",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour {
        scale: Scale::Excess { weighted: true, logarithmic: true },
        smooth: Smooth::AboveZero,
        floor: true,
        ..Behaviour::OF_COUNTS
    },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Between-area variance of ln(O/E), each area weighted by the inverse of its chance variance 1/E. A count of zero, which
/// has no logarithm, enters as one half, as is the custom with this estimator; the note says of how many areas.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_dl};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// // y = ln 0.5 and ln 1.5, weights 20 and 20
/// let q = 2.0 * 20.0 * (libm::log(3.0) / 2.0).powi(2);
/// assert!((variance_dl::compute(&slice).unwrap().value - (q - 1.0) / (40.0 - 20.0)).abs() < 1e-12);
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let m = moments(slice)?;
    let boundary = (m.tau2 <= 0.0).then(|| super::notes::BOUNDARY.to_owned());
    Computed::new(m.tau2, [boundary, zeros_note(slice)])
}

/// What the method of moments gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Heterogeneity Q: weighted squares about the weighted mean.
    pub q: f64,
    /// Between-area variance, cut off at zero.
    pub tau2: f64,
    /// Weighted mean of ln(O/E) with weights 1 / (1/E + tau2).
    pub mean: f64,
}

/// Q, variance and mean of the log ratios.
///
/// # Errors
/// Those of [`compute`].
pub fn moments(slice: &Slice) -> Result<Moments, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let w = slice.expected();
    let y: Vec<f64> = slice.observed().iter().zip(w).map(|(o, e)| libm::log(o.max(0.5) / e)).collect();
    let sum: f64 = w.iter().sum();
    let mean = y.iter().zip(w).map(|(y, w)| w * y).sum::<f64>() / sum;
    let q: f64 = y.iter().zip(w).map(|(y, w)| w * (y - mean).powi(2)).sum();
    let scale = sum - w.iter().map(|w| w * w).sum::<f64>() / sum;
    let tau2 = ((q - count(y.len() - 1)) / scale).max(0.0);
    let total = |f: &dyn Fn(f64) -> f64| y.iter().zip(w).map(|(y, w)| f(*y) / (1.0 / w + tau2)).sum::<f64>();
    Ok(Moments { q, tau2, mean: total(&|y| y) / total(&|_| 1.0) })
}

/// Says how many areas have a count of zero.
pub(super) fn zeros_note(slice: &Slice) -> Option<String> {
    let zeros = slice.observed().iter().filter(|o| **o <= 0.0).count();
    (zeros > 0).then(|| format!("{zeros} of {} areas observed nothing and enter as one half", slice.len()))
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    let sum = d.frame.sum_expected;
    (heterogeneity(d) - (d.frame.n - 1.0)) / (d.scale * (sum - d.frame.sum_squares / sum))
}

/// Q of a replicate.
pub(super) fn heterogeneity(d: &Draw) -> f64 {
    let squares = d.sums.weighted_log_squares - d.sums.weighted_log * d.sums.weighted_log / d.frame.sum_expected;
    d.scale * squares.max(0.0)
}
