//! A study as a file: the options of [`Study`] by their keys, the commands it is for, and where their folders go.
//!
//! ```toml
//! commands = ["report", "outliers"]
//! files = ["hips.csv"]
//! period = ["2021/22"]
//! rule = "calibrated"
//! [out]
//! report = "hips"
//! ```
//!
//! Paths are relative to the folder of the file. A file that names its commands may hold options of any of them, and each
//! command takes those that it has a use for; any other command that reads it is held to its own options.
//! The file in a folder that the program wrote has a table `made` as well: its inputs lie anywhere near, under their names,
//! and are known by their SHA-256.

mod find;
mod lost;
mod near;
mod paths;
mod read;
mod value;
mod write;

pub use find::Found;
pub use lost::Lost;
pub(crate) use near::{Finder, places};
pub(crate) use paths::name;
pub(super) use write::pinned_for;
pub use write::{given, pinned};

use super::options::is_absent;
use super::{Error, OptionEntry, Result, Study, Task};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Value;

/// The name of the file in a folder that the program wrote.
pub const FILE: &str = "study.toml";

/// An input as the study of a folder knows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// How a folder came about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Name and version of the program.
    pub by: String,
    /// The files it read, in the order of the options that name them; not those in a store.
    #[serde(default)]
    pub inputs: Vec<Known>,
}

/// An option of a file that gave way to one that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overridden {
    /// The option of the file.
    pub key: &'static str,
    /// The option that was typed: the same, or another that says the same thing.
    pub by: &'static str,
}

/// Options that say one thing in several ways: one that is typed takes the place of all that a file has.
const TOGETHER: [&[&str]; 2] = [&["confidence", "confidence-also"], &["bnf", "treatment", "grain", "facts"]];

/// What a file of a study holds.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyFile {
    path: PathBuf,
    study: Study,
    commands: Vec<Task>,
    out: Vec<(Task, PathBuf)>,
    made: Option<Origin>,
    lines: BTreeMap<String, usize>,
}

impl StudyFile {
    /// Its path, as given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The commands it is for, each of which takes the options that it has a use for. Any other must have a use for all of them.
    #[must_use]
    pub fn commands(&self) -> &[Task] {
        &self.commands
    }

    /// Whether the program wrote it into a folder of its own, and from which inputs.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.made.as_ref()
    }

    /// The line of an option.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<usize> {
        self.lines.get(key).copied()
    }

    /// The folder that a task writes to, relative to that of the file.
    #[must_use]
    pub fn out(&self, task: Task) -> Option<PathBuf> {
        Some(self.folder().join(self.folder_of(task)?))
    }

    /// The same as the file says it.
    #[must_use]
    pub fn folder_of(&self, task: Task) -> Option<&Path> {
        self.out.iter().find(|(of, _)| *of == task).map(|(_, path)| path.as_path())
    }

    /// The options for a task, with `flags` beside them, which come before what the file says: the study as it is done,
    /// and what of the file gave way.
    ///
    /// # Errors
    /// An option that neither the task nor another command of the file has a use for; inputs that are not there.
    pub fn study(&self, task: Task, flags: &Study) -> Result<(Study, Vec<Overridden>)> {
        let typed: Vec<&'static str> = flags.given().map(|o| o.key).collect();
        let by = |key: &'static str| {
            let same = || TOGETHER.into_iter().find(|keys| keys.contains(&key));
            let other = || typed.iter().copied().find(|own| same().is_some_and(|keys| keys.contains(own)));
            typed.iter().copied().find(|own| *own == key).or_else(other)
        };
        let overridden: Vec<Overridden> =
            self.study.given().filter_map(|o| Some(Overridden { key: o.key, by: by(o.key)? })).collect();
        let mut own = self.study.map()?;
        overridden.iter().for_each(|gone| drop(own.remove(gone.key)));
        let own = Study::from_map(own)?;
        // A command that is not named is held to its own options, as where none is.
        let named = self.commands.contains(&task.command());
        let own = if named { own.only_of(task, &self.commands)? } else { own };
        let mut all = self.located(own)?.map()?;
        all.extend(flags.map()?.into_iter().filter(|(_, value)| !is_absent(value)));
        Ok((Study::from_map(all)?, overridden))
    }

    /// The options that were given, inputs where they lie, for a command that shares some of them. `gives_way` says which are not
    /// asked for, and need not be there.
    ///
    /// # Errors
    /// Inputs that are not there as they were.
    pub fn found_options(&self, mut gives_way: impl FnMut(&'static str) -> bool) -> Result<Vec<(&'static str, Value)>> {
        let mut own = self.study.map()?;
        self.study.given().filter(|o| gives_way(o.key)).for_each(|o| drop(own.remove(o.key)));
        write::values(&self.located(Study::from_map(own)?)?)
    }

    /// Every option of the file, with paths as they are in it.
    #[must_use]
    pub fn options(&self) -> &Study {
        &self.study
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Refuses a task that the file is not for.
    fn require(&self, task: Task) -> Result<()> {
        let of = task.command();
        if self.commands.is_empty() || self.commands.contains(&of) {
            return Ok(());
        }
        let all: Vec<&str> = self.commands.iter().map(|task| task.word()).collect();
        Err(self.error("commands", format!("has no {of}, only {}", all.join(", "))))
    }

    /// An error at a key.
    fn error(&self, key: &str, problem: impl std::fmt::Display) -> Error {
        let line = self.line(key).unwrap_or(1);
        Error::File { file: self.path.display().to_string(), line, problem: format!("'{key}' {problem}") }
    }
}

impl Study {
    /// The commands that the study fits, each with the options that it has a use for.
    ///
    /// # Errors
    /// None of them, with what is wrong for the first; an option that none of those that fit has a use for.
    pub fn commands(&self) -> Result<Vec<Task>> {
        self.per_with_unit()?;
        let (mut fit, mut first) = (Vec::new(), None);
        for task in Task::commands() {
            match self.only(task)?.check(Some(task)) {
                Ok(_) => fit.push(task),
                Err(e) => drop(first.get_or_insert(e)),
            }
        }
        if let Some(error) = first.filter(|_| fit.is_empty()) {
            return Err(error);
        }
        let used = |o: &OptionEntry| fit.iter().any(|task| o.serves(*task));
        match self.given().find(|o| !used(o)) {
            Some(option) => {
                let words = |tasks: &[Task]| tasks.iter().map(|t| t.word()).collect::<Vec<_>>().join(", ");
                let says = format!(
                    "has no effect on what the other options fit ({}): it belongs to {}",
                    words(&fit),
                    words(option.tasks)
                );
                Err(Error::option(option.key, says))
            }
            None => Ok(fit),
        }
    }
}

#[cfg(test)]
mod tests;
