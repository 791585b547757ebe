//! Hatching: parallel lines inside an outline, so that what has no figure is told without colour.

use super::outlines::{Ring, tenths};
use crate::geometry::Point;
use std::collections::BTreeMap;

/// Distance between the lines, in pixels.
const APART: f64 = 4.5;

/// The parts of parallel lines at `angle` degrees that lie inside rings, by the even-odd rule; in pixels.
pub(crate) fn lines(rings: &[Ring], angle: f64) -> Vec<(Point, Point)> {
    let (sin, cos) = libm::sincos(angle.to_radians());
    // Along the lines, and across them.
    let turned = |p: &(i32, i32)| {
        let (x, y) = (f64::from(p.0) / 10.0, f64::from(p.1) / 10.0);
        (x * cos + y * sin, (y * cos - x * sin) / APART)
    };
    let mut crossings: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (a, b) = (turned(a), turned(b));
            let (low, high) = if a.1 <= b.1 { (a, b) } else { (b, a) };
            // A canvas has a few hundred lines.
            #[allow(clippy::cast_possible_truncation)]
            let (from, to) = (low.1.ceil() as i64, high.1.ceil() as i64);
            for line in from..to {
                let share = (line as f64 - low.1) / (high.1 - low.1);
                crossings.entry(line).or_default().push(low.0 + share * (high.0 - low.0));
            }
        }
    }
    let mut found = Vec::new();
    for (line, mut at) in crossings {
        at.sort_by(f64::total_cmp);
        let across = line as f64 * APART;
        let back = |along: f64| (along * cos - across * sin, along * sin + across * cos);
        found.extend(at.chunks_exact(2).filter(|c| c[1] - c[0] > 0.3).map(|c| (back(c[0]), back(c[1]))));
    }
    found
}

/// The rectangle of a swatch as a ring.
pub(crate) fn swatch(at: Point, width: f64, height: f64) -> Ring {
    [(at.0, at.1), (at.0 + width, at.1), (at.0 + width, at.1 + height), (at.0, at.1 + height)].map(tenths).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fill_a_square_evenly_and_spare_its_hole() {
        let (square, hole) = (swatch((10.0, 10.0), 90.0, 90.0), swatch((40.0, 40.0), 30.0, 30.0));
        for angle in [0.0, 45.0, 90.0, 135.0] {
            let length = |found: Vec<(Point, Point)>| -> f64 {
                found.iter().map(|(a, b)| libm::hypot(a.0 - b.0, a.1 - b.1)).sum()
            };
            let (full, spared) = (
                length(lines(std::slice::from_ref(&square), angle)),
                length(lines(&[square.clone(), hole.clone()], angle)),
            );
            assert!((full * APART - 8100.0).abs() < 500.0, "{angle} {full}");
            assert!(((full - spared) * APART - 900.0).abs() < 200.0, "{angle} {spared}");
            let inside = |p: Point| (9.9..=100.1).contains(&p.0) && (9.9..=100.1).contains(&p.1);
            assert!(lines(std::slice::from_ref(&square), angle).iter().all(|(a, b)| inside(*a) && inside(*b)));
        }
    }
}
