//! The file of a study in the folder that it gives.

use super::file::{NAME, TABLE};
use super::keep::KeptOption;
use anyhow::Result;
use std::fmt::Write as _;
use toml::Value;
use unwarranted::ingest::input::sha256_of;
use unwarranted::study::PROGRAM;
use unwarranted::study::file::{Known, name};

/// The text of the file: options by their keys, inputs by name and SHA-256. It does not depend on where they lie.
///
/// # Errors
/// An input that cannot be read any more.
pub(crate) fn pinned(command: &str, options: &[KeptOption]) -> Result<String> {
    let mut text = format!(
        "# The study behind this folder: what '{command}' of {PROGRAM} was asked for.\n\
         # 'unwarranted verify DIR' runs it again and compares every byte.\n\
         # 'unwarranted {command} --study study.toml' runs it as it is, or with other options beside it.\n\
         [{TABLE}]\n"
    );
    let mut line = |key: &str, value: &Value| writeln!(text, "{key} = {value}");
    line(NAME, &Value::String(command.to_owned()))?;
    for KeptOption { key, value, .. } in options {
        line(key, value)?;
    }
    text += "\n# Inputs are looked for beside this file, in the folders above, and where the command is run.\n[made]\n";
    writeln!(text, "by = {}", Value::String(PROGRAM.to_owned()))?;
    for Known { name, sha256 } in inputs(options)? {
        write!(text, "\n[[made.inputs]]\nname = {}\nsha256 = {}\n", Value::String(name), Value::String(sha256))?;
    }
    Ok(text)
}

/// The files that options name, in their order.
fn inputs(options: &[KeptOption]) -> Result<Vec<Known>> {
    let files = options.iter().flat_map(|option| &option.files);
    files.map(|path| Ok(Known { name: name(path), sha256: sha256_of(path)?.1 })).collect()
}
