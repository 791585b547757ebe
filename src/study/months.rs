//! Noise from month to month, for amounts of which nothing else is known.

use super::Result;
use super::plan::Plan;
use super::shared_notes::shared;
use crate::core::chance::{Dispersion, LEAST_MONTHS, MonthNoise};
use crate::core::{Cube, Period, Slice, SliceOptions, Undefined};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Plan {
    /// The slices with what all months of the data show of noise, where chance is not known otherwise, and why some have
    /// none although they have months enough.
    pub(super) fn with_month_noise(
        &self,
        slices: Vec<Slice>,
        cube: &Cube,
        options: &SliceOptions,
    ) -> Result<(Vec<Slice>, Vec<String>)> {
        let known_of = &self.analysis.per_person_of;
        let unknown = |s: &Slice| {
            s.adjusted().is_none() && !known_of.contains_key(s.treatment()) && Dispersion::of(s, None).is_err()
        };
        let given = self.analysis.per_person.is_some() || self.analysis.repeat_factor.is_some();
        let wanted: BTreeSet<Arc<str>> = slices.iter().filter(|s| unknown(s)).map(|s| s.treatment().clone()).collect();
        // Slices are in the order of treatment and period.
        if given || wanted.is_empty() || cube.rows().iter().any(|row| !matches!(row.period, Period::Month(_))) {
            return Ok((slices, Vec::new()));
        }
        let months = cube.slices(&SliceOptions { by: None, from: None, to: None, ..options.clone() })?;
        let mut known: BTreeMap<Arc<str>, Arc<MonthNoise>> = BTreeMap::new();
        let mut notes = Vec::new();
        for months in months.chunk_by(|a, b| a.treatment() == b.treatment()) {
            let treatment = months[0].treatment();
            match MonthNoise::of(months) {
                Ok(noise) if wanted.contains(treatment) => drop(known.insert(treatment.clone(), Arc::new(noise))),
                Err(Undefined { reason }) if wanted.contains(treatment) && months.len() >= LEAST_MONTHS => {
                    let note = format!("noise from month to month is not known, because {reason}.");
                    notes.push((treatment.clone(), note));
                }
                Ok(_) | Err(_) => {}
            }
        }
        let enter = |(at, slice): (usize, &Slice)| match known.get(slice.treatment()) {
            Some(noise) if unknown(slice) => {
                let before = at.checked_sub(1).and_then(|before| slices.get(before));
                slice.clone().with_month_noise(Arc::clone(noise), before)
            }
            _ => slice.clone(),
        };
        Ok((slices.iter().enumerate().map(enter).collect(), shared(notes)))
    }
}
