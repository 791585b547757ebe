//! The noise of a treatment from month to month, as months of its areas have shown it ([`crate::chance::months`] finds it).

/// Months over which noise may hang together.
pub(crate) const LAGS: usize = 3;

/// The least that a sum or change may vary, relative to one of months that do not hang together.
const LEAST_SHARE: f64 = 0.25;

/// The noise of one treatment from month to month.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MonthNoise {
    /// Months that it is known from.
    pub months: usize,
    /// Areas that it is known from.
    pub areas: usize,
    /// Covariance of months 0 to 3 apart over the mean of a month.
    pub(crate) covariances: [f64; LAGS + 1],
}

impl MonthNoise {
    /// The variance of the sum of so many months over its mean.
    #[must_use]
    pub fn dispersion(&self, months: usize) -> f64 {
        let n = months.max(1);
        self.variance(&vec![1.0; n]) / n as f64
    }

    /// The variance of the change from one run of months to the next, in the sum of both over the mean of a month: that of a
    /// ratio of two equal sums S is this over the square of the months and over the mean of a month, relative to 1.
    #[must_use]
    pub(crate) fn change(&self, months: usize) -> f64 {
        let n = months.max(1);
        let weights: Vec<f64> = (0..2 * n).map(|t| if t < n { -1.0 } else { 1.0 }).collect();
        self.variance(&weights)
    }

    /// The variance of a weighted sum of months over the mean of a month, not below [`LEAST_SHARE`] of that of independent
    /// months.
    fn variance(&self, weights: &[f64]) -> f64 {
        let apart = |lag: usize| weights.iter().zip(weights.iter().skip(lag)).map(|(a, b)| a * b).sum::<f64>();
        let [own, further @ ..] = &self.covariances;
        let further: f64 = further.iter().zip(1..).map(|(g, lag)| 2.0 * g * apart(lag)).sum();
        (own * apart(0) + further).max(LEAST_SHARE * own * apart(0))
    }
}
