//! The page of a league.

mod bars;
mod by_area;
mod page;
mod rates;
mod tables;

pub(in crate::html) use bars::{Bar, Tick, thousandth};
pub use page::LeaguePage;
pub(in crate::html) use rates::{told, told_like};

use crate::error::Error;
use crate::html::provenance;
use crate::html::shell::{Place, Shell};
use crate::html::story::FigureView;
use crate::html::view::{Download, TableView};
use crate::words::league as words;
use bars::{bar, end, ticks};
use by_area::{ByArea, by_area};
use serde::Serialize;
use std::sync::LazyLock;
use tables::{not_ranked, table};
use unwarranted_core::sweep::{League, LeagueEntry, RankedBy};

static TEMPLATE: &str = include_str!("../league.html");
pub(in crate::html) static STYLE: LazyLock<String> =
    LazyLock::new(|| crate::html::dark::with_dark(concat!(include_str!("../page.css"), include_str!("../league.css"))));

/// Treatments shown before the others fold away.
const SHOWN: usize = 25;

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    shell: Shell,
    heading: String,
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
    map: Option<FigureView>,
    no_map: Option<String>,
    by_area: Option<TableView>,
    not_ranked: Vec<TableView>,
}

/// The page of one or more leagues, as HTML that is also well-formed XML.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn league_page(page: &LeaguePage) -> Result<String, Error> {
    let heading = heading(page.leagues);
    let sources: std::collections::BTreeSet<&str> =
        page.labels.values().map(|l| l.source.as_str()).filter(|source| !source.is_empty()).collect();
    let by = page.leagues.first().map_or(RankedBy::Psv, |league| league.by);
    let view = View {
        shell: Shell::of(page.manifest, heading.clone(), page.labels.values().any(|l| l.synthetic), Place::Alone),
        heading,
        leagues: page.leagues.iter().enumerate().map(|(at, league)| of(page, at, league)).collect(),
        methods: words::methods(by),
        sources: sources.into_iter().map(str::to_owned).collect(),
        inputs: provenance::inputs(&page.manifest.inputs),
        options: provenance::options(page.manifest),
        notes: page.manifest.notes.clone(),
        downloads: page.downloads.iter().map(download).collect(),
    };
    crate::html::render(TEMPLATE, &STYLE, &view)
}

/// What the page asks; where not every treatment has a place, of those that have one alone.
fn heading(leagues: &[League]) -> String {
    let all_ranked = leagues.iter().flat_map(|l| &l.entries).all(|e| e.rank.is_some());
    if all_ranked {
        return "Which treatments are the biggest postcode lotteries?".to_owned();
    }
    "Which treatments are the biggest postcode lotteries, of those that can be ranked?".to_owned()
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
    let (map, no_map, by_area) = match by_area(page, at, league) {
        Some(ByArea { map, note, table }) => (map, note, table),
        None => (None, None, None),
    };
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
        map,
        no_map,
        by_area,
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
