//! What chance alone would give, and the interval: the target is computed again in every draw.

use super::OpportunityOptions;
use super::target::{Aim, MoveTo, Sums};
use crate::data::kind::ExpectedFrom;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::quantile::{quantile, sorted};
use crate::sampling::model::Model;
use crate::sampling::stream::{Purpose, Streams};
use crate::simulation::bootstrap::{FEW, LEAST_AREAS};
use crate::simulation::method::IndexInterval;
use crate::simulation::practices::{by_area, redrawn};
use rayon::prelude::*;

fn phi(slice: &Slice) -> f64 {
    slice.dispersion().unwrap_or(1.0)
}

/// The mean of the clipped sum where all areas have the same true rate, less what it would be without chance: that is above zero
/// only where the target is no rate of the areas. Never below zero, and exactly zero where no draw has an area on the other side of a
/// rate that is given: chance then moves the sum up as often as down, and adds nothing.
///
/// # Errors
/// Undefined where chance is not known.
pub(super) fn by_chance(
    slice: &Slice,
    base: &[f64],
    aim: &Aim,
    options: &OpportunityOptions,
) -> Result<f64, Undefined> {
    if slice.below_zero() > 0 {
        return Err(Undefined::because("some areas have amounts below zero, which no model of chance allows"));
    }
    let model = Model::chance(slice, phi(slice))?;
    let streams = Streams::new(options.seed, Purpose::OpportunityByChance, slice);
    let rate = slice.observed().iter().sum::<f64>() / base.iter().sum::<f64>();
    let even: Vec<f64> = base.iter().map(|d| rate * d).collect();
    // At a given rate chance moves the signed sum as often up as down. What it adds to the clipped one is what lies on the other side of the
    // rate: counting that alone leaves the noise of the draws out.
    let wrong_side = matches!(aim.to, MoveTo::Rate(_)) && aim.sums(&even, base).signed > 0.0;
    let of = |sums: Sums| if wrong_side { sums.clipped - sums.signed } else { sums.clipped };
    let drawn = model.each(slice.len(), streams, options.replicates, |counts| of(aim.sums(counts, base)));
    Ok((drawn.iter().sum::<f64>() / drawn.len() as f64 - of(aim.sums(&even, base))).max(0.0))
}

/// The interval of what is beyond chance in the clipped sum: the basic bootstrap around the median of the draws.
///
/// Chance adds all of `by_chance` where areas do not differ and next to nothing where they differ much. The lower end has all of it
/// taken off and the upper end nothing, so that the interval holds the truth in either case.
///
/// # Errors
/// Undefined for fewer than five areas, and where neither practices nor a fitted model can be drawn from.
pub(super) fn interval(
    slice: &Slice,
    base: &[f64],
    aim: &Aim,
    options: &OpportunityOptions,
    (clipped, by_chance): (f64, f64),
) -> Result<([f64; 2], IndexInterval), Undefined> {
    if slice.len() < LEAST_AREAS {
        return Err(Undefined::because(FEW));
    }
    let streams = Streams::new(options.seed, Purpose::Opportunity, slice);
    let practices = slice.practices().filter(|_| slice.expected_from() == ExpectedFrom::Internal);
    let (drawn, method) = match practices {
        Some(practices) => {
            let areas = by_area(slice, practices)?;
            let one = |number: usize| {
                let (observed, base): (Vec<f64>, Vec<f64>) =
                    redrawn(&areas, &mut streams.stream(number)).into_iter().map(|[o, d]| (o, d)).unzip();
                // An area of practices without patients has no rate.
                base.iter().all(|d| *d > 0.0).then(|| aim.sums(&observed, &base).clipped)
            };
            let drawn: Vec<f64> = (0..options.replicates).into_par_iter().filter_map(one).collect();
            (drawn, IndexInterval::Practices)
        }
        None => {
            let model = Model::overdispersed(slice, phi(slice))?;
            let of = |counts: &[f64]| aim.sums(counts, base).clipped;
            (model.each(slice.len(), streams, options.replicates, of), IndexInterval::bootstrap(slice))
        }
    };
    let order = sorted(&drawn);
    let at = |p: f64| quantile(&order, p).ok_or_else(|| Undefined::because("no draw has a rate in all areas"));
    let tail = options.confidence.tail();
    let (low, middle, high) = (at(tail)?, at(0.5)?, at(1.0 - tail)?);
    Ok(([clipped - by_chance - (high - middle), clipped + (middle - low)], method))
}
