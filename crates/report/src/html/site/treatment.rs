//! The page of a treatment, which leads to its areas.

use super::paths::Paths;
use crate::error::Error;
use crate::html::shell::Place;
use crate::html::story::{Part, Story, link};
use crate::html::view::{Download, Page, RowView, TableView};
use crate::html::{Measured, STYLE, TEMPLATE, render, view};
use crate::order::ordered;
use crate::report::Report;
use unwarranted_core::SliceFindings;
use unwarranted_plot::numbers::count;

/// Rows of the table of areas on one page.
const ROWS: usize = 1_000;

/// The page of a treatment, and pages for the rest of a long table of areas.
pub(super) fn treatment(report: &Report, one: &Measured, paths: &Paths) -> Result<Vec<(String, String)>, Error> {
    let Some(path) = paths.treatment(&one.0.treatment) else { return Ok(Vec::new()) };
    let mut page = Page { downloads: Vec::new(), ..view(report, std::slice::from_ref(one)) };
    page.shell = page.shell.at(Place::Site(1));
    page.contents = Some(Download {
        href: "../index.html".to_owned(),
        text: "All treatments and areas".to_owned(),
        about: String::new(),
    });
    let mut rest = Vec::new();
    for measure in &mut page.measures {
        for file in measure.charts.iter_mut().flat_map(|c| &mut c.files) {
            file.href.insert_str(0, "../");
        }
        let table = &mut measure.outliers.all;
        linked(table, one.0, paths);
        rest = rest_of(table);
    }
    let further = further(report, one, &page, rest, &path)?;
    if let Some((first, _)) = further.first() {
        let href = first.rsplit('/').next().unwrap_or(first).to_owned();
        page.downloads.push(Download {
            href,
            text: "The next areas".to_owned(),
            about: "the table goes on".to_owned(),
        });
    }
    let mut pages = vec![(path, render(TEMPLATE, &STYLE, &page)?)];
    pages.extend(further);
    Ok(pages)
}

/// Takes the rows that the first page has no room for off its table, and says so there.
fn rest_of(table: &mut TableView) -> Vec<RowView> {
    let rest = table.rows.split_off(table.rows.len().min(ROWS));
    if !rest.is_empty() {
        let shown = table.rows.len();
        let of = shown + rest.len();
        let said = format!("Rows 1 to {} of {}. The others follow on pages of their own.", count(shown), count(of));
        table.notes.insert(0, said);
    }
    rest
}

/// The rows of a table that its first page has no room for.
fn further(
    report: &Report,
    one: &Measured,
    page: &Page,
    rest: Vec<RowView>,
    path: &str,
) -> Result<Vec<(String, String)>, Error> {
    let Some(table) = page.measures.first().map(|m| &m.outliers.all) else { return Ok(Vec::new()) };
    let stem = path.strip_suffix(".html").unwrap_or(path);
    let name = |at: usize| format!("{stem}-areas-{}.html", at + 2);
    let chunks: Vec<&[RowView]> = rest.chunks(ROWS).collect();
    let page = |(at, rows): (usize, &&[RowView])| {
        let from = (at + 1) * ROWS + 1;
        let heading = format!("{}: areas {} to {}", one.1.measure, count(from), count(from + rows.len() - 1));
        let mut story =
            Story::new(report, Place::Site(1), heading, "From the highest figure to the lowest.".to_owned());
        let first = path.rsplit('/').next().unwrap_or(path);
        story.crumbs = vec![link("../index.html", "All treatments and areas"), link(first, one.1.measure.clone())];
        let mut part = Part::new("areas", "Areas");
        part.tables.push(TableView { rows: rows.to_vec(), notes: Vec::new(), ..table.clone() });
        story.parts.push(part);
        if at + 1 < chunks.len() {
            let next = name(at + 1);
            let next = next.rsplit('/').next().unwrap_or(&next).to_owned();
            story.downloads.push(Download { about: "the table goes on".to_owned(), ..link(next, "The next areas") });
        }
        Ok((name(at), story.html()?))
    };
    chunks.iter().enumerate().map(page).collect()
}

/// The rows of a table of all areas lead to the dossiers, or to the areas.
fn linked(table: &mut TableView, slice: &SliceFindings, paths: &Paths) {
    let mut areas = ordered(slice);
    areas.truncate(table.rows.len());
    for (row, area) in table.rows.iter_mut().zip(areas) {
        let path = paths.dossier(&slice.treatment, &area.area).or_else(|| paths.area(&area.area));
        if let Some(first) = row.cells.first_mut() {
            first.href = path.map(|path| format!("../{path}"));
        }
    }
}
