//! Counts with log-normal rates: ln(rate ratio) ~ N(a, V), fitted by adaptive Gauss-Hermite quadrature with 25 points.

use super::hermite::RULE;
use super::{dwarfed, least_variance, likeliest, no_maximum, score_at_zero, stops};
use crate::error::Undefined;
use crate::special::density::ln_poisson;
use std::f64::consts::{SQRT_2, TAU};

/// A fitted model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Variance of the logarithm of the rate ratios; 0 on the boundary.
    pub variance: f64,
    /// Mean of the logarithm of the rate ratios.
    pub intercept: f64,
    /// Standard error of the variance, from the curvature of the likelihood; `None` on the boundary.
    pub error: Option<f64>,
}

/// Maximum likelihood: Newton's method on the likelihood integrated over each area's rate (Liu & Pierce 1994, Biometrika
/// 81:624), with Louis's formula for the curvature (1982, J R Stat Soc B 44:226) and an EM step wherever that is not the
/// curvature of a maximum. To a relative step of 1e-10.
///
/// # Errors
/// Undefined when nothing was observed and when no maximum is found at a finite variance.
///
/// ```
/// use unwarranted_core::models::lognormal_poisson;
/// let fit = lognormal_poisson::fit(&[3.0, 14.0, 9.0, 30.0], &[10.0, 10.0, 20.0, 20.0]).unwrap();
/// assert!(fit.variance > 0.1 && fit.variance < 0.5);
/// ```
pub fn fit(observed: &[f64], expected: &[f64]) -> Result<Fit, Undefined> {
    let total: f64 = observed.iter().sum();
    if total <= 0.0 {
        return Err(Undefined::because("nothing was observed in any area"));
    }
    let k = total / expected.iter().sum::<f64>();
    let found = climb(observed, expected, k);
    if found.is_some_and(|f| f.variance > 0.0) && !dwarfed(expected) {
        return found.ok_or_else(no_maximum);
    }
    // As with the gamma distribution: zero need not be the only maximum, nor the nearest one the highest.
    let further = tops(observed, expected, k);
    likeliest(found.into_iter().chain(further), |fit| fit.relative_log_likelihood(observed, expected))
        .ok_or_else(no_maximum)
}

/// The maximum nearest to the moment estimate; `None` when there is none.
fn climb(observed: &[f64], expected: &[f64], k: f64) -> Option<Fit> {
    let boundary = Fit { variance: 0.0, intercept: libm::log(k), error: None };
    let squares: f64 = expected.iter().map(|e| (k * e).powi(2)).sum();
    let score = score_at_zero(observed, expected, k);
    if score <= 1e-14 * squares {
        return Some(boundary);
    }
    let mut v = libm::log1p(2.0 * score / squares);
    let mut a = libm::log(k) - v / 2.0;
    let mut modes = vec![a; observed.len()];
    for _ in 0..500 {
        let sums = Sums::over(observed, expected, a, v, &mut modes);
        let (da, dv) = sums.step(v);
        let next = (v + dv).clamp(0.1 * v, 10.0 * v);
        let small = (next - v).abs() <= 1e-10 * v && da.abs() <= 1e-10;
        a += da.clamp(-3.0, 3.0);
        v = next;
        if small {
            return Some(Fit { variance: v, intercept: a, error: sums.error() });
        }
        if v < 1e-12 {
            return Some(boundary);
        }
        if v > 1e6 || v.is_nan() {
            break;
        }
    }
    None
}

/// The maxima of the likelihood at variances from where they begin to be felt.
fn tops(observed: &[f64], expected: &[f64], k: f64) -> Vec<Fit> {
    let mut a = libm::log(k);
    let found = stops(least_variance(expected, k), |v| {
        let (at, sums) = profile(observed, expected, v, a);
        a = at;
        sums.v
    });
    let fit = |variance: f64| {
        let (intercept, sums) = profile(observed, expected, variance, libm::log(k));
        Fit { variance, intercept, error: sums.error() }
    };
    found.into_iter().map(fit).collect()
}

/// The best intercept at a variance, from a start, and its standard error.
pub(crate) fn located(observed: &[f64], expected: &[f64], v: f64, start: f64) -> (f64, f64) {
    let (a, sums) = profile(observed, expected, v, start);
    (a, sums.aa.sqrt().recip())
}

/// The best intercept at a variance, from a start, and the sums there.
fn profile(observed: &[f64], expected: &[f64], v: f64, start: f64) -> (f64, Sums) {
    let mut a = start;
    let mut modes = vec![a; observed.len()];
    let mut sums = Sums::over(observed, expected, a, v, &mut modes);
    for _ in 0..100 {
        let step = if sums.aa > 0.0 { sums.a / sums.aa } else { sums.first / sums.areas };
        let step = step.clamp(-1.0, 1.0);
        a += step;
        sums = Sums::over(observed, expected, a, v, &mut modes);
        if step.abs() < 1e-12 || step.is_nan() {
            break;
        }
    }
    (a, sums)
}

impl Fit {
    /// Log likelihood of the counts it was fitted to, without the terms O ln E - ln O! that no parameter moves.
    #[must_use]
    pub fn relative_log_likelihood(self, observed: &[f64], expected: &[f64]) -> f64 {
        let (a, v) = (self.intercept, self.variance);
        let one = |(o, e): (&f64, &f64)| {
            if v <= 0.0 {
                return o * a - e * libm::exp(a);
            }
            let mode = find_mode(*o, *e, a, v, a);
            let (_, mass, scale) = moments(*e, a, v, mode);
            o * mode - e * libm::exp(mode) - (mode - a).powi(2) / (2.0 * v) + libm::log(mass * scale / (TAU * v).sqrt())
        };
        observed.iter().zip(expected).map(one).sum()
    }
}

/// Score and information in (a, V), and the moments of an EM step.
#[derive(Default)]
struct Sums {
    a: f64,
    v: f64,
    aa: f64,
    av: f64,
    vv: f64,
    first: f64,
    second: f64,
    areas: f64,
}

impl Sums {
    fn over(observed: &[f64], expected: &[f64], a: f64, v: f64, modes: &mut [f64]) -> Self {
        let mut s = Self::default();
        for ((o, e), mode) in observed.iter().zip(expected).zip(modes) {
            *mode = find_mode(*o, *e, a, v, *mode);
            let ([m1, m2, m3, m4], ..) = moments(*e, a, v, *mode);
            s.a += m1 / v;
            s.v += (m2 / v - 1.0) / (2.0 * v);
            s.aa += 1.0 / v - (m2 - m1 * m1) / (v * v);
            s.av += m1 / (v * v) - (m3 - m1 * m2) / (2.0 * v.powi(3));
            s.vv += m2 / v.powi(3) - 1.0 / (2.0 * v * v) - (m4 - m2 * m2) / (4.0 * v.powi(4));
            s.first += m1;
            s.second += m2;
            s.areas += 1.0;
        }
        s
    }

    fn determinant(&self) -> f64 {
        self.aa * self.vv - self.av * self.av
    }

    fn is_maximum(&self) -> bool {
        self.aa > 0.0 && self.vv > 0.0 && self.determinant() > 0.01 * self.aa * self.vv
    }

    fn step(&self, v: f64) -> (f64, f64) {
        let d = self.determinant();
        if self.is_maximum() {
            return ((self.a * self.vv - self.v * self.av) / d, (self.v * self.aa - self.a * self.av) / d);
        }
        let mean = self.first / self.areas;
        (mean, self.second / self.areas - mean * mean - v)
    }

    fn error(&self) -> Option<f64> {
        self.is_maximum().then(|| (self.aa / self.determinant()).sqrt())
    }
}

/// The most likely ln(rate ratio) of an area, O and E given: root of O - E exp(h) - (h - a)/V, a concave problem.
pub(crate) fn find_mode(o: f64, e: f64, a: f64, v: f64, start: f64) -> f64 {
    // From above the root Newton's method moves down to it without overshooting.
    let above = if o > 0.0 { libm::log(o / e).max(a) } else { a };
    let mut h = start.min(above);
    for _ in 0..200 {
        let rate = e * libm::exp(h);
        let step = (o - rate - (h - a) / v) / (rate + 1.0 / v);
        h = (h + step).min(above);
        if step.abs() <= 1e-13 * (1.0 + h.abs()) {
            break;
        }
    }
    h
}

/// E[u], E[u^2], E[u^3], E[u^4] of u = ln(rate ratio) - a given the count; the integral of their density is the second
/// value times the third, relative to the density at the mode.
pub(crate) fn moments(e: f64, a: f64, v: f64, mode: f64) -> ([f64; 4], f64, f64) {
    let rate = e * libm::exp(mode);
    let scale = SQRT_2 / (rate + 1.0 / v).sqrt();
    let (mut mass, mut sums) = (0.0, [0.0; 4]);
    for (x, weight) in RULE.iter() {
        let d = scale * x;
        let w = weight * libm::exp(-rate * (libm::expm1(d) - d) - d * d / (2.0 * v));
        mass += w;
        let (u, mut power) = (mode - a + d, w);
        for sum in &mut sums {
            power *= u;
            *sum += power;
        }
    }
    (sums.map(|s| s / mass), mass, scale)
}

/// ln of the probability of a count whose rate is log-normal around `median` with this variance.
pub(crate) fn integral(o: f64, median: f64, v: f64) -> f64 {
    let mode = find_mode(o, median, 0.0, v, 0.0);
    let (_, mass, scale) = moments(median, 0.0, v, mode);
    let density = ln_poisson(o, median * libm::exp(mode)) - mode * mode / (2.0 * v);
    density + libm::log(mass * scale / (TAU * v).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty small areas and a large one that is as expected; the same beside the row of their total. Maxima of the
    /// likelihood integrated on a dense grid (numpy 2.4.6, scipy 1.17.1: Nelder-Mead from seven starts).
    #[test]
    fn a_large_area_does_not_hide_the_spread_of_small_ones() {
        for (count, ratio, variance, intercept) in
            [(9e5, 1.0, 0.272_257_238, -0.098_277_062), (280.0, 280.0 / 270.0, 0.272_739_230, -0.096_870_944)]
        {
            let observed: Vec<f64> = SMALL.iter().copied().chain([count]).collect();
            let expected: Vec<f64> = SMALL.iter().map(|_| 9.0).chain([count / ratio]).collect();
            let found = fit(&observed, &expected).unwrap();
            // Their optimiser compares sums of 1e6, good to 1e-10 of themselves.
            assert!((found.variance / variance - 1.0).abs() < 1e-6, "{found:?}");
            assert!((found.intercept / intercept - 1.0).abs() < 1e-5, "{found:?}");
            assert!(found.error.is_some_and(|e| e > 0.05 && e < 0.2), "{found:?}");
        }
    }

    const SMALL: [f64; 30] = [
        4.0, 7.0, 16.0, 9.0, 2.0, 12.0, 21.0, 6.0, 9.0, 3.0, 5.0, 11.0, 8.0, 14.0, 28.0, 1.0, 7.0, 10.0, 6.0, 13.0,
        4.0, 9.0, 17.0, 5.0, 8.0, 2.0, 19.0, 7.0, 11.0, 6.0,
    ];

    #[test]
    fn likelihood_agrees_with_a_fine_sum() {
        let (o, e) = ([3.0, 14.0, 0.0], [10.0, 10.0, 2.0]);
        let fit = Fit { variance: 0.4, intercept: -0.2, error: None };
        let one = |(o, e): (f64, f64)| -> f64 {
            let term = |i: i32| {
                let u = f64::from(i) * 1e-4;
                let h = u + fit.intercept;
                libm::exp(o * h - e * libm::exp(h) - u * u / (2.0 * fit.variance)) * 1e-4
            };
            libm::log((-60_000..60_000).map(term).sum::<f64>() / (TAU * fit.variance).sqrt())
        };
        let slow: f64 = o.into_iter().zip(e).map(one).sum();
        assert!((fit.relative_log_likelihood(&o, &e) - slow).abs() < 1e-9);
    }

    #[test]
    fn score_vanishes_at_the_fit_by_a_fine_sum() {
        // The posterior moments by brute force on a grid instead of quadrature.
        let (o, e) = ([3.0, 14.0, 9.0, 30.0, 0.0], [10.0, 10.0, 20.0, 20.0, 2.0]);
        let fitted = fit(&o, &e).unwrap();
        let (mut mean, mut variance) = (0.0, 0.0);
        for (o, e) in o.iter().zip(e) {
            let (mut mass, mut m1, mut m2) = (0.0, 0.0, 0.0);
            for i in -40_000..40_000 {
                let u = f64::from(i) * 1e-4;
                let h = u + fitted.intercept;
                let w = libm::exp(o * h - e * libm::exp(h) - u * u / (2.0 * fitted.variance));
                (mass, m1, m2) = (mass + w, m1 + w * u, m2 + w * u * u);
            }
            (mean, variance) = (mean + m1 / mass / 5.0, variance + m2 / mass / 5.0);
        }
        assert!(mean.abs() < 1e-8, "{mean}");
        assert!((variance / fitted.variance - 1.0).abs() < 1e-7, "{variance} {}", fitted.variance);
    }
}
