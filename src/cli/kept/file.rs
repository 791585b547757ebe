//! Reads the file; whatever is wrong has its line and key.

use super::place::Place;
use super::{key_of, require_name};
use anyhow::{Context, Error, Result, anyhow};
use clap::Command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::DeTable;
use toml::{Table, Value};
use unwarranted::core::near::did_you_mean;
use unwarranted::study::file::{Finder, Known, Origin, places};

/// The table that holds the options.
pub(super) const TABLE: &str = "command";

/// The key that says of which command they are.
pub(super) const NAME: &str = "name";

/// The table of a file that the program wrote into a folder of its own.
const MADE: &str = "made";

/// What a file holds.
pub(crate) struct KeptFile {
    path: PathBuf,
    name: String,
    options: Vec<(String, Value)>,
    lines: BTreeMap<String, usize>,
    made: Option<Origin>,
}

impl KeptFile {
    /// Reads the file of a command, or of any command where none is named.
    pub(super) fn read(path: &Path, command: Option<&str>) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("{shown}: cannot read"))?;
        let line_at =
            |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
        let parsed = |wrong: toml::de::Error| {
            let line = wrong.span().map_or(1, |span| line_at(span.start));
            anyhow!("{shown}, line {line}: {}", wrong.message())
        };
        let mut table: Table = text.parse().map_err(parsed)?;
        let spans = DeTable::parse(&text).map_err(parsed)?;
        let needs = needs(command);
        let tops = spans.get_ref().iter().map(|(key, _)| (key.get_ref().to_string(), line_at(key.span().start)));
        let tops: BTreeMap<String, usize> = tops.collect();
        let stray = tops.iter().filter(|(key, _)| ![TABLE, MADE].contains(&&***key)).min_by_key(|(_, line)| **line);
        if let Some((key, line)) = stray {
            return Err(anyhow!("{shown}, line {line}: '{key}' is no option here: {needs}"));
        }
        let Some(Value::Table(mut own)) = table.remove(TABLE) else { return Err(anyhow!("{shown}: {needs}")) };
        let within = spans.get_ref().get(TABLE).and_then(|value| value.get_ref().as_table());
        let lines = within.into_iter().flatten().map(|(key, _)| (key.get_ref().to_string(), line_at(key.span().start)));
        let Some(Value::String(name)) = own.remove(NAME) else { return Err(anyhow!("{shown}: {needs}")) };
        let (path, lines) = (path.to_owned(), lines.collect());
        let mut file = Self { path, name, options: own.into_iter().collect(), lines, made: None };
        if let Some(command) = command {
            require_name(&file.name, command).map_err(|wrong| file.error(NAME, wrong))?;
        }
        file.options.sort_by_key(|(key, _)| file.lines.get(key).copied());
        file.made = table.remove(MADE).map(Value::try_into).transpose().map_err(|wrong| {
            let line = tops.get(MADE).copied().unwrap_or(1);
            anyhow!(
                "{shown}, line {line}: '{MADE}' {}; it says which inputs were read, as the program wrote it",
                wrong.message()
            )
        })?;
        Ok(file)
    }

    /// The command that it is of.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Keys and values in the order of their lines.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.options.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The inputs that were read, where the program wrote the file into a folder of its own.
    pub(super) fn known(&self) -> &[Known] {
        self.made.as_ref().map_or(&[], |made| &made.inputs)
    }

    /// Finds the inputs of a file that the program wrote, in `inputs` before anywhere else. `published` are publishers' files that its
    /// store must have.
    pub(super) fn finder<'a>(&'a self, inputs: &[PathBuf], published: &'a [Known]) -> Finder<'a> {
        Finder::new((self.known(), published), places(self.folder(), inputs))
    }

    /// Where a path of the file lies: for a file that the program wrote near it, under its name, and otherwise relative to its folder.
    pub(super) fn locate(&self, path: &Path, place: Place, finder: &mut Finder) -> Result<PathBuf, String> {
        match place {
            Place::File if self.made.is_some() => finder.file(path).map_err(|wrong| format!("cannot be read: {wrong}")),
            Place::Store if self.made.is_some() => Ok(finder.store(path)),
            _ => Ok(self.folder().join(path)),
        }
    }

    /// Refuses inputs that are not there as they were.
    pub(super) fn require_found(&self, finder: &Finder) -> Result<()> {
        let Some(words) = finder.first_lost() else { return Ok(()) };
        let line = self.lines.get(NAME).copied().unwrap_or(1);
        Err(anyhow!(
            "{}, line {line}: the study names inputs; {words}; put it beside the study, or name it with its option",
            self.path.display()
        ))
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// An error at a key.
    pub(super) fn error(&self, key: &str, wrong: impl std::fmt::Display) -> Error {
        let line = self.lines.get(key).copied().unwrap_or(1);
        anyhow!("{}, line {line}: '{key}' {wrong}", self.path.display())
    }

    /// A key that the command does not have.
    pub(super) fn unknown(&self, command: &Command, key: &str) -> Error {
        let known: Vec<String> = command.get_arguments().filter_map(key_of).collect();
        let near = did_you_mean(key, known.iter().map(String::as_str));
        self.error(key, format!("is no option of {}{near}; see its --help-all", command.get_name()))
    }
}

/// What such a file must have, in words.
fn needs(command: Option<&str>) -> String {
    let (who, name) = command.map_or(("such a command", "..."), |command| (command, command));
    format!(
        "{who} takes its options from a table of its own, which begins with the lines [{TABLE}] and {NAME} = \"{name}\""
    )
}
