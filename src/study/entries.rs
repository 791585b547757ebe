//! A study as its options by key, and back.

use super::{Error, OPTIONS, Result, Study, Task};
use serde_json::{Map, Value};
use std::convert::Infallible;

impl Study {
    /// Every option by its key; `null`, `[]` and `false` where it was not given. Of a path that is no text what can be read.
    pub(super) fn entries(&self) -> Map<String, Value> {
        let mut study = self.clone();
        let Ok(()) = study.each_path::<Infallible>(|_, path| Ok(path.to_string_lossy().into_owned().into()));
        study.map().unwrap_or_default()
    }

    /// The same with paths as they are.
    ///
    /// # Errors
    /// A path that is no text.
    pub(super) fn map(&self) -> Result<Map<String, Value>> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => Ok(map),
            Ok(_) => Ok(Map::new()),
            Err(e) => Err(Error::option("study", format!("cannot hold these options: {e}"))),
        }
    }

    pub(super) fn from_map(map: Map<String, Value>) -> Result<Self> {
        serde_json::from_value(Value::Object(map))
            .map_err(|e| Error::option("study", format!("cannot hold these options: {e}")))
    }

    /// The study with the options that a task has a use for.
    ///
    /// # Errors
    /// Options that cannot be kept in a file, such as a path that is no text.
    pub fn only(&self, task: Task) -> Result<Self> {
        let mut all = self.map()?;
        OPTIONS.iter().filter(|o| !o.serves(task)).for_each(|o| drop(all.remove(o.key)));
        Self::from_map(all)
    }

    /// The same for one of several commands that share a study: an option that cannot stand beside the others goes too, where
    /// another command takes it.
    ///
    /// # Errors
    /// As [`Self::only`].
    pub(super) fn only_of(&self, task: Task, commands: &[Task]) -> Result<Self> {
        let mut own = self.only(task)?;
        let others = commands.iter().filter(|other| **other != task.command());
        let others = others.map(|other| Ok((*other, self.only(*other)?))).collect::<Result<Vec<_>>>()?;
        loop {
            let stray = own.given().find(|option| {
                own.refuses(option, Some(task))
                    && others.iter().any(|(other, study)| option.serves(*other) && !study.refuses(option, Some(*other)))
            });
            let Some(stray) = stray else { return Ok(own) };
            let mut all = own.map()?;
            all.remove(stray.key);
            own = Self::from_map(all)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_hides_no_option() {
        use std::os::unix::ffi::OsStrExt;
        let path = std::ffi::OsStr::from_bytes(b"caf\xe9.csv");
        let study = Study { files: vec![path.into()], exceed: Some(2.0), ..Study::default() };
        assert_eq!(study.entries()["exceed"], 2.0);
        assert!(study.check(Some(Task::Rates)).unwrap_err().to_string().contains("`exceed` has no effect on rates"));
    }

    #[test]
    fn an_option_that_one_command_cannot_use_beside_the_others_is_left_to_the_command_that_can() {
        let study = Study { files: vec!["a.csv".into()], replicates: Some(0), seed: Some(7), ..Study::default() };
        let both = [Task::Indices, Task::Outliers];
        let seed = |commands: &[Task]| study.only_of(Task::Indices, commands).unwrap().seed;
        assert_eq!((seed(&both), seed(&[Task::Indices])), (None, Some(7)), "alone it is refused, and so has to stay");
        assert_eq!(study.only_of(Task::Outliers, &both).unwrap().seed, Some(7));
        assert!(study.only_of(Task::Indices, &both).unwrap().check(Some(Task::Indices)).is_ok());
    }
}
