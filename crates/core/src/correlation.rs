//! Correlation of two rows of figures, and of their ranks.

use crate::quantile::sorted;

/// Ranks from 1; tied values have the mean of theirs.
///
/// ```
/// assert_eq!(unwarranted_core::correlation::ranks(&[5.0, 2.0, 5.0, 9.0]), [2.5, 1.0, 2.5, 4.0]);
/// ```
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let order = sorted(values);
    let below = |v: f64| order.partition_point(|o| *o < v) as f64;
    let upto = |v: f64| order.partition_point(|o| *o <= v) as f64;
    values.iter().map(|v| (below(*v) + upto(*v) + 1.0) / 2.0).collect()
}

/// Pearson's correlation; `None` where one side is constant.
#[must_use]
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let [ma, mb] = [a, b].map(|v| v.iter().sum::<f64>() / n);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - ma, b - mb);
        (aa, bb, ab) = (aa + a * a, bb + b * b, ab + a * b);
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

/// Spearman's rank correlation (1904): Pearson's of the ranks. `None` below three pairs, and where one side is constant.
#[must_use]
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    (a.len() > 2).then(|| pearson(&ranks(a), &ranks(b))).flatten()
}
