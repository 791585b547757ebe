//! How much of the chance of amounts noise from month to month shows, with persons and how long they stay known.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Poisson};
use rayon::prelude::*;
use unwarranted_core::chance::MonthNoise;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Kind, Month, Period, Slice, analyse};

const COLUMNS: [&str; 4] =
    ["mean stay (months)", "true phi", "phi of months / true phi", "outside 99.8 %, were months taken for chance"];

/// Mean stays in months.
const SETTINGS: [f64; 5] = [1.0, 3.0, 12.0, 36.0, 120.0];

const AREAS: u32 = 106;
const MONTHS: usize = 60;

/// Months of an area whose persons start by Poisson, stay a geometric time and take an exponential amount a month, fetched at
/// random; and the sums of the squares and of the amounts of the last year.
fn months(rng: &mut Xoshiro256PlusPlus, persons: f64, stay: f64, sums: &mut [f64; 2]) -> [f64; MONTHS] {
    let mut taken = [0.0; MONTHS];
    for start in 0..MONTHS {
        let arriving = persons * if start == 0 { 1.0 } else { 1.0 / stay };
        let mut left = Poisson::new(arriving).unwrap().sample(rng);
        while left > 0.5 {
            let amount: f64 = Exp1.sample(rng);
            let mut year = 0.0;
            for (month, sum) in taken.iter_mut().enumerate().skip(start) {
                // Packs of two months, fetched in one month of two.
                let fetched = if rng.random::<bool>() { 2.0 * amount } else { 0.0 };
                *sum += fetched;
                year += if month >= MONTHS - 12 { fetched } else { 0.0 };
                if rng.random::<f64>() < 1.0 / stay {
                    break;
                }
            }
            *sums = [sums[0] + year * year, sums[1] + year];
            left -= 1.0;
        }
    }
    taken
}

/// One line: no area differs.
fn table(stay: f64, data_sets: usize) -> [f64; 2] {
    let one = |number: usize| -> ([f64; 2], f64, [usize; 2]) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64 ^ stay.to_bits().rotate_left(11));
        let mut sums = [0.0; 2];
        let people = |i: u32| 150.0 + 4.0 * f64::from(i);
        let areas: Vec<[f64; MONTHS]> = (0..AREAS).map(|i| months(&mut rng, people(i), stay, &mut sums)).collect();
        let slice = |period: Period, observed: &dyn Fn(&[f64; MONTHS]) -> f64| {
            let area = |(i, taken): (u32, &[f64; MONTHS])| SliceArea {
                code: format!("A{i:03}").into(),
                name: None,
                observed: observed(taken),
                denominator: Some(people(i)),
                expected: None,
                months: 1,
            };
            Slice::new("t", period, Kind::Amount, (0..).zip(&areas).map(area).collect(), Vec::new(), 1).unwrap()
        };
        let first = Month::new(2020, 1).unwrap();
        let month = |t: usize| slice(Period::Month(first.plus(i32::try_from(t).unwrap())), &|taken| taken[t]);
        let noise = MonthNoise::of(&(0..MONTHS).map(month).collect::<Vec<_>>());
        let phi = noise.map_or(f64::NAN, |noise| noise.dispersion(12));
        let year = slice(Period::All, &|taken| taken[MONTHS - 12..].iter().sum()).with_dispersion(phi);
        let found = analyse(&year, &AnalysisOptions::default()).unwrap();
        let outside = found.areas.iter().filter(|a| a.p.is_some_and(|p| p < 0.002)).count();
        (sums, phi, [outside, found.areas.len()])
    };
    let all: Vec<_> = (0..data_sets).into_par_iter().map(one).collect();
    let known: Vec<_> = all.iter().filter(|(_, phi, _)| phi.is_finite()).collect();
    let sum = |at: usize| known.iter().map(|(sums, ..)| sums[at]).sum::<f64>();
    let truth = sum(0) / sum(1);
    let share = known.iter().map(|(_, phi, _)| phi).sum::<f64>() / known.len() as f64 / truth;
    let counted = |at: usize| known.iter().map(|(.., counts)| counts[at]).sum::<usize>();
    let outside = percent(counted(0), counted(1));
    println!("| {stay} | {truth:.1} | {share:.3} | {outside:.1} |");
    [share, outside]
}

/// Every length of stay.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |stay| table(stay, data_sets));
}

/// One length of stay, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [share, outside] = table(36.0, 2);
    assert!(share < 0.2 && outside > 20.0, "months show {share} of chance and would name {outside} %");
}
