//! Student's t.

use super::{beta, normal};

/// The t that a Student variable with `df` degrees of freedom exceeds in size with probability 2 `tail`.
pub(crate) fn quantile(df: f64, tail: f64) -> f64 {
    let z = normal::upper_quantile(tail);
    let x = beta::lower_quantile(df / 2.0, 0.5, 2.0 * tail, df / (df + z * z));
    (df * (1.0 - x) / x).sqrt()
}

/// Probability that a t value with `df` > 0 degrees of freedom is at least as far from zero as `t`.
pub(crate) fn two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    if !square.is_finite() {
        return 0.0;
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
            let one = 2.0 / PI * (1.0 / t).atan();
            assert!((two_sided(t, 1.0) / one - 1.0).abs() < 1e-12, "{t}");
            let two = 1.0 - t / (2.0 + t * t).sqrt();
            assert!((two_sided(-t, 2.0) - two).abs() < 1e-12, "{t}");
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
