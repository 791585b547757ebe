//! Whether areas come closer to each other: sigma and beta convergence.
//!
//! Barro & Sala-i-Martin 1992, J Polit Econ 100:223. Sigma: the standard deviation of log rates falls. Beta: areas that were high
//! grow less. Noise alone makes areas that were high by chance come back, so that beta is nothing without the reliability of
//! the first rates; sigma is the headline.

use super::least_squares::fit;
use crate::error::Undefined;
use crate::special::student;

/// Fewest areas.
const FEWEST: usize = 5;

/// A t value with its probability.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Tested {
    /// Student's t; above zero where the spread grew.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided probability.
    pub p: f64,
}

/// Whether two paired sets of values have the same variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PitmanMorgan {
    /// The test of Pitman (1939) and Morgan (1939, Biometrika 31:13): of the correlation of sums and differences.
    pub plain: Tested,
    /// The same slope with errors that hold for values of any shape (HC3, MacKinnon & White 1985); the plain one finds changes
    /// where there are none when a few values lie far out.
    pub robust: Option<Tested>,
}

/// Standard deviation with n - 1; `None` of fewer than two values.
#[must_use]
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    Some((squares / (n - 1.0)).sqrt()).filter(|sd| sd.is_finite())
}

/// Tests whether `last` varies more than `first`, value by value of the same areas.
///
/// # Errors
/// Undefined for fewer than five areas, and where all changed alike.
///
/// ```
/// use unwarranted_core::time::pitman_morgan;
/// let first = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let last = [0.1, 1.8, 3.1, 4.4, 6.9, 9.0];
/// assert!(pitman_morgan(&first, &last).unwrap().plain.t > 3.0);
/// ```
pub fn pitman_morgan(first: &[f64], last: &[f64]) -> Result<PitmanMorgan, Undefined> {
    let n = first.len().min(last.len());
    if n < FEWEST {
        return Err(Undefined::because(format!("the test of two spreads takes {FEWEST} areas, and there are {n}")));
    }
    let [sums, differences] = [1.0, -1.0].map(|sign| {
        let both: Vec<f64> = last.iter().zip(first).map(|(b, a)| b + sign * a).collect();
        let mean = both.iter().sum::<f64>() / n as f64;
        both.into_iter().map(|v| v - mean).collect::<Vec<f64>>()
    });
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (ss, dd, sd) = (product(&sums, &sums), product(&differences, &differences), product(&sums, &differences));
    if ss <= 0.0 || dd <= 1e-24 * ss {
        return Err(Undefined::because("every area changed by the same factor"));
    }
    let df = n as f64 - 2.0;
    let r = sd / (ss * dd).sqrt();
    let t = r * (df / (1.0 - r * r)).sqrt();
    let slope = sd / ss;
    let squares = |(s, d): (&f64, &f64)| {
        let leverage = 1.0 / n as f64 + s * s / ss;
        (s * (d - slope * s) / (1.0 - leverage)).powi(2)
    };
    let meat: f64 = sums.iter().zip(&differences).map(squares).sum();
    let robust = slope / (meat.sqrt() / ss);
    let robust = Some(tested(robust, df)).filter(|r| r.t.is_finite());
    Ok(PitmanMorgan { plain: tested(t, df), robust })
}

fn tested(t: f64, df: f64) -> Tested {
    Tested { t, df, p: student::two_sided(t, df) }
}

/// Whether areas that were high grew less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    /// Slope of the growth ln(r_T / r_0) on ln r_0: below zero where high areas grew less.
    pub raw: f64,
    /// Its standard error, for variances of any size (HC1).
    pub se: f64,
    /// Speed of convergence per period, -ln(1 + raw) / periods; `None` where raw is -1 or less.
    pub lambda: Option<f64>,
}

/// The regression of growth on the first value, both logarithms, over `periods` periods.
///
/// # Errors
/// Undefined for fewer than five areas, and where all were alike.
///
/// ```
/// use unwarranted_core::time::beta_convergence;
/// let first = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
/// let last: Vec<f64> = first.iter().map(|v| 1.0 + 0.8 * v).collect();
/// assert!((beta_convergence(&first, &last, 4.0).unwrap().raw + 0.2).abs() < 1e-12);
/// ```
pub fn beta_convergence(first: &[f64], last: &[f64], periods: f64) -> Result<Beta, Undefined> {
    let n = first.len().min(last.len());
    if n < FEWEST {
        return Err(Undefined::because(format!("beta convergence takes {FEWEST} areas, and there are {n}")));
    }
    let growth: Vec<f64> = last.iter().zip(first).map(|(b, a)| b - a).collect();
    let alike = || Undefined::because("all areas had the same rate at first");
    let found = fit(&[vec![1.0; n], first.to_vec()], &growth).ok_or_else(alike)?;
    let mean = first.iter().sum::<f64>() / n as f64;
    let spread: f64 = first.iter().map(|v| (v - mean).powi(2)).sum();
    let meat: f64 = first.iter().zip(&found.residuals).map(|(v, e)| ((v - mean) * e).powi(2)).sum();
    let raw = found.coefficients[1];
    let se = (meat * n as f64 / (n as f64 - 2.0)).sqrt() / spread;
    let lambda = (raw > -1.0).then(|| -libm::log1p(raw) / periods);
    Ok(Beta { raw, se, lambda })
}

impl Beta {
    /// The slope that rates without noise would have: (1 + raw) / reliability - 1, where `reliability` is the share of the
    /// variance of the first logarithms that is not noise, 0 to 1. The noise of both ends has to be independent.
    #[must_use]
    pub fn corrected(self, reliability: f64) -> Option<f64> {
        (reliability > 0.0).then(|| (1.0 + self.raw) / reliability - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undefined_where_nothing_can_be_said() {
        let few = pitman_morgan(&[1.0; 4], &[2.0; 4]).unwrap_err();
        assert_eq!(few.reason, "the test of two spreads takes 5 areas, and there are 4");
        let first = [1.0, 2.0, 4.0, 8.0, 9.0];
        assert!(pitman_morgan(&first, &first.map(|v| v + 3.0)).is_err());
        assert!(beta_convergence(&[1.0; 6], &[2.0; 6], 1.0).is_err());
        assert_eq!(standard_deviation(&[1.0]), None);
        let beta = Beta { raw: -0.37, se: 0.1, lambda: None };
        assert!((beta.corrected(0.63).unwrap()).abs() < 1e-12 && beta.corrected(0.0).is_none());
    }
}
