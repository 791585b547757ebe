//! Each area as a line from the first period to the latest.

use super::dumbbell::{Pair, alt, data, finding, pairs};
use super::shared::{Moment, moments, several_periods, time_words};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::figures::Figures;
use crate::font::{Weight, width};
use crate::frame::{Frame, Words};
use crate::geometry::{Point, spread};
use crate::names::fitted as fitted_name;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use crate::upright::{fitted, said, upright};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "slope",
    title: "From one period to another",
    about: "A line for each area from its figure in the first period to that in the latest, so that it is seen whether the order \
            of the areas stays and whether they come closer together.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

const HEIGHT: f64 = 300.0;
/// Areas named at the right, at most.
const NAMED: usize = 8;
/// Height of a label.
const LINE: f64 = 15.0;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let moments = moments(subject, 1);
    let pairs = pairs(&moments)?;
    let last = &moments[moments.len() - 1];
    let figures = last.figures(subject);
    let range = fitted(pairs.iter().flat_map(|p| [p.from, p.to]));
    let words = words(subject, &moments, &pairs, &figures, range);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let named = named(subject, &pairs);
    let most = (frame.plot.x1 - frame.plot.x0) * if subject.size.is_narrow() { 0.5 } else { 0.36 };
    let labels: Vec<(usize, String, Weight)> =
        named.iter().map(|i| label(subject, &pairs[*i], *i, &figures, most)).collect();
    let wide = labels.iter().map(|(_, text, weight)| width(text, theme::LABEL, *weight)).fold(0.0, f64::max);
    let room = upright(&mut frame, range, &figures, &last.unit(subject), [wide + 22.0, 24.0]);
    let (left, right) = (room.plot.x0 + 12.0, room.plot.x1 - 4.0);
    for pass in [false, true] {
        for (_, p) in pairs.iter().enumerate().filter(|(i, _)| named.contains(i) == pass) {
            let ends = ((left, room.y.at(p.from)), (right, room.y.at(p.to)));
            let tip = format!("{}: {} to {}", p.name, figures.value(p.from), figures.value(p.to));
            let tip = (pass || pairs.len() <= MARKED).then_some(&*tip);
            line(&mut frame, ends, (colour(subject, p, pass), if pass { 2.0 } else { 1.0 }), tip);
        }
    }
    let [before, now] = [&moments[0], last].map(|m| m.slice.period.words());
    let [first, second] = [&before, &now].map(|text| width(text, theme::LABEL, Weight::Bold));
    // On a narrow screen the first begins below the tick labels, and the second may end beside the plot.
    let x0 = if subject.size.is_narrow() { subject.size.margin() } else { room.plot.x0 };
    for (x, text) in [(x0, &before), ((room.plot.x1 - second).max(x0 + first + 10.0), &now)] {
        frame.svg.text(Text { weight: Weight::Bold, ..Text::label((x, room.plot.y1 + 17.0), text, Anchor::Start) });
    }
    ends(&mut frame, &pairs, &labels, [right, room.plot.x1], &room, subject);
    Ok(frame.finish(data(&moments, &pairs)))
}

fn words(subject: &Subject, moments: &[Moment], pairs: &[Pair], figures: &Figures, range: (f64, f64)) -> Words {
    let mut notes = vec![
        "Named: the areas that changed most either way, and the highlighted one. Part of each change is chance."
            .to_owned(),
    ];
    notes.extend(said(range));
    notes.extend(several_periods(subject, moments));
    Words {
        findings: finding(subject, moments, pairs, figures),
        subtitle: time_words(subject, moments),
        notes,
        alt: alt(pairs, figures),
    }
}

/// Lines whose ends are marked, whether they are named or not.
const MARKED: usize = 40;

/// A line in its colour and width, its ends marked where there is something to tell.
fn line(frame: &mut Frame, (a, b): (Point, Point), (colour, width): (&'static str, f64), tip: Option<&str>) {
    frame.svg.line(a, b, Stroke::solid(colour, width));
    for end in tip.map(|_| [a, b]).into_iter().flatten() {
        frame.svg.mark(Shape::Dot, end, 3.0, colour, tip.unwrap_or_default());
    }
}

fn colour(subject: &Subject, p: &Pair, named: bool) -> &'static str {
    match named {
        _ if subject.highlight == Some(&*p.code) => theme::HIGHLIGHT,
        true if p.to >= p.from => theme::ABOVE,
        true => theme::BELOW,
        false => theme::REST,
    }
}

/// The highlighted area, and those that changed most either way: positions, without choosing among equals that did not change.
fn named(subject: &Subject, pairs: &[Pair]) -> Vec<usize> {
    let change = |i: &usize| pairs[*i].to - pairs[*i].from;
    let mut order: Vec<usize> = (0..pairs.len()).filter(|i| change(i) != 0.0).collect();
    order.sort_by(|a, b| change(b).abs().total_cmp(&change(a).abs()).then_with(|| pairs[*a].code.cmp(&pairs[*b].code)));
    let chosen = (0..pairs.len()).filter(|i| subject.highlight == Some(&*pairs[*i].code));
    let mut named: Vec<usize> = chosen.collect();
    for i in order {
        if named.len() < NAMED && !named.contains(&i) {
            named.push(i);
        }
    }
    named
}

fn label(subject: &Subject, p: &Pair, i: usize, figures: &Figures, most: f64) -> (usize, String, Weight) {
    let weight = if subject.highlight == Some(&*p.code) { Weight::Bold } else { Weight::Regular };
    let value = figures.value(p.to);
    let name = fitted_name(&p.name, weight, most - width(&value, theme::LABEL, weight) - 4.0);
    (i, format!("{name} {value}"), weight)
}

fn ends(
    frame: &mut Frame,
    pairs: &[Pair],
    labels: &[(usize, String, Weight)],
    [from, edge]: [f64; 2],
    room: &crate::upright::Upright,
    subject: &Subject,
) {
    let mut order: Vec<&(usize, String, Weight)> = labels.iter().collect();
    let at = |l: &(usize, String, Weight)| room.y.at(pairs[l.0].to);
    order.sort_by(|a, b| at(a).total_cmp(&at(b)).then_with(|| a.1.cmp(&b.1)));
    let wanted: Vec<f64> = order.iter().map(|l| at(l)).collect();
    let centres = spread(&wanted, LINE, room.plot.y0 - 8.0, room.plot.y1 + 4.0).unwrap_or_else(|| wanted.clone());
    frame.svg.open("labels");
    for ((l, y), centre) in order.iter().zip(&wanted).zip(centres) {
        frame.svg.line(
            (from + 4.0, *y),
            (edge + 12.0, centre),
            Stroke::solid(colour(subject, &pairs[l.0], true), 0.75),
        );
        let text = Text::label((edge + 16.0, centre + 4.0), &l.1, Anchor::Start);
        frame.svg.text(Text { weight: l.2, colour: theme::INK, ..text });
    }
    frame.svg.close();
}
