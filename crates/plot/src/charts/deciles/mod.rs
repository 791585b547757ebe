//! Deciles of the areas' rates over time, with one area highlighted.

mod time;
mod words;

use super::{Chart, Drawing, NotDrawn, Subject};
use crate::axes;
use crate::font::{Weight, width};
use crate::frame::Frame;
use crate::geometry::Point;
use crate::geometry::{Rect, spread};
use crate::names::{Names, fitted};
use crate::numbers::Figures;
use crate::scale::Scale;
use crate::svg::{Anchor, Shape, Stroke, Text};
use crate::theme;
use unwarranted_core::{AreaFinding, Month, SliceFindings};

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "deciles",
    title: "Deciles of the areas over time",
    about: "Each dashed line is a decile of all areas (a tenth of the areas lie between two lines), the thick one the \
            median. Periods that are not complete are left out, and gaps in an area's line are periods without a figure.",
    draw,
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 240.0;
/// Widest label at the right end, in pixels.
const LABEL_MOST: f64 = 240.0;
/// Height of a label at the right end.
const LINE_LABEL: f64 = 15.0;
/// Lines of up to this many periods also get a mark per period.
const FEW: usize = 12;

/// One complete period.
struct Step<'a> {
    slice: &'a SliceFindings,
    deciles: [f64; 9],
    /// Months since the first step.
    at: f64,
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let (complete, partial): (Vec<&SliceFindings>, Vec<&SliceFindings>) =
        subject.series.iter().filter(|s| s.period.first_month().is_some()).partition(|s| is_complete(s));
    let steps = steps(&complete);
    if steps.len() < 2 {
        let left_out = if partial.is_empty() { "" } else { "; periods that are not complete are left out" };
        let reason = format!(
            "a chart over time needs rates in at least two complete periods, and there are {}{left_out}",
            steps.len()
        );
        return Err(NotDrawn::because(reason));
    }
    let line = highlighted(subject, &steps);
    let words = words::words(subject, &steps, &partial, &line);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let plan = Plan::of(&frame, subject, &steps, &line);
    plan.axes(&mut frame, &steps);
    plan.lines(&mut frame, &steps, &line);
    plan.ends(&mut frame);
    Ok(frame.finish())
}

fn is_complete(slice: &SliceFindings) -> bool {
    slice.months_full.is_none_or(|full| slice.months >= full)
}

fn steps<'a>(slices: &[&'a SliceFindings]) -> Vec<Step<'a>> {
    let with: Vec<(&SliceFindings, [f64; 9], Month)> =
        slices.iter().filter_map(|s| Some((*s, s.deciles?, s.period.first_month()?))).collect();
    let Some(first) = with.iter().map(|(.., m)| *m).min() else { return Vec::new() };
    let step = |(slice, deciles, month): (_, _, Month)| Step { slice, deciles, at: f64::from(month.since(first)) };
    let mut steps: Vec<Step> = with.into_iter().map(step).collect();
    steps.sort_by(|a, b| a.at.total_cmp(&b.at));
    steps
}

fn area<'a>(step: &Step<'a>, code: &str) -> Option<&'a AreaFinding> {
    step.slice.areas.iter().find(|a| &*a.area == code)
}

/// The rates of the highlighted area, `None` where it has none; empty without one.
fn highlighted(subject: &Subject, steps: &[Step]) -> Vec<Option<f64>> {
    let Some(code) = subject.highlight else { return Vec::new() };
    let rates: Vec<Option<f64>> = steps.iter().map(|s| area(s, code).and_then(|a| a.rate)).collect();
    if rates.iter().any(Option::is_some) { rates } else { Vec::new() }
}

/// Short name of the highlighted area from the latest period that has one.
fn highlighted_name(subject: &Subject, steps: &[Step]) -> String {
    let code = subject.highlight.unwrap_or_default();
    let latest = steps.iter().rev().find(|s| area(s, code).is_some());
    latest.map_or(code.to_owned(), |s| Names::of(&s.slice.areas).get(code).to_owned())
}

/// A line at the right end: where it ends, and its name.
struct End {
    from: Point,
    text: String,
    weight: Weight,
    colour: &'static str,
}

/// Where everything goes.
struct Plan {
    plot: Rect,
    x: Scale,
    y: Scale,
    y_ticks: Vec<f64>,
    y_labels: Vec<String>,
    outer: Rect,
    canvas: f64,
    /// Unit of the rates, where the ticks do not tell it.
    unit: Option<String>,
    /// Longest step between neighbouring periods; a longer one is a gap.
    stride: f64,
    ends: Vec<End>,
}

impl Plan {
    fn of(frame: &Frame, subject: &Subject, steps: &[Step], line: &[Option<f64>]) -> Self {
        let outer = frame.plot;
        let last = &steps[steps.len() - 1];
        let figures = Figures::of(last.slice, subject.labels);
        let values = steps.iter().map(|s| s.deciles[8]).chain(line.iter().flatten().copied());
        let highest = values.fold(0.0, f64::max);
        let top = if highest > 0.0 { highest * 1.05 } else { 1.0 };
        let y_ticks = Scale::linear((0.0, top), (outer.y1, outer.y0)).ticks(7);
        let y_labels = figures.ticks(&y_ticks);
        let left = outer.x0 + axes::widest(&y_labels) + 8.0;
        let unit = (!figures.tell_unit()).then(|| subject.labels.unit.clone());
        let names = end_names(subject, steps, line, &figures);
        let widest = names.iter().map(|(_, _, text, weight, _)| width(text, theme::LABEL, *weight)).fold(0.0, f64::max);
        let plot = Rect::new(left, outer.y0 + axes::above(unit.as_deref()), outer.x1 - widest - 16.0, outer.y1 - 24.0);
        let x = Scale::linear((0.0, last.at), (plot.x0 + 4.0, plot.x1 - 4.0));
        let y = Scale::linear((0.0, top), (plot.y1, plot.y0));
        let end = |(at, value, text, weight, colour): (f64, f64, String, Weight, &'static str)| End {
            from: (x.at(at), y.at(value)),
            text,
            weight,
            colour,
        };
        let ends = names.into_iter().map(end).collect();
        let stride = last.slice.period.full_months().map_or(f64::INFINITY, |m| m as f64);
        Self { plot, x, y, y_ticks, y_labels, outer, canvas: subject.size.width, unit, stride, ends }
    }

    fn axes(&self, frame: &mut Frame, steps: &[Step]) {
        axes::horizontal_grid(&mut frame.svg, &self.plot, &self.y, &self.y_ticks, &self.y_labels);
        axes::unit_line(&mut frame.svg, self.outer.x0, &self.plot, self.unit.as_deref());
        axes::base_line(&mut frame.svg, &self.plot);
        let (at, labels) = time::ticks(steps);
        axes::bottom_ticks(&mut frame.svg, &self.plot, &self.x, &at, &labels, self.canvas);
    }

    fn lines(&self, frame: &mut Frame, steps: &[Step], line: &[Option<f64>]) {
        frame.svg.open("deciles");
        for k in [0, 1, 2, 3, 5, 6, 7, 8, 4] {
            let values: Vec<Option<f64>> = steps.iter().map(|s| Some(s.deciles[k])).collect();
            let stroke = match k {
                4 => Stroke::solid(theme::DECILE, 3.0),
                _ => Stroke::dashed(theme::DECILE, 1.0, theme::DASH_DECILE),
            };
            for run in self.runs(steps, &values) {
                frame.svg.polyline(&run, stroke);
            }
        }
        frame.svg.close();
        frame.svg.open("highlight");
        for run in self.runs(steps, line) {
            frame.svg.polyline(&run, Stroke::solid(theme::DECILE_AREA, 2.5));
            if steps.len() <= FEW || run.len() == 1 {
                for at in run {
                    frame.svg.mark(Shape::Dot, at, 3.5, theme::DECILE_AREA, "");
                }
            }
        }
        frame.svg.close();
    }

    /// Stretches of a line without a missing period.
    fn runs(&self, steps: &[Step], values: &[Option<f64>]) -> Vec<Vec<Point>> {
        let mut runs: Vec<Vec<Point>> = Vec::new();
        let mut before: Option<f64> = None;
        for (step, value) in steps.iter().zip(values) {
            let Some(value) = value else {
                before = None;
                continue;
            };
            let point = (self.x.at(step.at), self.y.at(*value));
            match (before, runs.last_mut()) {
                (Some(b), Some(run)) if step.at - b <= self.stride + 0.5 => run.push(point),
                _ => runs.push(vec![point]),
            }
            before = Some(step.at);
        }
        runs
    }

    /// Names of the lines at their right end.
    fn ends(&self, frame: &mut Frame) {
        let mut ends: Vec<&End> = self.ends.iter().collect();
        ends.sort_by(|a, b| a.from.1.total_cmp(&b.from.1));
        let at: Vec<f64> = ends.iter().map(|e| e.from.1).collect();
        let centres = spread(&at, LINE_LABEL, self.plot.y0 - 10.0, self.plot.y1 + 8.0).unwrap_or_else(|| at.clone());
        frame.svg.open("labels");
        for (end, centre) in ends.iter().zip(&centres) {
            let from = (end.from.0 + 3.0, end.from.1);
            frame.svg.line(from, (self.plot.x1 + 11.0, *centre), Stroke::solid(end.colour, 0.75));
            let text = Text::label((self.plot.x1 + 15.0, centre + 4.0), &end.text, Anchor::Start);
            frame.svg.text(Text { weight: end.weight, colour: end.colour, ..text });
        }
        frame.svg.close();
    }
}

/// Position, value, text and look of each label at the right end.
fn end_names(
    subject: &Subject,
    steps: &[Step],
    line: &[Option<f64>],
    figures: &Figures,
) -> Vec<(f64, f64, String, Weight, &'static str)> {
    let last = &steps[steps.len() - 1];
    let mut names: Vec<_> = [(8, "90th percentile"), (4, "Median"), (0, "10th percentile")]
        .into_iter()
        .map(|(k, name)| {
            let weight = if k == 4 { Weight::Bold } else { Weight::Regular };
            let text = format!("{name} {}", figures.value(last.deciles[k]));
            (last.at, last.deciles[k], text, weight, theme::SOFT)
        })
        .collect();
    if let Some((step, rate)) = steps.iter().zip(line).rev().find_map(|(s, v)| Some((s, (*v)?))) {
        let value = figures.value(rate);
        let room = LABEL_MOST - width(&format!(" {value}"), theme::LABEL, Weight::Bold);
        let name = fitted(&highlighted_name(subject, steps), Weight::Bold, room);
        names.push((step.at, rate, format!("{name} {value}"), Weight::Bold, theme::DECILE_AREA));
    }
    names
}
