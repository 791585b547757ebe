//! How far areas differ in each period: the index of a trend.

use super::fixed::figures;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::quantiles;
use crate::sampling::stream::{Purpose, Streams};

/// Replicates of one index in one period.
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

    /// The weighted coefficient of variation, less `chance` of its square; the roots of what is below zero are those of the size, with
    /// a minus.
    pub(super) fn spread(&self, slice: &Slice, chance: f64) -> Spread {
        let (observed, over) = figures(slice);
        self.of(|taken| Some(squared_cv(taken.iter().map(|i| (&observed[*i], &over[*i])))? - chance))
    }

    /// The root of what is found of all areas, and of the same ones drawn again.
    pub(super) fn of(&self, square: impl Fn(&[usize]) -> Option<f64>) -> Spread {
        let all: Vec<usize> = (0..self.areas).collect();
        let Some(value) = square(&all) else { return Spread::default() };
        let drawn: Option<Vec<f64>> = self.taken.chunks(self.areas.max(1)).map(&square).collect();
        let root = |square: f64| square.abs().sqrt().copysign(square);
        let mut replicates: Vec<f64> = drawn.unwrap_or_default().into_iter().map(root).collect();
        let value = root(value);
        // A spread drawn again is smaller on average than the one found, by little.
        let mean = replicates.iter().sum::<f64>() / replicates.len().max(1) as f64;
        replicates.iter_mut().for_each(|r| *r += value - mean);
        Spread { value: Some(value), replicates }
    }
}

/// Weighted squared coefficient of variation of observed / over.
pub(super) fn squared_cv<'a>(areas: impl Iterator<Item = (&'a f64, &'a f64)> + Clone) -> Option<f64> {
    let [o, d] = areas.clone().fold([0.0, 0.0], |[o, d], (a, b)| [o + a, d + b]);
    let mean = o / d;
    let squares: f64 = areas.map(|(o, d)| d * (o / d / mean - 1.0).powi(2)).sum();
    Some(squares / d).filter(|v| v.is_finite())
}

/// Part of the squared coefficient of variation that is chance: sum w (1 - w) factor / E.
pub(super) fn chance(slice: &Slice, factor: f64) -> f64 {
    let (observed, over) = figures(slice);
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
