//! Student's t.

use super::beta;
use crate::interval::Confidence;

/// The t that a Student variable with `df` degrees of freedom exceeds in size with probability 1 - confidence.
pub(crate) fn quantile(df: f64, confidence: Confidence) -> f64 {
    let z = confidence.z();
    let x = beta::lower_quantile(df / 2.0, 0.5, 2.0 * confidence.tail(), df / (df + z * z));
    (df * (1.0 - x) / x).sqrt()
}
