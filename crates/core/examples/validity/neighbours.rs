//! What is found of areas that resemble their neighbours: counts drawn from the model, among the 106 commissioning groups of 2021.

use crate::{heading, percent};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, LogNormal, Poisson, StandardNormal};
use rayon::prelude::*;
use unwarranted_core::regression::Design;
use unwarranted_core::regression::linear::Cholesky;
use unwarranted_core::shrinkage::gamma_poisson;
use unwarranted_core::space::Neighbours;
use unwarranted_core::space::global::Weights;
use unwarranted_core::space::permutation::Permutations;
use unwarranted_core::space::slice::{Fit, Smoothing, SpaceOptions, space};
use unwarranted_core::space::smooth::{Model, Priors};
use unwarranted_core::{Kind, Slice};

const COLUMNS: [&str; 11] = [
    "expected",
    "sigma",
    "phi",
    "95 % interval of ratios",
    "of sigma",
    "error of O / E",
    "drawn to the mean",
    "smoothed",
    "truly above, of P > 95 %",
    "neighbours alike (p at most 5 %)",
    "any cluster",
];

/// Settings: events expected in the median area, sigma and phi.
const SETTINGS: [(f64, f64, f64); 7] = [
    (6.0, 0.0, 0.0),
    (6.0, 0.4, 0.0),
    (6.0, 0.4, 0.5),
    (6.0, 0.4, 0.95),
    (1.5, 0.4, 0.95),
    (30.0, 0.4, 0.95),
    (6.0, 0.8, 0.7),
];

const AREAS: usize = 106;

/// The graph, with what turns one random number for each pair into the scaled spatial field.
struct Graph {
    neighbours: Neighbours,
    pairs: Vec<(usize, usize)>,
    grounded: Cholesky,
    scale: f64,
}

impl Graph {
    fn new() -> Self {
        let text = include_str!("../../tests/reference/input_ccg21_neighbours.csv");
        let mut pairs = Vec::new();
        for line in text.lines().skip(1) {
            let (area, later) = line.split_once(',').unwrap();
            let number = |text: &str| text.parse::<usize>().unwrap() - 1;
            pairs.extend(later.split_whitespace().map(|other| (number(area), number(other))));
        }
        let neighbours = Neighbours::from_pairs(AREAS, &pairs).unwrap();
        let mut precision = vec![0.0; AREAS * AREAS];
        precision[0] = 1.0;
        for (i, j) in &pairs {
            precision[i * AREAS + i] += 1.0;
            precision[j * AREAS + j] += 1.0;
            precision[i * AREAS + j] = -1.0;
            precision[j * AREAS + i] = -1.0;
        }
        let grounded = Cholesky::new(&precision, AREAS).unwrap();
        let mut graph = Self { neighbours, pairs, grounded, scale: 1.0 };
        // The variance of area i is the sum of squares of what each pair moves there.
        let mut variances = vec![0.0; AREAS];
        for k in 0..graph.pairs.len() {
            let moved = graph.field(|at| if at == k { 1.0 } else { 0.0 });
            variances.iter_mut().zip(moved).for_each(|(v, m)| *v += m * m);
        }
        graph.scale = libm::exp(variances.iter().map(|v: &f64| libm::log(*v)).sum::<f64>() / AREAS as f64);
        graph
    }

    /// Q^- B' e for numbers e of the pairs, whose covariance is Q^- B' B Q^- = Q^-.
    fn field(&self, of_pair: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut right = vec![0.0; AREAS];
        for (k, (i, j)) in self.pairs.iter().enumerate() {
            right[*i] += of_pair(k);
            right[*j] -= of_pair(k);
        }
        let found = self.grounded.solve(&right);
        let mean = found.iter().sum::<f64>() / AREAS as f64;
        found.into_iter().map(|x| (x - mean) / self.scale.sqrt()).collect()
    }
}

/// What is counted over data sets.
#[derive(Default, Clone, Copy)]
struct Sums {
    covered: usize,
    sigma: usize,
    errors: [f64; 3],
    above: [usize; 2],
    alike: usize,
    cluster: usize,
}

fn one(graph: &Graph, (size, sigma, phi): (f64, f64, f64), number: u64) -> Sums {
    let seed = number ^ size.to_bits() ^ sigma.to_bits().rotate_left(9) ^ phi.to_bits().rotate_left(23);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let numbers: Vec<f64> = graph.pairs.iter().map(|_| normal()).collect();
    let spatial = graph.field(|k| numbers[k]);
    let truth: Vec<f64> =
        spatial.iter().map(|u| libm::exp(sigma * (phi.sqrt() * u + (1.0 - phi).sqrt() * normal()))).collect();
    let expected: Vec<f64> =
        truth.iter().map(|_| LogNormal::new(libm::log(size), 0.5).unwrap().sample(&mut rng)).collect();
    let drawn = |(rate, e): (&f64, &f64)| Poisson::new((rate * e).max(1e-9)).unwrap().sample(&mut rng);
    let observed: Vec<f64> = truth.iter().zip(&expected).map(drawn).collect();
    let codes: Vec<String> = (0..AREAS).map(|i| format!("A{i:03}")).collect();
    let rows: Vec<(&str, f64, f64)> =
        codes.iter().zip(&observed).zip(&expected).map(|((c, o), e)| (c.as_str(), *o, *e)).collect();
    let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
    let smoothing =
        Smoothing { model: Model::Bym2, fit: Fit::Averaged, priors: Priors::usual(Model::Bym2), anyway: true };
    let options =
        SpaceOptions { weights: Weights::Row, permutations: Permutations { replicates: 2_499, seed: 1 }, smoothing };
    let found = space(&slice, &graph.neighbours, &Design::constant(AREAS), options).unwrap();
    let gamma = gamma_poisson::shrink(&slice).unwrap();
    let mut sums = Sums::default();
    for (i, (area, truth)) in found.areas.iter().zip(&truth).enumerate() {
        let risk = area.risk.unwrap();
        sums.covered += usize::from(risk.lower <= *truth && *truth <= risk.upper);
        let estimates = [observed[i] / expected[i], gamma.areas[i].mean(), risk.rr];
        sums.errors.iter_mut().zip(estimates).for_each(|(sum, e)| *sum += (e - truth).powi(2));
        if risk.p_above_1 > 0.95 {
            sums.above[0] += usize::from(*truth > 1.0);
            sums.above[1] += 1;
        }
    }
    let [held, ..] = found.parameters.unwrap();
    sums.sigma += usize::from(held.lower.unwrap() <= sigma && sigma <= held.upper.unwrap());
    sums.alike += usize::from(found.eb_moran.unwrap().1 <= 0.05);
    sums.cluster += usize::from(found.areas.iter().any(|a| a.cluster.is_some()));
    sums
}

/// One row: the share of intervals that hold the true ratio, in %, and the share of data sets whose neighbours are said to be alike.
fn table(setting: (f64, f64, f64), data_sets: usize) -> [f64; 2] {
    let graph = Graph::new();
    let all: Vec<Sums> = (0..data_sets as u64).into_par_iter().map(|number| one(&graph, setting, number)).collect();
    let count = |of: fn(&Sums) -> usize| all.iter().map(of).sum::<usize>();
    let (size, sigma, phi) = setting;
    let error = |which: usize| {
        let sum: f64 = all.iter().map(|s| s.errors[which]).sum();
        format!("{:.3}", (sum / (data_sets * AREAS) as f64).sqrt())
    };
    let share =
        |part: usize, whole: usize| if whole == 0 { "-".to_owned() } else { format!("{:.1}", percent(part, whole)) };
    let covered = count(|s| s.covered);
    let alike = count(|s| s.alike);
    // A sigma of 0 lies at the end of its range, which no interval holds, and no area is above 1 then.
    let where_they_differ = |text: String| if sigma > 0.0 { text } else { "-".to_owned() };
    let sigma_held = where_they_differ(share(count(|s| s.sigma), data_sets));
    println!(
        "| {size} | {sigma} | {phi} | {} | {sigma_held} | {} | {} | {} | {} | {} | {} |",
        share(covered, data_sets * AREAS),
        error(0),
        error(1),
        error(2),
        where_they_differ(share(count(|s| s.above[0]), count(|s| s.above[1]))),
        share(alike, data_sets),
        share(count(|s| s.cluster), data_sets),
    );
    [percent(covered, data_sets * AREAS), percent(alike, data_sets)]
}

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, data_sets));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [covered, alike] = table(SETTINGS[1], 40);
    assert!((92.0..=98.0).contains(&covered) && alike < 20.0, "{covered} % of ratios, {alike} % alike");
}
