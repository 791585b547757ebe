//! Reads a file of a study; whatever is wrong has its line and key.

use super::super::{Error, OPTIONS, Result, Study, Task};
use super::{Origin, StudyFile};
use crate::core::near::did_you_mean;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::DeTable;
use toml::{Table, Value};

/// Keys that are no options.
const OWN: [&str; 3] = ["commands", "out", "made"];

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
        file.study = options.try_into().map_err(|e| file.error("files", e.message()))?;
        file.require_use()?;
        Ok(file)
    }

    /// Refuses keys that are none, the first one first.
    fn require_keys(&self) -> Result<()> {
        let known = || OPTIONS.iter().map(|o| o.key).chain(OWN);
        let mut unknown: Vec<(&String, &usize)> =
            self.lines.iter().filter(|(key, _)| !known().any(|known| known == **key)).collect();
        unknown.sort_by_key(|(_, line)| **line);
        let Some((key, _)) = unknown.first() else { return Ok(()) };
        let near = did_you_mean(key, known());
        Err(self
            .error(key, format!("is no option of a study{near}; 'unwarranted init' writes a file with all of them")))
    }

    /// Refuses options that none of the commands has a use for.
    fn require_use(&self) -> Result<()> {
        let serves = |key: &str| {
            let option = OPTIONS.iter().find(|o| o.key == key)?;
            let used = |task: &Task| option.serves(*task) || (*task == Task::Rates && option.serves(Task::Inequality));
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
        let empty = Study::default().entries();
        let list = empty.get(key).is_some_and(serde_json::Value::is_array);
        let value = if list && !value.is_array() { Value::Array(vec![value]) } else { value };
        let one = Table::from_iter([(key.to_owned(), value.clone())]);
        one.try_into::<Study>().map_err(|e| self.error(key, expected(e.message())))?;
        Ok(value)
    }

    /// The value of a key that is no option.
    fn own<T: serde::de::DeserializeOwned>(&self, key: &str, value: Value) -> Result<T> {
        value.try_into().map_err(|e| self.error(key, expected(e.message())))
    }

    /// The commands.
    fn tasks(&self, key: &str, value: Value) -> Result<Vec<Task>> {
        let tasks: Vec<Task> = self.own(key, value)?;
        if tasks.contains(&Task::Inequality) {
            return Err(self.error(key, "has 'inequality'; expected rates, which prints it with --inequality"));
        }
        Ok(tasks)
    }

    /// The folders of reports and leagues.
    fn folders(&self, key: &str, value: Value) -> Result<Vec<(Task, PathBuf)>> {
        let written = [Task::Report, Task::Sweep];
        let mut all = Vec::new();
        for (word, path) in self.own::<BTreeMap<String, PathBuf>>(key, value)? {
            let task = written.into_iter().find(|task| task.word() == word).ok_or_else(|| {
                self.error(key, format!("has '{word}'; expected report or sweep, which write a folder each"))
            })?;
            all.push((task, path));
        }
        Ok(all)
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

/// What is wrong with a value, with the types of numbers in words.
fn expected(message: &str) -> String {
    const WORDS: [(&str, &str); 5] = [
        ("expected f64", "expected a number"),
        ("expected usize", "expected a whole number"),
        ("expected u64", "expected a whole number"),
        ("expected u32", "expected a whole number"),
        ("expected i32", "expected a whole number"),
    ];
    let plain = WORDS.iter().fold(message.replace('\n', ", "), |text, (word, words)| text.replace(word, words));
    format!("cannot be used: {plain}")
}
