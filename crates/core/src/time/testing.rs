//! Series that tests draw.

use crate::sampling::stream::Generator;

/// Nearly normal, of mean 0 and variance 1: the sum of twelve uniform numbers less its mean.
pub(super) fn normal(rng: &mut Generator) -> f64 {
    let sum: f64 = (0..12).map(|_| rng.below(1 << 30) as f64 / f64::from(1u32 << 30)).sum();
    sum - 6.0
}

/// A series that wanders: each value is `rho` times the one before, plus a [`normal`] one. What comes first is left out.
pub(super) fn wandering(rng: &mut Generator, n: usize, rho: f64) -> Vec<f64> {
    const BEFORE: usize = 40;
    let mut last = 0.0;
    let mut next = || {
        last = rho * last + normal(rng);
        last
    };
    let all: Vec<f64> = (0..BEFORE + n).map(|_| next()).collect();
    all[BEFORE..].to_vec()
}
