//! One page for a few measures; for many, a page each and a page that lists them.

use super::area_pages::{self, Beside};
use super::shell::{Place, Shell};
use super::view::{Download, Page};
use super::{Measured, overview, view, whole};
use crate::error::Error;
use crate::number::worded;
use crate::report::Report;
use unwarranted_core::text::capitalised;

/// Measures that share a page at most: more make it too long to read.
const MOST_TOGETHER: usize = 12;
/// Bytes of a page that measures share, at most.
const MOST_BYTES: usize = 1_000_000;
/// The page that a reader opens first.
const FIRST: &str = "report.html";
/// Where the pages of many measures lie.
const FOLDER: &str = "measures";

/// Every page of a report: its path inside the report and its content, the one to open first before the others.
///
/// # Errors
/// Those of [`super::page`].
pub fn pages(report: &Report) -> Result<Vec<(String, String)>, Error> {
    let measures = super::measured(report);
    if let [one] = &measures[..] {
        return with_areas(report, one, view(report, &measures), FIRST);
    }
    let many = measures.iter().any(|(slice, _)| slice.areas.len() > area_pages::MOST);
    if measures.len() <= MOST_TOGETHER && !many {
        let page = whole(&view(report, &measures))?;
        if page.len() <= MOST_BYTES {
            return Ok(vec![(FIRST.to_owned(), page)]);
        }
    }
    let mut pages = vec![(FIRST.to_owned(), whole(&contents(report, &measures))?)];
    for one in &measures {
        pages.extend(with_areas(report, one, alone(report, one), &path(report, one))?);
    }
    Ok(pages)
}

/// The page of one measure, and pages for its areas where they are many.
fn with_areas(report: &Report, one: &Measured, mut page: Page, path: &str) -> Result<Vec<(String, String)>, Error> {
    let mut further = Vec::new();
    for measure in &mut page.measures {
        let crumbs = page.contents.iter().cloned().collect();
        let beside = Beside { path, place: Place::Alone, crumbs };
        further = area_pages::split(report, one, &mut measure.outliers.all, beside)?;
    }
    let mut pages = vec![(path.to_owned(), whole(&page)?)];
    pages.extend(further);
    Ok(pages)
}

/// The path of the page of one measure.
fn path(report: &Report, (slice, _): &Measured) -> String {
    let folder = report.chart_folder(&slice.treatment);
    format!("{FOLDER}/{}.html", folder.strip_prefix("charts/").unwrap_or(&folder))
}

/// The page that lists all measures and shows none.
fn contents(report: &Report, measures: &[Measured]) -> Page {
    let links = measures.iter().map(|one| path(report, one)).collect();
    let heading = format!("{} measures compared between areas", capitalised(&worded(measures.len())));
    Page {
        shell: Shell::of(&report.manifest, heading.clone(), measures.iter().any(|(_, l)| l.synthetic), Place::Alone),
        heading,
        standfirst: "Each measure has a page of its own: choose it in the table.".to_owned(),
        overview: Some(overview(measures, links)),
        ..view(report, &[])
    }
}

/// The page of one of many measures.
fn alone(report: &Report, one: &Measured) -> Page {
    let mut page = view(report, std::slice::from_ref(one));
    let charts = page.measures.iter_mut().flat_map(|m| &mut m.charts).flat_map(|c| c.paths());
    for path in charts.chain(page.downloads.iter_mut().map(|file| &mut file.href)) {
        path.insert_str(0, "../");
    }
    let all = Download { href: format!("../{FIRST}"), text: "All measures".to_owned(), about: String::new() };
    Page { contents: Some(all), shell: Shell { base: "../", ..page.shell }, ..page }
}
