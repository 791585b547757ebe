//! How far the estimates of the variance are off.

use crate::data::{Setting, simulate};
use crate::heading;
use rayon::prelude::*;
use unwarranted_core::indices;

const IDS: [&str; 6] =
    ["variance-gamma", "variance-gamma-mean1", "variance-lognormal", "variance-dl", "scv", "scv-log"];

/// One line of the table: mean of the estimates less the truth, in per cent of it.
fn bias(s: Setting, data_sets: usize) -> Vec<f64> {
    let values = |number: usize| {
        let slice = simulate(s, number);
        IDS.map(|id| indices::find(id).unwrap().compute(&slice).map_or(f64::NAN, |c| c.value))
    };
    let all: Vec<[f64; 6]> = (0..data_sets).into_par_iter().map(values).collect();
    let of = |i: usize| {
        let defined: Vec<f64> = all.iter().map(|v| v[i]).filter(|v| v.is_finite()).collect();
        let mean = defined.iter().sum::<f64>() / defined.len() as f64;
        if defined.len() * 2 < data_sets { f64::NAN } else { 100.0 * (mean / s.variance - 1.0) }
    };
    let found: Vec<f64> = (0..IDS.len()).map(of).collect();
    let cell = |b: &f64| if b.is_nan() { "-".to_owned() } else { format!("{b:+.1}") };
    let cells: Vec<String> = found.iter().map(cell).collect();
    println!("| {} | {} | {} | {} |", s.areas, s.expected, s.variance, cells.join(" | "));
    found
}

fn columns() {
    heading(&[&Setting::COLUMNS[..], &IDS].concat());
}

/// Every setting.
pub(crate) fn tables() {
    columns();
    for areas in [30, 106, 211] {
        for expected in [5.0, 50.0, 1e3, 1e5, 1e7] {
            for variance in [0.02, 0.1, 0.4] {
                bias(Setting::plain(areas, expected, variance), 200);
            }
        }
    }
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    columns();
    let found = bias(Setting::plain(106, 1e5, 0.1), 400);
    for (i, largest) in [(0, 3.0), (4, 3.0)] {
        assert!(found[i].abs() <= largest, "{} is off by {} %", IDS[i], found[i]);
    }
}
