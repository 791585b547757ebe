//! What is left of a series of months when a local trend is taken out, and how it hangs together.

use super::panel::Months;
use crate::data::month_noise::LAGS;

/// Months either way that a trend is fitted to.
const HALF_WIDTH: usize = 9;

/// The least that a trend may fall to, as a share of the area's mean: noise is measured relative to it.
const LEAST_LEVEL: f64 = 0.1;

/// What takes a trend out of a series of this many months.
pub(super) struct Trend {
    /// One less the smoother, a row for each month.
    rest: Vec<Vec<f64>>,
    /// Sums of lagged products that a series with covariance 1 at one lag has on average, after the trend is taken out.
    moments: [[f64; LAGS + 1]; LAGS + 1],
}

/// What is left of the series of one area.
pub(super) struct Left {
    /// With the variance of an event, at the level of the trend.
    pub(super) of_events: Vec<f64>,
    /// Relative to the trend.
    pub(super) relative: Vec<f64>,
    /// Mean events of a month.
    pub(super) mean: f64,
}

impl Trend {
    pub(super) fn new(months: usize) -> Self {
        let rest: Vec<Vec<f64>> = (0..months).map(|at| rest(at, months)).collect();
        let moments = std::array::from_fn(|lag| std::array::from_fn(|other| moment(&rest, lag, other)));
        Self { rest, moments }
    }

    pub(super) fn left(&self, area: &Months) -> Left {
        let observed: f64 = area.ratio.iter().zip(&area.expected).map(|(r, e)| r * e).sum();
        let least = LEAST_LEVEL * observed / area.expected.iter().sum::<f64>();
        let mut left = Left { of_events: Vec::new(), relative: Vec::new(), mean: 0.0 };
        for ((row, ratio), expected) in self.rest.iter().zip(&area.ratio).zip(&area.expected) {
            let noise: f64 = row.iter().zip(&area.ratio).map(|(m, r)| m * r).sum();
            let level = (ratio - noise).max(least);
            left.of_events.push(noise * (expected / level).sqrt());
            left.relative.push(noise / level);
            left.mean += level * expected / area.ratio.len() as f64;
        }
        left
    }

    /// Covariances at lags 0 to 3 of the series from which the trend was taken: E sum u_t u_(t+k) = sum_j g_j B_kj, so that
    /// what the fitted trend takes away comes back.
    pub(super) fn covariances(&self, series: &[f64]) -> [f64; LAGS + 1] {
        let sums = std::array::from_fn(|lag| series.iter().zip(series.iter().skip(lag)).map(|(a, b)| a * b).sum());
        solved(self.moments, sums)
    }
}

/// Row `at` of one less the smoother: local linear, tricube weights.
fn rest(at: usize, months: usize) -> Vec<f64> {
    let weight = |t: usize| {
        let apart = t.abs_diff(at) as f64 / HALF_WIDTH as f64;
        if apart < 1.0 { (1.0 - apart.powi(3)).powi(3) } else { 0.0 }
    };
    let place = |t: usize| t as f64 - at as f64;
    let sum = |power: i32| (0..months).map(|t| weight(t) * place(t).powi(power)).sum::<f64>();
    let (all, first, second) = (sum(0), sum(1), sum(2));
    let determinant = all * second - first * first;
    let smooth = |t: usize| weight(t) * (second - first * place(t)) / determinant;
    (0..months).map(|t| f64::from(u8::from(t == at)) - smooth(t)).collect()
}

/// The sum of the products `lag` apart that a series with covariance 1 at `other` has on average.
fn moment(rest: &[Vec<f64>], lag: usize, other: usize) -> f64 {
    let months = rest.len();
    let shifted = |row: &[f64], a: usize| match other {
        0 => row[a],
        _ => row.get(a + other).copied().unwrap_or(0.0) + if a >= other { row[a - other] } else { 0.0 },
    };
    let pair = |t: usize| (0..months).map(|a| rest[t][a] * shifted(&rest[t + lag], a)).sum::<f64>();
    (0..months - lag).map(pair).sum()
}

/// Solves a system of four equations by elimination with pivots.
fn solved(mut matrix: [[f64; LAGS + 1]; LAGS + 1], mut right: [f64; LAGS + 1]) -> [f64; LAGS + 1] {
    for at in 0..=LAGS {
        let pivot = (at..=LAGS).max_by(|a, b| matrix[*a][at].abs().total_cmp(&matrix[*b][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        let (above, first) = (matrix[at], right[at]);
        for (row, value) in matrix.iter_mut().zip(&mut right).skip(at + 1) {
            let factor = row[at] / above[at];
            row.iter_mut().zip(above).for_each(|(cell, other)| *cell -= factor * other);
            *value -= factor * first;
        }
    }
    for at in (0..=LAGS).rev() {
        let known: f64 = (at + 1..=LAGS).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}
