//! The maximum of the likelihood of Leroux's model over its parameters.

use super::state::State;
use super::surface::{Point, STEP, Surface};
use crate::error::Undefined;
use crate::regression::linear::Cholesky;

/// Where rho counts as 0 or 1: beyond this logit the likelihood hardly changes, and loses digits.
const END: f64 = 10.0;

const NOT_FOUND: &str = "the most likely variance between areas was not found: the areas differ no more than by chance";

/// A maximum with the curvature there.
pub(super) struct Top {
    pub(super) at: Vec<f64>,
    /// The surface there.
    pub(super) point: Point,
    /// Inverse of minus the curvature in the free parameters.
    pub(super) covariance: Vec<f64>,
    /// The parameters that are not at the end of their range.
    pub(super) free: Vec<usize>,
}

pub(super) fn unit(size: usize, entries: &[(usize, f64)]) -> Vec<f64> {
    let mut found = vec![0.0; size];
    entries.iter().for_each(|(k, x)| found[*k] += x);
    found
}

/// Slope by differences of fourth order, in the free parameters.
fn slope(surface: &Surface<'_>, at: &[f64], start: &State, free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let n = at.len();
    let moves: Vec<Vec<f64>> =
        free.iter().flat_map(|k| [-2.0, -1.0, 1.0, 2.0].map(|by| unit(n, &[(*k, by)]))).collect();
    let heights = surface.around(at, start, &moves)?;
    let one = |f: &[Point]| (f[0].height - 8.0 * f[1].height + 8.0 * f[2].height - f[3].height) / (12.0 * STEP);
    Ok(heights.chunks_exact(4).map(one).collect())
}

/// Minus the second derivatives in the free parameters.
fn curvature(surface: &Surface<'_>, at: &[f64], start: &State, free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let (n, m) = (at.len(), free.len());
    let mut moves = Vec::new();
    for i in 0..m {
        for j in 0..=i {
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], by)])));
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], -by)])));
        }
    }
    let points = surface.around(at, start, &moves)?;
    let mut found = vec![0.0; m * m];
    let mut fours = points.chunks_exact(4);
    for i in 0..m {
        for j in 0..=i {
            let four = fours.next().unwrap_or_default();
            let sum: f64 = four.iter().zip([1.0, 1.0, -1.0, -1.0]).map(|(p, sign)| sign * p.height).sum();
            let value = -sum / (4.0 * STEP * STEP);
            found[i * m + j] = value;
            found[j * m + i] = value;
        }
    }
    Ok(found)
}

/// Newton's method by differences; rho is held where it runs to 0 or 1. The curvature, which costs most, is taken from what each step
/// changes in the slope (Broyden, Fletcher, Goldfarb and Shanno) while that goes well; the one at the maximum is always its own.
pub(super) fn climb(surface: &Surface<'_>, start: Vec<f64>) -> Result<Top, Undefined> {
    let mut point = surface.point(&start, &surface.start)?;
    let mut at = start;
    let mut free: Vec<usize> = (0..at.len()).collect();
    let (mut kept, mut up) = (None, slope(surface, &at, &point.state, &free)?);
    for _ in 0..100 {
        let own = kept.is_none();
        let curved = kept.take().map_or_else(|| curvature(surface, &at, &point.state, &free), Ok)?;
        let factor = Cholesky::new(&curved, free.len());
        let step = uphill(factor.as_ref(), &up);
        let largest = step.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
        if let Some(factor) = factor.as_ref().filter(|_| largest < 1e-7) {
            if own {
                return Ok(Top { at, point, covariance: factor.inverse(), free });
            }
            continue;
        }
        let part = upwards(surface, &mut at, &mut point, &free, &step, largest)?;
        if free.contains(&1) && at[1].abs() > END {
            at[1] = at[1].signum() * END;
            free.retain(|k| *k != 1);
            point = surface.point(&at, &point.state)?;
            up = slope(surface, &at, &point.state, &free)?;
            continue;
        }
        let before = std::mem::replace(&mut up, slope(surface, &at, &point.state, &free)?);
        kept = part.filter(|_| factor.is_some()).and_then(|part| {
            let moved: Vec<f64> = step.iter().map(|s| part * s).collect();
            let less: Vec<f64> = before.iter().zip(&up).map(|(a, b)| a - b).collect();
            updated(curved, &moved, &less)
        });
    }
    Err(Undefined::because(NOT_FOUND))
}

/// Newton's step, or one of length 1 up the slope where the likelihood is not curved like a hill.
fn uphill(factor: Option<&Cholesky>, up: &[f64]) -> Vec<f64> {
    let length = up.iter().map(|s| s * s).sum::<f64>().sqrt();
    factor.map_or_else(|| up.iter().map(|s| s / length).collect(), |factor| factor.solve(up))
}

/// The curvature after a step that made the slope so much less; `None` where that says little of it.
fn updated(mut curved: Vec<f64>, moved: &[f64], less: &[f64]) -> Option<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let along: Vec<f64> = curved.chunks_exact(moved.len()).map(|row| dot(row, moved)).collect();
    let (expected, found) = (dot(&along, moved), dot(less, moved));
    if found < 0.1 * expected {
        return None;
    }
    for (i, row) in curved.chunks_exact_mut(moved.len()).enumerate() {
        for (j, value) in row.iter_mut().enumerate() {
            *value += less[i] * less[j] / found - along[i] * along[j] / expected;
        }
    }
    Some(curved)
}

/// Goes as much of the step as goes up, and says which part that was; `None` where it was less than the first that was tried.
fn upwards(
    surface: &Surface<'_>,
    at: &mut Vec<f64>,
    point: &mut Point,
    free: &[usize],
    step: &[f64],
    largest: f64,
) -> Result<Option<f64>, Undefined> {
    let first = (1.5 / largest).min(1.0);
    let mut part = first;
    loop {
        let mut next = at.clone();
        free.iter().zip(step).for_each(|(k, s)| next[*k] += part * s);
        let there = surface.point(&next, &point.state)?;
        if there.height >= point.height - 1e-11 * point.height.abs() || part < 1e-7 {
            (*at, *point) = (next, there);
            return Ok((part >= first).then_some(part));
        }
        part *= 0.4;
    }
}
