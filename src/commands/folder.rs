//! A folder as it is made in memory: to be written, or to be compared with one that was written before.

use crate::cli::typed;
use anyhow::Result;
use std::path::Path;
use unwarranted::report::manifest::{self, Output};
use unwarranted::report::{self, Manifest};
use unwarranted::study::{PROGRAM, Study, Task, file};

/// The files of a folder, and where they come from.
pub(super) struct Made {
    /// Path inside the folder and content, without the manifest.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// The manifest, without the list of the files.
    pub(super) manifest: Manifest,
    /// The page to open first.
    pub(super) page: String,
}

impl Made {
    /// The manifest of a study, without inputs and notes; `when` is the time to be stated.
    pub(super) fn manifest(study: &Study, task: Task, when: &str) -> Manifest {
        let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), task.word(), when);
        manifest.options = study.options(Some(task));
        let resolved = study.resolved(Some(task));
        manifest.seed = resolved.seed.filter(|_| resolved.replicates != Some(0));
        manifest
    }

    /// The same with the study that gives it again.
    pub(super) fn with_study(mut self, study: &Study, task: Task) -> Result<Self> {
        let text = file::pinned(study, task, PROGRAM)?;
        self.files.push((file::FILE.to_owned(), text.into_bytes()));
        Ok(self)
    }

    /// Every file with its content, the manifest last, as [`Self::write`] writes them.
    pub(super) fn all(self) -> Result<Vec<(String, Vec<u8>)>> {
        let Self { mut files, mut manifest, .. } = self;
        manifest.outputs = files.iter().map(|(name, bytes)| Output::of(name, bytes)).collect();
        files.push((manifest::FILE.to_owned(), manifest.to_json()?.into_bytes()));
        Ok(files)
    }

    /// Writes the folder and says so.
    pub(super) fn write(&self, dir: &Path, say: &dyn Fn(&str)) -> Result<()> {
        let written = report::write::folder(dir, &self.files, &self.manifest)?;
        let pages = written.iter().filter(|file| file.name.starts_with("measures/")).count();
        if pages > 0 {
            let bytes: u64 = written.iter().map(|file| file.bytes).sum();
            let megabytes = bytes / 1_000_000;
            say(&format!(
                "{pages} measures: {} lists them, and each has a page of its own in measures/ ({megabytes} MB in all)",
                self.page
            ));
        }
        say(&format!("wrote {} files; open {}", written.len(), dir.join(&self.page).display()));
        Ok(())
    }
}

/// The notes of a manifest: what limits the figures, and how the data were put together.
pub(super) fn notes(warnings: &[String], notes: &[String]) -> Vec<String> {
    let warnings = warnings.iter().map(|warning| format!("Warning: {warning}"));
    warnings.chain(notes.iter().cloned()).map(|note| typed(&note)).collect()
}
