//! Simulated data sets with known truth.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Beta, Binomial, Distribution, Gamma, LogNormal, Poisson, StandardNormal};
use unwarranted_core::{Kind, Slice};

/// Distribution of the areas' true rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    Gamma,
    LogNormal,
    /// Squares of normal variables.
    RootNormal,
}

impl Shape {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Gamma => "gamma",
            Self::LogNormal => "log-normal",
            Self::RootNormal => "root-normal",
        }
    }
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
    /// Every so many areas one is an outlier; 0 for none.
    pub(crate) outlier_every: u32,
    /// How many times its own rate an outlier has.
    pub(crate) factor: f64,
    /// Rates are proportional to this power of the size.
    pub(crate) slope: f64,
    /// Overall share, where the numerator is part of the denominator.
    pub(crate) share: Option<f64>,
}

impl Setting {
    /// The columns that say what a setting is.
    pub(crate) const COLUMNS: [&str; 3] = ["areas", "expected", "variance"];

    /// Gamma-distributed rates and no outliers.
    pub(crate) fn plain(areas: u32, expected: f64, variance: f64) -> Self {
        Self { areas, expected, variance, shape: Shape::Gamma, outlier_every: 0, factor: 2.0, slope: 0.0, share: None }
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
            (self.factor - 2.0).to_bits() ^ self.slope.to_bits() ^ self.share.unwrap_or(0.0).to_bits(),
            u64::from(self.shape == Shape::RootNormal),
        ];
        parts.iter().fold(0x9e37_79b9_7f4a_7c15, |h, p| (h ^ p).wrapping_mul(0x0100_0000_01b3).rotate_left(29))
    }

    /// A rate relative to the mean.
    fn rate(self, rng: &mut Xoshiro256PlusPlus) -> f64 {
        let v = self.variance;
        match self.shape {
            _ if v <= 0.0 => 1.0,
            Shape::Gamma => Gamma::new(1.0 / v, v).unwrap().sample(rng),
            Shape::LogNormal => LogNormal::new(-0.5 * libm::log1p(v), libm::log1p(v).sqrt()).unwrap().sample(rng),
            Shape::RootNormal => {
                // (a + b N)^2 with mean a^2 + b^2 = 1 and variance 4 a^2 b^2 + 2 b^4 = v.
                let square = (1.0 - 0.5 * v).sqrt();
                let normal: f64 = StandardNormal.sample(rng);
                (square.sqrt() + (1.0 - square).sqrt() * normal).powi(2)
            }
        }
    }
}

/// Data set `number` of a setting.
pub(crate) fn simulate(s: Setting, number: usize) -> Slice {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(s.seed(number));
    let sizes: Vec<f64> =
        (0..s.areas).map(|i| libm::pow(8.0, f64::from(i * 37 % s.areas) / f64::from(s.areas))).collect();
    let mean = sizes.iter().sum::<f64>() / f64::from(s.areas);
    let codes: Vec<String> = (0..s.areas).map(|i| format!("A{i:03}")).collect();
    let rows: Vec<(&str, f64, f64)> = codes
        .iter()
        .zip(&sizes)
        .enumerate()
        .map(|(i, (code, size))| {
            let factor = if s.outlier(i) { s.factor } else { 1.0 } * libm::pow(size / mean, s.slope);
            let (count, denominator) = match s.share {
                None => (counted(s.expected * size / mean * s.rate(&mut rng) * factor, &mut rng), size * 1000.0),
                Some(share) => s.part(share, s.expected * size / mean / share, factor, &mut rng),
            };
            (code.as_str(), count, denominator)
        })
        .collect();
    Slice::from_denominators(if s.share.is_some() { Kind::Share } else { Kind::Count }, &rows).unwrap()
}

fn counted(events: f64, rng: &mut Xoshiro256PlusPlus) -> f64 {
    if events > 0.0 { Poisson::new(events).unwrap().sample(rng) } else { 0.0 }
}

impl Setting {
    /// Numerator and denominator of a share: beta-distributed, or logit-normal for [`Shape::LogNormal`], with `variance`
    /// that of the logit. An outlier's odds are multiplied.
    fn part(self, share: f64, trials: f64, factor: f64, rng: &mut Xoshiro256PlusPlus) -> (f64, f64) {
        let (trials, v) = (trials.round(), self.variance);
        let odds = share / (1.0 - share);
        let p = match self.shape {
            _ if v <= 0.0 => share,
            Shape::LogNormal => {
                let normal: f64 = StandardNormal.sample(rng);
                let odds = odds * libm::exp(v.sqrt() * normal);
                odds / (1.0 + odds)
            }
            _ => {
                let size = 1.0 / (v * share * (1.0 - share));
                Beta::new(share * size, (1.0 - share) * size).unwrap().sample(rng)
            }
        };
        let odds = p / (1.0 - p).max(1e-12) * factor;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let count = Binomial::new(trials as u64, odds / (1.0 + odds)).unwrap().sample(rng) as f64;
        (count, trials)
    }
}
