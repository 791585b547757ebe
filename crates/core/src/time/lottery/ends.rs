//! The first year and the last: how far areas differ in both, and the verdict.

use super::{Basis, Ends, rates, rooted};
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sweep::Systematic;
use crate::time::convergence::{PitmanMorgan, Tested, beta_convergence, pitman_morgan, standard_deviation};
use crate::time::fixed::chance_factor;
use crate::time::spread::{AreaDraws, Spread, chance};
use crate::time::verdict::{Direction, LEVEL};

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
