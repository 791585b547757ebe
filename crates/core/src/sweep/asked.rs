//! What is asked of a sweep, and why a treatment has no rank.

use crate::rates::interval::Confidence;

/// Treatments whose variance is systematic for a smaller share than this have no rank.
pub const LEAST_RELIABILITY: f64 = 0.5;

/// Treatments of which the median area expects fewer events than this have no rank, whatever their practices show.
pub(super) const LEAST_EVENTS: f64 = 5.0;

/// Why a treatment has no rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotRanked {
    /// Fewer than two areas have a denominator.
    Areas,
    /// Nothing was observed anywhere.
    Nothing,
    /// No area has two practices that differ.
    Practices,
    /// The median area expects fewer than ten effective events.
    Events,
    /// The median area expects fewer than five events, so that practices which are alike by chance would hide it.
    Few,
    /// Chance makes more of the variance than areas do.
    Reliability,
    /// An amount without practices, of which nobody says what one person takes.
    Chance,
}

crate::worded!(NotRanked {
    Areas = "fewer than two areas can be compared",
    Nothing = "nothing was observed",
    Practices = "no area has two practices that differ, so that they say nothing about chance",
    Events = "the median area expects fewer than 10 effective events",
    Few = "the median area expects fewer than 5 events",
    Reliability = "chance makes more of the differences between areas than the areas do",
    Chance = "it is an amount, and nothing says what one treated person takes of it, so chance is not known",
});

/// How to sweep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepOptions {
    /// How often practices are drawn again; 0: never, and there are no intervals.
    pub replicates: usize,
    /// How often practices are reassigned to areas at random; 0: never, and there is no p.
    pub reassignments: usize,
    /// Seed of both.
    pub seed: u64,
    /// Confidence of all intervals.
    pub confidence: Confidence,
}
