//! Normal tail probabilities and quantiles.

use super::gamma;

pub(crate) use super::probit::upper_quantile;

/// Probability of a standard normal value at least as far from zero as `z`.
///
/// As the upper tail of z^2, which is gamma distributed.
pub(crate) fn two_sided(z: f64) -> f64 {
    gamma::tails(0.5, 0.5 * z * z).upper
}

/// Probability of a standard normal value of at least `z`.
pub(crate) fn upper(z: f64) -> f64 {
    let tail = 0.5 * two_sided(z);
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agree_with_mpmath() {
        // mpmath 1.3.0, 30 digits: erfc(z / sqrt(2)), z as the double nearest to the decimal given.
        let table = [
            (0.0, 1.0),
            (0.01, 0.992_021_287_370_736_8),
            (1.0, 0.317_310_507_862_914_1),
            (1.959_963_984_540_054, 0.050_000_000_000_000_022),
            (5.0, 5.733_031_437_583_878e-7),
            (20.0, 5.507_248_237_212_467e-89),
        ];
        for (z, p) in table {
            assert!((two_sided(z) / p - 1.0).abs() < 1e-13, "{z}: {:e}", two_sided(z));
            assert!((two_sided(-z) / p - 1.0).abs() < 1e-13);
        }
        assert!((upper_quantile(0.025) - 1.959_963_984_540_054).abs() < 1e-15);
        assert!((upper_quantile(0.001) - 3.090_232_306_167_813_5).abs() < 1e-14);
        assert!((upper_quantile(0.7) + 0.524_400_512_708_041).abs() < 1e-14);
    }
}
