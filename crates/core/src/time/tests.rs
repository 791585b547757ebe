//! Amounts in which nothing changes but chance: money that patients take, of areas with one true rate.

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
    (LOG_MEAN + 1.5 * LOG_SD * LOG_SD).exp()
}

/// Money of areas of 100,000 people in every period, where `patients` has the mean number of patients of an area and period.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a drawn count is whole and small")]
fn money(seed: u64, areas: usize, periods: &[Period], patients: impl Fn(usize, usize) -> f64) -> Fixed {
    let mut rng = Generator::from_seed(seed);
    let mut slice = |(at, period): (usize, &Period)| {
        let mut area = |i: usize| {
            let own = draw(&mut rng, patients(i, at)) as usize;
            let months = period.full_months().unwrap();
            SliceArea {
                code: format!("A{i:02}").into(),
                name: None,
                observed: (0..own).map(|_| (LOG_MEAN + LOG_SD * normal(&mut rng)).exp()).sum(),
                denominator: Some(1e5),
                expected: None,
                months,
            }
        };
        let all = (0..areas).map(&mut area).collect();
        Slice::new("drug", *period, Kind::Amount, all, Vec::new(), period.full_months().unwrap()).unwrap()
    };
    let slices: Vec<Slice> = periods.iter().enumerate().map(&mut slice).collect();
    Fixed::of(&slices).unwrap()
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

fn years() -> Vec<Period> {
    (2012..2022).map(Period::FinancialYear).collect()
}

/// From 400 patients in the first year to 30 in the last: chance grows, areas stay alike.
#[test]
fn a_treatment_that_gets_rarer_has_no_verdict_where_chance_is_unknown() {
    let rarer = |_: usize, at: usize| 400.0 * (30.0_f64 / 400.0).powf(at as f64 / 9.0);
    let verdict = |fixed: &Fixed, phi: &dyn Fn(&Slice) -> Result<f64, Undefined>| {
        lottery(fixed, None, phi, &options()).unwrap().ends.unwrap().verdict
    };
    let mut told = 0;
    for seed in 0..20 {
        let fixed = money(seed, 60, &years(), rarer);
        assert!(verdict(&fixed, &unknown).unwrap_err().reason.contains("gets rarer"));
        told += usize::from(verdict(&fixed, &known).unwrap().0 != Direction::None);
    }
    assert!(told <= 3, "{told} of 20 sets in which no lottery grows");
    // Areas that really part company are found once chance is known.
    let apart =
        |i: usize, at: usize| 200.0 * if i.is_multiple_of(2) { 1.0 + 0.08 * at as f64 } else { 1.0 - 0.08 * at as f64 };
    assert_eq!(verdict(&money(1, 60, &years(), apart), &known).unwrap().0, Direction::Growing);
}

/// One patient or two at a time, who come and go: no area changes what it does.
#[test]
fn a_step_of_money_is_not_told_from_a_patient() {
    let months: Vec<Period> = (0..60).map(|m| Period::Month(Month::new(2020, 1).unwrap().plus(m))).collect();
    let named = |fixed: &Fixed, phi: &dyn Fn(&Slice) -> Result<f64, Undefined>| {
        let national = national(fixed, &options().series);
        let mut steps = vec![area_steps(fixed, &national, phi, &AreaRecords::default(), None)];
        control(&mut steps);
        let found = steps[0].iter().filter(|s| s.change().is_some()).count();
        (found, steps[0].iter().filter(|s| s.found.is_ok()).count())
    };
    // A stay of twenty months or so, at another time in each area.
    let stay = |i: usize, at: usize| if (10..30).contains(&(at.wrapping_sub(i % 20))) { 2.0 } else { 0.0 };
    let fixed = money(2, 80, &months, stay);
    assert_eq!(named(&fixed, &unknown), (0, 0));
    assert_eq!(named(&fixed, &known), (0, 0));
    // Areas of fifty patients of which one in four lost half of them.
    let halved = |i: usize, at: usize| if i.is_multiple_of(4) && at >= 30 { 25.0 } else { 50.0 };
    let fixed = money(3, 80, &months, halved);
    assert_eq!(named(&fixed, &unknown), (0, 0));
    let (found, tested) = named(&fixed, &known);
    assert!((12..=21).contains(&found) && tested == 80, "{found} of {tested}");
}
