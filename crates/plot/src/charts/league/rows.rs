//! One row per treatment: rank, name, mark and interval, value. Many have an overview of all above the first rows.

use super::{Row, names, words};
use crate::axes;
use crate::chart::LeagueSubject;
use crate::font::{Weight, fit, width};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::numbers::{count, share};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme::{self, Size};

/// Up to this many treatments have a row each.
pub(super) const MOST: usize = 40;
/// Of more, this many.
pub(super) const FIRST: usize = 25;
/// Room for ticks above and below the rows.
const AROUND: f64 = 22.0;
/// Height of the overview, with its labels.
const OVERVIEW: f64 = 120.0;
/// Size of names.
const NAME: f64 = 13.0;
/// Size of what stands under names and values.
const UNDER: f64 = 11.0;

fn row_height(size: Size) -> f64 {
    if size.is_narrow() { 54.0 } else { 34.0 }
}

/// Whether all of so many are drawn above the first; a card has no room for it.
pub(super) fn has_overview(all: usize, size: Size) -> bool {
    all > MOST && !size.is_card()
}

fn overview_height(all: usize, size: Size) -> f64 {
    if has_overview(all, size) { OVERVIEW } else { 0.0 }
}

/// Least height of the plot with its axes, in pixels.
pub(super) fn height(shown: usize, all: usize, size: Size) -> f64 {
    shown as f64 * row_height(size) + 2.0 * AROUND + overview_height(all, size)
}

pub(super) fn draw(frame: &mut Frame, subject: &LeagueSubject, rows: &[Row], shown: usize) {
    let outer = frame.plot;
    let narrow = subject.size.is_narrow();
    let top = outer.y0 + overview_height(rows.len(), subject.size);
    let figures = rows.iter().take(shown).map(|r| {
        width(&words::row_value(r), NAME + 1.0, Weight::Bold).max(width(&words::interval(r), UNDER, Weight::Regular))
    });
    let right = outer.x1 - figures.fold(0.0, f64::max) - 14.0;
    let ranks =
        rows.iter().take(shown).map(|r| width(&words::place(r), NAME, Weight::Regular)).fold(0.0, f64::max) + 10.0;
    let start = outer.x0 + ranks;
    let left = if narrow { start + 4.0 } else { start + (outer.x1 - outer.x0) * 0.4 };
    let highest = rows.iter().map(|r| r.interval.map_or(r.value, |i| i.1.max(r.value))).fold(0.05, f64::max);
    let plot = Rect::new(left, top + AROUND, right, top + AROUND + shown as f64 * row_height(subject.size));
    let x = Scale::linear((0.0, highest * 1.02), (plot.x0, plot.x1));
    if has_overview(rows.len(), subject.size) {
        overview(frame, rows, shown, &Rect::new(outer.x0, outer.y0, outer.x1, top - 22.0));
    }
    grid(frame, &plot, &x, outer);
    let strips = (0..shown).map(|i| plot.y0 + i as f64 * row_height(subject.size));
    let strips: Vec<(f64, f64)> = match narrow {
        true => strips.map(|y| (y + 36.0, y + 51.0)).collect(),
        false => vec![(plot.y0, plot.y1)],
    };
    lines(frame, &plot, &x, &strips);
    let room = if narrow { right - start } else { left - start - 14.0 };
    let titles = titles(&rows[..shown], room);
    frame.svg.open("treatments");
    for (i, (row, title)) in rows.iter().zip(&titles).enumerate() {
        let y = plot.y0 + i as f64 * row_height(subject.size);
        label(frame, (row, title), [outer.x0 + ranks - 10.0, start, outer.x1], y, room);
        let middle = if narrow { y + 43.0 } else { y + 17.0 };
        mark(frame, row, &x, middle);
        let line = y + row_height(subject.size);
        frame.svg.line((outer.x0, line), (outer.x1, line), Stroke::solid(theme::GRID, 1.0));
    }
    frame.svg.close();
}

fn titles(rows: &[Row], room: f64) -> Vec<String> {
    let whole: Vec<&str> = rows.iter().map(|r| r.entry.title.as_str()).collect();
    names::distinct(&whole, |title| fit(title, NAME, Weight::Regular, room))
}

fn mark(frame: &mut Frame, row: &Row, x: &Scale, y: f64) {
    if let Some((lower, upper)) = row.interval {
        frame.svg.line((x.at(lower), y), (x.at(upper), y), Stroke::solid(theme::FOCUS, 2.0));
    }
    let tip = format!("{}: {} ({})", row.entry.title, words::row_value(row), words::interval(row));
    frame.svg.mark(Shape::Dot, (x.at(row.value), y), 4.5, theme::FOCUS, tip.trim_end_matches(" ()"));
}

/// Rank, name and interval of the rank to the left; value and its interval to the right.
fn label(frame: &mut Frame, (row, title): (&Row, &str), [rank, name, end]: [f64; 3], y: f64, room: f64) {
    let set = |text, x, down, size, weight, colour, anchor| Text {
        size,
        weight,
        colour,
        ..Text::label((x, y + down), text, anchor)
    };
    let (place, value, interval) = (words::place(row), words::row_value(row), words::interval(row));
    let places = fit(&words::places(row), UNDER, Weight::Regular, room);
    let (regular, bold) = (Weight::Regular, Weight::Bold);
    for text in [
        set(&place, rank, 15.0, NAME, regular, theme::SOFT, Anchor::End),
        set(title, name, 15.0, NAME, regular, theme::INK, Anchor::Start),
        set(&places, name, 29.0, UNDER, regular, theme::SOFT, Anchor::Start),
        set(&value, end, 15.0, NAME + 1.0, bold, theme::INK, Anchor::End),
        set(&interval, end, 29.0, UNDER, regular, theme::SOFT, Anchor::End),
    ] {
        if !text.text.is_empty() {
            frame.svg.text(text);
        }
    }
}

/// Vertical grid lines from top to bottom, or in the strip of each row where names stand over it.
fn lines(frame: &mut Frame, plot: &Rect, x: &Scale, strips: &[(f64, f64)]) {
    frame.svg.open("grid");
    for (top, bottom) in strips {
        for tick in ticks(plot, x) {
            frame.svg.line((x.at(tick), *top), (x.at(tick), *bottom), Stroke::solid(theme::GRID, 1.0));
        }
        frame.svg.line((plot.x0, *top), (plot.x0, *bottom), Stroke::solid(theme::SOFT, 1.0));
    }
    frame.svg.close();
}

fn ticks(plot: &Rect, x: &Scale) -> Vec<f64> {
    x.ticks(if plot.x1 - plot.x0 > 300.0 { 6 } else { 4 })
}

/// Labels of the axis above and below the rows.
fn grid(frame: &mut Frame, plot: &Rect, x: &Scale, outer: Rect) {
    frame.svg.open("axis");
    for tick in ticks(plot, x) {
        let at = x.at(tick);
        let label = share(tick);
        let half = width(&label, theme::LABEL, Weight::Regular) / 2.0;
        let centre = at.clamp(outer.x0 + half, outer.x1 - half);
        for y in [plot.y0 - 7.0, plot.y1 + 16.0] {
            frame.svg.text(Text::label((centre, y), &label, Anchor::Middle));
        }
    }
    frame.svg.close();
}

/// Every treatment by its rank.
fn overview(frame: &mut Frame, rows: &[Row], shown: usize, room: &Rect) {
    let highest = rows.iter().map(|r| r.interval.map_or(r.value, |i| i.1.max(r.value))).fold(0.05, f64::max);
    let ticks = Scale::linear((0.0, highest * 1.02), (room.y1, room.y0)).ticks(3);
    let labels: Vec<String> = ticks.iter().map(|t| share(*t)).collect();
    let plot = Rect::new(room.x0 + axes::widest(&labels) + 8.0, room.y0 + 16.0, room.x1, room.y1);
    let y = Scale::linear((0.0, highest * 1.02), (plot.y1, plot.y0));
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    let x = Scale::linear((1.0, rows.len() as f64), (plot.x0 + 6.0, plot.x1 - 6.0));
    frame.svg.open("overview");
    for (i, row) in rows.iter().enumerate() {
        let (at, colour) = (x.at((i + 1) as f64), if i < shown { theme::FOCUS } else { theme::REST });
        if let Some((lower, upper)) = row.interval {
            frame.svg.line((at, y.at(lower)), (at, y.at(upper)), Stroke::solid(colour, 1.0));
        }
        frame.svg.mark(Shape::Dot, (at, y.at(row.value)), 2.5, colour, &row.entry.title);
    }
    frame.svg.close();
    let (first, last) = (format!("Ranks 1 to {}: below", count(shown)), format!("Rank {}", count(rows.len())));
    frame.svg.text(Text::label((plot.x0, plot.y0 - 5.0), &first, Anchor::Start));
    frame.svg.text(Text::label((plot.x1, plot.y0 - 5.0), &last, Anchor::End));
}
