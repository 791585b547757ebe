//! Intervals of the indices: parametric bootstrap from the fitted overdispersed model.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::INDICES;
use crate::indices::index::{Index, Scale};
use crate::quantile::sorted;
use crate::rates::interval::Confidence;
use crate::sampling::frame::Frame;
use crate::sampling::model::Model;
use crate::sampling::stream::{Purpose, Streams};
use crate::simulation::method::IndexInterval;
use crate::simulation::null::{Simulation, fitted, simulated, values};
use crate::simulation::pivot::{Chance, Pivot};
use std::borrow::Cow;

/// An interval of one index.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Identifier of the index.
    pub id: Cow<'static, str>,
    /// Lower and upper limit; `None` where there are none.
    pub limits: Option<[f64; 2]>,
    /// Why there are none, where a reader would look for them.
    pub undefined: Option<&'static str>,
    /// How they were made.
    pub method: IndexInterval,
}

/// Fewer areas have no interval: the spread of two or three is compatible with any other.
pub(crate) const LEAST_AREAS: usize = 5;

pub(crate) const FEW: &str = "fewer than five areas say too little about how much areas differ";

const OUTSIDE: &str = "simulated areas are not like these (too small or too much alike), so that the interval would leave out the \
                       value itself";

const OPEN: &str = "simulated areas set no upper limit";

/// Simulates every index from areas whose rates follow the fitted gamma distribution (for a share, beta) and whose counts
/// add chance, and turns the spread of the replicates into an interval.
///
/// The interval is the basic bootstrap interval (Davison & Hinkley 1997, Bootstrap Methods and their Application, 5.2) on
/// the scale on which the error of the index does not depend on its size: the logarithm for measures of spread, ln(V + c)
/// for variances beyond chance (c the variance of chance), ln ln for quotients. Percentile intervals cover too little: the
/// error of a spread is proportional to the true spread, not to the estimated one.
///
/// It covers what the index would be on average over areas and years like these: for a variance beyond chance the
/// true variance, for a descriptive index, which chance inflates, its median under the model.
///
/// # Errors
/// Undefined for amounts, for fewer than five areas, when nothing was observed, and where the model does not fit.
pub fn simulate(slice: &Slice, simulation: &Simulation, confidence: Confidence) -> Result<Vec<Bounds>, Undefined> {
    simulate_of(slice, simulation, confidence, &INDICES.iter().collect::<Vec<_>>())
}

/// [`simulate`] of these indices, as far as the slice has what they need.
pub(crate) fn simulate_of(
    slice: &Slice,
    simulation: &Simulation,
    confidence: Confidence,
    indices: &[&Index],
) -> Result<Vec<Bounds>, Undefined> {
    let frame = Frame::new(slice)?;
    if slice.len() < LEAST_AREAS {
        return Err(Undefined::because(FEW));
    }
    let model = Model::overdispersed(slice, simulation.repeat_factor)?;
    let wanted: Vec<&Index> = indices.iter().copied().filter(|i| i.behaviour.scale != Scale::None).collect();
    let (indices, mut ways) = simulated(slice, &wanted);
    // The scores of estimates that are continued below zero are simulated with them, behind all others.
    ways.extend(indices.iter().filter_map(|i| i.behaviour.score));
    let mut observed = values(&frame, slice, &ways);
    fitted(slice, &indices, &mut observed);
    let streams = Streams::new(simulation.seed, Purpose::Bootstrap, slice);
    let mut columns = model.simulate(&frame, &ways, streams, simulation.replicates);
    let chance = Chance::new(slice, simulation.repeat_factor)?;
    let scores = observed.split_off(indices.len()).into_iter().zip(columns.split_off(indices.len()));
    if chance.exact {
        let step = newton(slice);
        let estimates = indices.iter().zip(&mut observed).zip(&mut columns);
        for (((_, t), column), scores) in estimates.filter(|((i, _), _)| i.behaviour.score.is_some()).zip(scores) {
            continue_below_zero((t, column), scores, step);
        }
    }
    let method = IndexInterval::bootstrap(slice);
    let bounds = |((index, t), column): ((&&Index, f64), &Vec<f64>)| {
        let pivot = Pivot { index, confidence, chance: &chance, variance: model.variance };
        let (limits, undefined) = bounds(index, &pivot, t, column);
        Bounds { id: index.id.clone(), limits, undefined, method }
    };
    Ok(indices.iter().zip(observed).zip(&columns).map(bounds).collect())
}

/// The limits of an index from its estimate and its replicates, or why there are none.
fn bounds(index: &Index, pivot: &Pivot<'_>, t: f64, column: &[f64]) -> (Option<[f64; 2]>, Option<&'static str>) {
    match pivot.limits(t, column).map(|limits| index.possible(limits)) {
        Some(limits) if holds(limits, index.cut_off(t)) => (Some(limits), None),
        Some([_, upper]) if upper == f64::INFINITY => (None, Some(OPEN)),
        Some(_) => (None, Some(OUTSIDE)),
        None => (None, None),
    }
}

/// Whether an interval holds its own estimate, but for rounding, and is not of no width at all where simulated areas vary.
fn holds([lower, upper]: [f64; 2], value: f64) -> bool {
    let slack = 1e-9 * value.abs();
    upper.is_finite() && lower - slack <= value && value <= upper + slack && (lower < upper || value == 0.0)
}

/// Share of replicates by chance alone below which an estimate counts as that quantile: see [`continue_below_zero`].
const LEAST: f64 = 0.05;

/// Where the maximum likelihood variance is cut off at zero, estimate and replicates are continued below it by one Newton
/// step from zero, the score over the expected information there: sum((O - m)^2 - O) / sum m^2. Cut off, quantiles say too
/// little of how far an estimate can fall below the truth.
///
/// An estimate lower than all but 5 % of what chance alone gives counts as that, so that no upper limit shrinks to nothing
/// because areas happen to be very even (power-constrained limit: Cowan, Cranmer, Gross & Vitells 2011, arXiv:1105.3166).
fn continue_below_zero((t, column): (&mut f64, &mut [f64]), (score, scores): (f64, Vec<f64>), step: f64) {
    let below = |v: &mut f64, score: f64| {
        if *v <= 0.0 {
            *v = (score * step).min(0.0);
        }
    };
    column.iter_mut().zip(scores).for_each(|(v, score)| below(v, score));
    below(t, score);
    if *t < 0.0 {
        let defined: Vec<f64> = column.iter().copied().filter(|v| v.is_finite()).collect();
        *t = quantile(&sorted(&defined), LEAST).map_or(*t, |least| t.max(least.min(0.0)));
    }
}

/// The step for one standard deviation of the score: sqrt(2 / sum m^2).
fn newton(slice: &Slice) -> f64 {
    let (total, expected): (f64, f64) = (slice.observed().iter().sum(), slice.expected().iter().sum());
    let squares: f64 = slice.expected().iter().map(|e| (e * total / expected).powi(2)).sum();
    (2.0 / squares).sqrt()
}

/// The quantile as the (R + 1) p-th of R replicates in order, interpolated; the first or last beyond them.
#[allow(clippy::cast_possible_truncation)]
fn quantile(order: &[f64], p: f64) -> Option<f64> {
    let last = order.len().checked_sub(1)?;
    let at = ((order.len() + 1) as f64 * p - 1.0).clamp(0.0, last as f64);
    let low = at.floor() as usize;
    let (a, b) = (order[low], order[(low + 1).min(last)]);
    Some(a + (at - at.floor()) * (b - a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    #[test]
    fn quantiles_are_order_statistics_of_one_replicate_more() {
        let order: Vec<f64> = (1..=999).map(f64::from).collect();
        for (p, expected) in [(0.025, 25.0), (0.5, 500.0), (0.975, 975.0), (0.0001, 1.0), (0.9999, 999.0)] {
            assert!((quantile(&order, p).unwrap() - expected).abs() < 1e-9, "{p}");
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[3.0], 0.5), Some(3.0));
    }

    fn slice(kind: Kind, observed: impl Fn(u32) -> f64) -> Slice {
        of(30, kind, observed)
    }

    fn of(areas: u32, kind: Kind, observed: impl Fn(u32) -> f64) -> Slice {
        let codes: Vec<String> = (0..areas).map(|i| format!("A{i:02}")).collect();
        let row = |i: u32| (codes[i as usize].as_str(), observed(i), 1000.0 + 100.0 * f64::from(i));
        Slice::from_denominators(kind, &(0..areas).map(row).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn intervals_need_five_areas() {
        let simulation = Simulation { replicates: 19, seed: 3, repeat_factor: 1.0 };
        let found = |areas| {
            let slice = of(areas, Kind::Count, |i| f64::from(90 + 9 * (i * 7 % 5)));
            simulate(&slice, &simulation, Confidence::new(0.9, "level").unwrap())
        };
        assert!([4, 3].iter().all(|areas| found(*areas).unwrap_err().to_string().contains(FEW)));
        assert!(found(5).unwrap().iter().any(|b| b.limits.is_some()));
    }

    #[test]
    fn areas_more_even_than_chance_keep_an_upper_limit() {
        let even = slice(Kind::Count, |i| 100.0 + 10.0 * f64::from(i));
        let simulation = Simulation { replicates: 199, seed: 3, repeat_factor: 1.0 };
        let bounds = simulate(&even, &simulation, Confidence::new(0.95, "level").unwrap()).unwrap();
        for id in ["variance-gamma", "variance-gamma-mean1"] {
            let [lower, upper] = bounds.iter().find(|b| b.id == id).unwrap().limits.unwrap();
            // Chance variance is about 1 / 245.
            assert!(lower <= 0.0 && upper > 0.0003 && upper < 0.004, "{id}: {lower} {upper}");
        }
    }
}
