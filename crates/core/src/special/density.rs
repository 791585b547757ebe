//! Poisson and binomial probabilities by the saddle-point form of Loader (2000, "Fast and accurate computation of
//! binomial probabilities"): exp(Stirling errors - deviances), without cancellation at any size.

use std::f64::consts::TAU;

/// ln sqrt(2 pi).
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;

/// ln gamma(x + 1) minus Stirling's leading terms, for x > 0.
pub(crate) fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - LN_SQRT_TAU;
    }
    let r = 1.0 / (x * x);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / x
}

/// x ln(x / m) + m - x for x > 0, m > 0, d = x - m: half of the deviance of a count `x` from a mean `m`.
fn deviance(x: f64, m: f64, d: f64) -> f64 {
    if d.abs() >= 0.1 * (x + m) {
        let ratio = x / m;
        let log = if ratio.is_normal() { libm::log(ratio) } else { libm::log(x) - libm::log(m) };
        return x * log - d;
    }
    let v = d / (x + m);
    let (mut sum, mut power, mut k) = (d * v, 2.0 * x * v, 1.0);
    loop {
        power *= v * v;
        k += 2.0;
        let next = sum + power / k;
        if next.to_bits() == sum.to_bits() {
            return sum;
        }
        sum = next;
    }
}

/// ln of [`poisson`], also where that is too small for a number.
pub(crate) fn ln_poisson(x: f64, m: f64) -> f64 {
    if x <= 0.0 {
        return -m;
    }
    -stirling_error(x) - deviance(x, m, x - m) - 0.5 * libm::log(TAU * x)
}

/// ln of gamma(x + theta) / (gamma(theta) gamma(x + 1)) (theta / (theta + m))^theta (m / (theta + m))^x: the negative
/// binomial probability of `x` >= 0 for a mean `m` > 0 and a shape `theta` > 0 (variance m + m^2 / theta).
pub(crate) fn ln_negative_binomial(x: f64, m: f64, theta: f64) -> f64 {
    if x <= 0.0 {
        return -theta * libm::log1p(m / theta);
    }
    // The binomial probability of theta successes in n = theta + x trials, times theta / n.
    let (n, p, q) = (theta + x, theta / (theta + m), m / (theta + m));
    let d = p * (m - x);
    let stirling = stirling_error(n) - stirling_error(x) - stirling_error(theta);
    stirling - deviance(theta, n * p, d) - deviance(x, n * q, -d) - 0.5 * libm::log(TAU * x / theta * n)
}

/// The negative binomial probability of `x` (any real x >= 0) for a mean `m` > 0 and a shape `theta` > 0.
pub(crate) fn negative_binomial(x: f64, m: f64, theta: f64) -> f64 {
    libm::exp(ln_negative_binomial(x, m, theta))
}

/// m^x e^-m / gamma(x + 1): the Poisson probability of `x` (any real x >= 0) for a mean `m` > 0.
pub(crate) fn poisson(x: f64, m: f64) -> f64 {
    if x <= 0.0 {
        return libm::exp(-m);
    }
    libm::exp(-stirling_error(x) - deviance(x, m, x - m)) / (TAU * x).sqrt()
}

/// gamma(n + 1) / (gamma(x + 1) gamma(n - x + 1)) p^x q^(n - x): the binomial probability of `x` (any real
/// 0 <= x <= n) for `p` + `q` = 1, both given so that neither loses its digits near 1.
pub(crate) fn binomial(x: f64, n: f64, p: f64, q: f64) -> f64 {
    binomial_of(x, n - x, p, q)
}

/// [`binomial`] of `x` and `rest` = n - x, either of which may be too small to be seen in their sum.
pub(crate) fn binomial_of(x: f64, rest: f64, p: f64, q: f64) -> f64 {
    let n = x + rest;
    if x <= 0.0 {
        return libm::exp(n * ln_of_complement(p, q));
    }
    if rest <= 0.0 {
        return libm::exp(n * ln_of_complement(q, p));
    }
    let stirling = stirling_error(n) - stirling_error(x) - stirling_error(rest);
    // Both means from the smaller probability: 1 - p is rounded, and n times that rounding is not small.
    let (mean, mean_rest) = if p < q { (n * p, n - n * p) } else { (n - n * q, n * q) };
    let d = if p < q { x - mean } else { mean_rest - rest };
    libm::exp(stirling - deviance(x, mean, d) - deviance(rest, mean_rest, -d)) * (n / (TAU * x) / rest).sqrt()
}

/// ln q for p + q = 1, from whichever is the smaller.
fn ln_of_complement(p: f64, q: f64) -> f64 {
    if p < 0.5 { libm::log1p(-p) } else { libm::log(q) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agree_with_the_textbook_products() {
        let factorial = |k: i32| (1..=k).map(f64::from).product::<f64>();
        for k in 0..20 {
            for m in [0.01, 0.7, 3.0, 19.0] {
                let direct = f64::powi(m, k) * libm::exp(-m) / factorial(k);
                assert!((poisson(k.into(), m) / direct - 1.0).abs() < 1e-13, "{k} {m}");
            }
            let direct = factorial(20) / factorial(k) / factorial(20 - k) * 0.3f64.powi(k) * 0.7f64.powi(20 - k);
            assert!((binomial(k.into(), 20.0, 0.3, 0.7) / direct - 1.0).abs() < 1e-13, "{k}");
        }
    }

    #[test]
    fn negative_binomial_is_the_product_of_its_definition() {
        for theta in [0.02, 0.7, 3.0, 40.0] {
            for m in [0.01, 2.0, 30.0] {
                let q = m / (theta + m);
                let mut direct = -theta * libm::log1p(m / theta);
                for x in 0..60 {
                    let x = f64::from(x);
                    let found = ln_negative_binomial(x, m, theta);
                    assert!(
                        (found - direct).abs() < 1e-12 * direct.abs().max(1.0),
                        "{x} {m} {theta}: {found} {direct}"
                    );
                    direct += libm::log((theta + x) / (x + 1.0) * q);
                }
            }
        }
        // Without overdispersion it is the Poisson.
        assert!((ln_negative_binomial(1.0002e8, 1e8, 1e20) - ln_poisson(1.0002e8, 1e8)).abs() < 1e-9);
    }

    #[test]
    fn keep_their_digits_at_national_size() {
        // mpmath 1.3.0, 50 digits: exp(k*log(m)-m-loggamma(k+1)); binomial likewise.
        assert!((poisson(123_456_789.0, 1.2345e8) / 2.979_074_234_430_597e-5 - 1.0).abs() < 1e-11);
        let p = binomial(1e7, 6e7, 1.0 / 6.0, 5.0 / 6.0);
        assert!((p / 1.381_976_588_286_441e-4 - 1.0).abs() < 1e-8, "{p:e}");
    }
}
