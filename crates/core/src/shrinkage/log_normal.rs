//! Empirical Bayes with a log-normal distribution of true ratios.

use super::family::Family;
use super::posterior::Posterior;
use super::shrinker::{Shrinker, Shrunk, all_alike, require, share_note};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::lognormal_poisson;

pub use super::posterior::LogNormal;

/// Log-normal empirical Bayes.
pub const SHRINKER: Shrinker = Shrinker {
    id: "log-normal",
    title: "Empirical Bayes, log-normal",
    formula: "posterior of h = ln(true ratio) proportional to exp(O h - E e^h - (h - a)^2 / (2 V)); a, V by maximum likelihood \
              (25-point adaptive Gauss-Hermite quadrature)",
    source: "Breslow & Clayton 1993, J Am Stat Assoc 88:9; Pinheiro & Bates 1995, J Comput Graph Stat 4:12",
    undefined_when: "fewer than two areas; nothing observed; the numerator is not a count; nothing expected",
    shrink,
};

/// Logarithms of true ratios are normal with mean a and variance V (`variance`), counts Poisson around the ratios: the
/// random-intercept Poisson regression. `centre` is exp(a), the median ratio. When V is zero every area shrinks to the
/// overall ratio, with a note.
///
/// # Errors
/// Undefined for amounts, when nothing is expected or observed, for fewer than two areas and when the likelihood has no
/// maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, shrinkage::log_normal};
/// let rows = [("A", 2.0, 10.0), ("B", 30.0, 10.0), ("C", 100.0, 100.0), ("D", 60.0, 100.0)];
/// let found = log_normal::shrink(&Slice::from_expected(Kind::Count, &rows).unwrap()).unwrap();
/// let [low, high] = found.areas[1].interval(Confidence::new(0.95, "confidence").unwrap()).unwrap();
/// assert!(low < found.areas[1].median().unwrap() && found.areas[1].median().unwrap() < high);
/// ```
pub fn shrink(slice: &Slice) -> Result<Shrunk, Undefined> {
    require(slice)?;
    let fit = lognormal_poisson::fit(slice.observed(), slice.expected())?;
    let centre = libm::exp(fit.intercept);
    if fit.variance <= 0.0 {
        return Ok(Shrunk { family: Some(Family::LogNormal), ..all_alike(slice, centre) });
    }
    let posterior = |(o, e): (&f64, &f64)| Posterior::LogNormal(LogNormal::new(*o, *e, fit.intercept, fit.variance));
    let areas = slice.observed().iter().zip(slice.expected()).map(posterior).collect();
    let (note, family) = (share_note(slice), Some(Family::LogNormal));
    Ok(Shrunk { centre, variance: fit.variance, areas, note, family, open: fit.variance })
}
