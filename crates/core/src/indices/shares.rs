//! What the inequality indices share: population shares and rates relative to their weighted mean.

use crate::data::slice::Slice;
use crate::error::Undefined;

/// One area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Share of the population; all sum to 1.
    pub(super) share: f64,
    /// O/E relative to its mean over the population.
    pub(super) relative: f64,
}

/// Every area of a slice of at least two areas with something observed.
pub(super) fn parts(slice: &Slice) -> Result<Vec<Part>, Undefined> {
    slice.require_variation()?;
    slice.require_none_below_zero()?;
    let (weights, ratios) = (slice.weights()?, slice.ratios()?);
    let mean: f64 = weights.iter().zip(&ratios).map(|(p, r)| p * r).sum();
    Ok(weights.iter().zip(&ratios).map(|(share, r)| Part { share: *share, relative: r / mean }).collect())
}

/// Refuses a slice in which an area observed nothing.
pub(super) fn require_positive(slice: &Slice) -> Result<(), Undefined> {
    match slice.areas().iter().find(|a| a.observed <= 0.0) {
        Some(area) => {
            Err(Undefined::because(format!("area {} observed nothing, and zero has no logarithm", area.code)))
        }
        None => Ok(()),
    }
}
