//! Times a sweep of a made-up nation from memory, for `benches/peers/sweep.py`.
//!
//!     league TREATMENTS PRACTICES AREAS REPLICATES REASSIGNMENTS THREADS

// An example that cannot start should say so and stop.
#![allow(clippy::expect_used, clippy::print_stdout)]

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal, Normal, Poisson};
use std::sync::Arc;
use std::time::Instant;
use unwarranted_core::sweep::{Panel, PanelArea, PanelTreatment, Sweep, SweepOptions, sweep};
use unwarranted_core::{Confidence, Kind};

/// Treatments of a few to 60 million items a year, practices that differ by habit, areas of different size and rate.
fn nation(treatments: usize, practices: usize, areas: usize, seed: u64) -> Panel {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(seed);
    let people: Vec<f64> = {
        let sizes = LogNormal::new(8.95, 0.55).expect("valid");
        (0..practices).map(|_| f64::round(sizes.sample(rng)).clamp(800.0, 60_000.0)).collect()
    };
    let starts: Vec<usize> = (0..=areas).map(|a| a * practices / areas).collect();
    let code = |prefix: &str, i: usize| -> Arc<str> { format!("{prefix}{i:05}").into() };
    let area = |a: usize| PanelArea {
        code: code("A", a),
        name: None,
        practices: (starts[a]..starts[a + 1]).map(|p| code("P", p)).collect(),
    };
    let total: f64 = people.iter().sum();
    let volume = Normal::new(8.2, 3.3).expect("valid");
    let mut one = |t: usize| {
        let rate = f64::exp(volume.sample(rng)).min(6e7) / total;
        let sigma = f64::min(LogNormal::new(-0.7, 0.5).expect("valid").sample(rng), 1.6);
        let habit = Gamma::new(1.0 / sigma / sigma, sigma * sigma).expect("valid");
        let tau = f64::min(LogNormal::new(-1.6, 0.7).expect("valid").sample(rng), 1.5);
        let (effect, repeat) =
            (Normal::new(0.0, tau).expect("valid"), [1.0, 2.0, 4.0, 6.0, 10.0][rng.random_range(0..5)]);
        let mut observed = Vec::new();
        for a in 0..areas {
            let level = f64::exp(effect.sample(rng));
            for (p, people) in people.iter().enumerate().take(starts[a + 1]).skip(starts[a]) {
                let mean = rate * people * level * habit.sample(rng) / repeat;
                let persons = if mean > 1e-12 { Poisson::new(mean).expect("valid").sample(rng) } else { 0.0 };
                if persons > 0.0 {
                    observed.push((u32::try_from(p).expect("few practices"), persons * repeat));
                }
            }
        }
        PanelTreatment { id: code("T", t), title: "T".into(), kind: Kind::Count, over: 0, observed }
    };
    let treatments = (0..treatments).map(&mut one).collect();
    Panel::new((0..areas).map(area).collect(), vec![people], treatments).expect("a valid panel")
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().expect("a whole number")).collect();
    let [treatments, practices, areas, replicates, reassignments, threads] = sizes[..] else {
        panic!("expected six numbers");
    };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().expect("the first pool");
    let panel = nation(treatments, practices, areas, 1);
    let options = SweepOptions {
        replicates,
        reassignments,
        seed: 7,
        confidence: Confidence::new(0.95, "confidence").expect("valid"),
    };
    let start = Instant::now();
    let Sweep { rows, tests, .. } = sweep(&panel, &options, &|_| ()).expect("valid options");
    let seconds = start.elapsed().as_secs_f64();
    let ranked = rows.iter().filter(|row| row.place.is_some()).count();
    let density = panel.density();
    println!("{{\"seconds\": {seconds:.3}, \"ranked\": {ranked}, \"tests\": {tests}, \"density\": {density:.3}}}");
}
