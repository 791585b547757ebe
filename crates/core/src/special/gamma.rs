//! Regularised incomplete gamma function and its inverse.

use super::density::poisson;
use super::quadrature::log_concave_tail;
use super::{Tails, probit, solve};

/// Shapes from which the tail is integrated instead of summed.
const LARGE: f64 = 300.0;

/// Lower and upper tail of the gamma distribution of shape `a` > 0 and scale 1 at `x`.
///
/// P(X > k) of a Poisson count of mean m is the lower tail at x = m for a = k + 1.
pub(crate) fn tails(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::ALL_ABOVE;
    }
    let mass = poisson(a, x);
    if a >= LARGE {
        let density = mass * a / x;
        let (slope, curvature) = ((a - 1.0) / x - 1.0, (a - 1.0) / x / x);
        return if x < a {
            let g = |u: f64| (a - 1.0) * libm::log1p(-u / x) + u;
            Tails::from_lower(density * log_concave_tail(g, slope, curvature, x))
        } else {
            let g = |u: f64| (a - 1.0) * libm::log1p(u / x) - u;
            Tails::from_upper(density * log_concave_tail(g, -slope, curvature, f64::INFINITY))
        };
    }
    if x < a + 1.0 {
        Tails::from_lower(mass * series(a, x))
    } else {
        Tails::from_upper(mass * a * continued_fraction(a, x))
    }
}

/// 1 + x/(a+1) + x^2/((a+1)(a+2)) + ...
fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, a);
    while term > f64::EPSILON * sum * 0.1 {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// Legendre's continued fraction of e^x x^-a gamma(a, x), by the modified Lentz method.
fn continued_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + an / c;
        c = if c.abs() < TINY { TINY } else { c };
        h *= d * c;
        if (d * c - 1.0).abs() <= 2.0 * f64::EPSILON || i > 10_000.0 {
            return h;
        }
    }
}

/// The x whose lower tail is `p` (0 < p < 1), for shape `a` > 0.
pub(crate) fn lower_quantile(a: f64, p: f64) -> f64 {
    let cube = wilson_hilferty(a, -probit::upper_quantile(p));
    let start = if cube > 0.2 { libm::log(a * cube) } else { (libm::log(p) + libm::lgamma(a + 1.0)) / a };
    let at = |u: f64| {
        let x = libm::exp(u);
        let tail = tails(a, x).lower.max(f64::MIN_POSITIVE);
        (libm::log(tail / p), a * poisson(a, x) / tail)
    };
    libm::exp(solve::root(start, f64::NEG_INFINITY, f64::INFINITY, at))
}

/// The x whose upper tail is `p` (0 < p < 1), for shape `a` > 0.
pub(crate) fn upper_quantile(a: f64, p: f64) -> f64 {
    let start = (a * wilson_hilferty(a, probit::upper_quantile(p))).max(1e-3);
    let at = |x: f64| {
        let tail = tails(a, x).upper.max(f64::MIN_POSITIVE);
        (libm::log(tail / p), -a * poisson(a, x) / (x * tail))
    };
    solve::root(start, 0.0, f64::INFINITY, at)
}

/// Quantile / shape by the cube-root normal approximation of Wilson & Hilferty (1931): where the solver starts.
fn wilson_hilferty(a: f64, z: f64) -> f64 {
    (1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt())).max(0.0).powi(3)
}
