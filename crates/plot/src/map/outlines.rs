//! Outlines with fewer points: what two areas share is simplified once, so that no gap opens between them.
//!
//! Rings are cut where borders meet, and each piece is simplified by Douglas and Peucker (1973) in a direction of its own
//! choosing, so that both areas beside it get the same points.

use super::project::View;
use crate::geometry::Point;
use std::collections::{BTreeMap, BTreeSet};

/// Tenths of a pixel.
pub(crate) type Tenths = (i32, i32);
/// A ring without its first point repeated at the end.
pub(crate) type Ring = Vec<Tenths>;

/// Farthest that a point is moved, in tenths of a pixel, where the outlines have few points.
const TOLERANCE: f64 = 4.0;
/// Most points of a drawing: about nine bytes each.
const MOST_POINTS: usize = 10_000;
/// Islands and holes smaller than this, in square tenths of a pixel, are left out, but for the largest part of an area.
const SPECK: f64 = 80.0;
/// Half the size of the mark of an area that is too small for an outline.
const LEAST: i32 = 8;

/// A point of an outline: what tells it from others, and where it is drawn. Borders are found by the first, as many points
/// share a tenth of a pixel that have nothing to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Vertex {
    key: (i64, i64),
    at: Tenths,
}

impl Vertex {
    fn of(p: Point, view: &View) -> Self {
        // A billionth of the globe's radius is six millimetres.
        #[allow(clippy::cast_possible_truncation)]
        let key = |v: f64| (v * 1e9).round() as i64;
        Self { key: (key(p.0), key(p.1)), at: tenths(view.at(p)) }
    }
}

/// The outlines of projected areas in a view, simplified until they are few enough.
pub(crate) fn simplified(areas: &[&Vec<Vec<Point>>], view: &View) -> Vec<Vec<Ring>> {
    let ring = |ring: &Vec<Point>| clean(ring.iter().map(|p| Vertex::of(*p, view)).collect());
    let areas: Vec<Vec<Vec<Vertex>>> = areas.iter().map(|rings| rings.iter().map(ring).collect()).collect();
    let meet = junctions(&areas);
    let mut tolerance = TOLERANCE;
    loop {
        let drawn: Vec<Vec<Ring>> = areas.iter().map(|rings| area(rings, &meet, tolerance)).collect();
        let points: usize = drawn.iter().flatten().map(Vec::len).sum();
        if points <= MOST_POINTS || tolerance > 1000.0 {
            return drawn;
        }
        tolerance *= 1.5;
    }
}

/// Without points that repeat the one before.
fn clean(mut ring: Vec<Vertex>) -> Vec<Vertex> {
    ring.dedup_by_key(|v| v.key);
    if ring.len() > 1 && ring.first().map(|v| v.key) == ring.last().map(|v| v.key) {
        ring.pop();
    }
    ring
}

/// Points where more than two lines of the map end: there borders meet.
fn junctions(areas: &[Vec<Vec<Vertex>>]) -> BTreeSet<(i64, i64)> {
    let mut steps: Vec<((i64, i64), (i64, i64))> = Vec::new();
    for ring in areas.iter().flatten() {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            steps.extend([(a.key, b.key), (b.key, a.key)]);
        }
    }
    steps.sort_unstable();
    steps.dedup();
    let mut ends: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (from, _) in &steps {
        *ends.entry(*from).or_default() += 1;
    }
    ends.into_iter().filter(|(_, n)| *n > 2).map(|(at, _)| at).collect()
}

fn area(rings: &[Vec<Vertex>], meet: &BTreeSet<(i64, i64)>, tolerance: f64) -> Vec<Ring> {
    let whole = |i: &usize| size(&rings[*i].iter().map(|v| v.at).collect());
    let largest = (0..rings.len()).max_by(|a, b| whole(a).total_cmp(&whole(b)).then(b.cmp(a)));
    let Some(largest) = largest else { return Vec::new() };
    let mut drawn = Vec::new();
    for (at, whole) in rings.iter().enumerate() {
        let ring = ring(whole, meet, tolerance);
        if ring.len() > 2 && size(&ring) >= SPECK {
            drawn.push(ring);
        } else if at == largest {
            drawn.extend(whole.first().map(|v| diamond(v.at)));
        }
    }
    drawn
}

fn diamond((x, y): Tenths) -> Ring {
    vec![(x, y - LEAST), (x + LEAST, y), (x, y + LEAST), (x - LEAST, y)]
}

/// Area of a ring (shoelace formula), in square tenths of a pixel.
pub(crate) fn size(ring: &Ring) -> f64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let sum: f64 = pairs.map(|(a, b)| f64::from(a.0) * f64::from(b.1) - f64::from(b.0) * f64::from(a.1)).sum();
    (sum / 2.0).abs()
}

fn ring(whole: &[Vertex], meet: &BTreeSet<(i64, i64)>, tolerance: f64) -> Ring {
    let n = whole.len();
    if n < 3 {
        return Ring::new();
    }
    let cuts: Vec<usize> = (0..n).filter(|i| meet.contains(&whole[*i].key)).collect();
    let from = |start: usize, length: usize| (0..=length).map(|k| whole[(start + k) % n]).collect::<Vec<_>>();
    let mut all = Ring::new();
    if let Some(first) = cuts.first() {
        for (at, cut) in cuts.iter().enumerate() {
            let next = cuts.get(at + 1).copied().unwrap_or(first + n);
            all.extend(piece(from(*cut, next - cut), tolerance));
        }
    } else {
        // Alone in the sea, or all around another area: both begin at the same point.
        let start = (0..n).min_by_key(|i| whole[*i].key).unwrap_or(0);
        all.extend(piece(from(start, n), tolerance));
    }
    all.dedup();
    all
}

/// A line without its last point, simplified the same way from either end.
fn piece(mut line: Vec<Vertex>, tolerance: f64) -> Ring {
    let turned = line.iter().rev().lt(line.iter());
    if turned {
        line.reverse();
    }
    let mut kept = vec![false; line.len()];
    let last = line.len() - 1;
    (kept[0], kept[last]) = (true, true);
    let mut todo = vec![(0, last)];
    while let Some((from, to)) = todo.pop() {
        let mut far = (0.0, from);
        for at in from + 1..to {
            let distance = apart(line[at].at, line[from].at, line[to].at);
            if distance > far.0 {
                far = (distance, at);
            }
        }
        // A loop keeps its farthest point, or nothing would be left of it.
        if far.0 > tolerance || (far.0 > 0.0 && line[from].key == line[to].key) {
            kept[far.1] = true;
            todo.extend([(from, far.1), (far.1, to)]);
        }
    }
    let mut out: Ring = line.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(v, _)| v.at).collect();
    if turned {
        out.reverse();
    }
    out.pop();
    out
}

/// Distance of a point from a segment.
fn apart(p: Tenths, a: Tenths, b: Tenths) -> f64 {
    let [p, a, b] = [p, a, b].map(|(x, y)| (f64::from(x), f64::from(y)));
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    libm::hypot(p.0 - a.0 - along * dx, p.1 - a.1 - along * dy)
}

/// A point of a drawing in tenths of a pixel.
pub(crate) fn tenths(p: (f64, f64)) -> Tenths {
    // A canvas is a few thousand pixels at most.
    #[allow(clippy::cast_possible_truncation)]
    let to = |v: f64| (v * 10.0).round().clamp(-1e7, 1e7) as i32;
    (to(p.0), to(p.1))
}

#[cfg(test)]
mod tests {
    use super::super::project::Bounds;
    use super::*;
    use crate::geometry::Rect;

    /// Outlines in whole numbers of 0 to 3000, drawn at a tenth of their size.
    fn drawn(areas: &[Vec<Vec<(i32, i32)>>]) -> Vec<Vec<Ring>> {
        let point = |p: &(i32, i32)| (f64::from(p.0), f64::from(-p.1));
        let areas: Vec<Vec<Vec<Point>>> =
            areas.iter().map(|rings| rings.iter().map(|r| r.iter().map(point).collect()).collect()).collect();
        let bounds = Bounds { low: (0.0, -3000.0), high: (3000.0, 0.0) };
        let view = View::fit(&bounds, &Rect::new(0.0, 0.0, 300.0, 300.0));
        simplified(&areas.iter().collect::<Vec<_>>(), &view)
    }

    #[test]
    fn a_shared_border_stays_shared() {
        let border: Vec<(i32, i32)> = (0..=300).map(|i| (1000 + (i * 7919 % 13) - 6, i * 10)).collect();
        let mut left = vec![(0, 0)];
        left.extend(&border);
        left.push((0, 3000));
        let mut right = vec![(2000, 3000)];
        right.extend(border.iter().rev());
        right.push((2000, 0));
        let drawn = drawn(&[vec![left], vec![right]]);
        let near =
            |ring: &Ring| -> BTreeSet<Tenths> { ring.iter().copied().filter(|p| (900..1100).contains(&p.0)).collect() };
        let (left, right) = (near(&drawn[0][0]), near(&drawn[1][0]));
        assert_eq!(left, right);
        assert!(left.len() > 2 && left.len() < 200, "{}", left.len());
    }

    #[test]
    fn an_area_around_another_shares_its_whole_border() {
        let circle = |r: f64, turn: f64| -> Vec<(i32, i32)> {
            (0..200)
                .map(|i| turn * (f64::from(i) + 31.0) / 200.0 * std::f64::consts::TAU)
                .map(|a| tenths((100.0 + r * libm::cos(a), 100.0 + r * libm::sin(a))))
                .collect()
        };
        let drawn = drawn(&[vec![circle(90.0, 1.0), circle(30.0, -1.0)], vec![circle(30.0, 1.0)]]);
        let points = |ring: &Ring| ring.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(points(&drawn[0][1]), points(&drawn[1][0]));
        assert!(drawn[1][0].len() < 60);
    }

    #[test]
    fn specks_go_and_the_smallest_area_stays() {
        let square = |x: i32, a: i32| vec![(x, 0), (x + a, 0), (x + a, a), (x, a)];
        let drawn = drawn(&[vec![square(0, 100), square(500, 3)], vec![square(900, 2)], vec![]]);
        assert_eq!((drawn[0].len(), drawn[1][0].len(), drawn[2].len()), (1, 4, 0));
        assert!(size(&drawn[1][0]) >= SPECK);
    }

    #[test]
    fn however_many_points_there_are_few_remain() {
        let coast = |k: i32| (0..60_000).map(|i| (i * 7 % 2999, (i * 7919 + k) % 2801)).collect();
        let drawn = drawn(&[vec![coast(0)], vec![coast(1)], vec![coast(2)]]);
        assert!(drawn.iter().flatten().map(Vec::len).sum::<usize>() <= MOST_POINTS);
    }
}
