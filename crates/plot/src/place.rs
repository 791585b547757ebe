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

    fn crossed(&self, line: (Point, Point)) -> bool {
        self.inside(line) > 0.0
    }

    /// Length of the part of a segment that lies inside (Liang and Barsky's clipping).
    fn inside(&self, (a, b): (Point, Point)) -> f64 {
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
        (to - from).max(0.0) * dx.hypot(dy)
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
    /// Never covered nor crossed: labels of lines.
    taken: Vec<Rect>,
    /// Never covered: marks in colour.
    coloured: Vec<Rect>,
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
/// What covering a mark costs, in pixels of distance.
const COVERING: f64 = 60.0;
/// What a leader line across a mark costs.
const CROSSING: f64 = 3.0;
/// Labels that can be done without are left out where every place costs more.
const DEAREST: f64 = 150.0;
/// What a label near a coloured mark of another area costs.
const MISTAKABLE: f64 = 25.0;
/// What a block upside down costs.
const TURNING: f64 = 10.0;
/// Height of a line in a block of labels.
const LINE: f64 = 15.0;

impl Placer {
    pub(crate) fn new(bounds: Rect) -> Self {
        Self { bounds, taken: Vec::new(), coloured: Vec::new(), marks: Vec::new(), placed: Vec::new() }
    }

    /// A mark that no label may cover, and that leader lines of other marks avoid.
    pub(crate) fn keep_visible(&mut self, mark: Rect) {
        self.coloured.push(mark);
    }

    /// Space that no label may cover and no leader line may cross.
    pub(crate) fn keep_clear(&mut self, area: Rect) {
        self.taken.push(area);
    }

    /// A mark that labels avoid.
    pub(crate) fn avoid(&mut self, mark: Rect) {
        self.marks.push(mark);
    }

    /// Places a label where it costs least; `false` when there is no room, or none cheap enough for one that is not
    /// `needed`.
    pub(crate) fn place(&mut self, wanted: &Wanted, needed: bool) -> bool {
        let width = font::width(&wanted.text, theme::LABEL, wanted.weight);
        let limit = if needed { f64::INFINITY } else { DEAREST };
        let mut best: Option<(f64, Placed)> = None;
        for reach in REACH {
            for turn in 0..DIRECTIONS {
                let area = candidate(wanted, width, reach, turn);
                let Some(cost) = self.cost(wanted, &area).filter(|c| *c <= limit) else { continue };
                if best.as_ref().is_none_or(|(least, _)| cost < *least - 1e-9) {
                    best = Some((cost, placed(wanted, area)));
                }
            }
        }
        let found = best.is_some();
        self.placed.extend(best.map(|(_, placed)| placed));
        found
    }

    /// Places labels as lines of one block on the left (`side` -1) or the right (1) of their marks, in the order given
    /// from the top down, or upside down where leader lines would cross; `false` when there is no room for the block.
    pub(crate) fn place_block(&mut self, wanted: &[Wanted], side: f64) -> bool {
        let Some(first) = wanted.first() else { return true };
        let edge = wanted.iter().map(|w| w.at.0 * side).fold(f64::NEG_INFINITY, f64::max) * side;
        let turned: Vec<Wanted> = wanted.iter().rev().cloned().collect();
        let mut best: Option<(f64, Vec<Placed>)> = None;
        for (lines, surcharge) in [(wanted, 0.0), (turned.as_slice(), TURNING)] {
            for across in 0..24 {
                let x = edge + side * (10.0 + 10.0 * f64::from(across));
                for down in -20..12 {
                    let y = first.at.1 + 10.0 * f64::from(down);
                    let least = best.as_ref().map_or(f64::INFINITY, |(least, _)| *least) - surcharge - 1e-9;
                    if let Some((cost, block)) = self.block(lines, side, (x, y), least) {
                        best = Some((cost + surcharge, block));
                    }
                }
            }
        }
        let found = best.is_some();
        self.placed.extend(best.map(|(_, block)| block).unwrap_or_default());
        found
    }

    /// A block whose first line has its inner edge centred at `at`, and its cost; `None` where it is forbidden
    /// or costs `most` or more.
    fn block(&self, wanted: &[Wanted], side: f64, at: Point, most: f64) -> Option<(f64, Vec<Placed>)> {
        let mut cost = 0.0;
        let mut block: Vec<Placed> = Vec::with_capacity(wanted.len());
        for (i, w) in wanted.iter().enumerate() {
            let width = font::width(&w.text, theme::LABEL, w.weight);
            let (left, y) = (if side < 0.0 { at.0 - width } else { at.0 }, at.1 + i as f64 * LINE);
            let half = 0.61 * theme::LABEL;
            let area = Rect::new(left, y - half, left + width, y + half);
            cost += self.cost(w, &area)?;
            if cost >= most {
                return None;
            }
            let new = placed(w, area);
            if block.iter().any(|p| clash(p, &new)) {
                return None;
            }
            block.push(new);
        }
        Some((cost, block))
    }

    /// What a place costs; `None` where it is forbidden.
    fn cost(&self, wanted: &Wanted, area: &Rect) -> Option<f64> {
        if !self.bounds.holds(area) || self.taken.iter().chain(&self.coloured).any(|t| t.overlaps(area)) {
            return None;
        }
        let new = placed(wanted, *area);
        if self.placed.iter().any(|p| p.area.overlaps(&area.grown(1.5)) || clash(p, &new)) {
            return None;
        }
        let own = |t: &&Rect| t.holds(&Rect::around(wanted.at, 0.0));
        let others = || self.coloured.iter().filter(|t| !own(t));
        if new.leader.is_some_and(|line| self.taken.iter().any(|t| t.crossed(line))) {
            return None;
        }
        let mistakable = others().filter(|t| t.overlaps(&area.grown(6.0))).count() as f64;
        let covered = self.marks.iter().filter(|m| m.overlaps(area)).count() as f64;
        let crossed = |line| {
            self.marks.iter().chain(others()).map(|m| m.inside(line)).filter(|l| *l > 0.0).map(|l| l + CROSSING).sum()
        };
        let through: f64 = new.leader.map_or(0.0, crossed);
        let near = area.nearest(wanted.at);
        let reach = (near.0 - wanted.at.0).hypot(near.1 - wanted.at.1) - wanted.radius;
        Some(reach + COVERING * covered + MISTAKABLE * mistakable + through)
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

fn placed(wanted: &Wanted, area: Rect) -> Placed {
    Placed { area, text: wanted.text.clone(), weight: wanted.weight, leader: leader(wanted, &area) }
}

/// Whether labels or their leader lines touch each other.
fn clash(a: &Placed, b: &Placed) -> bool {
    let through = |p: &Placed, q: &Placed| p.leader.is_some_and(|l| q.area.grown(1.0).crossed(l));
    let lines = a.leader.zip(b.leader).is_some_and(|(l, m)| cross(l, m));
    a.area.overlaps(&b.area) || through(a, b) || through(b, a) || lines
}

fn leader(wanted: &Wanted, area: &Rect) -> Option<(Point, Point)> {
    // To the middle of a side, or to the nearest point of the top or bottom.
    let middle = (area.y0 + area.y1) / 2.0;
    let beside = wanted.at.0 < area.x0 || wanted.at.0 > area.x1;
    let nearest = area.grown(-1.0).nearest(wanted.at);
    let end = if beside { (nearest.0, middle) } else { nearest };
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

    fn wanted(i: u8) -> Wanted {
        let at = (110.0 + 10.0 * f64::from(i), 130.0 - 7.0 * f64::from(i));
        Wanted { text: format!("Area number {i}"), weight: Weight::Regular, at, radius: 3.0 }
    }

    #[test]
    fn labels_of_a_crowd_do_not_overlap_and_stay_inside() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        let crowd: Vec<Wanted> = (0..9).map(wanted).collect();
        crowd.iter().for_each(|w| placer.keep_visible(Rect::around(w.at, w.radius)));
        let found = crowd.iter().filter(|w| placer.place(w, true)).count();
        assert!(found >= 7, "{found}");
        for (i, a) in placer.placed.iter().enumerate() {
            assert!(placer.bounds.holds(&a.area));
            assert!(placer.coloured.iter().all(|m| !m.overlaps(&a.area)));
            assert!(placer.placed.iter().skip(i + 1).all(|b| !clash(a, b)));
        }
    }

    #[test]
    fn a_block_keeps_its_order_on_its_side() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        let block: Vec<Wanted> = (0..4).rev().map(wanted).collect();
        assert!(placer.place_block(&block, -1.0));
        assert_eq!(placer.placed.len(), 4);
        assert!(placer.placed.iter().all(|p| p.area.x1 < 110.0));
        assert!(placer.placed.windows(2).all(|w| w[1].area.y0 - w[0].area.y0 > 14.0));
        assert!(!Placer::new(Rect::new(0.0, 0.0, 300.0, 30.0)).place_block(&block, -1.0));
    }

    #[test]
    fn a_label_without_room_is_refused() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 30.0, 20.0));
        let text = "Hampshire and Isle of Wight".to_owned();
        assert!(!placer.place(&Wanted { text, weight: Weight::Regular, at: (15.0, 10.0), radius: 3.0 }, true));
    }
}
