//! The file of a study for commands whose options are their own: a table `command` with the options by the names that they
//! have as they are typed. What it holds goes among the arguments, so that it means what it means there.
//!
//! ```toml
//! [command]
//! name = "trend"
//! files = ["hips.csv"]
//! by = "year"
//! changes = true
//! ```
//!
//! Paths are relative to the folder of the file.

mod file;
mod texts;

use anyhow::{Result, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use file::KeptFile;
use std::ffi::OsString;
use std::path::PathBuf;

/// The commands whose options are their own.
const COMMANDS: [&str; 8] = ["funding", "opportunity", "pool", "scenario", "similar", "space", "trend", "watch"];

/// The argument that names the file.
const STUDY: &str = "study";

/// Options that say one thing in two ways: one that is typed takes the place of both.
const TOGETHER: [&str; 2] = ["bnf", "treatment"];

/// The command line with `--study` on every command whose options are its own, or on each of its parts.
pub(super) fn with_study(mut command: Command) -> Command {
    let about = "File of a study with a table 'command', which holds the options of this command by their names. Options beside \
                 it come before those in it";
    let study =
        || Arg::new(STUDY).long(STUDY).value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(about);
    for name in COMMANDS {
        command = command.mut_subcommand(name, |sub| {
            let parts: Vec<String> = sub.get_subcommands().map(|part| part.get_name().to_owned()).collect();
            if parts.is_empty() {
                return sub.arg(study());
            }
            parts.into_iter().fold(sub, |sub, part| sub.mut_subcommand(part, |part| part.arg(study())))
        });
    }
    command
}

/// Arguments, and what to say of those that gave way.
pub(crate) struct Recalled {
    pub(crate) arguments: Vec<OsString>,
    pub(crate) note: Option<String>,
}

/// The arguments with those of the file that `--study` names among them; as they are for other commands, without a file, and
/// where they cannot be understood, which the command line itself says better.
///
/// # Errors
/// A file that cannot be read, that is of another command, or with a key or a value that the command does not have.
pub(crate) fn recalled(whole: &Command, arguments: Vec<OsString>) -> Result<Recalled> {
    let unchanged = |arguments| Ok(Recalled { arguments, note: None });
    let Some((name, command, own)) = command_of(whole, &arguments) else { return unchanged(arguments) };
    let typed = command.clone().ignore_errors(true).no_binary_name(true).try_get_matches_from(&arguments[own..]);
    let Ok(typed) = typed else { return unchanged(arguments) };
    let Some(path) = typed.get_one::<PathBuf>(STUDY) else { return unchanged(arguments) };
    let file = KeptFile::read(path, &name)?;
    let (mut all, mut gone) = (arguments, Vec::new());
    for (key, value) in file.options() {
        let argument = argument(command, key).ok_or_else(|| file.unknown(command, key))?;
        let words = texts::arguments(argument, value, file.folder()).map_err(|wrong| file.error(key, wrong))?;
        if let Some(by) = typed_instead(&typed, argument) {
            gone.push(format!("--{by}"));
            continue;
        }
        texts::check(command, &words).map_err(|wrong| file.error(key, wrong))?;
        all.extend(words);
    }
    gone.sort_unstable();
    gone.dedup();
    let note = (!gone.is_empty()).then(|| format!("{} overrides what {} says", gone.join(", "), path.display()));
    Ok(Recalled { arguments: all, note })
}

/// The command that takes such a file: its name, itself, and where its own arguments begin.
fn command_of<'a>(whole: &'a Command, arguments: &[OsString]) -> Option<(String, &'a Command, usize)> {
    let word = |at: usize| arguments.get(at)?.to_str();
    let first = word(1).filter(|first| COMMANDS.contains(first))?;
    let command = whole.find_subcommand(first)?;
    if !command.has_subcommands() {
        return Some((first.to_owned(), command, 2));
    }
    let part = command.find_subcommand(word(2)?)?;
    Some((format!("{first} {}", part.get_name()), part, 3))
}

/// The key of an argument in a file: as it is typed, without dashes.
fn key_of(argument: &Arg) -> Option<String> {
    match argument.get_long() {
        Some(STUDY | "help" | "help-all") => None,
        Some(long) => Some(long.to_owned()),
        None if argument.is_positional() => Some(argument.get_id().as_str().replace('_', "-")),
        None => None,
    }
}

fn argument<'a>(command: &'a Command, key: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|argument| key_of(argument).is_some_and(|own| own == key))
}

/// The option that was typed in the place of one of the file.
fn typed_instead(typed: &ArgMatches, argument: &Arg) -> Option<String> {
    let id = argument.get_id().as_str();
    let was_typed = |id: &str| {
        let known = typed.ids().any(|known| known.as_str() == id);
        known && typed.value_source(id) == Some(ValueSource::CommandLine)
    };
    if was_typed(id) {
        return key_of(argument);
    }
    let other = TOGETHER.into_iter().find(|other| TOGETHER.contains(&id) && was_typed(other))?;
    Some(other.to_owned())
}

/// Refuses a file of a study where the command has no use for one.
fn require_name(says: &str, wanted: &str) -> Result<()> {
    if says == wanted {
        return Ok(());
    }
    bail!("is '{says}': run it with 'unwarranted {says} --study FILE', or give {wanted} a file of its own")
}
