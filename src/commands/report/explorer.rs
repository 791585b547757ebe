//! The explorer: a page that answers questions in the browser.

use super::super::folder::{Made, notes};
use crate::commands::chart::places;
use anyhow::{Context, Result};
use std::path::Path;
use unwarranted::explorer::{Asked, Engine, Folder, KeptPlaces};
use unwarranted::store::geography::OnsCodes;
use unwarranted::study::{Study, Task};

/// The folder of an explorer, as it was made at a time; `say` takes what a reader must know.
pub(super) fn made(study: &Study, when: &str, say: &dyn Fn(&str)) -> Result<Made> {
    let exploring = super::super::watched("reading and cutting", || Ok(study.explore(true)?))?;
    super::super::told(&exploring.warnings, &exploring.set_aside, &exploring.notes).for_each(|line| say(&line));
    let mut manifest = Made::manifest(study, Task::Report, when);
    manifest.inputs = exploring.inputs;
    manifest.notes = notes(&exploring.warnings, &exploring.notes);
    let mut folder = exploring.folder;
    folder.places =
        exploring.boundaries.as_deref().map(|path| located(path, &folder, study.ons_codes()?.as_ref())).transpose()?;
    let files = super::super::watched("analysing", || Ok(folder.files()?))?;
    Made { files, manifest, page: "index.html".to_owned() }.with_study(study, Task::Report)
}

/// Where the areas of the first treatment lie, in its latest period.
fn located(path: &Path, folder: &Folder, lists: &OnsCodes) -> Result<KeptPlaces> {
    let first = folder.packets.first().context("there is no treatment to explore")?;
    let mut engine = Engine::new(folder.site.clone());
    engine.open(first.clone())?;
    let found = engine.shown(&Asked { treatment: first.treatment.to_string(), ..Asked::default() })?;
    Ok(places::read(path, &found, lists)?.into())
}
