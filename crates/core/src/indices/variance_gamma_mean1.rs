//! Variance of the rates (gamma-Poisson, mean fixed at 1).

use super::index::{Computed, Index, Needs};
use super::notes::{model_note, sum_note};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::{Mean, gamma_poisson};

/// Variance of the rates (gamma-Poisson, mean fixed at 1).
pub const INDEX: Index = Index {
    id: "variance-gamma-mean1",
    title: "Variance of the rates (gamma-Poisson, mean fixed at 1)",
    formula: "1/theta of the negative binomial model with mean E and variance E + E^2/theta",
    source: "Martuzzi & Hills 1995, Am J Epidemiol 141:369",
    undefined_when: "the numerator is no count; fewer than two areas; nothing observed; nearly all events in one area",
    needs: Needs::Nothing,
    compute,
};

/// As [`super::variance_gamma`] with the overall ratio held at 1: the expected values are taken as they are, so that with
/// given ones an overall difference counts as variation.
///
/// Zero, with a note, when areas differ by no more than chance. For a share the Poisson chance of the model is wider than
/// the binomial, so that the value is a lower bound; the note says so.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas, when nothing was observed and when the
/// likelihood has no maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_gamma_mean1};
/// let rows = [("A", 3.0, 10.0), ("B", 14.0, 10.0), ("C", 9.0, 20.0), ("D", 30.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = variance_gamma_mean1::compute(&slice).unwrap();
/// assert!((found.value - 0.325_514_516).abs() < 1e-6);
/// let even = Slice::from_expected(Kind::Count, &[("A", 10.0, 10.0), ("B", 11.0, 11.0)]).unwrap();
/// assert!(variance_gamma_mean1::compute(&even).unwrap().note.unwrap().contains("boundary 0"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::One)?;
    Computed::new(fit.variance, [sum_note(slice), model_note(slice, fit.variance)])
}
