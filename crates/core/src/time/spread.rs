//! How far areas differ in each period: the index of a trend.

use super::fixed::figures;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::quantiles;
use crate::sampling::stream::{Purpose, Streams};
use crate::special::student;

/// The index in one period.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Spread {
    /// The index.
    pub(super) value: Option<f64>,
    /// The index in every draw, about the value; replicate r has the same draw in every period.
    pub(super) replicates: Vec<f64>,
}

impl Spread {
    /// Limits of the index.
    pub(super) fn interval(&self, tail: f64) -> Option<[f64; 2]> {
        let mut replicates = self.replicates.clone();
        quantiles(&mut replicates, [1.0 - tail, tail]).map(|[upper, lower]| [lower, upper])
    }

    /// The difference of two periods, with its limits.
    pub(super) fn change(&self, before: &Self, tail: f64) -> Option<(f64, Option<[f64; 2]>)> {
        let difference = self.value? - before.value?;
        let differences = self.replicates.iter().zip(&before.replicates).map(|(b, a)| b - a).collect();
        let interval = Self { value: Some(difference), replicates: differences }.interval(tail);
        Some((difference, interval))
    }
}

/// Areas drawn again, the same for all periods.
#[derive(Debug)]
pub(super) struct AreaDraws {
    areas: usize,
    taken: Vec<usize>,
}

impl AreaDraws {
    pub(super) fn new(areas: usize, replicates: usize, seed: u64, treatment: &str) -> Self {
        let mut rng = Streams::keyed(seed, Purpose::Trend, &[treatment.as_bytes()]).stream(0);
        Self { areas, taken: (0..areas * replicates).map(|_| rng.below(areas)).collect() }
    }

    /// The weighted coefficient of variation of all areas, and of the same ones drawn again.
    pub(super) fn spread(&self, slice: &Slice) -> Spread {
        let (observed, over) = figures(slice);
        let cv = |taken: &[usize]| Some(squared_cv(taken.iter().map(|i| (&observed[*i], &over[*i])))?.sqrt());
        let all: Vec<usize> = (0..self.areas).collect();
        let Some(value) = cv(&all) else { return Spread::default() };
        let drawn: Option<Vec<f64>> = self.taken.chunks(self.areas.max(1)).map(cv).collect();
        let mut replicates = drawn.unwrap_or_default();
        // A spread drawn again is smaller on average than the one found, by little.
        let mean = replicates.iter().sum::<f64>() / replicates.len().max(1) as f64;
        replicates.iter_mut().for_each(|r| *r += value - mean);
        Spread { value: Some(value), replicates }
    }
}

/// A figure of all areas and its limits by Student's t, from what it is where one area at a time is left out (the jackknife: Tukey 1958, Ann Math
/// Stat 29:614; Efron & Stein 1981, Ann Stat 9:586). Draws of few areas say too often that a spread changed, this does not. `of` takes places of
/// areas; `None` where it is undefined for all of them, no limits where it is for some, or for fewer than three areas.
pub(super) fn jackknife(
    areas: usize,
    tail: f64,
    of: impl Fn(&[usize]) -> Option<f64>,
) -> Option<(f64, Option<[f64; 2]>)> {
    let all: Vec<usize> = (0..areas).collect();
    let value = of(&all)?;
    let without = |out: usize| of(&all.iter().copied().filter(|i| *i != out).collect::<Vec<usize>>());
    let left: Option<Vec<f64>> = (0..areas).map(without).collect();
    let n = areas as f64;
    let limits = left.filter(|_| areas >= 3).map(|left| {
        let mean = left.iter().sum::<f64>() / n;
        let variance = (n - 1.0) / n * left.iter().map(|l| (l - mean).powi(2)).sum::<f64>();
        let reach = student::quantile(n - 1.0, tail) * variance.sqrt();
        [value - reach, value + reach]
    });
    Some((value, limits))
}

/// Observed and what it is over of some of the areas of a slice.
pub(super) fn taken(slice: &Slice, areas: &[usize]) -> [Vec<f64>; 2] {
    let (observed, over) = figures(slice);
    [observed, over].map(|of| areas.iter().map(|i| of[*i]).collect())
}

/// Weighted squared coefficient of variation of observed / over.
pub(super) fn squared_cv<'a>(areas: impl Iterator<Item = (&'a f64, &'a f64)> + Clone) -> Option<f64> {
    let [o, d] = areas.clone().fold([0.0, 0.0], |[o, d], (a, b)| [o + a, d + b]);
    let mean = o / d;
    let squares: f64 = areas.map(|(o, d)| d * (o / d / mean - 1.0).powi(2)).sum();
    Some(squares / d).filter(|v| v.is_finite())
}

/// Part of the squared coefficient of variation that is chance: sum w (1 - w) factor / E.
pub(super) fn chance(observed: &[f64], over: &[f64], factor: f64) -> f64 {
    let (o, d) = (observed.iter().sum::<f64>(), over.iter().sum::<f64>());
    over.iter().map(|n| n / d * (1.0 - n / d) * factor / (o / d * n)).sum()
}

/// Why a slice has no index.
pub(super) fn undefined(slice: &Slice) -> Option<Undefined> {
    if slice.len() < 2 {
        return Some(Undefined::because("fewer than two areas are there in all periods"));
    }
    (slice.observed().iter().sum::<f64>() <= 0.0).then(|| Undefined::because("nothing was observed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The limits of a mean are those of Student's one-sample t.
    #[test]
    fn limits_of_a_mean_are_those_of_student() {
        let values = [3.0, 5.0, 4.0, 8.0, 1.0];
        let mean = |areas: &[usize]| Some(areas.iter().map(|i| values[*i]).sum::<f64>() / areas.len() as f64);
        let (value, limits) = jackknife(5, 0.025, mean).unwrap();
        // R: t.test(c(3, 5, 4, 8, 1)).
        let [lower, upper] = limits.unwrap();
        assert!(
            (value - 4.2).abs() < 1e-12 && (lower - 0.986_031_6).abs() < 1e-6 && (upper - 7.413_968_4).abs() < 1e-6
        );
        assert_eq!(jackknife(2, 0.025, mean).unwrap().1, None);
        assert_eq!(jackknife(3, 0.025, |_| None), None);
        let undefined_in_part = |areas: &[usize]| (areas.len() == 5).then_some(1.0);
        assert_eq!(jackknife(5, 0.025, undefined_in_part), Some((1.0, None)));
    }
}
