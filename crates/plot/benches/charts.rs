//! Time to draw each chart for 211 areas (61 months over time), and to turn one into a PNG.

#[path = "../tests/common/mod.rs"]
mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use unwarranted_plot::CHARTS;

fn charts(c: &mut Criterion) {
    let case = common::case(
        "areas211",
        common::months(&common::Plan { areas: 211, ..common::Plan::default() }, 61),
        common::labels(),
        Some("05X005"),
    );
    let subject = case.subject();
    for chart in CHARTS {
        c.bench_function(&format!("{} of 211 areas", chart.id), |b| b.iter(|| chart.draw(black_box(&subject))));
    }
    if let Some(Ok(drawing)) = CHARTS.first().map(|chart| chart.draw(&subject)) {
        c.bench_function("png of 211 areas", |b| b.iter(|| unwarranted_plot::png(black_box(&drawing.svg), 1.0)));
    }
}

criterion_group!(benches, charts);
criterion_main!(benches);
