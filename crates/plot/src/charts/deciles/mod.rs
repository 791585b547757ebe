//! Deciles of the areas' rates over time, with one area highlighted.

mod ends;
mod time;
mod words;

use super::{Chart, Drawing, NotDrawn, Subject};
use crate::axes;
use crate::frame::Frame;
use crate::geometry::Point;
use crate::geometry::Rect;
use crate::names::Names;
use crate::numbers::Figures;
use crate::scale::Scale;
use crate::svg::{Shape, Stroke};
use crate::theme;
use ends::{End, Name};
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
/// Deciles of fewer areas than this say nothing.
const LEAST: usize = 10;
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
    let (steps, thin): (Vec<Step>, Vec<Step>) =
        steps(&complete).into_iter().partition(|s| s.slice.areas.iter().filter(|a| a.rate.is_some()).count() >= LEAST);
    if steps.is_empty() && !thin.is_empty() {
        let reason = format!("fewer than {LEAST} areas: a tenth of the areas is less than one of them");
        return Err(NotDrawn::because(reason));
    }
    if steps.len() < 2 {
        let left_out = if partial.is_empty() { "" } else { "; periods that are not complete are left out" };
        let reason = format!(
            "a chart over time needs rates in at least two complete periods, and there are {}{left_out}",
            steps.len()
        );
        return Err(NotDrawn::because(reason));
    }
    let stride = stride(&steps);
    if !steps.windows(2).any(|w| adjoin(&w[0], &w[1], stride)) {
        let reason = format!("no two of the {} complete periods are consecutive, so there is no line", steps.len());
        return Err(NotDrawn::because(reason));
    }
    let line = highlighted(subject, &steps);
    let left_out = LeftOut { partial: &partial, thin: thin.len() };
    let words = words::words(subject, &steps, &left_out, &line);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let plan = Plan::of(&frame, subject, &steps, &line);
    plan.axes(&mut frame, &steps);
    plan.lines(&mut frame, &steps, &line, &breaks(subject, &steps));
    ends::draw(&mut frame, &plan.plot, &plan.ends);
    Ok(frame.finish())
}

/// Periods that are not drawn.
struct LeftOut<'a> {
    partial: &'a [&'a SliceFindings],
    /// Complete ones with fewer than [`LEAST`] areas.
    thin: usize,
}

/// Longest step in months between neighbouring periods; a longer one is a gap.
fn stride(steps: &[Step]) -> f64 {
    steps.last().and_then(|s| s.slice.period.full_months()).map_or(f64::INFINITY, |m| m as f64)
}

fn adjoin(before: &Step, after: &Step, stride: f64) -> bool {
    after.at - before.at <= stride + 0.5
}

/// Steps without a neighbour on either side.
fn isolated(steps: &[Step]) -> usize {
    let stride = stride(steps);
    let apart = |i: usize| !adjoin(&steps[i], &steps[i + 1], stride);
    (0..steps.len()).filter(|i| (*i == 0 || apart(i - 1)) && (i + 1 == steps.len() || apart(*i))).count()
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

/// Breaks of the highlighted area by step: what happened in the period, `None` where nothing did.
fn breaks(subject: &Subject, steps: &[Step]) -> Vec<Option<String>> {
    let code = subject.highlight.unwrap_or_default();
    steps.iter().map(|s| subject.labels.area_notes.breaks_in(code, s.slice.period)).collect()
}

/// Short name of the highlighted area from the latest period that has one.
fn highlighted_name(subject: &Subject, steps: &[Step]) -> String {
    let code = subject.highlight.unwrap_or_default();
    let latest = steps.iter().rev().find(|s| area(s, code).is_some());
    latest.map_or(code.to_owned(), |s| Names::of(&s.slice.areas).get(code).to_owned())
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
    /// Unit of the rates, where the ticks do not show it.
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
        let names = ends::names(subject, steps, line, &figures);
        let widest = names.iter().map(Name::width).fold(0.0, f64::max);
        let plot = Rect::new(left, outer.y0 + axes::above(unit.as_deref()), outer.x1 - widest - 16.0, outer.y1 - 24.0);
        let x = Scale::linear((0.0, last.at), (plot.x0 + 4.0, plot.x1 - 4.0));
        let y = Scale::linear((0.0, top), (plot.y1, plot.y0));
        let ends = names.into_iter().map(|name| End { from: (x.at(name.at), y.at(name.value)), name }).collect();
        let stride = stride(steps);
        Self { plot, x, y, y_ticks, y_labels, outer, canvas: subject.size.width, unit, stride, ends }
    }

    fn axes(&self, frame: &mut Frame, steps: &[Step]) {
        axes::horizontal_grid(&mut frame.svg, &self.plot, &self.y, &self.y_ticks, &self.y_labels);
        axes::unit_line(&mut frame.svg, self.outer.x0, &self.plot, self.unit.as_deref());
        axes::base_line(&mut frame.svg, &self.plot);
        let (at, labels) = time::ticks(steps);
        axes::bottom_ticks(&mut frame.svg, &self.plot, &self.x, &at, &labels, self.canvas);
    }

    fn lines(&self, frame: &mut Frame, steps: &[Step], line: &[Option<f64>], breaks: &[Option<String>]) {
        frame.svg.open("deciles");
        for k in [0, 1, 2, 3, 5, 6, 7, 8, 4] {
            let values: Vec<Option<f64>> = steps.iter().map(|s| Some(s.deciles[k])).collect();
            let stroke = match k {
                4 => Stroke::solid(theme::DECILE, 3.0),
                _ => Stroke::dashed(theme::DECILE, 1.0, theme::DASH_DECILE),
            };
            for run in self.runs(steps, &values, &[]) {
                frame.svg.polyline(&run, stroke);
                if let [alone] = run.as_slice() {
                    let radius = if k == 4 { 3.0 } else { 1.75 };
                    frame.svg.mark(Shape::Dot, *alone, radius, theme::DECILE, "");
                }
            }
        }
        frame.svg.close();
        frame.svg.open("highlight");
        for (step, _) in steps.iter().zip(breaks).filter(|(_, b)| b.is_some() && !line.is_empty()) {
            // Between the last period of the old shape and the first of the new.
            let x = self.x.at(step.at) - (self.x.at(self.stride) - self.x.at(0.0)) / 2.0;
            let ends = [(x, self.plot.y0), (x, self.plot.y1)];
            frame.svg.polyline(&ends, Stroke::dashed(theme::SOFT, 1.0, theme::DASH_CHANCE));
        }
        for run in self.runs(steps, line, breaks) {
            frame.svg.polyline(&run, Stroke::solid(theme::DECILE_AREA, 2.5));
            if steps.len() <= FEW || run.len() == 1 {
                for at in run {
                    frame.svg.mark(Shape::Dot, at, 3.5, theme::DECILE_AREA, "");
                }
            }
        }
        frame.svg.close();
    }

    /// Stretches of a line without a missing period and without a break.
    fn runs(&self, steps: &[Step], values: &[Option<f64>], breaks: &[Option<String>]) -> Vec<Vec<Point>> {
        let mut runs: Vec<Vec<Point>> = Vec::new();
        let mut before: Option<f64> = None;
        for (i, (step, value)) in steps.iter().zip(values).enumerate() {
            if breaks.get(i).is_some_and(Option::is_some) {
                before = None;
            }
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
}
