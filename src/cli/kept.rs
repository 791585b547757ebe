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
//! Paths are relative to the folder of the file. The file in a folder that the program wrote has a table `made` as well: its
//! inputs lie anywhere near, under their names, and are known by their SHA-256.

mod file;
mod keep;
mod place;
mod shared;
mod texts;
mod write;

use crate::cli::Cli;
use anyhow::{Result, anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, FromArgMatches};
pub(crate) use file::KeptFile;
pub(crate) use keep::{Keep, KeptOption};
use shared::{SharedFile, Taken};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use unwarranted::study::file::{Known, Lost};
pub(crate) use write::pinned;

/// The argument that names the file, of commands whose options are their own alone.
const STUDY: &str = "kept_study";

/// Options of which one that is typed takes the place of the others: they say one thing in two ways, or exclude each other.
const TOGETHER: [&[&str]; 2] = [&["bnf", "treatment"], &[place::OUT, "format"]];

/// Arguments, and what to say of those that gave way.
pub(crate) struct Recalled {
    pub(crate) arguments: Vec<OsString>,
    pub(crate) note: Option<String>,
}

/// The arguments with those of the file that `--study` names among them; as they are for other commands, without a file, and
/// where they cannot be understood, which the command line itself says better.
///
/// # Errors
/// A file that cannot be read, that is of another command, or with a key or a value that the command does not have; inputs of a
/// file that the program wrote that are not there as they were.
pub(crate) fn recalled(whole: &Command, arguments: Vec<OsString>) -> Result<Recalled> {
    let unchanged = |arguments| Ok(Recalled { arguments, note: None });
    let Some((name, own)) = command_of(whole, &arguments) else { return unchanged(arguments) };
    let Some(command) = part(whole, &name) else { return unchanged(arguments) };
    let typed = command.clone().ignore_errors(true).no_binary_name(true).try_get_matches_from(&arguments[own..]);
    let Ok(typed) = typed else { return unchanged(arguments) };
    let Some(path) = typed.get_one::<PathBuf>(STUDY) else { return unchanged(arguments) };
    let shared = SharedFile::read(path)?;
    let Taken { words, unused, mut gone } = match shared {
        Some(shared) => shared.taken(command, &arguments[own..], |argument| typed_instead(&typed, argument))?,
        None => taken(&KeptFile::read(path, Some(&name))?, command, &typed)?,
    };
    gone.sort_unstable();
    gone.dedup();
    let shown = path.display();
    let overrides = (!gone.is_empty()).then(|| format!("{} overrides what {shown} says", gone.join(", ")));
    let left = (!unused.is_empty()).then(|| format!("{name} has no use for some of {shown}: {}", unused.join(", ")));
    let notes: Vec<String> = overrides.into_iter().chain(left).collect();
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Ok(Recalled { arguments: arguments.into_iter().chain(words).collect(), note })
}

/// What a file of the command itself says, but what was typed instead.
fn taken(file: &KeptFile, command: &Command, typed: &ArgMatches) -> Result<Taken> {
    let mut finder = file.finder(&[], &[]);
    let mut taken = Taken { words: Vec::new(), unused: Vec::new(), gone: Vec::new() };
    for (key, value) in file.options() {
        let argument = argument(command, key).ok_or_else(|| file.unknown(command, key))?;
        if let Some(by) = typed_instead(typed, argument) {
            // What gives way need not be there, and must be right all the same.
            texts::arguments(argument, value, &mut |path, _| Ok(path.to_owned()))
                .map_err(|wrong| file.error(key, wrong))?;
            taken.gone.push(format!("--{by}"));
            continue;
        }
        let words = texts::arguments(argument, value, &mut |path, place| file.locate(path, place, &mut finder));
        let words = words.map_err(|wrong| file.error(key, wrong))?;
        texts::check(command, &words).map_err(|wrong| file.error(key, wrong))?;
        taken.words.extend(words);
    }
    file.require_found(&finder)?;
    Ok(taken)
}

/// A study of a folder, to be run again.
pub(crate) struct Again {
    /// The command line.
    pub(crate) cli: Cli,
    /// Inputs that are not there as they were.
    pub(crate) lost: Vec<Lost>,
}

/// The command line of the study in a folder, with its inputs found in `inputs` before anywhere else. `read` are all files that the
/// folder was made from: those that no option names must be in its store.
///
/// # Errors
/// A file that cannot be read, or with a key or a value that the command does not have.
pub(crate) fn again(dir: &Path, inputs: &[PathBuf], read: &[Known]) -> Result<Again> {
    let path = dir.join(unwarranted::study::file::FILE);
    let file = KeptFile::read(&path, None)?;
    let whole = crate::cli::command();
    let command = part(&whole, file.name()).filter(|command| keeps(command));
    let command = command.ok_or_else(|| anyhow!("{}: there is no command '{}'", path.display(), file.name()))?;
    let own = |known: &&Known| file.known().iter().any(|own| own.sha256 == known.sha256);
    let published: Vec<Known> = read.iter().filter(|known| !own(known)).cloned().collect();
    let mut finder = file.finder(inputs, &published);
    let mut stdin = false;
    let mut all: Vec<OsString> = std::iter::once("unwarranted").chain(file.name().split(' ')).map(Into::into).collect();
    for (key, value) in file.options() {
        let argument = argument(command, key).ok_or_else(|| file.unknown(command, key))?;
        let words = texts::arguments(argument, value, &mut |path, place| file.locate(path, place, &mut finder));
        let words = words.map_err(|wrong| file.error(key, wrong))?;
        stdin |= words.iter().any(texts::is_stdin);
        all.extend(words);
    }
    all.push(format!("--{}={}", place::OUT, dir.display()).into());
    if argument(command, place::STATE).is_some() {
        all.push(format!("--{}={}", place::STATE, dir.join(STATE_BEFORE).display()).into());
    }
    let mut lost = finder.into_lost();
    lost.extend(stdin.then_some(Lost::Stdin));
    let matches = whole.clone().try_get_matches_from(all).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = matches.map_err(|wrong| {
        let said = wrong.to_string();
        let lines: Vec<&str> = said.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        anyhow!("{}: {}", path.display(), lines.join(" ").trim_start_matches("error: "))
    })?;
    Ok(Again { cli, lost })
}

/// The folder, inside that of a run, with the state from before it.
pub(crate) const STATE_BEFORE: &str = "state-before";

/// Whether a command of this name has a file of a study of its own kind.
pub(crate) fn is_kept(name: &str) -> bool {
    part(&crate::cli::command(), name).is_some_and(keeps)
}

fn keeps(command: &Command) -> bool {
    command.get_arguments().any(|argument| argument.get_id() == STUDY)
}

/// A command, or one of its parts, by its words.
fn part<'a>(whole: &'a Command, name: &str) -> Option<&'a Command> {
    name.split(' ').try_fold(whole, |command, word| command.find_subcommand(word))
}

/// The command that takes such a file: its name, and where its own arguments begin.
fn command_of(whole: &Command, arguments: &[OsString]) -> Option<(String, usize)> {
    let word = |at: usize| arguments.get(at)?.to_str();
    let first = word(1)?;
    let command = whole.find_subcommand(first)?;
    if !command.has_subcommands() {
        return keeps(command).then(|| (first.to_owned(), 2));
    }
    let part = command.find_subcommand(word(2)?).filter(|part| keeps(part))?;
    Some((format!("{first} {}", part.get_name()), 3))
}

/// The key of an argument in a file: as it is typed, without dashes.
fn key_of(argument: &Arg) -> Option<String> {
    match (argument.get_id().as_str(), argument.get_long()) {
        (STUDY, _) | (_, Some("help" | "help-all")) => None,
        (_, Some(long)) => Some(long.to_owned()),
        (id, None) if argument.is_positional() => Some(id.replace('_', "-")),
        (_, None) => None,
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
    let together = TOGETHER.into_iter().find(|ids| ids.contains(&id))?;
    together.iter().find(|other| was_typed(other)).map(|other| (*other).to_owned())
}

/// Refuses a file of a study where the command has no use for one.
fn require_name(says: &str, wanted: &str) -> Result<()> {
    if says == wanted {
        return Ok(());
    }
    bail!("is '{says}': run it with 'unwarranted {says} --study FILE', or give {wanted} a file of its own")
}
