//! The page of a treatment, which leads to its areas.

use super::paths::Paths;
use crate::error::Error;
use crate::html::area_pages::{Beside, split};
use crate::html::shell::Place;
use crate::html::view::{Download, Page, TableView};
use crate::html::{Measured, STYLE, TEMPLATE, render, view};
use crate::order::ordered;
use crate::report::Report;
use unwarranted_core::SliceFindings;

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
    let mut further = Vec::new();
    for measure in &mut page.measures {
        measure.charts.iter_mut().flat_map(|c| c.paths()).for_each(|path| path.insert_str(0, "../"));
        let table = &mut measure.outliers.all;
        linked(table, report, one.0, paths);
        let crumbs = page.contents.iter().cloned().collect();
        further = split(report, one, table, Beside { path: &path, place: Place::Site(1), crumbs })?;
    }
    let mut pages = vec![(path, render(TEMPLATE, &STYLE, &page)?)];
    pages.extend(further);
    Ok(pages)
}

/// The rows of a table of all areas lead to the dossiers, or to the areas.
fn linked(table: &mut TableView, report: &Report, slice: &SliceFindings, paths: &Paths) {
    // In the order of the rows: the chosen area stands first.
    let mut areas = ordered(slice);
    areas.sort_by_key(|area| report.highlight != Some(&*area.area));
    for (row, area) in table.rows.iter_mut().zip(areas) {
        let path = paths.dossier(&slice.treatment, &area.area).or_else(|| paths.area(&area.area));
        if let Some(first) = row.cells.first_mut() {
            first.href = path.map(|path| format!("../{path}"));
        }
    }
}
