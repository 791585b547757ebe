//! Chance of money, quantities and items that repeat: one dispersion phi for a treatment.
//!
//! Events that come in lots per person are not independent. Where persons come at random (Poisson) and a person brings X,
//! the sum of an area has the variance phi times its mean, phi = sum X^2 / sum X = Q (1 + CV^2): Q the mean of X, CV its
//! coefficient of variation over persons (compound Poisson: Campbell 1909; Cox 1962, Renewal Theory, 8.3). O / phi counts
//! as many independent events ("effective events"); O is taken as gamma distributed with the mean E and the variance phi E.
//!
//! What months show is less than chance ([`MonthNoise`]): it is a lower bound.
//!
//! Nothing is assumed where nothing is known: there is no verdict then, but [`break_even`], which a reader can judge.

mod dispersion;
mod interval;
pub(crate) mod months;

pub(crate) use dispersion::years;
pub use dispersion::{ChanceFrom, Dispersion, PerPerson};
pub(crate) use interval::interval;
pub use months::{LEAST_MONTHS, MonthNoise};

use crate::data::slice::Slice;

/// Areas with fewer effective events than this have no verdict: ten items of ten per person are one person.
pub const LEAST_EFFECTIVE: f64 = 10.0;

/// What chance alone makes of the variance of a figure over its mean when persons are independent: 1, for a share 1 - p.
pub(crate) fn base(slice: &Slice) -> f64 {
    slice.overall_share().map_or(1.0, |p| (1.0 - p).max(0.0))
}

/// The dispersion at which an area just touches limits that leave z standard deviations: (O - E)^2 / (z^2 E), relative to
/// the chance of independent events. Divided by 1 + CV^2 it is what one person would have to take: below that, the area
/// differs from expected.
///
/// ```
/// use unwarranted_core::chance::break_even;
/// // 90,000 where 60,000 are expected, limits at 3 standard deviations: 30,000^2 / (9 x 60,000).
/// assert!((break_even(90_000.0, 60_000.0, 3.0) - 1666.666_666).abs() < 1e-3);
/// ```
#[must_use]
pub fn break_even(observed: f64, expected: f64, z: f64) -> f64 {
    (observed - expected).powi(2) / (z * z * expected)
}

/// The dispersion at which the whole spread between areas would be chance: sum (O - E)^2 / E over n - 1 (Pearson), relative
/// to the chance of independent events. `None` for fewer than two areas or nothing expected.
#[must_use]
pub fn spread_as_chance(slice: &Slice) -> Option<f64> {
    slice.require_variation().ok()?;
    let squares: f64 = slice.observed().iter().zip(slice.expected()).map(|(o, e)| (o - e).powi(2) / e).sum();
    let phi = squares / (slice.len() as f64 - 1.0) / base(slice);
    phi.is_finite().then_some(phi)
}

#[cfg(test)]
mod tests;
