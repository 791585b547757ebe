//! Axes and grids.

use crate::font::{Weight, width};
use crate::geometry::Rect;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Svg, Text};
use crate::theme;
use unwarranted_core::text::capitalised;

/// Width of the widest label, in pixels.
pub(crate) fn widest<S: AsRef<str>>(labels: &[S]) -> f64 {
    labels.iter().map(|l| width(l.as_ref(), theme::LABEL, Weight::Regular)).fold(0.0, f64::max)
}

/// Horizontal grid lines with their labels to the left of the plot.
pub(crate) fn horizontal_grid(svg: &mut Svg, plot: &Rect, y: &Scale, ticks: &[f64], labels: &[String]) {
    svg.open("grid");
    for (tick, label) in ticks.iter().zip(labels) {
        let at = y.at(*tick);
        svg.line((plot.x0, at), (plot.x1, at), Stroke::solid(theme::GRID, 1.0));
        svg.text(Text::label((plot.x0 - 8.0, at + 4.0), label, Anchor::End));
    }
    svg.close();
}

/// Room above the plot: for the unit of the value axis, or half a tick label.
pub(crate) fn above(unit: Option<&str>) -> f64 {
    if unit.is_some() { 24.0 } else { 8.0 }
}

/// The unit of the value axis, above the plot.
pub(crate) fn unit_line(svg: &mut Svg, x: f64, plot: &Rect, unit: Option<&str>) {
    if let Some(unit) = unit {
        svg.text(Text::label((x, plot.y0 - 12.0), &capitalised(unit), Anchor::Start));
    }
}

/// The line of the category axis.
pub(crate) fn base_line(svg: &mut Svg, plot: &Rect) {
    svg.line((plot.x0, plot.y1), (plot.x1, plot.y1), Stroke::solid(theme::SOFT, 1.0));
}

/// Ticks below the plot; those whose labels would touch the one before are left unlabelled.
pub(crate) fn bottom_ticks(svg: &mut Svg, plot: &Rect, x: &Scale, ticks: &[f64], labels: &[String], canvas: f64) {
    svg.open("axis");
    let mut free = f64::NEG_INFINITY;
    for (tick, label) in ticks.iter().zip(labels) {
        let at = x.at(*tick);
        svg.line((at, plot.y1), (at, plot.y1 + 5.0), Stroke::solid(theme::SOFT, 1.0));
        let half = width(label, theme::LABEL, Weight::Regular) / 2.0;
        let centre = at.clamp(half + 2.0, canvas - half - 2.0);
        if centre - half > free {
            svg.text(Text::label((centre, plot.y1 + 18.0), label, Anchor::Middle));
            free = centre + half + 8.0;
        }
    }
    svg.close();
}
