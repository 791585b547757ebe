//! Mann and Kendall's test of a trend, and its correction for neighbours that resemble each other.

use crate::correlation;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::special::normal;

/// Fewest periods.
const FEWEST: usize = 8;
/// Level at which an autocorrelation counts in the correction.
const LEVEL: f64 = 0.05;

/// Whether a series goes up or down, by the order of its values alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs that go up less pairs that go down.
    pub s: f64,
    /// Its variance where values are independent.
    pub variance: f64,
    /// Normal score of S, one closer to zero.
    pub z: f64,
    /// Two-sided p where values are independent: too small where neighbours resemble each other.
    pub p: f64,
    /// The variance of [Hamed & Rao 1998]; `None` where the correction leaves none.
    ///
    /// [Hamed & Rao 1998]: https://doi.org/10.1016/S0022-1694(97)00125-X
    pub variance_hamed_rao: Option<f64>,
    /// Normal score with it.
    pub z_hamed_rao: Option<f64>,
    /// Two-sided p with it.
    pub p_hamed_rao: Option<f64>,
    /// Median slope of all pairs (Sen 1968), in the unit of the series per period.
    pub sen_slope: f64,
}

/// The test on equally spaced values, ties allowed; conventions are those of `pymannkendall`: the correction takes the
/// autocorrelations of ranks about Sen's line, at every lag, that are beyond their own 95 % limits.
///
/// # Errors
/// Undefined for fewer than eight values.
///
/// ```
/// use unwarranted_core::time::mann_kendall;
/// let values: Vec<f64> = (0..12).map(f64::from).collect();
/// let found = mann_kendall(&values).unwrap();
/// assert!(found.s == 66.0 && found.p < 1e-4 && found.sen_slope == 1.0);
/// ```
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, Undefined> {
    let n = values.len();
    if n < FEWEST {
        return Err(Undefined::because(format!("a test of the trend takes {FEWEST} periods, and there are {n}")));
    }
    let pairs = || (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    let sign = |(i, j): (usize, usize)| f64::from(i8::from(values[j] > values[i]) - i8::from(values[j] < values[i]));
    let s: f64 = pairs().map(sign).sum();
    let variance = variance(values);
    let slopes: Vec<f64> = pairs().map(|(i, j)| (values[j] - values[i]) / (j - i) as f64).collect();
    let sen_slope = quantile(&sorted(&slopes), 0.5).unwrap_or_default();
    let (z, p) = score(s, variance);
    let corrected = Some(variance * inflation(values, sen_slope)).filter(|v| *v > 0.0);
    let (z_hamed_rao, p_hamed_rao) = corrected.map(|variance| score(s, variance)).unzip();
    Ok(MannKendall { s, variance, z, p, variance_hamed_rao: corrected, z_hamed_rao, p_hamed_rao, sen_slope })
}

/// Variance of S with ties (Kendall 1975).
fn variance(values: &[f64]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let order = sorted(values);
    #[allow(clippy::float_cmp, reason = "ties are equal values")]
    let ties: f64 = order.chunk_by(|a, b| a == b).map(|tie| term(tie.len() as f64)).sum();
    (term(values.len() as f64) - ties) / 18.0
}

fn score(s: f64, variance: f64) -> (f64, f64) {
    // Of a constant series the variance is 0, and nothing speaks for a trend.
    let closer = (s.abs() - 1.0).max(0.0).copysign(s);
    let z = if variance > 0.0 { closer / variance.sqrt() } else { 0.0 };
    (z, normal::two_sided(z))
}

/// How much larger the variance is because values resemble earlier ones.
fn inflation(values: &[f64], slope: f64) -> f64 {
    let n = values.len();
    let level: Vec<f64> = values.iter().enumerate().map(|(t, v)| v - (t + 1) as f64 * slope).collect();
    let ranks = correlation::ranks(&level);
    let mean = ranks.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = ranks.iter().map(|r| r - mean).collect();
    let all: f64 = centred.iter().map(|r| r * r).sum();
    if all <= 0.0 {
        return 1.0;
    }
    let limit = normal::upper_quantile(LEVEL / 2.0) / (n as f64).sqrt();
    let n_of = n as f64;
    let term = |lag: usize| {
        let r = centred.iter().skip(lag).zip(&centred).map(|(a, b)| a * b).sum::<f64>() / all;
        let left = n_of - lag as f64;
        if r.abs() > limit { left * (left - 1.0) * (left - 2.0) * r } else { 0.0 }
    };
    1.0 + 2.0 / (n_of * (n_of - 1.0) * (n_of - 2.0)) * (1..n).map(term).sum::<f64>()
}
