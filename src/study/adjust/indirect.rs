//! What each area would have at the rates of a reference.

use super::groups::Groups;
use super::made::{Adjusted, adjusted, expected};
use crate::core::findings::StandardisedBy;
use crate::core::standardise::Reference;
use crate::core::{Parts, Slice, SliceOptions};
use crate::ingest::tidy::strata::{ByStratum, read_reference};
use crate::study::Result;
use std::path::Path;

/// The slices with expected values from the rates of a file, or of all areas together.
pub(super) fn apply(
    slices: Vec<Slice>,
    parts: &Parts,
    options: &SliceOptions,
    reference: Option<&Path>,
) -> Result<Adjusted> {
    let given: Option<ByStratum<Reference>> = reference.map(read_reference).transpose()?;
    let (mut by, mut groups) = ("age and sex", Groups::default());
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        by = strata.told_by();
        groups.meet(&slice, &strata);
        match &given {
            Some(given) => expected(slice, &strata, &given.table),
            None => expected(slice, &strata, &strata.as_reference()?),
        }
    };
    let slices: Vec<Slice> = slices.into_iter().map(one).collect::<Result<_>>()?;
    let from = given
        .as_ref()
        .map_or_else(|| "the rates of all areas together".to_owned(), |g| format!("the rates in {}", g.input.name));
    let mut notes = vec![format!(
        "Expected values are what each area would have had at {from} by {by} (indirect standardisation); a rate is O / \
         E times the reference's overall rate. Compare such a rate with the overall rate, not with another area's: \
         their people differ."
    )];
    notes.extend(groups.notes(given.is_none()));
    Ok(adjusted(
        slices,
        StandardisedBy::Indirect,
        format!("expected from {from} by {by}"),
        notes,
        given.map(|g| g.input),
    ))
}
