//! The first and last year of an amount of which nothing says how large chance is.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::time::amounts::retested;
use crate::time::convergence::standard_deviation;
use crate::time::fixed::figures;
use crate::time::spread::{squared_cv, taken};

/// Fewest areas.
const FEWEST: usize = 5;

/// Chance at its largest as two years show it, for want of what a person takes: all that areas did not keep from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// Share of it in the squared variation of the first and last year.
    pub shares: [f64; 2],
    /// The dispersion of a year's sums, the same in both, at which chance alone would make the variation of one that of the other; `None`
    /// where none would, as chance changed the other way or hardly.
    pub break_even: Option<f64>,
}

/// Squared variation of the areas taken in both years, and what one unit of dispersion adds to it.
struct Both {
    squares: [f64; 2],
    units: [f64; 2],
    /// Correlation of the rates.
    r: f64,
}

impl Both {
    fn of(pooled: &[Slice; 2], areas: &[usize]) -> Option<Self> {
        let [[first, before], [last, after]] = pooled.each_ref().map(|slice| taken(slice, areas));
        let rate = |o: &[f64], d: &[f64]| o.iter().zip(d).map(|(o, d)| o / d).collect::<Vec<f64>>();
        let weights: Vec<f64> = before.iter().zip(&after).map(|(a, b)| a + b).collect();
        Some(Self {
            squares: [squared_cv(first.iter().zip(&before))?, squared_cv(last.iter().zip(&after))?],
            units: [unit(&first, &before), unit(&last, &after)],
            r: correlation(&rate(&first, &before), &rate(&last, &after), &weights)?,
        })
    }

    fn shares(&self) -> Option<[f64; 2]> {
        shares(self.r, [0, 1].map(|at| self.units[at] / self.squares[at]))
    }
}

/// Shares of chance in two variances of which one unit of dispersion makes the shares `k`.
fn shares(r: f64, k: [f64; 2]) -> Option<[f64; 2]> {
    let phi = retested(r, k);
    Some(k.map(|k| (phi * k).min(1.0))).filter(|s| s.iter().all(|s| s.is_finite()))
}

/// The squared variation of both years without chance at its largest, of these areas.
pub(super) fn without(pooled: &[Slice; 2], areas: &[usize]) -> Option<[f64; 2]> {
    let both = Both::of(pooled, areas)?;
    let shares = both.shares()?;
    Some([0, 1].map(|at| both.squares[at] * (1.0 - shares[at])))
}

/// The shares of chance at its largest in the variances of logarithms, of areas above zero in both years.
pub(super) fn shares_of_logarithms(pooled: &[Slice; 2]) -> Option<[f64; 2]> {
    let [first, last] = pooled.each_ref().map(figures);
    let there: Vec<usize> = (0..first.0.len()).filter(|i| first.0[*i] > 0.0 && last.0[*i] > 0.0).collect();
    let logs = |(o, d): (&[f64], &[f64])| there.iter().map(|i| libm::log(o[*i] / d[*i])).collect::<Vec<f64>>();
    let noise = |o: &[f64]| there.iter().map(|i| 1.0 / o[*i]).sum::<f64>() / there.len() as f64;
    let logs = [logs(first), logs(last)];
    let k = [noise(first.0) / variance(&logs[0])?, noise(last.0) / variance(&logs[1])?];
    shares(correlation(&logs[0], &logs[1], &vec![1.0; there.len()])?, k)
}

impl Estimated {
    /// Of the first and last year.
    ///
    /// # Errors
    /// Undefined for fewer than five areas, and where areas do not vary or nothing was observed in one of the years.
    pub(super) fn of(pooled: &[Slice; 2]) -> Result<Self, Undefined> {
        let none =
            || Undefined::because("chance of an amount is not known, and the first and last year do not tell it");
        if pooled[0].len() < FEWEST {
            return Err(Undefined::because(format!(
                "chance of an amount is not known, and to estimate it takes {FEWEST} areas"
            )));
        }
        let all: Vec<usize> = (0..pooled[0].len()).collect();
        let both = Both::of(pooled, &all).ok_or_else(none)?;
        let break_even = (both.squares[1] - both.squares[0]) / (both.units[1] - both.units[0]);
        Ok(Self {
            shares: both.shares().ok_or_else(none)?,
            break_even: Some(break_even).filter(|phi| *phi > 0.0 && phi.is_finite()),
        })
    }
}

/// What one unit of dispersion adds to the squared weighted variation: sum w (1 - w) / E.
fn unit(o: &[f64], d: &[f64]) -> f64 {
    let (all, over) = (o.iter().sum::<f64>(), d.iter().sum::<f64>());
    d.iter().map(|n| (1.0 - n / over) / all).sum()
}

fn variance(values: &[f64]) -> Option<f64> {
    standard_deviation(values).map(|sd| sd * sd).filter(|v| *v > 0.0)
}

/// Weighted correlation.
fn correlation(a: &[f64], b: &[f64], weights: &[f64]) -> Option<f64> {
    let all: f64 = weights.iter().sum();
    let mean = |v: &[f64]| v.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / all;
    let [am, bm] = [mean(a), mean(b)];
    let product = |x: &[f64], xm: f64, y: &[f64], ym: f64| {
        x.iter().zip(y).zip(weights).map(|((x, y), w)| w * (x - xm) * (y - ym)).sum::<f64>()
    };
    let r = product(a, am, b, bm) / (product(a, am, a, am) * product(b, bm, b, bm)).sqrt();
    Some(r).filter(|r| r.is_finite())
}
