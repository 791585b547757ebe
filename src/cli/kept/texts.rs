//! From a value of the file to arguments as they are typed.

use super::place::{Place, STDIN, place};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::Value;

/// Where a path lies that the file of a study names.
pub(super) type Locate<'a> = dyn FnMut(&Path, Place) -> Result<PathBuf, String> + 'a;

/// The arguments that say this value; what is wrong with it, after its key.
pub(super) fn arguments(argument: &Arg, value: &Value, locate: &mut Locate) -> Result<Vec<OsString>, String> {
    let long = argument.get_long();
    if !argument.get_action().takes_values() {
        let flag = || long.map(|long| format!("--{long}").into());
        return match value {
            Value::Boolean(on) => Ok(flag().filter(|_| *on).into_iter().collect()),
            _ => Err("is a switch: expected true or false".to_owned()),
        };
    }
    let several = matches!(argument.get_action(), ArgAction::Append);
    let texts: Vec<String> = match value {
        Value::Array(values) if several => values.iter().map(text).collect::<Result<_, _>>()?,
        Value::Array(_) => return Err("takes one value, and no list".to_owned()),
        one => vec![text(one)?],
    };
    let mut placed = |text: &String| match argument.get_value_delimiter() {
        Some(comma) => {
            let parts = text.split(comma).map(|part| located(argument, part, locate));
            Ok(parts.collect::<Result<Vec<String>, String>>()?.join(&comma.to_string()))
        }
        None => located(argument, text, locate),
    };
    let typed = |value: String| long.map_or_else(|| value.clone().into(), |long| format!("--{long}={value}").into());
    texts.iter().map(|text| placed(text).map(typed)).collect()
}

/// A value as it is typed.
fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Boolean(_) => Err("takes a value, and is no switch".to_owned()),
        Value::Datetime(date) => Err(format!("is a date of TOML; write it as text: \"{date}\"")),
        Value::Array(_) | Value::Table(_) => Err("has a list or a table where one value is expected".to_owned()),
    }
}

/// A path as it is seen from here; any other value as it is.
fn located(argument: &Arg, text: &str, locate: &mut Locate) -> Result<String, String> {
    match place(argument, text) {
        Place::None => Ok(text.to_owned()),
        place => Ok(locate(Path::new(text), place)?.to_string_lossy().into_owned()),
    }
}

/// Whether an argument is standard input, which nobody can read again.
pub(super) fn is_stdin(word: &OsString) -> bool {
    word.to_str().is_some_and(|word| word == STDIN || word.starts_with("--") && word.ends_with("=-"))
}

/// Refuses a value that the command cannot read; what it lacks or what excludes what is seen when all is together.
pub(super) fn check(command: &Command, words: &[OsString]) -> Result<(), String> {
    let Err(wrong) = command.clone().no_binary_name(true).try_get_matches_from(words) else { return Ok(()) };
    match wrong.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            let said = wrong.to_string();
            let lines: Vec<&str> = said.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
            let text = lines.join(" ");
            Err(format!("cannot be used: {}", text.trim_start_matches("error: ")))
        }
        _ => Ok(()),
    }
}
