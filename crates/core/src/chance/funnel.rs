//! Tails, limits and intervals of gamma distributed sums.

use super::LEAST_EFFECTIVE;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::outliers::{Assessment, Curve, Verdict};
use crate::rates::interval::Confidence;
use crate::special::{gamma, normal};

/// Limits of the sum that `observed` estimates, `dispersion` being its variance over its mean: phi G(k) to phi G(k + 1), k =
/// observed / phi effective events, G quantiles of gamma distributions of these shapes. With phi = 1 the exact Poisson
/// interval.
pub(crate) fn interval(observed: f64, dispersion: f64, confidence: Confidence) -> [f64; 2] {
    let (k, tail) = (observed / dispersion, confidence.tail());
    let lower = if k > 0.0 { dispersion * gamma::lower_quantile(k, tail) } else { 0.0 };
    [lower, dispersion * gamma::upper_quantile(k + 1.0, tail)]
}

/// Funnel limits against chance alone: each sum gamma distributed with the mean E and the variance phi E (times 1 - p for a
/// share). "Differs from England": whatever spread is ordinary between areas is not allowed for.
///
/// Areas that expect fewer than [`LEAST_EFFECTIVE`] effective events have no verdict: their figures are NaN.
///
/// # Errors
/// Undefined when nothing is expected.
pub(crate) fn assess(slice: &Slice, phi: f64, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    slice.require_expected()?;
    let dispersion = phi * super::base(slice);
    if dispersion <= 0.0 {
        return Err(Undefined::because(
            "the share of every area is expected to reach 100 %, which leaves no room for chance",
        ));
    }
    let verdict = |(o, e): (&f64, &f64)| verdict(*o, *e, dispersion, levels);
    let areas = slice.observed().iter().zip(slice.expected()).map(verdict).collect();
    let curve = Curve::draw(slice, levels, |e, level| limits(e, dispersion, level));
    let method = "gamma distribution, effective events";
    Ok(Assessment { phi: Some(phi), tau2: None, centre: 1.0, method, areas, tests: None, curve })
}

fn verdict(observed: f64, expected: f64, dispersion: f64, levels: &[Confidence]) -> Verdict {
    let shape = expected / dispersion;
    if shape < LEAST_EFFECTIVE {
        return Verdict { z: f64::NAN, p: f64::NAN, limits: vec![[f64::NAN; 2]; levels.len()] };
    }
    let tails = gamma::tails(shape, observed / dispersion);
    let p = (2.0 * tails.lower.min(tails.upper)).min(1.0);
    // The normal score of the same tail keeps its sign and its size, however skewed the distribution is.
    let z = normal::upper_quantile((0.5 * p).max(f64::MIN_POSITIVE));
    let side = if tails.upper < tails.lower { 1.0 } else { -1.0 };
    Verdict { z: side * z, p, limits: levels.iter().map(|level| limits(expected, dispersion, *level)).collect() }
}

/// Lower and upper limit of O / E, neither beyond 1.
fn limits(expected: f64, dispersion: f64, level: Confidence) -> [f64; 2] {
    let (shape, tail) = (expected / dispersion, level.tail());
    [(gamma::lower_quantile(shape, tail) / shape).min(1.0), (gamma::upper_quantile(shape, tail) / shape).max(1.0)]
}
