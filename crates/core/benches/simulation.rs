//! The simulations: (a) null and bootstrap of all indices for treatments of 200 areas (one hundredth of the 2,400 of a
//! national sweep), (b) for one slice of 7,000 practices; and the random numbers alone, to compare with.

// criterion_group! writes a function without documentation; a bench that cannot start should say so and stop.
#![allow(missing_docs, unreachable_pub, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use std::hint::black_box;
use unwarranted_core::null::{Simulation, simulate};
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Kind, Period, Slice, analyse_all};

/// Populations of 1 to 9 times `size` and rates that differ by a fifth.
fn slice(areas: u32, size: f64, rate: f64) -> Slice {
    let area = |i: u32| {
        let denominator = (size * (1.0 + f64::from((i * 2003) % 8000) / 1000.0)).round();
        SliceArea {
            code: format!("A{i:05}").into(),
            name: None,
            observed: (denominator * rate * (0.8 + f64::from((i * 7919) % 1009) / 2500.0)).round(),
            denominator: Some(denominator),
            expected: None,
            months: 1,
        }
    };
    Slice::new("bench", Period::All, Kind::Count, (0..areas).map(area).collect(), Vec::new(), 1).expect("valid areas")
}

fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("simulation");
    group.sample_size(10);
    let options = AnalysisOptions { replicates: 999, ..AnalysisOptions::default() };
    let many: Vec<Slice> = (0..24).map(|t| slice(200, 50_000.0, 4e-6 * 1.6f64.powi(t))).collect();
    group.bench_function("24 treatments x 200 areas, 999 null and 999 bootstrap", |b| {
        b.iter(|| analyse_all(black_box(&many), &options));
    });
    let practices = [slice(7000, 2000.0, 0.02)];
    group.bench_function("7,000 practices, 999 null and 999 bootstrap", |b| {
        b.iter(|| analyse_all(black_box(&practices), &options));
    });
    let simulation = Simulation { replicates: 999, seed: 1, repeat_factor: 1.0 };
    for rate in [1e-4, 1e-2, 1.0] {
        let one = slice(200, 50_000.0, rate);
        group.bench_function(format!("null of 200 areas, {rate} events per person"), |b| {
            b.iter(|| simulate(black_box(&one), &simulation));
        });
    }
    group.bench_function("999 x 200 random numbers alone", |b| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        b.iter(|| (0..199_800).fold(0u64, |sum, _| sum.wrapping_add(rng.next_u64())));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
