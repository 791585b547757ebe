//! Standardisation by age and sex, and weighted denominators.

use crate::core::findings::{Standardised, StandardisedBy};
use crate::core::standardise::{DirectMethod, Reference, Standard, Strata, WeightTable};
use crate::core::{Kind, Parts, Slice, SliceFindings, SliceOptions};
use crate::ingest::tidy::TidyInput;
use crate::ingest::tidy::strata::{ByStratum, read_reference, read_standard, read_weights};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How rows by age and sex are used.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Adjust {
    /// They are summed.
    #[default]
    None,
    /// Directly standardised rates.
    Direct {
        /// File of the standard population; `None`: the European one of 2013.
        standard: Option<PathBuf>,
        /// How intervals are made.
        method: DirectMethod,
    },
    /// Expected values by age and sex, and indirectly standardised rates.
    Indirect {
        /// File of the reference rates; `None`: those of all areas together, in each period.
        reference: Option<PathBuf>,
    },
    /// Denominators in which people count by age and sex.
    Weighted {
        /// File of the weights.
        weights: PathBuf,
        /// Which set, where the file holds several.
        set: Option<String>,
    },
}

/// What was done, with the file that it was done by.
pub(super) struct Adjusted {
    pub(super) slices: Vec<Slice>,
    /// As it follows the name of a figure; `None` where nothing was done.
    pub(super) words: Option<Standardised>,
    pub(super) notes: Vec<String>,
    pub(super) input: Option<TidyInput>,
    /// What the denominator is called, where it is weighted.
    pub(super) weighted_by: Option<String>,
}

impl Adjust {
    /// The slices with what is made of their rows by age and sex.
    pub(super) fn apply(&self, slices: Vec<Slice>, parts: Option<&Parts>, options: &SliceOptions) -> Result<Adjusted> {
        let parts = parts.filter(|p| p.has_strata());
        let (Some(parts), false) = (parts, *self == Self::None) else {
            if *self != Self::None {
                bail!(
                    "{} needs rows by age or sex: tidy files with a column age_band or sex (named by --age-band, --sex)",
                    self.flag()
                );
            }
            let summed = "Rows by age and sex are summed: rates are crude. Use --standardise direct or indirect, or --weights \
                          FILE, to allow for age and sex.";
            let notes = parts.map(|_| summed.to_owned()).into_iter().collect();
            return Ok(Adjusted { slices, words: None, notes, input: None, weighted_by: None });
        };
        match self {
            Self::None => bail!("nothing to standardise by"),
            Self::Direct { standard, method } => direct(slices, parts, options, standard.as_deref(), *method),
            Self::Indirect { reference } => indirect(slices, parts, options, reference.as_deref()),
            Self::Weighted { weights, set } => weighted(slices, parts, options, weights, set.as_deref()),
        }
        .context(self.flag())
    }

    pub(super) fn flag(&self) -> &'static str {
        match self {
            Self::None => "",
            Self::Direct { .. } => "--standardise direct",
            Self::Indirect { .. } => "--standardise indirect",
            Self::Weighted { .. } => "--weights",
        }
    }

    /// For the manifest.
    pub(super) fn options(&self) -> BTreeMap<String, Value> {
        let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned());
        let file = |p: &Option<PathBuf>| json!(p.as_deref().and_then(name));
        let entries = match self {
            Self::None => vec![("standardise", Value::Null)],
            Self::Direct { standard, method } => {
                vec![
                    ("standardise", json!("direct")),
                    ("standard", file(standard)),
                    ("dsr-method", json!(word(*method))),
                ]
            }
            Self::Indirect { reference } => vec![("standardise", json!("indirect")), ("reference", file(reference))],
            Self::Weighted { weights, set } => vec![("weights", json!(name(weights))), ("weights-set", json!(set))],
        };
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// The word for a method on the command line.
fn word(method: DirectMethod) -> &'static str {
    DirectMethod::ALL.into_iter().find(|(m, _)| *m == method).map_or("dobson", |(_, word)| word)
}

/// Says in the findings what was done, which names files that the statistics do not know.
pub(super) fn named(findings: &mut [SliceFindings], words: Option<&Standardised>) {
    let Some(words) = words else { return };
    for f in findings {
        let reference_rate = f.standardised.as_ref().and_then(|s| s.reference_rate);
        f.standardised = Some(Standardised { reference_rate, ..words.clone() });
    }
}

fn direct(
    slices: Vec<Slice>,
    parts: &Parts,
    options: &SliceOptions,
    standard: Option<&Path>,
    method: DirectMethod,
) -> Result<Adjusted> {
    if let Some(share) = slices.iter().find(|s| s.kind() == Kind::Share) {
        bail!(
            "'{}' is a share, and a directly standardised rate treats events as Poisson; use --standardise indirect, \
             or --kind count where the events are rare",
            share.treatment()
        );
    }
    let given = standard.map(read_standard).transpose()?;
    let to = given.as_ref().map_or_else(
        || "the 2013 European Standard Population".to_owned(),
        |g| format!("the standard population in {}", g.input.name),
    );
    let european = Standard::European;
    let table = given.as_ref().map_or(&european, |g| &g.table);
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        let rates = strata.standardised(table, method)?;
        let by_area: BTreeMap<Arc<str>, _> = strata.areas().cloned().zip(rates.areas).collect();
        let slice = expected(slice, &strata, &strata.as_reference())?;
        Ok(slice.with_direct(|code| by_area.get(code).cloned(), rates.overall, method)?)
    };
    let slices = slices.into_iter().map(one).collect::<Result<_>>()?;
    let intervals = match method {
        DirectMethod::Dobson => "intervals by Dobson's method, and no rate for fewer than ten events",
        DirectMethod::FayFeuer => "intervals by the method of Fay and Feuer",
    };
    let notes = vec![format!(
        "Rates are directly standardised to {to}: what they would be if each area's people had its ages and sexes; {intervals}. \
         O / E, indices and limits use expected values from the rates of all areas together by age and sex."
    )];
    Ok(adjusted(
        slices,
        StandardisedBy::Direct,
        format!("directly standardised to {to}"),
        notes,
        given.map(|g| g.input),
    ))
}

fn indirect(slices: Vec<Slice>, parts: &Parts, options: &SliceOptions, reference: Option<&Path>) -> Result<Adjusted> {
    let given: Option<ByStratum<Reference>> = reference.map(read_reference).transpose()?;
    let mut by = "age and sex";
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        by = strata.told_by();
        match &given {
            Some(given) => expected(slice, &strata, &given.table),
            None => expected(slice, &strata, &strata.as_reference()),
        }
    };
    let slices: Vec<Slice> = slices.into_iter().map(one).collect::<Result<_>>()?;
    let from = given
        .as_ref()
        .map_or_else(|| "the rates of all areas together".to_owned(), |g| format!("the rates in {}", g.input.name));
    let notes = vec![format!(
        "Expected values are what each area would have had at {from} by {by} (indirect standardisation); a rate is O / \
         E times the reference's overall rate. Compare such a rate with the overall rate, not with another area's: \
         their people differ."
    )];
    Ok(adjusted(
        slices,
        StandardisedBy::Indirect,
        format!("expected from {from} by {by}"),
        notes,
        given.map(|g| g.input),
    ))
}

fn weighted(
    slices: Vec<Slice>,
    parts: &Parts,
    options: &SliceOptions,
    weights: &Path,
    set: Option<&str>,
) -> Result<Adjusted> {
    if let Some(share) = slices.iter().find(|s| s.kind() == Kind::Share) {
        bail!("'{}' is a share: its numerator is part of the denominator, which cannot be weighted", share.treatment());
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

fn adjusted(
    slices: Vec<Slice>,
    method: StandardisedBy,
    by: String,
    notes: Vec<String>,
    input: Option<TidyInput>,
) -> Adjusted {
    let words = Some(Standardised { method, by, reference_rate: None });
    Adjusted { slices, words, notes, input, weighted_by: None }
}

fn expected(slice: Slice, strata: &Strata, reference: &Reference) -> Result<Slice> {
    if reference.crude_rate().is_some_and(|rate| rate <= 0.0) {
        // Nothing happened anywhere: areas are no more to be set aside for it than by internal standardisation.
        return Ok(slice);
    }
    let made = by_code(strata, strata.expected(reference)?);
    Ok(slice.with_expected(|code| made.get(code).copied(), reference.crude_rate())?)
}

fn by_code(strata: &Strata, values: Vec<f64>) -> BTreeMap<Arc<str>, f64> {
    strata.areas().cloned().zip(values).collect()
}
