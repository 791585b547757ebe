//! Pages of their own for tables of more areas than the page of a treatment has room for.

use super::Measured;
use super::shell::Place;
use super::story::{Part, Story, link};
use super::view::{Download, TableView};
use crate::error::Error;
use crate::report::Report;
use unwarranted_plot::numbers::count;

/// Areas whose table the page of a treatment has room for.
pub(super) const MOST: usize = 400;
/// Rows of a table on a page of its own.
const ROWS: usize = 1_000;
/// Rows of it that stay on the page of the treatment.
const STAY: usize = 100;

/// Where the pages go: the path of the page that they belong to, and what leads from them to others.
pub(super) struct Beside<'a> {
    pub path: &'a str,
    pub place: Place,
    pub crumbs: Vec<Download>,
}

/// Takes a long table off its page, but for its first rows, and gives it pages; none where it is short enough.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub(super) fn split(
    report: &Report,
    one: &Measured,
    table: &mut TableView,
    beside: Beside,
) -> Result<Vec<(String, String)>, Error> {
    if table.rows.len() <= MOST {
        return Ok(Vec::new());
    }
    let whole = table.clone();
    table.rows.truncate(STAY);
    // Sorting some of the rows would look like sorting all.
    table.tools = false;
    table.caption = format!("{}, the first {} of {}", whole.caption, count(STAY), count(whole.rows.len()));
    let stem = beside.path.strip_suffix(".html").unwrap_or(beside.path);
    let name = |at: usize| if at == 0 { format!("{stem}-areas.html") } else { format!("{stem}-areas-{}.html", at + 1) };
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    table.more = Some(link(last(&name(0)), format!("All {} areas on a page of their own", count(whole.rows.len()))));
    let chunks: Vec<_> = whole.rows.chunks(ROWS).collect();
    let mut pages = Vec::with_capacity(chunks.len());
    for (at, rows) in chunks.iter().enumerate() {
        let from = at * ROWS + 1;
        let heading = format!("{}: areas {} to {}", one.1.measure, count(from), count(from + rows.len() - 1));
        let mut story = Story::new(report, beside.place, heading, "From the highest figure to the lowest.".to_owned());
        story.shell.base = beside.place.base_of(beside.path);
        story.crumbs.clone_from(&beside.crumbs);
        story.crumbs.push(link(last(beside.path), one.1.measure.clone()));
        let mut part = Part::new("areas", "Areas");
        let more = (at + 1 < chunks.len()).then(|| link(last(&name(at + 1)), "The next areas"));
        part.tables.push(TableView { rows: rows.to_vec(), more, ..whole.clone() });
        story.parts.push(part);
        pages.push((name(at), story.html()?));
    }
    Ok(pages)
}
