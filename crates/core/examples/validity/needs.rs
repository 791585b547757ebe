//! What the interval of the share that goes with need misses.

use crate::{heading, percent};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Gamma, LogNormal, Poisson, StandardNormal};
use rayon::prelude::*;
use unwarranted_core::explain::{ExplainOptions, Explained, NeedColumn, NeedGroup, explain};
use unwarranted_core::rates::interval::Confidence;
use unwarranted_core::{Kind, Slice};

const COLUMNS: [&str; 6] = [
    "areas",
    "covariates",
    "what goes with need, %",
    "mean of the estimates, %",
    "intervals wholly below / above the truth",
    "intervals above 0",
];

/// How far areas differ in all: the variance of their true ratios.
const DIFFER: f64 = 0.04;

/// Events of a middling area.
const EVENTS: f64 = 1_000.0;

/// So many areas, covariates of which the first alone matters, and a share of the differences that goes with it.
#[derive(Clone, Copy)]
struct Setting {
    areas: usize,
    covariates: usize,
    share: f64,
}

/// What is found over many sets of areas, in per cent.
struct Found {
    mean: f64,
    below: f64,
    above: f64,
    shown: f64,
}

pub(crate) fn tables(number: usize) {
    heading(&COLUMNS);
    for areas in [42, 106, 182] {
        for covariates in [1, 3, 8] {
            for share in [0.0, 0.2, 0.4] {
                let Found { mean, below, above, shown } = over(number, 199, Setting { areas, covariates, share });
                let shown = if share > 0.0 { format!("{shown:.0}") } else { format!("{shown:.1}") };
                println!(
                    "| {areas} | {covariates} | {:.0} | {mean:.1} | {below:.1} / {above:.1} | {shown} |",
                    100.0 * share
                );
            }
        }
    }
}

/// One setting with something and one with nothing to find, with bounds that only an error passes.
pub(crate) fn check() {
    for (share, shown) in [(0.0, 0.0..20.0), (0.4, 80.0..100.1)] {
        let found = over(60, 99, Setting { areas: 106, covariates: 3, share });
        assert!((found.mean - 100.0 * share).abs() < 8.0, "{}", found.mean);
        assert!(found.below < 17.0 && found.above < 17.0, "{} {}", found.below, found.above);
        assert!(shown.contains(&found.shown), "{}", found.shown);
    }
}

fn over(number: usize, replicates: usize, setting: Setting) -> Found {
    let sets: Vec<Explained> =
        (0..number).into_par_iter().map(|seed| explained(seed as u64, replicates, setting)).collect();
    let shares: Vec<f64> = sets.iter().map(|found| found.share_adjusted.unwrap()).collect();
    let limits: Vec<[f64; 2]> = sets.iter().map(|found| [found.lower.unwrap(), found.upper.unwrap()]).collect();
    let part = |of: &dyn Fn(&[f64; 2]) -> bool| percent(limits.iter().filter(|limits| of(limits)).count(), number);
    Found {
        mean: 100.0 * shares.iter().sum::<f64>() / number as f64,
        below: part(&|[_, upper]| *upper < setting.share),
        above: part(&|[lower, _]| *lower > setting.share),
        shown: part(&|[lower, _]| *lower > 0.0),
    }
}

/// Counts whose true ratios are a log-linear function of the first covariate times a gamma variable.
fn explained(seed: u64, replicates: usize, setting: Setting) -> Explained {
    let Setting { areas, covariates, share } = setting;
    let mut rng =
        Xoshiro256PlusPlus::seed_from_u64(seed ^ (areas as u64) << 32 ^ (covariates as u64) << 44 ^ share.to_bits());
    // Variances of a product: (1 + all) = (1 + after) times (1 + need), where what is left is `share` less.
    let after = DIFFER * (1.0 - share);
    let slope = libm::log((1.0 + DIFFER) / (1.0 + after)).sqrt();
    let left = Gamma::new(1.0 / after, after).unwrap();
    let people = LogNormal::new(libm::log(200_000.0), 0.5).unwrap();
    let columns: Vec<Vec<f64>> =
        (0..covariates).map(|_| (0..areas).map(|_| StandardNormal.sample(&mut rng)).collect()).collect();
    let rows: Vec<(String, f64, f64)> = (0..areas)
        .map(|i| {
            let people: f64 = people.sample(&mut rng);
            let mean = EVENTS * people / 200_000.0 * libm::exp(slope * columns[0][i]) * left.sample(&mut rng);
            (format!("A{i:03}"), Poisson::new(mean).unwrap().sample(&mut rng), people)
        })
        .collect();
    let given: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o, d)| (code.as_str(), *o, *d)).collect();
    let slice = Slice::from_denominators(Kind::Count, &given).unwrap();
    let column = |(at, values): (usize, &Vec<f64>)| NeedColumn {
        name: format!("c{at}").into(),
        values: rows.iter().zip(values).map(|((code, ..), value)| (code.as_str().into(), *value)).collect(),
    };
    let need = [NeedGroup { name: "need".into(), columns: columns.iter().enumerate().map(column).collect() }];
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    explain(&slice, &need, &ExplainOptions { confidence, replicates, seed, regions: None }).unwrap()
}
