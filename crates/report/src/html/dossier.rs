//! The dossier of one area and one treatment: every step from the recorded figure to the verdict, to be checked by hand.

use super::area::{name, ratio_and_interval, standings};
use super::methods;
use super::provenance;
use super::story::{Part, Place, Story, Sum};
use super::view::{CellView, Col, RowView, TableView};
use crate::error::Error;
use crate::manifest::sha256;
use crate::number::{exact, significant, worded};
use crate::report::{Drawn, Report};
use crate::words::dossier::{self as say, full, worked};
use crate::words::one_area::Standing;
use crate::words::{self, Say};
use unwarranted_core::findings::{Alternative, alternatives};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands, times};

/// Areas of most similar size beside the one.
const SIMILAR: usize = 10;

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
        Some(recorded(&name, one)),
        rate(one),
        expected(one),
        Some(interval(one)),
        Some(Part { paragraphs: say::chance(&name, one), ..Part::new("chance", "Can it be chance?") }),
        Some(Part {
            paragraphs: say::unusual(one),
            ..Part::new("unusual", "Is it unusual even for a treatment that differs this much?")
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

/// Every figure of the dossier of an area in full: step, name and value; none where the area has no figures.
#[must_use]
pub fn dossier_figures(report: &Report, code: &str) -> Vec<(&'static str, String, Option<f64>)> {
    standings(report, code).first().map(figures).unwrap_or_default()
}

fn figures(one: &Standing) -> Vec<(&'static str, String, Option<f64>)> {
    let (slice, area) = (one.slice, one.area);
    let mut rows: Vec<(&'static str, String, Option<f64>)> = vec![
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
    ];
    let of = |a: Alternative| ("yardstick", a.yardstick.to_string(), Some(a.ratio));
    rows.extend(alternatives(slice, place_of(one)).into_iter().map(of));
    rows
}

fn place_of(one: &Standing) -> usize {
    // Areas are in the order of their codes.
    one.slice.areas.binary_search_by(|a| a.area.cmp(&one.area.area)).unwrap_or(usize::MAX)
}

fn numbered((at, part): (usize, Part)) -> Part {
    Part { heading: format!("{}. {}", at + 1, part.heading), ..part }
}

fn recorded(name: &str, one: &Standing) -> Part {
    let mut part = Part::new("recorded", "What was recorded");
    part.paragraphs = say::recorded(name, one);
    part.paragraphs.extend(say::made(one));
    part.paragraphs.extend(one.area.denominator.map(|d| say::denominator(one, d)));
    part
}

fn sum(text: String, value: f64, after: &str) -> Sum {
    let result = format!("{} {after}", worked(value));
    Sum { text, result: result.trim().to_owned() }
}

fn rate(one: &Standing) -> Option<Part> {
    let (slice, area) = (one.slice, one.area);
    let (o, d) = (area.observed, area.denominator.filter(|d| *d > 0.0)?);
    let rate = area.rates.crude_rate.or(area.rate)?;
    let unit = crate::words::unit_said(slice, one.labels);
    let mut part = Part::new("rate", "The rate of the area");
    part.sums.push(sum(format!("{} ÷ {}{}", full(o), full(d), say::times_per(slice.per)), rate, &unit));
    if area.rates.crude_rate.is_some() {
        part.paragraphs.push(format!(
            "That is the crude rate. The standardised one is {}.",
            area.rate.map_or_else(|| "undefined".to_owned(), worked)
        ));
    }
    Some(part)
}

fn expected(one: &Standing) -> Option<Part> {
    let (slice, area) = (one.slice, one.area);
    let e = area.expected?;
    let mut part = Part::new("expected", format!("What the rate of {} would give", slice.whole()));
    let whole = slice.denominator.filter(|d| *d > 0.0);
    let crude = whole.map(|d| slice.observed / d * slice.per);
    let internal = slice.expected_from == unwarranted_core::ExpectedFrom::Internal;
    if let (Some(all), Some(rate), Some(d), true) = (whole, crude, area.denominator, internal) {
        let unit = crate::words::unit_said(slice, one.labels);
        let text = format!("{} ÷ {}{}", full(slice.observed), full(all), say::times_per(slice.per));
        part.sums.push(sum(text, rate, &unit));
        let text = format!("{} × {}{}", full(d), worked(rate), say::times_per(slice.per).replace('×', "÷"));
        part.sums.push(sum(text, e, "expected"));
    } else {
        part.paragraphs.push(format!("The expected value is {}.", full(e)));
    }
    let (o, e_said) = (full(area.observed), worked(e));
    let apart = (area.observed - e).abs();
    let (text, after) = if area.observed < e {
        (format!("{e_said} − {o}"), "less than expected")
    } else {
        (format!("{o} − {e_said}"), "more than expected")
    };
    part.sums.push(Sum { text, result: format!("{} {after}", say::as_fine_as(apart, &[&o, &e_said])) });
    if let Some(ratio) = area.ratio {
        part.sums.push(sum(format!("{} ÷ {}", full(area.observed), worked(e)), ratio, "times expected"));
    }
    part.notes.push("Results are given to seven digits. The program keeps all of them from step to step.".to_owned());
    Some(part)
}

fn interval(one: &Standing) -> Part {
    let mut part = Part::new("interval", "How sure the rate is");
    part.paragraphs.push(say::interval(one));
    part.sums = say::interval_sums(one).into_iter().map(|(text, value)| sum(text, value, "")).collect();
    if let Some((lower, upper)) = one.area.lower.zip(one.area.upper) {
        let told = Say::of(one.slice, one.labels);
        part.paragraphs.push(format!("It runs from {} to {}.", told.value(lower), told.with_unit(upper)));
    }
    part
}

/// Where it stands among all areas, and the areas of most similar size.
fn among(one: &Standing) -> Part {
    let (slice, area) = (one.slice, one.area);
    let mut part = Part::new("among", "Where it stands among all areas");
    if let Some(share) = area.percent_rank {
        let others = slice.areas.len().saturating_sub(1);
        part.paragraphs.push(format!(
            "{} of {} other areas have a lower figure. The order of areas is known only as well as their intervals are narrow.",
            thousands(share * others as f64, 0),
            count(others)
        ));
    }
    let table = similar(one);
    if table.rows.len() > 1 {
        part.notes.push(
            "Similar in size only, by the expected value. Age, deprivation and rurality are not looked at.".to_owned(),
        );
        part.tables.push(table);
    }
    part
}

fn similar(one: &Standing) -> TableView {
    let size = |a: &AreaFinding| a.expected.or(a.denominator).filter(|v| *v > 0.0).map(f64::ln);
    let own = size(one.area);
    let mut near: Vec<(f64, &AreaFinding)> = one
        .slice
        .areas
        .iter()
        .filter(|a| a.area != one.area.area)
        .filter_map(|a| Some(((size(a)? - own?).abs(), a)))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.area.cmp(&b.1.area)));
    let chosen = std::iter::once(one.area).chain(near.into_iter().take(SIMILAR).map(|(_, a)| a));
    let told = Say::of(one.slice, one.labels);
    let row = |a: &AreaFinding| RowView {
        cells: vec![
            CellView::text(words::name_and_code(a)),
            CellView::maybe(a.rate, |v| told.value(v)),
            CellView::maybe(a.ratio, times),
            CellView::text(capitalised(&Standing { area: a, ..*one }.compared())),
        ],
        pinned: a.area == one.area.area,
    };
    let rows: Vec<RowView> = chosen.map(row).collect();
    TableView {
        caption: format!("The {} areas of most similar size", worded(rows.len().saturating_sub(1))),
        columns: vec![
            Col::text("Area"),
            Col::number(format!("Rate ({})", one.labels.unit.brief())),
            Col::number(format!("Times {}", one.slice.whole())),
            Col::text("Compared"),
        ],
        rows,
        ..TableView::default()
    }
}

fn over_time(report: &Report, one: &Standing, figure: Option<&Drawn>) -> Option<Part> {
    let series = super::of_treatment(report.series, one.slice);
    if series.len() < 2 && figure.is_none() {
        return None;
    }
    let mut part = Part::new("over-time", if series.len() < 2 { "The picture" } else { "Over time" });
    if let Some(figure) = figure {
        part.draw(figure, Vec::new());
    }
    if series.len() > 1 {
        part.tables.push(periods(one, &series));
    }
    Some(part)
}

fn periods(one: &Standing, series: &[&SliceFindings]) -> TableView {
    let scale = one.slice.reading_scale();
    let unit = if one.slice.in_per_cent() { "%".to_owned() } else { one.labels.unit.brief().to_string() };
    let row = |s: &&SliceFindings| {
        let area = s.areas.iter().find(|a| a.area == one.area.area);
        let rate = |v: Option<f64>| CellView::maybe(v.map(|v| v * scale), |v| significant(v, 4));
        RowView {
            cells: vec![
                CellView::text(words::label(s)),
                CellView::maybe(area.map(|a| a.observed), full),
                rate(area.and_then(|a| a.rate)),
                rate(s.rate),
            ]
            .into_iter()
            .chain(ratio_and_interval(
                area.and_then(|a| a.ratio),
                area.and_then(|a| a.rates.ratio_lower.zip(a.rates.ratio_upper)),
            ))
            .collect(),
            pinned: false,
        }
    };
    let confidence = level(one.slice.confidence);
    TableView {
        caption: format!("Every period, rates in {unit}"),
        columns: vec![
            Col::text("Period"),
            Col::number("Observed"),
            Col::number("Rate"),
            Col::number(capitalised(one.slice.whole())),
            Col::number(format!("Times {}", one.slice.whole())),
            Col::number(format!("Lower {confidence}%")),
            Col::number(format!("Upper {confidence}%")),
        ],
        rows: series.iter().map(row).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, _| "Columns that are undefined in every period are left out.".to_owned())
}

fn yardsticks(one: &Standing) -> Option<Part> {
    let all = alternatives(one.slice, place_of(one));
    if all.is_empty() {
        return None;
    }
    let row = |a: &Alternative| RowView {
        cells: vec![
            CellView::text(capitalised(a.yardstick.word())),
            CellView::maybe(one.slice.rate.map(|rate| rate * a.benchmark), |v| Say::of(one.slice, one.labels).value(v)),
        ]
        .into_iter()
        .chain(ratio_and_interval(Some(a.ratio), a.interval.map(|[low, high]| (low, high))))
        .chain([CellView::text(match a.side() {
            Some(1) => "Above",
            Some(-1) => "Below",
            Some(_) => "Cannot be told apart",
            None => "Chance not known",
        })])
        .collect(),
        pinned: false,
    };
    let confidence = level(one.slice.confidence);
    let mut part = Part::new("choices", "Would another choice change this?");
    part.paragraphs.push(say::stands(&all));
    part.tables.push(
        TableView {
            caption: "The area by other yardsticks".to_owned(),
            columns: vec![
                Col::text("Compared with"),
                Col::number("Their rate"),
                Col::number("Times that"),
                Col::number(format!("Lower {confidence}%")),
                Col::number(format!("Upper {confidence}%")),
                Col::text("Verdict"),
            ],
            rows: all.iter().map(row).collect(),
            ..TableView::default()
        }
        .without_undefined_columns(|_, _| {
            "Columns are left out where rates or the size of chance are undefined.".to_owned()
        }),
    );
    part.notes.push(format!(
        "Here the verdict is by the {confidence}% interval of the area alone, with the yardstick taken as known. That asks less than \
         the {}% interval of the answer above.",
        level(one.slice.levels[1])
    ));
    Some(part)
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
    text.extend(figures(one).into_iter().map(|(step, what, value)| format!("{step}\t{what}\t{}\n", told(value))));
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
