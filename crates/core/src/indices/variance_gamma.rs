//! Variance of the rates (gamma-Poisson, maximum likelihood).

use super::index::{Computed, Index, Needs};
use super::notes::model_note;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::{Mean, gamma_poisson};

/// Variance of the rates (gamma-Poisson, maximum likelihood).
pub const INDEX: Index = Index {
    id: "variance-gamma",
    title: "Variance of the rates (gamma-Poisson, maximum likelihood)",
    formula: "1/theta of the negative binomial model with mean m = exp(b) E and variance m + m^2/theta",
    source: "Clayton & Kaldor 1987, Biometrics 43:671; Lawless 1987, Can J Stat 15:209",
    undefined_when: "the numerator is no count; fewer than two areas; nothing observed; nearly all events in one area",
    needs: Needs::Nothing,
    compute,
};

/// The headline: variance between areas of their true rates relative to the overall rate, chance removed. Its square root is
/// the coefficient of variation of the true rates. The overall ratio is estimated with it.
///
/// Zero, with a note, when areas differ by no more than chance. For a share the Poisson chance of the model is wider than
/// the binomial, so that the value is a lower bound; the note says so.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas, when nothing was observed and when the
/// likelihood has no maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_gamma};
/// let rows = [("A", 3.0, 10.0), ("B", 14.0, 10.0), ("C", 9.0, 20.0), ("D", 30.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = variance_gamma::compute(&slice).unwrap();
/// assert!((found.value - 0.318_723_068).abs() < 1e-6);
/// let even = Slice::from_expected(Kind::Count, &[("A", 10.0, 10.0), ("B", 11.0, 11.0)]).unwrap();
/// assert!(variance_gamma::compute(&even).unwrap().note.unwrap().contains("boundary 0"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free)?;
    Computed::new(fit.variance, [model_note(slice, fit.variance)])
}
