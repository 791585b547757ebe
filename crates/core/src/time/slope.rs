//! The slope of a straight line through a series, with errors that allow for neighbours that resemble each other.

use super::least_squares::{fit, steps};
use crate::error::Undefined;
use crate::special::student;

/// Fewest periods of a slope with an error that means something.
const FEWEST: usize = 8;

/// A straight line through equally spaced values, t = 1, 2, ..., n.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Value of the line at t = 0.
    pub intercept: f64,
    /// Change from one period to the next, in the unit of the series.
    pub per_period: f64,
    /// Standard error where residuals are independent: too small where neighbours resemble each other.
    pub se_ols: f64,
    /// Standard error of [Newey & West 1987]; `None` of fewer periods than the lag takes.
    ///
    /// [Newey & West 1987]: https://doi.org/10.2307/1913610
    pub se_newey_west: Option<f64>,
    /// Lag of it: how many periods apart residuals may still resemble each other.
    pub lag: usize,
    /// Two-sided p of the slope, Student's t with n - 2 degrees of freedom and the error of Newey & West.
    pub p: Option<f64>,
    /// Correlation of residuals with those of the period before.
    pub autocorrelation: f64,
}

/// The line through `values` by least squares. The error of Newey & West has weights 1 - l / (lag + 1) and the factor
/// n / (n - 2), as R's `sandwich::NeweyWest(lag = lag, prewhite = FALSE, adjust = TRUE)`.
///
/// # Errors
/// Undefined for fewer than eight values.
///
/// ```
/// use unwarranted_core::time::slope;
/// let values: Vec<f64> = (0..24).map(|t| 3.0 + 0.5 * f64::from(t) + f64::from(t % 3)).collect();
/// let found = slope(&values, 4).unwrap();
/// assert!((found.per_period - 0.5).abs() < 0.02 && found.se_ols > 0.0);
/// ```
pub fn slope(values: &[f64], lag: usize) -> Result<Slope, Undefined> {
    let n = values.len();
    if n < FEWEST {
        return Err(Undefined::because(format!("a slope with its error takes {FEWEST} periods, and there are {n}")));
    }
    let t = steps(n);
    let none = || Undefined::because("the series has values that are no numbers");
    let found = fit(&[vec![1.0; n], t.clone()], values).ok_or_else(none)?;
    let (mean, free) = ((n as f64 + 1.0) / 2.0, n as f64 - 2.0);
    let spread: f64 = t.iter().map(|t| (t - mean).powi(2)).sum();
    let scores: Vec<f64> = t.iter().zip(&found.residuals).map(|(t, e)| (t - mean) * e).collect();
    let mut meat: f64 = scores.iter().map(|s| s * s).sum();
    for l in 1..=lag.min(n - 1) {
        let weight = 1.0 - l as f64 / (lag as f64 + 1.0);
        meat += 2.0 * weight * scores.iter().skip(l).zip(&scores).map(|(a, b)| a * b).sum::<f64>();
    }
    let newey_west = (meat.max(0.0) * n as f64 / free).sqrt() / spread;
    let newey_west = Some(newey_west).filter(|_| n > lag + 2);
    let per_period = found.coefficients[1];
    let p = newey_west
        .map(|se| if se > 0.0 { student::two_sided(per_period / se, free) } else { f64::from(per_period == 0.0) });
    let autocorrelation = autocorrelation(&found.residuals);
    let (intercept, se_ols) = (found.coefficients[0], (found.rss / free / spread).sqrt());
    Ok(Slope { intercept, per_period, se_ols, se_newey_west: newey_west, lag, p, autocorrelation })
}

/// Correlation of a series about its mean with itself one period before; 0 of a constant series.
pub(super) fn autocorrelation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let all: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let pairs: f64 = values.windows(2).map(|w| (w[0] - mean) * (w[1] - mean)).sum();
    if all > 0.0 { pairs / all } else { 0.0 }
}
