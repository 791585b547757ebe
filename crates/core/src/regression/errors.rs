//! Standard errors that do not take the Poisson variance for granted: the sandwich.

use super::design::Design;
use super::linear::{Cholesky, add_outer, mirror, sandwich};
use super::poisson::Fit;
use crate::error::Undefined;
use std::collections::BTreeMap;

/// HC1: the sandwich of White (1980, Econometrica 48:817) times n / (n - k), with k coefficients, as `sandwich::vcovHC` of R
/// has it. (`cov_type="HC1"` of a GLM in statsmodels leaves the factor out and is HC0.)
///
/// # Errors
/// Undefined where there are no more areas than coefficients.
pub fn hc1(observed: &[f64], fit: &Fit, design: &Design) -> Result<Vec<f64>, Undefined> {
    let (n, k) = (design.areas() as f64, design.size() as f64);
    if n <= k {
        return Err(Undefined::because("there are no more areas than coefficients"));
    }
    let mut meat = vec![0.0; design.size() * design.size()];
    for ((row, o), m) in design.rows().zip(observed).zip(&fit.means) {
        add_outer(&mut meat, row, (o - m).powi(2));
    }
    errors(fit, design, meat, n / (n - k))
}

/// Errors for areas that are alike within groups, such as regions: the sandwich over sums of groups (Liang & Zeger 1986,
/// Biometrika 73:13), times G / (G - 1) and (n - 1) / (n - k), as `sandwich::vcovCL` of R has it. Few groups make them too
/// small.
///
/// # Errors
/// Undefined for a single group, and where there are no more areas than coefficients.
pub fn clustered<G: Ord>(observed: &[f64], fit: &Fit, design: &Design, groups: &[G]) -> Result<Vec<f64>, Undefined> {
    let size = design.size();
    let (n, k) = (design.areas() as f64, size as f64);
    let mut sums: BTreeMap<&G, Vec<f64>> = BTreeMap::new();
    for (((row, o), m), group) in design.rows().zip(observed).zip(&fit.means).zip(groups) {
        let sum = sums.entry(group).or_insert_with(|| vec![0.0; size]);
        row.iter().zip(sum).for_each(|(x, s)| *s += x * (o - m));
    }
    let count = sums.len() as f64;
    if sums.len() < 2 {
        return Err(Undefined::because("all areas are in one region"));
    }
    if n <= k {
        return Err(Undefined::because("there are no more areas than coefficients"));
    }
    let mut meat = vec![0.0; size * size];
    sums.values().for_each(|sum| add_outer(&mut meat, sum, 1.0));
    errors(fit, design, meat, count / (count - 1.0) * (n - 1.0) / (n - k))
}

/// Roots of the diagonal of factor x B M B, B the inverse of the information, on the scale of the covariates.
fn errors(fit: &Fit, design: &Design, mut meat: Vec<f64>, factor: f64) -> Result<Vec<f64>, Undefined> {
    let size = design.size();
    mirror(&mut meat, size);
    let bread = Cholesky::new(&fit.found.information, size)
        .ok_or_else(|| Undefined::because("the covariates cannot be told apart in these areas"))?
        .inverse();
    let variance = sandwich(design.back(), &sandwich(&bread, &meat, size), size);
    Ok((0..size).map(|i| (factor * variance[i * size + i]).max(0.0).sqrt()).collect())
}
