//! Slices with expected values or other denominators, and what is said of them.

use crate::core::Slice;
use crate::core::findings::{Standardised, StandardisedBy};
use crate::core::standardise::{Reference, Strata};
use crate::ingest::tidy::TidyInput;
use crate::study::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was done, with the file that it was done by.
pub(in crate::study) struct Adjusted {
    pub(in crate::study) slices: Vec<Slice>,
    /// As it follows the name of a figure; `None` where nothing was done.
    pub(in crate::study) words: Option<Standardised>,
    pub(in crate::study) notes: Vec<String>,
    pub(in crate::study) input: Option<TidyInput>,
    /// What the denominator is called, where it is weighted.
    pub(in crate::study) weighted_by: Option<String>,
}

/// Slices that were adjusted, in one way and by one thing.
pub(super) fn adjusted(
    slices: Vec<Slice>,
    method: StandardisedBy,
    by: String,
    notes: Vec<String>,
    input: Option<TidyInput>,
) -> Adjusted {
    let words = Some(Standardised { method, by, reference_rate: None });
    Adjusted { slices, words, notes, input, weighted_by: None }
}

/// The slice with the values that a reference gives.
pub(super) fn expected(slice: Slice, strata: &Strata, reference: &Reference) -> Result<Slice> {
    if reference.crude_rate().is_some_and(|rate| rate <= 0.0) {
        // Nothing happened anywhere: areas are no more to be set aside for it than by internal standardisation.
        return Ok(slice);
    }
    let made = by_code(strata, strata.expected(reference)?);
    Ok(slice.with_expected(|code| made.get(code).copied(), reference.crude_rate())?)
}

/// Values of the areas by their codes.
pub(super) fn by_code(strata: &Strata, values: Vec<f64>) -> BTreeMap<Arc<str>, f64> {
    strata.areas().cloned().zip(values).collect()
}
