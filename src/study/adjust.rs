//! Standardisation by age and sex, and weighted denominators.

use super::plan::Adjust;
use super::{Error, Result};
use crate::core::findings::{Standardised, StandardisedBy};
use crate::core::standardise::{DirectMethod, Reference, Standard, Strata, WeightTable};
use crate::core::{Kind, Parts, Slice, SliceFindings, SliceOptions};
use crate::ingest::tidy::TidyInput;
use crate::ingest::tidy::strata::{ByStratum, read_reference, read_standard, read_weights};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
        let summed = "Rows by age and sex are summed: rates are crude. Use `standardise direct` or indirect, or `weights \
                      FILE`, to allow for age and sex.";
        let notes = parts.map(|_| summed.to_owned()).into_iter().collect();
        return Ok(Adjusted { slices, words: None, notes, input: None, weighted_by: None });
    };
    match adjust {
        Adjust::None => Ok(Adjusted { slices, words: None, notes: Vec::new(), input: None, weighted_by: None }),
        Adjust::Direct { standard, method } => direct(slices, parts, options, standard.map(PathBuf::as_path), method),
        Adjust::Indirect { reference } => indirect(slices, parts, options, reference.map(PathBuf::as_path)),
        Adjust::Weighted { weights, set } => weighted(slices, parts, options, weights, set),
    }
    .map_err(|e| e.under(adjust.words()))
}

impl Adjust<'_> {
    /// The option that asks for it.
    fn key(self) -> &'static str {
        if matches!(self, Self::Weighted { .. }) { "weights" } else { "standardise" }
    }

    /// The same with its value.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Direct { .. } => "standardise direct",
            Self::Indirect { .. } => "standardise indirect",
            Self::Weighted { .. } => "weights",
        }
    }
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
        let problem = "is a share, and a directly standardised rate treats events as Poisson; use `standardise indirect`, \
                       or `kind count` where the events are rare";
        return Err(Error::Treatment { treatment: share.treatment().to_string(), problem: problem.to_owned() });
    }
    let given = standard.map(read_standard).transpose()?;
    let to = given.as_ref().map_or_else(
        || "the 2013 European Standard Population".to_owned(),
        |g| format!("the standard population in {}", g.input.name),
    );
    let european = Standard::European;
    let table = given.as_ref().map_or(&european, |g| &g.table);
    let (mut few, mut undefined) = (None, BTreeMap::new());
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        let rates = strata.standardised(table, method)?;
        let by_area: BTreeMap<Arc<str>, _> = strata.areas().cloned().zip(rates.areas).collect();
        if few.is_none() {
            few = few_bands(&strata);
        }
        for (area, why) in &rates.lacking {
            undefined.entry(Arc::clone(area)).or_insert_with(|| why.clone());
        }
        let slice = expected(slice, &strata, &strata.as_reference())?;
        Ok(slice.with_direct(|code| by_area.get(code).cloned(), rates.overall, rates.lacking, method)?)
    };
    let slices = slices.into_iter().map(one).collect::<Result<_>>()?;
    let intervals = match method {
        DirectMethod::Dobson => "intervals by Dobson's method, and no rate for fewer than ten events",
        DirectMethod::FayFeuer => "intervals by the method of Fay and Feuer",
    };
    let mut notes = vec![format!(
        "Rates are directly standardised to {to}: what they would be if each area's people had its ages and sexes; {intervals}. \
         O / E, indices and limits use expected values from the rates of all areas together by age and sex."
    )];
    notes.extend(few);
    notes.extend(without_rate(&undefined));
    Ok(adjusted(
        slices,
        StandardisedBy::Direct,
        format!("directly standardised to {to}"),
        notes,
        given.map(|g| g.input),
    ))
}

/// Areas that have no standardised rate for want of people in some strata.
fn without_rate(undefined: &BTreeMap<Arc<str>, String>) -> Option<String> {
    const MOST: usize = 5;
    let mut told: Vec<String> = undefined.iter().take(MOST).map(|(area, why)| format!("{area}: {why}")).collect();
    if undefined.len() > MOST {
        told.push(format!("and {} more areas", undefined.len() - MOST));
    }
    (!told.is_empty()).then(|| format!("Areas without a standardised rate: {}.", told.join("; ")))
}

/// Says that age bands are so wide that standardising by them takes away little of a difference in age.
fn few_bands(strata: &Strata) -> Option<String> {
    const FEW: usize = 6;
    let bands = strata.age_bands();
    let told: Vec<String> = bands.iter().map(ToString::to_string).collect();
    ((2..FEW).contains(&told.len())).then(|| {
        format!(
            "There are only {} age bands ({}): within such wide bands people differ in age, which standardising does not take \
             away.",
            told.len(),
            told.join(", ")
        )
    })
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
