//! Rates of rare counts beside those of the neighbours, with the chance in small areas taken out.

use super::Neighbours;
use super::global::{Centred, Sums, Weights, moran_of};
use crate::error::Undefined;

/// Rates in units of the spread that they would have by their size alone: (r - b) / sqrt(v), v = a + b / x, where b is the overall
/// rate and a the variance between areas by moments; v = b / x where that is not above zero (Assunção & Reis 1999, Stat Med
/// 18:2147).
///
/// # Errors
/// Undefined where nothing is observed or an area has no exposure.
pub fn standardised(observed: &[f64], exposure: &[f64]) -> Result<Vec<f64>, Undefined> {
    if exposure.iter().any(|x| *x <= 0.0) {
        return Err(Undefined::because("an area has nothing expected"));
    }
    let (total, people) = (observed.iter().sum::<f64>(), exposure.iter().sum::<f64>());
    if total <= 0.0 {
        return Err(Undefined::because("nothing is observed"));
    }
    let b = total / people;
    let rates = || observed.iter().zip(exposure).map(|(o, x)| o / x);
    let s2 = rates().zip(exposure).map(|(r, x)| x * (r - b).powi(2)).sum::<f64>() / people;
    let a = s2 - b / (people / exposure.len() as f64);
    let one = |(r, x): (f64, &f64)| {
        let v = a + b / x;
        (r - b) / if v > 0.0 { v } else { b / x }.sqrt()
    };
    Ok(rates().zip(exposure).map(one).collect())
}

/// Moran's I of [`standardised`] rates, whose spread does not depend on the size of an area. The rates are centred once more, as
/// `spdep` and `esda` do.
///
/// # Errors
/// Those of [`standardised`] and [`super::global::moran`].
pub fn empirical_bayes_moran(
    observed: &[f64],
    exposure: &[f64],
    neighbours: &Neighbours,
    weights: Weights,
) -> Result<f64, Undefined> {
    let centred = Centred::of(&standardised(observed, exposure)?)?;
    Ok(moran_of(&centred, neighbours, weights, &Sums::of(neighbours, weights)?))
}

/// The rate of an area drawn towards that of itself and its neighbours together: m + A (r - m) / (A + m / x), with m their rate and
/// A = max(0, s2 - m / mean x) their variance by moments (Marshall 1991, Appl Stat 40:283, local); in s2 each rate is taken from the m
/// of its own neighbours, as `spdep` has it. Without neighbours it is the rate itself.
///
/// # Errors
/// Undefined where an area has no exposure.
///
/// ```
/// use unwarranted_core::space::{Neighbours, rates::local_empirical_bayes};
/// let beside = Neighbours::from_pairs(3, &[(0, 1)]).unwrap();
/// let found = local_empirical_bayes(&[10.0, 30.0, 7.0], &[10.0, 10.0, 2.0], &beside).unwrap();
/// // m = 2, s2 = 1, A = 1 - 2 / 10; 2 + 0.8 (1 - 2) / (0.8 + 0.2)
/// assert!((found[0] - 1.2).abs() < 1e-14 && (found[2] - 3.5).abs() < 1e-14);
/// ```
pub fn local_empirical_bayes(
    observed: &[f64],
    exposure: &[f64],
    neighbours: &Neighbours,
) -> Result<Vec<f64>, Undefined> {
    if exposure.iter().any(|x| *x <= 0.0) {
        return Err(Undefined::because("an area has nothing expected"));
    }
    let set = |i: usize| neighbours.of(i).iter().copied().chain([i]);
    let sums = |i: usize| set(i).fold((0.0, 0.0), |(o, x), j| (o + observed[j], x + exposure[j]));
    let local: Vec<f64> = (0..neighbours.areas()).map(|i| sums(i).0 / sums(i).1).collect();
    let one = |i: usize| {
        let (people, many, m) = (sums(i).1, neighbours.of(i).len() as f64 + 1.0, local[i]);
        let squares = |j: usize| exposure[j] * (observed[j] / exposure[j] - local[j]).powi(2);
        let a = (set(i).map(squares).sum::<f64>() / people - m / (people / many)).max(0.0);
        let away = observed[i] / exposure[i] - m;
        if a > 0.0 { m + away * a / (a + m / exposure[i]) } else { m }
    };
    Ok((0..neighbours.areas()).map(one).collect())
}
