//! Empirical Bayes with a gamma distribution of true ratios.

use super::family::Family;
use super::posterior::Posterior;
use super::shrinker::{Shrinker, Shrunk, all_alike, require, share_note};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::{Mean, gamma_poisson};

/// Gamma-Poisson empirical Bayes.
pub const SHRINKER: Shrinker = Shrinker {
    id: "gamma-poisson",
    title: "Empirical Bayes, gamma-Poisson",
    formula: "posterior of the true ratio: gamma with shape theta + O and rate theta/mu + E; mean (theta + O)/(theta/mu + E); \
              theta, mu by negative binomial maximum likelihood with offset ln E",
    source: "Clayton & Kaldor 1987, Biometrics 43:671; Lawless 1987, Can J Stat 15:209",
    undefined_when: "fewer than two areas; nothing observed; the numerator is not a count; nothing expected",
    shrink,
};

/// True ratios are gamma distributed with mean mu and variance mu^2 / theta, counts Poisson around them. `variance` is
/// 1 / theta. When theta diverges (no overdispersion) every area shrinks to mu, with a note.
///
/// # Errors
/// Undefined for amounts, when nothing is expected or observed, for fewer than two areas and when the likelihood has no
/// maximum.
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, shrinkage::gamma_poisson};
/// let rows = [("A", 2.0, 10.0), ("B", 30.0, 10.0), ("C", 100.0, 100.0), ("D", 60.0, 100.0)];
/// let found = gamma_poisson::shrink(&Slice::from_expected(Kind::Count, &rows).unwrap()).unwrap();
/// let b = found.areas[1];
/// assert!(found.centre < b.mean() && b.mean() < 3.0);
/// assert!(b.exceeds(1.0).unwrap() > 0.99);
/// let even = [("A", 10.0, 10.0), ("B", 11.0, 11.0)];
/// let found = gamma_poisson::shrink(&Slice::from_expected(Kind::Count, &even).unwrap()).unwrap();
/// assert!((found.areas[0].mean() - 1.0).abs() < 1e-12 && found.note.is_some());
/// ```
pub fn shrink(slice: &Slice) -> Result<Shrunk, Undefined> {
    require(slice)?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free)?;
    let Some(theta) = fit.theta() else {
        return Ok(Shrunk { family: Some(Family::Gamma), ..all_alike(slice, fit.mean) });
    };
    let posterior = |(o, e): (&f64, &f64)| Posterior::Gamma { shape: theta + o, rate: theta / fit.mean + e };
    let areas = slice.observed().iter().zip(slice.expected()).map(posterior).collect();
    let (centre, variance) = (fit.mean, fit.variance);
    let (note, family) = (share_note(slice), Some(Family::Gamma));
    Ok(Shrunk { centre, variance, areas, note, family, open: variance })
}
