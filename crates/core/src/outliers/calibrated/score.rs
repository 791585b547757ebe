//! The score of an area: how far its count lies from an ordinary one, on a scale without skewness.

/// Skewness of the ordinary spread divided by its coefficient of variation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape(pub(super) f64);

impl Shape {
    /// Gamma spread: what centre and spread are fitted with.
    pub(super) const GAMMA: Self = Self(2.0);
    /// Between gamma and log-normal (3).
    pub(super) const UPPER: Self = Self(2.5);
    /// Square-root-normal.
    pub(super) const LOWER: Self = Self(1.5);
    /// The same for shares, whose skewness is smaller.
    pub(super) const UPPER_SHARE: Self = Self(2.375);
    /// The same for the lower tail of shares.
    pub(super) const LOWER_SHARE: Self = Self(1.75);
}

/// The power must stay above zero, where it would be the logarithm.
const LEAST_POWER: f64 = 1e-6;

/// A share is kept from 1, where its chance variance would vanish.
const MOST_SHARE: f64 = 0.99;

/// What an ordinary area of one size is: mean count, variance and skewness of the ratio to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Mean count m, in effective events.
    mean: f64,
    /// Squared coefficient of variation of O / m: of chance and of ordinary spread together.
    pub(super) variance: f64,
    /// The power L of the ratio that takes skewness away.
    power: f64,
}

impl Scale {
    /// An area with mean count `mean` (of `trials`, for a share) among areas whose rates have squared coefficient of
    /// variation `alpha` and skewness `shape` times their coefficient of variation.
    pub(super) fn new(mean: f64, trials: Option<f64>, alpha: f64, shape: Shape) -> Self {
        let (variance, third) = match trials {
            None => {
                let x = alpha * mean;
                let v = (1.0 + x) / mean;
                // Third moment over the squared variance: (1/m^2 + 3 alpha/m + a alpha^2) / v^2.
                (v, (1.0 + 3.0 * x + shape.0 * x * x) / ((1.0 + x) * (1.0 + x)))
            }
            Some(trials) => {
                let p = (mean / trials).min(MOST_SHARE);
                let v = (1.0 - p) / mean + alpha;
                let chance = (1.0 - p) / (mean * mean) + 3.0 * alpha / mean;
                let third = (1.0 - 2.0 * p) * (chance + shape.0 * alpha * alpha / (1.0 - p));
                (v, third / (v * v))
            }
        };
        Self { mean, variance, power: (1.0 - third / 3.0).max(LEAST_POWER) }
    }

    /// The score of a count: ((O/m)^L - 1) / L less its mean, in standard deviations.
    pub(super) fn score(&self, observed: f64) -> f64 {
        let (l, v) = (self.power, self.variance);
        // O = 0 has the logarithm minus infinity, and expm1 of it is -1: the lowest score there is.
        let moved = libm::expm1(l * libm::log(observed / self.mean)) / l;
        (moved - 0.5 * (l - 1.0) * v) / v.sqrt()
    }

    /// The ratio O / m at a score; 0 where no count is so low.
    pub(super) fn ratio(&self, score: f64) -> f64 {
        let (l, v) = (self.power, self.variance);
        let inner = 1.0 + l * (0.5 * (l - 1.0) * v + score * v.sqrt());
        if inner > 0.0 { libm::exp(libm::log(inner) / l) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_is_the_known_one_at_both_ends() {
        let power = |mean: f64, alpha: f64, shape: f64| Scale::new(mean, None, alpha, Shape(shape)).power;
        // Anscombe's 2/3 for pure Poisson, Wilson and Hilferty's 1/3 for gamma, 1/2 for squares of normal variables.
        assert!((power(50.0, 0.0, 2.0) - 2.0 / 3.0).abs() < 1e-12);
        assert!((power(1e12, 0.1, 2.0) - 1.0 / 3.0).abs() < 1e-9);
        assert!((power(1e12, 0.1, 1.5) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn ratio_undoes_score() {
        for trials in [None, Some(900.0)] {
            for alpha in [0.0, 0.04, 2.0] {
                let scale = Scale::new(120.0, trials, alpha, Shape::UPPER);
                for observed in [60.0, 119.0, 120.0, 300.0] {
                    let back = 120.0 * scale.ratio(scale.score(observed));
                    assert!((back / observed - 1.0).abs() < 1e-9, "{observed} {back}");
                }
                assert!(scale.score(0.0).is_finite() && scale.ratio(scale.score(0.0) - 1.0) <= 0.0);
            }
        }
    }
}
