//! A point well inside an outline, for a sign.

use super::outlines::{Ring, size};
use crate::geometry::Point;

/// Points that are tried in each direction.
const TRIES: i32 = 14;

/// A point of the largest ring far from every edge, and how far it is, in pixels: the best of a grid of points.
pub(crate) fn inside(rings: &[Ring]) -> Option<(Point, f64)> {
    let largest = rings.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    let pixels =
        |ring: &Ring| -> Vec<Point> { ring.iter().map(|p| (f64::from(p.0) / 10.0, f64::from(p.1) / 10.0)).collect() };
    let edges: Vec<(Point, Point)> = rings
        .iter()
        .map(pixels)
        .flat_map(|ring| (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])).collect::<Vec<_>>())
        .collect();
    let bounds = super::project::Bounds::of(pixels(largest).into_iter())?;
    let at = |low: f64, wide: f64, k: i32| low + wide * (f64::from(k) + 0.5) / f64::from(TRIES);
    let points = (0..TRIES).flat_map(|i| (0..TRIES).map(move |j| (i, j)));
    points
        .map(|(i, j)| (at(bounds.low.0, bounds.width(), i), at(bounds.low.1, bounds.height(), j)))
        .filter(|p| holds(&edges, *p))
        .map(|p| (p, edges.iter().map(|e| apart(p, *e)).fold(f64::INFINITY, f64::min)))
        .fold(None, |best: Option<(Point, f64)>, new| match best {
            Some(best) if best.1 >= new.1 => Some(best),
            _ => Some(new),
        })
}

/// Whether a point is inside, by the even-odd rule.
fn holds(edges: &[(Point, Point)], p: Point) -> bool {
    let crossed =
        |(a, b): &&(Point, Point)| (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0);
    edges.iter().filter(crossed).count() % 2 == 1
}

fn apart(p: Point, (a, b): (Point, Point)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    libm::hypot(p.0 - a.0 - along * dx, p.1 - a.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::hatch::swatch;

    #[test]
    fn the_point_is_inside_and_not_in_a_hole() {
        let (outer, hole) = (swatch((0.0, 0.0), 100.0, 100.0), swatch((20.0, 20.0), 60.0, 60.0));
        let (at, room) = inside(std::slice::from_ref(&outer)).unwrap();
        assert!((at.0 - 50.0).abs() < 5.0 && (at.1 - 50.0).abs() < 5.0 && room > 45.0);
        let (at, room) = inside(&[outer, hole]).unwrap();
        assert!(!(20.0..=80.0).contains(&at.0) || !(20.0..=80.0).contains(&at.1));
        assert!(room > 6.0 && room < 14.2);
        assert_eq!(inside(&[]), None);
    }
}
