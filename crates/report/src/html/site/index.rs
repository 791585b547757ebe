//! The first page of a site: all treatments, all areas.

use super::paths::{MOST_DOSSIERS, Paths};
use crate::error::Error;
use crate::html::area::{called, standings};
use crate::html::shell::Place;
use crate::html::story::{Part, Story, chart_files, link};
use crate::html::view::{CellView, Col, Download, RowView, TableView};
use crate::html::{Measured, overview};
use crate::number::worded;
use crate::report::{Drawn, Report};
use std::sync::Arc;
use unwarranted_core::AreaFinding;
use unwarranted_core::findings::Position;
use unwarranted_core::text::capitalised;
use unwarranted_plot::charts::OF_A_SITE;
use unwarranted_plot::labels::sources;
use unwarranted_plot::numbers::count;
use unwarranted_plot::text::treatments;

/// The first page: all treatments, all areas.
pub(super) fn index(report: &Report, all: &[Measured], spread: &Drawn, paths: &Paths) -> Result<String, Error> {
    let heading = match all {
        [(_, labels)] => format!("{} compared between areas", labels.measure),
        _ => format!("{} treatments compared between areas", capitalised(&worded(all.len()))),
    };
    let areas = table_of_areas(report, paths);
    let standfirst = format!("{} and {}: choose one in the tables.", treatments(all.len()), said(areas.rows.len()));
    let mut story = Story::new(report, Place::Site(0), heading, standfirst);
    let mut apart = Part::new(OF_A_SITE.id, "How far apart the areas are");
    apart.draw(
        spread,
        chart_files(&format!("charts/{}", OF_A_SITE.id)),
        &sources(all.iter().map(|(_, l)| l.source.as_str())),
    );
    let links = all.iter().map(|(s, _)| paths.treatment(&s.treatment).unwrap_or_default()).collect();
    let mut first = Part::new("treatments", "Treatments");
    first.tables.push(TableView { tools: all.len() > 8, ..overview(all, links) });
    if !paths.dossiers {
        first.notes.push(format!(
            "Pairs of areas and treatments have no pages of their own, because there are more than {} of them.",
            count(MOST_DOSSIERS)
        ));
    }
    let mut second = Part::new("areas", "Areas");
    second.tables.push(areas);
    second.notes.extend(all.first().map(|(s, _)| crate::words::key(s)));
    second.notes.push("A treatment whose chance is not known is in none of these columns but the first.".to_owned());
    story.parts = vec![apart, first, second];
    story.methods = Some(crate::html::methods::methods(report));
    story.provenance = Some(crate::html::provenance::provenance(report, all));
    let file = |href: &str, about: &str| Download { about: about.to_owned(), ..link(href, href) };
    story.downloads = crate::html::downloads::downloads(report, &[]);
    story.downloads.push(file("study.toml", "the study that makes this site again"));
    story.html()
}

fn said(areas: usize) -> String {
    format!("{} area{}", count(areas), if areas == 1 { "" } else { "s" })
}

/// How often each area is how far from all areas.
fn table_of_areas(report: &Report, paths: &Paths) -> TableView {
    let steps = [
        (Position::FarAbove, "Far above"),
        (Position::Above, "Above"),
        (Position::NotDistinguishable, "Cannot be told apart"),
        (Position::Below, "Below"),
        (Position::FarBelow, "Far below"),
    ];
    let row = |code: &Arc<str>| {
        let all = standings(report, code);
        let first: Option<&AreaFinding> = all.first().map(|one| one.area);
        let of = |position| all.iter().filter(|one| one.area.rates.position == Some(position)).count();
        let unusual = all.iter().filter(|one| one.slice.unusual(one.area).is_some()).count();
        let mut cells = vec![
            CellView {
                href: paths.area(code),
                ..CellView::text(first.map_or_else(|| called_and_code(report, code), crate::words::name_and_code))
            },
            CellView::count(all.len()),
        ];
        cells.extend(steps.iter().map(|(position, _)| CellView::count(of(*position))));
        cells.push(CellView::count(unusual));
        RowView { cells, pinned: false }
    };
    let mut columns = vec![Col::text("Area"), Col::number("Treatments")];
    columns.extend(steps.iter().map(|(_, words)| Col::number(*words)));
    columns.push(Col::number("Unusual"));
    let rows = paths.areas.keys().map(row).collect();
    let caption = "In how many treatments each area is how far from all areas together".to_owned();
    TableView { caption, columns, rows, tools: true, ..TableView::default() }
}

/// Name and code of an area of which no figure is known.
fn called_and_code(report: &Report, code: &str) -> String {
    crate::words::with_code(Some(&called(report, code)), code)
}
