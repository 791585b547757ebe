//! Persons on a treatment from month to month.
//!
//! In every month their number is a Poisson variate with the mean asked for. From one month to the next each stays with the
//! same chance, so that months are alike; those who leave are replaced by new ones.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rand_distr::{Binomial, Distribution, Poisson, StandardUniform};

/// The persons of one practice on one form of a treatment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Persons {
    /// Chance to stay from one month to the next.
    stays: f64,
    mean: f64,
    number: i64,
}

impl Persons {
    /// Nobody yet; a stay of `months` on average, 1 or more.
    pub(crate) fn none(months: f64) -> Self {
        Self { stays: 1.0 - 1.0 / months.max(1.0), mean: 0.0, number: 0 }
    }

    /// The number in the next month, which has this mean. Where the mean falls faster than persons leave, more of them leave
    /// and nobody is new.
    pub(crate) fn next(&mut self, mean: f64, rng: &mut ChaCha8Rng) -> i64 {
        let stays = if self.mean > 0.0 { self.stays.min(mean / self.mean) } else { 0.0 };
        let stay = binomial(self.number, stays, rng);
        self.number = stay + poisson(mean - stays * self.mean, rng);
        self.mean = mean;
        self.number
    }
}

/// How many of `number` have something that each has with this chance.
fn binomial(number: i64, chance: f64, rng: &mut ChaCha8Rng) -> i64 {
    if number == 0 || chance <= 0.0 {
        0
    } else if number <= 12 {
        let has = |_: &i64| Distribution::<f64>::sample(&StandardUniform, rng) < chance;
        i64::try_from((0..number).filter(has).count()).unwrap_or(0)
    } else {
        let binomial = Binomial::new(number.unsigned_abs(), chance.min(1.0));
        binomial.map_or(number, |binomial| i64::try_from(binomial.sample(rng)).unwrap_or(number))
    }
}

/// A Poisson variate; 0 where nothing is expected.
pub(crate) fn poisson(mean: f64, rng: &mut ChaCha8Rng) -> i64 {
    if mean <= 0.0 {
        return 0;
    }
    if mean < 0.5 {
        // Of most forms a practice has nobody, and exp(-mean) is at least 1 - mean.
        let drawn = (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        return if drawn < 1.0 - mean { 0 } else { small(mean, drawn) };
    }
    Poisson::new(mean).map_or(0, |poisson| super::world::whole(poisson.sample(rng)))
}

/// The smallest number whose cumulative probability is above what was drawn, for a small mean.
fn small(mean: f64, drawn: f64) -> i64 {
    let mut chance = libm::exp(-mean);
    let (mut sum, mut number) = (chance, 0_i64);
    while drawn >= sum && number < 60 {
        number += 1;
        chance *= mean / number as f64;
        sum += chance;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    fn moments(values: &[f64]) -> (f64, f64) {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn numbers_are_poisson_whatever_the_mean() {
        let mut rng = stream(1, Purpose::World);
        for mean in [0.02, 0.3, 0.49, 0.51, 3.0, 60.0] {
            let drawn: Vec<f64> = (0..40_000).map(|_| poisson(mean, &mut rng) as f64).collect();
            let (m, v) = moments(&drawn);
            assert!((m - mean).abs() < 5.0 * (mean / 40_000.0).sqrt(), "{mean}: {m}");
            assert!((v / m - 1.0).abs() < 0.06, "{mean}: {v}");
        }
    }

    /// After a rise, a fall and a stop the number is still Poisson, and months are as alike as stays are long.
    #[test]
    fn persons_stay_and_their_number_has_the_mean_asked_for() {
        let mut rng = stream(2, Purpose::World);
        for (scale, tolerance) in [(0.4, 0.03), (40.0, 0.3)] {
            let mut months: Vec<Vec<f64>> = vec![Vec::new(); 6];
            for _ in 0..20_000 {
                let mut persons = Persons::none(4.0);
                for (month, mean) in [1.0, 1.0, 1.5, 0.5, 0.0, 1.0].into_iter().enumerate() {
                    months[month].push(persons.next(mean * scale, &mut rng) as f64);
                }
            }
            for (month, mean) in [1.0, 1.0, 1.5, 0.5, 0.0, 1.0].into_iter().enumerate() {
                let (m, v) = moments(&months[month]);
                assert!((m - mean * scale).abs() < tolerance, "month {month}: {m}");
                assert!((v - mean * scale).abs() < 10.0 * tolerance, "month {month}: {v}");
            }
            let (first, second) = (moments(&months[0]).0, moments(&months[1]).0);
            let pairs = months[0].iter().zip(&months[1]);
            let covariance = pairs.map(|(a, b)| (a - first) * (b - second)).sum::<f64>() / 20_000.0;
            assert!((covariance / scale - 0.75).abs() < 0.05, "{covariance}");
        }
    }
}
