//! The spread of the areas in each period as a box and whiskers, in the manner of the NHS Atlas of Variation.

use super::shared::{Moment, moments, several_periods, time_words};
use crate::axes;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::Data;
use crate::figures::Figures;
use crate::font::Weight;
use crate::frame::{Frame, Words};
use crate::names::fitted as fitted_name;
use crate::numbers::count;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said, upright};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "boxes",
    title: "Box and whisker by period",
    about: "For each period the areas as a box: its line is the median, the box the middle half of the areas, the whiskers run \
            from the 5th to the 95th percentile, and dots are the highest and the lowest area.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Fewer areas have no box.
const LEAST: usize = 5;
/// Least height of the plot with its axes.
const HEIGHT: f64 = 240.0;
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
    let Some((last, _)) = boxes.last() else {
        return Err(NotDrawn::because(format!("no complete period has figures of at least {LEAST} areas")));
    };
    let figures = last.figures(subject);
    let range = fitted(boxes.iter().flat_map(|(_, b)| b.ends));
    let chosen = boxes.iter().rev().find(|(_, b)| b.chosen.is_some()).map(|(m, _)| m.name(subject));
    let mut notes = vec![
        "Line: median. Box: the middle half of the areas. Whiskers: 5th to 95th percentile. Dots: highest and lowest area. Part of \
         the spread is chance."
            .to_owned(),
    ];
    notes.extend(said(range));
    notes.extend(several_periods(subject, &moments));
    let words = Words {
        findings: findings(&boxes, &figures),
        subtitle: time_words(subject, &moments),
        notes,
        alt: alt(&boxes, &figures, chosen.as_deref()),
    };
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let unit = last.unit(subject);
    if let Some(name) = &chosen {
        key(&mut frame, name);
    }
    let room = upright(&mut frame, range, &figures, &unit, [0.0, 26.0]);
    let n = boxes.len() as f64;
    let step = (room.plot.x1 - room.plot.x0) / n;
    let x = Scale::linear((-0.5, n - 0.5), (room.plot.x0, room.plot.x1));
    let half = (step * 0.32).min(22.0);
    marks(&mut frame, subject, &boxes, &figures, (&x, &room.y, half));
    let labels: Vec<String> = boxes.iter().map(|(m, _)| m.slice.period.words()).collect();
    let ticks: Vec<f64> = (0..boxes.len()).map(|i| i as f64).collect();
    axes::bottom_ticks(&mut frame.svg, &room.plot, &x, &ticks, &labels, subject.size.width);
    Ok(frame.finish(data(&boxes)))
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
fn marks(
    frame: &mut Frame,
    subject: &Subject,
    boxes: &[(&Moment, Five)],
    figures: &Figures,
    (x, y, half): (&Scale, &Scale, f64),
) {
    frame.svg.open("boxes");
    for (i, (moment, b)) in boxes.iter().enumerate() {
        one(frame, b, (x.at(i as f64), half), |v| y.at(v));
        let (at, when) = (x.at(i as f64), moment.slice.period.words());
        for v in b.ends {
            let tip = format!("{when}: {}", figures.value(v));
            frame.svg.mark(Shape::Dot, (at, y.at(v)), 2.5, theme::REST, &tip);
        }
        if let Some(v) = b.chosen {
            let tip = format!("{}, {when}: {}", moment.name(subject), figures.value(v));
            frame.svg.mark(Shape::Diamond, (at, y.at(v)), 4.5, theme::HIGHLIGHT, &tip);
        }
    }
    frame.svg.close();
}

/// Between what half of the areas lay in the last period, and in the first.
fn findings(boxes: &[(&Moment, Five)], figures: &Figures) -> Vec<String> {
    let [(first, then), (last, now)] = [&boxes[0], &boxes[boxes.len() - 1]];
    let [lead, before] = [now, then].map(|b| half(b, figures));
    let (now, then) = (last.slice.period.words(), first.slice.period.words());
    let alone = format!("{} in {now}", lead.0);
    let compared = match (&lead, &before) {
        _ if boxes.len() < 2 => return vec![alone],
        ((_, Some(_)), (_, Some(ends))) => format!("{alone}; {ends} in {then}"),
        _ if lead.0 == before.0 => format!("{alone}, as in {then}"),
        _ => format!("{alone}; {} in {then}", before.0),
    };
    vec![compared, alone]
}

/// What is said of the middle half, with its ends where they are two figures.
fn half(b: &Five, figures: &Figures) -> (String, Option<String>) {
    let [low, high] = [b.at[1], b.at[3]].map(|v| figures.value(v));
    let one = |what: String| (format!("half of the areas or more recorded {what}"), None);
    match (b.ends, low == high) {
        ([0.0, 0.0], _) => ("no area recorded any".to_owned(), None),
        (_, true) if b.at[1].total_cmp(&b.at[3]).is_ne() => one(format!("about {low}")),
        (_, true) if b.at[1] == 0.0 => one("none".to_owned()),
        (_, true) => one(low),
        (_, false) => {
            let ends = format!("{low} and {high}");
            (format!("half of the areas lay between {ends}"), Some(ends))
        }
    }
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

fn alt(boxes: &[(&Moment, Five)], figures: &Figures, chosen: Option<&str>) -> String {
    let one = |(m, b): &(&Moment, Five)| {
        format!(
            "{}: median {}, middle half {} to {}, lowest {}, highest {}",
            m.slice.period.words(),
            figures.value(b.at[2]),
            figures.value(b.at[1]),
            figures.value(b.at[3]),
            figures.value(b.ends[0]),
            figures.value(b.ends[1])
        )
    };
    let ends: Vec<String> = match boxes {
        [first, .., last] => vec![one(first), one(last)],
        all => all.iter().map(one).collect(),
    };
    let diamonds = chosen.map(|name| format!(" Diamonds: {name}.")).unwrap_or_default();
    format!("A box and whiskers for each of {} periods. {}.{diamonds}", count(boxes.len()), ends.join(". "))
}

fn data(boxes: &[(&Moment, Five)]) -> Data {
    let mut data =
        Data::new(&["period", "areas", "lowest", "p5", "p25", "p50", "p75", "p95", "highest", "highlighted"]);
    for (m, b) in boxes {
        let [p5, p25, p50, p75, p95] = b.at;
        data.push([
            m.slice.period.to_string().into(),
            m.sorted.len().into(),
            b.ends[0].into(),
            p5.into(),
            p25.into(),
            p50.into(),
            p75.into(),
            p95.into(),
            b.ends[1].into(),
            b.chosen.into(),
        ]);
    }
    data
}
