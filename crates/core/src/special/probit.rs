//! Quantiles of the normal distribution.

use statrs::function::erf::erfc_inv;
use std::f64::consts::SQRT_2;

/// The z above which the standard normal distribution has probability `p` (0 < p < 1).
pub(crate) fn upper_quantile(p: f64) -> f64 {
    SQRT_2 * erfc_inv(2.0 * p)
}
