//! The outlines of a map, and what they are painted by.

use crate::chart::Subject;
use crate::frame::Frame;
use crate::geometry::Point;
use crate::map::inside::inside;
use crate::map::layout::Known;
use crate::map::outlines::simplified;
use crate::map::paint;
use crate::map::project::View;

/// What outlines are painted by.
pub(super) struct Drawn<'a> {
    pub subject: &'a Subject<'a>,
    pub known: &'a Known<'a>,
}

/// The projected rings of a place.
pub(super) struct Shape {
    /// Position of its row.
    pub row: usize,
    pub rings: Vec<Vec<Point>>,
}

impl Shape {
    pub(super) fn points(&self) -> impl Iterator<Item = Point> {
        self.rings.iter().flatten().copied()
    }
}

impl Drawn<'_> {
    /// Outlines in a view: first those of areas, then signs, then the highlighted one.
    pub(super) fn outlines(&self, frame: &mut Frame, shapes: &[&Shape], view: &View) {
        let outlines = simplified(&shapes.iter().map(|s| &s.rings).collect::<Vec<_>>(), view);
        let rows = || shapes.iter().map(|s| &self.known.rows[s.row]).zip(&outlines);
        for (row, rings) in rows() {
            paint::fill(frame, &self.known.classes, row, rings);
        }
        for (row, rings) in rows() {
            if let Some((at, room)) = inside(rings) {
                paint::mark(frame, &self.known.classes, row, at, room);
            }
        }
        for (row, rings) in rows().filter(|(row, _)| self.subject.highlight == Some(row.code)) {
            paint::choose(frame, row, rings);
        }
    }
}
