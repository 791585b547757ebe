//! Gauss-Legendre quadrature of the tail of a log-concave density.

use std::sync::LazyLock;

const POINTS: usize = 32;
/// The tail is cut where the density has fallen by a factor between e^37 (below rounding) and e^48 (beyond which 32
/// points resolve the fall less well).
const CUT: [f64; 2] = [-48.0, -37.0];

/// Abscissae in (0, 1) and weights that sum to 1.
static RULE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| gauss_legendre(POINTS));

/// Integral of exp(g(u)) over 0 <= u <= `end`, for a concave `g` with g(0) = 0, g'(0) = -`slope`, g''(0) = -`curvature`.
/// Relative error about 1e-15 times the error of `g`, at constant cost.
pub(crate) fn log_concave_tail(g: impl Fn(f64) -> f64, slope: f64, curvature: f64, end: f64) -> f64 {
    let slope = slope.max(0.0);
    let start = 84.0 / (slope + (slope * slope + 84.0 * curvature).sqrt());
    let length = tail_length(&g, start.min(end), end);
    length * RULE.iter().map(|(at, weight)| weight * libm::exp(g(at * length))).sum::<f64>()
}

fn tail_length(g: &impl Fn(f64) -> f64, start: f64, end: f64) -> f64 {
    let mut length = start;
    // Too short and too long: a fall that steepens would bounce between the two for ever.
    let (mut short, mut long) = (0.0_f64, f64::INFINITY);
    for _ in 0..200 {
        let fall = g(length);
        if fall >= CUT[0] && (fall <= CUT[1] || length >= end) {
            break;
        }
        let factor = if fall.is_finite() && fall < 0.0 { libm::pow(42.0 / -fall, 0.6).clamp(0.5, 2.0) } else { 0.5 };
        if factor > 1.0 {
            short = length;
        } else {
            long = length;
        }
        let next = (length * factor).min(end);
        length = if next > short && next < long { next } else { (short * long).sqrt().min(end) };
    }
    length
}

/// Abscissae in (0, 1) of the rule of so many points, and weights that sum to 1.
pub(crate) fn gauss_legendre(points: usize) -> Vec<(f64, f64)> {
    let n = points as f64;
    let one = |i: usize| {
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut before, mut value) = (1.0, x);
            for k in 2..=points {
                let k = k as f64;
                (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
            }
            slope = n * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        (f64::midpoint(1.0, x), 1.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..points).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_of_a_fall_that_steepens() {
        // exp(u / 2 - expm1(u) / 2) over u is exp(1/2) times an incomplete gamma function at 1/2; mpmath 1.3.0:
        // exp(0.5) * sqrt(2) * gammainc(0.5, 0.5).
        let steep = log_concave_tail(|u: f64| 0.5 * u - 0.5 * libm::expm1(u), 0.0, 0.5, f64::INFINITY);
        assert!((steep / 1.311_359_084_837_597 - 1.0).abs() < 1e-12, "{steep:.16}");
    }

    #[test]
    fn is_exact_for_an_exponential_and_half_a_normal() {
        let exponential = log_concave_tail(|u| -3.0 * u, 3.0, 0.0, f64::INFINITY);
        assert!((exponential * 3.0 - 1.0).abs() < 1e-14);
        let half = log_concave_tail(|u| -0.5 * u * u, 0.0, 1.0, f64::INFINITY);
        assert!((half / (std::f64::consts::PI / 2.0).sqrt() - 1.0).abs() < 1e-14);
    }
}
