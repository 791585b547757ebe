//! The explorer: a page that answers questions in the browser.

use super::super::folder::{Made, notes};
use anyhow::Result;
use unwarranted::study::{Study, Task};

/// The folder of an explorer, as it was made at a time; `say` takes what a reader must know.
pub(super) fn made(study: &Study, when: &str, say: &dyn Fn(&str)) -> Result<Made> {
    let exploring = super::super::watched("reading and cutting", || Ok(study.explore()?))?;
    super::super::told(&exploring.warnings, &exploring.set_aside, &exploring.notes).for_each(|line| say(&line));
    let mut manifest = Made::manifest(study, Task::Report, when);
    manifest.inputs = exploring.inputs;
    manifest.notes = notes(&exploring.warnings, &exploring.notes);
    let files = super::super::watched("analysing", || Ok(exploring.folder.files()?))?;
    Made { files, manifest, page: "index.html" }.with_study(study, Task::Report)
}
