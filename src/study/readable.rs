//! Small rates per as many units as a sentence can say.

use super::plan::Plan;
use super::words::DataWords;
use super::{About, Study, Task};
use crate::core::Slice;
use crate::core::rates::Nature;
use crate::core::text::thousands;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What small rates are per; the first that makes one of them.
const PER: [f64; 3] = [1_000.0, 100_000.0, 1_000_000.0];

/// Rates below this are hard to read.
const SMALL: f64 = 0.1;

impl Plan {
    /// Makes small counts per one of the denominator rates per 1,000 or more in a report of policies and in leagues with their pages,
    /// where nobody says what they are per, and says so: their sentences set rates beside each other, and 0.00007 less is no sentence.
    /// Other reports stay per one: rates of two reports are compared, and what these choose may differ.
    pub(super) fn readable(&self, slices: &[Slice], words: &mut DataWords) -> Vec<String> {
        let Study { per: None, unit: None, about, .. } = &self.study else { return Vec::new() };
        if *about != Some(About::Policy) && self.task != Some(Task::Sweep) {
            return Vec::new();
        }
        let mut sums: BTreeMap<&Arc<str>, (f64, f64)> = BTreeMap::new();
        for slice in slices {
            let sum = sums.entry(slice.treatment()).or_default();
            sum.0 += slice.observed().iter().sum::<f64>();
            sum.1 += slice.denominator().map_or(0.0, |all| all.iter().sum());
        }
        let mut notes = Vec::new();
        for (treatment, (observed, denominator)) in sums {
            let money = words.of(treatment).unit.numerator.nature == Nature::Money;
            let rate = observed / denominator;
            let per_one = (self.per(words, treatment) - 1.0).abs() < f64::EPSILON;
            if money || !per_one || self.is_share(words, treatment) || !(rate > 0.0 && rate < SMALL) {
                continue;
            }
            let per = PER.into_iter().find(|per| rate * per >= 1.0).unwrap_or(PER[2]);
            words.entry(treatment).per = per;
            let per = thousands(per, 0);
            notes.push(format!(
                "{treatment}: rates are per {per}, as they are too small to read per one; `per` says otherwise."
            ));
        }
        notes
    }
}
