//! The Monte Carlo null: what each index would be if areas differed by chance alone (Diehr, Cain, Connell & Volinn 1990,
//! Health Serv Res 24:741).

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::indices::INDICES;
use crate::indices::index::{Index, Tail};
use crate::number::count;
use crate::quantile::quantiles;
use crate::sampling::draw::{Draw, Replicate, Space};
use crate::sampling::frame::Frame;
use crate::sampling::model::Model;
use crate::sampling::stream::{Purpose, Streams};
use crate::simulation::method::NullDraws;
use std::borrow::Cow;

/// How much to simulate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// Simulated sets of counts.
    pub replicates: usize,
    /// Seed of the streams of random numbers.
    pub seed: u64,
    /// Events per person: repeat prescriptions are not independent. 1 takes every event as another person.
    pub repeat_factor: f64,
}

/// What chance alone gives for one index.
#[derive(Debug, Clone, PartialEq)]
pub struct Null {
    /// Identifier of the index.
    pub id: Cow<'static, str>,
    /// (1 + replicates at least as extreme) / (1 + replicates); `None` where the index itself is undefined. A replicate
    /// in which the index is undefined (a lowest rate of zero) counts as extreme. Two-sided for indices with a sign.
    pub p: Option<f64>,
    /// Quantiles 5, 50 and 95 % of the replicates in which the index is defined.
    pub quantiles: Option<[f64; 3]>,
    /// Replicates in which it is undefined.
    pub undefined: usize,
    /// What was drawn, where that is not what the other indices have.
    pub method: Option<NullDraws>,
}

/// Simulates every index of the registry that has a fast way: all but `variance-lognormal`. What lies between groups has a
/// null of its own, in `grouping`.
///
/// Counts keep their total, which is spread over the areas in proportion to the expected values (multinomial); shares are
/// binomial by area. With a repeat factor f whole persons are drawn, each with f events, so that chance variances are f
/// times as large. The same seed gives the same result on any number of threads.
///
/// # Errors
/// Undefined for amounts, for fewer than two areas, when nothing was observed, and where there is no chance model.
///
/// ```
/// use unwarranted_core::null::{Simulation, simulate};
/// use unwarranted_core::{Kind, Slice};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let all = simulate(&slice, &Simulation { replicates: 999, seed: 1, repeat_factor: 1.0 }).unwrap();
/// let scv = all.iter().find(|n| n.id == "scv").unwrap();
/// // two-sided binomial p of 10 among 40 at 1/2: 0.0022
/// assert!(scv.p.unwrap() < 0.01);
/// ```
pub fn simulate(slice: &Slice, simulation: &Simulation) -> Result<Vec<Null>, Undefined> {
    simulate_of(slice, simulation, &INDICES.iter().collect::<Vec<_>>())
}

/// [`simulate`] of these indices, as far as the slice has what they need.
pub(crate) fn simulate_of(slice: &Slice, simulation: &Simulation, indices: &[&Index]) -> Result<Vec<Null>, Undefined> {
    let frame = Frame::new(slice)?;
    let model = Model::chance(slice, simulation.repeat_factor)?;
    let of_chance: Vec<&Index> = indices.iter().copied().filter(|i| i.behaviour.regrouped.is_none()).collect();
    let (indices, ways) = simulated(slice, &of_chance);
    let mut observed = values(&frame, slice, &ways);
    fitted(slice, &indices, &mut observed);
    let streams = Streams::new(simulation.seed, Purpose::Null, slice);
    let columns = model.simulate(&frame, &ways, streams, simulation.replicates);
    Ok(indices.iter().zip(observed).zip(&columns).map(|((index, t), column)| of_column(index, t, column)).collect())
}

/// The indices that this slice has what they need for and that can be simulated, with their ways.
pub(super) fn simulated<'a>(slice: &Slice, indices: &[&'a Index]) -> (Vec<&'a Index>, Vec<Replicate>) {
    indices.iter().filter(|i| i.given(slice)).filter_map(|i| Some((*i, i.replicate?))).unzip()
}

/// The indices of the slice itself, as the simulation computes them.
pub(super) fn values(frame: &Frame, slice: &Slice, ways: &[Replicate]) -> Vec<f64> {
    let mut space = Space::default();
    match Draw::new(frame, slice.observed(), 1.0, &mut space) {
        Some((draw, extra)) => ways.iter().map(|way| way.value(&draw, extra)).collect(),
        None => vec![f64::NAN; ways.len()],
    }
}

/// Puts the full fit in place of the quick one that replicates make do with: it looks for every maximum.
pub(super) fn fitted(slice: &Slice, indices: &[&Index], observed: &mut [f64]) {
    for (value, index) in observed.iter_mut().zip(indices).filter(|(_, i)| i.behaviour.score.is_some()) {
        *value = index.compute(slice).map_or(f64::NAN, |c| c.value);
    }
}

pub(super) fn of_column(index: &Index, observed: f64, column: &[f64]) -> Null {
    let mut defined: Vec<f64> = column.iter().copied().filter(|v| v.is_finite()).collect();
    let undefined = column.len() - defined.len();
    // Equal but for rounding is at least as extreme: sums of the same terms in another order differ in the last digit.
    let slack = 1e-12 * observed.abs();
    let share = |extreme: usize| count(1 + extreme) / count(1 + column.len());
    let above = share(undefined + defined.iter().filter(|v| **v >= observed - slack).count());
    let below = share(defined.iter().filter(|v| **v <= observed + slack).count());
    let p = match index.behaviour.tail {
        Tail::Upper => above,
        Tail::Both => (2.0 * above.min(below)).min(1.0),
    };
    let quantiles = quantiles(&mut defined, [0.95, 0.5, 0.05]).map(|[c, b, a]| [a, b, c].map(|v| index.cut_off(v)));
    Null { id: index.id.clone(), p: observed.is_finite().then_some(p), quantiles, undefined, method: None }
}
