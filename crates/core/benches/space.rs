//! Smoothing by neighbours: 106 areas and a lattice of 7,056, and what lies below it.

// criterion_group! writes a function without documentation; a bench that cannot start should say so and stop.
#![allow(missing_docs, unreachable_pub, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use unwarranted_core::regression::{Covariate, Design};
use unwarranted_core::space::Neighbours;
use unwarranted_core::space::global::Weights;
use unwarranted_core::space::permutation::{Permutations, local_p, moran_p};
use unwarranted_core::space::smooth::{Counted, Likelihood, Model, Priors, most_likely, smooth};

/// From -1 to 1, without random numbers.
fn mixed(i: usize, stream: usize) -> f64 {
    ((i * 7919 + stream * 104_729) % 2017) as f64 / 1008.5 - 1.0
}

struct Example {
    observed: Vec<f64>,
    expected: Vec<f64>,
    design: Design,
    neighbours: Neighbours,
}

impl Example {
    /// A lattice with waves of risk and noise on them.
    fn lattice(side: usize) -> Self {
        let n = side * side;
        let mut pairs = Vec::new();
        for i in 0..n {
            if i % side + 1 < side {
                pairs.push((i, i + 1));
            }
            if i + side < n {
                pairs.push((i, i + side));
            }
        }
        let expected: Vec<f64> = (0..n).map(|i| 8.0 + 6.0 * mixed(i, 1)).collect();
        let wave = |i: usize| libm::sin(0.25 * (i % side) as f64) * libm::cos(0.2 * (i / side) as f64);
        let rate = |i: usize| libm::exp(0.4 * wave(i) + 0.3 * mixed(i, 2) + 0.2 * mixed(i, 3));
        let observed = (0..n).map(|i| (expected[i] * rate(i)).round()).collect();
        let covariate = Covariate { name: "x".into(), values: (0..n).map(|i| mixed(i, 3)).collect() };
        Self {
            observed,
            expected,
            design: Design::new(n, &[covariate]).expect("a covariate"),
            neighbours: Neighbours::from_pairs(n, &pairs).expect("a lattice"),
        }
    }

    /// Made counts in the 106 commissioning groups of 2021.
    fn groups() -> Self {
        let rows = |text: &'static str| text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let column = |at: usize| -> Vec<f64> {
            let areas = rows(include_str!("../tests/reference/input_ccg21_rare.csv"));
            areas.map(|r| r[at].parse().expect("a number")).collect()
        };
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for row in rows(include_str!("../tests/reference/input_ccg21_neighbours.csv")) {
            let number = |text: &str| text.parse::<usize>().expect("a number") - 1;
            pairs.extend(row[1].split_whitespace().map(|b| (number(row[0]), number(b))));
        }
        let covariate = Covariate { name: "x".into(), values: column(3) };
        Self {
            observed: column(1),
            expected: column(2),
            design: Design::new(106, &[covariate]).expect("a covariate"),
            neighbours: Neighbours::from_pairs(106, &pairs).expect("neighbours"),
        }
    }

    fn data(&self) -> Counted<'_> {
        Counted {
            observed: &self.observed,
            expected: &self.expected,
            design: &self.design,
            neighbours: &self.neighbours,
        }
    }
}

fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("space");
    group.sample_size(10);
    for (name, example) in [("106 areas", Example::groups()), ("lattice of 7,056", Example::lattice(84))] {
        let data = example.data();
        let run =
            |model| smooth(black_box(&data), model, Priors::usual(model)).expect("lengths agree").expect("defined");
        group.bench_function(format!("{name}, BYM2"), |b| b.iter(|| run(Model::Bym2)));
        group.bench_function(format!("{name}, Leroux averaged"), |b| b.iter(|| run(Model::Leroux)));
        let most_likely = || most_likely(black_box(&data), Likelihood::Maximum).expect("lengths agree");
        group.bench_function(format!("{name}, Leroux most likely"), |b| b.iter(most_likely));
        let ratios: Vec<f64> = example.observed.iter().zip(&example.expected).map(|(o, e)| o / e).collect();
        let draws = Permutations { replicates: 9_999, seed: 1 };
        group.bench_function(format!("{name}, 9,999 permutations"), |b| {
            b.iter(|| {
                let all = moran_p(&ratios, &example.neighbours, Weights::Row, draws).expect("draws");
                (all, local_p(&ratios, &example.neighbours, draws).expect("draws"))
            });
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
