//! Areas in order of their rate, with intervals and the rate of all areas together.

mod look;
mod rows;
mod slope;
mod words;

use super::shared::{Ranking, ranked_data};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject, Twin};
use crate::frame::Frame;
use crate::upright::NOTHING;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "ranked",
    title: "Areas in order of their rate",
    about: "Every area from the lowest to the highest rate, and the rate of all areas together as a dashed line.",
    about_intervals: None,
    shows: &[
        Shows::Unit,
        Shows::Per,
        Shows::Names,
        Shows::Highlight,
        Shows::Intervals,
        Shows::Chance,
        Shows::Far,
        Shows::Similar,
    ],
    twin: Some(Twin::Ranking),
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let ranking = Ranking::of(subject);
    if ranking.shown.len() < 2 {
        return Err(NotDrawn::because(match ranking.shown.len() {
            0 => "no area has a rate, so there is nothing to rank",
            _ => "only one area has a rate, so there is nothing to rank",
        }));
    }
    let range = range(&ranking);
    let frame =
        |all_named, height| Frame::new(subject, CHART.id, &words::words(subject, &ranking, range, all_named), height);
    let n = ranking.shown.len();
    let words = |_| words::words(subject, &ranking, range, true);
    let height = |n| rows::height(n, subject.size);
    // A card that has no room for a row each shows them as many areas are shown.
    if n <= rows::MOST && Frame::rows_of(subject, CHART.id, n, words, height) == n {
        let mut frame = Frame::snug(subject, CHART.id, &words(n), height(n));
        rows::draw(&mut frame, subject, &ranking, range);
        return Ok(frame.finish(ranked_data(&ranking)));
    }
    let mut first = frame(true, slope::HEIGHT);
    if slope::draw(&mut first, subject, &ranking, range) {
        return Ok(first.finish(ranked_data(&ranking)));
    }
    // A note takes room, so that only a second drawing can have it.
    let mut noted = frame(false, slope::HEIGHT);
    slope::draw(&mut noted, subject, &ranking, range);
    Ok(noted.finish(ranked_data(&ranking)))
}

/// Up to this many areas an axis holds whole intervals where it can.
const FEW: usize = 12;
/// How many times what figures and shorter intervals span the intervals of few areas may span together.
const WIDEST: f64 = 4.0;

/// The value axis: from zero where the lowest figure is under half of the highest, otherwise as the figures need, with the
/// intervals as far as they would not press the figures into half of it; with all of them where there are few areas, unless one
/// is far wider than the others.
fn range(ranking: &Ranking) -> (f64, f64) {
    let similar = || ranking.shown.iter().filter_map(|s| ranking.of_similar(s));
    let values = || ranking.shown.iter().map(|s| s.value).chain(ranking.overall).chain(similar());
    let (low, high) = ends(values());
    let (lower, upper) = ends(values().chain(ranking.shown.iter().filter_map(|s| s.interval).flat_map(|i| [i.0, i.1])));
    let whole = ranking.shown.len() <= FEW && upper - lower <= WIDEST * spanned(ranking, (low, high));
    if low < high / 2.0 || high <= 0.0 {
        let top = if high > 0.0 && !whole { upper.min(high * 1.6) } else { upper };
        return if top > 0.0 { (0.0, top * 1.04) } else { NOTHING };
    }
    let span = if high > low { high - low } else { high * 0.1 };
    let (from, to) = if whole { (lower, upper) } else { (lower.max(low - 0.6 * span), upper.min(high + 0.6 * span)) };
    ((from - 0.06 * span).max(0.0), to + 0.06 * span)
}

/// The lowest and the highest.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
}

/// What the figures and the shorter half of the intervals span.
fn spanned(ranking: &Ranking, (low, high): (f64, f64)) -> f64 {
    let mut limits: Vec<(f64, f64)> = ranking.shown.iter().filter_map(|s| s.interval).collect();
    limits.sort_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    limits.truncate(limits.len().div_ceil(2));
    let (from, to) = ends(limits.iter().flat_map(|i| [i.0, i.1]).chain([low, high]));
    to - from
}
