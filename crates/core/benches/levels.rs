//! The two levels of 7,600 practices in 200 areas, and what goes with three covariates in 182 areas.

// criterion_group! writes a function without documentation; a bench that cannot start should say so and stop.
#![allow(missing_docs, unreachable_pub, clippy::expect_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use unwarranted_core::explain::{ExplainOptions, NeedColumn, NeedGroup, explain};
use unwarranted_core::interval::Confidence;
use unwarranted_core::levels::levels;
use unwarranted_core::resampling::Practice;
use unwarranted_core::{Kind, Slice};

/// From -1 to 1, without random numbers.
fn mixed(i: u32, stream: u32) -> f64 {
    f64::from((i * 7919 + stream * 104_729) % 2017) / 1008.5 - 1.0
}

fn practices(kind: Kind) -> Vec<Practice> {
    let one = |i: u32| {
        let denominator = f64::from(2_000 + (i * 2003) % 12_000);
        let eta = 0.4 * mixed(i % 200, 1) + 0.7 * mixed(i, 2);
        let rate = if kind == Kind::Share { 0.08 * libm::exp(eta) } else { 0.05 * libm::exp(eta) };
        let observed = if kind == Kind::Amount { denominator * rate } else { (denominator * rate).round() };
        Practice { area: format!("A{:03}", i % 200).into(), observed, denominator }
    };
    (0..7_600).map(one).collect()
}

fn slice(kind: Kind, practices: &[Practice]) -> Slice {
    let area = |a: usize| {
        let own = practices.iter().skip(a).step_by(200);
        own.fold((0.0, 0.0), |(o, d), p| (o + p.observed, d + p.denominator))
    };
    let rows: Vec<(String, (f64, f64))> = (0..200).map(|a| (format!("A{a:03}"), area(a))).collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, (o, d))| (code.as_str(), *o, *d)).collect();
    Slice::from_denominators(kind, &rows).expect("valid areas")
}

fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("levels");
    group.sample_size(20);
    for (name, kind) in [("counts", Kind::Count), ("shares", Kind::Share), ("money", Kind::Amount)] {
        let practices = practices(kind);
        let slice = slice(kind, &practices);
        assert!(levels(&slice, &practices).var_area.is_some());
        group.bench_function(format!("7,600 practices, {name}"), |b| b.iter(|| levels(black_box(&slice), &practices)));
    }
    group.finish();
    let counts = slice(Kind::Count, &practices(Kind::Count));
    let column = |name: &str, stream: u32| NeedColumn {
        name: name.into(),
        values: (0..182).map(|i| (format!("A{i:03}").as_str().into(), mixed(i, stream) + mixed(i * i, 9))).collect(),
    };
    let need = [NeedGroup { name: "need".into(), columns: vec![column("a", 1), column("b", 5), column("c", 6)] }];
    let confidence = Confidence::new(0.95, "confidence").expect("a level");
    let options = ExplainOptions { confidence, replicates: 999, seed: 1, regions: None };
    let mut group = c.benchmark_group("explain");
    group.sample_size(10);
    group.bench_function("182 areas, 3 covariates, 999 draws", |b| {
        b.iter(|| explain(black_box(&counts), &need, &options))
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
