//! Treatments in the order of what it would come to if areas moved to a target.

use super::money::in_pounds;
use serde::Serialize;
use std::cmp::Reverse;
use unwarranted_core::Period;
use unwarranted_core::opportunity::{Opportunity, SavingsIs};
use unwarranted_plot::labels::{Labels, LabelsBy};

/// One treatment. What is left without chance is shown only where `shown`, and is too low where areas differ.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MoneyEntry<'a> {
    pub(crate) rank: usize,
    pub(crate) treatment: &'a str,
    pub(crate) measure: Option<&'a str>,
    pub(crate) period: Period,
    /// Which savings of OpenPrescribing these are, if any.
    pub(crate) savings: Option<SavingsIs>,
    /// Whether sums are pounds, by which treatments can be compared.
    pub(crate) pounds: bool,
    pub(crate) polarity: &'a str,
    pub(crate) beyond_chance: Option<f64>,
    pub(crate) lower: Option<f64>,
    pub(crate) upper: Option<f64>,
    pub(crate) signed: Option<f64>,
    pub(crate) clipped: Option<f64>,
    pub(crate) by_chance: Option<f64>,
    /// `beyond_chance` over all that was observed.
    pub(crate) part: Option<f64>,
    pub(crate) shown: bool,
    pub(crate) undefined: Option<&'a str>,
    /// All that was observed.
    #[serde(skip)]
    pub(crate) observed: f64,
    /// Confidence of the interval.
    #[serde(skip)]
    pub(crate) confidence: f64,
}

impl MoneyEntry<'_> {
    /// A sum over all that was observed.
    pub(crate) fn part_of(&self, sum: Option<f64>) -> Option<f64> {
        sum.filter(|_| self.observed > 0.0).map(|sum| sum / self.observed)
    }
}

/// Pounds first, each by what is beyond chance where an interval shows it, then what is not shown; other units by the part of what was
/// observed, as they cannot be added or compared.
pub(crate) fn money_league<'a>(slices: &'a [Opportunity], labels: &'a LabelsBy) -> Vec<MoneyEntry<'a>> {
    let mut entries: Vec<MoneyEntry<'a>> = slices.iter().map(|s| entry(s, labels.get(&s.treatment))).collect();
    let size = |e: &MoneyEntry<'_>| {
        let own = if e.pounds { e.beyond_chance.or(e.clipped) } else { e.part.or(e.part_of(e.clipped)) };
        own.unwrap_or(f64::NEG_INFINITY)
    };
    entries.sort_by(|a, b| {
        let first = |e: &MoneyEntry<'_>| (Reverse(e.pounds), Reverse(e.shown));
        let same = (a.treatment, a.period).cmp(&(b.treatment, b.period));
        first(a).cmp(&first(b)).then_with(|| size(b).total_cmp(&size(a))).then(same)
    });
    let key = |e: &MoneyEntry<'_>| (e.pounds, e.shown, size(e));
    let keys: Vec<_> = entries.iter().map(key).collect();
    let mut first = 0;
    for (i, entry) in entries.iter_mut().enumerate() {
        // Equal ones share the smallest of their places.
        if i == 0 || !equal(keys[i], keys[i - 1]) {
            first = i + 1;
        }
        entry.rank = first;
    }
    entries
}

/// Whether two are of one kind and size, but for rounding.
fn equal(a: (bool, bool, f64), b: (bool, bool, f64)) -> bool {
    (a.0, a.1) == (b.0, b.1) && (a.2.total_cmp(&b.2).is_eq() || (a.2 - b.2).abs() <= 1e-9 * a.2.abs().min(b.2.abs()))
}

fn entry<'a>(s: &'a Opportunity, labels: Option<&'a Labels>) -> MoneyEntry<'a> {
    let observed: f64 = s.areas.iter().map(|a| a.observed).sum();
    MoneyEntry {
        rank: 0,
        treatment: &s.treatment,
        measure: labels.map(|l| l.measure.as_str()),
        period: s.period,
        savings: s.savings,
        pounds: in_pounds(s, labels),
        polarity: s.polarity,
        beyond_chance: s.beyond_chance,
        lower: s.lower,
        upper: s.upper,
        signed: s.signed,
        clipped: s.clipped,
        by_chance: s.by_chance,
        part: s.beyond_chance.filter(|_| observed > 0.0).map(|beyond| beyond / observed),
        shown: s.shown,
        undefined: s.undefined.as_deref(),
        observed,
        confidence: s.confidence,
    }
}
