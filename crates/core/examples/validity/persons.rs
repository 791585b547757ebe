//! Chance of amounts, with persons, how long they stay and what they take all known.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal, Poisson};
use rayon::prelude::*;
use unwarranted_core::chance::PerPerson;
use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse};

const COLUMNS: [&str; 7] = [
    "mean stay (months)",
    "CV of amounts",
    "true phi",
    "phi of Q and CV / true phi",
    "outside 95 %",
    "outside 99.8 %",
    "95 % interval covers",
];

/// Mean stay in months, coefficient of variation of a person's monthly amount.
const SETTINGS: [(f64, f64); 6] = [(1.0, 0.0), (1.0, 1.0), (12.0, 1.0), (36.0, 0.0), (36.0, 1.0), (120.0, 1.0)];

const AREAS: u32 = 106;

/// A year of an area: persons who are there on average 150 to 600, starting by Poisson and staying a geometric time.
fn year(rng: &mut Xoshiro256PlusPlus, persons: f64, stay: f64, cv: f64, sums: &mut [f64; 3]) -> f64 {
    let end = 1.0 / stay;
    let spread = libm::log(1.0 + cv * cv);
    let amount = LogNormal::new(-0.5 * spread, spread.sqrt()).unwrap();
    let mut total = 0.0;
    for month in 0..12u32 {
        let arriving = if month == 0 { persons } else { persons * end };
        let mut left = Poisson::new(arriving).unwrap().sample(rng);
        while left > 0.5 {
            let mut months = 1u32;
            while months < 12 - month && rng.random::<f64>() >= end {
                months += 1;
            }
            let x = 10.0 * amount.sample(rng) * f64::from(months);
            *sums = [sums[0] + x * x, sums[1] + x, sums[2] + 1.0];
            total += x;
            left -= 1.0;
        }
    }
    total
}

/// Areas of one data set; of these, those outside the limits of 95 and of 99.8 % and those whose interval holds 1, where `person` is
/// known of what a person takes.
fn one((stay, cv): (f64, f64), person: [f64; 2], number: usize) -> [usize; 4] {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64 ^ stay.to_bits().rotate_left(7) ^ cv.to_bits());
    let mut unused = [0.0; 3];
    let codes: Vec<String> = (0..AREAS).map(|i| format!("A{i:03}")).collect();
    let mut row = |(i, code)| {
        let persons = 150.0 + 450.0 * i as f64 / f64::from(AREAS);
        (code, year(&mut rng, persons, stay, cv, &mut unused), persons)
    };
    let rows: Vec<(&str, f64, f64)> = codes.iter().map(String::as_str).enumerate().map(&mut row).collect();
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let found = analyse(&slice, &AnalysisOptions { per_person: Some(person), ..AnalysisOptions::default() }).unwrap();
    let mut counts = [0; 4];
    for area in &found.areas {
        counts[0] += 1;
        counts[1] += usize::from(area.p.is_some_and(|p| p < 0.05));
        counts[2] += usize::from(area.p.is_some_and(|p| p < 0.002));
        let (low, high) = (area.rates.ratio_lower.unwrap(), area.rates.ratio_upper.unwrap());
        counts[3] += usize::from(low <= 1.0 && 1.0 <= high);
    }
    counts
}

/// One line: no area differs; the true phi (sum X^2 / sum X), that of the mean and spread of what persons take, and how many
/// areas of a hundred are outside the limits against chance alone.
fn table((stay, cv): (f64, f64), data_sets: usize) -> [f64; 4] {
    // What a user would know: mean and coefficient of variation over the persons of a year, from another year.
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(stay.to_bits() ^ cv.to_bits());
    let mut sums = [0.0; 3];
    for _ in 0..40 {
        year(&mut rng, 500.0, stay, cv, &mut sums);
    }
    let (phi, mean) = (sums[0] / sums[1], sums[1] / sums[2]);
    let person = [mean, (sums[0] / sums[2] / (mean * mean) - 1.0).max(0.0).sqrt()];
    let stated = PerPerson::new(person[0], person[1]).unwrap().dispersion();
    let all: Vec<[usize; 4]> = (0..data_sets).into_par_iter().map(|number| one((stay, cv), person, number)).collect();
    let sum = |at: usize| all.iter().map(|c| c[at]).sum::<usize>();
    let line = [stated / phi, percent(sum(1), sum(0)), percent(sum(2), sum(0)), percent(sum(3), sum(0))];
    println!("| {stay} | {cv} | {phi:.1} | {:.2} | {:.1} | {:.2} | {:.1} |", line[0], line[1], line[2], line[3]);
    line
}

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, data_sets));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [ratio, _, outer, covered] = table(SETTINGS[1], 20);
    assert!((0.9..=1.1).contains(&ratio) && outer < 1.0 && covered > 93.0, "{ratio} {outer} {covered}");
}
