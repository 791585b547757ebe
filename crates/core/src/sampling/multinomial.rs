//! Multinomial draws of a fixed total, fast.
//!
//! Independent Poisson counts given their sum are multinomial. So each area first gets a Poisson count, of means that sum
//! to a little less than the total, and the few events still missing are placed one by one; a draw that went over the total
//! (one in fifty) is taken back. The result is exactly multinomial, in time proportional to the areas plus the square root
//! of the events.

use super::poisson::{self, Normal, uniform};
use super::stream::Generator;
use rand::Rng;

/// How many standard deviations the first round stays below the total.
const MARGIN: f64 = 2.0;

/// A multinomial distribution prepared for many draws.
#[derive(Debug)]
pub(crate) struct Multinomial {
    total: f64,
    shares: Vec<f64>,
    rounds: Vec<Cell>,
    tables: Vec<f64>,
    alias: Alias,
}

/// The Poisson count of one area in the first round.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Large(Normal),
    /// Where its cumulated probabilities are.
    Small {
        start: usize,
        end: usize,
    },
}

impl Multinomial {
    /// `total` events (a whole number) over areas with these weights (positive, any sum).
    pub(crate) fn new(total: f64, weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|w| w / sum).collect();
        let mut this = Self { total, alias: Alias::new(&shares), shares, rounds: Vec::new(), tables: Vec::new() };
        if total >= 6.0 * this.areas() {
            let events = total - MARGIN * total.sqrt();
            for share in &this.shares {
                let mean = events * share;
                this.rounds.push(if mean >= poisson::LARGE {
                    Cell::Large(Normal::new(mean))
                } else {
                    let start = this.tables.len();
                    this.tables.extend(poisson::cumulated(mean));
                    Cell::Small { start, end: this.tables.len() }
                });
            }
        }
        this
    }

    #[allow(clippy::cast_precision_loss)]
    fn areas(&self) -> f64 {
        self.shares.len() as f64
    }

    /// One draw into `counts`.
    pub(crate) fn draw(&self, rng: &mut Generator, counts: &mut [f64]) {
        let mut left = self.total - self.first(rng, counts);
        while left > 8.0 * self.areas() {
            let events = left - MARGIN * left.sqrt();
            // Means of an area are small here: one round more leaves about the square root of what is left.
            let before = counts.to_vec();
            let mut placed = 0.0;
            for (count, share) in counts.iter_mut().zip(&self.shares) {
                let k = poisson::draw(rng, events * share);
                *count += k;
                placed += k;
            }
            if placed > left {
                counts.copy_from_slice(&before);
            } else {
                left -= placed;
            }
        }
        while left > 0.0 {
            counts[self.alias.draw(rng)] += 1.0;
            left -= 1.0;
        }
    }

    /// The first round; how many events it placed.
    fn first(&self, rng: &mut Generator, counts: &mut [f64]) -> f64 {
        if self.rounds.is_empty() {
            counts.fill(0.0);
            return 0.0;
        }
        loop {
            let mut placed = 0.0;
            for (count, cell) in counts.iter_mut().zip(&self.rounds) {
                *count = match cell {
                    Cell::Large(normal) => normal.draw(rng),
                    Cell::Small { start, end } => search(&self.tables[*start..*end], uniform(rng)),
                };
                placed += *count;
            }
            if placed <= self.total {
                return placed;
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn search(cumulated: &[f64], u: f64) -> f64 {
    cumulated.iter().position(|c| u < *c).unwrap_or(cumulated.len() - 1) as f64
}

/// Draws an index with given probabilities in constant time (Walker 1977, ACM TOMS 3:253; Vose's construction).
#[derive(Debug)]
pub(crate) struct Alias(Vec<(u32, u32)>);

impl Alias {
    /// Probabilities that sum to 1, at least one and fewer than 2^32.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn new(shares: &[f64]) -> Self {
        let n = shares.len() as f64;
        let mut scaled: Vec<f64> = shares.iter().map(|p| p * n).collect();
        let mut table: Vec<(u32, u32)> = (0..shares.len()).map(|i| (u32::MAX, i as u32)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..shares.len()).partition(|i| scaled[*i] < 1.0);
        while let (Some(s), Some(l)) = (small.pop(), large.last().copied()) {
            table[s] = ((scaled[s] * 4_294_967_296.0) as u32, l as u32);
            scaled[l] -= 1.0 - scaled[s];
            if scaled[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Self(table)
    }

    #[allow(clippy::cast_possible_truncation)]
    fn draw(&self, rng: &mut Generator) -> usize {
        let bits = rng.next_u64();
        let place = (((bits >> 32) * self.0.len() as u64) >> 32) as usize;
        let (threshold, other) = self.0[place];
        if (bits as u32) < threshold { place } else { other as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Mean, variance and covariance of every area against the formulas, from few events to many.
    #[test]
    fn has_the_multinomial_moments_and_total() {
        let weights = [1.0, 2.0, 0.05, 7.0, 30.0, 0.5];
        let sum: f64 = weights.iter().sum();
        for total in [1.0, 17.0, 60.0, 5_000.0, 3e6, 1e9] {
            let multinomial = Multinomial::new(total, &weights);
            let (mut rng, mut counts) = (Generator::seed_from_u64(9), [0.0; 6]);
            let (mut first, mut second, mut cross) = ([0.0; 6], [0.0; 6], 0.0);
            let draws = 40_000;
            for _ in 0..draws {
                multinomial.draw(&mut rng, &mut counts);
                assert!((counts.iter().sum::<f64>() - total).abs() < 0.5);
                for i in 0..6 {
                    let d = counts[i] - total * weights[i] / sum;
                    first[i] += d;
                    second[i] += d * d;
                }
                cross += (counts[3] - total * weights[3] / sum) * (counts[4] - total * weights[4] / sum);
            }
            let r = f64::from(draws);
            for i in 0..6 {
                let p = weights[i] / sum;
                let variance = total * p * (1.0 - p);
                assert!((first[i] / r).abs() < 5.0 * (variance / r).sqrt(), "{total} {i}");
                let spread = (variance * variance * 2.0 + variance).sqrt() / r.sqrt();
                assert!((second[i] / r - variance).abs() < 5.0 * spread, "{total} {i}: {} {variance}", second[i] / r);
            }
            let covariance = -total * weights[3] * weights[4] / sum / sum;
            assert!((cross / r / covariance - 1.0).abs() < 0.1, "{total}");
        }
    }
}
