//! What a reader must know before quoting an index.

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::slice::Slice;

/// The note of a variance that is zero because less than chance was seen.
pub(super) const BOUNDARY: &str = "no overdispersion: the estimate is on the boundary 0";

/// Notes of the models with Poisson chance.
pub(super) fn model_note(slice: &Slice, variance: f64) -> Option<String> {
    let share = (slice.kind() == Kind::Share)
        .then_some("chance is taken as Poisson, which is too wide for a share: this is a lower bound of the variance");
    let notes: Vec<&str> = (variance <= 0.0).then_some(BOUNDARY).into_iter().chain(share).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Says that a share was taken as binomial.
pub(super) fn binomial_note(slice: &Slice) -> Option<String> {
    (slice.kind() == Kind::Share).then(|| "chance is binomial, as the numerator is part of the denominator".to_owned())
}

/// Says that given expected values do not sum to the observed, which a formula without centring counts as variation.
pub(super) fn sum_note(slice: &Slice) -> Option<String> {
    let (observed, expected): (f64, f64) = (slice.observed().iter().sum(), slice.expected().iter().sum());
    let differ = slice.expected_from() != ExpectedFrom::Internal && (observed - expected).abs() > 1e-6 * observed;
    differ.then(|| {
        let ratio = observed / expected;
        format!(
            "the expected values do not sum to the observed (overall ratio {ratio:.4}), and this index counts the \
             overall difference as variation"
        )
    })
}

/// Says that small expected values or one area alone may make the value: `terms` are the squared deviations summed.
pub(super) fn fragile_note(slice: &Slice, terms: &[f64]) -> Option<String> {
    let smallest = slice.expected().iter().copied().fold(f64::INFINITY, f64::min);
    let small = (smallest < 1.0).then(|| "an area expects less than one event, which makes this unstable".to_owned());
    let total: f64 = terms.iter().sum();
    let top = terms.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, t)| **t > 0.5 * total);
    let single = top.map(|(i, t)| {
        let code = &slice.areas()[i].code;
        format!("area {code} alone contributes {:.0} % of the sum of squares", 100.0 * t / total)
    });
    match (small, single) {
        (Some(a), Some(b)) => Some(format!("{a}; {b}")),
        (a, b) => a.or(b),
    }
}
