//! Rows by age and sex that are summed: what a reader must know of areas that lack some.

use crate::core::{Cell, Parts, Slice, SliceOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Areas and groups that are named.
const NAMED: usize = 5;

/// What is said of crude rates that are sums over ages and sexes.
pub(super) fn notes(slices: &[Slice], parts: &Parts, options: &SliceOptions) -> Vec<String> {
    let summed = "Rows by age and sex are summed: rates are crude. Use `standardise direct` or indirect, or `weights \
                  FILE`, to allow for age and sex.";
    let mut notes = vec![summed.to_owned()];
    notes.extend(lacking(slices, parts, options));
    notes.extend(of_nobody(slices, parts));
    notes
}

/// Areas without people, or rows, of groups that others have.
fn lacking(slices: &[Slice], parts: &Parts, options: &SliceOptions) -> Option<String> {
    let mut lacking: BTreeMap<Arc<str>, BTreeSet<String>> = BTreeMap::new();
    for slice in slices.iter().filter(|slice| !slice.is_empty()) {
        let Ok(strata) = parts.strata(slice, options) else { continue };
        for (area, groups) in strata.lacking() {
            lacking.entry(area).or_default().extend(groups.iter().map(ToString::to_string));
        }
    }
    let one = |(area, groups): (&Arc<str>, &BTreeSet<String>)| {
        format!("{area} ({})", some(groups.iter().cloned().collect(), "; "))
    };
    (!lacking.is_empty()).then(|| {
        format!(
            "Areas without people, or rows, of some ages or sexes that other areas have, in one period at least: {}. Their crude \
             rates are of other people than those of the rest.",
            some(lacking.iter().map(one).collect(), ", ")
        )
    })
}

/// Events in groups in which nobody lives.
fn of_nobody(slices: &[Slice], parts: &Parts) -> Option<String> {
    let used: BTreeSet<(&Arc<str>, &Arc<str>)> =
        slices.iter().flat_map(|s| s.areas().iter().map(move |a| (s.treatment(), &a.code))).collect();
    let mut told = BTreeSet::new();
    for part in parts.rows().iter().filter(|part| used.contains(&(&part.row.treatment, &part.row.area))) {
        let events = part.row.observed.value().filter(|events| *events > 0.0);
        let nobody = part.row.denominator.and_then(Cell::value) == Some(0.0);
        if let (Some(events), Some(group), true) = (events, &part.stratum, nobody) {
            told.insert(format!("{} ({group}: {events} in {})", part.row.area, part.row.period));
        }
    }
    (!told.is_empty()).then(|| {
        format!(
            "Events in an age or sex group of nobody: {}. They are summed with the others; one of the two figures is wrong.",
            some(told.into_iter().collect(), ", ")
        )
    })
}

/// The first few of many.
fn some(mut all: Vec<String>, between: &str) -> String {
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    if more > 0 {
        all.push(format!("and {more} more"));
    }
    all.join(between)
}
