//! Tail probabilities of the Poisson, binomial, gamma, beta and normal distributions, and their quantiles.
//!
//! `statrs` forms `exp(a ln x - x - ln gamma(a))`, which loses eight digits at the counts of a national table (1e8),
//! and its continued fractions need of the order of sqrt(a) steps there. Here the density comes from Loader's
//! saddle-point form, which keeps its digits at any size, and large shapes are integrated by Gauss-Legendre
//! quadrature of the tail at constant cost. Both tails are returned, each with its own relative accuracy, so that a
//! p-value of 1e-200 is a p-value and not `1 - 1`.

pub(crate) mod beta;
pub(crate) mod density;
pub(crate) mod gamma;
pub(crate) mod normal;
mod probit;
pub(crate) mod quadrature;
pub(crate) mod solve;
pub(crate) mod student;

/// Both tails of a distribution at a point; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tails {
    /// Probability at or below the point.
    pub(crate) lower: f64,
    /// Probability above the point.
    pub(crate) upper: f64,
}

impl Tails {
    pub(crate) const ALL_BELOW: Self = Self { lower: 1.0, upper: 0.0 };
    pub(crate) const ALL_ABOVE: Self = Self { lower: 0.0, upper: 1.0 };

    fn from_lower(lower: f64) -> Self {
        let lower = lower.clamp(0.0, 1.0);
        Self { lower, upper: 1.0 - lower }
    }

    fn from_upper(upper: f64) -> Self {
        Self::from_lower(upper).swap()
    }

    fn swap(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_sums_of_the_probabilities() {
        let mut reader = csv::Reader::from_reader(&include_bytes!("../../tests/reference/tails.csv")[..]);
        let (mut rows, mut worst) = (0, 0.0f64);
        for row in reader.records() {
            let row = row.unwrap();
            let number = |i: usize| row[i].parse::<f64>().unwrap();
            let (k, p) = (number(1), number(3));
            let found = match &row[0] {
                "poisson" => gamma::tails(k + 1.0, p).swap(),
                _ => beta::tails(k + 1.0, number(2) - k, p, 1.0 - p).swap(),
            };
            for (found, expected) in [(found.lower, number(4)), (found.upper, number(5))] {
                let error = (found / expected - 1.0).abs();
                worst = worst.max(error);
                assert!(error < 3e-11, "{row:?}: found {found:e}, expected {expected:e}");
            }
            rows += 1;
        }
        println!("{rows} rows, largest relative difference {worst:.1e}");
        assert_eq!(rows, 325);
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for p in [1e-12, 0.001, 0.025, 0.4, 0.9] {
            assert!((normal::two_sided(normal::upper_quantile(p)) / (2.0 * p.min(1.0 - p)) - 1.0).abs() < 1e-13);
            for a in [0.5, 1.0, 7.0, 299.0, 301.0, 1e5, 1e9] {
                let (low, high) = (gamma::lower_quantile(a, p), gamma::upper_quantile(a, p));
                assert!((gamma::tails(a, low).lower / p - 1.0).abs() < 1e-8, "{a} {p} {low}");
                assert!((gamma::tails(a, high).upper / p - 1.0).abs() < 1e-8, "{a} {p} {high}");
            }
        }
    }
}
