//! The file of a study without a table of its own, as 'unwarranted init' writes it: each command takes from it what it has a use for.

use super::file::TABLE;
use super::texts;
use crate::cli::study::StudyArgs;
use anyhow::{Result, anyhow};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use toml::Table;
use unwarranted::study::OPTIONS;
use unwarranted::study::file::StudyFile;

/// Keys of a file that are typed as another option: what they name depends on where the numbers come from.
const TYPED_AS: [(&str, &str); 3] =
    [("column-denominator", "denominator"), ("column-treatment", "treatment"), ("column-period", "period")];

/// Such a file for one command.
pub(super) struct SharedFile {
    file: StudyFile,
}

/// What a command takes from it.
pub(super) struct Taken {
    /// Arguments as they are typed.
    pub(super) words: Vec<OsString>,
    /// Options that the command has no use for, by their keys.
    pub(super) unused: Vec<&'static str>,
    /// Options that were typed in the place of some of the file.
    pub(super) gone: Vec<String>,
}

impl SharedFile {
    /// The file, unless it has a table of its own or cannot be read, which the reader of such files says.
    ///
    /// # Errors
    /// Those of [`StudyFile::read`], but of a file that cannot be opened.
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        match text.parse::<Table>() {
            Ok(table) if !table.is_empty() && !table.contains_key(TABLE) => {
                Ok(Some(Self { file: StudyFile::read(path)? }))
            }
            _ => Ok(None),
        }
    }

    /// What a command takes beside the arguments that were typed; `typed` says which option was typed in the place of another.
    ///
    /// # Errors
    /// An option that decides what the figures are, where the command has none of it; a value that the command cannot read; inputs that
    /// are not there as they were.
    pub(super) fn taken(
        &self,
        command: &Command,
        arguments: &[OsString],
        typed: impl Fn(&Arg) -> Option<String>,
    ) -> Result<Taken> {
        let shared = StudyArgs::augment_args(Command::new(""));
        let mut taken = Taken { words: Vec::new(), unused: Vec::new(), gone: Vec::new() };
        let options = self.file.found_options(|key| {
            let by = argument_of(&shared, command, key).and_then(&typed);
            taken.gone.extend(by.iter().map(|by| format!("--{by}")));
            by.is_some()
        })?;
        let alone = lacking(command, arguments);
        for (key, value) in options {
            let Some(argument) = argument_of(&shared, command, key) else {
                self.require_without(command, key)?;
                taken.unused.push(key);
                continue;
            };
            let words = texts::arguments(argument, &value, &mut |path, _| Ok(path.to_owned()));
            let words = words.map_err(|wrong| self.error(key, wrong))?;
            texts::check(command, &words).map_err(|wrong| self.error(key, wrong))?;
            // Of use only beside an option that was not typed, such as the confidence of an interval that nobody asked for.
            match lacking(command, &[arguments, &words].concat()).is_subset(&alone) {
                true => taken.words.extend(words),
                false => taken.unused.push(key),
            }
        }
        Ok(taken)
    }

    /// Refuses to leave out what the figures depend on.
    fn require_without(&self, command: &Command, key: &str) -> Result<()> {
        let shapes = OPTIONS.iter().any(|option| option.key == key && option.shapes_figures());
        let name = command.get_name();
        let says = format!(
            "decides what the figures are, and {name} has no such option: without it they would be others. Take it out, or give {name} a file \
             of its own, with a table '{TABLE}'"
        );
        if shapes { Err(self.error(key, says)) } else { Ok(()) }
    }

    /// An error at a key.
    fn error(&self, key: &str, wrong: impl std::fmt::Display) -> anyhow::Error {
        let line = self.file.line(key).unwrap_or(1);
        anyhow!("{}, line {line}: '{key}' {wrong}", self.file.path().display())
    }
}

/// What arguments lack to be complete.
fn lacking(command: &Command, arguments: &[OsString]) -> BTreeSet<String> {
    let Err(wrong) = command.clone().no_binary_name(true).try_get_matches_from(arguments) else {
        return BTreeSet::new();
    };
    match wrong.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(all)) if wrong.kind() == ErrorKind::MissingRequiredArgument => {
            all.iter().cloned().collect()
        }
        _ => BTreeSet::new(),
    }
}

/// The argument of a command that means what a key of a shared study means: the same name, and the same sort of value.
fn argument_of<'a>(shared: &Command, command: &'a Command, key: &str) -> Option<&'a Arg> {
    let id = TYPED_AS.iter().find(|(own, _)| *own == key).map_or(key, |(_, typed)| typed).replace('-', "_");
    let meant = shared.get_arguments().find(|argument| argument.get_id() == id.as_str())?;
    let same = |own: &&Arg| {
        own.get_long() == meant.get_long()
            && own.is_positional() == meant.is_positional()
            && own.get_value_parser().type_id() == meant.get_value_parser().type_id()
            && (meant.get_long().is_some() || own.get_id() == meant.get_id())
    };
    command.get_arguments().find(same)
}
