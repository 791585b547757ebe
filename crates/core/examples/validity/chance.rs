//! Whether null p-values are uniform.

use crate::data::{Setting, simulate};
use crate::{Effort, heading, percent};
use rayon::prelude::*;
use unwarranted_core::null::{self, Simulation};

const IDS: [&str; 7] = ["scv", "variance-gamma", "chi-square", "dean", "gini", "cv", "eq-5-95"];

/// One line of the table: per cent of the p at or below 5 and 50 %, and of the replicates in which `eq-5-95` is undefined.
fn p_values(areas: u32, expected: f64, effort: Effort) -> Vec<[f64; 2]> {
    let setting = Setting::plain(areas, expected, 0.0);
    let one = |number: usize| {
        let simulation =
            Simulation { replicates: effort.replicates, seed: number as u64 + 1_000_000, repeat_factor: 1.0 };
        let nulls = null::simulate(&simulate(setting, number), &simulation).unwrap_or_default();
        let of = |id| nulls.iter().find(|n| n.id == id);
        (IDS.map(|id| of(id).and_then(|n| n.p)), of("eq-5-95").map_or(0, |n| n.undefined))
    };
    let all: Vec<([Option<f64>; 7], usize)> = (0..effort.data_sets).into_par_iter().map(one).collect();
    let of = |i: usize, bound: f64| {
        let defined: Vec<f64> = all.iter().filter_map(|(p, _)| p[i]).collect();
        percent(defined.iter().filter(|p| **p <= bound + 1e-12).count(), defined.len())
    };
    let found: Vec<[f64; 2]> = (0..IDS.len()).map(|i| [of(i, 0.05), of(i, 0.5)]).collect();
    let cells: Vec<String> = found.iter().map(|[a, b]| format!("{a:.1} / {b:.0}")).collect();
    let undefined = percent(all.iter().map(|(_, u)| u).sum(), effort.replicates * effort.data_sets);
    println!("| {areas} | {expected} | {} | {undefined:.0} |", cells.join(" | "));
    found
}

fn columns() {
    heading(&[&["areas", "expected"], &IDS[..], &["eq-5-95 undefined"]].concat());
}

/// Every setting.
pub(crate) fn tables() {
    columns();
    for (areas, expected) in [(30, 5.0), (30, 100.0), (106, 5.0), (211, 5.0), (211, 1e4), (106, 1e7)] {
        p_values(areas, expected, Effort { data_sets: 1000, replicates: 199 });
    }
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    columns();
    for (i, [five, fifty]) in p_values(60, 20.0, Effort::SHORT).into_iter().enumerate() {
        assert!((1.0..=9.0).contains(&five), "{five} % of p-values at or below 5 %");
        // Half of the gamma variances are exactly 0 under the null, with p = 1.
        assert!(i == 1 || (40.0..=60.0).contains(&fifty), "{fifty} % of p-values at or below 50 %");
    }
}
