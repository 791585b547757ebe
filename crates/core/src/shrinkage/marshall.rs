//! Empirical Bayes by moments.

use super::posterior::Posterior;
use super::shrinker::{Shrinker, Shrunk, all_alike, require};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;

/// Marshall's global estimator.
pub const SHRINKER: Shrinker = Shrinker {
    id: "marshall",
    title: "Empirical Bayes by moments (Marshall, global)",
    formula: "r = O/E, b = sum O / sum E, s2 = sum E (r - b)^2 / sum E, A = max(0, s2 - b / mean E); b + A (r - b)/(A + b/E); \
              for a share r = O/D with binomial chance",
    source: "Marshall 1991, Appl Stat 40:283; for a share Martuzzi & Elliott 1996, Stat Med 15:1867",
    undefined_when: "fewer than two areas; nothing observed; the numerator is not a count; nothing expected",
    shrink,
};

/// Shrinks without a distribution of the true ratios, only their mean and variance A by moments (`variance`): quick and
/// robust, but with no interval. For a share the proportions O / D are shrunk with binomial chance and divided by the
/// overall proportion; `centre` is 1 then and `variance` that of the ratios.
///
/// # Errors
/// Undefined for amounts, when nothing is expected or observed and for fewer than two areas.
///
/// ```
/// use unwarranted_core::{Kind, Slice, shrinkage::marshall};
/// let rows = [("A", 10.0, 10.0), ("B", 30.0, 10.0)];
/// let found = marshall::shrink(&Slice::from_expected(Kind::Count, &rows).unwrap()).unwrap();
/// // b = 2, s2 = 1, A = 1 - 2/10 = 0.8; B: 2 + 0.8 (3 - 2) / (0.8 + 0.2) = 2.8
/// assert!((found.variance - 0.8).abs() < 1e-12 && (found.areas[1].mean() - 2.8).abs() < 1e-12);
/// assert_eq!(found.areas[1].median(), None);
/// ```
pub fn shrink(slice: &Slice) -> Result<Shrunk, Undefined> {
    require(slice)?;
    let share = slice.denominator().filter(|_| slice.kind() == Kind::Share);
    let sizes = share.unwrap_or(slice.expected());
    let total: f64 = sizes.iter().sum();
    let b = slice.observed().iter().sum::<f64>() / total;
    let rates: Vec<f64> = slice.observed().iter().zip(sizes).map(|(o, n)| o / n).collect();
    let s2 = sizes.iter().zip(&rates).map(|(n, r)| n * (r - b).powi(2)).sum::<f64>() / total;
    let mean = total / sizes.len() as f64;
    let chance = if share.is_some() { b * (1.0 - b) } else { b };
    let variance = s2 - chance / mean;
    let unit = if share.is_some() { b } else { 1.0 };
    if variance <= 0.0 || chance <= 0.0 {
        return Ok(all_alike(slice, b / unit));
    }
    let weight = |n: f64| {
        if share.is_some() {
            ((n * s2 - n / mean * chance) / ((n - 1.0) * s2 + (mean - n) / mean * chance)).clamp(0.0, 1.0)
        } else {
            variance / (variance + b / n)
        }
    };
    let estimate = |(n, r): (&f64, &f64)| Posterior::Estimate((b + weight(*n) * (r - b)) / unit);
    let areas = sizes.iter().zip(&rates).map(estimate).collect();
    Ok(Shrunk { centre: b / unit, variance: variance / (unit * unit), areas, note: None, family: None, open: 0.0 })
}
