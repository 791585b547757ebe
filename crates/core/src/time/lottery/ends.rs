//! The first year and the last: how far areas differ in both, and the verdict.

use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sweep::Systematic;
use crate::time::convergence::{Beta, PitmanMorgan, Tested, beta_convergence, pitman_morgan, standard_deviation};
use crate::time::fixed::{chance_factor, figures};
use crate::time::spread::{AreaDraws, Spread, chance};
use crate::time::verdict::{Direction, LEVEL};

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The difference of the systematic variation of the first and last year, from the same draws of practices.
    Practices,
    /// The spread of logarithms of rates in the first and last year: Pitman and Morgan's test with robust errors.
    Logarithms,
    /// The difference of the weighted variation in both, less chance where it is known, from the same draws of areas.
    Areas,
}

crate::worded!(Basis { Practices = "practices", Logarithms = "logarithms", Areas = "areas" });

/// The first year and the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Ends {
    /// What is compared.
    pub periods: [Period; 2],
    /// The index in both; `None` where it is undefined.
    pub index: [Option<f64>; 2],
    /// Their difference, with its limits.
    pub difference: Option<(f64, Option<[f64; 2]>)>,
    /// Standard deviation of the logarithms in both, of areas above zero in both.
    pub sd_log: [Option<f64>; 2],
    /// Areas above zero in both, and areas that are not.
    pub areas: [usize; 2],
    /// Whether the spread of logarithms is the same.
    pub pitman_morgan: Result<PitmanMorgan, Undefined>,
    /// Whether areas that were high grew less.
    pub beta: Result<Beta, Undefined>,
    /// Share of the variance of the first logarithms that is no chance.
    pub reliability: Result<f64, Undefined>,
    /// The verdict and what it rests on.
    pub verdict: Result<(Direction, Basis), Undefined>,
}

/// Chance may make this share of the variance of logarithms before their test says nothing of areas.
const MOST_CHANCE: f64 = 0.1;

/// The first and last year.
pub(super) fn compared(
    pooled: [Slice; 2],
    practices: Option<[Systematic; 2]>,
    draws: &AreaDraws,
    phi: &dyn Fn(&Slice) -> Result<f64, Undefined>,
    tail: f64,
) -> Ends {
    let rates = pooled.each_ref().map(rates);
    let both = rates[0].iter().zip(&rates[1]).filter(|(a, b)| **a > 0.0 && **b > 0.0);
    let (first, last): (Vec<f64>, Vec<f64>) = both.map(|(a, b)| (a.ln(), b.ln())).unzip();
    let zeros = rates[0].len() - first.len();
    let factor = |at: usize| {
        let own = practices.as_ref().and_then(|known| known[at].phi).map(Ok);
        own.unwrap_or_else(|| phi(&pooled[at])).map(|phi| chance_factor(&pooled[at], phi))
    };
    let factors = [factor(0), factor(1)];
    let noise = |at: usize| factors[at].as_ref().map(|f| log_noise(&pooled[at], *f)).map_err(Clone::clone);
    let sd_log = [&first, &last].map(|logs| standard_deviation(logs));
    let small = (0..2).all(|at| {
        let share = noise(at).ok().zip(sd_log[at]).map(|(noise, sd)| noise / (sd * sd));
        share.is_none_or(|share| share < MOST_CHANCE)
    });
    let spreads = match &practices {
        Some(known) => known.each_ref().map(rooted),
        None => pooled.each_ref().map(|slice| draws.spread(slice, 0.0)),
    };
    let pitman_morgan = pitman_morgan(&first, &last);
    let verdict = if practices.is_some() {
        by_difference(&spreads, tail).map(|d| (d, Basis::Practices))
    } else if zeros == 0 && small {
        by_logarithms(pitman_morgan.as_ref()).map(|d| (d, Basis::Logarithms))
    } else {
        let chance = |at: usize| factors[at].as_ref().map_or(0.0, |f| chance(&pooled[at], *f));
        let without = [0, 1].map(|at| draws.spread(&pooled[at], chance(at)));
        by_difference(&without, tail).map(|d| (d, Basis::Areas))
    };
    Ends {
        periods: pooled.each_ref().map(Slice::period),
        index: spreads.each_ref().map(|s| s.value),
        difference: spreads[1].change(&spreads[0], tail),
        sd_log,
        areas: [first.len(), zeros],
        pitman_morgan,
        beta: beta_convergence(&first, &last, years_between(&pooled)),
        reliability: noise(0).and_then(|noise| reliability(noise, sd_log[0])),
        verdict,
    }
}

/// The share of the variance of the first logarithms that is no chance.
fn reliability(noise: f64, sd_log: Option<f64>) -> Result<f64, Undefined> {
    let variance = sd_log.map(|sd| sd * sd).filter(|v| *v > 0.0);
    let variance = variance.ok_or_else(|| Undefined::because("all areas had the same rate at first"))?;
    Ok((1.0 - noise / variance).max(0.0))
}

/// From the first month of one to that of the other; 1 where periods have none.
fn years_between(pooled: &[Slice; 2]) -> f64 {
    let months = |at: usize| pooled[at].period().first_month();
    months(0).zip(months(1)).map_or(1.0, |(a, b)| f64::from(b.since(a)) / 12.0)
}

/// Mean variance that chance gives the logarithm of a rate above zero: factor / observed.
fn log_noise(slice: &Slice, factor: f64) -> f64 {
    let there: Vec<f64> = slice.observed().iter().filter(|o| **o > 0.0).map(|o| factor / o).collect();
    there.iter().sum::<f64>() / there.len().max(1) as f64
}

fn by_difference(spreads: &[Spread; 2], tail: f64) -> Result<Direction, Undefined> {
    let none = || Undefined::because("the variation of the first or last year is undefined");
    let (difference, interval) = spreads[1].change(&spreads[0], tail).ok_or_else(none)?;
    let no_draws = || Undefined::because("nothing was drawn again, so that no interval tells a change from chance");
    let [lower, upper] = interval.ok_or_else(no_draws)?;
    Ok(if lower > 0.0 || upper < 0.0 { Direction::of(difference) } else { Direction::None })
}

fn by_logarithms(test: Result<&PitmanMorgan, &Undefined>) -> Result<Direction, Undefined> {
    let PitmanMorgan { plain, robust } = test.map_err(Clone::clone)?;
    let Tested { t, p, .. } = robust.unwrap_or(*plain);
    Ok(if p <= LEVEL { Direction::of(t) } else { Direction::None })
}

/// The root of a systematic variance, 0 of what is below zero.
pub(super) fn rooted(known: &Systematic) -> Spread {
    let root = |variance: f64| variance.max(0.0).sqrt();
    Spread { value: known.variance.map(root), replicates: known.replicates.iter().copied().map(root).collect() }
}

pub(super) fn rates(slice: &Slice) -> Vec<f64> {
    let (observed, over) = figures(slice);
    observed.iter().zip(over).map(|(o, d)| o / d).collect()
}
