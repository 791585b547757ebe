//! Intervals of gamma distributed sums.

use crate::rates::interval::Confidence;
use crate::special::gamma;

/// Limits of the sum that `observed` estimates, `dispersion` being its variance over its mean: phi G(k) to phi G(k + 1), k =
/// observed / phi effective events, G quantiles of gamma distributions of these shapes. With phi = 1 the exact Poisson
/// interval.
pub(crate) fn interval(observed: f64, dispersion: f64, confidence: Confidence) -> [f64; 2] {
    let (k, tail) = (observed / dispersion, confidence.tail());
    let lower = if k > 0.0 { dispersion * gamma::lower_quantile(k, tail) } else { 0.0 };
    [lower, dispersion * gamma::upper_quantile(k + 1.0, tail)]
}
