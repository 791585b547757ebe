//! Rank correlation.

use crate::correlation;
use crate::error::Undefined;
use crate::rates::interval::Confidence;

/// Areas below which a rank correlation has no interval.
pub const LEAST_RANKED: usize = 10;

/// Spearman's rank correlation of pairs and its interval, `None` for fewer than ten pairs and for a correlation of exactly 1.
///
/// Pearson's correlation of ranks, tied values sharing the mean of theirs (Spearman 1904). The interval is that of Bonett & Wright
/// 2000 (Psychometrika 65:23): Fisher's z with variance (1 + r^2 / 2) / (n - 3).
///
/// # Errors
/// Undefined for fewer than three pairs, and where all values on one side are the same.
///
/// ```
/// use unwarranted_core::{funding::spearman, interval::Confidence};
/// let pairs = [(1.0, 10.0), (2.0, 30.0), (3.0, 20.0), (4.0, 40.0)];
/// let (r, interval) = spearman(&pairs, Confidence::new(0.95, "confidence").unwrap()).unwrap();
/// assert!((r - 0.8).abs() < 1e-15 && interval.is_none());
/// ```
pub fn spearman(pairs: &[(f64, f64)], confidence: Confidence) -> Result<(f64, Option<[f64; 2]>), Undefined> {
    if pairs.len() < 3 {
        return Err(Undefined::because("fewer than three areas have both figures"));
    }
    let sides = [|p: &(f64, f64)| p.0, |p: &(f64, f64)| p.1].map(|of| pairs.iter().map(of).collect::<Vec<_>>());
    let r = correlation::spearman(&sides[0], &sides[1])
        .ok_or_else(|| Undefined::because("all areas have the same figure on one side, so that there are no ranks"))?;
    let n = pairs.len();
    let limits = || {
        let half = confidence.z() * ((1.0 + r * r / 2.0) / (n as f64 - 3.0)).sqrt();
        [libm::tanh(libm::atanh(r) - half), libm::tanh(libm::atanh(r) + half)]
    };
    Ok((r, (n >= LEAST_RANKED && r.abs() < 1.0).then(limits)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(pairs: &[(f64, f64)]) -> f64 {
        spearman(pairs, Confidence::new(0.95, "confidence").unwrap()).unwrap().0
    }

    /// By hand: ranks and their products, and z = atanh r with variance (1 + r^2 / 2) / 7.
    #[test]
    fn ties_share_their_rank_and_the_interval_is_that_of_bonett_and_wright() {
        let x = [1.0, 2.0, 2.0, 4.0, 5.0, 7.0, 7.0, 7.0, 9.0, 10.0];
        let y = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0];
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        let (r, interval) = spearman(&pairs, Confidence::new(0.95, "confidence").unwrap()).unwrap();
        // Ranks 1, 2.5, 2.5, 4, 5, 7, 7, 7, 9, 10 and 4.5, 1.5, 6, 1.5, 7.5, 10, 3, 9, 7.5, 4.5.
        let sum = 4.5 + 3.75 + 15.0 + 6.0 + 37.5 + 70.0 + 21.0 + 63.0 + 67.5 + 45.0 - 302.5;
        assert!((r - sum / ((82.5f64 - 2.5) * (82.5 - 1.5)).sqrt()).abs() < 1e-14, "{r}");
        let half = 1.959_963_984_540_054 * ((1.0 + r * r / 2.0) / 7.0).sqrt();
        let [lower, upper] = interval.unwrap();
        assert!(
            (lower - libm::tanh(libm::atanh(r) - half)).abs() < 1e-12
                && (upper - libm::tanh(libm::atanh(r) + half)).abs() < 1e-12
        );
    }

    #[test]
    fn what_has_no_ranks_is_undefined() {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        assert!(spearman(&[(1.0, 2.0), (2.0, 1.0)], confidence).is_err());
        assert!(spearman(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)], confidence).is_err());
        let line: Vec<(f64, f64)> = (0..12).map(|i| (f64::from(i), f64::from(-i))).collect();
        assert_eq!(spearman(&line, confidence).unwrap(), (-1.0, None));
    }

    proptest! {
        /// Ranks by counting, pair by pair, and the textbook sum of squared differences where nothing is tied.
        #[test]
        fn equals_the_slow_form(values in proptest::collection::vec((0u32..40, 0u32..40), 3..30)) {
            let pairs: Vec<(f64, f64)> = values.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).collect();
            let rank = |x: f64, all: &[f64]| {
                let less = all.iter().filter(|y| **y < x).count() as f64;
                let same = all.iter().filter(|y| **y <= x).count() as f64 - less;
                less + (same + 1.0) / 2.0
            };
            let (xs, ys): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let n = pairs.len() as f64;
            let d2: f64 = pairs.iter().map(|(x, y)| (rank(*x, &xs) - rank(*y, &ys)).powi(2)).sum();
            let spread = |all: &[f64]| all.iter().map(|x| (rank(*x, all) - (n + 1.0) / 2.0).powi(2)).sum::<f64>();
            let (sx, sy) = (spread(&xs), spread(&ys));
            prop_assume!(sx > 0.0 && sy > 0.0);
            // cov = (sx + sy - sum d^2) / 2, ties or not.
            let slow = (sx + sy - d2) / 2.0 / (sx * sy).sqrt();
            prop_assert!((of(&pairs) - slow).abs() < 1e-12);
        }
    }
}
