//! What is known of the true ratio of one area.

mod log_normal;

use crate::models;
use crate::rates::interval::Confidence;
use crate::special::{Tails, beta, gamma};

pub use log_normal::LogNormal;

/// What is known of the true ratio of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Posterior {
    /// An estimate without a distribution.
    Estimate(f64),
    /// A gamma distribution.
    Gamma {
        /// Shape.
        shape: f64,
        /// Rate: shape / mean.
        rate: f64,
    },
    /// A beta distribution of the true share, and what it is multiplied with to be a ratio.
    Beta {
        /// First parameter.
        a: f64,
        /// Second parameter.
        b: f64,
        /// Denominator / expected.
        unit: f64,
    },
    /// A normal prior of the logarithm times the Poisson likelihood.
    LogNormal(LogNormal),
}

impl Posterior {
    /// Posterior mean, or the estimate.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Estimate(value) => *value,
            Self::Gamma { shape, rate } => shape / rate,
            Self::Beta { a, b, unit } => unit * a / (a + b),
            Self::LogNormal(posterior) => posterior.mean(),
        }
    }

    /// Posterior median; `None` for an estimate without a distribution.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.upper_quantile(0.5)
    }

    /// Equal-tailed posterior interval; `None` for an estimate without a distribution. It takes the fitted distribution
    /// of all areas as known, and so is too narrow for few or small areas; [`super::smooth`] does not.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<[f64; 2]> {
        let tail = confidence.tail();
        Some([self.lower_quantile(tail)?, self.upper_quantile(tail)?])
    }

    /// The value not reached with probability `p`.
    pub(super) fn lower_quantile(&self, p: f64) -> Option<f64> {
        match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::lower_quantile(*shape, p) / rate),
            Self::Beta { a, b, unit } => Some(unit * beta::lower_quantile(*a, *b, p, a / (a + b))),
            Self::LogNormal(posterior) => Some(posterior.lower_quantile(p)),
        }
    }

    /// Probability that the true ratio is above `ratio` (positive); `None` for an estimate without a distribution.
    #[must_use]
    pub fn exceeds(&self, ratio: f64) -> Option<f64> {
        if let Self::Estimate(_) = self { None } else { Some(self.tails(ratio).upper) }
    }

    /// Probability of a true ratio at most, and above, `ratio`.
    pub(super) fn tails(&self, ratio: f64) -> Tails {
        match self {
            Self::Estimate(value) => {
                if ratio < *value {
                    Tails::ALL_ABOVE
                } else {
                    Tails::ALL_BELOW
                }
            }
            Self::Gamma { shape, rate } => gamma::tails(*shape, ratio * rate),
            Self::Beta { a, b, unit } => beta::tails(*a, *b, ratio / unit, 1.0 - ratio / unit),
            Self::LogNormal(posterior) => posterior.tails(ratio),
        }
    }

    /// The value exceeded with probability `p`.
    pub(super) fn upper_quantile(&self, p: f64) -> Option<f64> {
        match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::upper_quantile(*shape, p) / rate),
            Self::Beta { a, b, unit } => Some(unit * beta::upper_quantile(*a, *b, p, a / (a + b))),
            Self::LogNormal(posterior) => Some(posterior.upper_quantile(p)),
        }
    }

    /// Of a share: observed, denominator and expected of an area, the shift of the logit and the correlation.
    pub(super) fn of_share([y, n, e]: [f64; 3], shift: f64, correlation: f64) -> Self {
        let (s, p) = ((1.0 - correlation) / correlation, models::beta_binomial::share(libm::log(e / (n - e)) + shift));
        Self::Beta { a: p * s + y, b: (1.0 - p) * s + (n - y).max(0.0), unit: n / e }
    }
}
