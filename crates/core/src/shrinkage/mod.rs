//! Shrunken ratios: each area's ratio O / E drawn towards the overall one, the more so the less certain it is.
//!
//! [`SHRINKERS`] is the only list of the methods.

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models;
use crate::rates::interval::Confidence;
use crate::special::{Tails, beta, gamma, normal};
use mixture::{Family, Mixture};

pub mod beta_binomial;
mod findings;
pub mod gamma_poisson;
pub mod log_normal;
pub mod marshall;
mod mixture;

pub use findings::{SmoothedArea, SmoothedSlice, smooth};
use log_normal::LogNormal;

/// A method of shrinkage.
#[derive(Debug)]
pub struct Shrinker {
    /// Identifier used on the command line and in tables.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// The paper it comes from.
    pub source: &'static str,
    /// When it is undefined, in words.
    pub undefined_when: &'static str,
    /// Fits the method to a slice.
    pub shrink: fn(&Slice) -> Result<Shrunk, Undefined>,
}

/// A method fitted to a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// The ratio towards which areas are drawn.
    pub centre: f64,
    /// Variance of the true ratios in the model, on the scale that the method says; 0 when there is none.
    pub variance: f64,
    /// What is known of the true ratio of each area, in the order of the slice.
    pub areas: Vec<Posterior>,
    /// A caution, in plain words.
    pub note: Option<String>,
    /// The distribution of true ratios; `None` for a method without one.
    pub(crate) family: Option<Family>,
    /// Its variance as the model has it: of ratios, of logarithms, or the correlation of a share.
    pub(crate) open: f64,
}

impl Shrunk {
    /// The distributions of true ratios that the figures leave open.
    fn mixture<'a>(&self, slice: &'a Slice) -> Option<Mixture<'a>> {
        Mixture::new(self.family?, slice, self.open)
    }
}

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
    /// of all areas as known, and so is too narrow for few or small areas; [`smooth`] does not.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<[f64; 2]> {
        let tail = confidence.tail();
        Some([self.lower_quantile(tail)?, self.upper_quantile(tail)?])
    }

    /// The value not reached with probability `p`.
    fn lower_quantile(&self, p: f64) -> Option<f64> {
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
    fn tails(&self, ratio: f64) -> Tails {
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
    fn upper_quantile(&self, p: f64) -> Option<f64> {
        match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::upper_quantile(*shape, p) / rate),
            Self::Beta { a, b, unit } => Some(unit * beta::upper_quantile(*a, *b, p, a / (a + b))),
            Self::LogNormal(posterior) => Some(posterior.upper_quantile(p)),
        }
    }

    /// Of a share: observed, denominator and expected of an area, the shift of the logit and the correlation.
    fn of_share([y, n, e]: [f64; 3], shift: f64, correlation: f64) -> Self {
        let (s, p) = ((1.0 - correlation) / correlation, models::beta_binomial::share((e / (n - e)).ln() + shift));
        Self::Beta { a: p * s + y, b: (1.0 - p) * s + (n - y).max(0.0), unit: n / e }
    }
}

/// Every method, in the order of output; [`usual`] says which is the default.
pub static SHRINKERS: &[Shrinker] =
    &[gamma_poisson::SHRINKER, marshall::SHRINKER, log_normal::SHRINKER, beta_binomial::SHRINKER];

/// The method where none is asked for: beta-binomial for a share, gamma-Poisson otherwise.
#[must_use]
pub fn usual(kind: Kind) -> &'static Shrinker {
    const SHARE: &Shrinker = &beta_binomial::SHRINKER;
    const COUNT: &Shrinker = &gamma_poisson::SHRINKER;
    if kind == Kind::Share { SHARE } else { COUNT }
}

/// The method with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Shrinker> {
    SHRINKERS.iter().find(|shrinker| shrinker.id == id)
}

/// Counts of at least two areas with something expected in each.
fn require(slice: &Slice) -> Result<(), Undefined> {
    slice.require_counts()?;
    slice.require_variation()
}

/// All areas at the overall ratio, because they differ no more than by chance.
fn all_alike(slice: &Slice, centre: f64) -> Shrunk {
    Shrunk {
        centre,
        variance: 0.0,
        areas: vec![Posterior::Estimate(centre); slice.len()],
        note: Some("the areas differ no more than by chance, so all shrink to the overall ratio".into()),
        family: None,
        open: 0.0,
    }
}

/// Says that a share was taken as a count.
fn share_note(slice: &Slice) -> Option<String> {
    (slice.kind() == Kind::Share).then(|| {
        "chance is taken as Poisson although the numerator is part of the denominator, so ratios shrink a little too much; \
         beta-binomial is the method for a share"
            .to_owned()
    })
}

/// A standard normal value exceeded with probability `p`, for where a search starts.
fn z(p: f64) -> f64 {
    normal::upper_quantile(p)
}
