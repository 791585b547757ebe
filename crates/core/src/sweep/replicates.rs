//! What drawing finds of a treatment: the interval of its systematic variance, and p against random reassignment.

use super::asked::SweepOptions;
use super::block::{self, Replicates};
use super::draws::Draws;
use super::panel::Panel;
use super::point::Point;
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
        let made = block::each(panel, &again, points, |point, r| centred(point, &r, options.confidence.tail()), done);
        drawn = made.into_iter().map(Option::unwrap_or_default).collect();
    }
    if options.reassignments > 0 {
        let reassigned = Draws::reassigned(panel, options.reassignments, options.seed);
        let p = block::each(panel, &reassigned, points, |point, r| exceeded(point, &r), done);
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
    Drawn { replicates, interval, p: None }
}

/// (1 + reassignments with at least the variance found) / (1 + reassignments). The sums over all practices are the same in
/// each, so that the sum of O^2 / D orders them as the variance does.
fn exceeded(point: &Point, all: &Replicates<'_>) -> f64 {
    let there = point.areas.iter().filter(|a| a.denominator > 0.0);
    let found: f64 = there.map(|a| a.observed * a.observed / a.denominator).sum();
    let at_least = all.squares().filter(|squares| *squares >= found * (1.0 - 1e-12)).count();
    (1 + at_least) as f64 / (1 + all.len()) as f64
}
