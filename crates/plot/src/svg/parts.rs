//! How lines, texts and marks look.

use super::text::number;
use crate::font::Weight;
use crate::geometry::Point;
use crate::theme;

/// A line's look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke {
    pub(crate) colour: &'static str,
    pub(crate) width: f64,
    pub(crate) dash: Option<&'static str>,
}

impl Stroke {
    pub(crate) fn solid(colour: &'static str, width: f64) -> Self {
        Self { colour, width, dash: None }
    }

    pub(crate) fn dashed(colour: &'static str, width: f64, dash: &'static str) -> Self {
        Self { colour, width, dash: Some(dash) }
    }

    pub(super) fn attributes(&self) -> String {
        let dash = self.dash.map(|d| format!(" stroke-dasharray=\"{d}\"")).unwrap_or_default();
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{dash}", self.colour, number(self.width))
    }
}

/// Which part of a text its position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text; `at` is on its baseline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) at: Point,
    pub(crate) text: &'a str,
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) colour: &'static str,
    pub(crate) anchor: Anchor,
    /// White outline, so that it can be read over marks.
    pub(crate) halo: bool,
}

impl<'a> Text<'a> {
    /// A label in ordinary weight.
    pub(crate) fn label(at: Point, text: &'a str, anchor: Anchor) -> Self {
        let (size, weight, colour) = (theme::LABEL, Weight::Regular, theme::SOFT);
        Self { at, text, size, weight, colour, anchor, halo: false }
    }
}

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Dot,
    Diamond,
    /// A dot with an empty middle.
    Ring,
    /// A triangle on its base.
    Up,
    /// A triangle on its tip.
    Down,
}
