//! The dossier of one area and one treatment: every step from the recorded figure to the verdict, to be checked by hand.

use super::area::{name, standings};
use super::dossier_beside::{among, over_time, place_of, yardsticks};
use super::dossier_months::months;
use super::dossier_steps::{expected, interval, rate, recorded};
use super::methods;
use super::provenance;
use super::shell::Place;
use super::story::{Part, Story};
use crate::error::Error;
use crate::manifest::sha256;
use crate::number::exact;
use crate::report::{Drawn, Report};
use crate::words;
use crate::words::dossier as say;
use crate::words::one_area::Standing;
use unwarranted_core::findings::{Alternative, alternatives};
use unwarranted_plot::numbers::count;

/// The dossier of an area and the one treatment in focus, as HTML that is also well-formed XML. `figure` is the chart over
/// time or of the ranking, with the area highlighted, or why it cannot be drawn; `None` for a page without one.
///
/// # Errors
/// [`Error::NoArea`] when the slice in focus does not have the area; [`Error::Template`] when the template does not fit, a
/// defect of this program.
pub fn dossier_page(report: &Report, code: &str, figure: Option<&Drawn>) -> Result<String, Error> {
    let all = standings(report, code);
    let one = all.first().ok_or_else(|| Error::NoArea(code.to_owned()))?;
    let mut story = story(report, one, figure, Place::Alone);
    story.methods = Some(methods::methods(report));
    story.provenance = Some(provenance::provenance(report, &super::measured(report)));
    story.downloads = super::downloads::downloads(report, &[("dossier.csv", "every figure of this page in full")]);
    story.html()
}

pub(super) fn story(report: &Report, one: &Standing, figure: Option<&Drawn>, place: Place) -> Story {
    let (slice, labels) = (one.slice, one.labels);
    let name = name(one.area);
    let heading = format!("{name}: {}, {}", labels.measure, slice.period.words());
    let areas = labels.areas_counted(slice.areas.len());
    let mut standfirst =
        format!("Dossier: one area, one treatment, every step with its sum. Code {}, one of {areas}", one.area.area);
    standfirst.extend(labels.membership.as_ref().map(|m| format!(", {m}")));
    standfirst.push('.');
    let mut story = Story::new(report, place, heading, standfirst);
    story.answer = say::answer(&name, one);
    let parts = [
        Some(recorded(report, &name, one, rule(report))),
        rate(one),
        expected(one),
        Some(interval(one)),
        Some(Part { paragraphs: say::chance(&name, one), ..Part::new("chance", "Can it be chance?") }),
        Some(Part {
            paragraphs: say::unusual(one),
            ..Part::new("unusual", format!("Is it unusual {}?", words::unusual_for(one.slice, true)))
        }),
        Some(among(one)),
        over_time(report, one, figure),
        yardsticks(one),
        Some(not_shown(one)),
        Some(Part { paragraphs: vec![say::question(&name, one)], ..Part::new("ask", "What to ask the area") }),
        Some(seal(report, one, place)),
    ];
    story.parts = parts.into_iter().flatten().enumerate().map(numbered).collect();
    story
}

/// The rule of disclosure control that changed the counts; `None` where they are as recorded.
fn rule<'a>(report: &'a Report) -> Option<&'a str> {
    report.manifest.options.get("disclosure")?.as_str().filter(|_| !report.protected.is_empty())
}

/// Every figure of the dossier of an area in full: step, name and value; none where the area has no figures.
#[must_use]
pub fn dossier_figures(report: &Report, code: &str) -> Vec<(&'static str, String, Option<f64>)> {
    standings(report, code).first().map(|one| figures(report, one)).unwrap_or_default()
}

fn figures(report: &Report, one: &Standing) -> Vec<(&'static str, String, Option<f64>)> {
    let (slice, area) = (one.slice, one.area);
    let mut rows: Vec<(&'static str, String, Option<f64>)> = Vec::new();
    for month in months(report, one) {
        rows.push(("input", format!("observed {}", month.period), Some(month.observed)));
        rows.push(("input", format!("denominator {}", month.period), month.denominator));
    }
    rows.extend([
        ("recorded", "observed".to_owned(), Some(area.observed)),
        ("recorded", "denominator".to_owned(), area.denominator),
        ("rate", "rate".to_owned(), area.rate),
        ("all areas", "observed".to_owned(), Some(slice.observed)),
        ("all areas", "denominator".to_owned(), slice.denominator),
        ("all areas", "rate".to_owned(), slice.rate),
        ("expected", "expected".to_owned(), area.expected),
        ("expected", "difference".to_owned(), area.expected.map(|e| area.observed - e)),
        ("expected", "ratio".to_owned(), area.ratio),
        ("interval", "rate lower".to_owned(), area.lower),
        ("interval", "rate upper".to_owned(), area.upper),
        ("interval", "ratio lower".to_owned(), area.rates.ratio_lower),
        ("interval", "ratio upper".to_owned(), area.rates.ratio_upper),
        ("chance", "z".to_owned(), area.z),
        ("chance", "p".to_owned(), area.p),
        ("unusual", "z".to_owned(), area.z_adjusted),
        ("unusual", "p".to_owned(), area.judgement.alarm_p),
        ("unusual", "q".to_owned(), area.judgement.q),
        ("among areas", "percent rank".to_owned(), area.percent_rank),
    ]);
    let of = |a: Alternative| ("yardstick", a.yardstick.to_string(), Some(a.ratio));
    rows.extend(alternatives(slice, place_of(one)).into_iter().map(of));
    rows
}

fn numbered((at, part): (usize, Part)) -> Part {
    Part { heading: format!("{}. {}", at + 1, part.heading), ..part }
}

fn not_shown(one: &Standing) -> Part {
    let mut part = Part::new("limits", "What this does not show");
    if one.slice.standardised.is_none() && !one.labels.unit.is_weighted() {
        part.paragraphs.push("Differences in age, sex and need are not taken out.".to_owned());
    }
    part.paragraphs.push(
        "Whether there is a local policy and from when; how many people would benefit; what is given or bought in other ways. A \
         figure shows what was recorded, and not whether care was good or poor."
            .to_owned(),
    );
    part.paragraphs.extend(words::left_out(one.slice));
    part.paragraphs.extend(words::partial_period(one.slice));
    part
}

/// Hashes by which the figures and the inputs can be told.
fn seal(report: &Report, one: &Standing, place: Place) -> Part {
    let mut text: String = report.manifest.inputs.iter().map(|input| format!("{}\n", input.sha256)).collect();
    let told = |v: Option<f64>| v.map_or_else(|| "undefined".to_owned(), exact);
    text.extend(
        figures(report, one).into_iter().map(|(step, what, value)| format!("{step}\t{what}\t{}\n", told(value))),
    );
    let mut part = Part::new("seal", "How to check this page");
    part.paragraphs.push(format!(
        "The SHA-256 sum over the sums of all inputs and all figures of this page is {}.",
        sha256(text.as_bytes())
    ));
    part.paragraphs.push(
        "manifest.json lists the sum of every file, this page among them. The study in study.toml makes the folder again, and \
         'unwarranted verify' says of every byte whether it is the same."
            .to_owned(),
    );
    let inputs = report.manifest.inputs.len();
    if place != Place::Alone && inputs > 0 {
        part.paragraphs.push(format!("The {} with their sums are on the first page.", files(inputs)));
    }
    part
}

fn files(n: usize) -> String {
    format!("{} input file{}", count(n), if n == 1 { "" } else { "s" })
}
