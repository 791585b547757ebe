//! Areas in order of their rate, with intervals and the rate of all areas together.

mod look;
mod rows;
mod slope;
mod words;

use super::shared::Ranking;
use crate::chart::{Chart, Drawing, NotDrawn, Subject, Twin};
use crate::frame::Frame;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "ranked",
    title: "Areas in order of their rate",
    about: "Every area from the lowest to the highest rate, and the rate of all areas together as a dashed line.",
    about_intervals: None,
    twin: Twin::Ranking,
    draw,
};

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
    if ranking.shown.len() <= rows::MOST {
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
