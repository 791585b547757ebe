//! All treatments and all areas as pages that lead to each other: a treatment to its areas, an area to its treatments, both to
//! the dossier of their pair.

use super::area::{self, name, standings};
use super::dossier;
use super::story::{Part, Place, Story, link};
use super::view::{CellView, Col, Download, Page, RowView, TableView};
use super::{Measured, SCRIPT, STYLE, TEMPLATE, measured, overview, policy, render, view};
use crate::error::Error;
use crate::number::worded;
use crate::order::ordered;
use crate::report::{Drawn, Report, slugs};
use crate::words::one_area::{Standing, treatments};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::findings::Position;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::count;

/// Dossiers from which on a site has none.
const MOST_DOSSIERS: usize = 50_000;
/// Rows of the table of areas on one page.
const ROWS: usize = 1_000;

/// What draws the chart of all treatments of an area, on any thread.
type Spine<'a> = &'a (dyn Fn(&str) -> Drawn + Sync);

/// Where every page lies.
struct Paths {
    treatments: BTreeMap<Arc<str>, String>,
    areas: BTreeMap<Arc<str>, String>,
    dossiers: bool,
}

impl Paths {
    fn of(report: &Report) -> Self {
        let focus: Vec<&SliceFindings> = measured(report).into_iter().map(|(s, _)| s).collect();
        let treatments = slugs(focus.iter().map(|s| &*s.treatment));
        let codes: BTreeSet<&str> = focus.iter().flat_map(|s| &s.areas).map(|a| &*a.area).collect();
        let areas = slugs(codes.into_iter());
        let pairs: usize = focus.iter().map(|s| s.areas.len()).sum();
        let own = |slugs: Vec<(&str, String)>| slugs.into_iter().map(|(id, slug)| (Arc::from(id), slug)).collect();
        Self { treatments: own(treatments), areas: own(areas), dossiers: pairs <= MOST_DOSSIERS }
    }

    fn treatment(&self, id: &str) -> Option<String> {
        self.treatments.get(id).map(|slug| format!("treatments/{slug}.html"))
    }

    fn area(&self, code: &str) -> Option<String> {
        self.areas.get(code).map(|slug| format!("areas/{slug}.html"))
    }

    fn dossier(&self, id: &str, code: &str) -> Option<String> {
        let (treatment, area) = self.treatments.get(id).zip(self.areas.get(code))?;
        self.dossiers.then(|| format!("dossiers/{treatment}/{area}.html"))
    }
}

/// Every page of a site with its style and script: path inside the folder and content, the first page first. `spine` draws the
/// chart of all treatments of an area, once for each; `progress` is told after each page how many are done, and of how many.
///
/// # Errors
/// [`Error::Template`] when a template does not fit, a defect of this program.
pub fn site_pages(
    report: &Report,
    spine: &(dyn Fn(&str) -> Drawn + Sync),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<(String, String)>, Error> {
    let paths = Paths::of(report);
    let all = measured(report);
    let mut jobs: Vec<Job> = all.iter().map(|one| Job::Treatment(*one)).collect();
    jobs.extend(paths.areas.keys().map(|code| Job::Area(code)));
    if paths.dossiers {
        let pairs = all
            .iter()
            .flat_map(|(slice, labels)| slice.areas.iter().map(|area| Job::Dossier(Standing { slice, labels, area })));
        jobs.extend(pairs);
    }
    let done = std::sync::atomic::AtomicUsize::new(0);
    let of = jobs.len();
    let made = jobs.par_iter().map(|job| {
        let pages = job.pages(report, spine, &paths);
        progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, of);
        pages
    });
    let made: Vec<Vec<(String, String)>> = made.collect::<Result<_, _>>()?;
    let mut pages = vec![("index.html".to_owned(), index(report, &all, &paths)?)];
    pages.push(("style.css".to_owned(), STYLE.clone()));
    pages.push(("site.js".to_owned(), SCRIPT.to_owned()));
    pages.extend(made.into_iter().flatten());
    Ok(pages)
}

/// A page to be made.
enum Job<'a> {
    Treatment(Measured<'a>),
    Area(&'a str),
    Dossier(Standing<'a>),
}

impl Job<'_> {
    fn pages(&self, report: &Report, spine: Spine, paths: &Paths) -> Result<Vec<(String, String)>, Error> {
        match self {
            Self::Treatment(one) => treatment(report, one, paths),
            Self::Area(code) => {
                let links = |s: &SliceFindings| {
                    let path = paths.dossier(&s.treatment, code).or_else(|| paths.treatment(&s.treatment))?;
                    Some(format!("../{path}"))
                };
                let mut story = area::story(report, code, &spine(code), Place::Site(1), &links);
                story.crumbs = vec![link("../index.html", "All treatments and areas")];
                alone(paths.area(code), &story)
            }
            Self::Dossier(one) => {
                let (id, code) = (&*one.slice.treatment, &*one.area.area);
                let mut story = dossier::story(report, one, None, Place::Site(2));
                story.crumbs = vec![link("../../index.html", "All treatments and areas")];
                let up = [
                    paths.treatment(id).zip(Some(one.labels.measure.clone())),
                    paths.area(code).zip(Some(name(one.area))),
                ];
                story.crumbs.extend(up.into_iter().flatten().map(|(path, text)| link(format!("../../{path}"), text)));
                "dossier".clone_into(&mut story.here);
                alone(paths.dossier(id, code), &story)
            }
        }
    }
}

fn alone(path: Option<String>, story: &Story) -> Result<Vec<(String, String)>, Error> {
    path.map(|path| Ok(vec![(path, story.html()?)])).unwrap_or_else(|| Ok(Vec::new()))
}

/// The page of a treatment, and pages for the rest of a long table of areas.
fn treatment(report: &Report, one: &Measured, paths: &Paths) -> Result<Vec<(String, String)>, Error> {
    let Some(path) = paths.treatment(&one.0.treatment) else { return Ok(Vec::new()) };
    let mut page = Page { downloads: Vec::new(), ..view(report, std::slice::from_ref(one)) };
    page.base = "../";
    page.shared = true;
    page.policy = policy(true);
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
        rest = table.rows.split_off(table.rows.len().min(ROWS));
        if !rest.is_empty() {
            let shown = table.rows.len();
            let of = shown + rest.len();
            table.notes.insert(
                0,
                format!("Rows 1 to {} of {}. The others follow on pages of their own.", count(shown), count(of)),
            );
        }
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

/// The first page: all treatments, all areas.
fn index(report: &Report, all: &[Measured], paths: &Paths) -> Result<String, Error> {
    let heading = format!("{} treatments compared between areas", capitalised(&worded(all.len())));
    let areas = table_of_areas(report, paths);
    let standfirst = format!("{} and {}: choose one in the tables.", treatments(all.len()), said(areas.rows.len()));
    let mut story = Story::new(report, Place::Site(0), heading, standfirst);
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
    story.parts = vec![first, second];
    story.methods = Some(super::methods::methods(report));
    story.provenance = Some(super::provenance::provenance(report, all));
    let file = |href: &str, about: &str| Download { about: about.to_owned(), ..link(href, href) };
    story.downloads = super::downloads::downloads(report, &[]);
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
                ..CellView::text(first.map_or_else(|| code.to_string(), crate::words::name_and_code))
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
