//! Where an area stands among all, from the ranks it took.

use crate::rates::interval::Confidence;

/// Where an area stands, 1 being the highest ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaRank {
    /// Rank of its shrunken ratio (posterior mean); equal ratios share the first of their ranks.
    pub rank: usize,
    /// Mean of its simulated ranks.
    pub mean: f64,
    /// Lower end of the rank interval.
    pub lower: usize,
    /// Upper end of the rank interval.
    pub upper: usize,
    /// Probability of being among the [`super::Ranks::decile`] highest.
    pub highest: f64,
    /// Probability of being among the [`super::Ranks::decile`] lowest.
    pub lowest: f64,
}

/// `taken` are the simulated ranks of one area, ascending.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn summary(taken: &[u32], rank: usize, decile: usize, areas: usize, confidence: Confidence) -> AreaRank {
    let draws = taken.len() as f64;
    // The middle of the ranks: as many cut off at either end, at most the tail.
    let cut = (confidence.tail() * draws).floor() as usize;
    let within = taken.partition_point(|r| *r as usize <= decile);
    let before = taken.partition_point(|r| (*r as usize) <= areas - decile);
    AreaRank {
        rank,
        mean: taken.iter().map(|r| f64::from(*r)).sum::<f64>() / draws,
        lower: taken[cut] as usize,
        upper: taken[taken.len() - 1 - cut] as usize,
        highest: within as f64 / draws,
        lowest: (taken.len() - before) as f64 / draws,
    }
}
