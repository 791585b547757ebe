//! Against numpy 2.4 and scipy 1.17: smoother and moments as full matrices, `scipy.optimize.nnls`.

use super::*;
use crate::data::kind::Kind;
use crate::data::period::{Month, Period};
use crate::data::slice::SliceArea;

/// Areas x months without a random number: `noise` times a spread that falls with size, and `shift` for what becomes of months.
fn slices(areas: u32, months: u32, observed: impl Fn(u32, u32, f64) -> f64) -> Vec<Slice> {
    let slice = |t: u32| {
        let month = Period::Month(Month::new(2020, 1).unwrap().plus(i32::try_from(t).unwrap()));
        let area = |a: u32| {
            let (people, season) = (1000.0 + 137.0 * f64::from(a), 5.0 + f64::from(t % 12) * 0.2);
            let level = people * season * (1.0 + 0.01 * f64::from(a % 5));
            SliceArea {
                code: format!("A{a:02}").into(),
                name: None,
                observed: observed(a, t, level),
                denominator: Some(people),
                expected: None,
                months: 1,
            }
        };
        Slice::new("t", month, Kind::Amount, (0..areas).map(area).collect(), Vec::new(), 1).unwrap()
    };
    (0..months).map(slice).collect()
}

fn noise(a: u32, t: u32) -> f64 {
    f64::from((a * 7919 + t * 104_729 + a * t * 31) % 997) / 997.0 - 0.5
}

/// The noise of sums of 40 units, about a trend.
fn usual(a: u32, t: u32, level: f64) -> f64 {
    let (people, season) = (1000.0 + 137.0 * f64::from(a), 5.0 + f64::from(t % 12) * 0.2);
    let trend = 1.0 + 0.002 * f64::from(t) * f64::from(a % 3);
    level * trend * (1.0 + 2.0 * noise(a, t) * (40.0 / (people * season)).sqrt())
}

#[test]
fn covariances_and_sums_are_those_of_numpy() {
    let found = MonthNoise::of(&slices(24, 40, usual)).unwrap();
    assert_eq!((found.months, found.areas), (40, 24));
    let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    let covariances = [13.511_378_133_898_9, -1.659_680_650_774_65, -0.481_564_089_796_033, 0.490_219_458_376_718];
    for (found, expected) in found.covariances.iter().zip(covariances) {
        close(*found, expected);
    }
    for (months, expected) in [(1, 13.511_378_133_898_9), (3, 10.977_427_873_002_0), (12, 10.401_352_645_383_7)] {
        close(found.dispersion(months), expected);
    }
    for (months, expected) in [(1, 30.342_117_569_347_1), (2, 51.671_968_676_477_0), (3, 68.168_868_148_485_2)] {
        close(found.change(months), expected);
    }
}

#[test]
fn what_shows_no_noise_is_refused_with_its_reason() {
    let refused = |slices: &[Slice]| MonthNoise::of(slices).unwrap_err().reason.into_owned();
    assert!(refused(&slices(24, 35, usual)).contains("fewer than 36 months"));
    assert!(refused(&slices(19, 40, usual)).contains("fewer than 20 areas"));
    let mut gap = slices(24, 41, usual);
    gap.remove(20);
    assert!(refused(&gap).contains("some months are missing"));
    let batch = slices(24, 40, |a, t, level| usual(a, t, level) * if t == 30 { 9.0 } else { 1.0 });
    assert!(refused(&batch).contains("a fifth of its year"));
    // Habits: an area is high for months, and large areas as much as small ones.
    let habits = slices(24, 40, |a, t, level| level * (1.0 + 0.4 * noise(a, t / 4)));
    assert!(refused(&habits).contains("stay high or low for months"));
    let jumps = slices(24, 40, |a, t, level| level * (1.0 + 0.4 * noise(a, t)));
    assert!(refused(&jumps).contains("large areas vary"));
    let still = slices(24, 40, |_, _, level| level);
    assert!(refused(&still).contains("do not differ") || refused(&still).contains("stay"), "{}", refused(&still));
    // Nothing in most months.
    let rare = slices(24, 40, |a, t, level| if (a + t) % 3 == 0 { level } else { 0.0 });
    assert!(refused(&rare).contains("fewer than 20 areas"));
}

#[test]
fn the_order_of_months_and_given_expected_values_make_no_difference() {
    let mut turned = slices(24, 40, usual);
    turned.reverse();
    assert_eq!(MonthNoise::of(&turned).unwrap(), MonthNoise::of(&slices(24, 40, usual)).unwrap());
    let given: Vec<Slice> = slices(24, 40, usual)
        .into_iter()
        .map(|s| {
            let people: std::collections::BTreeMap<_, _> =
                s.areas().iter().map(|a| (a.code.clone(), 3.0 * a.denominator.unwrap())).collect();
            s.with_expected(|code| people.get(code).copied(), None).unwrap()
        })
        .collect();
    let [given, internal] = [given, slices(24, 40, usual)].map(|s| MonthNoise::of(&s).unwrap().dispersion(12));
    assert!((given / internal - 1.0).abs() < 1e-12);
}
