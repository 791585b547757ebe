//! The outlines of a map, and what they are painted by.

use crate::chart::Subject;
use crate::frame::Frame;
use crate::geometry::Point;
use crate::map::inside::inside;
use crate::map::layout::Known;
use crate::map::memo::{Key, Memo};
use crate::map::outlines::{Ring, simplified};
use crate::map::paint;
use crate::map::project::View;
use std::sync::Arc;

/// What outlines are painted by.
pub(super) struct Drawn<'a> {
    pub subject: &'a Subject<'a>,
    pub known: &'a Known<'a>,
}

/// The projected rings of a place.
pub(super) struct Shape<'a> {
    /// Position of its row.
    pub row: usize,
    pub rings: &'a Vec<Vec<Point>>,
}

impl Shape<'_> {
    pub(super) fn points(&self) -> impl Iterator<Item = Point> {
        self.rings.iter().flatten().copied()
    }
}

impl Drawn<'_> {
    /// Outlines in a view: first those of areas, then signs, then the highlighted one.
    pub(super) fn outlines(&self, frame: &mut Frame, shapes: &[&Shape], view: &View) {
        let outlines = outlines(shapes, view);
        let rows = || shapes.iter().map(|s| &self.known.rows[s.row]).zip(outlines.iter());
        for (row, outline) in rows() {
            paint::fill(frame, &self.known.classes, row, &outline.rings);
        }
        for (row, outline) in rows() {
            if let Some((at, room)) = outline.inside {
                paint::mark(frame, &self.known.classes, row, at, room);
            }
        }
        for (row, outline) in rows().filter(|(row, _)| self.subject.highlight == Some(row.code)) {
            paint::choose(frame, row, &outline.rings);
        }
    }
}

/// An outline in pixels, and a point well inside with its distance from the edges.
struct Outline {
    rings: Vec<Ring>,
    inside: Option<(Point, f64)>,
}

/// The outlines of shapes in a view: the same for all figures of the same areas.
fn outlines(shapes: &[&Shape], view: &View) -> Arc<Vec<Outline>> {
    static KEPT: Memo<Vec<Outline>> = Memo::new();
    let rings: Vec<&Vec<Vec<Point>>> = shapes.iter().map(|s| s.rings).collect();
    let key = rings.iter().fold(Key::default().with(view.bits()), |key, rings| {
        rings.iter().fold(key.with(rings.len()), |key, ring| key.ring(ring))
    });
    KEPT.get(key, || {
        let rings = simplified(&rings, view);
        rings.into_iter().map(|rings| Outline { inside: inside(&rings), rings }).collect()
    })
}
