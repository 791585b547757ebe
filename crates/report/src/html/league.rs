//! The page of a league.

use super::policy;
use super::provenance;
use super::view::{CellView, Col, Download, RowView, TableView, sentence};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::number::{percent, significant};
use crate::words::league as words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::sweep::{League, LeagueEntry, RankedBy};
use unwarranted_core::text::thousands;
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::count;

static TEMPLATE: &str = include_str!("league.html");
pub(super) static STYLE: LazyLock<String> =
    LazyLock::new(|| super::dark::with_dark(concat!(include_str!("page.css"), include_str!("league.css"))));

/// Treatments shown before the others fold away.
const SHOWN: usize = 25;

/// What a page of leagues is made of.
#[derive(Debug)]
pub struct LeaguePage<'a> {
    /// One league per period.
    pub leagues: &'a [League],
    /// The words of each treatment.
    pub labels: &'a LabelsBy,
    /// What the areas are called, plural.
    pub areas: &'a str,
    /// Where everything comes from.
    pub manifest: &'a Manifest,
    /// The page of each treatment, by identifier, where it has one.
    pub pages: &'a BTreeMap<Arc<str>, String>,
    /// The files of the folder that a reader may want.
    pub downloads: &'a [(&'a str, &'a str)],
}

#[derive(Serialize)]
struct View {
    title: String,
    heading: String,
    synthetic: bool,
    program: String,
    policy: String,
    base: &'static str,
    shared: bool,
    leagues: Vec<LeagueView>,
    methods: Vec<String>,
    sources: Vec<String>,
    inputs: TableView,
    options: TableView,
    notes: Vec<String>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct LeagueView {
    anchor: String,
    heading: String,
    standfirst: String,
    summary: Vec<String>,
    reading: String,
    list: String,
    ticks: Vec<Tick>,
    whole: Option<f64>,
    first: Vec<Bar>,
    others: Vec<Bar>,
    more: String,
    differ: Vec<String>,
    table: TableView,
    not_ranked: Option<TableView>,
}

/// A mark of the axis, at a thousandth of its length.
#[derive(Serialize)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) text: String,
}

/// A line of a chart; places are thousandths of its axis.
#[derive(Serialize)]
pub(super) struct Bar {
    pub(super) place: String,
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) places: String,
    pub(super) at: f64,
    pub(super) from: Option<f64>,
    pub(super) to: Option<f64>,
    pub(super) value: String,
    pub(super) interval: String,
}

/// The page of one or more leagues, as HTML that is also well-formed XML.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn league_page(page: &LeaguePage) -> Result<String, Error> {
    let heading = "Which treatments are the biggest postcode lotteries?".to_owned();
    let sources: std::collections::BTreeSet<&str> =
        page.labels.values().map(|l| l.source.as_str()).filter(|source| !source.is_empty()).collect();
    let by = page.leagues.first().map_or(RankedBy::Psv, |league| league.by);
    let view = View {
        title: heading.clone(),
        heading,
        synthetic: page.labels.values().any(|l| l.synthetic),
        program: format!("{} {}", page.manifest.program, page.manifest.version),
        policy: policy(false),
        base: "",
        shared: false,
        leagues: page.leagues.iter().enumerate().map(|(at, league)| of(page, at, league)).collect(),
        methods: words::methods(by),
        sources: sources.into_iter().map(str::to_owned).collect(),
        inputs: provenance::inputs(&page.manifest.inputs),
        options: provenance::options(page.manifest),
        notes: page.manifest.notes.clone(),
        downloads: page.downloads.iter().map(download).collect(),
    };
    super::render(TEMPLATE, &STYLE, &view)
}

fn download((name, about): &(&str, &str)) -> Download {
    Download { href: (*name).to_owned(), text: (*name).to_owned(), about: (*about).to_owned() }
}

fn of(page: &LeaguePage, at: usize, league: &League) -> LeagueView {
    let ranked: Vec<&LeagueEntry> = league.entries.iter().filter(|e| e.rank.is_some()).collect();
    let end = end(league, &ranked);
    let href = |entry: &LeagueEntry| page.pages.get(&entry.id).cloned();
    let mut bars: Vec<Bar> = ranked.iter().map(|entry| Bar { href: href(entry), ..bar(entry, league, end) }).collect();
    let others = bars.split_off(bars.len().min(SHOWN));
    LeagueView {
        anchor: format!("league-{}", at + 1),
        heading: league.period.words(),
        standfirst: words::standfirst(league, page.areas),
        summary: summary(page, at, league),
        reading: words::reading(league),
        list: format!("Treatments by how far areas differ, {}", league.period.words()),
        ticks: ticks(end),
        whole: None,
        more: format!("Places {} to {}", bars.len() + 1, ranked.len()),
        first: bars,
        others,
        differ: words::differ(league, page.areas),
        table: table(page, league, &ranked),
        not_ranked: not_ranked(page, league),
    }
}

/// What the league says, and whether areas lie further apart than in the league before.
fn summary(page: &LeaguePage, at: usize, league: &League) -> Vec<String> {
    let before = at.checked_sub(1).and_then(|at| page.leagues.get(at));
    let mut said = words::summary(league, page.areas);
    let place = said.len().saturating_sub(1);
    said.splice(place..place, words::growing(league, before));
    said
}

/// By how much areas differ: the root of a variance, 0 where it is below zero.
fn spread(variance: f64) -> f64 {
    variance.max(0.0).sqrt()
}

/// The end of the axis, a whole number of its steps.
fn end(league: &League, ranked: &[&LeagueEntry]) -> f64 {
    let upper = |e: &&LeagueEntry| {
        let [value, _, upper] = e.variance(league.by);
        spread(upper.or(value).unwrap_or_default())
    };
    let most = ranked.iter().map(upper).fold(0.05, f64::max);
    let step = step(most);
    (most / step).ceil() * step
}

fn step(most: f64) -> f64 {
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0].into_iter().find(|step| most / step <= 5.0).unwrap_or(10.0)
}

fn ticks(end: f64) -> Vec<Tick> {
    let step = step(end);
    let tick = |i: u32| Tick { at: thousandth(f64::from(i) * step / end), text: percent(f64::from(i) * step) };
    (0..=100).map(tick).take_while(|tick| tick.at <= 1000.0).collect()
}

pub(super) fn thousandth(share: f64) -> f64 {
    (share * 10_000.0).round() / 10.0
}

fn bar(entry: &LeagueEntry, league: &League, end: f64) -> Bar {
    let [value, lower, upper] = entry.variance(league.by);
    let at = |variance: f64| thousandth((spread(variance) / end).min(1.0));
    let say = |variance: f64| percent(spread(variance));
    let interval = lower.zip(upper);
    Bar {
        place: entry.rank.map_or_else(String::new, |rank| rank.to_string()),
        title: entry.title.clone(),
        href: None,
        places: words::places(entry),
        at: value.map_or(0.0, at),
        from: interval.map(|(lower, _)| at(lower)),
        to: interval.map(|(_, upper)| at(upper)),
        value: value.map_or_else(String::new, say),
        interval: interval.map_or_else(String::new, |(lower, upper)| format!("{} to {}", say(lower), say(upper))),
    }
}

fn table(page: &LeaguePage, league: &League, ranked: &[&LeagueEntry]) -> TableView {
    let columns = vec![
        Col::text("Treatment"),
        Col::number("Place"),
        Col::text("Rate of all areas"),
        Col::number("Areas differ by"),
        Col::number("Areas that differ"),
        Col::number("Beyond ordinary spread"),
        Col::text("Highest area"),
        Col::text("Lowest area"),
        Col::text("Since the period before"),
    ];
    let row = |entry: &&LeagueEntry| {
        let unit = page.labels.get(&entry.id).map(|l| &l.unit);
        let area = |name: &Option<std::sync::Arc<str>>, code: &Option<std::sync::Arc<str>>, rate: Option<f64>| {
            let called = name.as_ref().or(code.as_ref()).map_or_else(String::new, |n| n.to_string());
            CellView::text(format!("{called}: {}", told(rate, unit, false)))
        };
        let [value, ..] = entry.variance(league.by);
        let cells = vec![
            CellView { href: page.pages.get(&entry.id).cloned(), ..CellView::text(entry.title.clone()) },
            CellView::count(entry.rank.unwrap_or_default()),
            CellView::text(told(entry.rate, unit, true)),
            CellView::maybe(value, |v| percent(spread(v))),
            CellView::count(entry.differ),
            CellView::count(entry.beyond),
            area(&entry.highest_name, &entry.highest, entry.highest_rate),
            area(&entry.lowest_name, &entry.lowest, entry.lowest_rate),
            change(entry),
        ];
        RowView { cells, pinned: false }
    };
    TableView {
        caption: format!("{} treatments, {}", count(ranked.len()), league.period.words()),
        columns,
        rows: ranked.iter().map(row).collect(),
        notes: vec![words::TABLE_NOTE.to_owned()],
        tools: true,
    }
    .without_undefined_columns(|_, _| {
        "No change is given: the period before was not asked for, or practices are not known.".to_owned()
    })
}

fn change(entry: &LeagueEntry) -> CellView {
    match (words::change(entry), &entry.change_withheld) {
        (Some(said), _) => CellView::text(said),
        (None, Some(_)) => CellView::text("not given: codes changed"),
        (None, None) => CellView::maybe(None, |_| String::new()),
    }
}

/// A rate per one in its unit, with or without the unit's words.
pub(super) fn told(rate: Option<f64>, unit: Option<&RateUnit>, whole: bool) -> String {
    put(rate, unit, whole, |figure| significant(figure, 3))
}

/// The same with as many decimals as `like` needs for three digits: small figures beside it do not look more exact.
pub(super) fn told_like(like: Option<f64>, rate: Option<f64>, unit: Option<&RateUnit>) -> String {
    let digits = |figure: f64| if figure > 0.0 { (2.0 - figure.log10().floor()).clamp(0.0, 6.0) } else { 2.0 };
    let decimals = digits(like.unwrap_or_default() * unit.and_then(RateUnit::per).unwrap_or(1.0));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 6")]
    put(rate, unit, false, |figure| thousands(figure, decimals as usize))
}

fn put(rate: Option<f64>, unit: Option<&RateUnit>, whole: bool, figure: impl Fn(f64) -> String) -> String {
    let Some(rate) = rate else { return "not known".to_owned() };
    let Some((unit, per)) = unit.and_then(|unit| Some((unit.brief(), unit.per()?))) else {
        return figure(rate);
    };
    let (sign, rest) = if unit.is_money() { ("\u{a3}", unit.after_the_sign()) } else { ("", unit.to_string()) };
    let figure = format!("{sign}{}", figure(rate * per));
    match unit {
        RateUnit::Percentage(_) => format!("{figure}%"),
        _ if whole => format!("{figure} {rest}"),
        _ => figure,
    }
}

fn not_ranked(page: &LeaguePage, league: &League) -> Option<TableView> {
    let rows: Vec<RowView> = league
        .entries
        .iter()
        .filter_map(|entry| Some((entry, entry.not_ranked.as_ref()?)))
        .map(|(entry, reason)| RowView {
            cells: vec![
                CellView { href: page.pages.get(&entry.id).cloned(), ..CellView::text(entry.title.clone()) },
                CellView::text(sentence(reason)),
                CellView::number(entry.observed, significant(entry.observed, 3)),
            ],
            pinned: false,
        })
        .collect();
    let columns = vec![Col::text("Treatment"), Col::text("Reason"), Col::number("Observed in all areas")];
    let caption = format!("{} treatments without a place", count(rows.len()));
    (!rows.is_empty()).then(|| TableView { caption, columns, rows, ..TableView::default() })
}
