//! What alarms of the default rule rest on: p values that are right for the areas that do not stand out.

use super::control::MINIMUM_EXPECTED;
use super::huber::{Deviation, Ordinary};
use super::rule::Test;
use super::scale::Point;
use crate::data::kind::ExpectedFrom;
use crate::data::slice::Slice;
use crate::models::chance::Chance;
use crate::special::{normal, student};
use std::f64::consts::FRAC_PI_2;

/// These tests in a clause.
pub const ROBUST: &str = "robust centre and spread (Huber's Proposal 2) of the areas that expect 10 events or more; gamma or \
                          log-normal spread, whichever gives the larger p; Student's t";

/// Tests every area against the ordinary areas of the slice, an empirical null (Efron 2004, JASA 99:96): their centre and
/// spread are found by Huber's Proposal 2 on the variance-stabilised scale, which outliers move little and which is right
/// on average where there are none. Expected values that were given hold the centre: their target is the question asked.
///
/// The spread may be gamma or log-normal: in each tail the larger of the two probabilities counts, so that an alarm
/// does not depend on the shape assumed (intersection-union test, Berger 1982, Technometrics 24:295). Gamma: negative
/// binomial counts; for a share the normal distribution on the arcsine scale or binomial chance, whichever is the larger.
/// Log-normal (for a share logistic-normal): Johnson's (1949, Biometrika 36:149) S_L curve of the same variance and skewness
/// on the transformed scale. The probability becomes a normal score and that is judged by Student's t, as the spread is
/// estimated, with Welch-Satterthwaite degrees of freedom.
///
/// Centre and spread come from areas that expect at least [`MINIMUM_EXPECTED`] events, those that can raise an alarm; from
/// all of them where fewer than two do.
pub(super) fn tests(slice: &Slice, models: &[Chance], points: &[Point]) -> Vec<Test> {
    let deviation = |p: &Point| Deviation { value: p.y - p.target, error: p.error };
    let large = points.iter().zip(slice.expected()).filter(|(_, e)| **e >= MINIMUM_EXPECTED);
    let mut used: Vec<Deviation> = large.map(|(p, _)| deviation(p)).collect();
    if used.len() < 2 {
        used = points.iter().map(deviation).collect();
    }
    let ordinary = Ordinary::fit(&used, slice.expected_from() == ExpectedFrom::Given);
    let areas = slice.observed().iter().zip(models).zip(points);
    areas.map(|((o, chance), point)| test(*o, *chance, *point, ordinary)).collect()
}

fn test(observed: f64, chance: Chance, point: Point, ordinary: Ordinary) -> Test {
    let error = libm::hypot(point.error, ordinary.tau2.sqrt());
    let z = (point.y - point.target - ordinary.centre) / error;
    let lean = skewness(chance, point, ordinary) * (ordinary.tau2.sqrt() / error).powi(3);
    let score = johnson(z, lean);
    let [below, above] = gamma(observed, chance, z, ordinary);
    let tail = below.max(normal::upper(-score)).min(above.max(normal::upper(score)));
    if tail >= 0.5 {
        return Test { z, p: 1.0 };
    }
    let score = normal::upper_quantile(tail.max(f64::MIN_POSITIVE));
    Test { z, p: student::two_sided(score, ordinary.freedom(point.error)) }
}

/// Probability of at most and of at least `observed` where rates are gamma distributed with the ordinary centre and spread.
fn gamma(observed: f64, chance: Chance, z: f64, ordinary: Ordinary) -> [f64; 2] {
    let of = |model: Chance| [model.tails(observed).lower, model.tails(observed - 1.0).upper];
    let Chance::Poisson(e) = chance else {
        let [below, above] = of(chance);
        return [below.max(normal::upper(-z)), above.max(normal::upper(z))];
    };
    let square = (1.0 + ordinary.centre).powi(2);
    let (mean, part) = ((square + ordinary.tau2) * e, ordinary.tau2 / (square + ordinary.tau2));
    // Square roots of gamma variables of variance V and mean 1 have variance V / 4 - V^2 / 32 and less.
    let variance = 4.0 * part + 2.0 * part * part;
    of(if variance > 0.0 { Chance::NegativeBinomial(mean, 1.0 / variance) } else { Chance::Poisson(mean) })
}

/// Skewness of the ordinary areas on the transformed scale where the rates are log-normal, for a share logistic-normal.
fn skewness(chance: Chance, point: Point, ordinary: Ordinary) -> f64 {
    // Where the centre is at the end of the scale there is no such curve: as skewed as one can be.
    const MOST: f64 = 1e4;
    let tau2 = ordinary.tau2;
    if tau2 <= 0.0 {
        return 0.0;
    }
    let skewness = match chance {
        Chance::Binomial(..) => {
            let (sine, cosine) = libm::sincos((point.target + ordinary.centre).clamp(1e-9, FRAC_PI_2 - 1e-9));
            // To first order: the logit has standard deviation 2 tau / sqrt(p (1 - p)).
            3.0 * tau2.sqrt() * (cosine * cosine - sine * sine) / (sine * cosine)
        }
        _ => {
            let square = tau2 / (1.0 + ordinary.centre).powi(2);
            (square + 3.0) * square.sqrt()
        }
    };
    skewness.clamp(-MOST, MOST)
}

/// Normal score of a standardised value under Johnson's S_L (shifted log-normal) curve of skewness `g`.
fn johnson(z: f64, g: f64) -> f64 {
    if g < 0.0 {
        return -johnson(-z, -g);
    }
    if g < 1e-6 {
        return z;
    }
    // omega = exp(s^2) solves (omega + 2) sqrt(omega - 1) = g.
    let half = 0.5 * g * g;
    let root = libm::cbrt(1.0 + half + g * (1.0 + 0.25 * g * g).sqrt());
    let above = root + root.recip() - 2.0;
    let s = libm::log1p(above).sqrt();
    libm::log1p((z * above.sqrt()).max(-1.0)) / s + 0.5 * s
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    #[test]
    fn johnson_is_exact_for_the_log_normal_and_leaves_the_normal_alone() {
        assert!((johnson(2.5, 0.0) - 2.5).abs() < 1e-15 && (johnson(-2.5, 1e-5) + 2.5).abs() < 1e-4);
        // exp(s N) standardised, of skewness (w + 2) sqrt(w - 1) with w = exp(s^2).
        for (s, score) in [(0.1f64, 3.0f64), (0.5, 2.0), (0.5, -1.5), (1.2, 4.0)] {
            let w = libm::exp(s * s);
            let z = (libm::exp(s * score) - w.sqrt()) / (w * (w - 1.0)).sqrt();
            let skewness = (w + 2.0) * (w - 1.0).sqrt();
            assert!((johnson(z, skewness) - score).abs() < 1e-9, "{s} {score}: {}", johnson(z, skewness));
            assert!((johnson(-z, -skewness) + score).abs() < 1e-9);
        }
        assert!(johnson(-100.0, 1.0) == f64::NEG_INFINITY, "below the end of the curve");
    }

    fn tests_of(kind: Kind, rows: &[(f64, f64)], given: bool) -> Vec<Test> {
        let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:03}")).collect();
        let rows: Vec<_> = codes.iter().zip(rows).map(|(c, (o, d))| (c.as_str(), *o, *d)).collect();
        let slice =
            if given { Slice::from_expected(kind, &rows) } else { Slice::from_denominators(kind, &rows) }.unwrap();
        super::super::overdispersed::assess(&slice, &[]).unwrap().tests.unwrap()
    }

    #[test]
    fn without_spread_p_is_no_less_than_that_of_chance() {
        let mut rows = vec![(100.0, 100.0); 40];
        rows[7] = (160.0, 100.0);
        rows[8] = (55.0, 100.0);
        for (i, observed) in [(7, 160.0), (8, 55.0)] {
            let test = tests_of(Kind::Count, &rows, true)[i];
            assert!(test.p > Chance::Poisson(100.0).two_sided(observed) && test.p < 1e-3, "{test:?}");
            assert_eq!(test.z > 0.0, observed > 100.0);
        }
        assert!(tests_of(Kind::Count, &rows, true)[0].p >= 1.0);
    }

    #[test]
    fn areas_too_small_to_raise_an_alarm_do_not_set_the_spread() {
        let mut rows: Vec<(f64, f64)> = (0..30).map(|i| (800.0 + 17.0 * f64::from(i), 1000.0)).collect();
        let before = tests_of(Kind::Count, &rows, true);
        rows.extend([(0.0, 1e-3); 30]);
        assert_eq!(before, tests_of(Kind::Count, &rows, true)[..30]);
    }

    #[test]
    fn a_share_and_its_complement_are_judged_alike() {
        let rows: Vec<(f64, f64)> = (0..40).map(|i| (300.0 + f64::from(i * 37 % 41), 1000.0)).collect();
        let other: Vec<(f64, f64)> = rows.iter().map(|(o, d)| (d - o, *d)).collect();
        for (a, b) in tests_of(Kind::Share, &rows, false).iter().zip(tests_of(Kind::Share, &other, false)) {
            assert!((a.z + b.z).abs() < 1e-6 && (a.p - b.p).abs() < 1e-6, "{a:?} {b:?}");
        }
    }
}
