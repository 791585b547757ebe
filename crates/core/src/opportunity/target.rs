//! The rate that every area is moved to.

use crate::data::treatment::Polarity;
use crate::quantile::{quantile, sorted};
use std::str::FromStr;
use std::sync::Arc;

/// How many similar areas each area has, and how many of them, the best, are its target.
pub const SIMILAR: usize = 10;
pub(super) const BEST: usize = 5;

/// The rate that every area is moved to.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveTo {
    /// That of all areas together.
    National,
    /// The median of the areas' rates, each area the same.
    Median,
    /// The rate below which half of the population lives.
    WeightedMedian,
    /// A decile of the areas' rates, 1 to 9, each area the same.
    Decile(u8),
    /// The mean of the best five of the ten most similar areas, or of those of its group.
    Similar,
    /// A rate of its own for each area, in the column of this name.
    Column(Arc<str>),
    /// A rate, in the unit of the numerator per one of the denominator.
    Rate(f64),
}

const EXPECTED: &str = "expected national, median, weighted-median, decile:1 to decile:9, similar, column:NAME (a target of its own for each \
                        area), or a rate (numerator per one of the denominator)";

impl FromStr for MoveTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let decile = |text: &str| text.parse().ok().filter(|d| (1..=9).contains(d)).map(Self::Decile);
        let rate = |text: &str| text.parse().ok().filter(|r: &f64| r.is_finite() && *r >= 0.0).map(Self::Rate);
        let found = match text {
            "national" => Some(Self::National),
            "median" => Some(Self::Median),
            "weighted-median" => Some(Self::WeightedMedian),
            "similar" => Some(Self::Similar),
            _ => match (text.strip_prefix("decile:"), text.strip_prefix("column:").map(str::trim)) {
                (Some(text), _) => decile(text),
                (_, Some("")) => None,
                (_, Some(name)) => Some(Self::Column(name.into())),
                _ => rate(text),
            },
        };
        found.ok_or_else(|| EXPECTED.to_owned())
    }
}

impl std::fmt::Display for MoveTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::National => f.write_str("national"),
            Self::Median => f.write_str("median"),
            Self::WeightedMedian => f.write_str("weighted-median"),
            Self::Decile(d) => write!(f, "decile:{d}"),
            Self::Similar => f.write_str("similar"),
            Self::Column(name) => write!(f, "column:{name}"),
            Self::Rate(rate) => write!(f, "{rate}"),
        }
    }
}

impl serde::Serialize for MoveTo {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What every area is moved to, and which way is better.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    pub(super) to: MoveTo,
    /// 1 where less is better, -1 where more is.
    pub(super) sign: f64,
    /// Numbers of the similar areas of each area; `None` for an area that has none.
    pub(super) peers: Vec<Option<Vec<usize>>>,
    /// The target of its own of each area; `None` for an area that has none.
    pub(super) own: Vec<Option<f64>>,
}

/// Signed and clipped sums over areas.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) signed: f64,
    pub(super) clipped: f64,
}

impl Aim {
    pub(super) fn sign(polarity: Polarity) -> Option<f64> {
        match polarity {
            Polarity::Low => Some(1.0),
            Polarity::High => Some(-1.0),
            Polarity::Neither => None,
        }
    }

    /// The target of each area from the rates of all; `None` for an area that has none.
    pub(super) fn targets(&self, observed: &[f64], base: &[f64]) -> Vec<Option<f64>> {
        let rates: Vec<f64> = observed.iter().zip(base).map(|(o, d)| o / d).collect();
        let at = |p: f64| quantile(&sorted(&rates), p);
        let one = match &self.to {
            MoveTo::Similar => {
                let of = |peers: &Option<Vec<usize>>| peers.as_ref().map(|peers| self.best(&rates, peers));
                return self.peers.iter().map(of).collect();
            }
            MoveTo::National => Some(observed.iter().sum::<f64>() / base.iter().sum::<f64>()),
            MoveTo::Median => at(0.5),
            MoveTo::WeightedMedian => weighted_median(&rates, base),
            MoveTo::Decile(d) => at(f64::from(*d) / 10.0),
            MoveTo::Column(_) => return self.own.clone(),
            MoveTo::Rate(rate) => Some(*rate),
        };
        vec![one; rates.len()]
    }

    fn best(&self, rates: &[f64], peers: &[usize]) -> f64 {
        let mut of: Vec<f64> = peers.iter().map(|j| rates[*j] * self.sign).collect();
        of.sort_by(f64::total_cmp);
        of.truncate(BEST);
        self.sign * of.iter().sum::<f64>() / of.len().max(1) as f64
    }

    /// What an area would have less of (more of, where more is better) at its target.
    pub(super) fn gap(&self, observed: f64, base: f64, target: f64) -> f64 {
        self.sign * (observed / base - target) * base
    }

    pub(super) fn sums(&self, observed: &[f64], base: &[f64]) -> Sums {
        let mut sums = Sums::default();
        for ((target, o), d) in self.targets(observed, base).iter().zip(observed).zip(base) {
            if let Some(target) = target {
                let gap = self.gap(*o, *d, *target);
                sums.signed += gap;
                sums.clipped += gap.max(0.0);
            }
        }
        sums
    }
}

/// The lowest rate at or below which half of the population lives; the mean of it and the next where it is exactly half.
fn weighted_median(rates: &[f64], base: &[f64]) -> Option<f64> {
    let mut order: Vec<usize> = (0..rates.len()).collect();
    order.sort_by(|a, b| rates[*a].total_cmp(&rates[*b]));
    let half = base.iter().sum::<f64>() / 2.0;
    let mut below = 0.0;
    for (at, i) in order.iter().enumerate() {
        below += base[*i];
        if (below - half).abs() <= 1e-12 * half {
            return order.get(at + 1).map(|next| f64::midpoint(rates[*i], rates[*next]));
        }
        if below > half {
            return Some(rates[*i]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_as_they_are_written() {
        for text in ["national", "median", "weighted-median", "decile:9", "similar", "column:its target", "12.5"] {
            assert_eq!(text.parse::<MoveTo>().unwrap().to_string(), text);
        }
        for text in ["decile:10", "decile:0", "decile:x", "column:", "-3", "NaN", "pooled", ""] {
            assert!(text.parse::<MoveTo>().unwrap_err().contains("expected national"), "{text}");
        }
    }

    #[test]
    fn half_of_the_population_lives_below_the_weighted_median() {
        assert_eq!(weighted_median(&[3.0, 1.0, 2.0], &[10.0, 30.0, 10.0]), Some(1.0));
        assert_eq!(weighted_median(&[3.0, 1.0, 2.0], &[20.0, 20.0, 40.0]), Some(2.0));
        assert_eq!(weighted_median(&[3.0, 1.0, 2.0], &[40.0, 20.0, 20.0]), Some(2.5));
        assert_eq!(weighted_median(&[], &[]), None);
    }

    #[test]
    fn the_best_are_the_lowest_or_the_highest() {
        let rates: Vec<f64> = (0..11).map(f64::from).collect();
        let peers = vec![Some((1..11).collect()); 11];
        for (sign, best) in [(1.0, 3.0), (-1.0, 8.0)] {
            let aim = Aim { to: MoveTo::Similar, sign, peers: peers.clone(), own: Vec::new() };
            assert_eq!(aim.targets(&rates, &[1.0; 11])[0], Some(best));
        }
    }
}
