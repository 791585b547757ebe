//! Places of all treatments at once, in nations whose true places are known.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt as _, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, Poisson, StandardNormal};
use std::sync::Arc;
use unwarranted_core::sweep::{Panel, PanelArea, PanelTreatment, Place, SweepOptions, sweep};
use unwarranted_core::{Confidence, Kind};

/// What the treatments are of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Related {
    /// Nothing.
    Not,
    /// Of four, one is a copy of the first, one a tenth of its size, and one both together: nearly the same.
    Parts,
}

/// A kind of nation.
#[derive(Debug, Clone, Copy)]
struct Setting {
    treatments: usize,
    areas: usize,
    practices: usize,
    related: Related,
}

const COLUMNS: [&str; 8] = [
    "treatments",
    "areas",
    "practices",
    "nations",
    "all places inside, one by one, %",
    "all places inside, together, %",
    "mean width, one by one",
    "mean width, together",
];

const fn of(treatments: usize, areas: usize, practices: usize, related: Related) -> Setting {
    Setting { treatments, areas, practices, related }
}

const SETTINGS: [Setting; 7] = [
    of(5, 30, 240, Related::Not),
    of(20, 30, 240, Related::Not),
    of(20, 106, 2120, Related::Not),
    of(100, 106, 2120, Related::Not),
    of(300, 106, 7000, Related::Not),
    of(20, 30, 240, Related::Parts),
    of(100, 106, 2120, Related::Parts),
];

/// Figures of practices, and the true rates of areas as shares of that of all.
struct Made {
    observed: Vec<f64>,
    true_rates: Vec<f64>,
}

/// One treatment of `items` in all: areas differ by `tau` in logarithms, practices by a habit of their own, and each person
/// has a few items.
fn one(people: &[f64], of: &[usize], areas: usize, [items, tau]: [f64; 2], rng: &mut Xoshiro256PlusPlus) -> Made {
    let total: f64 = people.iter().sum();
    let sigma: f64 = LogNormal::<f64>::new(-0.7, 0.4).unwrap().sample(rng).min(1.2);
    let habit = Gamma::new(1.0 / sigma / sigma, sigma * sigma).unwrap();
    let repeat = [1.0, 2.0, 4.0, 6.0][rng.random_range(0..4)];
    let true_rates: Vec<f64> = (0..areas).map(|_| libm::exp(tau * rng.sample::<f64, _>(StandardNormal))).collect();
    let observed = people.iter().zip(of).map(|(people, area)| {
        let mean = items / total * people * true_rates[*area] * habit.sample(rng) / repeat;
        repeat * Poisson::new(mean.max(1e-9)).unwrap().sample(rng)
    });
    let observed = observed.collect();
    Made { observed, true_rates: true_rates.iter().map(|r| r * items / total).collect() }
}

fn both(a: &Made, b: &Made) -> Made {
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect();
    Made { observed: sum(&a.observed, &b.observed), true_rates: sum(&a.true_rates, &b.true_rates) }
}

/// The league and the true systematic variances.
fn nation(setting: Setting, seed: u64) -> (Vec<Option<Place>>, Vec<f64>) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let each = setting.practices / setting.areas;
    let of: Vec<usize> = (0..setting.areas * each).map(|p| p / each).collect();
    let people: Vec<f64> = of.iter().map(|_| LogNormal::<f64>::new(8.95, 0.5).unwrap().sample(rng).round()).collect();
    let mut made: Vec<Made> = Vec::new();
    while made.len() < setting.treatments {
        let items = LogNormal::<f64>::new(13.0, 1.0).unwrap().sample(rng);
        let tau = rng.random_range(0.1..0.7);
        made.push(one(&people, &of, setting.areas, [items, tau], rng));
        if setting.related == Related::Parts {
            let first = &made[made.len() - 1];
            let small = one(&people, &of, setting.areas, [items / 10.0, tau], rng);
            let whole = both(first, &small);
            let copy = Made { observed: first.observed.clone(), true_rates: first.true_rates.clone() };
            made.extend([copy, small, whole]);
        }
    }
    let truth = made.iter().map(|m| variance(&m.true_rates, &weights(&people, &of, setting.areas))).collect();
    (places(setting, &people, &made, seed), truth)
}

/// People of each area as a share of all.
fn weights(people: &[f64], of: &[usize], areas: usize) -> Vec<f64> {
    let (mut weights, total) = (vec![0.0; areas], people.iter().sum::<f64>());
    of.iter().zip(people).for_each(|(area, people)| weights[*area] += people / total);
    weights
}

fn variance(rates: &[f64], weights: &[f64]) -> f64 {
    let mean: f64 = rates.iter().zip(weights).map(|(r, w)| w * r).sum();
    rates.iter().zip(weights).map(|(r, w)| w * (r / mean - 1.0).powi(2)).sum()
}

fn places(setting: Setting, people: &[f64], made: &[Made], seed: u64) -> Vec<Option<Place>> {
    let code = |prefix: char, i: usize| -> Arc<str> { format!("{prefix}{i:05}").into() };
    let each = setting.practices / setting.areas;
    let area = |a| PanelArea {
        code: code('A', a),
        name: None,
        practices: (0..each).map(|p| code('P', a * each + p)).collect(),
    };
    let treatment = |(t, made): (usize, &Made)| PanelTreatment {
        id: code('T', t),
        title: "T".into(),
        kind: Kind::Count,
        over: 0,
        observed: (0..).zip(made.observed.iter().copied()).collect(),
    };
    let treatments = made.iter().enumerate().map(treatment).collect();
    let panel = Panel::new((0..setting.areas).map(area).collect(), vec![people.to_vec()], treatments).unwrap();
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    let options = SweepOptions { replicates: 999, reassignments: 0, seed, confidence };
    sweep(&panel, &options, &|_| ()).unwrap().rows.into_iter().map(|row| row.place).collect()
}

/// Of so many nations, those in which all true places are inside their intervals: one by one and together.
fn table(setting: Setting, nations: usize) -> [f64; 2] {
    let (mut held, mut width, mut all) = ([0; 2], [0; 2], 0);
    for seed in 0..nations {
        let (places, truth) = nation(setting, 101 + seed as u64);
        let ranked: Vec<(Place, f64)> = places.into_iter().zip(truth).filter_map(|(p, v)| Some((p?, v))).collect();
        let intervals = ranked.iter().map(|(p, _)| [[p.lower, p.upper], p.together.unwrap()]);
        for (at, held) in held.iter_mut().enumerate() {
            let holds = |([from, to], truth): ([usize; 2], f64)| {
                (from..=to).contains(&(1 + ranked.iter().filter(|(_, v)| *v > truth).count()))
            };
            *held += usize::from(intervals.clone().zip(&ranked).all(|(both, (_, truth))| holds((both[at], *truth))));
            width[at] += intervals.clone().map(|both| both[at][1] - both[at][0] + 1).sum::<usize>();
        }
        all += ranked.len();
    }
    let found = held.map(|n| percent(n, nations));
    let width = width.map(|n| n as f64 / all as f64);
    let Setting { treatments, areas, practices, related } = setting;
    let related = if related == Related::Parts { ", copies and parts among them" } else { "" };
    println!(
        "| {treatments}{related} | {areas} | {practices} | {nations} | {:.1} | {:.1} | {:.1} | {:.1} |",
        found[0], found[1], width[0], width[1]
    );
    found
}

/// Every setting.
pub(crate) fn tables(nations: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, nations));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [alone, together] = table(SETTINGS[5], 60);
    assert!(together > 90.0 && alone < together, "all places: {alone} % one by one, {together} % together");
}
