//! The own rule: months unlike what the year before lets expect.

use super::alert::{Found, Way};
use super::months::{Months, Point, YEAR};
use crate::outliers::control::MINIMUM_EXPECTED;
use crate::quantile::{quantile, sorted};
use crate::special::student;
use crate::time::amounts::typical;

/// Fewest and most earlier forecast errors that say how far off a month may be.
const ERRORS: [usize; 2] = [12, 24];
/// What the errors of all areas count beside an area's own, in errors.
const SHARED: f64 = 4.0;

/// How far a month was off what the year before let expect, and that expectation, in root relative rates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Off {
    error: f64,
    expected: f64,
    /// Events that the overall rate gives the month.
    over: f64,
}

/// What one event is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    /// So much of what is observed.
    Known(f64),
    /// Nothing says: what the errors of months before let it be.
    Unknown,
}

/// Of every area and month, in the order of the areas. What a month does to the median area it does to all: a large area that changes
/// must not make the others seem to.
pub(super) fn offs(months: &Months<'_>, length: usize) -> Vec<Vec<Option<Off>>> {
    let mut all: Vec<Vec<Option<Off>>> = months.values().map(|_| vec![None; length]).collect();
    for at in YEAR..length {
        let mean = |own: &[Option<Point>]| -> Option<f64> {
            let before: Vec<f64> = own[at - YEAR..at].iter().map(|p| p.map(|p| p.root)).collect::<Option<_>>()?;
            own[at].map(|_| before.iter().sum::<f64>() / YEAR as f64)
        };
        let means: Vec<Option<f64>> = months.values().map(|own| mean(own)).collect();
        let root = |own: &[Option<Point>]| own[at].map(|p| p.root);
        let ratios =
            months.values().zip(&means).filter_map(|(own, mean)| Some(root(own)? / mean.filter(|m| *m > 0.0)?));
        let common = median(ratios).unwrap_or(1.0);
        for ((own, mean), off) in months.values().zip(means).zip(&mut all) {
            let expected = mean.map(|m| m * common);
            off[at] =
                expected.zip(own[at]).map(|(expected, p)| Off { error: p.root - expected, expected, over: p.expected });
        }
    }
    all
}

/// The own rule: the error of a forecast by the year before, in root relative rates, over the root mean square of earlier such errors,
/// to which the median of all areas counts as four more; Student's t with four and half as many degrees of freedom as there are
/// earlier errors, since these share their months. Relative to the overall rate and to the median area a month's working days, its season
/// and the national trend say nothing of an area; the root makes the noise of counts alike. Of fewer than ten events, as far as `unit` is known,
/// nothing is tested: they may be a single person.
pub(super) fn changes<'a>(
    months: &Months<'a>,
    offs: &[Vec<Option<Off>>],
    at: usize,
    unit: Unit,
) -> (Vec<Found<'a>>, usize) {
    let [fewest, most] = ERRORS;
    let earlier = |off: &[Option<Off>]| -> Vec<f64> {
        off[..at].iter().rev().flatten().map(|o| o.error * o.error).take(most).collect()
    };
    let known: Vec<Vec<f64>> = offs.iter().map(|off| earlier(off)).collect();
    let mean = |squares: &Vec<f64>| squares.iter().sum::<f64>() / squares.len() as f64;
    let enough = |squares: &&Vec<f64>| squares.len() >= fewest;
    let typical = median(known.iter().filter(enough).map(mean)).unwrap_or_default();
    let unit = match unit {
        Unit::Known(unit) => Some(unit),
        Unit::Unknown => one_event(offs, at),
    };
    let (mut found, mut untested) = (Vec::new(), 0);
    for (((area, own), off), squares) in months.iter().zip(offs).zip(&known) {
        let Some(point) = own[at] else { continue };
        let tested = off[at].filter(|_| enough(&squares)).and_then(|Off { error, expected, .. }| {
            let events = expected.max(point.root).powi(2) * point.expected;
            if unit.is_none_or(|unit| events < MINIMUM_EXPECTED * unit) {
                return None;
            }
            Some((error, expected, chance_of(error, typical, squares)?))
        });
        let Some((error, expected, p)) = tested else {
            untested += 1;
            continue;
        };
        let way = if error > 0.0 { Way::Up } else { Way::Down };
        let expected = Some(expected * expected * point.overall);
        found.push(Found { area, way, rate: point.rate, expected, p: Some(p) });
    }
    (found, untested)
}

/// Two-sided p of an error beside earlier ones, squared, and the typical one; `None` where there were none at all.
fn chance_of(error: f64, typical: f64, squares: &[f64]) -> Option<f64> {
    let n = squares.len() as f64;
    let variance = (SHARED * typical + squares.iter().sum::<f64>()) / (SHARED + n);
    (variance > 0.0).then(|| student::two_sided(error / variance.sqrt(), SHARED + n / 2.0))
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    quantile(&sorted(&values.collect::<Vec<_>>()), 0.5)
}

/// What one event is, by the errors of all areas in months before: the root of a sum of E events of size u varies by u / 4 E, the mean of the
/// twelve months before by a twelfth of that.
fn one_event(offs: &[Vec<Option<Off>>], at: usize) -> Option<f64> {
    let year = 1.0 + 1.0 / YEAR as f64;
    let there = |o: &&Off| o.expected > 0.0 || o.error.abs() > 0.0;
    let earlier = offs.iter().flat_map(|off| off[..at].iter().flatten()).filter(there);
    let ratios: Vec<f64> = earlier.map(|o| 4.0 * o.error * o.error * o.over / year).collect();
    typical(&ratios)
}
