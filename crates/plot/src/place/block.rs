//! Labels of an end as one block: in lines beside their marks, or in steps above or below them.

use super::spot::{HEIGHT, Spot, Wanted, clash, spot};
use super::{Placer, placed};
use crate::font;
use crate::geometry::{Point, Rect};
use crate::theme;

/// A block with leader lines is not placed where a line of it costs more than this on average.
const DEAR_LINE: f64 = 60.0;
/// Nor where one line of it costs more than this.
const DEAREST_LINE: f64 = 50.0;
/// The same of a block without: it may stand farther off, and hardly covers a mark.
const DEAR_UNLED: f64 = 150.0;
/// Height of a line in a block of labels.
const LINE: f64 = 15.0;

/// A label and its width.
type Line<'a> = (&'a Wanted, f64);

impl Placer {
    /// Places labels as lines of one block on the left (`side` -1) or the right (1) of their marks, in the order given
    /// from the top down; `false` when there is no room for the block, or only far from its marks.
    pub(crate) fn place_block(&mut self, wanted: &[Wanted], side: f64) -> bool {
        let Some(first) = wanted.first() else { return true };
        let edge = wanted.iter().map(|w| w.at.0 * side).fold(f64::NEG_INFINITY, f64::max) * side;
        let lines = lines(wanted);
        let corners = (0..24).flat_map(|a| (-20..12).map(move |d| (a, d))).map(|(across, down)| {
            (edge + side * (10.0 + 10.0 * f64::from(across)), first.at.1 + 10.0 * f64::from(down))
        });
        self.cheapest(&lines, corners, |corner| {
            let at = |i: usize| (corner.0, corner.1 + i as f64 * LINE);
            lines.iter().enumerate().map(|(i, (_, width))| boxed(at(i), *width, side)).collect()
        })
    }

    /// Places labels in steps over marks that rise to the right (`side` 1), or under them (-1), in the order given: the
    /// outermost mark first, its label the farthest off, so that no leader line passes another mark. `false` when there is no
    /// room, or only far from the marks.
    pub(crate) fn place_steps(&mut self, wanted: &[Wanted], side: f64) -> bool {
        let Some(last) = wanted.last() else { return true };
        let lines = lines(wanted);
        let corners = (0..6).flat_map(|a| (0..16).map(move |d| (a, d))).map(|(across, up)| {
            (side * (2.0 + 4.0 * f64::from(across)), last.at.1 - side * (12.0 + 5.0 * f64::from(up)))
        });
        self.cheapest(&lines, corners, |(beside, y)| {
            let up = |i: usize| side * LINE * (lines.len() - 1 - i) as f64;
            let at = |i: usize, wanted: &Wanted| (wanted.at.0 + beside, y - up(i));
            lines.iter().enumerate().map(|(i, (wanted, width))| boxed(at(i, wanted), *width, side)).collect()
        })
    }

    /// Places labels along the upper edge, straight over their marks or as near to that as the sides and other labels leave
    /// room, all or none; their leader lines cross no line, and no mark but those stacked over their own.
    pub(crate) fn place_over(&mut self, wanted: &[Wanted]) -> bool {
        let before = self.placed.len();
        for (wanted, width) in lines(wanted) {
            let boxes = (0..24).flat_map(|row| (0..5).map(move |turn| (row, turn))).map(|(row, turn)| {
                let left = wanted.at.0 - width * f64::from(turn) / 4.0;
                let top = self.bounds.y0 + 4.0 * f64::from(row);
                self.slid(Rect::new(left, top, left + width, top + HEIGHT))
            });
            let found = boxes.map(|area| spot(wanted, area)).find(|spot| self.clear(wanted, spot));
            let Some(found) = found else {
                self.placed.truncate(before);
                return false;
            };
            self.placed.push(placed(wanted, found));
        }
        true
    }

    /// Whether a label there covers nothing and its leader line crosses nothing but marks over its own.
    fn clear(&self, wanted: &Wanted, spot: &Spot) -> bool {
        let over = |t: &&Rect| t.x0 < wanted.at.0 + wanted.radius && wanted.at.0 - wanted.radius < t.x1;
        let marks = self.coloured.iter().chain(&self.marks).filter(|t| !over(t));
        let crossed = |line| marks.clone().chain(&self.lines).any(|t| t.crossed(line));
        self.bounds.holds(&spot.area) && !self.forbidden(spot) && !spot.leader.is_some_and(crossed)
    }

    /// Places lines where they cost least together, of the places that the corners give.
    fn cheapest(
        &mut self,
        lines: &[Line],
        corners: impl Iterator<Item = Point>,
        boxes: impl Fn(Point) -> Vec<Rect>,
    ) -> bool {
        let led = lines.first().is_some_and(|(wanted, _)| wanted.led);
        let mut least = lines.len() as f64 * if led { DEAR_LINE } else { DEAR_UNLED };
        let mut best: Option<Vec<Spot>> = None;
        for corner in corners {
            if let Some((cost, spots)) = self.together(lines, &boxes(corner), least - 1e-9) {
                (least, best) = (cost, Some(spots));
            }
        }
        let Some(spots) = best else { return false };
        self.placed.extend(lines.iter().zip(spots).map(|((w, _), s)| placed(w, s)));
        true
    }

    /// Lines in these boxes, and what they cost; `None` where that is forbidden or costs `most` or more.
    fn together(&self, lines: &[Line], boxes: &[Rect], most: f64) -> Option<(f64, Vec<Spot>)> {
        let mut cost = 0.0;
        let mut block: Vec<Spot> = Vec::with_capacity(lines.len());
        for ((wanted, _), area) in lines.iter().zip(boxes) {
            let new = spot(wanted, *area);
            let most = if wanted.led { most.min(cost + DEAREST_LINE) } else { most };
            cost = self.cost(wanted, &new, cost, most)?;
            if block.iter().any(|p| clash(p, &new)) {
                return None;
            }
            block.push(new);
        }
        Some((cost, block))
    }
}

fn lines(wanted: &[Wanted]) -> Vec<Line<'_>> {
    wanted.iter().map(|w| (w, font::width(&w.text, theme::LABEL, w.weight))).collect()
}

/// The box of a label whose inner edge is centred at `at`, the label on its left (`side` -1) or right (1).
fn boxed(at: Point, width: f64, side: f64) -> Rect {
    let left = if side < 0.0 { at.0 - width } else { at.0 };
    Rect::new(left, at.1 - HEIGHT / 2.0, left + width, at.1 + HEIGHT / 2.0)
}
