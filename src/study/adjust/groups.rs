//! What a reader must know of the groups of age and sex that rates are made of.

use crate::core::standardise::{AgeBand, Strata};
use crate::core::{Period, Slice};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The groups of the slices that were adjusted.
#[derive(Default)]
pub(super) struct Groups {
    /// Where each band was first met, by treatment.
    bands: BTreeMap<Arc<str>, BTreeMap<AgeBand, Period>>,
    /// "age 85+ (A)".
    of_one_area: BTreeSet<String>,
}

impl Groups {
    /// Meets the groups of a slice.
    pub(super) fn meet(&mut self, slice: &Slice, strata: &Strata) {
        let bands = self.bands.entry(Arc::clone(slice.treatment())).or_default();
        for band in strata.age_bands() {
            bands.entry(band).or_insert_with(|| slice.period());
        }
        self.of_one_area.extend(strata.of_one_area().into_iter().map(|(area, key)| format!("{key} ({area})")));
    }

    /// Says that age bands change between periods, and of which groups one area is all there is where all areas together are the
    /// reference.
    pub(super) fn notes(&self, all_are_reference: bool) -> Vec<String> {
        let alone = Some(&self.of_one_area).filter(|alone| all_are_reference && !alone.is_empty());
        self.changed().into_iter().chain(alone.map(of_one_area)).collect()
    }

    fn changed(&self) -> Option<String> {
        let pair = |bands: &BTreeMap<AgeBand, Period>| {
            let all: Vec<(AgeBand, Period)> = bands.iter().map(|(band, period)| (*band, *period)).collect();
            let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (*a, *b)));
            pairs.into_iter().find(|((a, _), (b, _))| a.overlaps(*b))
        };
        let (treatment, ((a, at), (b, then))) = self.bands.iter().find_map(|(t, bands)| Some((t, pair(bands)?)))?;
        Some(format!(
            "Age bands are not the same in all periods ({treatment}: {a} in {at}, {b} in {then}): wider bands take away less of a \
             difference in age, so that a step between such periods may come of the bands."
        ))
    }
}

fn of_one_area(alone: &BTreeSet<String>) -> String {
    const MOST: usize = 5;
    let mut told: Vec<&str> = alone.iter().take(MOST).map(String::as_str).collect();
    let more = format!("and {} more", alone.len().saturating_sub(MOST));
    if alone.len() > MOST {
        told.push(&more);
    }
    format!(
        "Some groups have people, or rows, in one area alone, which is compared there with itself: {}. If others have such people \
         too, their rows are missing.",
        told.join("; ")
    )
}
