//! Shares whose true values follow a beta distribution: the beta-binomial model.

use super::{likeliest, stops};
use crate::error::Undefined;
use crate::special::density::stirling_error;

/// A fitted model: logit of the true share = logit(E / D) + shift in the middle, correlation rho between two members of one
/// area, so that the variance of true shares is rho p (1 - p).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Correlation between members of one area, 1 / (a + b + 1) of the beta distribution; 0 on the boundary.
    pub correlation: f64,
    /// What is added to the logit of the expected share.
    pub shift: f64,
}

/// Observed y of n with the expected share p, in every area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) y: f64,
    pub(crate) n: f64,
    /// ln(p / (1 - p)).
    pub(crate) logit: f64,
}

/// Maximum likelihood: the maxima of the likelihood profile in the correlation, closed in on by halving; the shift by
/// scoring.
///
/// `observed` of `trials`, with an `expected` count above 0 and below the trials in each area.
///
/// # Errors
/// Undefined when nothing or everything was observed.
///
/// ```
/// use unwarranted_core::models::beta_binomial;
/// let fit = beta_binomial::fit(&[40.0, 70.0, 55.0, 90.0], &[100.0; 4], &[63.75; 4]).unwrap();
/// assert!(fit.correlation > 0.05 && fit.correlation < 0.2);
/// ```
pub fn fit(observed: &[f64], trials: &[f64], expected: &[f64]) -> Result<Fit, Undefined> {
    let areas = areas(observed, trials, expected);
    let (all, of): (f64, f64) = (observed.iter().sum(), trials.iter().sum());
    if all <= 0.0 || all >= of {
        return Err(Undefined::because("nothing or everything was observed, so that shares cannot be compared"));
    }
    let largest = trials.iter().fold(1.0, |max: f64, n| max.max(*n));
    let mut shift = 0.0;
    let found = stops((0.1 / largest).min(0.5), |rho| {
        if rho >= 1.0 {
            return -1.0;
        }
        shift = profile(&areas, rho, shift).shift;
        slope(&areas, rho, shift)
    });
    let at = |correlation: f64| Fit { correlation, shift: profile(&areas, correlation, 0.0).shift };
    let fits = std::iter::once(0.0).chain(found.into_iter().filter(|rho| *rho < 0.999)).map(at);
    likeliest(fits, |fit| log_likelihood(&areas, fit.correlation, fit.shift))
        .ok_or_else(|| Undefined::because("the likelihood of the shares has no maximum"))
}

pub(crate) fn areas(observed: &[f64], trials: &[f64], expected: &[f64]) -> Vec<Area> {
    let area = |((y, n), e): ((&f64, &f64), &f64)| Area { y: y.min(*n), n: *n, logit: libm::log(e / (n - e)) };
    observed.iter().zip(trials).zip(expected).map(area).collect()
}

/// The best shift at a correlation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Profile {
    pub(crate) shift: f64,
    /// Its standard error.
    pub(crate) error: f64,
    pub(crate) log_likelihood: f64,
}

/// By scoring, with the information n p (1 - p) / (1 + (n - 1) rho) of the variance of counts.
pub(crate) fn profile(areas: &[Area], rho: f64, start: f64) -> Profile {
    let (mut shift, mut information) = (start, 0.0);
    for _ in 0..200 {
        let mut score = 0.0;
        information = 0.0;
        for area in areas {
            let p = share(area.logit + shift);
            let inflation = 1.0 + (area.n - 1.0).max(0.0) * rho;
            information += area.n * p * (1.0 - p) / inflation;
            score += if rho > 0.0 {
                let s = (1.0 - rho) / rho;
                let (a, b) = (p * s, (1.0 - p) * s);
                s * p * (1.0 - p) * (rise(a, area.y) - rise(b, area.n - area.y))
            } else {
                area.y - area.n * p
            };
        }
        let step = (score / information).clamp(-1.0, 1.0);
        shift += step;
        if step.abs() < 1e-12 || step.is_nan() {
            break;
        }
    }
    Profile { shift, error: information.sqrt().recip(), log_likelihood: log_likelihood(areas, rho, shift) }
}

pub(crate) fn share(logit: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-logit))
}

/// Without the binomial coefficient.
fn log_likelihood(areas: &[Area], rho: f64, shift: f64) -> f64 {
    let one = |area: &Area| {
        let (x, rest) = (area.logit + shift, area.n - area.y);
        // ln p and ln(1 - p).
        let (log_p, log_q) = (-libm::log1p(libm::exp(-x)), -libm::log1p(libm::exp(x)));
        let binomial = area.y * log_p + rest * log_q;
        if rho <= 0.0 {
            return binomial;
        }
        let s = (1.0 - rho) / rho;
        let p = share(x);
        binomial + excess(p * s, area.y) + excess((1.0 - p) * s, rest) - excess(s, area.n)
    };
    areas.iter().map(one).sum()
}

/// Slope of the likelihood in the correlation, up to a positive factor.
fn slope(areas: &[Area], rho: f64, shift: f64) -> f64 {
    let s = (1.0 - rho) / rho;
    let one = |area: &Area| {
        let p = share(area.logit + shift);
        p * rise(p * s, area.y) + (1.0 - p) * rise((1.0 - p) * s, area.n - area.y) - rise(s, area.n)
    };
    -areas.iter().map(one).sum::<f64>()
}

/// ln gamma(a + y) - ln gamma(a) - y ln a.
fn excess(a: f64, y: f64) -> f64 {
    if y <= 0.0 {
        return 0.0;
    }
    (a + y - 0.5) * libm::log1p(y / a) - y + stirling_error(a + y) - stirling_error(a)
}

/// digamma(a + y) - digamma(a).
fn rise(a: f64, y: f64) -> f64 {
    if y <= 0.0 {
        return 0.0;
    }
    libm::log1p(y / a) + super::gamma_poisson::remainders(a + y).0 - super::gamma_poisson::remainders(a).0
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBSERVED: [f64; 12] = [70.0, 13.0, 55.0, 90.0, 31.0, 4.0, 160.0, 22.0, 48.0, 9.0, 77.0, 35.0];
    const TRIALS: [f64; 12] = [100.0, 20.0, 60.0, 150.0, 40.0, 9.0, 200.0, 45.0, 70.0, 10.0, 90.0, 60.0];

    fn expected() -> Vec<f64> {
        let share = OBSERVED.iter().sum::<f64>() / TRIALS.iter().sum::<f64>();
        TRIALS.iter().map(|n| n * share).collect()
    }

    #[test]
    fn likelihood_is_that_of_gamma_functions() {
        let (rho, shift) = (0.04, 0.2);
        let areas = areas(&OBSERVED, &TRIALS, &expected());
        let s = (1.0 - rho) / rho;
        let beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        let slow: f64 = areas
            .iter()
            .map(|area| {
                let p = share(area.logit + shift);
                beta(p * s + area.y, (1.0 - p) * s + area.n - area.y) - beta(p * s, (1.0 - p) * s)
            })
            .sum();
        assert!((log_likelihood(&areas, rho, shift) - slow).abs() < 1e-9);
        let h = 1e-6;
        let numeric = (log_likelihood(&areas, rho + h, shift) - log_likelihood(&areas, rho - h, shift)) / (2.0 * h);
        assert!((slope(&areas, rho, shift) / rho / rho / numeric - 1.0).abs() < 1e-5);
    }

    #[test]
    fn agrees_with_scipy() {
        // scipy 1.17.1: minimize(Nelder-Mead, xatol = fatol = 1e-12) of -betabinom.logpmf over logit p and ln rho.
        let found = fit(&OBSERVED, &TRIALS, &expected()).unwrap();
        assert!((found.correlation / 0.067_633_587_200 - 1.0).abs() < 1e-6, "{found:?}");
        assert!((found.shift + 0.059_372_934_547).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn equal_shares_are_on_the_boundary() {
        let found = fit(&[10.0, 20.0, 40.0], &[100.0, 200.0, 400.0], &[10.0, 20.0, 40.0]).unwrap();
        assert!(found.correlation == 0.0 && found.shift.abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn keeps_its_digits_at_national_size() {
        let n = [1e7; 30];
        let y: Vec<f64> = (0..30).map(|i| if i % 2 == 0 { 2.9e6 } else { 3.1e6 }).collect();
        let found = fit(&y, &n, &[3e6; 30]).unwrap();
        // Variance of the shares 0.01^2 of p (1 - p).
        assert!((found.correlation / (1e-4 / 0.21) - 1.0).abs() < 2e-3, "{found:?}");
    }
}
