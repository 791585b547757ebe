//! What chance alone would do to an area's count: Poisson for events, binomial for a share of a denominator.

use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::{Tails, beta, density, gamma, normal};

/// The distribution of the count of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Chance {
    /// Mean.
    Poisson(f64),
    /// Trials (any real number) and probability.
    Binomial(f64, f64),
    /// Mean and shape: Poisson counts whose means vary between areas with variance mean^2 / shape.
    NegativeBinomial(f64, f64),
}

impl Chance {
    fn mean(self) -> f64 {
        match self {
            Self::Poisson(mean) | Self::NegativeBinomial(mean, _) => mean,
            Self::Binomial(n, p) => n * p,
        }
    }

    fn max(self) -> f64 {
        match self {
            Self::Poisson(_) | Self::NegativeBinomial(..) => f64::INFINITY,
            Self::Binomial(n, _) => n,
        }
    }

    /// Probability of a count of at most `k`, and of more than `k`.
    pub(crate) fn tails(self, k: f64) -> Tails {
        if k < 0.0 {
            return Tails::ALL_ABOVE;
        }
        if k >= self.max() {
            return Tails::ALL_BELOW;
        }
        let Tails { lower: above, upper: up_to } = match self {
            Self::Poisson(mean) => gamma::tails(k + 1.0, mean),
            Self::Binomial(n, p) => beta::tails(k + 1.0, n - k, p, 1.0 - p),
            Self::NegativeBinomial(m, theta) => beta::tails(k + 1.0, theta, m / (theta + m), theta / (theta + m)),
        };
        Tails { lower: up_to, upper: above }
    }

    fn mass(self, k: f64) -> f64 {
        match self {
            Self::Poisson(mean) => density::poisson(k, mean),
            Self::Binomial(n, p) if k <= n => density::binomial(k, n, p, 1.0 - p),
            Self::Binomial(..) => self.tails(k - 1.0).upper,
            Self::NegativeBinomial(m, theta) => density::negative_binomial(k, m, theta),
        }
    }

    /// Two-sided p of `observed`: twice the smaller of P(X <= O) and P(X >= O), at most 1.
    pub(crate) fn two_sided(self, observed: f64) -> f64 {
        let (below, above) = (self.tails(observed).lower, self.tails(observed - 1.0).upper);
        (2.0 * below.min(above)).min(1.0)
    }

    /// Limits of observed / expected that chance keeps within, with linear interpolation between the whole numbers
    /// (Spiegelhalter 2005, Stat Med 24:1185): r = the smallest count with P(X <= r) >= p,
    /// limit = (r - (P(X <= r) - p) / P(X = r)) / E for p = a/2 and p = 1 - a/2.
    ///
    /// Interpolation can put both limits on one side of E where E is a fraction of an event; they are widened to 1
    /// there, so that an area that is exactly as expected is never outside.
    pub(crate) fn limits(self, confidence: Confidence) -> [f64; 2] {
        let (mean, tail, z) = (self.mean(), confidence.tail(), confidence.z());
        let lower = self.lower_count(tail, z) / mean;
        let upper = self.upper_count(tail, z).min(self.max()) / mean;
        [lower.clamp(0.0, 1.0), upper.max(1.0)]
    }

    /// Cornish-Fisher approximation to a quantile, rounded down into the range of counts: where the search starts.
    fn guess(self, z: f64) -> f64 {
        let (variance, lean) = match self {
            Self::Poisson(mean) => (mean, 1.0),
            Self::Binomial(n, p) => (n * p * (1.0 - p), 1.0 - 2.0 * p),
            Self::NegativeBinomial(m, theta) => return Self::guess_negative_binomial(m, theta, z).floor(),
        };
        (self.mean() + z * variance.sqrt() + lean * (z * z - 1.0) / 6.0).floor().clamp(0.0, self.max().ceil())
    }

    /// The gamma distribution of the same mean and variance, then Newton's method on the logarithm of the tail of real
    /// counts: the spread may be millions of events, too far to search in steps of one.
    fn guess_negative_binomial(m: f64, theta: f64, z: f64) -> f64 {
        let model = Self::NegativeBinomial(m, theta);
        let shape = m / (1.0 + m / theta);
        let cube = (1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt())).max(0.0);
        let mut k = m * cube.powi(3);
        let tail = 0.5 * normal::two_sided(z);
        let mut before = f64::INFINITY;
        for _ in 0..90 {
            let Tails { lower, upper } = model.tails(k);
            let reached = if z < 0.0 { lower } else { upper }.max(f64::MIN_POSITIVE);
            let slope = model.mass(k) / reached;
            let step = libm::log(reached / tail) / if z < 0.0 { -slope } else { slope };
            let next = if step.is_finite() { (k + step).clamp(0.5 * k, 2.0 * k + 1.0) } else { 0.5 * k };
            k = next;
            // Twice: the probability of zero can be far larger than the rest, which makes the first step short.
            if step.abs() < 1.0 && before < 1.0 {
                break;
            }
            before = step.abs();
        }
        k
    }

    /// The count already found by [`Self::guess_negative_binomial`], where one event more or less moves the tail by less
    /// than 1e-9 of itself: there is nothing to interpolate, and steps of one would never end.
    fn smooth_count(self, tail: f64, z: f64) -> Option<f64> {
        let Self::NegativeBinomial(m, theta) = self else { return None };
        let k = Self::guess_negative_binomial(m, theta, z);
        (k > 1e6 && self.mass(k) < 1e-9 * tail).then_some(k)
    }

    fn upper_count(self, tail: f64, z: f64) -> f64 {
        if let Some(k) = self.smooth_count(tail, z) {
            return k;
        }
        let mut r = self.guess(z);
        let mut above = self.tails(r).upper;
        let mut mass = self.mass(r);
        while above > tail {
            r += 1.0;
            mass = self.mass(r);
            above = if above < 8.0 * tail { above - mass } else { self.tails(r).upper };
        }
        while r > 0.0 && above + mass <= tail {
            above += mass;
            r -= 1.0;
            mass = self.mass(r);
        }
        r - fraction(tail - above, mass)
    }

    fn lower_count(self, tail: f64, z: f64) -> f64 {
        if let Some(k) = self.smooth_count(tail, -z) {
            return k;
        }
        let mut r = self.guess(-z);
        let mut below = self.tails(r).lower;
        let mut mass = self.mass(r);
        while below < tail {
            r += 1.0;
            mass = self.mass(r);
            below += mass;
        }
        while r > 0.0 && below - mass >= tail {
            below = if below < 8.0 * tail { below - mass } else { self.tails(r - 1.0).lower };
            r -= 1.0;
            mass = self.mass(r);
        }
        (r - fraction(below - tail, mass)).max(0.0)
    }
}

fn fraction(part: f64, mass: f64) -> f64 {
    if mass > 0.0 { (part / mass).clamp(0.0, 1.0) } else { 0.0 }
}

/// The distribution of each area's count if only chance were at work: Poisson with mean E, or for a share binomial
/// with the area's denominator D and probability E / D (the overall proportion, where E is internal).
///
/// # Errors
/// Undefined for amounts, without areas, when nothing is expected, and for a share without denominators or with an
/// expected value that is not below its denominator.
pub(crate) fn models(slice: &Slice) -> Result<Vec<Chance>, Undefined> {
    slice.require_chance_of_counts()?;
    slice.require_expected()?;
    if slice.kind() != Kind::Share {
        return Ok(slice.expected().iter().map(|e| Chance::Poisson(*e)).collect());
    }
    let denominator = slice.denominator().ok_or_else(no_denominator)?;
    let model = |(e, d): (&f64, &f64)| if e < d { Ok(Chance::Binomial(*d, e / d)) } else { Err(certain()) };
    slice.expected().iter().zip(denominator).map(model).collect()
}

/// Variance of each area's count divided by its mean: 1 for Poisson, 1 - E / D for a share.
///
/// # Errors
/// Those of [`models`].
pub(crate) fn relative_variances(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    let relative = |model: &Chance| match model {
        Chance::Poisson(_) => 1.0,
        Chance::Binomial(_, p) => 1.0 - p,
        Chance::NegativeBinomial(mean, theta) => 1.0 + mean / theta,
    };
    Ok(models(slice)?.iter().map(relative).collect())
}

/// [`relative_variances`] of independent events, for an amount of known dispersion too: phi times this is the variance of
/// chance over its mean.
///
/// # Errors
/// Those of [`models`], but for amounts of known dispersion.
pub(crate) fn variances(slice: &Slice) -> Result<Vec<f64>, Undefined> {
    if slice.dispersion().is_some() && slice.require_counts().is_err() {
        slice.require_expected()?;
        return Ok(vec![crate::chance::base(slice); slice.len()]);
    }
    relative_variances(slice)
}

fn no_denominator() -> Undefined {
    Undefined::because("the chance model of a share needs denominators")
}

/// Where the expected share of an area reaches 100 %.
pub(crate) fn certain() -> Undefined {
    Undefined::because("the expected share of an area reaches 100 %, so chance leaves no room for variation")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(x: f64) -> Confidence {
        Confidence::new(x, "level").unwrap()
    }

    /// Interpolated limits by adding up the probabilities from zero.
    fn slow(model: Chance, confidence: Confidence) -> [f64; 2] {
        let count = |p: f64| {
            let (mut r, mut sum) = (0.0, 0.0);
            loop {
                let mass = model.mass(r);
                sum += mass;
                if sum >= p {
                    return r - (sum - p) / mass;
                }
                r += 1.0;
            }
        };
        let (tail, mean) = (confidence.tail(), model.mean());
        [(count(tail) / mean).clamp(0.0, 1.0), (count(1.0 - tail) / mean).max(1.0)]
    }

    #[test]
    fn limits_agree_with_sums_of_the_probabilities() {
        let mut models = Vec::new();
        for mean in [0.001, 0.02, 0.3, 1.0, 2.5, 9.9, 40.0, 321.5] {
            models.push(Chance::Poisson(mean));
        }
        for (n, p) in [(1.0, 0.3), (5.0, 0.5), (40.0, 0.02), (90.0, 0.97), (1000.0, 0.37), (7.5, 0.2)] {
            models.push(Chance::Binomial(n, p));
        }
        for (m, theta) in [(0.02, 0.3), (2.0, 0.5), (40.0, 0.2), (40.0, 3.0), (300.0, 0.9), (300.0, 40.0), (9.0, 1e9)] {
            models.push(Chance::NegativeBinomial(m, theta));
        }
        for model in models {
            for confidence in [0.5, 0.95, 0.998, 0.999_999] {
                let (fast, slow) = (model.limits(level(confidence)), slow(model, level(confidence)));
                for side in 0..2 {
                    let close = (fast[side] - slow[side]).abs() < 1e-7 * slow[side].max(1.0);
                    assert!(close, "{model:?} at {confidence}: {fast:?}, by sums {slow:?}");
                }
            }
        }
    }

    #[test]
    fn negative_binomial_limits_of_national_counts_are_found_at_once() {
        let [low, high] = Chance::NegativeBinomial(1e8, 25.0).limits(level(0.95));
        // A gamma distribution of shape 25 over its mean: R qgamma(c(.025, .975), 25) / 25.
        assert!((low - 0.647_147_280_720_365).abs() < 1e-5, "{low}");
        assert!((high - 1.428_403_971_8).abs() < 1e-5, "{high}");
        // Too many counts to take them one at a time, and too uneven for any approximation to start from.
        for (m, theta) in [(1e14, 0.03), (1e9, 0.004), (3e7, 1e-3), (1e12, 5.0), (1e-6, 0.01)] {
            let [low, high] = Chance::NegativeBinomial(m, theta).limits(level(0.998));
            let above = Chance::NegativeBinomial(m, theta).tails(high * m).upper;
            assert!(
                (0.0..=1.0).contains(&low) && high.is_finite() && above <= 0.001 * (1.0 + 1e-6),
                "{m} {theta} {above}"
            );
        }
    }

    #[test]
    fn limits_are_continuous_in_the_expected_value() {
        let mut before = Chance::Poisson(0.01).limits(level(0.95));
        let mut e: f64 = 0.01;
        while e < 200.0 {
            e *= 1.0005;
            let now = Chance::Poisson(e).limits(level(0.95));
            for side in 0..2 {
                let jump = (now[side] * e - before[side] * e / 1.0005).abs();
                assert!(jump < 0.01 + 0.002 * e, "{e}: {before:?} to {now:?}");
            }
            before = now;
        }
    }

    #[test]
    fn p_of_an_extreme_count_is_not_rounded_to_zero() {
        let p = Chance::Poisson(100.0).two_sided(400.0);
        assert!(p > 0.0 && p < 1e-100, "{p:e}");
        assert!((Chance::Poisson(3.0).two_sided(3.0) - 1.0).abs() < f64::EPSILON);
        assert!(Chance::Binomial(5.0, 0.5).two_sided(5.0) - 2.0 / 32.0 < 1e-15);
    }
}
