//! Labels beside marks, so that none covers another and none leaves the plot. Moved labels get a leader line.

use crate::font::{self, Weight};
use crate::svg::{Anchor, Point, Stroke, Svg, Text};
use crate::theme;

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

    fn holds(&self, other: &Self) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && other.x1 <= self.x1 && other.y1 <= self.y1
    }

    fn grown(&self, by: f64) -> Self {
        Self::new(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)
    }

    /// The point of the rectangle nearest to `p`.
    fn nearest(&self, p: Point) -> Point {
        (p.0.clamp(self.x0, self.x1), p.1.clamp(self.y0, self.y1))
    }

    /// Whether the segment passes through (Liang and Barsky's clipping).
    fn crossed(&self, (a, b): (Point, Point)) -> bool {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (p, q) in [(-dx, a.0 - self.x0), (dx, self.x1 - a.0), (-dy, a.1 - self.y0), (dy, self.y1 - a.1)] {
            if p.abs() < 1e-9 {
                if q < 0.0 {
                    return false;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
        from < to
    }
}

/// Whether two segments cross.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// A label to place, in order of importance.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) text: String,
    pub(crate) weight: Weight,
    /// The mark it belongs to.
    pub(crate) at: Point,
    pub(crate) radius: f64,
}

struct Placed {
    area: Rect,
    text: String,
    weight: Weight,
    leader: Option<(Point, Point)>,
}

/// Places labels one by one, each where it costs least given those before it.
pub(crate) struct Placer {
    bounds: Rect,
    /// Never covered: marks in colour, and labels of lines.
    taken: Vec<Rect>,
    /// Covered only where nothing else is possible.
    marks: Vec<Rect>,
    placed: Vec<Placed>,
}

/// Distances of a label from its mark that are tried, in pixels.
const REACH: [f64; 13] = [3.0, 8.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0, 92.0, 112.0, 134.0, 160.0, 190.0];
/// Directions that are tried.
const DIRECTIONS: u8 = 24;
/// A label farther than this from its mark gets a leader line.
const LEADER_FROM: f64 = 7.0;

impl Placer {
    pub(crate) fn new(bounds: Rect) -> Self {
        Self { bounds, taken: Vec::new(), marks: Vec::new(), placed: Vec::new() }
    }

    /// Space that no label may cover.
    pub(crate) fn keep_clear(&mut self, area: Rect) {
        self.taken.push(area);
    }

    /// A mark that labels avoid.
    pub(crate) fn avoid(&mut self, mark: Rect) {
        self.marks.push(mark);
    }

    /// Places a label; `false` when there is no room for it.
    pub(crate) fn place(&mut self, wanted: &Wanted) -> bool {
        let width = font::width(&wanted.text, theme::LABEL, wanted.weight);
        let mut best: Option<(f64, Placed)> = None;
        for reach in REACH {
            for turn in 0..DIRECTIONS {
                let area = candidate(wanted, width, reach, turn);
                let Some(cost) = self.cost(wanted, &area, reach) else { continue };
                if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
                    let leader = leader(wanted, &area);
                    let (text, weight) = (wanted.text.clone(), wanted.weight);
                    best = Some((cost, Placed { area, text, weight, leader }));
                }
            }
        }
        let found = best.is_some();
        self.placed.extend(best.map(|(_, placed)| placed));
        found
    }

    /// What a place costs; `None` where it is forbidden.
    fn cost(&self, wanted: &Wanted, area: &Rect, reach: f64) -> Option<f64> {
        let roomy = area.grown(1.5);
        if !self.bounds.holds(area) || self.taken.iter().any(|t| t.overlaps(area)) {
            return None;
        }
        if self.placed.iter().any(|p| p.area.overlaps(&roomy) || p.leader.is_some_and(|l| roomy.crossed(l))) {
            return None;
        }
        if let Some(line) = leader(wanted, area) {
            let hits = |p: &Placed| p.area.crossed(line) || p.leader.is_some_and(|l| cross(l, line));
            if self.placed.iter().any(hits) {
                return None;
            }
        }
        let covered = self.marks.iter().filter(|m| m.overlaps(area)).count() as f64;
        let through = leader(wanted, area).map_or(0, |l| self.marks.iter().filter(|m| m.crossed(l)).count());
        let through = through as f64;
        Some(reach + 40.0 * covered + 4.0 * through)
    }

    /// Draws leader lines and labels.
    pub(crate) fn draw(&self, svg: &mut Svg) {
        svg.open("labels");
        for (a, b) in self.placed.iter().filter_map(|p| p.leader) {
            svg.line(a, b, Stroke::solid(theme::SOFT, 0.75));
        }
        for p in &self.placed {
            let at = (p.area.x0, p.area.y1 - 0.27 * theme::LABEL);
            let label = Text::label(at, &p.text, Anchor::Start);
            svg.text(Text { weight: p.weight, colour: theme::INK, halo: true, ..label });
        }
        svg.close();
    }
}

/// The box of a label in direction `turn` of [`DIRECTIONS`], its nearest edge `reach` pixels from the mark.
fn candidate(wanted: &Wanted, width: f64, reach: f64, turn: u8) -> Rect {
    // Starts to the right and goes round through up, left and down.
    let angle = f64::from(turn) / f64::from(DIRECTIONS) * std::f64::consts::TAU;
    let (dx, dy) = (angle.cos(), -angle.sin());
    let distance = wanted.radius + reach;
    let (px, py) = (wanted.at.0 + dx * distance, wanted.at.1 + dy * distance);
    let height = 1.22 * theme::LABEL;
    // The box touches the point with the side that faces the mark.
    let (cx, cy) = (px + dx * width / 2.0, py + dy * height / 2.0);
    Rect::new(cx - width / 2.0, cy - height / 2.0, cx + width / 2.0, cy + height / 2.0)
}

fn leader(wanted: &Wanted, area: &Rect) -> Option<(Point, Point)> {
    let end = area.grown(-1.0).nearest(wanted.at);
    let (dx, dy) = (end.0 - wanted.at.0, end.1 - wanted.at.1);
    let length = dx.hypot(dy);
    if length - wanted.radius <= LEADER_FROM {
        return None;
    }
    let start = wanted.radius + 1.0;
    Some(((wanted.at.0 + dx / length * start, wanted.at.1 + dy / length * start), end))
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

    #[test]
    fn labels_at_the_same_mark_do_not_overlap_and_stay_inside() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        for i in 0..9 {
            let text = format!("Area number {i}");
            let found = placer.place(&Wanted { text, weight: Weight::Regular, at: (150.0, 100.0), radius: 3.0 });
            assert!(found, "{i}");
        }
        for (i, a) in placer.placed.iter().enumerate() {
            assert!(placer.bounds.holds(&a.area));
            assert!(placer.placed.iter().skip(i + 1).all(|b| !a.area.overlaps(&b.area)));
        }
    }

    #[test]
    fn a_label_without_room_is_refused() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 30.0, 20.0));
        let text = "Hampshire and Isle of Wight".to_owned();
        assert!(!placer.place(&Wanted { text, weight: Weight::Regular, at: (15.0, 10.0), radius: 3.0 }));
    }
}
