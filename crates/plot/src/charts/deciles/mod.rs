//! Deciles of the areas' rates over time, with one area highlighted.

mod ends;
mod plan;
mod steps;
mod time;
mod words;

use crate::chart::{Chart, Drawing, NotDrawn, Subject, Twin};
use crate::frame::Frame;
use plan::Plan;
use steps::{LEAST, LeftOut, Step, adjoin, breaks, highlighted, steps, stride};
use unwarranted_core::SliceFindings;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "deciles",
    title: "Deciles of the areas over time",
    about: "Each dashed line is a decile of all areas (a tenth of the areas lie between two lines), the thick one the \
            median. Periods that are not complete are left out, and gaps in an area's line are periods without a figure.",
    about_intervals: None,
    twin: Twin::OverTime,
    draw,
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 240.0;
fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let (complete, partial): (Vec<&SliceFindings>, Vec<&SliceFindings>) =
        subject.series.iter().filter(|s| s.period.first_month().is_some()).partition(|s| s.is_complete());
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
    plan.axes(&mut frame);
    plan.lines(&mut frame, &steps, &line, &breaks(subject, &steps));
    ends::draw(&mut frame, &plan.plot, &plan.ends);
    Ok(frame.finish())
}
