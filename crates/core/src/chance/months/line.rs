//! Relative noise as a part that falls with size and one that does not.

/// Steps of the fit, each half of the way.
const STEPS: usize = 30;

/// a and b, neither below zero, of v = a / mean + b by least squares with weights 1 / fitted^2: the error of a variance is
/// as large as itself.
pub(super) fn fitted(means: &[f64], variances: &[f64]) -> [f64; 2] {
    let pairs: Vec<(f64, f64)> = means.iter().map(|m| 1.0 / m).zip(variances.iter().copied()).collect();
    let start = median(&pairs.iter().map(|(x, v)| v / x).collect::<Vec<_>>());
    let mut fit = [start.max(1e-12), 0.0];
    for _ in 0..STEPS {
        let [a, b] = step(&pairs, fit);
        if a + b <= 0.0 {
            break;
        }
        fit = [f64::midpoint(fit[0], a), f64::midpoint(fit[1], b)];
    }
    fit
}

/// The weighted least squares under the weights of the last fit.
fn step(pairs: &[(f64, f64)], [a, b]: [f64; 2]) -> [f64; 2] {
    let (mut xx, mut x1, mut one, mut xv, mut v1) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, v) in pairs {
        let weight = (a * x + b + 1e-300).powi(-2);
        xx += weight * x * x;
        x1 += weight * x;
        one += weight;
        xv += weight * x * v;
        v1 += weight * v;
    }
    let determinant = xx * one - x1 * x1;
    let both = [(xv * one - v1 * x1) / determinant, (xx * v1 - x1 * xv) / determinant];
    match both {
        [a, b] if a >= 0.0 && b >= 0.0 => [a, b],
        // One of them is zero: the better of the two.
        _ => {
            let [slope, level] = [(xv / xx).max(0.0), (v1 / one).max(0.0)];
            let gain = |left: f64, part: f64, square: f64| 2.0 * left * part - left * left * square;
            if gain(slope, xv, xx) >= gain(level, v1, one) { [slope, 0.0] } else { [0.0, level] }
        }
    }
}

pub(super) fn median(values: &[f64]) -> f64 {
    crate::quantile::quantile(&crate::quantile::sorted(values), 0.5).unwrap_or(f64::NAN)
}
