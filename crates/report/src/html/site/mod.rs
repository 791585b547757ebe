//! All treatments and all areas as pages that lead to each other: a treatment to its areas, an area to its treatments, both to
//! the dossier of their pair.

mod index;
mod paths;
mod treatment;

use crate::error::Error;
use crate::html::area::{self, name};
use crate::html::dossier;
use crate::html::shell::Place;
use crate::html::story::{Story, link};
use crate::html::{Measured, SCRIPT, STYLE, measured};
use crate::report::{Drawn, Report};
use crate::words::one_area::Standing;
use index::index;
use paths::Paths;
use rayon::prelude::*;
use treatment::treatment;
use unwarranted_core::SliceFindings;

/// What draws the chart of all treatments of an area, on any thread.
type Spine<'a> = &'a (dyn Fn(&str) -> Drawn + Sync);

/// Every page of a site with its style and script: path inside the folder and content, the first page first. `spine` draws the
/// chart of all treatments of an area, once for each; `spread` is that of all areas in each treatment, as
/// [`unwarranted_plot::charts::OF_A_SITE`]; `progress` is told after each page how many are done, and of how many.
///
/// # Errors
/// [`Error::Template`] when a template does not fit, a defect of this program.
pub fn site_pages(
    report: &Report,
    spine: &(dyn Fn(&str) -> Drawn + Sync),
    spread: &Drawn,
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
    let mut pages = vec![("index.html".to_owned(), index(report, &all, spread, &paths)?)];
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
