//! Whether neighbouring areas are alike, over all areas.
//!
//! Areas without neighbours count in means and moments of the values and not in n, as `spdep` of R has it with `zero.policy` and
//! `adjust.n`. (In the variance of Geary's C `spdep` 1.2.7 mixes n with and without them; here it is without them throughout.)

use super::Neighbours;
use crate::error::Undefined;
use crate::special::normal;

/// What a neighbour weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// All neighbours of an area weigh 1 together (style W).
    Row,
    /// Each weighs 1 (style B).
    Binary,
}

crate::worded!(Weights { Row = "row", Binary = "binary" });

impl Weights {
    /// Weight of one of `neighbours` neighbours.
    pub(super) fn of(self, neighbours: usize) -> f64 {
        match self {
            Self::Row => 1.0 / neighbours as f64,
            Self::Binary => 1.0,
        }
    }
}

/// What the moments of a statistic come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moments {
    /// All orders of the values are equally likely.
    Randomisation,
    /// The values are normal.
    Normality,
}

/// A statistic with its moments where areas are not alike beyond chance.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Association {
    /// The statistic.
    pub value: f64,
    /// Its expectation without association.
    pub expected: f64,
    /// Its variance without association.
    pub variance: f64,
    /// Standard deviations from the expectation, above zero where neighbours are alike.
    pub z: f64,
    /// Probability of a z as large or larger (one-sided), by the normal distribution.
    pub p: f64,
}

impl Association {
    fn new(value: f64, expected: f64, variance: f64, sign: f64) -> Result<Self, Undefined> {
        if !(variance.is_finite() && variance > 0.0) {
            return Err(Undefined::because("there are too few areas with neighbours"));
        }
        let z = sign * (value - expected) / variance.sqrt();
        Ok(Self { value, expected, variance, z, p: normal::upper(z) })
    }
}

/// Sums over weights: n areas with neighbours, S0, S1 and S2 of Cliff & Ord.
pub(super) struct Sums {
    pub(super) n: f64,
    pub(super) s0: f64,
    s1: f64,
    s2: f64,
}

impl Sums {
    pub(super) fn of(neighbours: &Neighbours, weights: Weights) -> Result<Self, Undefined> {
        let areas = neighbours.areas();
        let weight = |i: usize| weights.of(neighbours.of(i).len());
        let (mut s0, mut s1) = (0.0, 0.0);
        let mut column = vec![0.0; areas];
        for i in 0..areas {
            for j in neighbours.of(i) {
                s0 += weight(i);
                s1 += 0.5 * (weight(i) + weight(*j)).powi(2);
                column[*j] += weight(i);
            }
        }
        let row = |i: usize| weight(i) * neighbours.of(i).len() as f64;
        let with = (0..areas).filter(|i| !neighbours.of(*i).is_empty());
        let s2 = with.clone().map(|i| (row(i) + column[i]).powi(2)).sum();
        let n = with.count() as f64;
        if n < 4.0 {
            return Err(Undefined::because("fewer than four areas have neighbours"));
        }
        Ok(Self { n, s0, s1, s2 })
    }
}

/// Values less their mean, with the sums of their squares and fourth powers.
pub(super) struct Centred {
    pub(super) z: Vec<f64>,
    pub(super) squares: f64,
    fourths: f64,
}

impl Centred {
    pub(super) fn of(values: &[f64]) -> Result<Self, Undefined> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let z: Vec<f64> = values.iter().map(|x| x - mean).collect();
        let squares: f64 = z.iter().map(|z| z * z).sum();
        let largest = values.iter().fold(0.0, |max: f64, x| max.max(x.abs()));
        if !squares.is_finite() || squares <= (1e-12 * largest).powi(2) * values.len() as f64 {
            return Err(Undefined::because("all areas have the same value"));
        }
        let fourths = z.iter().map(|z| z.powi(4)).sum();
        Ok(Self { z, squares, fourths })
    }

    /// Kurtosis, n sum z^4 / (sum z^2)^2.
    pub(super) fn kurtosis(&self, n: f64) -> f64 {
        n * self.fourths / (self.squares * self.squares)
    }
}

/// The weighted sum of the values of the neighbours of each area; 0 where there are none.
pub(super) fn lag(values: &[f64], neighbours: &Neighbours, weights: Weights) -> Vec<f64> {
    let one = |i: usize| {
        let list = neighbours.of(i);
        if list.is_empty() { 0.0 } else { weights.of(list.len()) * list.iter().map(|j| values[*j]).sum::<f64>() }
    };
    (0..neighbours.areas()).map(one).collect()
}

/// Moran's I, (n / S0) sum_ij w_ij z_i z_j / sum z^2 (Cliff & Ord 1981): above its expectation where neighbours are alike.
///
/// # Errors
/// Undefined for fewer than four areas with neighbours and for values that are all the same.
///
/// ```
/// use unwarranted_core::space::{Neighbours, global::{Moments, Weights, moran}};
/// let ring: Vec<(usize, usize)> = (0..6).map(|i| (i, (i + 1) % 6)).collect();
/// let ring = Neighbours::from_pairs(6, &ring).unwrap();
/// let found = moran(&[1.0, 2.0, 3.0, 3.0, 2.0, 1.0], &ring, Weights::Row, Moments::Randomisation).unwrap();
/// // z = -1, 0, 1, 1, 0, -1; of the six pairs two have the product 1
/// assert!((found.value - 0.5).abs() < 1e-14 && (found.expected + 0.2).abs() < 1e-14);
/// ```
pub fn moran(
    values: &[f64],
    neighbours: &Neighbours,
    weights: Weights,
    moments: Moments,
) -> Result<Association, Undefined> {
    let (sums, centred) = (Sums::of(neighbours, weights)?, Centred::of(values)?);
    let Sums { n, s0, s1, s2 } = sums;
    let value = moran_of(&centred, neighbours, weights, &sums);
    let expected = -1.0 / (n - 1.0);
    let square = match moments {
        Moments::Randomisation => {
            let k = centred.kurtosis(values.len() as f64);
            let first = n * (s1 * (n * n - 3.0 * n + 3.0) - n * s2 + 3.0 * s0 * s0);
            let second = k * (s1 * (n * n - n) - 2.0 * n * s2 + 6.0 * s0 * s0);
            (first - second) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0)
        }
        Moments::Normality => (n * n * s1 - n * s2 + 3.0 * s0 * s0) / (s0 * s0 * (n * n - 1.0)),
    };
    Association::new(value, expected, square - expected * expected, 1.0)
}

pub(super) fn moran_of(centred: &Centred, neighbours: &Neighbours, weights: Weights, sums: &Sums) -> f64 {
    let products: f64 = centred.z.iter().zip(lag(&centred.z, neighbours, weights)).map(|(z, lag)| z * lag).sum();
    sums.n / sums.s0 * products / centred.squares
}

/// Geary's C, (n - 1) / (2 S0) sum_ij w_ij (x_i - x_j)^2 / sum z^2: below 1 where neighbours are alike, which is a z above zero.
///
/// # Errors
/// As [`moran`].
pub fn geary(
    values: &[f64],
    neighbours: &Neighbours,
    weights: Weights,
    moments: Moments,
) -> Result<Association, Undefined> {
    let (Sums { n, s0, s1, s2 }, centred) = (Sums::of(neighbours, weights)?, Centred::of(values)?);
    let apart = |i: usize| -> f64 {
        let list = neighbours.of(i);
        let squares: f64 = list.iter().map(|j| (values[i] - values[*j]).powi(2)).sum();
        if list.is_empty() { 0.0 } else { weights.of(list.len()) * squares }
    };
    let value = (n - 1.0) / (2.0 * s0) * (0..values.len()).map(apart).sum::<f64>() / centred.squares;
    let variance = match moments {
        Moments::Randomisation => {
            let k = centred.kurtosis(n);
            let first = (n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - k * (n - 1.0));
            let second = 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - k * (n * n - n + 2.0));
            let third = s0 * s0 * (n * n - 3.0 - k * (n - 1.0).powi(2));
            (first - second + third) / (n * (n - 2.0) * (n - 3.0) * s0 * s0)
        }
        Moments::Normality => ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0),
    };
    Association::new(value, 1.0, variance, -1.0)
}

/// Getis and Ord's G of values that are not below zero, sum_ij w_ij x_i x_j / sum_{i != j} x_i x_j, by weights of 1, and its
/// expectation S0 / (n (n - 1)): above it where high values lie together, below where low ones do (Getis & Ord 1992, Geogr Anal
/// 24:189). Areas without neighbours are left out.
///
/// # Errors
/// Undefined for fewer than four areas with neighbours, for a value below zero and where no two areas have one above it.
pub fn getis_ord(values: &[f64], neighbours: &Neighbours) -> Result<(f64, f64), Undefined> {
    let Sums { n, s0, .. } = Sums::of(neighbours, Weights::Binary)?;
    if values.iter().any(|x| *x < 0.0) {
        return Err(Undefined::because("a value is below zero"));
    }
    let lags = lag(values, neighbours, Weights::Binary);
    let with = (0..values.len()).filter(|i| !neighbours.of(*i).is_empty());
    let total: f64 = with.clone().map(|i| values[i]).sum();
    let squares: f64 = with.map(|i| values[i] * values[i]).sum();
    let all = total * total - squares;
    if all <= 1e-14 * squares {
        return Err(Undefined::because("no two areas have a value above zero"));
    }
    Ok((values.iter().zip(lags).map(|(x, lag)| x * lag).sum::<f64>() / all, s0 / (n * (n - 1.0))))
}
