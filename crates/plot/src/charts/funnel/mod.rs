//! Ratio of observed to expected against the expected number, with limits that widen where numbers are small.

mod areas;
mod plan;
mod words;

use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject, Twin};
use crate::data::Data;
use crate::frame::Frame;
use plan::{Plan, Spot, usable};
use unwarranted_core::AreaFinding;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "funnel",
    title: "Funnel of observed against expected",
    about: "Each area's ratio of observed to expected against its expected number. Chance alone spreads small areas \
            more, so the limits form a funnel. They are for one area looked at by itself; the areas in colour are unusual \
            when all are judged together.",
    about_intervals: None,
    shows: &[Shows::Per, Shows::Names, Shows::Highlight, Shows::Chance, Shows::Target],
    twin: Some(Twin::Funnel),
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Least height of the plot with its axes, in pixels.
const HEIGHT: f64 = 260.0;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let findings = subject.findings;
    if findings.similar.is_some() {
        return Err(NotDrawn::because(
            "no funnel: each area has a target of its own, that of the areas most like it, and a funnel has one for all; the areas in order of their rate show each beside its own",
        ));
    }
    // Too few areas to tell what spread is ordinary still have limits for chance alone.
    let Some(limits) = usable(findings.curve_adjusted.as_ref()).or_else(|| usable(findings.curve.as_ref())) else {
        let reason = findings.overdispersion.undefined.clone();
        let reason = reason.unwrap_or_else(|| "there are no funnel limits for these data".to_owned());
        return Err(NotDrawn::because(format!("no funnel: {reason}")));
    };
    let spot = |area| spot(area).filter(|s| s.expected > 0.0);
    let spots: Vec<Spot> = findings.areas.iter().filter_map(spot).collect();
    if spots.is_empty() {
        return Err(NotDrawn::because("no funnel: no area has an expected number"));
    }
    let range = plan::y_range(&spots, findings.curve.as_ref(), limits);
    let words = words::words(subject, range);
    let mut frame = Frame::new(subject, CHART.id, &words, HEIGHT);
    let plan = Plan::of(&frame, subject, &spots, limits, range);
    plan.axes(&mut frame, subject);
    plan.limits(&mut frame, subject, limits);
    areas::draw(&mut frame, subject, &plan, &spots, &plan.lines(subject, limits));
    Ok(frame.finish(data(&spots)))
}

fn data(spots: &[Spot]) -> Data {
    let columns = ["area", "name", "expected", "observed", "ratio", "flag"];
    let mut data = Data::new(&columns);
    for s in spots {
        let flag = s.area.flag.map(|f| f.to_string());
        let name = s.area.name.as_deref();
        data.push([
            (&*s.area.area).into(),
            name.into(),
            s.expected.into(),
            s.area.observed.into(),
            s.ratio.into(),
            flag.into(),
        ]);
    }
    data
}

fn spot(area: &AreaFinding) -> Option<Spot<'_>> {
    Some(Spot { area, expected: area.expected?, ratio: area.ratio? })
}
