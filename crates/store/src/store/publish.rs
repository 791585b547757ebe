//! What makes a new catalogue and its files visible, step by step.
//!
//! Every byte is on disk before the first step, and replacing the catalogue is the step that counts: before it the store
//! is the old one, after it the new one. A run that ends between two steps leaves at most files that no catalogue names; the
//! journal in `.staging` and the entries of superseded tables say which, and the next ingest removes them.

use super::Store;
use super::catalogue::Catalogue;
use super::disk::{refuse, write_file};
use super::names::{CATALOGUE, JOURNAL, STAGING, folders, is_ours};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

/// One step. Each is done wholly or not at all, but for the last two, which only tidy up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Makes a folder.
    Folder(PathBuf),
    /// Moves a file to where the new catalogue names it. The old one does not.
    Move(PathBuf, PathBuf),
    /// Makes moves within a folder last through a loss of power.
    Sync(PathBuf),
    /// Replaces the catalogue.
    Commit(PathBuf, PathBuf),
    /// Removes a file that no catalogue names any more.
    Remove(PathBuf),
    /// Removes the folder of files written aside.
    Tidy(PathBuf),
}

impl Step {
    pub(super) fn run(&self) -> Result<(), Error> {
        match self {
            Self::Folder(path) => std::fs::create_dir_all(path).map_err(Error::io(path, "create the folder")),
            Self::Move(from, to) | Self::Commit(from, to) => std::fs::rename(from, to).map_err(Error::io(to, "write")),
            Self::Sync(path) => sync_folder(path).map_err(Error::io(path, "write")),
            // A file that cannot be removed is harmless, and is tried again next time.
            Self::Remove(path) => std::fs::remove_file(path).or(Ok(())),
            Self::Tidy(path) => std::fs::remove_dir_all(path).or(Ok(())),
        }
    }
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match File::open(path)?.sync_all() {
        // Some network file systems cannot do it; they have their own way.
        Err(e) if matches!(e.kind(), std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported) => Ok(()),
        done => done,
    }
}

/// Elsewhere folders cannot be opened; renaming is as durable as the system makes it.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

impl Store {
    /// The steps to this catalogue, whose new files lie in `.staging` under the names in `new`.
    pub(super) fn steps(&self, catalogue: &Catalogue, new: &[String]) -> Result<Vec<Step>, Error> {
        let (target, staging) = (self.dir.join(CATALOGUE), self.dir.join(STAGING));
        std::fs::create_dir_all(&staging).map_err(Error::io(&staging, "create the folder"))?;
        let aside = staging.join(CATALOGUE);
        write_file(&aside, &catalogue.to_json().map_err(|e| refuse(&target, e.to_string()))?)?;
        write_file(&staging.join(JOURNAL), new.join("\n").as_bytes())?;
        sync_folder(&staging).map_err(Error::io(&staging, "write"))?;
        let used: BTreeSet<&str> =
            new.iter().filter_map(|name| name.split_once('/')).map(|(folder, _)| folder).collect();
        let mut steps: Vec<Step> = used.iter().map(|folder| Step::Folder(self.dir.join(folder))).collect();
        steps.extend(new.iter().map(|name| Step::Move(staging.join(name), self.dir.join(name))));
        steps.extend(used.iter().map(|folder| Step::Sync(self.dir.join(folder))));
        steps.push(Step::Sync(self.dir.clone()));
        steps.push(Step::Commit(aside, target));
        steps.push(Step::Sync(self.dir.clone()));
        let new: BTreeSet<&str> = new.iter().map(String::as_str).collect();
        steps.extend(self.unnamed(catalogue, &new).into_iter().map(Step::Remove));
        steps.push(Step::Tidy(staging));
        Ok(steps)
    }

    /// Makes this the catalogue. Whoever looks at the store sees the old one or the new one.
    pub(super) fn commit(&self, catalogue: &Catalogue, new: &[String]) -> Result<(), Error> {
        self.steps(catalogue, new)?.iter().try_for_each(Step::run)
    }

    /// Removes what a run that was cut off has left behind.
    pub(super) fn recover(&self, catalogue: &Catalogue) -> Result<(), Error> {
        for path in self.unnamed(catalogue, &BTreeSet::new()) {
            Step::Remove(path).run()?;
        }
        let staging = self.dir.join(STAGING);
        if staging.exists() {
            std::fs::remove_dir_all(&staging).map_err(Error::io(&staging, "remove"))?;
        }
        Ok(())
    }

    /// Files named as this program names them that the catalogue does not name, nor `new`.
    fn unnamed(&self, catalogue: &Catalogue, new: &BTreeSet<&str>) -> Vec<PathBuf> {
        let named = catalogue.named();
        let stray = |name: &String| is_ours(name) && !named.contains(name.as_str()) && !new.contains(name.as_str());
        folders().flat_map(|folder| self.files_in(folder)).filter(stray).map(|name| self.dir.join(name)).collect()
    }

    /// The files of one folder of the store, sorted, each with the folder's name.
    pub(super) fn files_in(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())).collect();
        names.sort();
        names
    }
}
