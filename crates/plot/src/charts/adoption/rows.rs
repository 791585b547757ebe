//! One row per area, and the curve of how many had changed.

use super::{Row, Steps, falls};
use crate::axes;
use crate::calendar;
use crate::chart::TrendSubject;
use crate::font::{Weight, width};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::names::fitted;
use crate::numbers::count;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme::{self, Size};

/// From this many areas on a curve says more than their rows.
const CURVE: usize = 5;
/// Height of the curve with its label.
const CURVE_HEIGHT: f64 = 104.0;
/// Room for ticks below the rows.
const BELOW: f64 = 26.0;
/// Room for the word at guidance.
const ABOVE: f64 = 18.0;
/// Up to this many periods have a tick each.
const FEW: usize = 12;

fn row_height(size: Size) -> f64 {
    if size.is_narrow() { 34.0 } else { 18.0 }
}

/// A card has room for rows only.
fn curve_height(steps: &Steps, size: Size) -> f64 {
    if steps.rows.len() >= CURVE && !size.is_card() { CURVE_HEIGHT } else { 0.0 }
}

/// Height of the plot with its axes, in pixels.
pub(super) fn height(steps: &Steps, shown: usize, size: Size) -> f64 {
    shown as f64 * row_height(size) + BELOW + ABOVE + curve_height(steps, size)
}

pub(super) fn draw(frame: &mut Frame, subject: &TrendSubject, steps: &Steps, shown: usize) {
    let (outer, size) = (frame.plot, subject.size);
    let words = steps.rows.iter().map(|r| width(&r.turned.turn.to_string(), theme::LABEL, Weight::Regular));
    let right = outer.x1 - words.fold(0.0, f64::max) - 10.0;
    let left = if size.is_narrow() { outer.x0 + 2.0 } else { outer.x0 + (outer.x1 - outer.x0) * 0.34 };
    let top = outer.y0 + curve_height(steps, size) + ABOVE;
    let plot = Rect::new(left, top, right, top + shown as f64 * row_height(size));
    let long = steps.periods.len() > 2 * FEW;
    let at = |p: &unwarranted_core::Period| Some((f64::from(p.first_month()?.since(steps.first)), *p));
    let (at, labels) = calendar::ticks(steps.periods.iter().filter_map(at), long);
    let x = Scale::marked((0.0, steps.end), (plot.x0, plot.x1), at);
    let grid = Rect::new(plot.x0, outer.y0 + 8.0, plot.x1, plot.y1);
    frame.svg.open("grid");
    for tick in x.ticks(0) {
        frame.svg.line((x.at(tick), top), (x.at(tick), grid.y1), Stroke::solid(theme::GRID, 1.0));
    }
    frame.svg.close();
    if curve_height(steps, size) > 0.0 {
        curve(frame, steps, &x, &Rect::new(outer.x0, outer.y0, plot.x1, top - ABOVE - 12.0));
    }
    guidance(frame, steps, &x, (top, plot.y1), outer.x1);
    frame.svg.open("areas");
    for (i, row) in steps.rows.iter().take(shown).enumerate() {
        let y = plot.y0 + i as f64 * row_height(size);
        line(frame, subject, row, &plot, &x, (outer.x0, y));
    }
    frame.svg.close();
    axes::base_line(&mut frame.svg, &plot);
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &x.ticks(0), &labels, size.width);
}

/// How many areas had changed by each month.
fn curve(frame: &mut Frame, steps: &Steps, x: &Scale, room: &Rect) {
    let all = steps.rows.len() as f64;
    let plot = Rect::new(x.at(0.0), room.y0 + 22.0, room.x1, room.y1);
    let y = Scale::linear((0.0, all), (plot.y1, plot.y0));
    let mut points: Vec<Point> = vec![(x.at(0.0), y.at(0.0))];
    for (i, row) in steps.rows.iter().enumerate() {
        points.push((x.at(row.at[0]), y.at(i as f64)));
        points.push((x.at(row.at[0]), y.at(i as f64 + 1.0)));
    }
    points.push((x.at(steps.end), y.at(all)));
    frame.svg.open("curve");
    frame.svg.line((plot.x0, plot.y1), (plot.x1, plot.y1), Stroke::solid(theme::GRID, 1.0));
    frame.svg.polyline(&points, Stroke::solid(theme::FOCUS, 2.0));
    let told = format!("Areas that had changed, up to {}", count(steps.rows.len()));
    frame.svg.text(Text::label((room.x0, room.y0 + 10.0), &told, Anchor::Start));
    frame.svg.close();
}

/// A line at the month of guidance.
fn guidance(frame: &mut Frame, steps: &Steps, x: &Scale, (top, bottom): (f64, f64), end: f64) {
    let Some(month) = steps.guidance else { return };
    let at = x.at(month);
    frame.svg.polyline(&[(at, top - 2.0), (at, bottom)], Stroke::dashed(theme::INK, 1.0, theme::DASH_NATIONAL));
    let half = width("guidance", theme::LABEL, Weight::Regular) / 2.0;
    let text = Text::label((at.clamp(half, end - half), top - 6.0), "guidance", Anchor::Middle);
    frame.svg.text(Text { colour: theme::INK, ..text });
}

/// Name, bar, mark and what the area did.
fn line(frame: &mut Frame, subject: &TrendSubject, row: &Row, plot: &Rect, x: &Scale, (start, top): Point) {
    let narrow = subject.size.is_narrow();
    let chosen = subject.highlight == Some(&*row.step.area);
    let (weight, ink) = if chosen { (Weight::Bold, theme::HIGHLIGHT) } else { (Weight::Regular, theme::INK) };
    let (down, room) = if narrow { (12.0, plot.x1 - start) } else { (13.0, plot.x0 - start - 10.0) };
    let name = fitted(&row.name, weight, room);
    let place = if narrow { (start, Anchor::Start) } else { (plot.x0 - 10.0, Anchor::End) };
    let text = Text::label((place.0, top + down), &name, place.1);
    frame.svg.text(Text { weight, colour: ink, ..text });
    let y = if narrow { top + 23.0 } else { top + 9.0 };
    let fell = falls(row.turned.turn);
    let (colour, shape) = if fell { (theme::BELOW, Shape::Down) } else { (theme::ABOVE, Shape::Up) };
    let (thick, thin) = (Stroke::solid(colour, 5.0), Stroke::solid(theme::REST, 1.0));
    let at = x.at(row.at[0]);
    let (before, after) = if fell { (thick, thin) } else { (thin, thick) };
    frame.svg.line((plot.x0, y), (at, y), before);
    frame.svg.line((at, y), (plot.x1, y), after);
    let [_, early, late] = row.at.map(|month| x.at(month));
    if late > early {
        frame.svg.line((early, y), (late, y), Stroke::solid(theme::INK, 2.0));
    }
    let tip = format!("{}: {} from {}", row.name, row.turned.turn, row.turned.period.words());
    frame.svg.mark(shape, (at, y), 5.0, theme::INK, &tip);
    let word = row.turned.turn.to_string();
    frame.svg.text(Text { colour: theme::SOFT, ..Text::label((plot.x1 + 8.0, y + 4.0), &word, Anchor::Start) });
}
