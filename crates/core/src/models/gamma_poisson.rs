//! Counts with gamma-distributed rates: the negative binomial model with variance m + V m^2, m = mean x E.

mod derivatives;

use super::{Mean, dwarfed, least_variance, likeliest, no_maximum, score_at_zero, stops};
use crate::error::Undefined;
use crate::special::density::{ln_negative_binomial, ln_poisson};
use derivatives::{Point, ROUGH, Sums};

pub(super) use derivatives::remainders;

/// A fitted model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Variance of the areas' relative rates, 1 / theta; 0 on the boundary.
    pub variance: f64,
    /// The overall ratio: exp(intercept).
    pub mean: f64,
    /// Curvature of the log likelihood in the variance (observed information); 0 on the boundary.
    pub information: f64,
}

impl Fit {
    /// Shape of the gamma distribution; `None` on the boundary, where it is infinite.
    #[must_use]
    pub fn theta(self) -> Option<f64> {
        (self.variance > 0.0).then(|| 1.0 / self.variance)
    }

    /// Log likelihood of the counts it was fitted to.
    #[must_use]
    pub fn log_likelihood(self, observed: &[f64], expected: &[f64]) -> f64 {
        let term = |(o, e): (&f64, &f64)| {
            let m = self.mean * e;
            self.theta().map_or_else(|| ln_poisson(*o, m), |theta| ln_negative_binomial(*o, m, theta))
        };
        observed.iter().zip(expected).map(term).sum()
    }

    /// Standard error of theta given the mean, as `MASS::theta.ml` gives it; `None` on the boundary.
    #[must_use]
    pub fn theta_error(self, observed: &[f64], expected: &[f64]) -> Option<f64> {
        let theta = self.theta()?;
        let at = Point::new(self.variance);
        let curvature: f64 = observed
            .iter()
            .zip(expected)
            .map(|(o, e)| at.term(*o, self.mean * e, 1.0 / (at.theta + self.mean * e)).second)
            .sum();
        debug_assert!(theta > 0.0);
        (curvature < 0.0).then(|| (-curvature).sqrt().recip())
    }
}

/// Maximum likelihood by Newton's method in both parameters, from the moment estimate, to a relative step of 1e-11.
///
/// Counts may be any numbers of zero or more (a repeat factor divides them); expected values are positive. When the
/// likelihood falls from a variance of zero on and is nowhere higher, zero is the estimate.
///
/// # Errors
/// Undefined when nothing was observed and when the likelihood has no maximum at a finite variance.
///
/// ```
/// use unwarranted_core::models::{Mean, gamma_poisson};
/// let fit = gamma_poisson::fit(&[3.0, 14.0, 9.0, 30.0], &[10.0, 10.0, 20.0, 20.0], Mean::Free).unwrap();
/// assert!(fit.variance > 0.1 && fit.variance < 0.4);
/// assert_eq!(gamma_poisson::fit(&[10.0, 11.0], &[10.0, 10.0], Mean::Free).unwrap().variance, 0.0);
/// ```
pub fn fit(observed: &[f64], expected: &[f64], mean: Mean) -> Result<Fit, Undefined> {
    let found = solve(observed, expected, mean, 1e-11, None);
    if found.is_some_and(|f| f.variance > 0.0) && !dwarfed(expected) {
        return found.ok_or_else(no_maximum);
    }
    // Zero is a maximum, but with unequal E it need not be the only one: small areas may be far out while large ones agree.
    let total: f64 = observed.iter().sum();
    let start = found.map_or(total / expected.iter().sum::<f64>(), |f| f.mean);
    let further = if start > 0.0 { tops(observed, expected, mean, start) } else { Vec::new() };
    likeliest(found.into_iter().chain(further), |fit| fit.log_likelihood(observed, expected)).ok_or_else(no_maximum)
}

/// The maxima of the likelihood at variances from where they begin to be felt.
fn tops(observed: &[f64], expected: &[f64], mean: Mean, start: f64) -> Vec<Fit> {
    let mut m = if mean == Mean::One { 1.0 } else { start };
    let slope = |v: f64| {
        let (at, slope) = profile(observed, expected, mean, v, m);
        m = at;
        slope
    };
    let found = stops(least_variance(expected, start), slope);
    let fit = |variance: f64| {
        let (mean_there, _) = profile(observed, expected, mean, variance, if mean == Mean::One { 1.0 } else { start });
        let information = Sums::at(observed, expected, mean_there, variance, mean).information;
        Fit { variance, mean: mean_there, information }
    };
    found.into_iter().map(fit).collect()
}

/// The best mean at a variance, from a start, and the slope of the likelihood in the variance there.
fn profile(observed: &[f64], expected: &[f64], mean: Mean, v: f64, m: f64) -> (f64, f64) {
    let mut m = m;
    let mut sums = Sums::at(observed, expected, m, v, mean);
    for _ in 0..100 {
        let step = (sums.a / sums.information_a).clamp(-1.0, 1.0);
        m *= libm::exp(step);
        sums = Sums::at(observed, expected, m, v, mean);
        if step.abs() < 1e-13 {
            break;
        }
    }
    (m, sums.v)
}

/// The best mean at a variance, from a start.
pub(crate) struct Profiled {
    pub(crate) mean: f64,
    /// Standard error of ln(mean).
    pub(crate) error: f64,
    pub(crate) log_likelihood: f64,
}

pub(crate) fn profiled(observed: &[f64], expected: &[f64], variance: f64, start: f64) -> Profiled {
    let (mean, _) = profile(observed, expected, Mean::Free, variance, start);
    let information = Sums::at(observed, expected, mean, variance, Mean::Free).information_a;
    let log_likelihood = Fit { variance, mean, information: 0.0 }.log_likelihood(observed, expected);
    Profiled { mean, error: information.sqrt().recip(), log_likelihood }
}

/// The nearest maximum from the moment estimate, to a given relative step: [`fit`] without looking further where the
/// likelihood falls from zero on. `start` takes the place of the moment estimate.
pub(crate) fn solve(observed: &[f64], expected: &[f64], mean: Mean, tolerance: f64, start: Option<f64>) -> Option<Fit> {
    let total: f64 = observed.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let m = if mean == Mean::Free { total / expected.iter().sum::<f64>() } else { 1.0 };
    let score = score_at_zero(observed, expected, m);
    // Counts exactly in proportion leave rounding errors only.
    let squares: f64 = expected.iter().map(|e| (m * e).powi(2)).sum();
    if score <= 1e-14 * squares {
        return Some(Fit { variance: 0.0, mean: m, information: 0.0 });
    }
    let start = Start { mean: m, variance: start.unwrap_or(2.0 * score / squares) };
    ascend(observed, expected, mean, start, tolerance)
}

/// Where a fit starts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) mean: f64,
    /// Zero where the likelihood falls from there on: it is the estimate then.
    pub(crate) variance: f64,
}

/// The nearest maximum from a start, to a given relative step.
pub(crate) fn ascend(observed: &[f64], expected: &[f64], mean: Mean, start: Start, tolerance: f64) -> Option<Fit> {
    let boundary = Fit { variance: 0.0, mean: start.mean, information: 0.0 };
    let Start { mean: mut m, variance: mut v } = start;
    if v <= 0.0 {
        return Some(boundary);
    }
    for _ in 0..200 {
        let sums = Sums::with(observed, expected, m, v, mean, tolerance >= ROUGH);
        let (dv, da) = sums.step();
        let next = if v + dv > 0.1 * v { (v + dv).min(10.0 * v) } else { 0.1 * v };
        let small = (next - v).abs() <= tolerance * v && da.abs() <= tolerance;
        m *= libm::exp(da.clamp(-1.0, 1.0));
        v = next;
        if small {
            return Some(Fit { variance: v, mean: m, information: sums.information });
        }
        if !(1e-14..1e9).contains(&v) {
            return (v < 1.0).then_some(boundary);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn profile(observed: &[f64], expected: &[f64], v: f64) -> f64 {
        let best = |mean: f64| Fit { variance: v, mean, information: 0.0 }.log_likelihood(observed, expected);
        let k = observed.iter().sum::<f64>() / expected.iter().sum::<f64>();
        let (_, value) = golden(|a| best(k * libm::exp(a)), -2.0, 2.0);
        value
    }

    fn golden(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> (f64, f64) {
        let ratio = (5f64.sqrt() - 1.0) / 2.0;
        while high - low > 1e-9 {
            let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
            if f(a) > f(b) { high = b } else { low = a }
        }
        (f64::midpoint(low, high), f(f64::midpoint(low, high)))
    }

    #[test]
    fn agrees_with_a_search_of_the_likelihood() {
        let sets: [(&[f64], &[f64]); 3] = [
            (&[3.0, 14.0, 9.0, 30.0], &[10.0, 10.0, 20.0, 20.0]),
            (&[0.0, 0.0, 7.0, 1.0, 2.0], &[1.0, 2.0, 1.5, 2.0, 3.0]),
            (&[1020.0, 2100.0, 2930.0, 4190.0, 980.0], &[1000.0, 2000.0, 3000.0, 4000.0, 1010.0]),
        ];
        for (o, e) in sets {
            let fitted = fit(o, e, Mean::Free).unwrap();
            let (log, _) = golden(|u| profile(o, e, libm::exp(u)), -12.0, 4.0);
            assert!((fitted.variance / libm::exp(log) - 1.0).abs() < 1e-4, "{} {}", fitted.variance, libm::exp(log));
        }
    }

    #[test]
    fn derivatives_agree_with_differences_on_both_sides_of_the_switch() {
        for theta in [0.3, 9.0, 11.0, 500.0] {
            for (o, mu) in [(0.0, 2.0), (7.0, 3.0), (300.0, 280.0)] {
                let value = |t: f64| Fit { variance: 1.0 / t, mean: mu, information: 0.0 }.log_likelihood(&[o], &[1.0]);
                let h = theta * 1e-4;
                let term = Point::new(1.0 / theta).term(o, mu, 1.0 / (theta + mu));
                let first = (value(theta + h) - value(theta - h)) / (2.0 * h);
                assert!((term.first - first).abs() < 1e-5 * first.abs() + 1e-9, "{theta} {o}: {} {first}", term.first);
                let slope = |t: f64| Point::new(1.0 / t).term(o, mu, 1.0 / (t + mu)).first;
                let second = (slope(theta + h) - slope(theta - h)) / (2.0 * h);
                assert!((term.second - second).abs() < 1e-6 * second.abs() + 1e-13, "{theta} {o}");
            }
        }
    }

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

    #[test]
    fn agrees_with_glm_nb_and_ebpoisson() {
        // MASS 7.3.58.2 (R 4.2.2): glm.nb(O ~ 1 + offset(log(E)), control = glm.control(epsilon = 1e-12, maxit = 200))
        let free = fit(&OBSERVED, &EXPECTED, Mean::Free).unwrap();
        assert!((free.theta().unwrap() - 1.879_489_974_274_121_6).abs() < 1e-8, "{free:?}");
        assert!((libm::log(free.mean) - 0.352_106_533_239_636_14).abs() < 1e-8, "{free:?}");
        assert!((2.0 * free.log_likelihood(&OBSERVED, &EXPECTED) + 363.152_148_281_047_23).abs() < 1e-9);
        // sava 0.4.1 (R 4.2.2): EBpoisson0(O, E)$params, a root found to 1e-5
        let fixed = fit(&OBSERVED, &EXPECTED, Mean::One).unwrap();
        assert!((fixed.theta().unwrap() - 1.642_512_461_917_284_4).abs() < 1e-4, "{fixed:?}");
    }

    #[test]
    fn a_maximum_beyond_a_falling_start_is_found() {
        // At a variance of zero the likelihood falls; it has another, higher maximum near theta = 5.
        let found = fit(&[41.0, 1.0], &[34.288, 4.4934], Mean::Free).unwrap();
        assert!(found.theta().is_some_and(|theta| 3.0 < theta && theta < 8.0), "{found:?}");
        for (o, e) in [([28.0, 0.0], [38.867, 4.3669]), ([2.0, 7.0], [0.01, 23.694]), ([6.0, 29.0], [2.2775, 39.93])] {
            assert!(fit(&o, &e, Mean::Free).unwrap().variance > 0.0, "{o:?}");
        }
    }

    #[test]
    fn a_large_area_does_not_hide_the_spread_of_small_ones() {
        let small = [
            4.0, 7.0, 16.0, 9.0, 2.0, 12.0, 21.0, 6.0, 9.0, 3.0, 5.0, 11.0, 8.0, 14.0, 28.0, 1.0, 7.0, 10.0, 6.0, 13.0,
            4.0, 9.0, 17.0, 5.0, 8.0, 2.0, 19.0, 7.0, 11.0, 6.0,
        ];
        // Maximum of the likelihood with scipy 1.17.1 (Nelder-Mead from three starts); then beside the row of the total.
        for (o, e, variance, mean) in
            [(9e5, 9e5, 0.274_692_655, 1.035_393_874), (280.0, 270.0, 0.274_838_144, 1.037_037_041)]
        {
            let observed: Vec<f64> = small.iter().copied().chain([o]).collect();
            let expected: Vec<f64> = small.iter().map(|_| 9.0).chain([e]).collect();
            let found = fit(&observed, &expected, Mean::Free).unwrap();
            // Their optimiser compares sums of 1e7, good to 1e-9 of themselves.
            assert!((found.variance - variance).abs() < 2e-6 && (found.mean - mean).abs() < 5e-6, "{found:?}");
        }
    }

    #[test]
    fn keeps_its_digits_at_national_size() {
        // Ratios of 0.98 and 1.02 with 1e8 expected: the variance is that of the ratios, less 1e-8 of chance.
        let expected = [1e8; 40];
        let observed: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 0.98e8 } else { 1.02e8 }).collect();
        let found = fit(&observed, &expected, Mean::Free).unwrap();
        assert!((found.variance / 0.0004 - 1.0).abs() < 1e-3, "{found:?}");
        assert!((found.mean - 1.0).abs() < 1e-9);
        assert!(found.log_likelihood(&observed, &expected).is_finite());
    }

    /// The best log-likelihood at a variance, over a fine grid of means.
    fn grid(observed: &[f64], expected: &[f64], variance: f64) -> f64 {
        let crude = observed.iter().sum::<f64>() / expected.iter().sum::<f64>();
        let at = |k: i32| {
            Fit { variance, mean: crude * libm::exp(f64::from(k) * 0.05), information: 0.0 }
                .log_likelihood(observed, expected)
        };
        (-40..=40).map(at).fold(f64::NEG_INFINITY, f64::max)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_point_of_a_grid_is_more_likely(rows in prop::collection::vec((0u32..60, 0.01f64..40.0), 2..12)) {
            let observed: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
            let expected: Vec<f64> = rows.iter().map(|r| r.1).collect();
            let found = fit(&observed, &expected, Mean::Free);
            // With events in two areas the likelihood falls at last, so it has a maximum.
            prop_assert!(found.is_ok() || rows.iter().filter(|r| r.0 > 0).count() < 2, "{found:?}");
            if let Ok(found) = found {
                let best = found.log_likelihood(&observed, &expected);
                for k in -20..=20 {
                    let there = grid(&observed, &expected, libm::exp(f64::from(k) * 0.5));
                    prop_assert!(there <= best + 1e-9 * best.abs(), "{found:?}, {there} at {k}");
                }
            }
        }

        #[test]
        fn always_finite(rows in prop::collection::vec((0u64..200_000_000, -14f64..19.0), 2..40)) {
            let observed: Vec<f64> = rows.iter().map(|r| r.0 as f64).collect();
            let expected: Vec<f64> = rows.iter().map(|r| libm::exp(r.1)).collect();
            for mean in [Mean::Free, Mean::One] {
                if let Ok(found) = fit(&observed, &expected, mean) {
                    prop_assert!(found.mean.is_finite() && found.mean > 0.0, "{found:?}");
                    prop_assert!(found.variance.is_finite() && found.variance >= 0.0, "{found:?}");
                    prop_assert!(found.log_likelihood(&observed, &expected).is_finite(), "{found:?}");
                }
            }
        }
    }
}
