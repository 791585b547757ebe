//! A place for one label: its box and its leader line.

use crate::font::Weight;
use crate::geometry::{Point, Rect, cross};
use crate::theme;

/// A label to place, in order of importance.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) text: String,
    pub(crate) weight: Weight,
    /// The mark it belongs to.
    pub(crate) at: Point,
    pub(crate) radius: f64,
    /// Joined to its mark by a leader line where it is not beside it.
    pub(crate) led: bool,
}

/// A place for a label.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) area: Rect,
    pub(super) leader: Option<(Point, Point)>,
}

/// Directions that are tried.
pub(super) const DIRECTIONS: u8 = 24;
/// A label farther than this from its mark gets a leader line.
const LEADER_FROM: f64 = 7.0;
/// Height of a label's box.
pub(super) const HEIGHT: f64 = 1.22 * theme::LABEL;

/// The box of a label in direction `turn` of [`DIRECTIONS`], its nearest edge `reach` pixels from the mark.
pub(super) fn candidate(wanted: &Wanted, width: f64, reach: f64, turn: u8) -> Rect {
    // Starts to the right and goes round through up, left and down.
    let angle = f64::from(turn) / f64::from(DIRECTIONS) * std::f64::consts::TAU;
    let (dx, dy) = (libm::cos(angle), -libm::sin(angle));
    let distance = wanted.radius + reach;
    let (px, py) = (wanted.at.0 + dx * distance, wanted.at.1 + dy * distance);
    // The box touches the point with the side that faces the mark.
    let (cx, cy) = (px + dx * width / 2.0, py + dy * HEIGHT / 2.0);
    Rect::new(cx - width / 2.0, cy - HEIGHT / 2.0, cx + width / 2.0, cy + HEIGHT / 2.0)
}

pub(super) fn spot(wanted: &Wanted, area: Rect) -> Spot {
    Spot { area, leader: leader(wanted, &area).filter(|_| wanted.led) }
}

/// Whether labels or their leader lines touch each other.
pub(super) fn clash(a: &Spot, b: &Spot) -> bool {
    let through = |p: &Spot, q: &Spot| p.leader.is_some_and(|l| q.area.grown(1.0).crossed(l));
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
    let length = libm::hypot(dx, dy);
    if length - wanted.radius <= LEADER_FROM {
        return None;
    }
    let start = wanted.radius + 1.0;
    Some(((wanted.at.0 + dx / length * start, wanted.at.1 + dy / length * start), end))
}
