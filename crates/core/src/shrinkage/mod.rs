//! Shrunken ratios: each area's ratio O / E drawn towards the overall one, the more so the less certain it is.
//!
//! [`SHRINKERS`] is the only list of the methods.

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::{gamma, normal};

mod findings;
pub mod gamma_poisson;
pub mod log_normal;
pub mod marshall;

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
            Self::LogNormal(posterior) => posterior.mean(),
        }
    }

    /// Posterior median; `None` for an estimate without a distribution.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        self.upper_quantile(0.5)
    }

    /// Equal-tailed posterior interval; `None` for an estimate without a distribution. It takes the fitted distribution
    /// of all areas as known, and so is somewhat narrow for few areas.
    #[must_use]
    pub fn interval(&self, confidence: Confidence) -> Option<[f64; 2]> {
        let tail = confidence.tail();
        let lower = match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::lower_quantile(*shape, tail) / rate),
            Self::LogNormal(posterior) => Some(posterior.lower_quantile(tail)),
        };
        Some([lower?, self.upper_quantile(tail)?])
    }

    /// Probability that the true ratio is above `ratio` (positive); `None` for an estimate without a distribution.
    #[must_use]
    pub fn exceeds(&self, ratio: f64) -> Option<f64> {
        match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::tails(*shape, ratio * rate).upper),
            Self::LogNormal(posterior) => Some(posterior.tails(ratio).upper),
        }
    }

    /// The value exceeded with probability `p`.
    fn upper_quantile(&self, p: f64) -> Option<f64> {
        match self {
            Self::Estimate(_) => None,
            Self::Gamma { shape, rate } => Some(gamma::upper_quantile(*shape, p) / rate),
            Self::LogNormal(posterior) => Some(posterior.upper_quantile(p)),
        }
    }
}

/// Every method, in the order of output; the first is the default.
pub static SHRINKERS: &[Shrinker] = &[gamma_poisson::SHRINKER, marshall::SHRINKER, log_normal::SHRINKER];

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
    }
}

/// Says that a share was taken as a count.
fn share_note(slice: &Slice) -> Option<String> {
    (slice.kind() == Kind::Share).then(|| {
        "chance is taken as Poisson although the numerator is part of the denominator, so ratios shrink a little too much"
            .to_owned()
    })
}

/// A standard normal value exceeded with probability `p`, for where a search starts.
fn z(p: f64) -> f64 {
    normal::upper_quantile(p)
}
