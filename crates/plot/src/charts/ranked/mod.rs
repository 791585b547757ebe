//! Areas in order of their rate, with intervals and the rate of all areas together.

mod rows;
mod slope;
mod words;

use super::shared::{Ranking, Shown, stands_out};
use super::{Chart, Drawing, NotDrawn, Subject};
use crate::frame::Frame;
use crate::svg::{Shape, Stroke};
use crate::theme;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "ranked",
    title: "Areas in order of their rate",
    about: "Every area from the lowest to the highest rate, and the rate of all areas together as a dashed line.",
    draw,
};

/// Up to this many areas have a row with their name each.
const MOST_ROWS: usize = 40;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let ranking = Ranking::of(subject);
    if ranking.shown.len() < 2 {
        return Err(NotDrawn::because(match ranking.shown.len() {
            0 => "no area has a rate, so there is nothing to rank",
            _ => "only one area has a rate, so there is nothing to rank",
        }));
    }
    let top = top(&ranking);
    let frame =
        |all_named, height| Frame::new(subject, CHART.id, &words::words(subject, &ranking, top, all_named), height);
    if ranking.shown.len() <= MOST_ROWS {
        let mut frame = frame(true, rows::height(ranking.shown.len()));
        rows::draw(&mut frame, subject, &ranking, top);
        return Ok(frame.finish());
    }
    let mut first = frame(true, slope::HEIGHT);
    if slope::draw(&mut first, subject, &ranking, top) {
        return Ok(first.finish());
    }
    // A note takes room, so that only a second drawing can have it.
    let mut noted = frame(false, slope::HEIGHT);
    slope::draw(&mut noted, subject, &ranking, top);
    Ok(noted.finish())
}

/// The end of the value axis: the highest interval, unless it would press the rates into the lower half.
fn top(ranking: &Ranking) -> f64 {
    let highest = ranking.shown.last().map_or(0.0, |s| s.value).max(ranking.overall.unwrap_or(0.0));
    let upper = ranking.shown.iter().filter_map(|s| s.interval).map(|i| i.1).fold(highest, f64::max);
    let top = if highest > 0.0 { upper.min(highest * 1.6) } else { upper };
    if top > 0.0 { top * 1.04 } else { 1.0 }
}

/// How a mark looks.
struct Look {
    colour: &'static str,
    shape: Shape,
    radius: f64,
}

fn look(subject: &Subject, shown: &Shown) -> Look {
    if subject.highlight == Some(&*shown.area.area) {
        Look { colour: theme::HIGHLIGHT, shape: Shape::Diamond, radius: 4.5 }
    } else if stands_out(subject.findings, shown.area).is_some() {
        Look { colour: theme::FOCUS, shape: Shape::Dot, radius: 4.0 }
    } else {
        Look { colour: theme::REST, shape: Shape::Dot, radius: 3.0 }
    }
}

/// The line of all areas together.
fn overall_stroke() -> Stroke {
    Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL)
}

fn overall_label(ranking: &Ranking) -> Option<String> {
    ranking.overall.map(|rate| format!("All areas together: {}", ranking.figures.value(rate)))
}
