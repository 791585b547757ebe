//! Writes studies: values as TOML has them, and the study of a folder, which gives it again.

use super::super::options::is_absent;
use super::super::{Error, OPTIONS, Result, Study, Task};
use super::paths::name;
use super::{Known, Origin};
use crate::ingest::input::sha256_of;
use std::path::PathBuf;
use toml::{Table, Value};

/// The options that were given, in order, each with its value as TOML has it.
///
/// # Errors
/// A value that TOML does not have, such as a path that is no text.
pub fn given(study: &Study) -> Result<Vec<(&'static str, String)>> {
    Ok(values(study)?.into_iter().map(|(key, value)| (key, value.to_string())).collect())
}

/// The same as values.
pub(super) fn values(study: &Study) -> Result<Vec<(&'static str, Value)>> {
    let entries = study.entries();
    let mut values =
        Table::try_from(study).map_err(|e| Error::option("study", format!("cannot hold these options: {e}")))?;
    let was_given = |key: &&str| entries.get(*key).is_some_and(|value| !is_absent(value));
    let keys = OPTIONS.iter().map(|o| o.key).filter(was_given);
    Ok(keys.filter_map(|key| Some((key, values.remove(key)?))).collect())
}

/// The study of a folder: the options as given and the defaults beside them, and the inputs by name and SHA-256. It does not
/// depend on where the inputs lie, and the study that it holds gives it again.
///
/// # Errors
/// An input that cannot be read any more.
pub fn pinned(study: &Study, task: Task, program: &str) -> Result<String> {
    pinned_for(study, &[task], program)
}

/// The same for a folder of the first of these tasks, whose study the others take too.
///
/// # Errors
/// As [`pinned`].
pub(in crate::study) fn pinned_for(study: &Study, tasks: &[Task], program: &str) -> Result<String> {
    let task = tasks[0];
    let commands: Vec<String> = tasks.iter().map(|task| format!("\"{task}\"")).collect();
    let made = Origin { by: program.to_owned(), inputs: inputs(study)? };
    let mut text = format!(
        "# The study behind this folder: what was asked for, with the defaults of {program}, which may change.\n\
         # 'unwarranted verify DIR' runs it again and compares every byte.\n\
         # 'unwarranted {task} --study study.toml' runs it as it is, or with other options beside it.\n\
         commands = [{}]\n\n",
        commands.join(", ")
    );
    let options = given(&study.with_defaults(task).without_folders())?;
    text.extend(options.iter().map(|(key, value)| format!("{key} = {value}\n")));
    let of_made = |key: &str, value: &str| format!("{key} = {}\n", Value::String(value.to_owned()));
    text += "\n# Inputs are looked for beside this file, in the folders above, and where the command is run.\n[made]\n";
    text += &of_made("by", &made.by);
    for Known { name, sha256 } in &made.inputs {
        text += &("\n[[made.inputs]]\n".to_owned() + &of_made("name", name) + &of_made("sha256", sha256));
    }
    Ok(text)
}

/// The files that options name, not those of a store.
fn inputs(study: &Study) -> Result<Vec<Known>> {
    let mut inputs = Vec::new();
    study.clone().each_path(|key, path| -> Result<PathBuf> {
        if key != "store" {
            inputs.push(Known { name: name(path), sha256: sha256_of(path)?.1 });
        }
        Ok(path.to_owned())
    })?;
    Ok(inputs)
}

impl Study {
    /// The study with every default that has an effect on the task as if it had been given.
    fn with_defaults(&self, task: Task) -> Self {
        let (mut own, resolved) = (self.entries(), self.resolved(Some(task)).entries());
        for (key, value) in resolved {
            let absent = own.get(&key).is_some_and(is_absent);
            if !absent || is_absent(&value) {
                continue;
            }
            let mut with = own.clone();
            with.insert(key, value);
            if Self::from_map(with.clone()).is_ok_and(|study| study.check(Some(task)).is_ok()) {
                own = with;
            }
        }
        Self::from_map(own).unwrap_or_else(|_| self.clone())
    }
}
