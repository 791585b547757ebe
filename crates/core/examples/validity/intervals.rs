//! What the intervals cover.

use crate::data::{Setting, simulate};
use crate::{Effort, percent};
use rayon::prelude::*;
use unwarranted_core::null::Simulation;
use unwarranted_core::{Confidence, bootstrap, indices};

/// Indices whose intervals are tried; the first two estimate the true variance, the others what they are themselves.
pub(crate) const TRIED: [&str; 9] =
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
pub(crate) fn coverage(s: Setting, effort: Effort) -> Vec<f64> {
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
