//! Chance of amounts, with persons, how long they stay and what they take all known.

use crate::percent;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal, Poisson};
use rayon::prelude::*;
use unwarranted_core::chance::PerPerson;
use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse};

pub(crate) const COLUMNS: [&str; 7] = [
    "mean stay (months)",
    "CV of amounts",
    "true phi",
    "phi of Q and CV / true phi",
    "outside 95 %",
    "outside 99.8 %",
    "95 % interval covers",
];

/// Mean stay in months, coefficient of variation of a person's monthly amount.
pub(crate) const SETTINGS: [(f64, f64); 6] =
    [(1.0, 0.0), (1.0, 1.0), (12.0, 1.0), (36.0, 0.0), (36.0, 1.0), (120.0, 1.0)];

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

/// One line: no area differs; the true phi (sum X^2 / sum X), that of the mean and spread of what persons take, and how many
/// areas of a hundred are outside the limits against chance alone.
pub(crate) fn table((stay, cv): (f64, f64), data_sets: usize) -> [f64; 4] {
    // What a user would know: mean and coefficient of variation over the persons of a year, from another year.
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(stay.to_bits() ^ cv.to_bits());
    let mut sums = [0.0; 3];
    for _ in 0..40 {
        year(&mut rng, 500.0, stay, cv, &mut sums);
    }
    let (phi, mean) = (sums[0] / sums[1], sums[1] / sums[2]);
    let person = [mean, (sums[0] / sums[2] / (mean * mean) - 1.0).max(0.0).sqrt()];
    let stated = PerPerson::new(person[0], person[1]).unwrap().dispersion();
    let months =
        |slice: &Slice| analyse(slice, &AnalysisOptions { per_person: Some(person), ..AnalysisOptions::default() });
    let one = |number: usize| -> [usize; 4] {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64 ^ stay.to_bits().rotate_left(7) ^ cv.to_bits());
        let mut unused = [0.0; 3];
        let codes: Vec<String> = (0..AREAS).map(|i| format!("A{i:03}")).collect();
        let rows: Vec<(&str, f64, f64)> = codes
            .iter()
            .enumerate()
            .map(|(i, code)| {
                let persons = 150.0 + 450.0 * i as f64 / f64::from(AREAS);
                (code.as_str(), year(&mut rng, persons, stay, cv, &mut unused), persons)
            })
            .collect();
        let found = months(&Slice::from_denominators(Kind::Amount, &rows).unwrap()).unwrap();
        let mut counts = [0; 4];
        for area in &found.areas {
            counts[0] += 1;
            counts[1] += usize::from(area.p.is_some_and(|p| p < 0.05));
            counts[2] += usize::from(area.p.is_some_and(|p| p < 0.002));
            let (low, high) = (area.rates.ratio_lower.unwrap(), area.rates.ratio_upper.unwrap());
            counts[3] += usize::from(low <= 1.0 && 1.0 <= high);
        }
        counts
    };
    let all: Vec<[usize; 4]> = (0..data_sets).into_par_iter().map(one).collect();
    let sum = |at: usize| all.iter().map(|c| c[at]).sum::<usize>();
    let line = [stated / phi, percent(sum(1), sum(0)), percent(sum(2), sum(0)), percent(sum(3), sum(0))];
    println!("| {stay} | {cv} | {phi:.1} | {:.2} | {:.1} | {:.2} | {:.1} |", line[0], line[1], line[2], line[3]);
    line
}
