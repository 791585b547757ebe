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
use crate::theme::{self, Size};
use crate::upright::ticks;
use unwarranted_core::text::capitalised;

/// Up to this many areas have a row with their name each.
pub(super) const MOST: usize = 40;
/// Least height of a row in pixels.
const ROW: f64 = 17.0;
/// The same on a card, which is shown larger than it is laid out.
const ROW_CARD: f64 = 15.0;
/// The same of a few rows.
const ROW_FEW: f64 = 24.0;
/// The same on a narrow screen, where the name stands above its strip.
const ROW_NARROW: f64 = 34.0;
/// Rows are never farther apart than this.
const ROW_MOST: f64 = 30.0;
/// Room for the label of the line above, and for ticks and the unit below.
const AROUND: f64 = 22.0 + 42.0;
/// Names take at most this much of the width; the full name stays in the tooltip.
const NAMES: f64 = 0.45;

/// Least height of the plot with its axes, in pixels.
pub(super) fn height(rows: usize, size: Size) -> f64 {
    // A few rows stand apart, many close together.
    let step = match size.is_card() {
        true => ROW_CARD,
        false if size.is_narrow() => ROW_NARROW,
        false => (420.0 / rows as f64).clamp(ROW, ROW_FEW),
    };
    rows as f64 * step + AROUND
}

pub(super) fn draw(frame: &mut Frame, subject: &Subject, ranking: &Ranking, range: (f64, f64)) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let names = names(subject, ranking, (outer.x1 - outer.x0) * if narrow { 0.78 } else { NAMES });
    let name_width = names.iter().map(|(n, w)| width(n, theme::LABEL, *w)).fold(0.0, f64::max);
    let values: Vec<String> = ranking.shown.iter().rev().map(|s| ranking.figures.value(s.value)).collect();
    let value_width = values.iter().map(|v| width(v, theme::LABEL, Weight::Bold)).fold(0.0, f64::max);
    let rows = ranking.shown.len() as f64;
    let least = if subject.size.is_card() { ROW_CARD } else { ROW };
    let step = ((outer.y1 - outer.y0 - AROUND) / rows).clamp(least, if narrow { ROW_NARROW } else { ROW_MOST });
    let first = outer.y0 + 22.0;
    let left = if narrow { outer.x0 + 6.0 } else { outer.x0 + name_width + 12.0 };
    let plot = Rect::new(left, first, outer.x1 - value_width - 14.0, first + rows * step);
    let x = Scale::linear(range, (plot.x0, plot.x1));
    let strips: Vec<(f64, f64)> = match narrow {
        true => (0..ranking.shown.len()).map(|i| plot.y0 + i as f64 * step).map(|y| (y + 17.0, y + step)).collect(),
        false => vec![(plot.y0, plot.y1)],
    };
    grid(frame, ranking, &plot, (&x, range), outer.x1, &strips);
    overall(frame, ranking, &plot, &x, &outer, &strips);
    frame.svg.open("areas");
    for (i, shown) in ranking.shown.iter().rev().enumerate() {
        let top = plot.y0 + i as f64 * step;
        let (y, baseline) = if narrow { (top + 25.0, top + 12.0) } else { (top + step / 2.0, top + step / 2.0 + 4.0) };
        let look = look(subject, shown);
        if let Some((low, high)) = shown.interval {
            frame.svg.line((x.at(low), y), (x.at(high), y), Stroke::solid(look.colour, 1.5));
        }
        if let Some(at) = ranking.of_similar(shown).map(|rate| x.at(rate)) {
            let half = step.min(14.0) / 2.0;
            frame.svg.line((at, y - half), (at, y + half), Stroke::solid(theme::INK, 1.5));
        }
        look.draw(&mut frame.svg, (x.at(shown.value), y), &ranking.tooltip(shown));
        let (name, weight) = &names[i];
        let (at, anchor) = if narrow { (outer.x0, Anchor::Start) } else { (plot.x0 - 12.0, Anchor::End) };
        let text = Text::label((at, baseline), name, anchor);
        frame.svg.text(Text { weight: *weight, colour: theme::INK, ..text });
        let text = Text::label((outer.x1, if narrow { baseline } else { y + 4.0 }), &values[i], Anchor::End);
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

/// The scale across and its range.
type Across<'a> = (&'a Scale, (f64, f64));

fn grid(frame: &mut Frame, ranking: &Ranking, plot: &Rect, (x, range): Across, canvas: f64, strips: &[(f64, f64)]) {
    let most = if plot.x1 - plot.x0 > 350.0 { 8 } else { 5 };
    let ticks = ticks(x, range, most);
    let labels = ranking.figures.ticks(&ticks);
    frame.svg.open("grid");
    for (top, bottom) in strips {
        for tick in &ticks {
            frame.svg.line((x.at(*tick), *top), (x.at(*tick), *bottom), Stroke::solid(theme::GRID, 1.0));
        }
    }
    if let [(top, bottom)] = strips {
        frame.svg.line((plot.x0, *top), (plot.x0, *bottom), Stroke::solid(theme::SOFT, 1.0));
    }
    frame.svg.close();
    axes::bottom_ticks(&mut frame.svg, plot, x, &ticks, &labels, canvas);
    if !ranking.figures.tell_unit() {
        let unit = fit(&capitalised(&ranking.unit), theme::LABEL, Weight::Regular, plot.x1 - plot.x0);
        frame.svg.text(Text::label((plot.x0, plot.y1 + 36.0), &unit, Anchor::Start));
    }
}

/// The line of all areas together, labelled above the plot.
fn overall(frame: &mut Frame, ranking: &Ranking, plot: &Rect, x: &Scale, outer: &Rect, strips: &[(f64, f64)]) {
    let (Some(rate), Some(label)) = (ranking.overall, overall_label(ranking)) else { return };
    let at = x.at(rate);
    let half = width(&label, theme::LABEL, Weight::Bold) / 2.0;
    let centre = at.clamp(outer.x0 + half, outer.x1 - half);
    frame.svg.open("overall");
    for (top, bottom) in strips {
        let stroke = if strips.len() > 1 { Stroke { dash: None, ..overall_stroke() } } else { overall_stroke() };
        frame.svg.line((at, *top), (at, *bottom), stroke);
    }
    let text = Text::label((centre, plot.y0 - 9.0), &label, Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, ..text });
    frame.svg.close();
}
