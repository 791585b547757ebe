//! London again, enlarged: its areas are too small to be seen on a map of England.

use super::drawn::{Drawn, Shape};
use crate::font::Weight;
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::map::project::{Bounds, Projection, View};
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;

/// Longitudes and latitudes of Greater London.
const LONDON: ([f64; 2], [f64; 2]) = ([-0.52, 0.34], [51.28, 51.70]);
/// Fewest areas within it that are worth an inset, and how much larger the whole map must be.
const FEWEST: usize = 3;
const LARGER: f64 = 4.0;
/// Room for its heading.
const HEADING: f64 = 20.0;

/// The areas of London.
pub(super) struct Inset {
    /// Positions among the shapes.
    at: Vec<usize>,
    bounds: Bounds,
}

impl Inset {
    /// `None` where London is not part of the map, or is all of it.
    pub(super) fn of(projection: Projection, shapes: &[Shape], whole: &Bounds) -> Option<Self> {
        let corner = |i: usize| projection.at((LONDON.0[i], LONDON.1[i]));
        let (low, high) = (corner(0), corner(1));
        let inside = |(x, y): Point| (low.0..=high.0).contains(&x) && (low.1..=high.1).contains(&y);
        let middle = |b: Bounds| ((b.low.0 + b.high.0) / 2.0, (b.low.1 + b.high.1) / 2.0);
        let is = |i: &usize| Bounds::of(shapes[*i].points()).is_some_and(|b| inside(middle(b)));
        let at: Vec<usize> = (0..shapes.len()).filter(is).collect();
        let bounds = Bounds::of(at.iter().flat_map(|i| shapes[*i].points()))?;
        (at.len() >= FEWEST && whole.height() > LARGER * bounds.height()).then_some(Self { at, bounds })
    }

    /// In pixels, with its heading, where it is so wide.
    pub(super) fn height(&self, width: f64) -> f64 {
        width * self.bounds.height() / self.bounds.width().max(1e-9) + HEADING + 12.0
    }

    /// Draws it at the bottom of `beside`, and a frame around London in the view of the map.
    pub(super) fn draw(&self, frame: &mut Frame, drawn: &Drawn, shapes: &[Shape], view: &View, beside: &Rect) {
        let (a, b) = (view.at(self.bounds.low), view.at(self.bounds.high));
        let (left, right, low, high) = (a.0 - 2.0, b.0 + 2.0, a.1 + 2.0, b.1 - 2.0);
        let around = [(left, high), (right, high), (right, low), (left, low), (left, high)];
        let top = beside.y1 - self.height(beside.x1 - beside.x0).min(beside.y1 - beside.y0);
        frame.svg.open("london");
        frame.svg.polyline(&around, Stroke::solid(theme::INK, 1.0));
        let text = Text::label((beside.x0, top + 13.0), "London, enlarged", Anchor::Start);
        frame.svg.text(Text { weight: Weight::Bold, colour: theme::INK, ..text });
        let rect = Rect::new(beside.x0 + 2.0, top + HEADING, beside.x1 - 2.0, beside.y1 - 4.0);
        let enlarged: Vec<&Shape> = self.at.iter().map(|i| &shapes[*i]).collect();
        drawn.outlines(frame, &enlarged, &View::fit(&self.bounds, &rect));
        frame.svg.close();
    }
}
