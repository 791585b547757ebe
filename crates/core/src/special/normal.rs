//! Normal tail probabilities and quantiles.

use statrs::function::erf::{erfc, erfc_inv};
use std::f64::consts::{SQRT_2, TAU};

/// The z above which the standard normal distribution has probability `p` (0 < p < 1).
pub(crate) fn upper_quantile(p: f64) -> f64 {
    let z = SQRT_2 * erfc_inv(2.0 * p);
    let density = (-0.5 * z * z).exp() / TAU.sqrt();
    let step = (0.5 * erfc(z / SQRT_2) - p) / density;
    if step.is_finite() { z + step } else { z }
}

/// Probability of a standard normal value at least as far from zero as `z`.
pub(crate) fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}
