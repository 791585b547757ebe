//! Poisson draws: inversion for means under 10, Ahrens & Dieter's algorithm PD above.

use super::stream::Generator;
use rand::Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};
use std::f64::consts::TAU;

/// From this mean on the normal-based method is used.
pub(crate) const LARGE: f64 = 10.0;

/// A number in [0, 1) with 53 random bits.
pub(crate) fn uniform(rng: &mut Generator) -> f64 {
    const SCALE: f64 = 1.0 / 9_007_199_254_740_992.0;
    #[allow(clippy::cast_precision_loss)]
    let bits = (rng.next_u64() >> 11) as f64;
    bits * SCALE
}

/// One draw of any mean of zero or more.
pub(crate) fn draw(rng: &mut Generator, mean: f64) -> f64 {
    if mean >= LARGE { Normal::new(mean).draw(rng) } else { by_inversion(rng, mean) }
}

fn by_inversion(rng: &mut Generator, mean: f64) -> f64 {
    let u = uniform(rng);
    let (mut k, mut mass) = (0.0, (-mean).exp());
    let mut sum = mass;
    // The probabilities sum to 1 - rounding: beyond 100 there is nothing left to find for a mean under 10.
    while u >= sum && k < 100.0 {
        k += 1.0;
        mass *= mean / k;
        sum += mass;
    }
    k
}

/// Cumulated probabilities of a mean under [`LARGE`], as far as they grow.
pub(crate) fn cumulated(mean: f64) -> Vec<f64> {
    let mut mass = (-mean).exp();
    let (mut sum, mut k, mut table) = (mass, 0.0, Vec::new());
    while table.last().is_none_or(|last| sum > *last) {
        table.push(sum);
        k += 1.0;
        mass *= mean / k;
        sum += mass;
    }
    table
}

/// A mean of at least 10: algorithm PD (Ahrens & Dieter 1982, ACM TOMS 8:163). A rounded-down normal is accepted at once
/// in nearly all cases; the others correct it so that the counts are Poisson.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Normal {
    mean: f64,
    sd: f64,
    sure: f64,
    squeeze: f64,
}

impl Normal {
    pub(crate) fn new(mean: f64) -> Self {
        Self { mean, sd: mean.sqrt(), sure: (mean - 1.1484).floor(), squeeze: 6.0 * mean * mean }
    }

    pub(crate) fn draw(&self, rng: &mut Generator) -> f64 {
        let z: f64 = StandardNormal.sample(rng);
        let k = self.sd.mul_add(z, self.mean).floor();
        if k >= self.sure {
            return k;
        }
        self.correct(rng, k)
    }

    fn correct(&self, rng: &mut Generator, k: f64) -> f64 {
        if k >= 0.0 {
            let (u, d) = (uniform(rng), self.mean - k);
            if self.squeeze * u >= d * d * d {
                return k;
            }
            let (p, f) = self.masses(k);
            if f * (1.0 - u) <= p {
                return k;
            }
        }
        loop {
            let e: f64 = Exp1.sample(rng);
            let u = 2.0 * uniform(rng) - 1.0;
            let t = 1.8 + e.copysign(u);
            if t > -0.6744 {
                let k = (self.mean + self.sd * t).floor();
                let (p, f) = self.masses(k);
                if 0.1069 / self.mean * u.abs() <= (p - f) * e.exp() {
                    return k;
                }
            }
        }
    }

    /// Probability of `k`, Poisson and of the rounded-down normal (by its expansion in 1 / mean).
    fn masses(&self, k: f64) -> (f64, f64) {
        let d = self.mean - k;
        let poisson = if k < 10.0 {
            let mut mass = (-self.mean).exp();
            let mut i = 0.0;
            while i < k {
                i += 1.0;
                mass *= self.mean / i;
            }
            mass
        } else {
            let stirling = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * k * k)) / (k * k)) / k;
            (k * (d / k).ln_1p() - d - stirling).exp() / (TAU * k).sqrt()
        };
        let b1 = 1.0 / (24.0 * self.mean);
        let b2 = 0.3 * b1 * b1;
        let c3 = b1 * b2 / 7.0;
        let c2 = b2 - 15.0 * c3;
        let c1 = b1 - 6.0 * b2 + 45.0 * c3;
        let c0 = 1.0 - b1 + 3.0 * b2 - 15.0 * c3;
        let x = (0.5 - d) / self.sd;
        let x2 = x * x;
        let normal = (-0.5 * x2).exp() * (((c3 * x2 + c2) * x2 + c1) * x2 + c0) / (self.sd * TAU.sqrt());
        (poisson, normal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{density, gamma};
    use rand::SeedableRng;

    /// Chi-square of draws against the probabilities, cells of at least 20 expected; upper tail probability.
    fn p_value(mean: f64, draws: u32, mut draw: impl FnMut(&mut Generator) -> f64) -> f64 {
        let mut rng = Generator::seed_from_u64(42);
        let mut seen = std::collections::BTreeMap::<u64, u32>::new();
        for _ in 0..draws {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let k = draw(&mut rng) as u64;
            *seen.entry(k).or_default() += 1;
        }
        let (mut expected, mut count, mut statistic, mut cells, mut k) = (0.0, 0.0, 0.0, 0.0, 0u32);
        let mut done = 0.0;
        while done < f64::from(draws) - 20.0 {
            let mass = density::poisson(f64::from(k), mean) * f64::from(draws);
            expected += mass;
            done += mass;
            count += f64::from(seen.get(&u64::from(k)).copied().unwrap_or(0));
            if expected >= 20.0 {
                statistic += (count - expected) * (count - expected) / expected;
                (expected, count, cells) = (0.0, 0.0, cells + 1.0);
            }
            k += 1;
        }
        gamma::tails((cells - 1.0) / 2.0, statistic / 2.0).upper
    }

    #[test]
    fn have_the_poisson_distribution() {
        for mean in [0.05, 3.0, 9.99, 10.0, 11.3, 25.0, 400.0, 12_345.6] {
            let p = p_value(mean, 400_000, |rng| draw(rng, mean));
            assert!(p > 1e-3 && p < 1.0 - 1e-6, "mean {mean}: p {p}");
        }
    }
}
