//! Many areas: a slope of dots with labels on those that matter.

mod labels;

use super::look::{look, overall_label, overall_stroke};
use crate::axes;
use crate::chart::Subject;
use crate::charts::shared::Ranking;
use crate::font::{Weight, width};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::place::Placer;
use crate::scale::Scale;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme;
use crate::upright::ticks;

/// Least height of the plot with its axes, in pixels.
pub(in crate::charts::ranked) const HEIGHT: f64 = 220.0;
/// Room above the highest mark for labels, in pixels.
const HEADROOM: f64 = 14.0;
/// Room below the lowest mark for its label, where the axis does not start at zero.
const FOOTROOM: f64 = 18.0;

/// Whether all unusual areas are named.
pub(in crate::charts::ranked) fn draw(
    frame: &mut Frame,
    subject: &Subject,
    ranking: &Ranking,
    range: (f64, f64),
) -> bool {
    let outer = frame.plot;
    let ticks = ticks(&Scale::linear(range, (outer.y1, outer.y0)), range, 7);
    let labels = ranking.figures.ticks(&ticks);
    let left = outer.x0 + axes::widest(&labels) + 8.0;
    let unit = (!ranking.figures.tell_unit()).then_some(ranking.unit.as_str());
    let plot = Rect::new(left, outer.y0 + axes::above(unit), outer.x1, outer.y1 - 24.0);
    let y = Scale::linear(range, (plot.y1 - if range.0 > 0.0 { FOOTROOM } else { 0.0 }, plot.y0 + HEADROOM));
    let last = ranking.shown.len() as f64 - 1.0;
    let x = Scale::linear((0.0, last), (plot.x0 + 10.0, plot.x1 - 10.0));
    let points: Vec<Point> = ranking.shown.iter().enumerate().map(|(i, s)| (x.at(i as f64), y.at(s.value))).collect();

    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    axes::unit_line(&mut frame.svg, outer.x0, &plot, unit);
    axes::base_line(&mut frame.svg, &plot);
    let order = format!("{} from the lowest to the highest", subject.labels.areas_counted(ranking.shown.len()));
    frame.svg.text(Text::label(((plot.x0 + plot.x1) / 2.0, plot.y1 + 18.0), &order, Anchor::Middle));
    marks(frame, subject, ranking, &points, &y);
    let mut placer = Placer::new(Rect::new(plot.x0, plot.y0 - 4.0, plot.x1, plot.y1 - 2.0));
    overall(frame, (ranking, &points), &plot, &y, &mut placer);
    labels::draw(frame, subject, ranking, &points, &y, placer)
}

fn marks(frame: &mut Frame, subject: &Subject, ranking: &Ranking, points: &[Point], y: &Scale) {
    let step = (points[points.len() - 1].0 - points[0].0) / (points.len() as f64 - 1.0);
    let thickness = (step * 0.4).clamp(0.75, 1.5);
    frame.svg.open("intervals");
    for (shown, at) in ranking.shown.iter().zip(points) {
        if let Some((low, high)) = shown.interval {
            let colour = look(subject, shown).colour;
            frame.svg.line((at.0, y.at(low)), (at.0, y.at(high)), Stroke::solid(colour, thickness));
        }
    }
    frame.svg.close();
    for mark in similar(ranking, points, y) {
        let middle = (mark.y0 + mark.y1) / 2.0;
        frame.svg.line((mark.x0, middle), (mark.x1, middle), Stroke::solid(theme::INK, 1.5));
    }
    frame.svg.open("areas");
    for pass in [false, true] {
        for (shown, at) in ranking.shown.iter().zip(points) {
            let look = look(subject, shown);
            if (look.colour != theme::REST) == pass {
                look.draw(&mut frame.svg, *at, &ranking.tooltip(shown));
            }
        }
    }
    frame.svg.close();
}

/// The short lines across: the rates of the areas most like each, where each is held against its own.
fn similar(ranking: &Ranking, points: &[Point], y: &Scale) -> Vec<Rect> {
    let step = (points[points.len() - 1].0 - points[0].0) / (points.len() as f64 - 1.0);
    let half = (step * 0.45).max(2.0);
    let mark = |(shown, at): (_, &Point)| {
        let rate = y.at(ranking.of_similar(shown)?);
        Some(Rect::new(at.0 - half, rate - 1.0, at.0 + half, rate + 1.0))
    };
    ranking.shown.iter().zip(points).filter_map(mark).collect()
}

/// The line of all areas together, its label below the right end, where the areas are above it, and below all short lines there.
fn overall(frame: &mut Frame, (ranking, points): (&Ranking, &[Point]), plot: &Rect, y: &Scale, placer: &mut Placer) {
    let (Some(rate), Some(label)) = (ranking.overall, overall_label(ranking)) else { return };
    let at = y.at(rate);
    let width = width(&label, theme::LABEL, Weight::Bold);
    let from = plot.x1 - 4.0 - width;
    let under = similar(ranking, points, y).into_iter().filter(|mark| mark.x1 > from).map(|mark| mark.y1 + 14.0);
    let below = (from, under.fold(at + 16.0, f64::max));
    // Near the bottom there is only room above the left end.
    let corner = if below.1 + 4.0 < plot.y1 { below } else { (plot.x0 + 4.0, at - 6.0) };
    frame.svg.open("overall");
    frame.svg.line((plot.x0, at), (plot.x1, at), overall_stroke());
    let text = Text::label(corner, &label, Anchor::Start);
    frame.svg.text(Text { colour: theme::INK, weight: Weight::Bold, halo: true, ..text });
    frame.svg.close();
    placer.keep_clear(Rect::of_text(corner.0, corner.1, width, theme::LABEL));
    placer.keep_side(Rect::new(plot.x0, at - 1.5, plot.x1, at + 1.5));
}
