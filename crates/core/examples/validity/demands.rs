//! Forecasts of demand beside what is then counted.

use crate::{heading, percent};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Poisson};
use rayon::prelude::*;
use unwarranted_core::demand::{AreaDemand, Demand, DemandOptions, ProjectedRow, StratumRow, TrendOf, demand};
use unwarranted_core::{Confidence, Period};

const COLUMNS: [&str; 7] = [
    "expected",
    "per person",
    "growth a year",
    "trend",
    "interval of an area holds the count",
    "interval of all together holds it",
    "mean error of all together",
];

/// Mean events of an area and year, what a person has of it, growth of rates in per cent a year, whether the trend is followed.
const SETTINGS: [(f64, f64, f64, TrendOf); 12] = [
    (2.0, 1.0, 0.0, TrendOf::None),
    (10.0, 1.0, 0.0, TrendOf::None),
    (100.0, 1.0, 0.0, TrendOf::None),
    (1000.0, 1.0, 0.0, TrendOf::None),
    (100.0, 4.0, 0.0, TrendOf::None),
    (2.0, 1.0, 0.0, TrendOf::All),
    (10.0, 1.0, 0.0, TrendOf::All),
    (100.0, 1.0, 0.0, TrendOf::All),
    (10.0, 1.0, 3.0, TrendOf::All),
    (100.0, 1.0, 3.0, TrendOf::All),
    (1000.0, 1.0, 3.0, TrendOf::All),
    (100.0, 1.0, 3.0, TrendOf::None),
];

const AREAS: usize = 40;
/// Years counted, and how many after the last is projected.
const YEARS: u16 = 10;
const AHEAD: u16 = 3;
const AGES: [(&str, f64); 3] = [("0-39", 0.5), ("40-64", 1.0), ("65+", 3.0)];

fn year(number: u16) -> Period {
    Period::parse(&(2010 + number).to_string()).unwrap()
}

/// One data set: the forecast, and what is counted then in each area.
fn forecast(number: usize, (expected, person, growth, trend): (f64, f64, f64, TrendOf)) -> (Demand, Vec<f64>) {
    let seed = number as u64 ^ expected.to_bits().rotate_left(5) ^ person.to_bits() ^ growth.to_bits().rotate_left(17);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let whole: f64 = AGES.iter().map(|(_, share)| share).sum();
    let mut count = |share: f64, area: usize, number: u16, people: f64| {
        let size = 0.5 + area as f64 / (AREAS as f64 - 1.0);
        let mean = expected * size * share / whole * people * (1.0 + growth / 100.0).powi(i32::from(number));
        person * Poisson::new(mean / person).unwrap().sample(&mut rng)
    };
    let (mut counted, mut projected, mut then) = (Vec::new(), Vec::new(), vec![0.0; AREAS]);
    for (area, then) in then.iter_mut().enumerate() {
        let code = format!("A{area:02}");
        for (age, share) in AGES {
            for number in 0..YEARS {
                let observed = count(share, area, number, 1.0);
                let (area, period, stratum) = (code.as_str().into(), year(number), age.into());
                counted.push(StratumRow { area, period, stratum, observed, population: 1000.0 });
            }
            // Older people become more.
            let people = if share > 2.0 { 1.2 } else { 1.0 };
            *then += count(share, area, YEARS - 1 + AHEAD, people);
            let period = year(YEARS - 1 + AHEAD);
            projected.push(ProjectedRow {
                area: code.as_str().into(),
                period,
                stratum: age.into(),
                population: 1000.0 * people,
            });
        }
    }
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    let options = DemandOptions { rates_of: 3, trend, per_person: person, confidence, replicates: 499, seed: 1 };
    (demand(&counted, &projected, &options).unwrap().remove(0), then)
}

/// One line: how many counts lie within the intervals of areas and of all, and how far the sum is off in per cent.
fn table(setting: (f64, f64, f64, TrendOf), data_sets: usize) -> [f64; 3] {
    let holds =
        |of: &AreaDemand, count: f64| of.lower.is_some_and(|l| l <= count) && of.upper.is_some_and(|u| count <= u);
    let one = |number: usize| -> (usize, usize, f64) {
        let (found, then) = forecast(number, setting);
        let all: f64 = then.iter().sum();
        let inside = found.areas.iter().zip(&then).filter(|(of, count)| holds(of, **count)).count();
        (inside, usize::from(holds(&found.all, all)), found.all.demand / all - 1.0)
    };
    let all: Vec<(usize, usize, f64)> = (0..data_sets).into_par_iter().map(one).collect();
    let areas = percent(all.iter().map(|x| x.0).sum(), AREAS * data_sets);
    let together = percent(all.iter().map(|x| x.1).sum(), data_sets);
    let error = 100.0 * all.iter().map(|x| x.2).sum::<f64>() / data_sets as f64;
    let (expected, person, growth, trend) = setting;
    let followed = if trend == TrendOf::All { "followed" } else { "none" };
    println!("| {expected} | {person} | {growth} % | {followed} | {areas:.1} | {together:.1} | {error:+.1} % |");
    [areas, together, error]
}

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, data_sets));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [areas, together, error] = table(SETTINGS[2], 60);
    assert!((93.0..=97.5).contains(&areas) && together > 85.0 && error.abs() < 2.0, "{areas} {together} {error}");
}
