//! How much of how areas differ lasts from one period to another.

use super::mann_kendall::ranks;
use crate::error::Undefined;

/// How much lasts between two periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Persistence {
    /// Correlation of the ranks of areas (Spearman 1904).
    pub spearman: f64,
    /// Correlation of their rates: the share of the spread that lasts, where both periods spread alike.
    pub lasting: f64,
}

/// Compares the rates of the same areas in two periods.
///
/// # Errors
/// Undefined for fewer than five areas, and where all areas are alike in one of the periods.
///
/// ```
/// use unwarranted_core::time::persistence;
/// let found = persistence(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 4.0, 9.0, 16.0, 25.0]).unwrap();
/// assert!((found.spearman - 1.0).abs() < 1e-12 && found.lasting < 0.99);
/// ```
pub fn persistence(first: &[f64], last: &[f64]) -> Result<Persistence, Undefined> {
    if first.len() < 5 {
        return Err(Undefined::because(format!("what lasts takes 5 areas, and there are {}", first.len())));
    }
    let alike = || Undefined::because("all areas are alike in one of the periods");
    let spearman = correlation(&ranks(first), &ranks(last)).ok_or_else(alike)?;
    let lasting = correlation(first, last).ok_or_else(alike)?;
    Ok(Persistence { spearman, lasting })
}

/// Pearson's correlation; `None` where one side is constant.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let [ma, mb] = [a, b].map(|v| v.iter().sum::<f64>() / n);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - ma, b - mb);
        (aa, bb, ab) = (aa + a * a, bb + b * b, ab + a * b);
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}
