//! Where a study comes from, and which of its options a command has a use for.

use crate::error::refused;
use crate::spool::Spool;
use anyhow::Result;
use pyo3::prelude::*;
use unwarranted::study::file::StudyFile;
use unwarranted::study::{OPTIONS, OptionEntry, Study as Options, Task};

/// What a command with options of its own takes of the options of a study.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Takes {
    /// Options that say which figures: all that every task has a use for.
    pub(crate) figures: bool,
    /// Others, in groups, by their keys.
    pub(crate) further: &'static [&'static [&'static str]],
}

impl Takes {
    fn has(self, option: &OptionEntry) -> bool {
        (self.figures && option.tasks.is_empty()) || self.further.iter().any(|group| group.contains(&option.key))
    }
}

/// Where a study comes from.
pub(crate) struct Source {
    file: Option<StudyFile>,
    given: Options,
    /// The keys of what was given.
    keys: Vec<&'static str>,
    /// Data frames, for as long as somebody may read them.
    pub(crate) spool: Spool,
}

impl Source {
    pub(crate) fn new(file: Option<StudyFile>, given: Options, keys: Vec<&'static str>, spool: Spool) -> Self {
        Self { file, given, keys, spool }
    }

    /// The file, where the study has one.
    pub(crate) fn file(&self) -> Option<&StudyFile> {
        self.file.as_ref()
    }

    /// What was given beside it.
    pub(crate) fn given(&self) -> &Options {
        &self.given
    }

    /// Of figures that were worked out elsewhere: there are no data to draw or to run again.
    pub(crate) fn none() -> Self {
        Self { file: None, given: Options::default(), keys: Vec::new(), spool: Spool::default() }
    }

    /// The study for a task, and what of its file gave way to keywords; of keywords those that serve the task where `loosely`.
    pub(crate) fn of(&self, task: Task, loosely: bool) -> Result<(Options, Option<String>)> {
        let given = if loosely { self.given.only(task)? } else { self.given.clone() };
        let Some(file) = &self.file else { return Ok((given, None)) };
        let (study, gone) = file.study(task, &given)?;
        let keys: Vec<String> = gone.iter().map(|gone| format!("`{}`", gone.by)).collect();
        let note =
            (!keys.is_empty()).then(|| format!("{} overrides what {} says", keys.join(", "), file.path().display()));
        Ok((study, note))
    }

    /// The study for a command with options of its own.
    pub(crate) fn figures(&self, command: &str, takes: Takes) -> PyResult<&Options> {
        if self.file.is_some() {
            return Err(refused(format!("`{command}` takes data and options, and no file of a study")));
        }
        let stray = |key: &&&str| OPTIONS.iter().any(|o| o.key == **key && !takes.has(o));
        match self.keys.iter().find(stray) {
            Some(key) => Err(refused(format!("`{key}` has no effect on {command}"))),
            None => Ok(&self.given),
        }
    }

    pub(crate) fn task(&self, word: &str) -> PyResult<Task> {
        word.parse::<Task>().map_err(|_| refused(format!("`{word}` is no command of a study")))
    }
}
