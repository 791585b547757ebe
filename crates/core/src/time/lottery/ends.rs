//! The first year and the last: how far areas differ in both, and the verdict.

use super::unknown::{Estimated, shares_of_logarithms, without};
use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sweep::Systematic;
use crate::time::convergence::{Beta, PitmanMorgan, Tested, beta_convergence, pitman_morgan, standard_deviation};
use crate::time::direction::{Direction, LEVEL};
use crate::time::fixed::{chance_factor, figures};
use crate::time::spread::{Spread, chance, jackknife, squared_cv, taken};

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The difference of the systematic variation of the first and last year, from the same draws of practices.
    Practices,
    /// The spread of logarithms of rates in the first and last year: Pitman and Morgan's test with robust errors.
    Logarithms,
    /// The difference of the weighted variation in both, and of what is left of it without chance, by the jackknife over areas.
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
    /// Chance as the data show it, where nothing says how large it is; `None` where it is known.
    pub estimated: Option<Result<Estimated, Undefined>>,
    /// The verdict and what it rests on.
    pub verdict: Result<(Direction, Basis), Undefined>,
}

/// Chance may make this share of the variance of logarithms before their test says nothing of areas.
const MOST_CHANCE: f64 = 0.1;

/// The first and last year.
pub(super) fn compared(
    pooled: [Slice; 2],
    practices: Option<[Systematic; 2]>,
    phi: &dyn Fn(&Slice) -> Result<f64, Undefined>,
    tail: f64,
) -> Ends {
    let ([first, last], zeros) = both_above_zero(&pooled);
    let sd_log = [&first, &last].map(|logs| standard_deviation(logs));
    let factors = factors(&pooled, practices.as_ref(), phi);
    let (index, difference) = match &practices {
        Some(known) => {
            let [first, last] = known.each_ref().map(rooted);
            ([first.value, last.value], last.change(&first, tail))
        }
        None => (
            pooled.each_ref().map(|slice| weighted(slice, &every(slice)).map(f64::sqrt)),
            difference(&pooled, tail, |areas| Some(both(&pooled, areas)?.map(f64::sqrt))),
        ),
    };
    let test = pitman_morgan(&first, &last);
    let logarithms = Logarithms { test: &test, sd_log, all: zeros == 0 };
    let (verdict, estimated) = match (&practices, &factors) {
        (Some(_), _) => (by_interval(difference).map(|d| (d, Basis::Practices)), None),
        (None, [Ok(a), Ok(b)]) => (of_known(&pooled, [*a, *b], &logarithms, difference, tail), None),
        (None, _) => {
            let estimated = Estimated::of(&pooled);
            let known = estimated.as_ref().map(|_| ()).map_err(Clone::clone);
            (known.and_then(|()| of_unknown(&pooled, &logarithms, difference, tail)), Some(estimated))
        }
    };
    let noise = factors[0].clone().map(|factor| log_noise(&pooled[0], factor));
    Ends {
        periods: pooled.each_ref().map(Slice::period),
        index,
        difference,
        sd_log,
        areas: [first.len(), zeros],
        beta: beta_convergence(&first, &last, years_between(&pooled)),
        reliability: noise.and_then(|noise| reliability(noise, sd_log[0])),
        estimated,
        verdict,
        pitman_morgan: test,
    }
}

/// Chance in both years: as practices show it, or as `phi` says.
fn factors(
    pooled: &[Slice; 2],
    practices: Option<&[Systematic; 2]>,
    phi: &dyn Fn(&Slice) -> Result<f64, Undefined>,
) -> [Result<f64, Undefined>; 2] {
    [0, 1].map(|at| {
        let own = practices.and_then(|known| known[at].phi).map(Ok);
        own.unwrap_or_else(|| phi(&pooled[at])).map(|phi| chance_factor(&pooled[at], phi))
    })
}

/// Logarithms of the rates of areas that are above zero in both, and how many areas are not.
fn both_above_zero(pooled: &[Slice; 2]) -> ([Vec<f64>; 2], usize) {
    let rates = pooled.each_ref().map(rates);
    let both = rates[0].iter().zip(&rates[1]).filter(|(a, b)| **a > 0.0 && **b > 0.0);
    let (first, last): (Vec<f64>, Vec<f64>) = both.map(|(a, b)| (libm::log(*a), libm::log(*b))).unzip();
    let zeros = rates[0].len() - first.len();
    ([first, last], zeros)
}

/// The test of logarithms, which takes areas above zero and little chance.
struct Logarithms<'a> {
    test: &'a Result<PitmanMorgan, Undefined>,
    sd_log: [Option<f64>; 2],
    /// Whether all areas have one in both years.
    all: bool,
}

impl Logarithms<'_> {
    fn verdict(&self) -> Result<(Direction, Basis), Undefined> {
        by_logarithms(self.test.as_ref()).map(|d| (d, Basis::Logarithms))
    }
}

/// A difference with its limits.
type Change = Option<(f64, Option<[f64; 2]>)>;

/// The verdict where chance is known: a change of the variation as it is that is one without chance too. A treatment that gets rarer has more chance, and
/// no lottery that grows.
fn of_known(
    pooled: &[Slice; 2],
    factors: [f64; 2],
    logarithms: &Logarithms<'_>,
    change: Change,
    tail: f64,
) -> Result<(Direction, Basis), Undefined> {
    let small = (0..2).all(|at| {
        let share = logarithms.sd_log[at].map(|sd| log_noise(&pooled[at], factors[at]) / (sd * sd));
        share.is_none_or(|share| share < MOST_CHANCE)
    });
    if logarithms.all && small {
        return logarithms.verdict();
    }
    let without = difference(pooled, tail, |areas| {
        let squares = both(pooled, areas)?;
        Some([0, 1].map(|at| {
            let [observed, over] = taken(&pooled[at], areas);
            squares[at] - chance(&observed, &over, factors[at])
        }))
    });
    both_hold(change, without)
}

/// The verdict that holds without chance and with chance at its largest, and so with any in between: the difference of the squared
/// variations is a straight line in the dispersion (bounds as in Manski 2003; each of two tests has to hold: Berger 1982, Technometrics 24:295).
fn of_unknown(
    pooled: &[Slice; 2],
    logarithms: &Logarithms<'_>,
    change: Change,
    tail: f64,
) -> Result<(Direction, Basis), Undefined> {
    let small = shares_of_logarithms(pooled).is_some_and(|shares| shares.iter().all(|share| *share < MOST_CHANCE));
    if logarithms.all && small {
        return logarithms.verdict();
    }
    both_hold(change, difference(pooled, tail, |areas| without(pooled, areas)))
}

fn both_hold(first: Change, second: Change) -> Result<(Direction, Basis), Undefined> {
    let [first, second] = [by_interval(first)?, by_interval(second)?];
    Ok((if first == second { first } else { Direction::None }, Basis::Areas))
}

fn every(slice: &Slice) -> Vec<usize> {
    (0..slice.len()).collect()
}

/// Weighted squared variation of some areas.
fn weighted(slice: &Slice, areas: &[usize]) -> Option<f64> {
    let [observed, over] = taken(slice, areas);
    squared_cv(observed.iter().zip(&over))
}

/// The same of both years.
fn both(pooled: &[Slice; 2], areas: &[usize]) -> Option<[f64; 2]> {
    Some([weighted(&pooled[0], areas)?, weighted(&pooled[1], areas)?])
}

/// By how much a figure of both years differs, of all areas and with each of them left out.
fn difference(pooled: &[Slice; 2], tail: f64, of: impl Fn(&[usize]) -> Option<[f64; 2]>) -> Change {
    jackknife(pooled[0].len(), tail, |areas| of(areas).map(|[first, last]| last - first))
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

fn by_interval(change: Change) -> Result<Direction, Undefined> {
    let none = || Undefined::because("the variation of the first or last year is undefined");
    let (difference, interval) = change.ok_or_else(none)?;
    let no_limits = || {
        Undefined::because(
            "no interval tells a change from chance: practices were not drawn again, or there are fewer than three areas",
        )
    };
    let [lower, upper] = interval.ok_or_else(no_limits)?;
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
