//! What a method of shrinkage is, and what it finds.

use super::family::Family;
use super::posterior::Posterior;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;

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

/// Counts, or effective events where the dispersion is known, of at least two areas with something expected in each.
pub(super) fn require(slice: &Slice) -> Result<(), Undefined> {
    match slice.dispersion() {
        Some(_) => slice.require_none_below_zero()?,
        None => slice.require_chance_of_counts()?,
    }
    slice.require_variation()
}

/// All areas at the overall ratio, because they differ no more than by chance.
pub(super) fn all_alike(slice: &Slice, centre: f64) -> Shrunk {
    Shrunk {
        centre,
        variance: 0.0,
        areas: vec![Posterior::Estimate(centre); slice.len()],
        note: Some(
            "the areas differ no more than by chance, so the overall ratio is the best estimate for each".into(),
        ),
        family: None,
        open: 0.0,
    }
}

/// Says that a share was taken as a count.
pub(super) fn share_note(slice: &Slice) -> Option<String> {
    (slice.kind() == Kind::Share).then(|| {
        "chance is taken as Poisson although the numerator is part of the denominator, so ratios shrink a little too much; \
         beta-binomial is the method for a share"
            .to_owned()
    })
}
