//! The page of one treatment of a league.

use super::league::{Bar, LeaguePage, STYLE, Tick, thousandth, told, told_like};
use super::shell::{Place, Shell};
use super::view::{CellView, Col, RowView, TableView};
use crate::error::Error;
use crate::number::significant;
use crate::report::slugs;
use crate::words::of_treatment as words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::sweep::{AreaEntry, League, LeagueEntry};
use unwarranted_plot::labels::{Labels, subtitle};
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::{count, level};

static TEMPLATE: &str = include_str!("of_treatment.html");

/// Treatments from which on none has a page of its own.
pub const MOST_PAGES: usize = 500;

/// Areas in one chart, before it shows the highest and the lowest alone.
const WHOLE: usize = 24;

/// Areas at either end.
const ENDS: usize = 10;

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    shell: Shell,
    parts: Vec<Part>,
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Part {
    anchor: String,
    heading: String,
    standfirst: String,
    summary: Vec<String>,
    charts: Vec<Chart>,
    table: TableView,
}

#[derive(Serialize)]
struct Chart {
    list: String,
    reading: String,
    ticks: Vec<Tick>,
    whole: Option<f64>,
    rows: Vec<Bar>,
}

/// The path of each treatment's page inside the folder of the league; none where there are too many.
#[must_use]
pub fn treatment_paths(leagues: &[League]) -> BTreeMap<Arc<str>, String> {
    let all: BTreeMap<&str, &Arc<str>> = leagues.iter().flat_map(|l| &l.entries).map(|e| (&*e.id, &e.id)).collect();
    if all.len() > MOST_PAGES {
        return BTreeMap::new();
    }
    let path = |(id, slug): (&str, String)| Some((Arc::clone(all.get(id)?), format!("treatments/{slug}.html")));
    slugs(all.keys().copied()).into_iter().filter_map(path).collect()
}

/// The pages of all treatments that have one, with their paths.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn treatment_pages(page: &LeaguePage) -> Result<Vec<(String, String)>, Error> {
    page.pages.iter().map(|(id, path)| Ok((path.clone(), one(page, id)?))).collect()
}

fn one(page: &LeaguePage, id: &Arc<str>) -> Result<String, Error> {
    let labels = page.labels.get(id);
    let entries = page.leagues.iter().enumerate().filter_map(|(at, league)| {
        let entry = league.entries.iter().find(|entry| entry.id == *id)?;
        Some((at, league, entry))
    });
    let parts: Vec<Part> = entries.clone().map(|(at, league, entry)| part(at, league, entry, labels)).collect();
    let title = entries.map(|(.., entry)| entry.title.clone()).next_back().unwrap_or_else(|| id.to_string());
    let shell = Shell::of(page.manifest, title, labels.is_some_and(|l| l.synthetic), Place::Alone);
    let view = View {
        shell: Shell { base: "../", ..shell },
        parts,
        sources: labels.map(|l| l.source.clone()).filter(|source| !source.is_empty()).into_iter().collect(),
    };
    super::render(TEMPLATE, &STYLE, &view)
}

fn part(at: usize, league: &League, entry: &LeagueEntry, labels: Option<&Labels>) -> Part {
    let unit = labels.map(|l| &l.unit);
    let mut areas: Vec<&AreaEntry> = league.standings.iter().filter(|a| a.id == entry.id).collect();
    areas.sort_by(|a, b| b.rate.unwrap_or(-1.0).total_cmp(&a.rate.unwrap_or(-1.0)).then_with(|| a.area.cmp(&b.area)));
    let (rate, period) = (told(entry.rate, unit, true), league.period.words());
    Part {
        anchor: format!("period-{}", at + 1),
        heading: period.clone(),
        standfirst: labels.map_or_else(String::new, |l| {
            format!("{}.", subtitle(&l.unit.to_string(), &l.areas_counted(areas.len()), &period, l))
        }),
        summary: words::summary(league, entry, &areas, labels, &rate),
        charts: charts(league, entry, &areas, unit),
        table: table(league, entry, &areas, unit),
    }
}

fn charts(league: &League, entry: &LeagueEntry, areas: &[&AreaEntry], unit: Option<&RateUnit>) -> Vec<Chart> {
    let known = placed(areas);
    let reach = |(_, a): &(usize, &AreaEntry)| a.upper.or(a.rate).unwrap_or_default();
    let end = known.iter().map(reach).chain(entry.rate).fold(0.0, f64::max);
    // Nothing recorded anywhere has neither highest nor lowest.
    if end <= 0.0 || areas.iter().all(|a| a.observed == 0.0) {
        return Vec::new();
    }
    let reading = format!(
        "Mark: the rate of an area. Line: {}% interval. Broken line: all areas together, {}.",
        level(league.confidence),
        told(entry.rate, unit, true)
    );
    let chart = |list: String, rows: &[(usize, &AreaEntry)]| Chart {
        list,
        reading: reading.clone(),
        ticks: ticks(end, unit),
        whole: entry.rate.map(|rate| thousandth(rate / end)),
        rows: rows.iter().map(|(place, area)| bar((*place, area), end, entry.rate, unit)).collect(),
    };
    match known.len() {
        0 => Vec::new(),
        n if n <= WHOLE => vec![chart("All areas by their rates".to_owned(), &known)],
        n => vec![
            chart(format!("The {ENDS} highest of {} areas", count(n)), &known[..ENDS]),
            chart(format!("The {ENDS} lowest of {} areas", count(n)), &known[n - ENDS..]),
        ],
    }
}

/// The areas with a rate, from the highest, each with its place; areas with the same rate share one.
fn placed<'a>(areas: &[&'a AreaEntry]) -> Vec<(usize, &'a AreaEntry)> {
    let known: Vec<&AreaEntry> = areas.iter().copied().filter(|a| a.rate.is_some()).collect();
    let place = |a: &AreaEntry| known.partition_point(|other| other.rate > a.rate) + 1;
    known.iter().map(|a| (place(a), *a)).collect()
}

/// About four marks at round rates.
fn ticks(end: f64, unit: Option<&RateUnit>) -> Vec<Tick> {
    let per = unit.and_then(RateUnit::per).unwrap_or(1.0);
    let most = end * per;
    let magnitude = libm::pow(10.0, libm::log10(most / 4.0).floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * magnitude).into_iter().find(|step| most / step <= 5.0);
    let Some(step) = step.filter(|step| step.is_finite() && *step > 0.0) else { return Vec::new() };
    let tick = |i: u32| {
        let value = f64::from(i) * step;
        Tick { at: thousandth(value / most), text: told(Some(value / per), unit, false) }
    };
    (0..=5).map(tick).take_while(|tick| tick.at <= 1000.0).collect()
}

fn bar((place, area): (usize, &AreaEntry), end: f64, whole: Option<f64>, unit: Option<&RateUnit>) -> Bar {
    let told = |rate: Option<f64>| told_like(whole, rate, unit);
    let at = |rate: f64| thousandth((rate / end).clamp(0.0, 1.0));
    let interval = area.lower.zip(area.upper);
    let beyond = if words::is_beyond(area) { "; beyond ordinary spread" } else { "" };
    Bar {
        place: place.to_string(),
        title: words::name(area),
        href: None,
        places: format!("{}{beyond}", words::compared(area)),
        at: area.rate.map_or(0.0, at),
        from: interval.map(|(lower, _)| at(lower)),
        to: interval.map(|(_, upper)| at(upper)),
        value: told(area.rate),
        interval: interval
            .map_or_else(String::new, |(lower, upper)| format!("{} to {}", told(Some(lower)), told(Some(upper)))),
    }
}

fn table(league: &League, entry: &LeagueEntry, areas: &[&AreaEntry], unit: Option<&RateUnit>) -> TableView {
    let level = level(league.confidence);
    let columns = vec![
        Col::text("Area"),
        Col::text("Code"),
        Col::number("Rate"),
        Col::number(format!("{level}% from")),
        Col::number("to"),
        Col::text("Compared with all areas"),
        Col::text("Beyond ordinary spread"),
        Col::number("Observed"),
        Col::number("Expected"),
    ];
    let rate = |value: Option<f64>| CellView::maybe(value, |v| told_like(entry.rate, Some(v), unit));
    let row = |area: &&AreaEntry| RowView {
        cells: vec![
            CellView::text(words::name(area)),
            CellView::text(&*area.area),
            rate(area.rate),
            rate(area.lower),
            rate(area.upper),
            CellView::text(words::compared(area)),
            CellView::text(if words::is_beyond(area) { "yes" } else { "no" }),
            CellView::number(area.observed, significant(area.observed, 3)),
            CellView::maybe(area.expected, |v| significant(v, 3)),
        ],
        pinned: false,
    };
    let per = unit.map_or_else(String::new, |unit| format!(", {unit}"));
    TableView {
        caption: format!("{}{per}, {}", entry.title, league.period.words()),
        columns,
        rows: areas.iter().map(row).collect(),
        notes: vec![words::key()],
        tools: true,
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| format!("{head}: not known, because the size of chance is not."))
    .with_unknown(league.unknown.iter().filter(|of| of.id == entry.id).map(|of| {
        let name = of.name.as_deref().unwrap_or(&of.area);
        (vec![CellView::text(short(name)), CellView::text(&*of.area)], of.reason)
    }))
}
