//! A folder as it is made in memory: to be written, or to be compared with one that was written before.

use crate::cli::typed;
use anyhow::Result;
use std::path::Path;
use unwarranted::report::{self, Manifest};
use unwarranted::study::{Study, Task};

/// The files of a folder, and where they come from.
pub(super) struct Made {
    /// Path inside the folder and content, without the manifest.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// The manifest, without the list of the files.
    pub(super) manifest: Manifest,
    /// The page to open first.
    pub(super) page: &'static str,
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

    /// Writes the folder and says so.
    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        let written = report::write::folder(dir, &self.files, &self.manifest)?;
        super::say(&format!("wrote {} files; open {}", written.len(), dir.join(self.page).display()));
        Ok(())
    }
}

/// The notes of a manifest: what limits the figures, and how the data were put together.
pub(super) fn notes(warnings: &[String], notes: &[String]) -> Vec<String> {
    let warnings = warnings.iter().map(|warning| format!("Warning: {warning}"));
    warnings.chain(notes.iter().cloned()).map(|note| typed(&note)).collect()
}
