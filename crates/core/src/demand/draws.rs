//! Intervals by simulation: of the counts behind the rates, of the trend, and of the count to come.

use super::DemandOptions;
use super::given::Cell;
use super::strata::Strata;
use super::trend::Trend;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::poisson::draw;
use crate::sampling::stream::{Generator, Purpose, Streams};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

/// Draws below which ends of an interval say nothing.
const FEWEST: usize = 99;

type Limits = [f64; 2];

/// The interval of all areas together and of each.
///
/// # Errors
/// Undefined for fewer than 99 draws, and for what is not counted in whole numbers.
pub(super) fn intervals(
    strata: &Strata,
    at: usize,
    trend: Option<Trend>,
    options: &DemandOptions,
) -> Result<(Limits, Vec<Limits>), Undefined> {
    if options.replicates < FEWEST {
        return Err(Undefined::because(format!("an interval takes {FEWEST} draws or more")));
    }
    if strata.taken().iter().flatten().any(|[observed, _]| observed.fract() != 0.0) {
        return Err(Undefined::because("what is observed is not in whole numbers, so that its chance is not known"));
    }
    let people = strata.projected_people(at);
    let rates: Vec<Vec<f64>> = (0..people.len()).map(|area| strata.rates(area)).collect();
    let period = strata.projected_periods()[at].to_string();
    let streams = Streams::keyed(options.seed, Purpose::Demand, &[period.as_bytes()]);
    let one = |number: usize| {
        let mut rng = streams.stream(number);
        let shift: f64 = StandardNormal.sample(&mut rng);
        let factor = trend.map_or(1.0, |trend| (trend.factor + trend.sd * shift).max(0.0));
        let of = |(area, (people, rates)): (usize, (&Vec<f64>, &Vec<f64>))| {
            let mean = mean(&strata.taken()[area], people, rates, (options.per_person, &mut rng));
            counted(mean * factor, options.per_person, &mut rng)
        };
        people.iter().zip(&rates).enumerate().map(of).collect::<Vec<f64>>()
    };
    let drawn: Vec<Vec<f64>> = (0..options.replicates).into_par_iter().map(one).collect();
    let limits = |values: Vec<f64>| {
        let (order, tail) = (sorted(&values), options.confidence.tail());
        let end = |p: f64| quantile(&order, p).unwrap_or(f64::NAN);
        [end(tail), end(1.0 - tail)]
    };
    let areas = (0..people.len()).map(|area| limits(drawn.iter().map(|draw| draw[area]).collect())).collect();
    Ok((limits(drawn.iter().map(|draw| draw.iter().sum()).collect()), areas))
}

/// What the people would have at rates whose counts are drawn again; a rate of all areas stays.
fn mean(taken: &[Cell], people: &[f64], rates: &[f64], (phi, rng): (f64, &mut Generator)) -> f64 {
    let one = |((cell, people), rate): ((&Cell, &f64), &f64)| match cell {
        [observed, denominator] if *denominator > 0.0 => counted(*observed, phi, rng) / denominator * people,
        _ => rate * people,
    };
    taken.iter().zip(people).zip(rates).map(one).sum()
}

/// A count with this mean, of persons who have `phi` each.
fn counted(mean: f64, phi: f64, rng: &mut Generator) -> f64 {
    phi * draw(rng, mean / phi)
}
