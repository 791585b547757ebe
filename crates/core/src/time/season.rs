//! Whether a series repeats itself from year to year.

use super::least_squares::{fit, steps};
use crate::error::Undefined;
use crate::special::beta;
use std::f64::consts::TAU;

/// A test of two pairs of waves, of a year and of half a year, beside a straight line.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// F of the waves.
    pub f: f64,
    /// Its degrees of freedom.
    pub df: [f64; 2],
    /// Probability of an F as large where nothing repeats and residuals are independent.
    pub p: f64,
    /// Constant, slope per period, sine and cosine of the year, sine and cosine of the half year; fewer where a year has
    /// fewer periods.
    pub coefficients: Vec<f64>,
}

/// The test on equally spaced values of which `year` make a year: 12 for months, 4 for quarters (one pair of waves and the
/// alternation of half years). The test and not the "strength" of STL, which finds seasons in pure noise.
///
/// # Errors
/// Undefined where a year is one period, for fewer than three years, and where a line fits exactly.
///
/// ```
/// use unwarranted_core::time::season;
/// let values: Vec<f64> = (0..48).map(|t| [0.0, 4.0, 1.0][t % 12 / 4] + (t * 7 % 5) as f64 / 10.0).collect();
/// assert!(season(&values, 12).unwrap().p < 1e-6);
/// assert!(season(&values, 1).is_err());
/// ```
pub fn season(values: &[f64], year: usize) -> Result<Season, Undefined> {
    let n = values.len();
    if year < 4 {
        return Err(Undefined::because("a season takes periods shorter than half a year"));
    }
    if n < 3 * year {
        return Err(Undefined::because(format!("a season takes three years, {} periods, and there are {n}", 3 * year)));
    }
    let t = steps(n);
    let wave = |of: fn(f64) -> f64, times: f64| t.iter().map(|t| of(times * TAU * t / year as f64)).collect::<Vec<_>>();
    let line = vec![vec![1.0; n], t.clone()];
    let mut waves = vec![wave(libm::sin, 1.0), wave(libm::cos, 1.0)];
    if year > 4 {
        waves.push(wave(libm::sin, 2.0));
    }
    waves.push(wave(libm::cos, 2.0));
    let exact = || Undefined::because("a straight line fits the series exactly");
    let plain = fit(&line, values).ok_or_else(exact)?;
    let full = fit(&[line, waves.clone()].concat(), values).ok_or_else(exact)?;
    let scale: f64 = values.iter().map(|v| v * v).sum();
    if full.rss <= 1e-24 * scale {
        return Err(exact());
    }
    let (between, within) = (waves.len() as f64, (n - 2 - waves.len()) as f64);
    let f = (plain.rss - full.rss).max(0.0) / between / (full.rss / within);
    Ok(Season { f, df: [between, within], p: f_upper(f, between, within), coefficients: full.coefficients })
}

/// Probability that an F value with these degrees of freedom is at least as large.
pub(super) fn f_upper(f: f64, between: f64, within: f64) -> f64 {
    let total = between * f + within;
    beta::tails(0.5 * between, 0.5 * within, between * f / total, within / total).upper
}
