//! The posterior of a normal prior of the logarithm and Poisson counts.

use crate::models::lognormal_poisson::find_mode;
use crate::special::quadrature::log_concave_tail;
use crate::special::solve::root;
use crate::special::{Tails, normal};

/// The posterior of h = ln(true ratio) of one area: log-concave, with the density exp(-R (e^u - 1 - u) - u^2 / (2 V)) at a
/// distance u from its mode, R the count expected at the mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogNormal {
    mode: f64,
    rate: f64,
    prior: f64,
    /// Integral of the density.
    mass: f64,
}

impl LogNormal {
    pub(in crate::shrinkage) fn new(o: f64, e: f64, a: f64, v: f64) -> Self {
        let mode = find_mode(o, e, a, v, a);
        let mut posterior = Self { mode, rate: e * libm::exp(mode), prior: v, mass: 1.0 };
        posterior.mass = posterior.total(0.0);
        posterior
    }

    /// Most likely ln(true ratio): the "conditional mode" of mixed models, a included.
    #[must_use]
    pub fn log_mode(&self) -> f64 {
        self.mode
    }

    fn log_density(&self, u: f64) -> f64 {
        -self.rate * (libm::expm1(u) - u) - u * u / (2.0 * self.prior)
    }

    fn slope(&self, u: f64) -> f64 {
        -self.rate * libm::expm1(u) - u / self.prior
    }

    fn curvature(&self, u: f64) -> f64 {
        self.rate * libm::exp(u) + 1.0 / self.prior
    }

    /// Integral of the density times e^(tilt (h - mode)) from `u` away from the mode, to the right or to the left.
    fn beyond(&self, u: f64, direction: f64, tilt: f64) -> f64 {
        let start = self.log_density(u);
        let g = |s: f64| self.log_density(u + direction * s) - start + direction * tilt * s;
        let slope = -direction * (self.slope(u) + tilt);
        libm::exp(start) * libm::exp(tilt * u) * log_concave_tail(g, slope, self.curvature(u), f64::INFINITY)
    }

    fn total(&self, tilt: f64) -> f64 {
        self.beyond(0.0, 1.0, tilt) + self.beyond(0.0, -1.0, tilt)
    }

    pub(in crate::shrinkage) fn mean(&self) -> f64 {
        libm::exp(self.mode) * self.total(1.0) / self.mass
    }

    /// Probability of a true ratio at most, and above, `ratio`.
    pub(in crate::shrinkage) fn tails(&self, ratio: f64) -> Tails {
        self.tails_at(libm::log(ratio) - self.mode)
    }

    fn tails_at(&self, u: f64) -> Tails {
        let total = self.mass;
        if u >= 0.0 {
            let upper = (self.beyond(u, 1.0, 0.0) / total).min(1.0);
            Tails { lower: 1.0 - upper, upper }
        } else {
            let lower = (self.beyond(u, -1.0, 0.0) / total).min(1.0);
            Tails { lower, upper: 1.0 - lower }
        }
    }

    pub(in crate::shrinkage) fn lower_quantile(&self, p: f64) -> f64 {
        self.quantile(p, |t| t.lower, 1.0)
    }

    pub(in crate::shrinkage) fn upper_quantile(&self, p: f64) -> f64 {
        self.quantile(p, |t| t.upper, -1.0)
    }

    fn quantile(&self, p: f64, side: impl Fn(Tails) -> f64, sign: f64) -> f64 {
        let total = self.mass;
        let start = -sign * normal::upper_quantile(p) / self.curvature(0.0).sqrt();
        let at = |u: f64| {
            let tail = side(self.tails_at(u)).max(f64::MIN_POSITIVE);
            (libm::log(tail / p), sign * libm::exp(self.log_density(u)).max(f64::MIN_POSITIVE) / total / tail)
        };
        libm::exp(self.mode + root(start, f64::NEG_INFINITY, f64::INFINITY, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The posterior by adding up its density on a fine grid of h.
    fn slow(o: f64, e: f64, a: f64, v: f64) -> (f64, Vec<(f64, f64)>) {
        let (low, high) = (a - 14.0 * v.sqrt() - 2.0, a + 14.0 * v.sqrt() + 2.0);
        let steps = 400_000;
        let h = (high - low) / f64::from(steps);
        let log = |x: f64| o * x - e * libm::exp(x) - (x - a).powi(2) / (2.0 * v);
        let top = (0..steps).map(|i| log(low + h * f64::from(i))).fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut mean, mut below) = (0.0, 0.0, Vec::new());
        for i in 0..steps {
            let x = low + h * (f64::from(i) + 0.5);
            let w = libm::exp(log(x) - top);
            sum += w;
            mean += w * libm::exp(x);
            below.push((low + h * f64::from(i + 1), sum));
        }
        (mean / sum, below.into_iter().map(|(x, s)| (libm::exp(x), s / sum)).collect())
    }

    #[test]
    fn posteriors_agree_with_sums_on_a_grid() {
        for (o, e, a, v) in
            [(0.0, 4.0, 0.1, 0.6), (9.0, 1.4, 0.08, 0.58), (0.0, 900.0, 0.0, 1.0), (300.0, 250.0, -0.2, 0.01)]
        {
            let posterior = LogNormal::new(o, e, a, v);
            let (mean, below) = slow(o, e, a, v);
            assert!((posterior.mean() / mean - 1.0).abs() < 1e-7, "{o} {e}: {} {mean}", posterior.mean());
            for i in (40_000..400_000).step_by(20_000) {
                let (x, p) = below[i];
                assert!(
                    (posterior.tails(x).lower - p).abs() < 1e-7,
                    "{o} {e} at {x}: {} {p}",
                    posterior.tails(x).lower
                );
            }
            for p in [0.001, 0.025, 0.5] {
                assert!((posterior.tails(posterior.lower_quantile(p)).lower / p - 1.0).abs() < 1e-9);
                assert!((posterior.tails(posterior.upper_quantile(p)).upper / p - 1.0).abs() < 1e-9);
            }
        }
    }
}
