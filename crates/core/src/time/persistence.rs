//! How much of how areas differ lasts from one period to another.

use crate::correlation;
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
    let spearman = correlation::spearman(first, last).ok_or_else(alike)?;
    let lasting = correlation::pearson(first, last).ok_or_else(alike)?;
    Ok(Persistence { spearman, lasting })
}
