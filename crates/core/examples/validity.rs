//! Simulations with known truth: what the intervals cover, whether null p-values are uniform, how far the variances are off.
//!
//! `cargo run --release -p unwarranted-core --example validity > docs/validity.md` writes the document (minutes);
//! `... --example validity -- --short` runs a small part of it and fails if a figure is out of bounds (seconds).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program to be run by hand; its output is its purpose

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Gamma, Poisson};
use rayon::prelude::*;
use unwarranted_core::null::Simulation;
use unwarranted_core::{Confidence, Kind, Slice, bootstrap, indices, null};

/// Indices whose intervals are tried; the first three estimate the true variance, the others what they are themselves.
const TRIED: [&str; 9] =
    ["variance-gamma", "scv", "variance-dl", "cv", "cv-weighted", "gini", "theil-t", "eq-5-95", "iqr"];
const OF_VARIANCE: usize = 3;

#[derive(Clone, Copy)]
struct Setting {
    areas: u32,
    /// Mean expected events per area; areas differ by a factor of 8.
    expected: f64,
    /// True variance of the relative rates.
    variance: f64,
}

#[derive(Clone, Copy)]
struct Effort {
    data_sets: usize,
    replicates: usize,
}

/// Counts with gamma-distributed rates.
fn simulate(s: Setting, number: usize) -> Slice {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64 * 7_919 + u64::from(s.areas));
    let gamma = (s.variance > 0.0).then(|| Gamma::new(1.0 / s.variance, s.variance).unwrap());
    let sizes: Vec<f64> = (0..s.areas).map(|i| 8f64.powf(f64::from(i * 37 % s.areas) / f64::from(s.areas))).collect();
    let mean = sizes.iter().sum::<f64>() / f64::from(s.areas);
    let codes: Vec<String> = (0..s.areas).map(|i| format!("A{i:03}")).collect();
    let rows: Vec<(&str, f64, f64)> = codes
        .iter()
        .zip(&sizes)
        .map(|(code, size)| {
            let events = s.expected * size / mean * gamma.map_or(1.0, |g| g.sample(&mut rng));
            let count = if events > 0.0 { Poisson::new(events).unwrap().sample(&mut rng) } else { 0.0 };
            (code.as_str(), count, size * 1000.0)
        })
        .collect();
    Slice::from_denominators(Kind::Count, &rows).unwrap()
}

/// What one data set gives for one index.
#[derive(Clone, Copy)]
struct Trial {
    value: f64,
    limits: Option<[f64; 2]>,
}

fn trials(s: Setting, effort: Effort) -> Vec<Vec<Trial>> {
    let level = Confidence::new(0.95, "level").unwrap();
    let one = |number: usize| {
        let slice = simulate(s, number);
        let simulation = Simulation { replicates: effort.replicates, seed: number as u64, repeat_factor: 1.0 };
        let bounds = bootstrap::simulate(&slice, &simulation, level).unwrap_or_default();
        let trial = |id: &&str| {
            let value = (indices::find(id).unwrap().compute)(&slice).map_or(f64::NAN, |c| c.value);
            Trial { value, limits: bounds.iter().find(|b| b.id == *id).and_then(|b| b.limits) }
        };
        TRIED.iter().map(trial).collect()
    };
    (0..effort.data_sets).into_par_iter().map(one).collect()
}

#[allow(clippy::cast_precision_loss)]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|v| v.is_finite());
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One line of the table of intervals; the shares covered.
fn coverage(s: Setting, effort: Effort) -> Vec<f64> {
    let all = trials(s, effort);
    let mut covered = Vec::new();
    for i in 0..TRIED.len() {
        let values: Vec<f64> = all.iter().map(|t| t[i].value).collect();
        let truth = if i < OF_VARIANCE && TRIED[i] != "variance-dl" { s.variance } else { median(values) };
        let with: Vec<[f64; 2]> = all.iter().filter_map(|t| t[i].limits).collect();
        let inside = with.iter().filter(|l| l[0] <= truth && truth <= l[1]).count();
        covered.push(if with.len() * 2 > all.len() { share(inside, with.len()) } else { f64::NAN });
    }
    let cells: Vec<String> =
        covered.iter().map(|c| if c.is_nan() { "-".to_owned() } else { format!("{:.1}", 100.0 * c) }).collect();
    println!("| {} | {} | {} | {} |", s.areas, s.expected, s.variance, cells.join(" | "));
    covered
}

/// One line of the table of variances: mean of the estimates relative to the truth.
#[allow(clippy::cast_precision_loss)]
fn bias(s: Setting, data_sets: usize) {
    let ids = ["variance-gamma", "variance-gamma-mean1", "variance-lognormal", "variance-dl", "scv", "scv-log"];
    let values = |number: usize| {
        let slice = simulate(s, number);
        ids.map(|id| (indices::find(id).unwrap().compute)(&slice).map_or(f64::NAN, |c| c.value))
    };
    let all: Vec<[f64; 6]> = (0..data_sets).into_par_iter().map(values).collect();
    let cell = |i: usize| {
        let defined: Vec<f64> = all.iter().map(|v| v[i]).filter(|v| v.is_finite()).collect();
        if defined.len() * 2 < data_sets {
            "-".to_owned()
        } else {
            let mean = defined.iter().sum::<f64>() / defined.len() as f64;
            format!("{:+.1}", 100.0 * (mean / s.variance - 1.0))
        }
    };
    let cells: Vec<String> = (0..ids.len()).map(cell).collect();
    println!("| {} | {} | {} | {} |", s.areas, s.expected, s.variance, cells.join(" | "));
}

/// One line of the table of p-values: how many are at or below 5 and 50 %. The shares.
fn p_values(areas: u32, expected: f64, effort: Effort) -> Vec<[f64; 2]> {
    let ids = ["scv", "variance-gamma", "chi-square", "dean", "gini", "cv", "eq-5-95"];
    let setting = Setting { areas, expected, variance: 0.0 };
    let one = |number: usize| {
        let simulation =
            Simulation { replicates: effort.replicates, seed: number as u64 + 1_000_000, repeat_factor: 1.0 };
        let nulls = null::simulate(&simulate(setting, number), &simulation).unwrap_or_default();
        ids.map(|id| nulls.iter().find(|n| n.id == id).and_then(|n| n.p))
    };
    let all: Vec<[Option<f64>; 7]> = (0..effort.data_sets).into_par_iter().map(one).collect();
    let of = |i: usize, bound: f64| {
        let defined: Vec<f64> = all.iter().filter_map(|p| p[i]).collect();
        share(defined.iter().filter(|p| **p <= bound + 1e-12).count(), defined.len())
    };
    let found: Vec<[f64; 2]> = (0..ids.len()).map(|i| [of(i, 0.05), of(i, 0.5)]).collect();
    let cells: Vec<String> = found.iter().map(|[a, b]| format!("{:.1} / {:.0}", 100.0 * a, 100.0 * b)).collect();
    println!("| {areas} | {expected} | {} |", cells.join(" | "));
    found
}

fn heading(columns: &[&str]) {
    println!("\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
}

fn short() {
    let effort = Effort { data_sets: 300, replicates: 199 };
    heading(&[&["areas", "expected", "variance"], &TRIED[..]].concat());
    for covered in coverage(Setting { areas: 106, expected: 100.0, variance: 0.1 }, effort) {
        assert!((0.90..=0.99).contains(&covered), "an interval covers {covered}");
    }
    heading(&[
        "areas",
        "expected",
        "p at or below 5 % / 50 %, for scv, variance-gamma, chi-square, dean, gini, cv, eq-5-95",
    ]);
    for (i, [five, fifty]) in p_values(60, 20.0, effort).into_iter().enumerate() {
        assert!((0.01..=0.09).contains(&five), "{five} of p-values at or below 5 %");
        // Half of the gamma variances are exactly 0 under the null, with p = 1.
        assert!(i == 1 || (0.4..=0.6).contains(&fifty), "{fifty} of p-values at or below 50 %");
    }
}

fn main() {
    if std::env::args().any(|a| a == "--short") {
        return short();
    }
    let effort = Effort { data_sets: 500, replicates: 299 };
    println!("{}", include_str!("validity.md").trim_end());
    println!("\n## Intervals: how many of 100 nominal 95 % intervals cover the truth");
    heading(&[&["areas", "expected", "variance"], &TRIED[..]].concat());
    for areas in [30, 106, 211] {
        for (expected, variance) in
            [(5.0, 0.1), (5.0, 0.4), (50.0, 0.02), (50.0, 0.1), (50.0, 0.4), (1e4, 0.02), (1e4, 0.1), (1e7, 0.04)]
        {
            coverage(Setting { areas, expected, variance }, effort);
        }
    }
    println!("\n## Null: p-values at or below 5 % / 50 %, of 100 data sets in which only chance is at work");
    heading(&["areas", "expected", "scv", "variance-gamma", "chi-square", "dean", "gini", "cv", "eq-5-95"]);
    for (areas, expected) in [(30, 5.0), (30, 100.0), (106, 5.0), (211, 5.0), (211, 1e4), (106, 1e7)] {
        p_values(areas, expected, effort);
    }
    println!("\n## Bias: mean of the estimates less the true variance, in % of it");
    heading(&[
        "areas",
        "expected",
        "variance",
        "variance-gamma",
        "variance-gamma-mean1",
        "variance-lognormal",
        "variance-dl",
        "scv",
        "scv-log",
    ]);
    for areas in [30, 106, 211] {
        for expected in [5.0, 50.0, 1e3, 1e5, 1e7] {
            for variance in [0.02, 0.1, 0.4] {
                bias(Setting { areas, expected, variance }, 200);
            }
        }
    }
}
