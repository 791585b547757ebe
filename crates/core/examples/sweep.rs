//! Times the simulations of many treatments as one process: `cargo run --release -p unwarranted-core --example sweep --
//! [treatments] [areas] [replicates] [threads] [null|all]`; `all` is null, bootstrap and everything else of an analysis.
//! The counterpart in numpy is `benches/peers/null_numpy.py`, which simulates the null of the same synthetic counts;
//! `benches/peers/null.py` runs both.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program to be run by hand; its output is its purpose

use rayon::prelude::*;
use std::time::Instant;
use unwarranted_core::null::{Simulation, simulate};
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Kind, Period, Slice, analyse_all};

/// Populations of 50,000 to 450,000; 4e-6 x 1.0048^t events per person, so that 200 areas have 200 to 2e7 events; rates
/// that differ by a fifth.
fn slice(treatment: u32, areas: u32) -> Slice {
    let rate = 4e-6 * 1.0048f64.powi(i32::try_from(treatment).unwrap());
    let area = |i: u32| {
        let mixed = (i * 7919 + treatment % 1009 * 104_729) % 1009;
        let population = f64::from(50_000 + (i * 2003) % 400_000);
        SliceArea {
            code: format!("A{i:05}").into(),
            name: None,
            observed: (population * rate * (0.8 + f64::from(mixed) / 2500.0)).round(),
            denominator: Some(population),
            expected: None,
            months: 1,
        }
    };
    Slice::new(format!("T{treatment}"), Period::All, Kind::Count, (0..areas).map(area).collect(), Vec::new(), 1)
        .unwrap()
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, default: u32| given.get(i).map_or(default, |g| g.parse().unwrap());
    let (treatments, areas, replicates) = (number(0, 24), number(1, 200), number(2, 999) as usize);
    let threads = number(3, 2) as usize;
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().unwrap();
    // Rates from rare to common whatever the number of treatments.
    let slices: Vec<Slice> = (0..treatments).map(|t| slice(t * 2400 / treatments.max(1), areas)).collect();
    let start = Instant::now();
    if given.get(4).is_some_and(|word| word == "all") {
        let options = AnalysisOptions { replicates, seed: 1, ..AnalysisOptions::default() };
        let found = analyse_all(&slices, &options).unwrap();
        assert_eq!(found.len(), slices.len());
    } else {
        let simulation = Simulation { replicates, seed: 1, repeat_factor: 1.0 };
        let nulls: Vec<_> = slices.par_iter().map(|slice| simulate(slice, &simulation).unwrap()).collect();
        assert!(nulls.iter().all(|null| null.len() > 20));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{treatments} treatments x {areas} areas x {replicates} replicates on {threads} threads: {seconds:.3} s");
}
