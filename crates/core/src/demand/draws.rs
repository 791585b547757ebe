//! Intervals by simulation: of the counts behind the rates, of the trend, and of the count to come.

use super::DemandOptions;
use super::given::Cell;
use super::strata::Strata;
use super::trend::Trend;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::gamma::Gamma;
use crate::sampling::poisson::draw;
use crate::sampling::stream::{Generator, Purpose, Streams};
use crate::sampling::ziggurat::ZIGGURAT;
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
    let cells: Vec<Counted> = people.iter().zip(&rates).zip(strata.taken()).map(Counted::of).collect();
    let together = Counted::together(&cells);
    let phi = options.per_person;
    let one = |number: usize| {
        let mut rng = streams.stream(number);
        let shift = ZIGGURAT.normal(&mut rng);
        let factor = trend.map_or(1.0, |trend| (trend.factor + trend.sd * shift).max(0.0));
        let drawn = |own: &Counted, rng: &mut Generator| counted(own.mean(phi, rng) * factor, phi, rng);
        let mut all: Vec<f64> = cells.iter().map(|own| drawn(own, &mut rng)).collect();
        all.push(drawn(&together, &mut rng));
        all
    };
    let drawn: Vec<Vec<f64>> = (0..options.replicates).into_par_iter().map(one).collect();
    let limits = |values: Vec<f64>| {
        let (order, tail) = (sorted(&values), options.confidence.tail());
        let end = |p: f64| quantile(&order, p).unwrap_or(f64::NAN);
        [end(tail), end(1.0 - tail)]
    };
    let one = |at: usize| limits(drawn.iter().map(|draw| draw[at]).collect());
    Ok((one(people.len()), (0..people.len()).map(one).collect()))
}

/// What was counted in strata, times the people to come over those of then. A weighted sum of Poisson counts.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    /// The sum: what follows from the counts.
    mean: f64,
    /// Its variance over that of one event: the sum of squared weights times counts.
    variance: f64,
    /// The largest weight: what one event more could have added.
    most: f64,
    /// What follows from rates of all areas, which stays.
    borrowed: f64,
}

impl Counted {
    fn of(((people, rates), taken): ((&Vec<f64>, &Vec<f64>), &Vec<Cell>)) -> Self {
        let mut sum = Self::default();
        for ((cell, people), rate) in taken.iter().zip(people).zip(rates) {
            match cell {
                [observed, denominator] if *denominator > 0.0 => {
                    let weight = people / denominator;
                    sum.mean += weight * observed;
                    sum.variance += weight * weight * observed;
                    sum.most = sum.most.max(weight);
                }
                _ => sum.borrowed += rate * people,
            }
        }
        sum
    }

    /// All areas as one: their limits taken singly would add up what none of them has.
    fn together(areas: &[Self]) -> Self {
        areas.iter().fold(Self::default(), |sum, own| Self {
            mean: sum.mean + own.mean,
            variance: sum.variance + own.variance,
            most: sum.most.max(own.most),
            borrowed: sum.borrowed + own.borrowed,
        })
    }

    /// What may truly be behind the counts: a draw from the gamma distributions of the lower or, as often, of the upper limit of a weighted sum
    /// of Poisson counts (Fay & Feuer 1997; the two mixed: Fay & Kim 2017). The upper one has one more event of the largest weight, so
    /// that nothing counted does not say that nothing ever will be.
    fn mean(&self, phi: f64, rng: &mut Generator) -> f64 {
        let one = if rng.below(2) == 0 { 0.0 } else { phi * self.most };
        let (mean, variance) = (self.mean + one, phi * self.variance + one * one);
        let drawn = Gamma::new(mean * mean / variance, variance / mean).map_or(mean, |gamma| gamma.draw(rng));
        drawn + self.borrowed
    }
}

/// A count with this mean, of persons who have `phi` each.
fn counted(mean: f64, phi: f64, rng: &mut Generator) -> f64 {
    phi * draw(rng, mean / phi)
}
