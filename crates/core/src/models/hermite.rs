//! Gauss-Hermite quadrature.

use std::f64::consts::PI;
use std::sync::LazyLock;

/// Points of the rule.
pub(super) const POINTS: usize = 25;

/// Abscissae x and weights w exp(x^2), for the integral of any f as sum w exp(x^2) f(x).
pub(super) static RULE: LazyLock<[(f64, f64); POINTS]> = LazyLock::new(rule);

/// Zeros of the orthonormal Hermite polynomial, by Newton's method on the polynomial divided by the zeros already found.
fn rule() -> [(f64, f64); POINTS] {
    let n = POINTS as f64;
    let mut found: Vec<f64> = Vec::with_capacity(POINTS);
    std::array::from_fn(|_| {
        let mut x = found.last().map_or((2.0 * n + 1.0).sqrt(), |last| last - 0.05);
        for _ in 0..200 {
            let (value, slope) = polynomial(x);
            let deflate: f64 = found.iter().map(|z| 1.0 / (x - z)).sum();
            let step = value / (slope - value * deflate);
            x -= step;
            if step.abs() < 1e-15 * n {
                break;
            }
        }
        found.push(x);
        let (_, slope) = polynomial(x);
        (x, 2.0 / (slope * slope) * libm::exp(x * x))
    })
}

/// The orthonormal Hermite polynomial of degree `POINTS` and its derivative.
fn polynomial(x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, libm::pow(PI, -0.25));
    for k in 1..=POINTS {
        let k = k as f64;
        (before, value) = (value, x * (2.0 / k).sqrt() * value - ((k - 1.0) / k).sqrt() * before);
    }
    (value, (2.0 * POINTS as f64).sqrt() * before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrates_polynomials_against_the_normal_density() {
        for (power, moment) in [(0, 1.0), (1, 0.0), (2, 0.5), (4, 0.75), (10, 945.0 / 32.0)] {
            let sum: f64 = RULE.iter().map(|(x, w)| w * libm::exp(-x * x) * x.powi(power)).sum();
            assert!((sum / PI.sqrt() - moment).abs() < 1e-12 * (1.0 + moment), "{power}: {sum}");
        }
    }
}
