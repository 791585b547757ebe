//! The highest point of a likelihood whose slope nobody has written out.

use crate::regression::linear::Cholesky;

/// Step of the differences that make slope and curvature.
const STEP: f64 = 1e-4;

/// A step so short is the last: what is left after it is its square, and what differences cannot tell.
const NEAR: f64 = 1e-6;

/// Where a deviation goes on that was held at zero too soon.
const FREED: f64 = 0.05;

/// Where a standard deviation counts as zero.
const ZERO: f64 = 1e-4;

/// Climbs by Newton's method with slopes and curvatures by differences. The first parameter may be anything, the others are standard
/// deviations, whose sign means nothing; one that runs into zero is held there. `None` where nothing is found.
pub(super) fn summit(mut height: impl FnMut(&[f64]) -> f64, start: Vec<f64>) -> Option<(Vec<f64>, f64)> {
    let mut free: Vec<usize> = (0..start.len()).collect();
    let (mut at, mut top) = (start.clone(), height(&start));
    for _ in 0..200 {
        let step = newton(&mut height, &at, top, &free);
        let largest = step.iter().fold(0.0, |most: f64, s| most.max(s.abs()));
        if !largest.is_finite() {
            return None;
        }
        let mut part = (0.5 / largest).min(1.0);
        loop {
            let next: Vec<f64> = at.iter().zip(&step).enumerate().map(|(i, (x, s))| moved(i, x + part * s)).collect();
            let found = height(&next);
            if found >= top - 1e-13 * top.abs() || part < 1e-8 {
                (at, top) = (next, found);
                break;
            }
            part *= 0.5;
        }
        let before = free.len();
        free.retain(|i| *i == 0 || at[*i] >= ZERO);
        if free.len() < before {
            (1..at.len()).filter(|i| !free.contains(i)).for_each(|i| at[i] = 0.0);
            top = height(&at);
        } else if largest < NEAR {
            let Some(held) = rising(&mut height, &at, top, &free) else { return Some((at, top)) };
            // Zero is level in a deviation by itself, so that a long step can end there below the summit.
            at[held] = FREED;
            free.push(held);
            free.sort_unstable();
            top = height(&at);
        }
    }
    None
}

/// A deviation that is held at zero from which the likelihood rises.
fn rising(height: &mut impl FnMut(&[f64]) -> f64, at: &[f64], top: f64, free: &[usize]) -> Option<usize> {
    let held: Vec<usize> = (1..at.len()).filter(|i| !free.contains(i)).collect();
    held.into_iter().find(|i| {
        [0.3, 1.0, 3.0].iter().any(|part| {
            let mut there = at.to_vec();
            there[*i] = part * FREED;
            height(&there) > top + 1e-9 * top.abs().max(1.0)
        })
    })
}

fn moved(parameter: usize, to: f64) -> f64 {
    if parameter == 0 { to } else { to.abs() }
}

/// Newton's step in the free parameters; along the slope where the curvature is not that of a maximum.
fn newton(height: &mut impl FnMut(&[f64]) -> f64, at: &[f64], top: f64, free: &[usize]) -> Vec<f64> {
    let mut beside = |moves: &[(usize, f64)]| {
        let mut there = at.to_vec();
        moves.iter().for_each(|(i, by)| there[*i] += by);
        height(&there)
    };
    let size = free.len();
    let (mut slope, mut curvature) = (vec![0.0; size], vec![0.0; size * size]);
    for (row, i) in free.iter().enumerate() {
        let (up, down) = (beside(&[(*i, STEP)]), beside(&[(*i, -STEP)]));
        slope[row] = (up - down) / (2.0 * STEP);
        curvature[row * size + row] = (2.0 * top - up - down) / (STEP * STEP);
        for (column, j) in free[..row].iter().enumerate() {
            let mut corner = |a: f64, b: f64| beside(&[(*i, a * STEP), (*j, b * STEP)]);
            let mixed = corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0);
            curvature[row * size + column] = -mixed / (4.0 * STEP * STEP);
        }
    }
    let step = Cholesky::new(&curvature, size).map_or_else(
        || {
            let length = slope.iter().map(|s| s * s).sum::<f64>().sqrt();
            slope.iter().map(|s| if length > 0.0 { 0.2 * s / length } else { 0.0 }).collect()
        },
        |factor| factor.solve(&slope),
    );
    let mut whole = vec![0.0; at.len()];
    free.iter().zip(step).for_each(|(i, s)| whole[*i] = s);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hill_is_climbed_and_a_deviation_below_zero_is_held_there() {
        let hill = |x: &[f64]| -(x[0] - 3.0).powi(2) - (x[1] * x[1] - 0.25).powi(2) - 0.5 * (x[2] * x[2] + 0.1).powi(2);
        let (at, top) = summit(hill, vec![0.0, 1.0, 0.5]).unwrap();
        assert!((at[0] - 3.0).abs() < 1e-7 && (at[1] - 0.5).abs() < 1e-7 && at[2] <= 0.0, "{at:?}");
        assert!((top + 0.005).abs() < 1e-9);
        // From where the first step ends at zero the way goes on to the summit.
        let hill = |x: &[f64]| -x[0] * x[0] - (x[1] * x[1] - 0.25).powi(2);
        let (at, _) = summit(hill, vec![0.0, 0.0]).unwrap();
        assert!((at[1] - 0.5).abs() < 1e-7, "{at:?}");
    }
}
