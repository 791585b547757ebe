//! In how many treatments each area differs: a map where boundaries are at hand, and the table.

use super::page::LeaguePage;
use crate::html::story::{FigureView, chart_file, chart_files};
use crate::html::view::{CellView, Col, Download, RowView, TableView, sentence};
use unwarranted_core::sweep::{AreaCount, League};
use unwarranted_plot::labels::sources;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::count;
use unwarranted_plot::text::areas;

/// Why there is no map where none was asked for.
const NO_BOUNDARIES: &str = "There is no map: the program holds no outlines of areas, whatever their level, and was given no file of boundaries \
     (GeoJSON) or layout of hexagons (HexJSON).";

/// Why there is neither map nor table where nothing is tested.
const NOT_TESTED: &str = "No area can be tested in any treatment, so nobody is counted here: either nothing says what chance gives, or fewer than 10 \
     independent events are expected in each area.";

/// What is under the heading.
pub(super) struct ByArea {
    pub(super) map: Option<FigureView>,
    pub(super) note: Option<String>,
    pub(super) table: Option<TableView>,
}

/// The part of a league; `None` where no area is in it.
pub(super) fn by_area(page: &LeaguePage, at: usize, league: &League) -> Option<ByArea> {
    let counts = league.by_area();
    if !counts.is_empty() && counts.iter().all(|c| c.tested == 0) {
        return Some(ByArea { map: None, note: Some(NOT_TESTED.to_owned()), table: None });
    }
    let (map, note) = match page.maps.get(at) {
        None => (None, Some(NO_BOUNDARIES.to_owned())),
        Some((_, Err(not))) => (None, Some(format!("The map is not drawn. {}", sentence(&not.reason)))),
        Some((name, Ok(figure))) => {
            let source = sources(page.labels.values().map(|l| l.source.as_str()));
            (Some(FigureView::of(figure, files(name), &source)), None)
        }
    };
    (!counts.is_empty()).then(|| ByArea { map, note, table: Some(table(league, counts)) })
}

fn files(name: &str) -> Vec<Download> {
    let mut files = chart_files(name);
    files.push(chart_file(name, "csv", "the figures drawn"));
    files
}

/// Those that differ in most treatments first.
fn table(league: &League, mut counts: Vec<AreaCount>) -> TableView {
    counts.sort_by(|a, b| b.differ.cmp(&a.differ).then_with(|| a.area.cmp(&b.area)));
    let any_unknown = counts.iter().any(|c| c.unknown > 0);
    let row = |c: &AreaCount| {
        let name = c.name.as_deref().unwrap_or(&c.area);
        let mut cells = vec![CellView::text(short(name)), CellView::text(&*c.area), CellView::count(c.tested)];
        // In none of none is not zero.
        let shown = |n: usize| CellView::maybe((c.tested > 0).then_some(n as f64), |_| count(n));
        cells.extend([c.differ, c.higher, c.lower, c.beyond].map(shown));
        cells.extend(any_unknown.then(|| CellView::count(c.unknown)));
        RowView { cells, pinned: false }
    };
    TableView {
        caption: format!("{}, {}", areas(counts.len()), league.period.words()),
        columns: columns(any_unknown),
        rows: counts.iter().map(row).collect(),
        notes: [Some(TESTED), any_unknown.then_some(UNKNOWN)].into_iter().flatten().map(str::to_owned).collect(),
        tools: counts.len() > 8,
        ..TableView::default()
    }
}

/// What "tested" means.
const TESTED: &str = "An area is tested in the treatments in which at least 10 independent events are expected there; small areas are tested in \
     fewer. To differ from all areas in many treatments is not to be wrong in them.";

/// What "not known" means.
const UNKNOWN: &str = "\"Not known in\" counts the treatments in which the figure of the area is suppressed, too small to show or not reported. That is \
     not zero.";

fn columns(any_unknown: bool) -> Vec<Col> {
    let mut columns = vec![Col::text("Area"), Col::text("Code")];
    let counts = ["Treatments tested", "Differs in", "Higher", "Lower", "Beyond ordinary spread"];
    columns.extend(counts.into_iter().map(Col::number));
    columns.extend(any_unknown.then(|| Col::number("Not known in")));
    columns
}
