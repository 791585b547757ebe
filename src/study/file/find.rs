//! Where the inputs of a study lie: beside its file, or, for the study of a folder, wherever near a file of that name has
//! the bytes that were read.

use super::super::{Error, Result, Study, Task};
use super::lost::Lost;
use super::near::{Finder, places};
use super::{Known, StudyFile};
use std::path::PathBuf;

/// A study with its inputs where they lie now.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The study; what is missing keeps its name.
    pub study: Study,
    /// Inputs that are not there as they were.
    pub lost: Vec<Lost>,
}

impl StudyFile {
    /// The study for a task with its inputs found, in `inputs` before anywhere else: what cannot be found is said and is no
    /// error. `published` are publishers' files that its store must have, where it has one.
    ///
    /// # Errors
    /// A file that is not for this task.
    pub fn found(&self, task: Task, inputs: &[PathBuf], published: &[Known]) -> Result<Found> {
        self.require(task)?;
        let mut found = match &self.made {
            Some(made) => self.search(self.study.clone(), (&made.inputs, published), &self.places(inputs))?,
            None => Found { study: self.located(self.study.clone())?, lost: Vec::new() },
        };
        if self.study.reads_standard_input() {
            found.lost.push(Lost::Stdin);
        }
        Ok(found)
    }

    /// The study with the paths of its inputs as they are seen from here.
    pub(super) fn located(&self, mut study: Study) -> Result<Study> {
        let Some(made) = &self.made else {
            study.each_path::<Error>(|_, path| Ok(self.folder().join(path)))?;
            return Ok(study);
        };
        let places = self.places(&[]);
        let Found { study, lost } = self.search(study, (&made.inputs, &[]), &places)?;
        let Some(first) = lost.first() else { return Ok(study) };
        let looked: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
        let words = first.words();
        let (at, says) = ("made", "put it beside the study, or name it with its option");
        Err(self.error(at, format!("names inputs; {words}; looked in {}; {says}", looked.join(", "))))
    }

    /// Folders in which inputs may lie, the nearest first.
    fn places(&self, inputs: &[PathBuf]) -> Vec<PathBuf> {
        places(self.folder(), inputs)
    }

    /// Finds inputs of its own and a store with these publishers' files.
    fn search(&self, mut study: Study, known: (&[Known], &[Known]), places: &[PathBuf]) -> Result<Found> {
        let mut finder = Finder::new(known, places.to_vec());
        study
            .each_path::<Error>(|key, path| if key == "store" { Ok(finder.store(path)) } else { finder.file(path) })?;
        Ok(Found { study, lost: finder.into_lost() })
    }
}
