//! Reads the file; whatever is wrong has its line and key.

use super::{key_of, require_name};
use anyhow::{Context, Error, Result, anyhow};
use clap::Command;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::de::DeTable;
use toml::{Table, Value};
use unwarranted::core::near::did_you_mean;

/// The table that holds the options.
const TABLE: &str = "command";

/// The key that says of which command they are.
const NAME: &str = "name";

/// What a file holds.
pub(super) struct KeptFile {
    path: PathBuf,
    options: Vec<(String, Value)>,
    lines: BTreeMap<String, usize>,
}

impl KeptFile {
    /// Reads the file of a command.
    pub(super) fn read(path: &Path, command: &str) -> Result<Self> {
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
        let needs = format!(
            "{command} takes its options from a table of its own, which begins with the lines [{TABLE}] and {NAME} = \"{command}\""
        );
        for (key, _) in spans.get_ref() {
            if key.get_ref() != TABLE {
                let line = line_at(key.span().start);
                return Err(anyhow!(
                    "{shown}, line {line}: '{}' is no option of {command} here: {needs}",
                    key.get_ref()
                ));
            }
        }
        let Some(Value::Table(mut own)) = table.remove(TABLE) else { return Err(anyhow!("{shown}: {needs}")) };
        let within = spans.get_ref().iter().find_map(|(_, value)| value.get_ref().as_table());
        let lines = within.into_iter().flatten().map(|(key, _)| (key.get_ref().to_string(), line_at(key.span().start)));
        let mut file = Self { path: path.to_owned(), options: Vec::new(), lines: lines.collect() };
        match own.remove(NAME) {
            Some(Value::String(says)) => require_name(&says, command).map_err(|wrong| file.error(NAME, wrong))?,
            _ => return Err(anyhow!("{shown}: {needs}")),
        }
        file.options = own.into_iter().collect();
        file.options.sort_by_key(|(key, _)| file.lines.get(key).copied());
        Ok(file)
    }

    /// Keys and values in the order of their lines.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.options.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The folder that paths are relative to.
    pub(super) fn folder(&self) -> &Path {
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
