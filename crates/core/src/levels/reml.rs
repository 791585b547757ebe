//! One level of areas over practices with normal rates: restricted maximum likelihood.

use crate::error::Undefined;

/// A fitted one-way model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneWay {
    /// Mean over areas, each as sure as it is.
    pub mean: f64,
    /// Variance between areas; 0 on the boundary.
    pub between: f64,
    /// Variance within areas, of a practice of weight 1.
    pub within: f64,
    /// Restricted log likelihood.
    pub log_likelihood: f64,
}

/// Weight, weighted mean and weighted sum of squares of one area.
struct Sums {
    weight: f64,
    mean: f64,
    squares: f64,
}

/// Variances between and within groups by restricted maximum likelihood (Patterson & Thompson 1971, Biometrika 58:545): the
/// ratio of the two is the root of the slope of the profile likelihood. Each value has a weight, 1 where all count the same; the
/// variance of a value is that within over its weight.
///
/// # Errors
/// Undefined for fewer than two groups, where every group has a single value, and where values within groups do not differ.
///
/// ```
/// use unwarranted_core::levels::one_way;
/// // Balanced groups: the mean squares are 18 between and 2 within, so that the variance between is (18 - 2) / 2.
/// let found = one_way(&[vec![(1.0, 1.0), (3.0, 1.0)], vec![(4.0, 1.0), (6.0, 1.0)], vec![(7.0, 1.0), (9.0, 1.0)]]).unwrap();
/// assert!((found.between - 8.0).abs() < 1e-9 && (found.within - 2.0).abs() < 1e-9);
/// ```
pub fn one_way(groups: &[Vec<(f64, f64)>]) -> Result<OneWay, Undefined> {
    let sums: Vec<Sums> = groups.iter().filter(|g| !g.is_empty()).map(|g| Sums::of(g)).collect();
    let count = groups.iter().map(Vec::len).sum::<usize>() as f64;
    if sums.len() < 2 {
        return Err(Undefined::because("there is only one area"));
    }
    if groups.iter().all(|g| g.len() < 2) {
        return Err(Undefined::because("every area has a single practice, so that nothing is known of the two levels"));
    }
    let within: f64 = sums.iter().map(|s| s.squares).sum();
    if within <= 0.0 {
        return Err(Undefined::because("the practices of an area do not differ at all"));
    }
    let slope = |ratio: f64| Profile::at(&sums, within, ratio).slope(count);
    let ratio = highest(slope, |ratio| Profile::at(&sums, within, ratio).height(count));
    let at = Profile::at(&sums, within, ratio);
    let residual = at.squares / (count - 1.0);
    let logs: f64 = groups.iter().flatten().map(|(_, w)| libm::log(*w)).sum();
    let log_likelihood =
        0.5 * (logs - at.height(count) - (count - 1.0) * (1.0 + libm::log(std::f64::consts::TAU / (count - 1.0))));
    Ok(OneWay { mean: at.mean, between: ratio * residual, within: residual, log_likelihood })
}

impl Sums {
    fn of(values: &[(f64, f64)]) -> Self {
        let weight: f64 = values.iter().map(|(_, w)| w).sum();
        let mean = values.iter().map(|(v, w)| v * w).sum::<f64>() / weight;
        let squares = values.iter().map(|(v, w)| w * (v - mean).powi(2)).sum();
        Self { weight, mean, squares }
    }
}

/// What the likelihood is made of at a ratio of the variances.
struct Profile {
    mean: f64,
    squares: f64,
    weights: f64,
    logs: f64,
    slope_squares: f64,
    slope_weights: f64,
}

impl Profile {
    fn at(sums: &[Sums], within: f64, ratio: f64) -> Self {
        let weight = |s: &Sums| s.weight / (1.0 + ratio * s.weight);
        let weights: f64 = sums.iter().map(weight).sum();
        let mean = sums.iter().map(|s| weight(s) * s.mean).sum::<f64>() / weights;
        let apart = |s: &Sums| (s.mean - mean).powi(2);
        Self {
            mean,
            squares: within + sums.iter().map(|s| weight(s) * apart(s)).sum::<f64>(),
            weights,
            logs: sums.iter().map(|s| libm::log1p(ratio * s.weight)).sum(),
            slope_squares: -sums.iter().map(|s| weight(s).powi(2) * apart(s)).sum::<f64>(),
            slope_weights: -sums.iter().map(|s| weight(s).powi(2)).sum::<f64>(),
        }
    }

    /// Minus twice the restricted log likelihood, without constants.
    fn height(&self, count: f64) -> f64 {
        (count - 1.0) * libm::log(self.squares) + self.logs + libm::log(self.weights)
    }

    /// Of the log likelihood in the ratio, times two.
    fn slope(&self, count: f64) -> f64 {
        -((count - 1.0) * self.slope_squares / self.squares + self.weights + self.slope_weights / self.weights)
    }
}

/// The ratio at which the likelihood is highest: zero, or a root of its slope on a grid of ratios, closed in on by halving.
fn highest(slope: impl Fn(f64) -> f64, depth: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 2.0;
    let (mut ratio, mut best, mut rising) = (1e-9, 0.0, slope(0.0) > 0.0);
    let mut least = depth(0.0);
    let mut before = 0.0;
    while ratio < 1e12 {
        let rises = slope(ratio) > 0.0;
        if rising && !rises {
            let (mut low, mut high) = (before, ratio);
            for _ in 0..200 {
                let middle = f64::midpoint(low, high);
                if middle <= low || middle >= high {
                    break;
                }
                if slope(middle) > 0.0 { low = middle } else { high = middle }
            }
            if depth(high) < least {
                (least, best) = (depth(high), high);
            }
        }
        (before, rising) = (ratio, rises);
        ratio *= STEP;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_variances_are_more_likely() {
        // The restricted likelihood written out with the inverse and determinant of each group's matrix.
        let groups: Vec<Vec<(f64, f64)>> = [&[3.0, 4.5, 2.0][..], &[9.0, 7.5], &[5.0, 5.5, 4.0, 6.5], &[1.0]]
            .iter()
            .map(|g| g.iter().map(|v| (*v, 1.0)).collect())
            .collect();
        let height = |between: f64, within: f64| {
            let (mut ones, mut cross, mut squares, mut logs) = (0.0, 0.0, 0.0, 0.0);
            for g in &groups {
                let n = g.len() as f64;
                let sum: f64 = g.iter().map(|(v, _)| v).sum();
                let shrink = between / (within + n * between);
                ones += (n - shrink * n * n) / within;
                cross += (sum - shrink * n * sum) / within;
                squares += (g.iter().map(|(v, _)| v * v).sum::<f64>() - shrink * sum * sum) / within;
                logs += (n - 1.0) * libm::log(within) + libm::log(within + n * between);
            }
            let count = 10.0;
            -0.5 * (logs + libm::log(ones) + squares - cross * cross / ones
                + (count - 1.0) * libm::log(std::f64::consts::TAU))
        };
        let found = one_way(&groups).unwrap();
        let best = height(found.between, found.within);
        assert!((best - found.log_likelihood).abs() < 1e-10, "{best} {}", found.log_likelihood);
        for (a, b) in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)] {
            assert!(height(found.between * a, found.within * b) < best);
        }
    }

    #[test]
    fn groups_that_agree_have_no_variance_between() {
        let found = one_way(&[vec![(1.0, 1.0), (3.0, 1.0)], vec![(1.1, 1.0), (2.9, 1.0)]]).unwrap();
        assert!(found.between <= 0.0 && found.within > 0.5);
        assert!(one_way(&[vec![(1.0, 1.0)], vec![(2.0, 1.0)]]).is_err());
    }
}
