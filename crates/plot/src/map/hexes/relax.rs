//! Centres pushed apart until each has room, neighbours held together.

use crate::geometry::Point;

/// Steps, and how much of an overlap and of a gap each closes.
const STEPS: usize = 500;
const PUSH: f64 = 0.25;
const PULL: f64 = 0.06;
/// How much of the way back to where an area lies each step goes.
const HOME: f64 = 0.01;

/// Centres at least about 1 apart, neighbours as near to 1 as they can be.
pub(super) fn relaxed(centres: &[Point], neighbours: &[(usize, usize)]) -> Vec<Point> {
    let mut at = centres.to_vec();
    for _ in 0..STEPS {
        // All move at once, so that the order of the areas does not matter.
        let mut by = vec![(0.0, 0.0); at.len()];
        for i in 0..at.len() {
            for j in i + 1..at.len() {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let apart = libm::hypot(dx, dy);
                if apart < 1.0 {
                    // Two centres in one place part along a line of their own.
                    let (ux, uy) = if apart > 1e-9 { (dx / apart, dy / apart) } else { (1.0, (i + j) as f64 * 0.1) };
                    let far = PUSH * (1.0 - apart);
                    shift(&mut by, i, (ux * far, uy * far));
                    shift(&mut by, j, (-ux * far, -uy * far));
                }
            }
        }
        for (i, j) in neighbours {
            let (dx, dy) = (at[*j].0 - at[*i].0, at[*j].1 - at[*i].1);
            let apart = libm::hypot(dx, dy);
            if apart > 1.0 {
                let far = PULL * (apart - 1.0) / apart;
                shift(&mut by, *i, (dx * far, dy * far));
                shift(&mut by, *j, (-dx * far, -dy * far));
            }
        }
        for ((p, by), home) in at.iter_mut().zip(by).zip(centres) {
            *p = (p.0 + by.0 + HOME * (home.0 - p.0), p.1 + by.1 + HOME * (home.1 - p.1));
        }
    }
    at
}

fn shift(by: &mut [Point], i: usize, (x, y): Point) {
    by[i] = (by[i].0 + x, by[i].1 + y);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_spreads_and_neighbours_stay_together() {
        let crowd: Vec<Point> = (0..9).map(|i| (f64::from(i % 3) * 0.1, f64::from(i / 3) * 0.1)).collect();
        let out = relaxed(&crowd, &[(0, 1), (1, 2)]);
        let apart = |a: usize, b: usize| libm::hypot(out[a].0 - out[b].0, out[a].1 - out[b].1);
        for a in 0..9 {
            assert!((a + 1..9).all(|b| apart(a, b) > 0.7), "{out:?}");
        }
        assert!(apart(0, 1) < 1.2);
        let same = relaxed(&[(0.0, 0.0), (0.0, 0.0)], &[]);
        assert!((same[0].0 - same[1].0).abs() > 0.5);
    }
}
