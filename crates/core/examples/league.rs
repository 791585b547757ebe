//! Times a sweep of a made-up nation from memory, for `benches/peers/sweep.py`.
//!
//!     league TREATMENTS PRACTICES AREAS REPLICATES REASSIGNMENTS THREADS

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program to be run by hand; its output is its purpose

#[path = "../src/sweep/nation.rs"]
mod nation;

use nation::Nation;
use std::time::Instant;
use unwarranted_core::sweep::{Panel, PanelArea, PanelTreatment, Sweep, SweepOptions, sweep};
use unwarranted_core::{Confidence, Kind};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().unwrap()).collect();
    let [treatments, practices, areas, replicates, reassignments, threads] = sizes[..] else {
        panic!("expected six numbers");
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().unwrap();
    let tau = |t: usize| [0.0, 0.1, 0.2, 0.4, 0.8][t % 5];
    let (panel, truth) = Nation { treatments, practices, areas, tau, items: [8.2, 3.3], differ: 1.0 }.simulate(1);
    assert!([truth.variance.len(), truth.differs.len(), truth.quotients.len()].iter().all(|n| *n == treatments));
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    let options = SweepOptions { replicates, reassignments, seed: 7, confidence };
    let start = Instant::now();
    let Sweep { rows, tests, .. } = sweep(&panel, &options, &|_| ()).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let ranked = rows.iter().filter(|row| row.place.is_some()).count();
    let density = panel.density();
    println!("{{\"seconds\": {seconds:.3}, \"ranked\": {ranked}, \"tests\": {tests}, \"density\": {density:.3}}}");
}
