//! Where everything of the deciles goes: axes and lines.

use super::ends::{self, End, Name};
use super::form::Form;
use super::steps::{FEW, Step, stride};
use crate::axes;
use crate::calendar;
use crate::chart::Subject;
use crate::figures::Figures;
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::scale::Scale;
use crate::svg::{Shape, Stroke};
use crate::theme;
use crate::upright::{fitted, ticks};

/// The range of the value axis.
pub(super) fn range(steps: &[Step], line: &[Option<f64>]) -> (f64, f64) {
    fitted(steps.iter().flat_map(|s| [s.deciles[0], s.deciles[8]]).chain(line.iter().flatten().copied()))
}

/// Where everything goes.
pub(super) struct Plan {
    pub(super) plot: Rect,
    x: Scale,
    x_labels: Vec<String>,
    y: Scale,
    y_ticks: Vec<f64>,
    y_labels: Vec<String>,
    outer: Rect,
    canvas: f64,
    /// Unit of the rates, where the ticks do not show it.
    unit: Option<String>,
    /// Longest step between neighbouring periods; a longer one is a gap.
    stride: f64,
    pub(super) ends: Vec<End>,
}

impl Plan {
    pub(super) fn of(
        frame: &Frame,
        subject: &Subject,
        steps: &[Step],
        line: &[Option<f64>],
        (form, range): (Form, (f64, f64)),
    ) -> Self {
        let outer = frame.plot;
        let last = &steps[steps.len() - 1];
        let figures = Figures::of(last.slice, &subject.labels.unit);
        let y_ticks = ticks(&Scale::linear(range, (outer.y1, outer.y0)), range, 7);
        let y_labels = figures.ticks(&y_ticks);
        let left = outer.x0 + axes::widest(&y_labels) + 8.0;
        let unit = (!figures.tell_unit()).then(|| subject.labels.unit.to_string());
        let names = ends::names(subject, steps, line, &figures, form);
        let widest = names.iter().map(Name::width).fold(0.0, f64::max);
        let plot = Rect::new(left, outer.y0 + axes::above(unit.as_deref()), outer.x1 - widest - 16.0, outer.y1 - 24.0);
        let (at, x_labels) = calendar::ticks(steps.iter().map(|s| (s.at, s.slice.period)), steps.len() > 2 * FEW);
        let x = Scale::marked((0.0, last.at), (plot.x0 + 4.0, plot.x1 - 4.0), at);
        let y = Scale::linear(range, (plot.y1, plot.y0));
        let ends = names.into_iter().map(|name| End { from: (x.at(name.at), y.at(name.value)), name }).collect();
        let stride = stride(steps);
        Self { plot, x, x_labels, y, y_ticks, y_labels, outer, canvas: subject.size.width, unit, stride, ends }
    }

    pub(super) fn axes(&self, frame: &mut Frame) {
        axes::horizontal_grid(&mut frame.svg, &self.plot, &self.y, &self.y_ticks, &self.y_labels);
        axes::unit_line(&mut frame.svg, self.outer.x0, &self.plot, self.unit.as_deref());
        axes::base_line(&mut frame.svg, &self.plot);
        axes::bottom_ticks(&mut frame.svg, &self.plot, &self.x, &self.x.ticks(0), &self.x_labels, self.canvas);
    }

    /// A dashed line for each decile, a thick one for the median.
    pub(super) fn deciles(&self, frame: &mut Frame, steps: &[Step]) {
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
    }

    /// A band for eight in ten areas, one for the middle half, a line for the median.
    pub(super) fn bands(&self, frame: &mut Frame, steps: &[Step]) {
        let runs = |of: fn(&Step) -> f64| {
            let values: Vec<Option<f64>> = steps.iter().map(|s| Some(of(s))).collect();
            self.runs(steps, &values, &[])
        };
        let bands = [
            (runs(|s| s.deciles[0]), runs(|s| s.deciles[8]), theme::BAND),
            (runs(|s| s.middle_half[0]), runs(|s| s.middle_half[1]), theme::BAND_INNER),
        ];
        frame.svg.open("spread");
        for (low, high, colour) in bands {
            for (low, high) in low.into_iter().zip(high) {
                let edge: Vec<Point> = high.into_iter().chain(low.into_iter().rev()).collect();
                frame.svg.polygon(&edge, colour);
                if let [top, bottom] = edge.as_slice() {
                    frame.svg.line(*top, *bottom, Stroke::solid(colour, 4.0));
                }
            }
        }
        for run in runs(|s| s.deciles[4]) {
            frame.svg.polyline(&run, Stroke::solid(theme::DECILE, 2.5));
            if let [alone] = run.as_slice() {
                frame.svg.mark(Shape::Dot, *alone, 3.0, theme::DECILE, "");
            }
        }
        frame.svg.close();
    }

    /// The line of the highlighted area, and its breaks.
    pub(super) fn highlight(&self, frame: &mut Frame, steps: &[Step], line: &[Option<f64>], breaks: &[Option<String>]) {
        frame.svg.open("highlight");
        for (step, _) in steps.iter().zip(breaks).filter(|(_, b)| b.is_some() && !line.is_empty()) {
            // Between the last period of the old shape and the first of the new.
            let x = self.x.at(step.at) - (self.x.at(self.stride) - self.x.at(0.0)) / 2.0;
            let ends = [(x, self.plot.y0), (x, self.plot.y1)];
            frame.svg.polyline(&ends, Stroke::dashed(theme::SOFT, 1.0, theme::DASH_CHANCE));
        }
        for run in self.runs(steps, line, breaks) {
            frame.svg.polyline(&run, Stroke::solid(theme::HIGHLIGHT, 2.5));
            if steps.len() <= FEW || run.len() == 1 {
                for at in run {
                    frame.svg.mark(Shape::Dot, at, 3.5, theme::HIGHLIGHT, "");
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
