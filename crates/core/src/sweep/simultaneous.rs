//! Places that hold for all treatments at once.
//!
//! The places of [`super::ranking`] each hold with the given confidence alone. Here the differences of all pairs of
//! treatments are tested together: with s_ij the standard deviation of V_i - V_j over the replicates and c the quantile, at
//! the confidence, of the largest |deviation of V_i - V_j| / s_ij of a replicate, treatment i is above j where
//! V_i - V_j > c s_ij. Places run from 1 + those surely above to all less those surely below. With the given probability the
//! places of all treatments hold together, so that a reader may pick any of them ([Mogstad, Romano, Shaikh & Wilhelm 2024]).
//!
//! [Mogstad, Romano, Shaikh & Wilhelm 2024]: https://doi.org/10.1093/restud/rdad006

use pulp::{Arch, WithSimd};
use rayon::prelude::*;

/// A difference that varies by less than this share of what its two sides do has no noise of its own: rounding.
const ROUNDING: f64 = 1e-9;

/// Treatments compared at once with one after the other of the rest.
const BLOCK: usize = 4;

/// Smallest and largest place of each treatment, all holding together at `confidence`. `values` are the point values,
/// `replicates` their replicates centred on them, as many for each. Treatments whose difference has no noise, such as two
/// equal ones, are never told apart. `None` for each where there are no replicates.
pub(super) fn places(values: &[f64], replicates: &[&[f64]], confidence: f64) -> Vec<Option<[usize; 2]>> {
    let n = values.len();
    let draws = replicates.first().map_or(0, |all| all.len());
    if draws < 2 || replicates.iter().any(|all| all.len() != draws) {
        return vec![None; n];
    }
    let deviations: Vec<Deviations> =
        values.par_iter().zip(replicates).map(|(v, all)| Deviations::of(*v, all)).collect();
    let starts: Vec<usize> = (0..n).step_by(BLOCK).collect();
    let blocks: Vec<Block> = starts.par_iter().map(|from| Block::of(&deviations, *from)).collect();
    let mut largest = vec![0.0; draws];
    for block in &blocks {
        largest.iter_mut().zip(&block.largest).for_each(|(all, own)| *all = f64::max(*all, *own));
    }
    let critical = critical(largest, confidence);
    let (mut above, mut below) = (vec![0; n], vec![0; n]);
    for (i, noise) in blocks.iter().flat_map(|block| &block.noise).enumerate() {
        for (j, noise) in (i + 1..n).zip(noise) {
            let difference = values[i] - values[j];
            if difference.abs() > critical * noise {
                let (high, low) = if difference > 0.0 { (i, j) } else { (j, i) };
                below[high] += 1;
                above[low] += 1;
            }
        }
    }
    (0..n).map(|i| Some([1 + above[i], n - below[i]])).collect()
}

/// The value that at least this share of draws stay within, counting one more that does not: no draw lies between.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among the draws")]
fn critical(mut largest: Vec<f64>, confidence: f64) -> f64 {
    largest.sort_by(f64::total_cmp);
    let at = (confidence * (largest.len() + 1) as f64 - 1e-9).ceil() as usize;
    largest.get(at - 1).copied().unwrap_or(f64::INFINITY)
}

/// What the replicates of a treatment are off its value.
struct Deviations {
    of: Vec<f64>,
    scale: f64,
}

impl Deviations {
    fn of(value: f64, replicates: &[f64]) -> Self {
        let of: Vec<f64> = replicates.iter().map(|v| v - value).collect();
        let scale = (of.iter().map(|d| d * d).sum::<f64>() / of.len() as f64).sqrt();
        Self { of, scale }
    }
}

/// A few treatments against those after each.
struct Block {
    /// Standard deviation of each difference; infinite where it is rounding.
    noise: Vec<Vec<f64>>,
    /// The largest standardised deviation of each replicate.
    largest: Vec<f64>,
}

impl Block {
    fn of(all: &[Deviations], from: usize) -> Self {
        let until = (from + BLOCK).min(all.len());
        let mut block = Self { noise: vec![Vec::new(); until - from], largest: vec![0.0; all[from].of.len()] };
        for j in from + 1..all.len() {
            for i in from..until.min(j) {
                let noise = Arch::new().dispatch(Pair { a: &all[i], b: &all[j], largest: &mut block.largest });
                block.noise[i - from].push(noise);
            }
        }
        block
    }
}

/// Two treatments, and the largest deviations so far.
struct Pair<'a> {
    a: &'a Deviations,
    b: &'a Deviations,
    largest: &'a mut [f64],
}

impl WithSimd for Pair<'_> {
    /// Standard deviation of their difference.
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> f64 {
        let (a, b) = (&*self.a.of, &*self.b.of);
        let noise = (squares(a, b) / a.len() as f64).sqrt();
        if noise.is_nan() || noise <= ROUNDING * (self.a.scale + self.b.scale) {
            return f64::INFINITY;
        }
        let inverse = 1.0 / noise;
        for ((largest, a), b) in self.largest.iter_mut().zip(a).zip(b) {
            let found = (a - b).abs() * inverse;
            *largest = if found > *largest { found } else { *largest };
        }
        noise
    }
}

/// Sum of (a - b)^2, in eight sums side by side: the same on any processor.
#[inline(always)]
fn squares(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (whole, rest) = (a.chunks_exact(8), a.chunks_exact(8).remainder());
    for (a, b) in whole.zip(b.chunks_exact(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += (a - b) * (a - b);
        }
    }
    let last = &b[b.len() - rest.len()..];
    sums.iter().sum::<f64>() + rest.iter().zip(last).map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt as _, SeedableRng};
    use rand_distr::StandardNormal;

    fn normal(rng: &mut Xoshiro256PlusPlus) -> f64 {
        rng.sample(StandardNormal)
    }

    /// Values around known ones, with replicates as noisy as they are; noise of neighbours is shared.
    fn made(truth: &[f64], draws: usize, rng: &mut Xoshiro256PlusPlus) -> (Vec<f64>, Vec<Vec<f64>>) {
        let noise = |rng: &mut Xoshiro256PlusPlus| {
            let shared = normal(rng);
            (0..truth.len()).map(|i| (0.5 * shared + normal(rng)) * (0.5 + (i % 4) as f64)).collect::<Vec<_>>()
        };
        let values: Vec<f64> = truth.iter().zip(noise(rng)).map(|(t, e)| t + e).collect();
        let mut replicates = vec![Vec::new(); truth.len()];
        for _ in 0..draws {
            let drawn = noise(rng);
            (0..truth.len()).for_each(|i| replicates[i].push(values[i] + drawn[i]));
        }
        (values, replicates)
    }

    fn of(values: &[f64], replicates: &[Vec<f64>]) -> Vec<Option<[usize; 2]>> {
        places(values, &replicates.iter().map(Vec::as_slice).collect::<Vec<_>>(), 0.95)
    }

    /// The slow way: every pair both ways, one replicate after the other.
    #[test]
    fn pairs_at_once_are_pairs_one_by_one() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(3);
        let truth: Vec<f64> = (0..17).map(|i| f64::from(i) * 1.5).collect();
        let (values, replicates) = made(&truth, 199, rng);
        let deviation = |i: usize, j: usize, r: usize| replicates[i][r] - values[i] - replicates[j][r] + values[j];
        let sd = |i, j| ((0..199).map(|r| deviation(i, j, r).powi(2)).sum::<f64>() / 199.0).sqrt();
        let pairs: Vec<(usize, usize)> = (0..17).flat_map(|i| (0..17).map(move |j| (i, j))).collect();
        let pairs: Vec<(usize, usize)> = pairs.into_iter().filter(|(i, j)| i != j).collect();
        let largest = |r| pairs.iter().map(|(i, j)| deviation(*i, *j, r) / sd(*i, *j)).fold(0.0, f64::max);
        let mut all: Vec<f64> = (0..199).map(largest).collect();
        all.sort_by(f64::total_cmp);
        // 0.95 x (199 + 1): the 190th.
        let critical = all[189];
        let surely = |i: usize, j: usize| i != j && values[i] - values[j] > critical * sd(i, j);
        let slow = |i| {
            let above = (0..17).filter(|j| surely(*j, i)).count();
            Some([1 + above, 17 - (0..17).filter(|j| surely(i, *j)).count()])
        };
        let found = of(&values, &replicates);
        assert_eq!(found, (0..17).map(slow).collect::<Vec<_>>());
        assert!(found.iter().flatten().any(|[lower, upper]| upper - lower < 12), "{found:?}");
    }

    /// Known truth: all true places lie inside in about 95 of 100 worlds, or more.
    #[test]
    fn the_places_of_all_hold_together() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(5);
        let truth: Vec<f64> = (0..12).map(|i| f64::from(i) * 0.4).collect();
        let holds = (0..400).filter(|_| {
            let (values, replicates) = made(&truth, 399, rng);
            let all = of(&values, &replicates);
            all.iter().enumerate().all(|(i, at)| at.is_some_and(|[lower, upper]| (lower..=upper).contains(&(12 - i))))
        });
        let held = holds.count();
        assert!(held >= 372, "{held} of 400");
    }

    /// Values far apart have one place each, equal ones share theirs, and without replicates nothing is said.
    #[test]
    fn sure_equal_and_unknown() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(7);
        let (mut values, mut replicates) = made(&[300.0, 200.0, 100.0], 199, rng);
        assert_eq!(of(&values, &replicates), [Some([1, 1]), Some([2, 2]), Some([3, 3])]);
        values.push(values[1]);
        replicates.push(replicates[1].clone());
        assert_eq!(of(&values, &replicates), [Some([1, 1]), Some([2, 3]), Some([4, 4]), Some([2, 3])]);
        assert_eq!(of(&values, &vec![Vec::new(); 4]), [None; 4]);
        assert_eq!(of(&[], &[]), []);
    }
}
