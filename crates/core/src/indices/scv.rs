//! Systematic component of variation.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale};
use super::notes::{binomial_note, fragile_note, sum_note};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::relative_variances;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::text::thousands;
use std::borrow::Cow;

/// Systematic component of variation.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("scv"),
    title: Cow::Borrowed("Systematic component of variation"),
    formula: "(1/n) [sum (O - E)^2 / E^2 - sum 1/E]; for a share (1 - p)/E in place of 1/E",
    source: "McPherson et al 1982, N Engl J Med 307:1310, in the form of Diehr et al 1990, Health Serv Res 24:741",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::Excess { weighted: false, logarithmic: false }, ..Behaviour::OF_COUNTS },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Between-area variance of the relative deviation (O - E) / E beyond what chance gives: the mean of
/// (O - E)^2 / E^2 less the mean of its chance part, 1/E for a Poisson count and (1 - p)/E for a share (binomial;
/// p = E / D, the overall share where E is internal).
///
/// Signed: a negative value means less spread than chance alone would give, and is not cut off at zero. On the scale of
/// 1 (atlases often print it times 100). Each area counts the same and there is no centring, so the expected values
/// must sum to the observed, as internal ones do. Notes say when they do not, when an area expects less than one event
/// and when one area contributes more than half of the sum.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::scv};
/// // E = 20 and 20: ((100 + 100) / 400 - 2 / 20) / 2
/// let rows = [("A", 10.0, 100.0), ("B", 30.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// assert!((scv::compute(&slice).unwrap().value - 0.2).abs() < 1e-12);
/// // as a share, p = 0.2: chance gives only 0.8 / 20
/// let share = Slice::from_denominators(Kind::Share, &rows).unwrap();
/// assert!((scv::compute(&share).unwrap().value - 0.21).abs() < 1e-12);
/// let money = Slice::from_denominators(Kind::Amount, &rows).unwrap();
/// assert!(scv::compute(&money).unwrap_err().reason.contains("an amount"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let terms: Vec<f64> = slice.observed().iter().zip(slice.expected()).map(|(o, e)| ((o - e) / e).powi(2)).collect();
    excess(slice, &terms)
}

/// Mean of the squared deviations less the mean of their chance variance, with the notes that both forms share.
pub(super) fn excess(slice: &Slice, squared: &[f64]) -> Result<Computed, Undefined> {
    let chance = relative_variances(slice)?;
    let sum: f64 = squared.iter().zip(chance.iter().zip(slice.expected())).map(|(s, (v, e))| s - v / e).sum();
    let value = sum / count(squared.len());
    let notes = [atlas_note(value), sum_note(slice), fragile_note(slice, squared), binomial_note(slice)];
    Computed::new(value, notes)
}

/// The value as atlases print it.
fn atlas_note(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("times 100, as atlases print it: {}", thousands(100.0 * value, 2)))
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    d.chance().map_or(f64::NAN, |c| (d.sums.squares - c) / d.frame.n)
}
