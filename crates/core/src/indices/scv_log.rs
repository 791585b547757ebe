//! Systematic component of variation, original logarithmic form.

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale};
use super::scv::excess;
use super::shares;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Extra, Replicate};
use std::borrow::Cow;

/// Systematic component of variation, log form.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("scv-log"),
    title: Cow::Borrowed("Systematic component of variation, log form"),
    formula: "(1/n) [sum ln(O/E)^2 - sum 1/E]; for a share (1 - p)/E in place of 1/E",
    source: "McPherson, Wennberg, Hovind & Clifford 1982, N Engl J Med 307:1310",
    undefined_when: "an area observed nothing; the numerator is not a count; fewer than two areas",
    needs: Needs::Nothing,
    behaviour: Behaviour { scale: Scale::Excess { weighted: false, logarithmic: true }, ..Behaviour::OF_COUNTS },
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// The form in which the index was first published: mean of ln(O/E)^2 less the mean of its chance variance. Signed, on
/// the scale of 1, chance variance and notes as in [`super::scv`].
///
/// # Errors
/// Undefined when any area observed nothing, when the numerator is not a count and for fewer than two areas.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::scv_log};
/// let slice = |o| Slice::from_denominators(Kind::Count, &[("A", o, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let by_hand = (libm::log(0.5f64).powi(2) + libm::log(1.5f64).powi(2)) / 2.0 - 1.0 / 20.0;
/// assert!((scv_log::compute(&slice(10.0)).unwrap().value - by_hand).abs() < 1e-12);
/// assert!(scv_log::compute(&slice(0.0)).unwrap_err().reason.contains("area A observed nothing"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    shares::require_positive(slice)?;
    let terms: Vec<f64> =
        slice.observed().iter().zip(slice.expected()).map(|(o, e)| libm::log(o / e).powi(2)).collect();
    excess(slice, &terms)
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    match d.chance() {
        Some(chance) if d.sums.zeros <= 0.0 => (d.sums.log_squares - chance) / d.frame.n,
        _ => f64::NAN,
    }
}
