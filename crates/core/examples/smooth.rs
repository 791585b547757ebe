//! Times the smoothing of a lattice of areas as one process: `cargo run --release -p unwarranted-core --example smooth --
//! [side] [threads] [bym2|leroux]`, BYM2 averaged over its parameters or Leroux's model at its most likely ones. The counterparts, which smooth the
//! same counts, are `benches/peers/space_numpy.py` (BYM2) and `space_tmb.R` (Leroux); `benches/peers/space.py` runs all.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program to be run by hand; its output is its purpose

use std::time::Instant;
use unwarranted_core::regression::{Covariate, Design};
use unwarranted_core::space::Neighbours;
use unwarranted_core::space::smooth::{Counted, Likelihood, Model, Priors, Smoothed, most_likely, smooth};

/// From -1 to 1, without random numbers.
fn mixed(i: usize, stream: usize) -> f64 {
    ((i * 7919 + stream * 104_729) % 2017) as f64 / 1008.5 - 1.0
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, default: usize| given.get(i).map_or(default, |g| g.parse().unwrap());
    let (side, threads) = (number(0, 10), number(1, 2));
    let model: Model = given.get(2).map_or(Model::Bym2, |g| g.parse().unwrap());
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().unwrap();
    let n = side * side;
    let right = (0..n).filter(|i| i % side + 1 < side).map(|i| (i, i + 1));
    let below = (0..n).filter(|i| i + side < n).map(|i| (i, i + side));
    let neighbours = Neighbours::from_pairs(n, &right.chain(below).collect::<Vec<_>>()).unwrap();
    let expected: Vec<f64> = (0..n).map(|i| 8.0 + 6.0 * mixed(i, 1)).collect();
    let wave = |i: usize| libm::sin(0.25 * (i % side) as f64) * libm::cos(0.2 * (i / side) as f64);
    let rate = |i: usize| libm::exp(0.4 * wave(i) + 0.3 * mixed(i, 2) + 0.2 * mixed(i, 3));
    let observed: Vec<f64> = (0..n).map(|i| (expected[i] * rate(i)).round()).collect();
    let covariate = Covariate { name: "x".into(), values: (0..n).map(|i| mixed(i, 3)).collect() };
    let design = Design::new(n, &[covariate]).unwrap();
    let data = Counted { observed: &observed, expected: &expected, design: &design, neighbours: &neighbours };
    let start = Instant::now();
    let found = match model {
        Model::Bym2 => smooth(&data, model, Priors::usual(model)),
        Model::Leroux => most_likely(&data, Likelihood::Maximum),
    };
    let found = found.unwrap().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    match model {
        Model::Bym2 => {
            let (sigma, phi) = (found.sigma.estimate, found.mixing.estimate);
            print!("sigma {sigma:.4} phi {phi:.4} first {:.4}", found.areas[0].rr);
        }
        Model::Leroux => print_most_likely(&found),
    }
    println!(" seconds {seconds:.3}");
}

/// With the ratios of all areas and their standard deviations, which another program must find too.
fn print_most_likely(found: &Smoothed) {
    let joined = |values: Vec<String>| values.join(",");
    print!(
        "tau2 {:.9} rho {:.9} height {:.6} ratios {} errors {}",
        found.tau2.estimate,
        found.mixing.estimate,
        found.log_likelihood.unwrap(),
        joined(found.areas.iter().map(|a| format!("{:.9}", a.rr)).collect()),
        joined(found.areas.iter().map(|a| format!("{:.9}", a.sd)).collect())
    );
}
