//! The most likely level and standard deviations.

use super::laplace::{Area, Chance, Parameters, Point, evaluate};
use crate::error::Undefined;
use crate::regression::linear::Cholesky;

/// Where a standard deviation counts as zero: the likelihood falls from there on.
const ZERO: f64 = 1e-4;

/// Step of the differences of slopes that make the curvature.
const STEP: f64 = 1e-5;

/// A maximum of the likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Top {
    pub(super) at: Parameters,
    /// Log likelihood as far as the parameters move it.
    pub(super) height: f64,
}

/// Climbs from a start by Newton's method with exact slopes, the curvature by their differences; where a standard deviation runs
/// into zero it is held there.
pub(super) fn climb(areas: &mut [Area], chance: Chance, start: Parameters) -> Result<Top, Undefined> {
    let mut free = [true; 3];
    let mut at = start;
    let mut point = evaluate(areas, chance, at);
    for _ in 0..100 {
        let step = newton(areas, chance, at, point, free);
        let largest = step.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
        if largest.is_nan() {
            break;
        }
        let mut part = (1.0 / largest).min(1.0);
        loop {
            let mut next = at;
            next.iter_mut().zip(step).for_each(|(x, s)| *x += part * s);
            // The sign of a standard deviation means nothing.
            next[1..].iter_mut().for_each(|sd| *sd = sd.abs());
            let found = evaluate(areas, chance, next);
            if found.height >= point.height - 1e-13 * point.height.abs() || part < 1e-8 {
                (at, point) = (next, found);
                break;
            }
            part *= 0.5;
        }
        let mut fallen = false;
        for i in [1, 2] {
            if free[i] && at[i] < ZERO {
                (free[i], at[i], fallen) = (false, 0.0, true);
            }
        }
        if fallen {
            point = evaluate(areas, chance, at);
        } else if largest < 1e-8 {
            return Ok(Top { at, height: point.height });
        }
    }
    Err(Undefined::because("the variances of the two levels were not found"))
}

/// Newton's step in the free parameters; along the slope where the curvature is not that of a maximum.
fn newton(areas: &mut [Area], chance: Chance, at: Parameters, point: Point, free: [bool; 3]) -> Parameters {
    let index: Vec<usize> = (0..3).filter(|i| free[*i]).collect();
    let size = index.len();
    let mut curvature = vec![0.0; size * size];
    for (column, j) in index.iter().enumerate() {
        let mut moved = at;
        moved[*j] += STEP;
        let there = evaluate(areas, chance, moved).slope;
        for (row, i) in index.iter().enumerate() {
            curvature[row * size + column] = (point.slope[*i] - there[*i]) / STEP;
        }
    }
    for i in 0..size {
        for j in 0..i {
            let mean = f64::midpoint(curvature[i * size + j], curvature[j * size + i]);
            curvature[i * size + j] = mean;
        }
    }
    let slope: Vec<f64> = index.iter().map(|i| point.slope[*i]).collect();
    let step = match Cholesky::new(&curvature, size) {
        Some(factor) => factor.solve(&slope),
        None => {
            let length = slope.iter().map(|s| s * s).sum::<f64>().sqrt();
            slope.iter().map(|s| 0.2 * s / length).collect()
        }
    };
    let mut whole = [0.0; 3];
    index.iter().zip(step).for_each(|(i, s)| whole[*i] = s);
    whole
}
