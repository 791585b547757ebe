//! What a command with options of its own was asked, so that its folder can hold it.

use super::place::{OUT, Place, STATE, place};
use super::{STUDY, key_of};
use anyhow::{Result, anyhow};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use std::path::{Path, PathBuf};
use toml::Value;

/// Options that are about one run, and no part of a study.
const OF_A_RUN: [&str; 4] = [STUDY, OUT, STATE, "format"];

/// The folder to write and the file of a study, with all that was typed beside them or stands in it. Stands first among the arguments
/// of a command: what was typed is taken out of clap's hands field by field.
#[derive(Debug, Clone)]
pub(crate) struct Keep {
    out: Option<PathBuf>,
    matches: ArgMatches,
}

/// An option of a study.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptOption {
    pub(crate) key: String,
    /// Its value, files by their names alone.
    pub(crate) value: Value,
    /// The files that it names, where they lie.
    pub(crate) files: Vec<PathBuf>,
}

impl FromArgMatches for Keep {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self { out: matches.get_one::<PathBuf>(OUT).cloned(), matches: matches.clone() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Keep {
    fn augment_args(command: Command) -> Command {
        // After the options of the command itself.
        const LAST: usize = 500;
        let path = || clap::value_parser!(PathBuf);
        let out = Arg::new(OUT).long(OUT).value_name("DIR").value_parser(path()).conflicts_with("format").help(
            "Folder for what is found, with the study that gives it again and a manifest, instead of printing. It is created if \
             missing, and replaced if it holds an earlier one",
        );
        let study = Arg::new(STUDY).long("study").value_name("FILE").value_parser(path()).help(
            "File of a study with a table 'command', which holds the options of this command by their names, or of 'unwarranted init'. \
             Options beside it come before those in it",
        );
        command.arg(out.display_order(LAST)).arg(study.display_order(LAST))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl Keep {
    /// The folder to write, where one is named.
    pub(crate) fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// The seed that was given.
    pub(crate) fn seed(&self) -> Option<u64> {
        self.matches.try_get_one::<u64>("seed").ok().flatten().copied()
    }

    /// The options of a command, with the defaults that its help has as values, in the order of the help.
    ///
    /// # Errors
    /// A value that is no text, which no file of a study can hold.
    pub(crate) fn options(&self, name: &str) -> Result<Vec<KeptOption>> {
        let whole = crate::cli::command();
        let command = super::part(&whole, name).ok_or_else(|| anyhow!("there is no command '{name}'"))?;
        let own = command.get_arguments().filter_map(|argument| Some((key_of(argument)?, argument)));
        let kept = own.filter(|(key, _)| !OF_A_RUN.contains(&&**key));
        kept.filter_map(|(key, argument)| self.option(key, argument).transpose()).collect()
    }

    fn option(&self, key: String, argument: &Arg) -> Result<Option<KeptOption>> {
        let id = argument.get_id().as_str();
        if !argument.get_action().takes_values() {
            let on = self.matches.value_source(id) == Some(ValueSource::CommandLine);
            return Ok(on.then(|| KeptOption { key, value: Value::Boolean(true), files: Vec::new() }));
        }
        let Some(given) = self.matches.get_raw(id) else { return Ok(None) };
        let (mut values, mut files) = (Vec::new(), Vec::new());
        for raw in given {
            let text = raw.to_str().ok_or_else(|| anyhow!("'{}' is no text; a study cannot hold it", raw.display()))?;
            let kept = match place(argument, text) {
                Place::None => text.to_owned(),
                Place::File => {
                    files.push(PathBuf::from(text));
                    name_of(text)
                }
                Place::Store | Place::Output => name_of(text),
            };
            values.push(value(&kept));
        }
        let several = matches!(argument.get_action(), ArgAction::Append);
        let value = if several { Some(Value::Array(values)) } else { values.into_iter().next() };
        Ok(value.map(|value| KeptOption { key, value, files }))
    }
}

fn name_of(path: &str) -> String {
    unwarranted::study::file::name(Path::new(path))
}

/// A number where it is typed as TOML writes it, and text otherwise: 0501 stays text.
fn value(text: &str) -> Value {
    let whole = text.parse::<i64>().ok().map(Value::Integer);
    let number = || text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Float);
    let same = |value: &Value| match value {
        Value::Integer(number) => number.to_string() == text,
        // A period such as 2021 or a word such as inf is no number with decimals.
        Value::Float(number) => text.contains('.') && number.to_string() == text,
        _ => false,
    };
    whole.filter(same).or_else(|| number().filter(same)).unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers_and_codes_stay_codes() {
        for (text, wanted) in [
            ("19", Value::Integer(19)),
            ("-2", Value::Integer(-2)),
            ("0.95", Value::Float(0.95)),
            ("0501", Value::String("0501".into())),
            ("2021/22", Value::String("2021/22".into())),
            ("1e3", Value::String("1e3".into())),
            ("2.0", Value::String("2.0".into())),
            ("inf", Value::String("inf".into())),
        ] {
            assert_eq!(value(text), wanted, "{text}");
        }
    }
}
