//! All indices and both outlier rules for 200 areas, and the whole analysis of 500 slices.

// criterion_group! writes a function without documentation; a bench that cannot start should say so and stop.
#![allow(missing_docs, unreachable_pub, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use unwarranted_core::interval::Confidence;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Kind, Period, Slice, analyse_all, indices, outliers};

/// 200 areas of 50,000 to 450,000 people with rates that differ by a fifth or so; no random numbers needed.
fn slice(kind: Kind, seed: u32) -> Slice {
    let areas = (0..200_u32).map(|i| {
        let mixed = (i * 7919 + seed * 104_729) % 1009;
        let denominator = f64::from(50_000 + (i * 2003) % 400_000);
        SliceArea {
            code: format!("A{i:03}").into(),
            name: None,
            observed: (denominator * 0.02 * (0.8 + f64::from(mixed) / 2500.0)).round(),
            denominator: Some(denominator),
            expected: None,
            months: 1,
        }
    });
    Slice::new("bench", Period::All, kind, areas.collect(), Vec::new(), 1).expect("valid areas")
}

fn benches(c: &mut Criterion) {
    let levels = [0.95, 0.998].map(|l| Confidence::new(l, "level").expect("a level"));
    for (name, kind) in [("counts", Kind::Count), ("shares", Kind::Share)] {
        let one = slice(kind, 1);
        c.bench_function(&format!("indices, 200 areas, {name}"), |b| {
            b.iter(|| indices::INDICES.iter().map(|i| i.compute(black_box(&one))).collect::<Vec<_>>());
        });
        for rule in outliers::RULES {
            c.bench_function(&format!("{}, 200 areas, {name}", rule.id), |b| {
                b.iter(|| (rule.assess)(black_box(&one), &levels));
            });
        }
    }
    let many: Vec<Slice> = (0..500).map(|seed| slice(Kind::Count, seed)).collect();
    let mut group = c.benchmark_group("analyse_all");
    group.sample_size(10);
    group.bench_function("500 slices of 200 areas", |b| {
        b.iter(|| analyse_all(black_box(&many), &AnalysisOptions::default()));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
