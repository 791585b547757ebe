//! Simulated data sets with known truth.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Gamma, LogNormal, Poisson};
use unwarranted_core::{Kind, Slice};

/// Distribution of the areas' true rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    Gamma,
    LogNormal,
}

/// What data sets are drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) areas: u32,
    /// Mean expected events per area; areas differ by a factor of 8.
    pub(crate) expected: f64,
    /// True variance of the relative rates.
    pub(crate) variance: f64,
    pub(crate) shape: Shape,
    /// Every so many areas one has twice its rate; 0 for none.
    pub(crate) outlier_every: u32,
}

impl Setting {
    /// Gamma-distributed rates and no outliers.
    pub(crate) fn plain(areas: u32, expected: f64, variance: f64) -> Self {
        Self { areas, expected, variance, shape: Shape::Gamma, outlier_every: 0 }
    }

    pub(crate) fn outlier(self, area: usize) -> bool {
        self.outlier_every > 0 && area % self.outlier_every as usize == self.outlier_every as usize / 2
    }

    fn seed(self, number: usize) -> u64 {
        // Data sets of different settings are independent of each other.
        let parts = [
            number as u64,
            u64::from(self.areas),
            self.expected.to_bits(),
            self.variance.to_bits(),
            u64::from(self.outlier_every) * 2 + u64::from(self.shape == Shape::LogNormal),
        ];
        parts.iter().fold(0x9e37_79b9_7f4a_7c15, |h, p| (h ^ p).wrapping_mul(0x0100_0000_01b3).rotate_left(29))
    }

    /// A rate relative to the mean.
    fn rate(self, rng: &mut Xoshiro256PlusPlus) -> f64 {
        let v = self.variance;
        match self.shape {
            _ if v <= 0.0 => 1.0,
            Shape::Gamma => Gamma::new(1.0 / v, v).unwrap().sample(rng),
            Shape::LogNormal => LogNormal::new(-0.5 * v.ln_1p(), v.ln_1p().sqrt()).unwrap().sample(rng),
        }
    }
}

/// Data set `number` of a setting.
pub(crate) fn simulate(s: Setting, number: usize) -> Slice {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(s.seed(number));
    let sizes: Vec<f64> = (0..s.areas).map(|i| 8f64.powf(f64::from(i * 37 % s.areas) / f64::from(s.areas))).collect();
    let mean = sizes.iter().sum::<f64>() / f64::from(s.areas);
    let codes: Vec<String> = (0..s.areas).map(|i| format!("A{i:03}")).collect();
    let rows: Vec<(&str, f64, f64)> = codes
        .iter()
        .zip(&sizes)
        .enumerate()
        .map(|(i, (code, size))| {
            let events = s.expected * size / mean * s.rate(&mut rng) * if s.outlier(i) { 2.0 } else { 1.0 };
            let count = if events > 0.0 { Poisson::new(events).unwrap().sample(&mut rng) } else { 0.0 };
            (code.as_str(), count, size * 1000.0)
        })
        .collect();
    Slice::from_denominators(Kind::Count, &rows).unwrap()
}
