//! Which practices each replicate takes, and which it gives to which area.

use super::panel::Panel;
use crate::sampling::stream::{Purpose, Streams};
use rayon::prelude::*;
use std::ops::Range;

/// The practices taken for one area.
#[derive(Debug)]
pub(super) struct AreaDraws {
    /// Numbers of practices, counted from the first of `from`; as many for each replicate, replicate after replicate.
    pub(super) taken: Vec<u32>,
    /// What each counts.
    pub(super) weight: f64,
    /// The practices it takes them from.
    pub(super) from: Range<usize>,
}

/// The draws of every area, the same for all treatments.
#[derive(Debug)]
pub(super) struct Draws {
    pub(super) areas: Vec<AreaDraws>,
    pub(super) replicates: usize,
}

impl Draws {
    /// Practices of each area drawn again. Rao & Wu (1988, JASA 83:231): n - 1 of n practices with replacement, each
    /// weighted by n / (n - 1), so that the variance of a sum is not too small by (n - 1) / n. An area with a single practice
    /// keeps it. The stream of an area depends on the seed and the area's code alone.
    pub(super) fn again(panel: &Panel, replicates: usize, seed: u64) -> Self {
        let one = |number: usize| {
            let from = panel.range(number);
            let n = from.len();
            if n < 2 {
                return AreaDraws { taken: vec![0; replicates * n], weight: 1.0, from };
            }
            let code = panel.areas()[number].code.as_bytes();
            let mut rng = Streams::keyed(seed, Purpose::Sweep, &[code]).stream(0);
            let taken = (0..replicates * (n - 1)).map(|_| small(rng.below(n))).collect();
            AreaDraws { taken, weight: n as f64 / (n as f64 - 1.0), from }
        };
        Self { areas: (0..panel.areas().len()).into_par_iter().map(one).collect(), replicates }
    }

    /// All practices given to the areas at random, as many to each as it has.
    pub(super) fn reassigned(panel: &Panel, replicates: usize, seed: u64) -> Self {
        let practices = panel.practices();
        let streams = Streams::keyed(seed, Purpose::Reassigned, &[]);
        let one = |replicate: usize| {
            let mut rng = streams.stream(replicate);
            let mut order: Vec<u32> = (0..practices).map(small).collect();
            (1..practices).rev().for_each(|last| order.swap(last, rng.below(last + 1)));
            order
        };
        let orders: Vec<Vec<u32>> = (0..replicates).into_par_iter().map(one).collect();
        let of_area = |number: usize| {
            let taken = orders.iter().flat_map(|order| &order[panel.range(number)]).copied().collect();
            AreaDraws { taken, weight: 1.0, from: 0..practices }
        };
        Self { areas: (0..panel.areas().len()).into_par_iter().map(of_area).collect(), replicates }
    }
}

impl AreaDraws {
    /// Sums of a figure of every practice, replicate by replicate.
    pub(super) fn sums(&self, figures: &[f64], replicates: usize) -> Vec<f64> {
        let figures = &figures[self.from.clone()];
        let each = self.taken.len() / replicates.max(1);
        let sum = |r: usize| -> f64 { self.taken[r * each..(r + 1) * each].iter().map(|p| figures[*p as usize]).sum() };
        (0..replicates).map(|r| sum(r) * self.weight).collect()
    }
}

#[allow(clippy::cast_possible_truncation, reason = "fewer practices than 2^32")]
fn small(number: usize) -> u32 {
    number as u32
}
