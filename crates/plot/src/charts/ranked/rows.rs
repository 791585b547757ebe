//! Few areas: one row each, the highest at the top.

use super::look::{look, overall_label, overall_stroke};
use crate::axes;
use crate::chart::Subject;
use crate::charts::shared::{Ranking, Shown};
use crate::font::{Weight, fit, width};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::names::fitted;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use unwarranted_core::text::capitalised;

/// Up to this many areas have a row with their name each.
pub(super) const MOST: usize = 40;
/// Least height of a row in pixels.
const ROW: f64 = 17.0;
/// Rows are never farther apart than this.
const ROW_MOST: f64 = 30.0;
/// Room for the label of the line above, and for ticks and the unit below.
const AROUND: f64 = 22.0 + 42.0;
/// Names take at most this much of the width; the full name stays in the tooltip.
const NAMES: f64 = 0.45;

/// Least height of the plot with its axes, in pixels.
pub(super) fn height(rows: usize) -> f64 {
    rows as f64 * ROW + AROUND
}

pub(super) fn draw(frame: &mut Frame, subject: &Subject, ranking: &Ranking, top: f64) {
    let outer = frame.plot;
    let names = names(subject, ranking, (outer.x1 - outer.x0) * NAMES);
    let name_width = names.iter().map(|(n, w)| width(n, theme::LABEL, *w)).fold(0.0, f64::max);
    let values: Vec<String> = ranking.shown.iter().rev().map(|s| ranking.figures.value(s.value)).collect();
    let value_width = values.iter().map(|v| width(v, theme::LABEL, Weight::Bold)).fold(0.0, f64::max);
    let rows = ranking.shown.len() as f64;
    let step = ((outer.y1 - outer.y0 - AROUND) / rows).clamp(ROW, ROW_MOST);
    let first = outer.y0 + 22.0;
    let plot = Rect::new(outer.x0 + name_width + 12.0, first, outer.x1 - value_width - 14.0, first + rows * step);
    let x = Scale::linear((0.0, top), (plot.x0, plot.x1));
    grid(frame, ranking, &plot, &x, outer.x1);
    overall(frame, ranking, &plot, &x, &outer);
    frame.svg.open("areas");
    for (i, shown) in ranking.shown.iter().rev().enumerate() {
        let y = plot.y0 + (i as f64 + 0.5) * step;
        let look = look(subject, shown);
        if let Some((low, high)) = shown.interval {
            frame.svg.line((x.at(low), y), (x.at(high), y), Stroke::solid(look.colour, 1.5));
        }
        look.draw(&mut frame.svg, (x.at(shown.value), y), &ranking.tooltip(shown));
        let (name, weight) = &names[i];
        let text = Text::label((plot.x0 - 12.0, y + 4.0), name, Anchor::End);
        frame.svg.text(Text { weight: *weight, colour: theme::INK, ..text });
        let text = Text::label((outer.x1, y + 4.0), &values[i], Anchor::End);
        frame.svg.text(Text { weight: *weight, colour: theme::INK, ..text });
    }
    frame.svg.close();
}

/// Names from the top row down, the highlighted one in bold.
fn names(subject: &Subject, ranking: &Ranking, most: f64) -> Vec<(String, Weight)> {
    let name = |s: &Shown| {
        let weight = if subject.highlight == Some(&*s.area.area) { Weight::Bold } else { Weight::Regular };
        (fitted(ranking.names.get(&s.area.area), weight, most), weight)
    };
    ranking.shown.iter().rev().map(name).collect()
}

fn grid(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, canvas: f64) {
    let most = if plot.x1 - plot.x0 > 350.0 { 8 } else { 5 };
    let ticks = x.ticks(most);
    let labels = ranking.figures.ticks(&ticks);
    frame.svg.open("grid");
    for tick in &ticks {
        frame.svg.line((x.at(*tick), plot.y0), (x.at(*tick), plot.y1), Stroke::solid(theme::GRID, 1.0));
    }
    frame.svg.line((plot.x0, plot.y0), (plot.x0, plot.y1), Stroke::solid(theme::SOFT, 1.0));
    frame.svg.close();
    axes::bottom_ticks(&mut frame.svg, plot, x, &ticks, &labels, canvas);
    if !ranking.figures.tell_unit() {
        let unit = fit(&capitalised(&ranking.unit), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &unit, Anchor::Start));
    }
}

/// The line of all areas together, labelled above the plot.
fn overall(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, outer: &Rect) {
    let (Some(rate), Some(label)) = (ranking.overall, overall_label(ranking)) else { return };
    let at = x.at(rate);
    let half = width(&label, theme::LABEL, Weight::Bold) / 2.0;
    let centre = at.clamp(outer.x0 + half, outer.x1 - half);
    frame.svg.open("overall");
    frame.svg.line((at, plot.y0 - 4.0), (at, plot.y1), overall_stroke());
    let text = Text::label((centre, plot.y0 - 9.0), &label, Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, ..text });
    frame.svg.close();
}
