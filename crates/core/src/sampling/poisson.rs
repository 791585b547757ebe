//! Poisson draws: inversion for means under 10, Ahrens & Dieter's algorithm PD above.

use super::stream::Generator;
use super::ziggurat::{ZIGGURAT, Ziggurat};
use rand_distr::{Distribution, Exp1};
use std::f64::consts::TAU;

/// From this mean on the normal-based method is used.
pub(crate) const LARGE: f64 = 10.0;

/// A number in [0, 1) with 53 random bits.
pub(crate) fn uniform(rng: &mut Generator) -> f64 {
    const SCALE: f64 = 1.0 / 9_007_199_254_740_992.0;
    let bits = (rng.number() >> 11) as f64;
    bits * SCALE
}

/// One draw of any mean of zero or more.
pub(crate) fn draw(rng: &mut Generator, mean: f64) -> f64 {
    if mean >= LARGE { Normal::new(mean).draw(rng) } else { by_inversion(rng, mean) }
}

/// The next whole number at or below `x`, which is under 2^62 in size; faster than a call of `floor`.
#[allow(clippy::cast_possible_truncation)]
fn rounded_down(x: f64) -> f64 {
    let whole = x as i64 as f64;
    if whole > x { whole - 1.0 } else { whole }
}

fn by_inversion(rng: &mut Generator, mean: f64) -> f64 {
    let u = uniform(rng);
    let (mut k, mut mass) = (0.0, libm::exp(-mean));
    let mut sum = mass;
    // The probabilities sum to 1 - rounding: beyond 100 there is nothing left to find for a mean under 10.
    while u >= sum && k < 100.0 {
        k += 1.0;
        mass *= mean / k;
        sum += mass;
    }
    k
}

/// Probabilities of the counts from the first one returned, as far as they are above 1e-17 of the largest; they sum to 1.
pub(crate) fn masses(mean: f64) -> (f64, Vec<f64>) {
    let mode = mean.floor();
    let (mut down, mut k, mut mass) = (Vec::new(), mode, 1.0);
    while k > 0.0 && mass > 1e-17 {
        mass *= k / mean;
        k -= 1.0;
        down.push(mass);
    }
    let first = k;
    let mut masses: Vec<f64> = down.into_iter().rev().collect();
    let (mut k, mut mass) = (mode, 1.0);
    while mass > 1e-17 {
        masses.push(mass);
        k += 1.0;
        mass *= mean / k;
    }
    let sum: f64 = masses.iter().sum();
    masses.iter_mut().for_each(|m| *m /= sum);
    (first, masses)
}

/// A mean of at least 10: algorithm PD (Ahrens & Dieter 1982, ACM TOMS 8:163). A rounded-down normal is accepted at once
/// in nearly all cases; the others correct it so that the counts are Poisson.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Normal {
    mean: f64,
    sd: f64,
    sure: f64,
    squeeze: f64,
    ziggurat: &'static Ziggurat,
}

impl Normal {
    pub(crate) fn new(mean: f64) -> Self {
        let (sure, squeeze) = (rounded_down(mean - 1.1484), 6.0 * mean * mean);
        Self { mean, sd: mean.sqrt(), sure, squeeze, ziggurat: &ZIGGURAT }
    }

    #[inline(always)]
    pub(crate) fn draw(&self, rng: &mut Generator) -> f64 {
        let bits = rng.number();
        let (layer, place) = Ziggurat::place(bits);
        let z = place * self.ziggurat.ends[layer];
        let k = rounded_down(self.mean + self.sd * z);
        let d = self.mean - k;
        // The six bits left are the first of the uniform number u that decides: mostly they suffice. One test that is
        // nearly always passed instead of two, the first of which is passed half of the time.
        let squeezed = (k >= self.sure) | ((k >= 0.0) & (self.squeeze * Self::at_least(bits) >= d * d * d));
        if (z.abs() < self.ziggurat.ends[layer + 1]) & squeezed {
            return k;
        }
        self.slowly(rng, bits)
    }

    /// What u is at least.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    fn at_least(bits: u64) -> f64 {
        f64::from((bits >> 8) as u32 & 63) * (1.0 / 64.0)
    }

    #[inline(never)]
    fn slowly(&self, rng: &mut Generator, bits: u64) -> f64 {
        let k = rounded_down(self.mean + self.sd * self.ziggurat.finish(rng, bits));
        // The bits that u starts with have had no part in the normal number.
        let (u, d) = (Self::at_least(bits) + uniform(rng) * (1.0 / 64.0), self.mean - k);
        if k >= self.sure || (k >= 0.0 && self.squeeze * u >= d * d * d) {
            return k;
        }
        self.correct(rng, k, u)
    }

    #[inline(never)]
    fn correct(&self, rng: &mut Generator, k: f64, u: f64) -> f64 {
        if k >= 0.0 {
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
                if 0.1069 / self.mean * u.abs() <= (p - f) * libm::exp(e) {
                    return k;
                }
            }
        }
    }

    /// Probability of `k`, Poisson and of the rounded-down normal (by its expansion in 1 / mean).
    fn masses(&self, k: f64) -> (f64, f64) {
        let d = self.mean - k;
        let poisson = if k < 10.0 {
            let mut mass = libm::exp(-self.mean);
            let mut i = 0.0;
            while i < k {
                i += 1.0;
                mass *= self.mean / i;
            }
            mass
        } else {
            let stirling = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * k * k)) / (k * k)) / k;
            libm::exp(k * libm::log1p(d / k) - d - stirling) / (TAU * k).sqrt()
        };
        let b1 = 1.0 / (24.0 * self.mean);
        let b2 = 0.3 * b1 * b1;
        let c3 = b1 * b2 / 7.0;
        let c2 = b2 - 15.0 * c3;
        let c1 = b1 - 6.0 * b2 + 45.0 * c3;
        let c0 = 1.0 - b1 + 3.0 * b2 - 15.0 * c3;
        let x = (0.5 - d) / self.sd;
        let x2 = x * x;
        let normal = libm::exp(-0.5 * x2) * (((c3 * x2 + c2) * x2 + c1) * x2 + c0) / (self.sd * TAU.sqrt());
        (poisson, normal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{density, gamma, normal};

    /// Chi-square of draws against the probabilities, cells of at least 20 expected; upper tail probability.
    fn p_value(mean: f64, draws: u32, mut draw: impl FnMut(&mut Generator) -> f64) -> f64 {
        let mut rng = Generator::from_seed(42);
        let mut seen = std::collections::BTreeMap::<u64, u32>::new();
        for _ in 0..draws {
            #[allow(clippy::cast_possible_truncation)]
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

    /// Chi-square of a million numbers in intervals of a tenth of a standard deviation, the tails beyond 3.7 among them.
    #[test]
    fn ziggurat_is_normal() {
        assert!(ZIGGURAT.ends.windows(2).all(|w| w[0] > w[1]) && ZIGGURAT.ends[255] < 0.3);
        let (mut rng, mut seen) = (Generator::from_seed(5), [0.0; 76]);
        for _ in 0..1_000_000 {
            let bits = rng.number();
            #[allow(clippy::cast_possible_truncation)]
            let cell = (ZIGGURAT.finish(&mut rng, bits) * 10.0 + 38.0).clamp(0.0, 75.5) as usize;
            seen[cell] += 1.0;
        }
        // Probability below x = cell / 10 - 3.8.
        let below = |x: f64| if x < 0.0 { normal::two_sided(-x) / 2.0 } else { 1.0 - normal::two_sided(x) / 2.0 };
        let statistic: f64 = (0..76u8)
            .map(|cell| {
                let (low, high) = (f64::from(cell) / 10.0 - 3.8, f64::from(cell) / 10.0 - 3.7);
                let low = if cell == 0 { 0.0 } else { below(low) };
                let expected = 1e6 * (if cell == 75 { 1.0 } else { below(high) } - low);
                (seen[usize::from(cell)] - expected).powi(2) / expected
            })
            .sum();
        let p = gamma::tails(37.5, statistic / 2.0).upper;
        assert!(p > 1e-3, "{statistic}: p {p}");
    }

    #[test]
    fn have_the_poisson_distribution() {
        for mean in [0.05, 3.0, 9.99, 10.0, 11.3, 25.0, 400.0, 12_345.6] {
            let p = p_value(mean, 400_000, |rng| draw(rng, mean));
            assert!(p > 1e-3 && p < 1.0 - 1e-6, "mean {mean}: p {p}");
        }
    }
}
