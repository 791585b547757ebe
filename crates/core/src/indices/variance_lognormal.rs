//! Variance of the log rates (log-normal-Poisson, maximum likelihood).

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale, Smooth};
use super::notes::model_note;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::lognormal_poisson;
use std::borrow::Cow;

/// Variance of the log rates (log-normal-Poisson, maximum likelihood).
pub const INDEX: Index = Index {
    id: Cow::Borrowed("variance-lognormal"),
    title: Cow::Borrowed("Variance of the log rates (log-normal-Poisson, maximum likelihood)"),
    formula: "s^2 of O ~ Poisson(E exp(h)), h ~ N(a, s^2), by adaptive Gauss-Hermite quadrature, 25 points",
    source: "Breslow & Clayton 1993, J Am Stat Assoc 88:9; Liu & Pierce 1994, Biometrika 81:624",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed; nearly all events in one area",
    needs: Needs::Nothing,
    behaviour: Behaviour {
        scale: Scale::None,
        smooth: Smooth::AboveZero,
        floor: true,
        curvature: Some(curvature),
        ..Behaviour::OF_COUNTS
    },
    computation: Computation::Of(compute),
    replicate: None,
};

/// Variance between areas of the logarithm of their true rates, chance removed.
///
/// Zero, with a note, when areas differ by no more than chance. For a share the Poisson chance of the model is wider than
/// the binomial, so that the value is a lower bound; the note says so.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas, when nothing was observed and when the
/// likelihood has no maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::variance_lognormal};
/// let rows = [("A", 3.0, 10.0), ("B", 14.0, 10.0), ("C", 9.0, 20.0), ("D", 30.0, 20.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = variance_lognormal::compute(&slice).unwrap();
/// assert!((found.value - 0.350_19).abs() < 1e-5);
/// let even = Slice::from_expected(Kind::Count, &[("A", 10.0, 10.0), ("B", 11.0, 11.0)]).unwrap();
/// assert!(variance_lognormal::compute(&even).unwrap().note.unwrap().contains("boundary 0"));
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let fit = lognormal_poisson::fit(slice.observed(), slice.expected())?;
    Computed::new(fit.variance, [model_note(slice, fit.variance)])
}

/// The variance and its standard error from the curvature of the likelihood; `None` on the boundary 0.
fn curvature(slice: &Slice) -> Option<[f64; 2]> {
    let fit = lognormal_poisson::fit(slice.observed(), slice.expected()).ok()?;
    Some([fit.variance, fit.error?])
}
