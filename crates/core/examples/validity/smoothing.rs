//! What the intervals of smoothed ratios cover: the true ratios of the areas that were drawn.

use crate::{heading, percent};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Beta, Binomial, Distribution, Gamma, Poisson};
use rayon::prelude::*;
use unwarranted_core::shrinkage::{gamma_poisson, smooth, usual};
use unwarranted_core::{Confidence, Kind, Slice};

const COLUMNS: [&str; 6] = [
    "areas",
    "expected or denominator",
    "share",
    "variance",
    "fitted distribution taken as known",
    "95 % interval given",
];

/// Settings: areas, events expected (members of a share), share, variance of the true ratios (correlation of a share).
const SETTINGS: [(u32, f64, Option<f64>, f64); 9] = [
    (30, 10.0, None, 0.02),
    (30, 10.0, None, 0.1),
    (30, 10.0, None, 0.4),
    (10, 10.0, None, 0.1),
    (106, 10.0, None, 0.1),
    (106, 1000.0, None, 0.1),
    (30, 40.0, Some(0.7), 0.02),
    (106, 100.0, Some(0.7), 0.02),
    (106, 100.0, Some(0.95), 0.02),
];

fn drawn(areas: u32, size: f64, share: Option<f64>, variance: f64, number: u64) -> (Slice, Vec<f64>) {
    let mut rng =
        Xoshiro256PlusPlus::seed_from_u64(number ^ (u64::from(areas) << 32) ^ size.to_bits() ^ variance.to_bits());
    let codes: Vec<String> = (0..areas).map(|i| format!("A{i:03}")).collect();
    let mut truths = Vec::new();
    let mut row = || -> (f64, f64) {
        match share {
            None => {
                let rate = Gamma::new(1.0 / variance, variance).unwrap().sample(&mut rng);
                truths.push(rate);
                (Poisson::new((rate * size).max(1e-9)).unwrap().sample(&mut rng), size)
            }
            Some(p) => {
                let s = 1.0 / variance - 1.0;
                let own = Beta::new(p * s, (1.0 - p) * s).unwrap().sample(&mut rng).clamp(0.0, 1.0);
                truths.push(own / p);
                #[allow(clippy::cast_possible_truncation)]
                let whole = size as u64;
                (Binomial::new(whole, own).unwrap().sample(&mut rng) as f64, size)
            }
        }
    };
    let rows: Vec<(&str, f64, f64)> = codes
        .iter()
        .map(|c| {
            let (o, n) = row();
            (c.as_str(), o, n)
        })
        .collect();
    match share {
        None => (Slice::from_expected(Kind::Count, &rows).unwrap(), truths),
        Some(p) => {
            let slice = Slice::from_denominators(Kind::Share, &rows).unwrap();
            // Ratios are relative to the share that was observed overall.
            let overall = slice.overall_share().unwrap();
            (slice, truths.into_iter().map(|t| t * p / overall).collect())
        }
    }
}

/// One line: per cent of the true ratios within the interval that takes the fitted distribution as known, and within the one
/// that is given.
fn coverage((areas, size, share, variance): (u32, f64, Option<f64>, f64), data_sets: usize) -> [f64; 2] {
    let level = Confidence::new(0.95, "level").unwrap();
    let one = |number: usize| -> [usize; 4] {
        let (slice, truths) = drawn(areas, size, share, variance, number as u64);
        let method = usual(slice.kind());
        let naive = if share.is_some() { (method.shrink)(&slice) } else { gamma_poisson::shrink(&slice) };
        let given = smooth(&slice, method, level, 1.0);
        let mut counts = [0; 4];
        for (i, truth) in truths.iter().enumerate() {
            if let Some([low, high]) = naive.as_ref().ok().and_then(|n| n.areas[i].interval(level)) {
                counts[0] += usize::from(low <= *truth && *truth <= high);
                counts[1] += 1;
            }
            if let (Some(low), Some(high)) = (given.areas[i].lower, given.areas[i].upper) {
                counts[2] += usize::from(low <= *truth && *truth <= high);
                counts[3] += 1;
            }
        }
        counts
    };
    let all: Vec<[usize; 4]> = (0..data_sets).into_par_iter().map(one).collect();
    let sum = |at: usize| all.iter().map(|c| c[at]).sum::<usize>();
    let covered = [percent(sum(0), sum(1)), percent(sum(2), sum(3))];
    let said = share.map_or_else(|| "-".to_owned(), |p| p.to_string());
    println!("| {areas} | {size} | {said} | {variance} | {:.1} | {:.1} |", covered[0], covered[1]);
    covered
}

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| coverage(setting, data_sets));
}

/// Settings with few and with many events, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    for setting in [SETTINGS[0], SETTINGS[6]] {
        let [_, given] = coverage(setting, 100);
        assert!((93.0..=99.5).contains(&given), "the interval of a smoothed ratio covers {given} %");
    }
}
