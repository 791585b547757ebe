//! Regularised incomplete beta function and its inverse.

use super::density::binomial_of;
use super::quadrature::log_concave_tail;
use super::{Tails, solve};

/// Parameter from which on the tail is integrated instead of expanded.
const LARGE: f64 = 30.0;

/// Lower and upper tail of the beta distribution with parameters `a`, `b` > 0 at `x`, where `y` = 1 - `x` is given too
/// so that neither loses its digits near 1.
///
/// P(X > k) of a binomial count is the lower tail for a = k + 1, b = n - k at x = p.
pub(crate) fn tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails::ALL_ABOVE;
    }
    if y <= 0.0 {
        return Tails::ALL_BELOW;
    }
    let mass = binomial_of(a, b, x, y);
    // From the mean outwards, so that the tail summed is the smaller one.
    if x * b > y * a {
        Tails::from_upper(upper(a, b, x, y, mass))
    } else {
        Tails::from_upper(upper(b, a, y, x, mass)).swap()
    }
}

/// Two-sided p of the second of two counts given both, where its share is expected to be `share`: binomial (Przyborowski & Wilenski 1940,
/// Biometrika 31:313), twice the smaller tail. Counts may be effective ones, which are not whole; 1 where both are 0.
pub(crate) fn given_both([first, second]: [f64; 2], share: f64) -> f64 {
    let at_least = if second > 0.0 { tails(second, first + 1.0, share, 1.0 - share).lower } else { 1.0 };
    let at_most = if first > 0.0 { tails(second + 1.0, first, share, 1.0 - share).upper } else { 1.0 };
    (2.0 * at_least.min(at_most)).min(1.0)
}

/// Upper tail at `x` at or above the mean. The continued fraction (in y) cancels where `b` is large and `a` is not.
fn upper(a: f64, b: f64, x: f64, y: f64, mass: f64) -> f64 {
    if b >= LARGE && a < 1.0 {
        mass * (a / (a + b)) * b / y * integrated_log_upper(a, b, x, y)
    } else if b >= LARGE {
        mass * (a / (a + b)) * b / x / y * integrated_upper(a, b, x, y)
    } else {
        mass * (a / (a + b)) * continued_fraction(b, a, y)
    }
}

/// Upper tail divided by the density at `x`.
fn integrated_upper(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let g = |u: f64| (a - 1.0) * libm::log1p(u / x) + (b - 1.0) * libm::log1p((-u / y).max(-1.0));
    let slope = (b - 1.0) / y - (a - 1.0) / x;
    let curvature = (a - 1.0) / x / x + (b - 1.0) / y / y;
    log_concave_tail(g, slope, curvature, y)
}

/// Upper tail divided by `x` times the density at `x`, integrated over ln x: for `a` below 1 the density is log-concave
/// on that scale only.
fn integrated_log_upper(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let g = |u: f64| a * u + (b - 1.0) * libm::log1p((-x * libm::expm1(u) / y).max(-1.0));
    let slope = (b - 1.0) * x / y - a;
    let curvature = (b - 1.0) * x / y / y;
    log_concave_tail(g, slope, curvature, -libm::log(x))
}

/// a B(a, b) x^-a (1 - x)^-b times the incomplete beta function: DLMF 8.17.22 by the modified Lentz method.
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut h = d;
    let mut m = 0.0;
    loop {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() <= 2.0 * f64::EPSILON || m > 10_000.0 {
            return h;
        }
    }
}

/// The x whose lower tail is `p` (0 < p < 1), from `start` in (0, 1).
pub(crate) fn lower_quantile(a: f64, b: f64, p: f64, start: f64) -> f64 {
    quantile(a, b, start, 0.0, |t| t.lower, 1.0, p)
}

/// [`lower_quantile`] from a start so near that a step or two of Newton's are enough.
pub(crate) fn lower_quantile_near(a: f64, b: f64, p: f64, start: f64) -> f64 {
    quantile(a, b, start, 1e-8, |t| t.lower, 1.0, p)
}

/// The x whose upper tail is `p` (0 < p < 1), from `start` in (0, 1).
pub(crate) fn upper_quantile(a: f64, b: f64, p: f64, start: f64) -> f64 {
    quantile(a, b, start, 0.0, |t| t.upper, -1.0, p)
}

fn quantile(a: f64, b: f64, start: f64, last: f64, side: impl Fn(Tails) -> f64, sign: f64, p: f64) -> f64 {
    let at = |u: f64| {
        let (x, y) = (libm::exp(u), -libm::expm1(u));
        let tail = side(tails(a, b, x, y)).max(f64::MIN_POSITIVE);
        let slope = binomial_of(a, b, x, y) * a * b / ((a + b) * y * tail);
        (libm::log(tail / p), sign * slope)
    };
    libm::exp(solve::root_within(last, libm::log(start), f64::NEG_INFINITY, 0.0, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_p_of_two_counts_is_that_of_the_binomial() {
        // R 4.5: 2 * pbinom(3, 13, 0.5) = 0.0922851562; above: 2 * pbinom(9, 13, 0.5, lower.tail = FALSE) the same.
        for both in [[3.0, 10.0], [10.0, 3.0]] {
            assert!((given_both(both, 0.5) - 0.092_285_156_25).abs() < 1e-12);
        }
        assert!((given_both([20.0, 0.0], 0.2) - 2.0 * 0.8_f64.powi(20)).abs() < 1e-12);
        assert!(given_both([0.0, 0.0], 0.5) >= 1.0);
    }
}
