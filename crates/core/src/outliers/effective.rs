//! Limits of gamma distributed sums: chance alone where a person brings more than one event.

use super::{Assessment, Curve, Verdict};
use crate::chance::{LEAST_EFFECTIVE, base};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::{gamma, normal};

/// Funnel limits against chance alone: each sum gamma distributed with the mean E and the variance phi E (times 1 - p for a
/// share). "Differs from England": whatever spread is ordinary between areas is not allowed for.
///
/// Areas that expect fewer than [`LEAST_EFFECTIVE`] effective events have no verdict: their figures are NaN.
///
/// # Errors
/// Undefined when nothing is expected.
pub(crate) fn assess(slice: &Slice, phi: f64, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    slice.require_expected()?;
    let dispersion = phi * base(slice);
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
