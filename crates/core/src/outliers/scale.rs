//! The scales on which chance has the same standard error everywhere: square root for counts, arcsine for shares.

use crate::models::chance::Chance;
use std::f64::consts::FRAC_PI_2;

/// One area on the variance-stabilised scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Where the area is.
    pub(super) y: f64,
    /// Where it would be at O = E.
    pub(super) target: f64,
    /// Standard error by chance alone.
    pub(super) error: f64,
    /// The expected share, for shares.
    p: Option<f64>,
}

impl Point {
    /// Count: sqrt(O/E), 1, 1/(2 sqrt E). Share: asin sqrt(O/D), asin sqrt(E/D), 1/(2 sqrt D).
    pub(super) fn new(observed: f64, chance: Chance) -> Self {
        match chance {
            Chance::Poisson(e) | Chance::NegativeBinomial(e, _) => {
                Self { y: (observed / e).sqrt(), target: 1.0, error: 0.5 / e.sqrt(), p: None }
            }
            Chance::Binomial(n, p) => {
                let y = libm::asin((observed / n).min(1.0).sqrt());
                Self { y, target: libm::asin(p.sqrt()), error: 0.5 / n.sqrt(), p: Some(p) }
            }
        }
    }

    /// Standard error with the between-area variance added.
    fn total_error(self, tau2: f64) -> f64 {
        libm::hypot(self.error, tau2.sqrt())
    }

    /// z score with the between-area variance `tau2` added to that of chance.
    pub(super) fn z(self, tau2: f64) -> f64 {
        (self.y - self.target) / self.total_error(tau2)
    }

    /// Limits at target -/+ z standard errors, brought back to the scale of O / E: squared for counts (a lower end
    /// below zero is zero), sin^2 / p for shares (ends cut at 0 and at pi/2).
    pub(super) fn limits(self, z: f64, tau2: f64) -> [f64; 2] {
        self.limits_at(z * self.total_error(tau2))
    }

    /// Limits at target -/+ `reach` on the transformed scale, brought back likewise.
    pub(super) fn limits_at(self, reach: f64) -> [f64; 2] {
        let back = |at: f64| match self.p {
            None => at.max(0.0).powi(2),
            Some(p) => libm::sin(at.clamp(0.0, FRAC_PI_2)).powi(2) / p,
        };
        // Rounding in sin^2(asin sqrt p) / p must not move a limit past 1.
        [back(self.target - reach).min(1.0), back(self.target + reach).max(1.0)]
    }
}
