//! Numbers as the other rooms use them.

/// A whole number as a real one, exact up to 2^53.
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}

/// The value, unless it is NaN or infinite.
pub(crate) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}
