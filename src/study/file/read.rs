//! Reads a file of a study; whatever is wrong has its line and key.

use super::super::{Error, OPTIONS, Result, Study, Task};
use super::{Origin, StudyFile, value};
use crate::core::near::did_you_mean;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::DeTable;
use toml::{Table, Value};

/// Keys that are no options.
const OWN: [&str; 3] = ["commands", "out", "made"];

/// The table of studies of commands whose options are their own.
const OTHER: &str = "command";

impl StudyFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, that is no TOML, or that holds a key or a value that a study does not have: with line,
    /// key, what was expected and the nearest key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| crate::ingest::Error::Io {
            path: path.to_owned(),
            action: "read",
            source,
        })?;
        Self::parse(&text, path)
    }

    /// Reads the text of a file; `path` is where it lies.
    ///
    /// # Errors
    /// Those of [`Self::read`] but for the first.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let (table, lines) = table(text, path)?;
        let (study, commands, out, made) = (Study::default(), Vec::new(), Vec::new(), None);
        let mut file = Self { path: path.to_owned(), study, commands, out, made, lines };
        file.require_keys()?;
        let mut options = Table::new();
        for (key, value) in table {
            match key.as_str() {
                "commands" => file.commands = file.tasks(&key, value)?,
                "out" => file.out = file.folders(&key, value)?,
                "made" => file.made = Some(file.own::<Origin>(&key, value)?),
                _ => drop(options.insert(key.clone(), file.option(&key, value)?)),
            }
        }
        file.study = file.own("files", Value::Table(options))?;
        file.require_use()?;
        file.require_folders()?;
        Ok(file)
    }

    /// Refuses keys that are none, the first one first.
    fn require_keys(&self) -> Result<()> {
        let known = || OPTIONS.iter().map(|o| o.key).chain(OWN);
        let mut unknown: Vec<(&String, &usize)> =
            self.lines.iter().filter(|(key, _)| !known().any(|known| known == **key)).collect();
        unknown.sort_by_key(|(_, line)| **line);
        let Some((key, _)) = unknown.first() else { return Ok(()) };
        if *key == OTHER {
            let says = "holds the options of a command that has its own, such as trend or funding: give the file to the one \
                        that 'name' in it says";
            return Err(self.error(key, says));
        }
        let near = did_you_mean(key, known());
        Err(self
            .error(key, format!("is no option of a study{near}; 'unwarranted init' writes a file with all of them")))
    }

    /// Refuses options that none of the commands has a use for.
    fn require_use(&self) -> Result<()> {
        let serves = |key: &str| {
            let option = OPTIONS.iter().find(|o| o.key == key)?;
            let used = |task: &Task| Task::ALL.iter().any(|(of, _)| of.command() == *task && option.serves(*of));
            (!self.commands.iter().any(used))
                .then(|| option.tasks.iter().map(|t| t.word()).collect::<Vec<_>>().join(", "))
        };
        let without = self.lines.keys().filter(|_| !self.commands.is_empty());
        match without.filter_map(|key| Some((key, serves(key)?))).min_by_key(|(key, _)| self.line(key)) {
            Some((key, belongs)) => {
                Err(self.error(key, format!("has no effect on any of 'commands': it belongs to {belongs}")))
            }
            None => Ok(()),
        }
    }

    /// The value of an option as it is kept: a list where one may be a single word.
    fn option(&self, key: &str, value: Value) -> Result<Value> {
        let value = Study::listed(key, value);
        let one = Table::from_iter([(key.to_owned(), value.clone())]);
        self.own::<Study>(key, Value::Table(one))?;
        Ok(value)
    }

    /// The value of a key.
    fn own<T: serde::de::DeserializeOwned>(&self, key: &str, value: Value) -> Result<T> {
        value::read(value).map_err(|wrong| self.error(key, wrong))
    }

    /// The commands.
    fn tasks(&self, key: &str, value: Value) -> Result<Vec<Task>> {
        let tasks: Vec<Task> = self.own(key, value)?;
        if let Some(task) = tasks.iter().find(|task| task.command() != **task) {
            let command = task.command();
            return Err(self.error(key, format!("has '{task}'; expected {command}, which prints it with --{task}")));
        }
        Ok(tasks)
    }

    /// The folders of reports and leagues.
    fn folders(&self, key: &str, value: Value) -> Result<Vec<(Task, PathBuf)>> {
        let written = || Task::commands().filter(|task| task.folder().is_some());
        let mut all = Vec::new();
        for (word, path) in self.own::<BTreeMap<String, PathBuf>>(key, value)? {
            let task = written().find(|task| task.word() == word).ok_or_else(|| {
                self.error(key, format!("has '{word}'; expected report or sweep, which write a folder each"))
            })?;
            all.push((task, path));
        }
        Ok(all)
    }

    /// Refuses a folder of a command that the file is not for.
    fn require_folders(&self) -> Result<()> {
        let stray = self.out.iter().find(|(task, _)| !self.commands.is_empty() && !self.commands.contains(task));
        match stray {
            Some((task, _)) => {
                let says =
                    format!("has a folder for {task}, which is none of 'commands'; add it there, or leave it out");
                Err(self.error("out", says))
            }
            None => Ok(()),
        }
    }
}

impl Study {
    /// A study of options by their keys, as a file holds them. What is wrong is an error at the option, without a line.
    ///
    /// # Errors
    /// A key or a value that a study does not have: what was expected, and the nearest key.
    pub fn of_options(options: Table) -> Result<Self> {
        let mut study = Table::new();
        for (key, given) in options {
            let Some(option) = OPTIONS.iter().find(|o| o.key == key) else {
                let near = did_you_mean(&key, OPTIONS.iter().map(|o| o.key));
                return Err(Error::option("study", format!("has no option '{key}'{near}")));
            };
            let given = Self::listed(&key, given);
            let one = Table::from_iter([(key.clone(), given.clone())]);
            value::read::<Self>(Value::Table(one)).map_err(|wrong| Error::option(option.key, wrong.to_string()))?;
            study.insert(key, given);
        }
        value::read(Value::Table(study)).map_err(|wrong| Error::option("study", wrong.to_string()))
    }

    /// A value of an option: a list where one may be a single word.
    fn listed(key: &str, value: Value) -> Value {
        let is_list = Self::default().entries().get(key).is_some_and(serde_json::Value::is_array);
        if is_list && !value.is_array() { Value::Array(vec![value]) } else { value }
    }
}

/// What a file holds, and the line of each key.
fn table(text: &str, path: &Path) -> Result<(Table, BTreeMap<String, usize>)> {
    let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let wrong = |e: toml::de::Error| Error::File {
        file: path.display().to_string(),
        line: e.span().map_or(1, |span| line(span.start)),
        problem: format!("{}; expected lines such as period = [\"2021/22\"]", e.message().replace('\n', ", ")),
    };
    let spans = DeTable::parse(text).map_err(wrong)?;
    let lines = spans.get_ref().keys().map(|key| (key.get_ref().to_string(), line(key.span().start))).collect();
    Ok((toml::from_str(text).map_err(wrong)?, lines))
}
