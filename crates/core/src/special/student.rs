//! Student's t.

use super::{beta, normal};

/// From so many degrees of freedom on the series in 1 / df are exact to the last digits.
const MANY: f64 = 5_000.0;
/// From so many on they give three digits at least, near enough for Newton's method to need a step or two.
const SERIES: f64 = 20.0;
/// As far from zero as that holds.
const NEAR: f64 = 4.0;

/// The t that a Student variable with `df` degrees of freedom exceeds in size with probability 2 `tail`.
pub(crate) fn quantile(df: f64, tail: f64) -> f64 {
    let z = normal::upper_quantile(tail);
    if df >= MANY && z.abs() <= NEAR {
        return from_normal(z, df);
    }
    let x = match df >= SERIES && z.abs() <= NEAR {
        true => {
            let t = from_normal(z, df);
            beta::lower_quantile_near(df / 2.0, 0.5, 2.0 * tail, df / (df + t * t))
        }
        false => beta::lower_quantile(df / 2.0, 0.5, 2.0 * tail, df / (df + z * z)),
    };
    (df * (1.0 - x) / x).sqrt()
}

/// The quantile of many degrees of freedom from that of the normal distribution: Abramowitz & Stegun 26.7.5. The first term
/// left out is below 1e-16 of the value.
fn from_normal(z: f64, df: f64) -> f64 {
    let s = z * z;
    let terms = [
        (s + 1.0) / 4.0,
        ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        ((((79.0 * s + 776.0) * s + 1_482.0) * s - 1_920.0) * s - 945.0) / 92_160.0,
    ];
    z + z * terms.iter().rev().fold(0.0, |sum, term| (sum + term) / df)
}

/// The normal value as far out as t, of many degrees of freedom: Hill 1970, Comm ACM 13:617 (algorithm 395).
fn to_normal(square: f64, df: f64) -> f64 {
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let y = a * libm::log1p(square / df);
    let last = (((-0.4 * y - 3.3) * y - 24.0) * y - 85.5) / (0.8 * y * y + 100.0 + b);
    ((last + y + 3.0) / b + 1.0) * y.sqrt()
}

/// Probability that a t value with `df` > 0 degrees of freedom is at least as far from zero as `t`.
pub(crate) fn two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    if !square.is_finite() {
        return 0.0;
    }
    if df >= MANY && square <= NEAR * NEAR {
        return normal::two_sided(to_normal(square, df));
    }
    // df / (df + t^2) is beta distributed with parameters df / 2 and 1 / 2.
    beta::tails(0.5 * df, 0.5, df / (df + square), square / (df + square)).lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn agrees_with_the_closed_forms_of_one_and_two_degrees_of_freedom() {
        for t in [0.0f64, 0.01, 0.7, 1.5, 3.0, 12.0, 4000.0] {
            let one = 2.0 / PI * libm::atan(1.0 / t);
            assert!((two_sided(t, 1.0) / one - 1.0).abs() < 1e-12, "{t}");
            let two = 1.0 - t / (2.0 + t * t).sqrt();
            assert!((two_sided(-t, 2.0) - two).abs() < 1e-12, "{t}");
        }
    }

    #[test]
    fn agrees_with_mpmath_about_one_standard_deviation_out() {
        // mpmath 1.3.0, 30 digits: betainc(df/2, 1/2, 0, df/(df + t^2), regularized=True).
        for (df, t, p) in [
            (64.0, 1.0, 0.321_076_493_426_100_4),
            (106.0, 1.05, 0.296_106_124_569_290_4),
            (1_000.0, 1.0, 0.317_552_418_084_672_3),
            (4_000.0, 1.02, 0.307_790_146_954_335_1),
            (60_000.0, 1.000_008_33, 0.317_310_509_509_632),
        ] {
            let exact = beta::tails(0.5 * df, 0.5, df / (df + t * t), t * t / (df + t * t)).lower;
            assert!((exact / p - 1.0).abs() < 1e-10, "{df} {t}: {exact:.16}");
            assert!((two_sided(t, df) / p - 1.0).abs() < 1e-10, "{df} {t}");
        }
    }

    #[test]
    fn the_series_of_many_degrees_of_freedom_are_the_integral() {
        for df in [MANY, 7_777.0, 6e4, 3e6] {
            for z in [0.01, 0.5, 1.0, 1.959_963_984_540_054, 3.090_232_306_167_813_5, 3.99] {
                let tail = 0.5 * normal::two_sided(z);
                let t = quantile(df, tail);
                let exact = beta::tails(0.5 * df, 0.5, df / (df + t * t), t * t / (df + t * t)).lower;
                assert!((exact / (2.0 * tail) - 1.0).abs() < 1e-10, "{df} {z}: {exact} {tail}");
                assert!((two_sided(t, df) / (2.0 * tail) - 1.0).abs() < 1e-12, "{df} {z}: {}", two_sided(t, df));
            }
        }
    }

    #[test]
    fn the_quantile_from_the_series_is_the_one_from_afar() {
        for df in [SERIES, 24.7, 41.0, 105.0, 640.0, 4_999.0] {
            for z in [0.01, 0.7, 1.959_963_984_540_054, 3.090_232_306_167_813_5, 3.99] {
                let tail = 0.5 * normal::two_sided(z);
                let x = beta::lower_quantile(df / 2.0, 0.5, 2.0 * tail, df / (df + z * z));
                let slow = (df * (1.0 - x) / x).sqrt();
                assert!((quantile(df, tail) / slow - 1.0).abs() < 1e-13, "{df} {z}: {} {slow}", quantile(df, tail));
                assert!((two_sided(slow, df) / (2.0 * tail) - 1.0).abs() < 1e-11, "{df} {z}");
            }
        }
    }

    #[test]
    fn agrees_with_tables_and_the_normal_limit() {
        // Upper 2.5 and 0.05 % points of the usual tables.
        for (df, t, p) in [(10.0, 2.228_138_852, 0.05), (30.0, 2.042_272_456, 0.05), (18.0, 3.921_645_825, 0.001)] {
            assert!((two_sided(t, df) / p - 1.0).abs() < 1e-8, "{df} {t}: {}", two_sided(t, df));
        }
        let normal = super::super::normal::two_sided(3.0);
        assert!((two_sided(3.0, 1e9) / normal - 1.0).abs() < 1e-6);
        assert!(two_sided(0.0, 5.0) >= 1.0 && two_sided(f64::INFINITY, 5.0) <= 0.0);
    }
}
