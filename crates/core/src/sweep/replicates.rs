//! What drawing finds of a treatment: the interval of its systematic variance, and p against random reassignment.

use super::asked::{NotRanked, SweepOptions};
use super::block::{self, Replicates, Wanted};
use super::draws::Draws;
use super::panel::Panel;
use super::point::Point;
use super::quotients::{QUOTIENTS, Quotient, Quotients};
use crate::quantile::quantiles;

/// What drawing found of one treatment.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Drawn {
    /// Systematic variance in every replicate, centred on its point value; empty where it is undefined.
    pub(super) replicates: Vec<f64>,
    /// Interval of the systematic variance.
    pub(super) interval: Option<[f64; 2]>,
    /// Share of reassignments with at least this variance between areas.
    pub(super) p: Option<f64>,
    /// Intervals of the quotients of order statistics.
    pub(super) quotients: Quotients<QuotientInterval>,
}

/// The interval of a quotient of order statistics of areas, from the draws that the systematic variance has.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct QuotientInterval {
    /// Lower and upper limit, chance included as in the quotient itself.
    pub limits: Option<[f64; 2]>,
    /// What is left of the quotient without chance, and its limits; `None` where the treatment has no rank.
    pub systematic: Option<[f64; 3]>,
    /// Why there are none although the quotient has a value and practices were drawn.
    pub undefined: Option<String>,
}

impl QuotientInterval {
    fn without(undefined: String) -> Self {
        Self { undefined: Some(undefined), ..Self::default() }
    }
}

/// What drawing finds of every treatment, in their order.
pub(super) fn draw(
    panel: &Panel,
    points: &[Point],
    options: &SweepOptions,
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Drawn> {
    let mut drawn: Vec<Drawn> = vec![Drawn::default(); points.len()];
    if options.replicates > 0 {
        let again = Draws::again(panel, options.replicates, options.seed);
        let tail = options.confidence.tail();
        let make = |point: &Point, r: Replicates<'_>| Drawn {
            quotients: QUOTIENTS.map(|quotient| centred_quotient(quotient, point, &r, tail)),
            ..centred(point, &r, tail)
        };
        let made = block::each(panel, (&again, Wanted::Quotients), points, make, done);
        drawn = made.into_iter().map(|drawn| drawn.unwrap_or_else(not_drawn)).collect();
    }
    if options.reassignments > 0 {
        let reassigned = Draws::reassigned(panel, options.reassignments, options.seed);
        let p = block::each(panel, (&reassigned, Wanted::Sums), points, |point, r| exceeded(point, &r), done);
        drawn.iter_mut().zip(p).for_each(|(drawn, p)| drawn.p = p);
    }
    drawn
}

/// The replicates about the point value. They hold the variance within areas once more, so only their deviations from
/// their own mean count; those are drawn together by sqrt((V + c/2) / (V + c)), V the systematic variance (or 0), c the
/// chance in it: a heuristic that gives intervals and ranks their level (see `docs/validity.md`).
pub(super) fn centred(point: &Point, all: &Replicates<'_>, tail: f64) -> Drawn {
    let mut replicates: Vec<f64> = all.variances().collect();
    let Some(psv) = point.psv().filter(|_| replicates.iter().all(|v| v.is_finite())) else { return Drawn::default() };
    let mean = replicates.iter().sum::<f64>() / replicates.len() as f64;
    let systematic = psv.max(0.0);
    let closer = ((systematic + point.chance / 2.0) / (systematic + point.chance)).sqrt();
    let closer = if closer.is_finite() { closer } else { 1.0 };
    replicates.iter_mut().for_each(|v| *v = psv + (*v - mean) * closer);
    let interval = quantiles(&mut replicates.clone(), [1.0 - tail, tail]).map(|[upper, lower]| [lower, upper]);
    Drawn { replicates, interval, ..Drawn::default() }
}

/// Of a treatment whose chance practices do not show.
fn not_drawn() -> Drawn {
    let none = || QuotientInterval::without(NotRanked::Practices.to_string());
    Drawn { quotients: QUOTIENTS.map(|_| none()), ..Drawn::default() }
}

/// The replicates of a quotient about its value: their logarithms about their own mean, as quotients are compared by
/// division. They hold the variance within areas once more, which their mean takes out again; what is left is about the
/// quotient with as much chance in it as the areas have, and never below 1.
fn centred_quotient(quotient: Quotient, point: &Point, all: &Replicates<'_>, tail: f64) -> QuotientInterval {
    let there = point.areas.iter().filter(|a| a.denominator > 0.0);
    let value = quotient.of(&mut there.map(|a| a.observed / a.denominator).collect::<Vec<_>>());
    if !value.is_finite() {
        return QuotientInterval::default();
    }
    let mut logarithms: Vec<f64> = all.quotients(quotient).map(libm::log).collect();
    if !logarithms.iter().all(|l| l.is_finite()) {
        return QuotientInterval::without(format!("{} is zero in some draws of practices", quotient.divisor()));
    }
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    let limits = quantiles(&mut logarithms, [1.0 - tail, tail]).map(|[upper, lower]| [lower - mean, upper - mean]);
    let about = |centre: f64, off: f64| libm::exp((libm::log(centre) + off).max(0.0));
    let left = point.without_chance().map(|mut rates| quotient.of(&mut rates)).filter(|left| left.is_finite());
    let systematic = limits.zip(left).map(|([lower, upper], left)| [left, about(left, lower), about(left, upper)]);
    QuotientInterval { limits: limits.map(|both| both.map(|off| about(value, off))), systematic, undefined: None }
}

/// (1 + reassignments with at least the variance found) / (1 + reassignments). The sums over all practices are the same in
/// each, so that the sum of O^2 / D orders them as the variance does.
fn exceeded(point: &Point, all: &Replicates<'_>) -> f64 {
    let there = point.areas.iter().filter(|a| a.denominator > 0.0);
    let found: f64 = there.map(|a| a.observed * a.observed / a.denominator).sum();
    let at_least = all.squares().filter(|squares| *squares >= found * (1.0 - 1e-12)).count();
    (1 + at_least) as f64 / (1 + all.len()) as f64
}
