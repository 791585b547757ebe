//! Where map and key stand: side by side, or on a telephone one below the other.

use super::classes::Classes;
use super::key::Key;
use super::states::{Located, located};
use super::words::refusal;
use crate::chart::{NotDrawn, Subject};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};

/// Width of the column of the key beside a map, and the space between them.
const COLUMN: f64 = 236.0;
const SPACE: f64 = 20.0;
/// Least height of a map on paper, and on a card, which must keep its shape.
const LEAST: f64 = 300.0;
const LEAST_CARD: f64 = 165.0;

/// What a map is drawn of.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    pub(crate) classes: Classes<'a>,
    pub(crate) rows: Vec<Located<'a>>,
}

impl<'a> Known<'a> {
    /// What is known of the places of a subject, or why no map can be drawn of it.
    pub(crate) fn of(subject: &Subject<'a>) -> Result<Self, NotDrawn> {
        let classes = Classes::of(subject);
        let rows = located(subject, &classes);
        match refusal(subject, &rows) {
            Some(reason) => Err(NotDrawn::because(reason)),
            None => Ok(Self { classes, rows }),
        }
    }
}

/// A key, and the room it leaves.
#[derive(Debug)]
pub(crate) struct Layout {
    key: Key,
    narrow: bool,
    grows: bool,
    card: bool,
    inner: f64,
}

impl Layout {
    pub(crate) fn of(subject: &Subject, known: &Known) -> Self {
        let inner = subject.size.width - 2.0 * subject.size.margin();
        let narrow = subject.size.is_narrow();
        let key = Key::of(subject, &known.classes, &known.rows, if narrow { inner } else { COLUMN });
        Self { key, narrow, grows: subject.size.grows(), card: subject.size.is_card(), inner }
    }

    /// Width of a map.
    pub(crate) fn width(&self) -> f64 {
        if self.narrow { self.inner } else { self.inner - COLUMN - SPACE }
    }

    /// Width of what else stands with the key.
    pub(crate) fn beside(&self) -> f64 {
        if self.narrow { self.inner * 0.6 } else { COLUMN }
    }

    /// Height of a plot whose map is so high where it may be, with something so high beside it.
    pub(crate) fn height(&self, map: f64, beside: f64) -> f64 {
        match (self.narrow, self.grows) {
            (true, _) => self.key.height() + 12.0 + map + beside,
            (false, true) => (map + 8.0).max(self.key.height() + 30.0 + beside),
            (false, false) => (if self.card { LEAST_CARD } else { LEAST })
                .max(self.key.height() + if beside > 0.0 { 120.0 } else { 0.0 }),
        }
    }

    /// The room of the map, and that of what is so high beside it, in a plot.
    pub(crate) fn rooms(&self, outer: &Rect, beside: f64) -> (Rect, Rect) {
        let below = outer.y0 + self.key.height();
        if self.narrow {
            let edge = outer.y1 - beside;
            (
                Rect::new(outer.x0, below + 8.0, outer.x1, edge),
                Rect::new(outer.x0, edge, outer.x0 + self.beside(), outer.y1),
            )
        } else {
            let left = outer.x1 - COLUMN;
            (
                Rect::new(outer.x0, outer.y0 + 4.0, left - SPACE, outer.y1 - 4.0),
                Rect::new(left, below + 16.0, outer.x1, outer.y1),
            )
        }
    }

    /// Draws the key in its place of a plot.
    pub(crate) fn draw_key(&self, frame: &mut Frame, outer: &Rect) {
        let at: Point = if self.narrow { (outer.x0, outer.y0) } else { (outer.x1 - COLUMN, outer.y0) };
        self.key.draw(frame, at);
    }
}
