//! Rates of each area as they would be if its people were those of a standard population.

use super::groups::Groups;
use super::made::{Adjusted, adjusted, expected};
use crate::core::findings::StandardisedBy;
use crate::core::standardise::{DirectMethod, Standard, Strata};
use crate::core::{Kind, Parts, Period, Slice, SliceOptions};
use crate::ingest::tidy::strata::read_standard;
use crate::study::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The slices with directly standardised rates, and with the values that the rates of all areas together would give.
pub(super) fn apply(
    slices: Vec<Slice>,
    parts: &Parts,
    options: &SliceOptions,
    standard: Option<&Path>,
    method: DirectMethod,
) -> Result<Adjusted> {
    no_share(&slices)?;
    let given = standard.map(read_standard).transpose()?;
    let to = given.as_ref().map_or_else(
        || "the 2013 European Standard Population".to_owned(),
        |g| format!("the standard population in {}", g.input.name),
    );
    let european = Standard::European;
    let table = given.as_ref().map_or(&european, |g| &g.table);
    let mut met = Met::default();
    let one = |slice: Slice| -> Result<Slice> {
        if slice.is_empty() {
            return Ok(slice);
        }
        let strata = parts.strata(&slice, options)?;
        let rates = strata.standardised(table, method)?;
        let by_area: BTreeMap<Arc<str>, _> = strata.areas().cloned().zip(rates.areas).collect();
        met.meet(&slice, &strata, table, &rates.lacking);
        let slice = expected(slice, &strata, &strata.as_reference()?)?;
        Ok(slice.with_direct(|code| by_area.get(code).cloned(), rates.overall, rates.lacking, method)?)
    };
    let slices = slices.into_iter().map(one).collect::<Result<_>>()?;
    let (to, notes) = met.words(&to, method);
    Ok(adjusted(
        slices,
        StandardisedBy::Direct,
        format!("directly standardised to {to}"),
        notes,
        given.map(|g| g.input),
    ))
}

/// Refuses shares, whose chance is binomial.
fn no_share(slices: &[Slice]) -> Result<()> {
    let Some(share) = slices.iter().find(|s| s.kind() == Kind::Share) else { return Ok(()) };
    let problem = "is a share, and a directly standardised rate treats events as Poisson; use `standardise indirect`, \
                   or `kind count` where the events are rare";
    Err(Error::Treatment { treatment: share.treatment().to_string(), problem: problem.to_owned() })
}

/// What a reader must know of the slices that were met.
#[derive(Default)]
struct Met {
    groups: Groups,
    few: Option<String>,
    undefined: BTreeMap<Arc<str>, String>,
    /// Periods, by the groups of the standard population that nobody is in there.
    left_out: BTreeMap<BTreeSet<String>, BTreeSet<Period>>,
}

impl Met {
    fn meet(&mut self, slice: &Slice, strata: &Strata, standard: &Standard, lacking: &BTreeMap<Arc<str>, String>) {
        self.groups.meet(slice, strata);
        if self.few.is_none() {
            self.few = few_bands(strata);
        }
        for (area, why) in lacking {
            self.undefined.entry(Arc::clone(area)).or_insert_with(|| why.clone());
        }
        let groups = standard.left_out(strata).into_iter().map(|(key, _)| key.to_string()).collect();
        self.left_out.entry(groups).or_default().insert(slice.period());
    }

    /// What the rates are standardised to, and the notes.
    fn words(self, to: &str, method: DirectMethod) -> (String, Vec<String>) {
        let (to, without) = without(to, &self.left_out);
        let intervals = match method {
            DirectMethod::Dobson => "intervals by Dobson's method, and no rate for fewer than ten events",
            DirectMethod::FayFeuer => "intervals by the method of Fay and Feuer",
        };
        let mut notes = vec![format!(
            "Rates are directly standardised to {to}: what they would be if each area's people had its ages and sexes; {intervals}. \
             O / E, indices and limits use expected values from the rates of all areas together by age and sex."
        )];
        notes.extend(without);
        notes.extend(self.few);
        notes.extend(without_rate(&self.undefined));
        notes.extend(self.groups.notes(true));
        (to, notes)
    }
}

/// The standard population without what no area has, and what is said of that.
fn without(to: &str, left_out: &BTreeMap<BTreeSet<String>, BTreeSet<Period>>) -> (String, Option<String>) {
    let lacking = || left_out.iter().filter(|(groups, _)| !groups.is_empty());
    if lacking().next().is_none() {
        return (to.to_owned(), None);
    }
    let in_words = |groups: &BTreeSet<String>| groups.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
    let all: BTreeSet<String> = lacking().flat_map(|(groups, _)| groups.iter().cloned()).collect();
    let everywhere = left_out.len() == 1;
    let periods = |periods: &BTreeSet<Period>| periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let told: Vec<String> = lacking().map(|(groups, of)| format!("{} in {}", in_words(groups), periods(of))).collect();
    let groups = if everywhere { in_words(&all) } else { told.join("; ") };
    let note = format!(
        "No area has people, or a row, of some groups of {to} ({groups}). Rates there are standardised to the rest of it and \
         cannot be compared with rates that are standardised to the whole."
    );
    // What holds in some periods alone is said by the note, not by the name of the rates of all.
    (if everywhere { format!("{to} without {groups}") } else { to.to_owned() }, Some(note))
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
