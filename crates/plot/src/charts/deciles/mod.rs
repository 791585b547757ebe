//! Deciles of the areas' rates over time, with one area highlighted.

mod ends;
mod form;
mod plan;
mod steps;
mod words;

pub(super) use form::Form;

use super::shared::{is_later, not_later};
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject, Twin};
use crate::frame::Frame;
use plan::Plan;
pub(super) use steps::LEAST;
use steps::{LeftOut, Step, adjoin, breaks, highlighted, steps, stride};
use unwarranted_core::SliceFindings;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "deciles",
    title: "Deciles of the areas over time",
    about: "Each dashed line is a decile of all areas (a tenth of the areas lie between two lines), the thick one the \
            median. Periods that are not complete are left out, and gaps in an area's line are periods without a figure.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Highlight],
    twin: Some(Twin::OverTime),
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 240.0;
fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    drawn(subject, CHART.id, Form::Lines, LEAST)
}

/// Refuses to draw what has no line: too few periods, of too few areas, or none that adjoin.
fn require_line(steps: &[Step], thin: &[Step], all_complete: bool, least: usize) -> Result<(), NotDrawn> {
    if steps.is_empty() && !thin.is_empty() {
        let reason = format!("fewer than {least} areas: a tenth of the areas is less than one of them");
        return Err(NotDrawn::because(reason));
    }
    if steps.len() < 2 {
        let left_out = if all_complete { "" } else { "; periods that are not complete are left out" };
        let reason = format!(
            "a chart over time needs rates in at least two complete periods, and there are {}{left_out}",
            steps.len()
        );
        return Err(NotDrawn::because(reason));
    }
    let stride = stride(steps);
    if !steps.windows(2).any(|w| adjoin(&w[0], &w[1], stride)) {
        let reason = format!("no two of the {} complete periods are consecutive, so there is no line", steps.len());
        return Err(NotDrawn::because(reason));
    }
    Ok(())
}

/// Deciles over time as lines or as bands, of periods with at least `least` areas.
pub(super) fn drawn(subject: &Subject, id: &'static str, form: Form, least: usize) -> Result<Drawing, NotDrawn> {
    let dated = || subject.series.iter().filter(|s| s.period.first_month().is_some());
    let (complete, partial): (Vec<&SliceFindings>, Vec<&SliceFindings>) =
        dated().filter(|s| !is_later(subject, s)).partition(|s| s.is_complete());
    let (steps, thin): (Vec<Step>, Vec<Step>) =
        steps(&complete).into_iter().partition(|s| s.slice.areas.iter().filter(|a| a.rate.is_some()).count() >= least);
    require_line(&steps, &thin, partial.is_empty(), least)?;
    let line = highlighted(subject, &steps);
    let left_out = LeftOut { partial: &partial, thin: thin.len() };
    let range = plan::range(&steps, &line);
    let later = dated().filter(|s| is_later(subject, s)).count();
    let mut words = words::words(subject, &steps, &left_out, &line, (form, range));
    words.notes.extend(not_later(subject, later));
    let mut frame = Frame::new(subject, id, &words, HEIGHT);
    let plan = Plan::of(&frame, subject, &steps, &line, (form, range));
    plan.axes(&mut frame);
    match form {
        Form::Lines => plan.deciles(&mut frame, &steps),
        Form::Bands => plan.bands(&mut frame, &steps),
    }
    plan.highlight(&mut frame, &steps, &line, &breaks(subject, &steps));
    ends::draw(&mut frame, &plan.plot, &plan.ends);
    Ok(frame.finish(steps::data(&steps, &line)))
}
