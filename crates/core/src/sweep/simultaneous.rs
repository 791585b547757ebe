//! Places that hold for all treatments at once.
//!
//! The places of [`super::ranking`] each hold with the given confidence alone. Here the differences of all pairs of
//! treatments are tested together: with s_ij the standard deviation of V_i - V_j over the replicates and c the quantile, at
//! the confidence, of the largest |deviation of V_i - V_j| / s_ij of a replicate, treatment i is above j where
//! V_i - V_j > c s_ij. Places run from 1 + those surely above to all less those surely below. With the given probability the
//! places of all treatments hold together, so that a reader may pick any of them ([Mogstad, Romano, Shaikh & Wilhelm 2024]).
//!
//! [Mogstad, Romano, Shaikh & Wilhelm 2024]: https://doi.org/10.1093/restud/rdad006

use crate::quantile::quantile;
use rayon::prelude::*;

/// A difference that varies by less than this share of what its two sides do has no noise of its own: rounding.
const ROUNDING: f64 = 1e-9;

/// Smallest and largest place of each treatment, all holding together at `confidence`. `values` are the point values,
/// `replicates` their replicates centred on them, as many for each. Treatments whose difference has no noise, such as two
/// equal ones, are never told apart. `None` for each where there are no replicates.
pub(super) fn places(values: &[f64], replicates: &[&[f64]], confidence: f64) -> Vec<Option<[usize; 2]>> {
    let n = values.len();
    let draws = replicates.first().map_or(0, |all| all.len());
    if draws < 2 || replicates.iter().any(|all| all.len() != draws) {
        return vec![None; n];
    }
    let deviations: Vec<Vec<f64>> =
        values.iter().zip(replicates).map(|(value, all)| all.iter().map(|v| v - value).collect()).collect();
    let rows: Vec<Row> = (0..n).into_par_iter().map(|i| Row::of(&deviations, i)).collect();
    let mut largest = vec![0.0; draws];
    for row in &rows {
        largest.iter_mut().zip(&row.largest).for_each(|(all, own)| *all = f64::max(*all, *own));
    }
    largest.sort_by(f64::total_cmp);
    let critical = quantile(&largest, confidence).unwrap_or(f64::INFINITY);
    let (mut above, mut below) = (vec![0; n], vec![0; n]);
    for (i, row) in rows.iter().enumerate() {
        for (j, noise) in (i + 1..n).zip(&row.noise) {
            let difference = values[i] - values[j];
            if noise.is_some_and(|noise| difference.abs() > critical * noise) {
                let (high, low) = if difference > 0.0 { (i, j) } else { (j, i) };
                below[high] += 1;
                above[low] += 1;
            }
        }
    }
    (0..n).map(|i| Some([1 + above[i], n - below[i]])).collect()
}

/// A treatment against those after it.
struct Row {
    /// Standard deviation of each difference; `None` where it is rounding.
    noise: Vec<Option<f64>>,
    /// The largest standardised deviation of each replicate.
    largest: Vec<f64>,
}

impl Row {
    fn of(deviations: &[Vec<f64>], i: usize) -> Self {
        let own = &deviations[i];
        let mean_square = |all: &mut dyn Iterator<Item = f64>| all.map(|d| d * d).sum::<f64>() / own.len() as f64;
        let scale = mean_square(&mut own.iter().copied()).sqrt();
        let mut row = Self { noise: Vec::with_capacity(deviations.len() - i), largest: vec![0.0; own.len()] };
        for other in &deviations[i + 1..] {
            let noise = mean_square(&mut own.iter().zip(other).map(|(a, b)| a - b)).sqrt();
            let other_scale = mean_square(&mut other.iter().copied()).sqrt();
            if noise.is_nan() || noise <= ROUNDING * (scale + other_scale) {
                row.noise.push(None);
                continue;
            }
            row.noise.push(Some(noise));
            let inverse = 1.0 / noise;
            for ((largest, a), b) in row.largest.iter_mut().zip(own).zip(other) {
                let found = (a - b).abs() * inverse;
                *largest = if found > *largest { found } else { *largest };
            }
        }
        row
    }
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
        let critical = quantile(&all, 0.95).unwrap();
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
