//! What the intervals cover.

use crate::data::{Setting, simulate};
use crate::{Effort, heading, percent};
use rayon::prelude::*;
use unwarranted_core::null::Simulation;
use unwarranted_core::{Confidence, bootstrap, indices};

/// Indices whose intervals are tried; the first two estimate the true variance, the others what they are themselves.
const TRIED: [&str; 9] =
    ["variance-gamma", "scv", "variance-dl", "cv", "cv-weighted", "gini", "theil-t", "eq-5-95", "iqr"];
const OF_VARIANCE: usize = 2;

/// What one data set gives for one index.
#[derive(Debug, Clone, Copy)]
struct Trial {
    value: f64,
    limits: Option<[f64; 2]>,
}

fn trials(s: Setting, effort: Effort) -> Vec<Vec<Trial>> {
    let level = Confidence::new(0.95, "level").unwrap();
    let one = |number: usize| {
        let slice = simulate(s, number);
        let simulation = Simulation { replicates: effort.replicates, seed: number as u64, repeat_factor: 1.0 };
        let bounds = bootstrap::simulate(&slice, &simulation, level).unwrap_or_default();
        let trial = |id: &&str| {
            let value = indices::find(id).unwrap().compute(&slice).map_or(f64::NAN, |c| c.value);
            Trial { value, limits: bounds.iter().find(|b| b.id == *id).and_then(|b| b.limits) }
        };
        TRIED.iter().map(trial).collect()
    };
    (0..effort.data_sets).into_par_iter().map(one).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|v| v.is_finite());
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// One line of the table; the per cent covered, NaN where more than half of the data sets have no interval.
fn coverage(s: Setting, effort: Effort) -> Vec<f64> {
    let all = trials(s, effort);
    let of = |i: usize| {
        let truth = if i < OF_VARIANCE { s.variance } else { median(all.iter().map(|t| t[i].value).collect()) };
        let with: Vec<[f64; 2]> = all.iter().filter_map(|t| t[i].limits).collect();
        let inside = with.iter().filter(|l| l[0] <= truth && truth <= l[1]).count();
        if with.len() * 2 > all.len() { percent(inside, with.len()) } else { f64::NAN }
    };
    let covered: Vec<f64> = (0..TRIED.len()).map(of).collect();
    let cell = |c: &f64| if c.is_nan() { "-".to_owned() } else { format!("{c:.1}") };
    let cells: Vec<String> = covered.iter().map(cell).collect();
    println!("| {} | {} | {} | {} |", s.areas, s.expected, s.variance, cells.join(" | "));
    covered
}

fn columns() {
    heading(&[&Setting::COLUMNS[..], &TRIED].concat());
}

/// Every setting.
pub(crate) fn tables() {
    columns();
    for areas in [30, 106, 211] {
        for (expected, variance) in
            [(5.0, 0.1), (5.0, 0.4), (50.0, 0.02), (50.0, 0.1), (50.0, 0.4), (1e4, 0.02), (1e4, 0.1), (1e7, 0.04)]
        {
            // Few areas and few events are where an interval is hardest to make.
            let effort = if areas == 30 && expected < 100.0 {
                Effort { data_sets: 2000, replicates: 499 }
            } else {
                Effort { data_sets: 1000, replicates: 299 }
            };
            coverage(Setting::plain(areas, expected, variance), effort);
        }
    }
}

/// Two settings, with bounds that only an error passes.
pub(crate) fn check() {
    columns();
    for setting in [Setting::plain(30, 50.0, 0.02), Setting::plain(106, 100.0, 0.1)] {
        for covered in coverage(setting, Effort::SHORT) {
            assert!((90.0..=99.0).contains(&covered), "an interval covers {covered} %");
        }
    }
}
