//! Standardisation by age and sex, and weighted denominators.

mod asked;
mod crude;
mod direct;
mod groups;
mod indirect;
mod made;
mod weighted;

pub(super) use asked::Adjust;
pub(super) use made::Adjusted;

use super::{Error, Result};
use crate::core::findings::Standardised;
use crate::core::{Parts, Slice, SliceFindings, SliceOptions};
use std::path::PathBuf;

/// The slices with what is made of their rows by age and sex.
pub(super) fn apply(
    adjust: Adjust<'_>,
    slices: Vec<Slice>,
    parts: Option<&Parts>,
    options: &SliceOptions,
) -> Result<Adjusted> {
    let parts = parts.filter(|p| p.has_strata());
    let Some(parts) = parts.filter(|_| adjust != Adjust::None) else {
        if adjust != Adjust::None {
            let says = "needs rows by age or sex: tidy files with a column age_band or sex (named by `column-age-band`, \
                        `column-sex`)";
            return Err(Error::option(adjust.key(), says));
        }
        let notes = parts.map(|parts| crude::notes(&slices, parts, options)).unwrap_or_default();
        return Ok(Adjusted { slices, words: None, notes, input: None, weighted_by: None });
    };
    match adjust {
        Adjust::None => Ok(Adjusted { slices, words: None, notes: Vec::new(), input: None, weighted_by: None }),
        Adjust::Direct { standard, method } => {
            direct::apply(slices, parts, options, standard.map(PathBuf::as_path), method)
        }
        Adjust::Indirect { reference } => indirect::apply(slices, parts, options, reference.map(PathBuf::as_path)),
        Adjust::Weighted { weights, set } => weighted::apply(slices, parts, options, weights, set),
    }
    .map_err(|e| e.under(adjust.words()))
}

/// Says in the findings what was done, which names files that the statistics do not know.
pub(super) fn named(findings: &mut [SliceFindings], words: Option<&Standardised>) {
    let Some(words) = words else { return };
    for f in findings {
        let reference_rate = f.standardised.as_ref().and_then(|s| s.reference_rate);
        f.standardised = Some(Standardised { reference_rate, ..words.clone() });
    }
}
