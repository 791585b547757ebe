//! Rectangles and segments in pixels, y downwards.

/// A point.
pub(crate) type Point = (f64, f64);

/// A rectangle in pixels: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x0: f64,
    pub(crate) y0: f64,
    pub(crate) x1: f64,
    pub(crate) y1: f64,
}

impl Rect {
    pub(crate) fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// The box of a text whose baseline starts at `(x, y)`.
    pub(crate) fn of_text(x: f64, y: f64, width: f64, size: f64) -> Self {
        Self::new(x, y - 0.95 * size, x + width, y + 0.27 * size)
    }

    /// The square around a mark.
    pub(crate) fn around(at: Point, radius: f64) -> Self {
        Self::new(at.0 - radius, at.1 - radius, at.0 + radius, at.1 + radius)
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    pub(crate) fn holds(&self, other: &Self) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && other.x1 <= self.x1 && other.y1 <= self.y1
    }

    pub(crate) fn grown(&self, by: f64) -> Self {
        Self::new(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)
    }

    /// The point of the rectangle nearest to `p`.
    pub(crate) fn nearest(&self, p: Point) -> Point {
        (p.0.clamp(self.x0, self.x1), p.1.clamp(self.y0, self.y1))
    }

    pub(crate) fn crossed(&self, line: (Point, Point)) -> bool {
        self.inside(line) > 0.0
    }

    /// Length of the part of a segment that lies inside (Liang and Barsky's clipping).
    pub(crate) fn inside(&self, (a, b): (Point, Point)) -> f64 {
        if a.0.max(b.0) < self.x0 || a.0.min(b.0) > self.x1 || a.1.max(b.1) < self.y0 || a.1.min(b.1) > self.y1 {
            return 0.0;
        }
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (p, q) in [(-dx, a.0 - self.x0), (dx, self.x1 - a.0), (-dy, a.1 - self.y0), (dy, self.y1 - a.1)] {
            if p.abs() < 1e-9 {
                if q < 0.0 {
                    return 0.0;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
        (to - from).max(0.0) * libm::hypot(dx, dy)
    }
}

/// Whether two segments cross.
pub(crate) fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Spreads labels of height `height` along a line so that none overlaps: as near to where they belong as possible,
/// in the order of `centres` (ascending), within `from..to`. Returns the new centres; `None` when they do not fit.
pub(crate) fn spread(centres: &[f64], height: f64, from: f64, to: f64) -> Option<Vec<f64>> {
    let needed = centres.len() as f64 * height;
    if needed > to - from + 1e-9 {
        return None;
    }
    // Runs of touching labels: first index, number, centre of the run.
    let mut runs: Vec<(usize, f64, f64)> = Vec::new();
    for (i, centre) in centres.iter().enumerate() {
        runs.push((i, 1.0, centre.clamp(from + height / 2.0, to - height / 2.0)));
        while let [.., a, b] = runs.as_slice() {
            if b.2 - b.1 * height / 2.0 >= a.2 + a.1 * height / 2.0 - 1e-9 {
                break;
            }
            let number = a.1 + b.1;
            let half = number * height / 2.0;
            let merged = (a.0, number, ((a.2 * a.1 + b.2 * b.1) / number).clamp(from + half, to - half));
            runs.truncate(runs.len() - 2);
            runs.push(merged);
        }
    }
    let mut out = Vec::with_capacity(centres.len());
    for (_, number, centre) in runs {
        let mut at = centre - (number - 1.0) * height / 2.0;
        let mut left = number;
        while left > 0.5 {
            out.push(at);
            at += height;
            left -= 1.0;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_keeps_order_distance_and_bounds() {
        let out = spread(&[10.0, 11.0, 12.0, 80.0, 99.0], 14.0, 0.0, 100.0).unwrap();
        assert_eq!(out.len(), 5);
        assert!(out.windows(2).all(|w| w[1] - w[0] >= 14.0 - 1e-9));
        assert!(out[0] >= 7.0 - 1e-9 && out[4] <= 93.0 + 1e-9);
        assert!((out[3] - 79.0).abs() < 1.1, "{out:?}");
        assert_eq!(spread(&[1.0, 2.0], 14.0, 0.0, 20.0), None);
        assert_eq!(spread(&[50.0], 14.0, 0.0, 100.0), Some(vec![50.0]));
    }

    #[test]
    fn segments_and_rectangles_cross_or_not() {
        let r = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(r.crossed(((-5.0, 5.0), (15.0, 5.0))));
        assert!(!r.crossed(((-5.0, 15.0), (15.0, 15.0))));
        assert!(!r.crossed(((-5.0, 5.0), (-1.0, 5.0))));
        assert!(cross(((0.0, 0.0), (2.0, 2.0)), ((0.0, 2.0), (2.0, 0.0))));
        assert!(!cross(((0.0, 0.0), (1.0, 1.0)), ((3.0, 0.0), (0.0, 3.0))));
    }
}
