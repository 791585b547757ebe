//! Amounts in which nothing changes but chance, and such in which areas do: money that patients take.

use super::*;
use crate::data::kind::Kind;
use crate::data::month::Month;
use crate::data::period::Period;
use crate::data::slice::{Slice, SliceArea};
use crate::error::Undefined;
use crate::findings::AreaRecords;
use crate::rates::interval::Confidence;
use crate::sampling::poisson::draw;
use crate::sampling::stream::Generator;
use crate::time::testing::normal;

/// What a patient takes in a period: its logarithm has the mean 4 and the standard deviation 0.8.
const LOG_MEAN: f64 = 4.0;
const LOG_SD: f64 = 0.8;

/// Its mean square over its mean: the variance of an area's sum over its mean.
fn dispersion() -> f64 {
    libm::exp(LOG_MEAN + 1.5 * LOG_SD * LOG_SD)
}

/// Patients of an area who stay: a patient is there in the next period with the probability `stay`. `mean` has the mean number of them by area and
/// period; `habit` multiplies it, the logarithm of an area's own times the spread of the period.
struct Nation<M: Fn(usize, usize) -> f64, S: Fn(usize) -> f64> {
    areas: usize,
    periods: Vec<Period>,
    stay: f64,
    mean: M,
    spread: S,
}

impl<M: Fn(usize, usize) -> f64, S: Fn(usize) -> f64> Nation<M, S> {
    fn money(&self, seed: u64) -> Fixed {
        let mut rng = Generator::from_seed(seed);
        let habit: Vec<f64> = (0..self.areas).map(|_| normal(&mut rng)).collect();
        let people: Vec<f64> = (0..self.areas).map(|_| 1e5 * libm::exp(0.4 * normal(&mut rng))).collect();
        let mut patients: Vec<Vec<f64>> = vec![Vec::new(); self.areas];
        let mut slices = Vec::new();
        for (at, period) in self.periods.iter().enumerate() {
            let months = period.full_months().unwrap();
            let mut area = |i: usize| {
                let spread = (self.spread)(at);
                let own = libm::exp(spread * habit[i] - spread * spread / 2.0) * people[i] / 1e5 * (self.mean)(i, at);
                let kept = if at == 0 { 0.0 } else { self.stay };
                let new = draw(&mut rng, own * (1.0 - kept));
                patients[i].retain(|_| (rng.below(1 << 30) as f64) < kept * f64::from(1u32 << 30));
                let mut left = new;
                while left >= 1.0 {
                    patients[i].push(libm::exp(LOG_MEAN + LOG_SD * normal(&mut rng)));
                    left -= 1.0;
                }
                let code = format!("A{i:03}").into();
                let (observed, denominator) = (patients[i].iter().sum(), Some(people[i]));
                SliceArea { code, name: None, observed, denominator, expected: None, months }
            };
            let all = (0..self.areas).map(&mut area).collect();
            slices.push(Slice::new("drug", *period, Kind::Amount, all, Vec::new(), months).unwrap());
        }
        Fixed::of(&slices).unwrap()
    }
}

fn unknown(_: &Slice) -> Result<f64, Undefined> {
    Err(Undefined::because("nothing says what one person takes"))
}

fn known(_: &Slice) -> Result<f64, Undefined> {
    Ok(dispersion())
}

fn options() -> TrendOptions {
    let series = SeriesOptions { ahead: 2, confidence: Confidence::new(0.95, "confidence").unwrap() };
    TrendOptions { series, replicates: 199, seed: 1 }
}

type Chance<'a> = &'a dyn Fn(&Slice) -> Result<f64, Undefined>;

/// Sets of `seeds` that are growing and shrinking.
fn verdicts<M: Fn(usize, usize) -> f64, S: Fn(usize) -> f64>(
    nation: &Nation<M, S>,
    seeds: u64,
    phi: Chance<'_>,
) -> [usize; 2] {
    let mut told = [0, 0];
    for seed in 0..seeds {
        let ends = lottery(&nation.money(seed), None, phi, &options()).unwrap().ends.unwrap();
        match ends.verdict.unwrap().0 {
            Direction::Growing => told[0] += 1,
            Direction::Shrinking => told[1] += 1,
            Direction::None => {}
        }
    }
    told
}

fn ten_years() -> Vec<Period> {
    (2012..2022).map(Period::FinancialYear).collect()
}

fn sixty_months() -> Vec<Period> {
    (0..60).map(|m| Period::Month(Month::new(2020, 1).unwrap().plus(m))).collect()
}

/// From `from` patients in the first year to `to` in the last.
fn passing(from: f64, to: f64) -> impl Fn(usize, usize) -> f64 {
    move |_, at| from * libm::pow(to / from, at as f64 / 9.0)
}

/// Named areas of each of `seeds` sets, and how many areas were tested in all of them.
fn named<M: Fn(usize, usize) -> f64, S: Fn(usize) -> f64>(
    nation: &Nation<M, S>,
    seeds: u64,
    phi: Chance<'_>,
) -> (Vec<usize>, usize) {
    let mut tested = 0;
    let one = |seed: u64| {
        let fixed = nation.money(seed);
        let national = national(&fixed, &options().series);
        let chance = StepChance::of(&fixed, phi);
        let mut steps = vec![area_steps(&fixed, &national, &chance, &AreaRecords::default(), None)];
        control(&mut steps);
        tested += steps[0].iter().filter(|s| s.found.is_ok()).count();
        steps[0].iter().filter(|s| s.change().is_some()).count()
    };
    ((0..seeds).map(one).collect(), tested)
}

/// Nobody parts company: from 400 patients in the first year to 30 in the last, and the other way round.
#[test]
fn a_treatment_that_gets_rarer_does_not_make_the_lottery_grow_nor_one_that_spreads_shrink() {
    for (from, to) in [(400.0, 30.0), (30.0, 400.0)] {
        for (stay, spread) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.3)] {
            let nation = Nation { areas: 60, periods: ten_years(), stay, mean: passing(from, to), spread: |_| spread };
            let told = verdicts(&nation, 16, &unknown);
            assert!(told[0].max(told[1]) <= 3, "{from} to {to}, {stay}, {spread}: {told:?} of 16");
        }
    }
}

#[test]
fn a_lottery_that_grows_is_found_without_knowing_chance() {
    for (from, to, at) in [(0.1, 0.4, 0), (0.5, 0.3, 1)] {
        let spread = |year: usize| from + (to - from) * year as f64 / 9.0;
        let nation = Nation { areas: 60, periods: ten_years(), stay: 0.0, mean: passing(100.0, 100.0), spread };
        for phi in [&unknown as Chance<'_>, &known] {
            assert!(verdicts(&nation, 6, phi)[at] >= 5, "{from} to {to}");
        }
    }
}

#[test]
fn chance_that_is_known_is_not_estimated_and_few_areas_have_no_verdict() {
    let nation = Nation { areas: 60, periods: ten_years(), stay: 0.0, mean: passing(400.0, 30.0), spread: |_| 0.0 };
    let fixed = nation.money(1);
    let ends = |phi: Chance<'_>| lottery(&fixed, None, phi, &options()).unwrap().ends.unwrap();
    assert_eq!(ends(&known).estimated, None);
    let found = ends(&unknown).estimated.unwrap().unwrap();
    // All is chance, and more of it in the last year; the break-even is the true dispersion.
    assert!(found.shares[1] > 0.7, "{found:?}");
    let phi = found.break_even.unwrap();
    assert!((0.5..2.0).contains(&(phi / dispersion())), "{phi} for {}", dispersion());
    let few = Nation { areas: 4, periods: ten_years(), stay: 0.0, mean: passing(400.0, 30.0), spread: |_| 0.0 };
    let ends = lottery(&few.money(1), None, &unknown, &options()).unwrap().ends.unwrap();
    assert!(ends.verdict.unwrap_err().reason.contains("takes 5 areas"));
}

/// A patient or two who come and stay: no area changes what it does.
#[test]
fn a_patient_who_comes_or_goes_is_no_change_of_an_area() {
    for (patients, stay) in [(0.25, 0.0), (0.5, 0.9), (5.0, 0.9)] {
        let nation = Nation { areas: 80, periods: sixty_months(), stay, mean: |_, _| patients, spread: |_| 0.0 };
        let (names, _) = named(&nation, 4, &unknown);
        assert!(names.iter().sum::<usize>() <= 2, "{patients}, {stay}: {names:?} of 80 areas");
        let (names, _) = named(&nation, 2, &|_: &Slice| Ok(dispersion() / (1.0 - stay)));
        assert!(names.iter().sum::<usize>() <= 1, "known: {names:?}");
    }
}

#[test]
fn areas_that_stop_are_found_without_knowing_chance() {
    let stopped = |i: usize, at: usize| if i.is_multiple_of(4) && at >= 30 { 10.0 } else { 100.0 };
    let nation = Nation { areas: 80, periods: sixty_months(), stay: 0.0, mean: stopped, spread: |_| 0.5 };
    let (names, tested) = named(&nation, 2, &unknown);
    assert!(names.iter().all(|n| (18..=21).contains(n)) && tested >= 156, "{names:?}, {tested} tested");
}

#[test]
fn areas_with_too_little_count_among_the_tested_ones() {
    let nation = Nation { areas: 80, periods: sixty_months(), stay: 0.0, mean: |_, _| 2.0, spread: |_| 0.0 };
    let fixed = nation.money(1);
    let chance = Ok(Some(StepChance { phi: fixed.slices[0].observed()[0].max(1.0) * 1e3, estimated: false }));
    let national = national(&fixed, &options().series);
    let steps = area_steps(&fixed, &national, &chance, &AreaRecords::default(), None);
    assert!(steps.iter().all(|s| s.few && s.found.as_ref().is_err_and(|e| e.reason.contains("10 patients"))));
}
