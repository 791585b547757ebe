//! The spread of the areas in each period as a box and whiskers, in the manner of the NHS Atlas of Variation.

mod ends;
mod words;

use super::shared::{Moment, moments, time_words};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::figures::Figures;
use crate::font::Weight;
use crate::frame::{Frame, Words};
use crate::names::{Names, fitted as fitted_name};
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{Upright, fitted, is_nothing, upright};
use ends::{DIAMOND, DOT, Room};
use words::{alt, data, findings, notes};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "boxes",
    title: "Box and whisker by period",
    about: "For each period the areas as a box: its line is the median, the box the middle half of the areas, the whiskers run \
            from the 5th to the 95th percentile, and dots are the highest and the lowest area, which are named in the last period.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Fewer areas have no box.
const LEAST: usize = 5;
/// Least height of the plot with its axes.
const HEIGHT: f64 = 240.0;
/// Height of a name over or under a dot.
const NAME: f64 = 16.0;
/// Height of the line that says what the diamonds are.
const KEY: f64 = 20.0;

/// One box: 5th, 25th, 50th, 75th and 95th percentile, lowest and highest area, and the chosen one.
struct Five {
    at: [f64; 5],
    ends: [f64; 2],
    chosen: Option<f64>,
}

fn five(subject: &Subject, moment: &Moment) -> Option<Five> {
    let [a, b, c, d, e] = [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| moment.percentile(p));
    let ends = [*moment.sorted.first()?, *moment.sorted.last()?];
    Some(Five { at: [a?, b?, c?, d?, e?], ends, chosen: moment.of(subject.highlight) })
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let moments = moments(subject, LEAST);
    let boxes: Vec<(&Moment, Five)> = moments.iter().filter_map(|m| Some((m, five(subject, m)?))).collect();
    if boxes.is_empty() {
        return Err(NotDrawn::because(format!("no complete period has figures of at least {LEAST} areas")));
    }
    let (drawing, missing) = drawn(subject, &moments, &boxes, &[]);
    // An end without room for its name beside the dot is named in a note.
    Ok(if missing.is_empty() { drawing } else { drawn(subject, &moments, &boxes, &missing).0 })
}

/// The chart, with these ends of the last period named in a note, and the ends that have no room for their names.
fn drawn(
    subject: &Subject,
    moments: &[Moment],
    boxes: &[(&Moment, Five)],
    besides: &[String],
) -> (Drawing, Vec<String>) {
    let last = boxes[boxes.len() - 1].0;
    let figures = last.figures(subject);
    let range = roomy(fitted(boxes.iter().flat_map(|(_, b)| b.ends)));
    let chosen = boxes.iter().rev().find(|(_, b)| b.chosen.is_some()).map(|(m, _)| m.name(subject));
    let words = Words {
        findings: findings(boxes, &figures),
        subtitle: time_words(subject, moments),
        notes: notes(subject, moments, range, besides),
        alt: alt(boxes, &figures, chosen.as_deref()),
    };
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let unit = last.unit(subject);
    if let Some(name) = &chosen {
        key(&mut frame, name);
    }
    let Upright { plot, y } = upright(&mut frame, range, &figures, &unit, [0.0, 26.0]);
    let n = boxes.len() as f64;
    let x = Scale::linear((-0.5, n - 0.5), (plot.x0, plot.x1));
    let room = Room { plot: &plot, x: &x, y: &y, half: ((plot.x1 - plot.x0) / n * 0.32).min(22.0) };
    marks(&mut frame, subject, boxes, &figures, &room);
    let labels: Vec<String> = boxes.iter().map(|(m, _)| m.slice.period.words()).collect();
    let ticks: Vec<f64> = (0..boxes.len()).map(|i| i as f64).collect();
    axes::bottom_ticks(&mut frame.svg, &plot, &x, &ticks, &labels, subject.size.width);
    let missing = ends::name(&mut frame, subject, boxes, &figures, &room);
    (frame.finish(data(boxes)), missing)
}

/// The range with room for a name over the highest dot, and under the lowest where that is not at zero.
fn roomy((low, high): (f64, f64)) -> (f64, f64) {
    if is_nothing((low, high)) {
        return (low, high);
    }
    let more = (high - low) * NAME / HEIGHT;
    (if low > 0.0 { (low - more).max(0.0) } else { low }, high + more)
}

/// What the diamonds are, above the plot.
fn key(frame: &mut Frame, name: &str) {
    let (x, y) = (frame.plot.x0 + 6.0, frame.plot.y0 + 8.0);
    frame.svg.open("key");
    frame.svg.mark(Shape::Diamond, (x, y), 4.5, theme::HIGHLIGHT, name);
    let text = fitted_name(name, Weight::Bold, frame.plot.x1 - x - 10.0);
    let label = Text::label((x + 10.0, y + 4.0), &text, Anchor::Start);
    frame.svg.text(Text { weight: Weight::Bold, colour: theme::HIGHLIGHT, ..label });
    frame.svg.close();
    frame.plot.y0 += KEY;
}

/// A box for each period, with its extremes and the highlighted area.
fn marks(frame: &mut Frame, subject: &Subject, boxes: &[(&Moment, Five)], figures: &Figures, room: &Room) {
    frame.svg.open("boxes");
    for (i, (moment, b)) in boxes.iter().enumerate() {
        let (at, when) = (room.x.at(i as f64), moment.slice.period.words());
        one(frame, b, (at, room.half), |v| room.y.at(v));
        let names = Names::of(&moment.slice.areas);
        for end in ends::ends(moment, b) {
            let tip = format!("{}, {when}", end.said(&names, figures, f64::INFINITY));
            frame.svg.mark(Shape::Dot, (at, room.y.at(end.value)), DOT, theme::REST, &tip);
        }
        if let Some(v) = b.chosen {
            let tip = format!("{}, {when}: {}", moment.name(subject), figures.value(v));
            frame.svg.mark(Shape::Diamond, (at, room.y.at(v)), DIAMOND, theme::HIGHLIGHT, &tip);
        }
    }
    frame.svg.close();
}

/// Whiskers, box and median, about a place and half as wide to either side.
fn one(frame: &mut Frame, b: &Five, (cx, half): (f64, f64), y: impl Fn(f64) -> f64) {
    frame.svg.line((cx, y(b.at[0])), (cx, y(b.at[4])), Stroke::solid(theme::DECILE, 1.5));
    let (top, bottom) = (y(b.at[3]), y(b.at[1]));
    frame.svg.rect((cx - half, top), 2.0 * half, (bottom - top).max(0.5), theme::BAND_INNER);
    for v in [b.at[0], b.at[4]] {
        frame.svg.line((cx - half / 2.0, y(v)), (cx + half / 2.0, y(v)), Stroke::solid(theme::DECILE, 1.5));
    }
    frame.svg.line((cx - half, y(b.at[2])), (cx + half, y(b.at[2])), Stroke::solid(theme::FOCUS, 3.0));
}
