//! Whether a lottery is said to grow or shrink where it does neither, and where it grows.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal, Poisson, StandardNormal};
use rayon::prelude::*;
use unwarranted_core::rates::interval::Confidence;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::time::{Direction, Fixed, SeriesOptions, TrendOptions, lottery};
use unwarranted_core::{Kind, Period, Slice, Undefined};

const COUNTS: [&str; 5] = [
    "areas",
    "events of an area",
    "what areas differ by beyond chance",
    "growing / shrinking, nothing changes",
    "growing, they differ half as much again",
];
const MONEY: [&str; 4] = [
    "patients of an area in the first and last of ten years",
    "patients who stay from one year to the next",
    "growing / shrinking, chance not known",
    "growing / shrinking, chance known as if each stayed a year",
];

/// How areas differ beyond chance: the standard deviation of the logarithms of their rates, the correlation of two years, and whether one area in ten is
/// four times as far out.
#[derive(Clone, Copy)]
struct Differ {
    sd: f64,
    lasting: f64,
    heavy: bool,
}

const DIFFER: [Differ; 4] = [
    Differ { sd: 0.0, lasting: 0.0, heavy: false },
    Differ { sd: 0.15, lasting: 0.9, heavy: false },
    Differ { sd: 0.15, lasting: 0.5, heavy: false },
    Differ { sd: 0.3, lasting: 0.9, heavy: true },
];

/// What a patient takes in a year: mean and standard deviation of its logarithm.
const TAKES: (f64, f64) = (4.0, 0.8);

pub(crate) fn tables(number: usize) {
    println!("\n#### In counts, in %");
    heading(&COUNTS);
    for differ in DIFFER {
        for areas in [4, 7, 10, 20, 42, 106] {
            let told = |grows: f64| shares(number, &|seed| counts(seed, areas, differ, grows), Some(1.0));
            let (none, more) =
                (told(1.0), if differ.sd > 0.0 { format!("{:.0}", told(1.5)[0]) } else { "-".to_owned() });
            println!("| {areas} | 1,000 | {} | {:.0} / {:.0} | {more} |", differ.words(), none[0], none[1]);
        }
    }
    println!("\n#### In money of unknown chance, in %");
    heading(&MONEY);
    for (shown, from, to) in [
        ("400 to 30", 400.0, 30.0),
        ("30 to 400", 30.0, 400.0),
        ("100 to 100", 100.0, 100.0),
        ("8 to 2", 8.0, 2.0),
        ("2,000 to 100", 2_000.0, 100.0),
    ] {
        for stay in [0.0, 0.5, 0.8] {
            let dispersion = libm::exp(TAKES.0 + 1.5 * TAKES.1 * TAKES.1);
            let told = |phi| shares(number / 4, &|seed| money(seed, (from, to), stay), phi);
            let [unknown, known] = [told(None), told(Some(dispersion))];
            println!(
                "| {shown} | {stay:.1} | {:.0} / {:.0} | {:.0} / {:.0} |",
                unknown[0], unknown[1], known[0], known[1]
            );
        }
    }
}

/// One row, with bounds that only an error passes.
pub(crate) fn check() {
    let told = |grows: f64| shares(60, &|seed| counts(seed, 42, DIFFER[1], grows), Some(1.0));
    let (none, more) = (told(1.0), told(1.5));
    assert!(none[0] + none[1] < 17.0 && more[0] > 75.0, "{none:?} {more:?}");
}

impl Differ {
    fn words(self) -> String {
        let Self { sd, lasting, heavy } = self;
        let far = if heavy { ", one area in ten four times as far out" } else { "" };
        if sd > 0.0 {
            format!("sd of logarithms {sd}, correlation of the years {lasting}{far}")
        } else {
            "nothing".to_owned()
        }
    }
}

/// Shares of sets that are said to grow and to shrink, in per cent.
fn shares(number: usize, set: &(dyn Fn(u64) -> Fixed + Sync), phi: Option<f64>) -> [f64; 2] {
    let series = SeriesOptions { ahead: 2, confidence: Confidence::new(0.95, "confidence").unwrap() };
    let options = TrendOptions { series, replicates: 0, seed: 1 };
    let chance = move |_: &Slice| phi.ok_or_else(|| Undefined::because("nothing says what one patient takes"));
    let one = |seed: usize| {
        let ends = lottery(&set(seed as u64), None, &chance, &options).unwrap().ends.unwrap();
        let direction = ends.verdict.map_or(Direction::None, |(direction, _)| direction);
        [direction == Direction::Growing, direction == Direction::Shrinking].map(usize::from)
    };
    let told = (0..number).into_par_iter().map(one).reduce(|| [0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
    told.map(|hits| percent(hits, number))
}

/// Counts of three years with 1,000 events in a middling area; in the last areas differ `grows` times as much.
fn counts(seed: u64, areas: u32, differ: Differ, grows: f64) -> Fixed {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ u64::from(areas) << 32 ^ differ.sd.to_bits());
    let mut normal = move || -> f64 { StandardNormal.sample(&mut rng) };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(1) ^ u64::from(areas) << 40);
    let people: Vec<f64> = (0..areas).map(|_| f64::from(rng.random_range(2..40_u32)) * 10_000.0).collect();
    let mut last: Vec<f64> = (0..areas).map(|_| normal()).collect();
    let years = (2020..2023).map(|year| {
        let keeps = (1.0 - differ.lasting * differ.lasting).sqrt();
        if year == 2022 {
            last.iter_mut().for_each(|z| *z = differ.lasting * *z + keeps * normal());
        }
        let sd = if year == 2022 { differ.sd * grows } else { differ.sd };
        let rates = last.iter().enumerate().map(|(i, z)| {
            let far = if differ.heavy && i % 10 == 3 { 4.0 } else { 1.0 };
            libm::exp(sd * far * z)
        });
        let observed: Vec<f64> = rates
            .zip(&people)
            .map(|(r, n)| Poisson::new(r * n * 1_000.0 / 210_000.0).unwrap().sample(&mut rng))
            .collect();
        slice(Kind::Count, year, &observed, &people)
    });
    Fixed::of(&years.collect::<Vec<_>>()).unwrap()
}

/// Money of 60 areas over ten years, in which the patients of each pass from one number to another and nothing else changes.
fn money(seed: u64, (from, to): (f64, f64), stay: f64) -> Fixed {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ f64::to_bits(from + stay));
    let takes = LogNormal::new(TAKES.0, TAKES.1).unwrap();
    let people: Vec<f64> = (0..60).map(|_| LogNormal::new(11.5, 0.4).unwrap().sample(&mut rng)).collect();
    let mut patients: Vec<Vec<f64>> = vec![Vec::new(); 60];
    let years = (0..10).map(|at| {
        let mean = libm::exp(libm::log(from) + libm::log(to / from) * f64::from(at) / 9.0);
        let kept = if at == 0 { 0.0 } else { stay };
        for (own, people) in patients.iter_mut().zip(&people) {
            own.retain(|_| rng.random::<f64>() < kept);
            let new: f64 = Poisson::new((people / 1e5 * mean * (1.0 - kept)).max(1e-9)).unwrap().sample(&mut rng);
            let mut left = new;
            while left >= 1.0 {
                own.push(takes.sample(&mut rng));
                left -= 1.0;
            }
        }
        let sums: Vec<f64> = patients.iter().map(|own| own.iter().sum()).collect();
        slice(Kind::Amount, 2012 + at, &sums, &people)
    });
    Fixed::of(&years.collect::<Vec<_>>()).unwrap()
}

fn slice(kind: Kind, year: i32, observed: &[f64], people: &[f64]) -> Slice {
    let area = |(i, (o, n)): (usize, (&f64, &f64))| {
        let code = format!("A{i:03}").into();
        SliceArea { code, name: None, observed: *o, denominator: Some(*n), expected: None, months: 12 }
    };
    let areas = observed.iter().zip(people).enumerate().map(area).collect();
    Slice::new("t", Period::FinancialYear(year), kind, areas, Vec::new(), 12).unwrap()
}
