//! People counted by age and sex with the weights of a table.

use super::made::{Adjusted, adjusted, by_code};
use crate::core::findings::StandardisedBy;
use crate::core::standardise::WeightTable;
use crate::core::{Kind, Parts, Slice, SliceOptions};
use crate::ingest::tidy::strata::{ByStratum, read_weights};
use crate::study::{Error, Result};
use std::path::Path;

/// The slices with weighted people as denominators.
pub(super) fn apply(
    slices: Vec<Slice>,
    parts: &Parts,
    options: &SliceOptions,
    weights: &Path,
    set: Option<&str>,
) -> Result<Adjusted> {
    if let Some(share) = slices.iter().find(|s| s.kind() == Kind::Share) {
        let problem = "is a share: its numerator is part of the denominator, which cannot be weighted".to_owned();
        return Err(Error::Treatment { treatment: share.treatment().to_string(), problem });
    }
    let given: ByStratum<WeightTable> = read_weights(weights, set)?;
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        let made = by_code(&strata, strata.weighted_denominators(&given.table)?);
        Ok(slice.with_denominators(|code| made.get(code).copied())?)
    };
    let slices = slices.into_iter().map(one).collect::<Result<_>>()?;
    let name = given.name.replace('_', " ");
    let notes = vec![format!(
        "Denominators are weighted: each person counts by age and sex with the weight that {} gives ({name}).",
        given.input.name
    )];
    let made = adjusted(slices, StandardisedBy::Weighted, format!("weighted by {name}"), notes, Some(given.input));
    Ok(Adjusted { weighted_by: Some(name), ..made })
}
