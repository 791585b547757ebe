//! The page of one area: how it compares in every treatment.

use super::area_more;
use super::area_time::{OVER_TIME, over_time};
use super::methods;
use super::provenance;
use super::shell::Place;
use super::story::{Part, Story, chart_files};
use super::view::{CellView, Col, Download, RowView, TableView};
use crate::error::Error;
use crate::report::{Drawn, Report};
use crate::words;
use crate::words::Say;
use crate::words::one_area::{Standing, answer, sentence};
use std::collections::BTreeSet;
use unwarranted_core::one_area::OneArea;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, NotKnown, SliceFindings};
use unwarranted_plot::charts::OF_AN_AREA;
use unwarranted_plot::labels::sources;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::{level, times, times_between};
use unwarranted_plot::text::treatments;

/// Where the rows of a page lead; nowhere on a page that is alone.
pub(super) type Links<'a> = &'a dyn Fn(&SliceFindings) -> Option<String>;

/// The page of one area over all treatments in focus, as HTML that is also well-formed XML. `spine` is the chart of all of
/// them, or why it cannot be drawn; `more` is what is known of the area beside its figures.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn area_page(report: &Report, code: &str, spine: &Drawn, more: &OneArea) -> Result<String, Error> {
    let mut story = story(report, code, spine, Place::Alone, &|_| None);
    add(&mut story, more, &standings(report, code));
    story.methods = Some(methods::methods(report));
    story.provenance = Some(provenance::provenance(report, &super::measured(report)));
    let practices = (!more.practices.is_empty()).then_some(("practices.csv", "every practice of this area"));
    let own: Vec<(&str, &str)> = [("area.csv", "every treatment of this area")].into_iter().chain(practices).collect();
    story.downloads = super::downloads::downloads(report, &own);
    story.html()
}

/// Puts what is known of the area beside its figures where it belongs.
fn add(story: &mut Story, more: &OneArea, all: &[Standing]) {
    let name = all.first().map_or("", |one| one.area.name.as_deref().unwrap_or(&one.area.area));
    let name = short(name);
    if let Some(part) = story.parts.iter_mut().find(|part| part.anchor == OVER_TIME) {
        part.paragraphs.extend(area_more::trends(more, all));
    }
    let last = story.parts.len().saturating_sub(1);
    let parts = [area_more::similar(more, &name, all), area_more::practices(more, &name, all)];
    story.parts.splice(last..last, parts.into_iter().flatten());
}

/// The treatments in focus that an area has figures for.
pub(super) fn standings<'a>(report: &'a Report, code: &str) -> Vec<Standing<'a>> {
    let of = |(slice, labels): super::Measured<'a>| {
        // Areas are in the order of their codes.
        let at = slice.areas.binary_search_by(|a| (*a.area).cmp(code)).ok()?;
        Some(Standing { slice, labels, area: &slice.areas[at] })
    };
    super::measured(report).into_iter().filter_map(of).collect()
}

/// The treatments in focus in which the figure of an area is not known.
fn unknown<'a>(report: &'a Report, code: &str) -> Vec<(super::Measured<'a>, NotKnown<'a>)> {
    let of = |(slice, labels): super::Measured<'a>| {
        let not = slice.unknown().into_iter().find(|(own, _)| &***own == code)?.1;
        Some(((slice, labels), not))
    };
    super::measured(report).into_iter().filter_map(of).collect()
}

/// What an area is called, also where none of its figures are known; its code where nothing says it.
pub(super) fn called(report: &Report, code: &str) -> String {
    let known = super::measured(report).into_iter().find_map(|(slice, _)| {
        let at = slice.areas.binary_search_by(|a| (*a.area).cmp(code)).ok()?;
        slice.areas[at].name.as_deref()
    });
    let hidden = || unknown(report, code).into_iter().find_map(|(_, not)| not.name()).map(|name| &**name);
    short(known.or_else(hidden).unwrap_or(code))
}

pub(super) fn story(report: &Report, code: &str, spine: &Drawn, place: Place, links: Links) -> Story {
    let all = standings(report, code);
    let name = called(report, code);
    let whole = all.first().map_or("all areas together", |one| one.slice.whole());
    let heading = format!("{name} compared with {whole}");
    let mut story = Story::new(report, place, heading, standfirst(code, &all));
    story.here.clone_from(&name);
    story.answer = answer(&name, &all);
    let mut first = Part::new("treatments", "Every treatment");
    let files = if place == Place::Alone { spine_files() } else { Vec::new() };
    first.draw(spine, files, &sources(all.iter().map(|one| one.labels.source.as_str())));
    let unknown = unknown(report, code).into_iter();
    let unknown = unknown.map(|((_, labels), not)| (vec![CellView::text(&labels.measure)], not.reason));
    first.tables.push(table(&name, &all, links).with_unknown(unknown));
    first.notes.push(key(&all));
    story.parts.push(first);
    story.parts.extend(stands_out(&all));
    story.parts.extend(over_time(report, &all, code));
    story.parts.push(beyond(&all));
    story
}

fn spine_files() -> Vec<Download> {
    chart_files(&format!("charts/{}", OF_AN_AREA.id))
}

pub(super) fn name(area: &AreaFinding) -> String {
    short(area.name.as_deref().unwrap_or(&area.area))
}

fn standfirst(code: &str, all: &[Standing]) -> String {
    let areas: BTreeSet<String> = all.iter().map(|one| one.labels.areas_counted(one.slice.areas.len())).collect();
    let mut parts = vec![format!("Code {code}"), treatments(all.len())];
    parts.extend(areas.into_iter().map(|areas| format!("one of {areas}")));
    let memberships: BTreeSet<&String> = all.iter().filter_map(|one| one.labels.membership.as_ref()).collect();
    parts.extend(memberships.into_iter().cloned());
    let periods: BTreeSet<String> = all.iter().map(|one| one.slice.when()).collect();
    if let [period] = &periods.into_iter().collect::<Vec<_>>()[..] {
        parts.push(period.clone());
    }
    parts.join(", ")
}

/// One row a treatment, from the highest ratio to the lowest.
fn table(name: &str, all: &[Standing], links: Links) -> TableView {
    let confidence = all.first().map_or_else(String::new, |one| level(one.slice.confidence));
    let whole = all.first().map_or("all areas", |one| one.slice.whole());
    let periods: BTreeSet<String> = all.iter().map(|one| words::label(one.slice)).collect();
    let mut columns = vec![
        Col::text("Treatment"),
        Col::number(format!("Times {whole}")),
        Col::number(format!("Lower {confidence}%")),
        Col::number(format!("Upper {confidence}%")),
        Col::text("Compared"),
        Col::text("For this treatment"),
        Col::number("Higher than"),
        Col::number("Its figure"),
        Col::number(capitalised(whole)),
        Col::text("Unit"),
    ];
    if periods.len() > 1 {
        columns.push(Col::text("Period"));
    }
    let mut order: Vec<&Standing> = all.iter().collect();
    let ratio = |one: &Standing| one.area.ratio.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)).then_with(|| a.labels.measure.cmp(&b.labels.measure)));
    let rows = order.into_iter().map(|one| row(one, links(one.slice), periods.len() > 1)).collect();
    let caption = format!("{name}: {}", treatments(all.len()));
    TableView { caption, columns, rows, tools: all.len() > 8, ..TableView::default() }
}

fn row(one: &Standing, href: Option<String>, dated: bool) -> RowView {
    let Standing { slice, labels, area } = one;
    let say = Say::of(slice, labels);
    let figure = |v: Option<f64>| CellView::maybe(v, |v| say.value(v));
    let mut cells = vec![CellView { href, ..CellView::text(&labels.measure) }];
    cells.extend(ratio_cells(area));
    cells.extend([
        CellView::text(capitalised(&one.compared())),
        words::ordinary(slice, area).map_or_else(|| CellView::maybe(None, |_| String::new()), CellView::text),
        CellView::maybe(area.percent_rank, crate::number::percent),
        figure(area.rate),
        figure(slice.rate),
        CellView::text(if slice.in_per_cent() { "per cent".to_owned() } else { labels.unit.brief().to_string() }),
    ]);
    if dated {
        cells.push(CellView::text(words::label(slice) + &words::part_of(slice, area)));
    }
    RowView { cells, pinned: false }
}

/// The ratio and its interval, with the digits of the chart beside it: as many as tell them apart.
pub(super) fn ratio_cells(area: &AreaFinding) -> [CellView; 3] {
    ratio_and_interval(area.ratio, area.rates.ratio_lower.zip(area.rates.ratio_upper))
}

/// A ratio and an interval, with as many digits as tell them apart.
pub(super) fn ratio_and_interval(ratio: Option<f64>, interval: Option<(f64, f64)>) -> [CellView; 3] {
    match (ratio, interval) {
        (Some(ratio), Some((lower, upper))) => {
            let [said, low, high] = times_between(ratio, lower, upper);
            [CellView::number(ratio, said), CellView::number(lower, low), CellView::number(upper, high)]
        }
        _ => [CellView::maybe(ratio, times), CellView::maybe(None, times), CellView::maybe(None, times)],
    }
}

/// What the words of the table mean.
fn key(all: &[Standing]) -> String {
    let Some(one) = all.first() else { return String::new() };
    format!(
        "{} \"Higher than\" is the share of the other areas that have a lower figure. Ratios with their intervals are to {}.",
        words::key(one.slice),
        one.slice.whole()
    )
}

/// The treatments that stand out, each in a sentence.
fn stands_out(all: &[Standing]) -> Option<Part> {
    use unwarranted_core::findings::Position::{FarAbove, FarBelow};
    let out = |one: &&Standing| {
        matches!(one.area.rates.position, Some(FarAbove | FarBelow)) || one.slice.unusual(one.area).is_some()
    };
    let paragraphs: Vec<String> =
        all.iter().filter(out).map(|one| format!("{}. {}", one.labels.measure, sentence(one))).collect();
    (!paragraphs.is_empty())
        .then(|| Part { paragraphs, ..Part::new("stands-out", "Where it stands out, and how sure that is") })
}

/// What the page does not show.
fn beyond(all: &[Standing]) -> Part {
    let mut part = Part::new("limits", "What this does not show");
    let standardised = !all.is_empty() && all.iter().all(|one| one.slice.standardised.is_some());
    part.paragraphs.push(
        if standardised {
            "Age and sex are allowed for as far as the figures do; other differences in need are not. "
        } else {
            "Differences in age, sex and need between areas are not taken out, unless a unit says so. "
        }
        .to_owned()
            + "Whether a difference is a decision, a habit of prescribers, a way of supply or a way of recording cannot be read \
               from these figures.",
    );
    part
}
