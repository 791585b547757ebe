//! The gamma-Poisson (negative binomial) model of area counts, by maximum likelihood.
//!
//! O_i is Poisson with mean E_i x r_i, and the r_i are gamma distributed with mean mu and variance mu^2 / theta, so O_i
//! is negative binomial with mean mu E_i. The variance of r_i / mu is v = 1 / theta: the "systematic" variance.
//!
//! The likelihood is followed in ln v with mu profiled out (mu and theta are orthogonal, Lawless 1987, Can J Stat
//! 15:209). Score and likelihood are written so that nothing cancels as v goes to 0 or counts to 1e8: with
//! q = (O - m) / (theta + m), the score in theta is ln(1 + q) - q + c(O + theta) - c(theta), c(x) = digamma(x) - ln x.

use crate::error::Undefined;
use crate::special::density::{ln_negative_binomial, ln_poisson};
use crate::special::digamma::{Psi, psi};

/// Extra variance is called none when it is below this share of the chance variance in every area.
const NEGLIGIBLE: f64 = 1e-10;

/// A fitted gamma-Poisson model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaPoisson {
    /// Mean of the ratios O / E in the model.
    pub mu: f64,
    /// Shape of the gamma distribution; `None` when the likelihood rises all the way to theta = infinity, that is
    /// when the areas differ no more than chance would make them.
    pub theta: Option<f64>,
    /// Log-likelihood at the maximum (of the Poisson model when theta is `None`), all constants included.
    pub loglik: f64,
}

impl GammaPoisson {
    /// 1 / theta: variance of the true ratios around their mean, relative to it; 0 when theta diverges.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.theta.map_or(0.0, f64::recip)
    }
}

/// Maximum likelihood with the mean free: the negative binomial regression with offset ln E and no covariate.
///
/// `observed` whole counts and `expected` positive values, one of each per area, in the same order.
///
/// # Errors
/// Undefined for fewer than two areas, when nothing was observed, and for values that are no counts or not positive.
///
/// ```
/// use unwarranted_core::models::gamma_poisson::fit;
/// let found = fit(&[5.0, 10.0, 15.0, 30.0], &[10.0, 10.0, 10.0, 10.0]).unwrap();
/// assert!((found.mu - 1.5).abs() < 1e-12);
/// assert!((found.variance() - 0.3150).abs() < 1e-4);
/// assert_eq!(fit(&[10.0, 10.0], &[10.0, 10.0]).unwrap().theta, None);
/// ```
pub fn fit(observed: &[f64], expected: &[f64]) -> Result<GammaPoisson, Undefined> {
    maximise(observed, expected, None)
}

/// Maximum likelihood with the mean fixed at 1 (Martuzzi & Hills 1995, Am J Epidemiol 141:369).
///
/// # Errors
/// Those of [`fit`].
pub fn fit_mean_one(observed: &[f64], expected: &[f64]) -> Result<GammaPoisson, Undefined> {
    maximise(observed, expected, Some(1.0))
}

fn maximise(observed: &[f64], expected: &[f64], mean: Option<f64>) -> Result<GammaPoisson, Undefined> {
    let data = Data { observed, expected, fixed: mean };
    let crude = data.check()?;
    let mu = mean.unwrap_or(crude);
    let chance = GammaPoisson { mu, theta: None, loglik: data.loglik(mu, None) };
    // Twice the score in v at v = 0, and the moment estimate of v (both Dean 1992).
    let (score, squares) = data.pairs().fold((0.0, 0.0), |(score, squares), (o, e)| {
        let m = mu * e;
        (score + (o - m).powi(2) - o, squares + m * m)
    });
    if score > 0.0 {
        let start = (score / squares).clamp(1e-12, 100.0).ln();
        return Ok(data.climb(start, mu).unwrap_or(chance));
    }
    // v = 0 is a maximum, but with unequal E it need not be the only one: small areas may be far out while large ones agree.
    let further = data.rising(mu).into_iter().filter_map(|start| data.climb(start, mu));
    Ok(further.fold(chance, |best, found| if found.loglik > best.loglik { found } else { best }))
}

struct Data<'a> {
    observed: &'a [f64],
    expected: &'a [f64],
    fixed: Option<f64>,
}

/// Score and second derivative of the profile log-likelihood in u = ln v.
struct Slope {
    mu: f64,
    score: f64,
    curvature: f64,
}

impl Data<'_> {
    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        self.observed.iter().copied().zip(self.expected.iter().copied())
    }

    /// sum O / sum E.
    fn check(&self) -> Result<f64, Undefined> {
        if self.observed.len() < 2 {
            let reason = if self.observed.is_empty() { "no areas" } else { "there is only one area" };
            return Err(Undefined::because(reason));
        }
        if self.observed.len() != self.expected.len() || self.observed.iter().any(|o| !(*o >= 0.0 && o.fract() == 0.0))
        {
            return Err(Undefined::because("the observed values are not one count per area"));
        }
        if self.expected.iter().any(|e| !(*e > 0.0 && e.is_finite())) {
            return Err(Undefined::because("an area has an expected value of zero"));
        }
        let total: f64 = self.observed.iter().sum();
        if total <= 0.0 {
            return Err(Undefined::because("nothing was observed in any area"));
        }
        Ok(total / self.expected.iter().sum::<f64>())
    }

    fn loglik(&self, mu: f64, theta: Option<f64>) -> f64 {
        let one = |(o, e)| theta.map_or_else(|| ln_poisson(o, mu * e), |theta| ln_negative_binomial(o, mu * e, theta));
        self.pairs().map(one).sum()
    }

    /// Values of ln v, from where the extra variance begins to be felt, at which the likelihood rises in v.
    fn rising(&self, mu: f64) -> Vec<f64> {
        let largest = self.pairs().fold(0.0, |max: f64, (_, e)| max.max(mu * e));
        let (mut u, mut before, mut found) = ((0.1 / largest).ln().min(0.0), false, Vec::new());
        while u < 4.0 {
            let rises = self.profile(u, mu).score > 0.0;
            if rises && !before {
                found.push(u);
            }
            before = rises;
            u += 0.7;
        }
        found
    }

    /// Newton's method on the profile score in ln v, inside a bracket. `None` when it runs down to a negligible v.
    fn climb(&self, start: f64, mu: f64) -> Option<GammaPoisson> {
        let largest = self.pairs().fold(0.0, |max: f64, (_, e)| max.max(mu * e));
        let floor = (NEGLIGIBLE / largest).ln();
        let (mut u, mut mu) = (start.max(floor), mu);
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for _ in 0..200 {
            let slope = self.profile(u, mu);
            mu = slope.mu;
            if slope.score > 0.0 {
                low = u
            } else {
                high = u
            }
            if high <= floor {
                return None;
            }
            let newton = -slope.score / slope.curvature;
            let step = if slope.curvature < 0.0 { newton.clamp(-4.0, 4.0) } else { slope.score.signum() };
            if step.abs() <= 1e-13 * u.abs().max(1.0) {
                break;
            }
            let next = u + step;
            u = if next > low && next < high { next } else { f64::midpoint(low, high) };
        }
        let theta = (-u).exp();
        let loglik = self.loglik(mu, Some(theta));
        (loglik.is_finite() && theta.is_finite()).then_some(GammaPoisson { mu, theta: Some(theta), loglik })
    }

    fn profile(&self, u: f64, mu: f64) -> Slope {
        let theta = (-u).exp();
        let mut mu = mu;
        if self.fixed.is_none() {
            mu = self.mean(theta, mu);
        }
        let at_theta = psi(theta);
        let (mut first, mut second, mut cross, mut information) = (0.0, 0.0, 0.0, 0.0);
        for (o, e) in self.pairs() {
            let m = mu * e;
            let total = theta + m;
            let q = (o - m) / total;
            let at = if o > 0.0 { psi(theta + o) } else { at_theta };
            first += ln_1p_minus(q) + Psi::difference(&at, &at_theta, theta, o);
            second += q * q / (theta + o) + at.slope - at_theta.slope;
            cross += q * m / total;
            information += theta * m * (theta + o) / (total * total);
        }
        let lost = if self.fixed.is_none() && information > 0.0 { cross * cross / information } else { 0.0 };
        // From theta to u = -ln theta.
        Slope { mu, score: -theta * first, curvature: theta * first + theta * theta * (second + lost) }
    }

    /// The mean that is most likely at this theta: Newton in ln mu, in which the likelihood is concave.
    fn mean(&self, theta: f64, start: f64) -> f64 {
        let mut mu = start;
        for _ in 0..100 {
            let (score, information) = self.pairs().fold((0.0, 0.0), |(score, information), (o, e)| {
                let m = mu * e;
                let total = theta + m;
                (score + theta * (o - m) / total, information + theta * m / total * ((theta + o) / total))
            });
            if information <= 0.0 {
                break;
            }
            let step = (score / information).clamp(-2.0, 2.0);
            mu *= step.exp();
            if step.abs() < 1e-14 {
                break;
            }
        }
        mu
    }
}

/// ln(1 + q) - q for q > -1, without cancellation near 0.
fn ln_1p_minus(q: f64) -> f64 {
    if q.abs() > 0.05 {
        return q.ln_1p() - q;
    }
    let (mut sum, mut power, mut k) = (0.0, q, 1.0);
    while k < 14.0 {
        power *= -q;
        k += 1.0;
        sum += power / k;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Lip cancer in Scotland 1975-1980 (Clayton & Kaldor 1987).
    const OBSERVED: [f64; 56] = [
        9.0, 20.0, 13.0, 5.0, 3.0, 8.0, 17.0, 9.0, 2.0, 7.0, 9.0, 39.0, 7.0, 16.0, 31.0, 11.0, 7.0, 19.0, 15.0, 7.0,
        10.0, 16.0, 11.0, 11.0, 5.0, 3.0, 7.0, 8.0, 11.0, 9.0, 11.0, 8.0, 6.0, 9.0, 4.0, 10.0, 8.0, 2.0, 6.0, 19.0,
        3.0, 2.0, 3.0, 28.0, 15.0, 6.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 8.0, 26.0, 7.0, 6.0,
    ];
    const EXPECTED: [f64; 56] = [
        1.4, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 8.7, 4.4, 10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0,
        14.4, 3.0, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 2.5, 5.3, 18.8, 15.8, 4.3, 14.6, 50.7, 8.2,
        5.6, 9.3, 88.7, 4.3, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8, 2.4, 8.1, 2.3, 2.0,
    ];

    fn close(a: f64, b: f64, tolerance: f64) -> bool {
        (a - b).abs() <= tolerance * b.abs().max(1e-300)
    }

    #[test]
    fn agrees_with_glm_nb_and_ebpoisson() {
        // MASS 7.3.58.2 (R 4.2.2): glm.nb(O ~ 1 + offset(log(E)), control = glm.control(epsilon = 1e-12, maxit = 200))
        let free = fit(&OBSERVED, &EXPECTED).unwrap();
        assert!(close(free.theta.unwrap(), 1.879_489_974_274_121_6, 1e-8), "{free:?}");
        assert!(close(free.mu.ln(), 0.352_106_533_239_636_14, 1e-8), "{free:?}");
        assert!(close(2.0 * free.loglik, -363.152_148_281_047_23, 1e-12), "{free:?}");
        // sava 0.4.1 (R 4.2.2): EBpoisson0(O, E)$params, a root found to 1e-5
        let fixed = fit_mean_one(&OBSERVED, &EXPECTED).unwrap();
        assert!(close(fixed.theta.unwrap(), 1.642_512_461_917_284_4, 1e-4), "{fixed:?}");
        assert!(fixed.loglik < free.loglik);
    }

    #[test]
    fn no_overdispersion_is_the_poisson_model() {
        let found = fit(&[10.0, 11.0, 9.0, 10.0], &[10.0; 4]).unwrap();
        assert_eq!((found.theta, found.variance()), (None, 0.0));
        assert!(close(found.mu, 1.0, 1e-15));
        let by_hand: f64 = [10.0, 11.0, 9.0, 10.0].iter().map(|o| ln_poisson(*o, 10.0)).sum();
        assert!(close(found.loglik, by_hand, 1e-15));
    }

    #[test]
    fn a_maximum_beyond_a_falling_start_is_found() {
        // At v = 0 the likelihood falls in v; it has another, higher maximum near theta = 5.
        let found = fit(&[41.0, 1.0], &[34.288, 4.4934]).unwrap();
        assert!(found.theta.is_some_and(|theta| 3.0 < theta && theta < 8.0), "{found:?}");
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        assert_eq!(fit(&[], &[]).unwrap_err().reason, "no areas");
        assert_eq!(fit(&[1.0], &[1.0]).unwrap_err().reason, "there is only one area");
        assert_eq!(fit(&[0.0; 3], &[1.0; 3]).unwrap_err().reason, "nothing was observed in any area");
        assert!(fit(&[0.0, 1.0], &[0.0, 1.0]).is_err());
    }

    #[test]
    fn keeps_its_digits_at_national_size() {
        // Ratios of 0.98 and 1.02 with 1e8 expected: the variance is that of the ratios, less 1e-8 of chance.
        let expected = [1e8; 40];
        let observed: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 0.98e8 } else { 1.02e8 }).collect();
        let found = fit(&observed, &expected).unwrap();
        assert!((found.variance() / 0.0004 - 1.0).abs() < 1e-3, "{found:?}");
        assert!(close(found.mu, 1.0, 1e-9));
    }

    /// The log-likelihood by its definition, at the mean that is best of a fine grid.
    fn grid(observed: &[f64], expected: &[f64], theta: f64) -> f64 {
        let data = Data { observed, expected, fixed: None };
        let crude = data.check().unwrap();
        let at = |k: i32| data.loglik(crude * (f64::from(k) * 0.05).exp(), Some(theta));
        (-40..=40).map(at).fold(f64::NEG_INFINITY, f64::max)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_point_of_a_grid_is_more_likely(
            rows in prop::collection::vec((0u32..60, 0.01f64..40.0), 2..12),
        ) {
            let observed: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
            let expected: Vec<f64> = rows.iter().map(|r| r.1).collect();
            prop_assume!(observed.iter().sum::<f64>() > 0.0);
            let found = fit(&observed, &expected).unwrap();
            for k in -20..=20 {
                let theta = (f64::from(k) * 0.5).exp();
                let there = grid(&observed, &expected, theta);
                prop_assert!(there <= found.loglik + 1e-9 * found.loglik.abs(), "{found:?}, {there} at {theta}");
            }
        }

        #[test]
        fn always_finite(rows in prop::collection::vec((0u64..200_000_000, -14f64..19.0), 2..40)) {
            let observed: Vec<f64> = rows.iter().map(|r| r.0 as f64).collect();
            let expected: Vec<f64> = rows.iter().map(|r| r.1.exp()).collect();
            prop_assume!(observed.iter().sum::<f64>() > 0.0);
            for found in [fit(&observed, &expected), fit_mean_one(&observed, &expected)] {
                let found = found.unwrap();
                prop_assert!(found.mu.is_finite() && found.mu > 0.0 && found.loglik.is_finite(), "{found:?}");
                prop_assert!(found.theta.is_none_or(|t| t.is_finite() && t > 0.0), "{found:?}");
            }
        }
    }
}
