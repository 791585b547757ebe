//! The rows of a profile, and its axis.

use super::row::{Row, doublings, told, verdict};
use crate::chart::Subject;
use crate::font::{Weight, fit, width};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use unwarranted_core::findings::Position;

fn look(row: &Row) -> (Shape, &'static str) {
    match row.area.rates.position {
        Some(Position::FarAbove) => (Shape::Up, theme::FAR_ABOVE),
        Some(Position::Above) => (Shape::Dot, theme::ABOVE),
        Some(Position::NotDistinguishable) => (Shape::Ring, theme::REST),
        Some(Position::Below) => (Shape::Dot, theme::BELOW),
        Some(Position::FarBelow) => (Shape::Down, theme::FAR_BELOW),
        None => (Shape::Dot, theme::SOFT),
    }
}

pub(super) fn body(frame: &mut Frame, subject: &Subject, rows: &[&Row], step: f64) {
    let (outer, narrow) = (frame.plot, subject.size.is_narrow());
    let right =
        rows.iter().map(|r| width(&told(r), 11.0, Weight::Regular).max(width(verdict(r), theme::LABEL, Weight::Bold)));
    let right = right.fold(0.0, f64::max);
    let name_width = if narrow { outer.x1 - outer.x0 - right - 10.0 } else { (outer.x1 - outer.x0) * 0.3 };
    let left = if narrow { outer.x0 + 14.0 } else { outer.x0 + name_width + 16.0 };
    let end = if narrow { outer.x1 - 14.0 } else { outer.x1 - right - 20.0 };
    let plot = Rect::new(left, outer.y0 + 24.0, end, outer.y0 + 24.0 + rows.len() as f64 * step);
    let edge = rows.iter().flat_map(|r| [Some(r.ratio), r.interval.map(|i| i.1), r.interval.map(|i| i.0)]).flatten();
    let edge = edge.map(|v| doublings(v).abs()).fold(1.2, f64::max).min(3.0);
    let x = Scale::linear((-edge, edge), (plot.x0, plot.x1));
    let ticks: Vec<f64> =
        [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].into_iter().filter(|t: &f64| t.abs() <= edge).collect();
    axis(frame, &x, &ticks);
    for (i, row) in rows.iter().enumerate() {
        let top = plot.y0 + i as f64 * step;
        strip(frame, row, &x, &ticks, if narrow { [top + 33.0, top + 49.0] } else { [top + 8.0, top + 26.0] });
        told_of(frame, row, top, name_width);
        let line = top + step;
        frame.svg.line((outer.x0, line), (outer.x1, line), Stroke::solid(theme::GRID, 1.0));
    }
}

/// The names of the steps, as many as have room.
fn axis(frame: &mut Frame, x: &Scale, ticks: &[f64]) {
    let outer = frame.plot;
    let label = |t: f64| match t {
        t if t < -1.5 => format!("1/{}", libm::pow(2.0, -t)),
        t if t < -0.5 => "half".to_owned(),
        t if t < 0.5 => "all areas".to_owned(),
        t if t < 1.5 => "double".to_owned(),
        t => format!("{} times", libm::pow(2.0, t)),
    };
    frame.svg.open("axis");
    let mut free = f64::NEG_INFINITY;
    for tick in ticks {
        let text = label(*tick);
        let half = width(&text, theme::LABEL, Weight::Regular) / 2.0;
        let at = x.at(*tick).clamp(outer.x0 + half, outer.x1 - half);
        if at - half > free {
            frame.svg.text(Text::label((at, outer.y0 + 14.0), &text, Anchor::Middle));
            free = at + half + 6.0;
        }
    }
    frame.svg.close();
}

/// The treatment at the left, and at the right how the area compares.
fn told_of(frame: &mut Frame, row: &Row, top: f64, name_width: f64) {
    let outer = frame.plot;
    let title = fit(&row.measure.labels.measure, 13.0, Weight::Regular, name_width);
    frame.svg.text(Text {
        size: 13.0,
        colour: theme::INK,
        ..Text::label((outer.x0, top + 15.0), &title, Anchor::Start)
    });
    let (_, colour) = look(row);
    let colour = if colour == theme::REST { theme::SOFT } else { colour };
    let colour = if colour == theme::ABOVE || colour == theme::BELOW { theme::INK } else { colour };
    let text = Text::label((outer.x1, top + 15.0), verdict(row), Anchor::End);
    frame.svg.text(Text { weight: Weight::Bold, colour, ..text });
    let told = told(row);
    frame.svg.text(Text { size: 11.0, ..Text::label((outer.x1, top + 29.0), &told, Anchor::End) });
}

/// Bands of all areas, grid, interval and mark of this one.
fn strip(frame: &mut Frame, row: &Row, x: &Scale, ticks: &[f64], [top, bottom]: [f64; 2]) {
    frame.svg.open("treatment");
    if let Some([p10, p25, p75, p90]) = row.spread.map(|s| s.map(|v| x.at(doublings(v)))) {
        frame.svg.rect((p10, top), (p90 - p10).max(0.0), bottom - top, theme::BAND);
        frame.svg.rect((p25, top), (p75 - p25).max(0.0), bottom - top, theme::BAND_INNER);
    }
    for tick in ticks {
        let colour = if tick.abs() < 0.5 { theme::SOFT } else { theme::GRID };
        frame.svg.line((x.at(*tick), top - 3.0), (x.at(*tick), bottom + 3.0), Stroke::solid(colour, 1.0));
    }
    let (shape, colour) = look(row);
    let y = (top + bottom) / 2.0;
    if let Some((low, high)) = row.interval {
        frame.svg.line((x.at(doublings(low)), y), (x.at(doublings(high)), y), Stroke::solid(colour, 2.0));
    }
    let tip = format!("{}: {}", row.measure.labels.measure, told(row));
    frame.svg.mark(shape, (x.at(doublings(row.ratio)), y), 4.5, colour, &tip);
    frame.svg.close();
}
