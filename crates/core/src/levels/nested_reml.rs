//! Practices in areas in regions with normal rates: restricted maximum likelihood.

use super::summit::summit;
use crate::error::Undefined;
use std::f64::consts::TAU;

/// A fitted model of three levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested {
    /// Mean over regions, each as sure as it is.
    pub mean: f64,
    /// Variance between regions; 0 on the boundary.
    pub regions: f64,
    /// Variance between areas of a region; 0 on the boundary.
    pub areas: f64,
    /// Variance between practices of an area.
    pub practices: f64,
    /// Restricted log likelihood.
    pub log_likelihood: f64,
}

/// Practices, mean and sum of squares of one area.
struct Sums {
    n: f64,
    mean: f64,
    squares: f64,
}

/// Variances of the rates of practices, by region and area, by restricted maximum likelihood (Patterson & Thompson 1971, Biometrika
/// 58:545).
///
/// # Errors
/// Undefined for fewer than two regions, where no region has two areas or no area two practices, and where practices within areas do not
/// differ.
///
/// ```
/// use unwarranted_core::levels::nested;
/// // Balanced: mean squares of 2 within areas, 2 (1 + V) between them and 108 between regions, 4 values each.
/// let rates = [[[0.0, 2.0], [5.0, 7.0]], [[9.0, 11.0], [14.0, 16.0]], [[1.0, 3.0], [6.0, 8.0]]];
/// let found = nested(&rates.map(|region| region.map(|area| area.to_vec()).to_vec())).unwrap();
/// assert!((found.practices - 2.0).abs() < 1e-6 && (found.areas - (25.0 - 2.0) / 2.0).abs() < 1e-6);
/// ```
pub fn nested(regions: &[Vec<Vec<f64>>]) -> Result<Nested, Undefined> {
    let all = || regions.iter().flatten().flatten();
    let n = all().count() as f64;
    if regions.len() < 2 || regions.iter().all(|r| r.len() < 2) || regions.iter().flatten().all(|a| a.len() < 2) {
        return Err(Undefined::because(
            "regions, areas and practices cannot be told apart: none has several within it",
        ));
    }
    // In units of the spread, so that steps suit any currency.
    let middle = all().sum::<f64>() / n;
    let unit = (all().map(|x| (x - middle).powi(2)).sum::<f64>() / n).sqrt();
    let sums: Vec<Vec<Sums>> =
        regions.iter().map(|areas| areas.iter().map(|a| Sums::of(a, middle, unit)).collect()).collect();
    if sums.iter().flatten().map(|s| s.squares).sum::<f64>() <= 1e-12 {
        return Err(Undefined::because("the practices of an area do not differ at all"));
    }
    let found = summit(|at| profile(&sums, n, at).0, vec![-0.35, 0.5, 0.5]);
    let (at, height) = found.ok_or_else(|| Undefined::because("the variances of the three levels were not found"))?;
    let square = |sd: f64| (sd * unit).powi(2);
    Ok(Nested {
        mean: middle + unit * profile(&sums, n, &at).1,
        regions: square(at[1]),
        areas: square(at[2]),
        practices: square(libm::exp(at[0])),
        log_likelihood: height - (n - 1.0) * libm::log(unit),
    })
}

impl Sums {
    fn of(values: &[f64], middle: f64, unit: f64) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|x| ((x - mean) / unit).powi(2)).sum();
        Self { n, mean: (mean - middle) / unit, squares }
    }
}

/// Restricted log likelihood and mean at the logarithm of the deviation of practices and the deviations of regions and areas.
fn profile(regions: &[Vec<Sums>], n: f64, at: &[f64]) -> (f64, f64) {
    let (practice, region, area) = (libm::exp(2.0 * at[0]), at[1] * at[1], at[2] * at[2]);
    let variance = |s: &Sums| area + practice / s.n;
    // Of the means of areas: sums of 1 / variance, of mean and square over it.
    let (mut ones, mut cross, mut squares, mut logs) = (0.0, 0.0, 0.0, 0.0);
    for areas in regions {
        let mut sum = [0.0; 3];
        for s in areas {
            logs += (s.n - 1.0) * libm::log(practice) + libm::log(s.n * variance(s));
            squares += s.squares / practice;
            [1.0, s.mean, s.mean * s.mean].iter().zip(&mut sum).for_each(|(x, sum)| *sum += x / variance(s));
        }
        let shared = region / (1.0 + region * sum[0]);
        logs += libm::log(1.0 + region * sum[0]);
        ones += sum[0] - shared * sum[0] * sum[0];
        cross += sum[1] - shared * sum[0] * sum[1];
        squares += sum[2] - shared * sum[1] * sum[1];
    }
    let height = -0.5 * (logs + libm::log(ones) + squares - cross * cross / ones + (n - 1.0) * libm::log(TAU));
    (height, cross / ones)
}
