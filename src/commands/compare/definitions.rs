//! Two definitions of treatments, or two files of studies.

use crate::commands::provenance::{self, Fact, Pairs};
use crate::commands::treatment;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::path::Path;
use unwarranted::ingest::input::sha256_of;
use unwarranted::study::Task;
use unwarranted::study::file::StudyFile;

/// What is found: whether they are the same, in words, as JSON.
type Found = (bool, String, Value);

/// Whether a file is that of a study: it has no table of codes, as a definition has. What is wrong with it is said when it is
/// compared.
pub(super) fn is_study(path: &Path) -> bool {
    let table = || std::fs::read_to_string(path).ok()?.parse::<toml::Table>().ok();
    let is_definition = || table().is_some_and(|table| table.contains_key("numerator"));
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) && path.is_file() && !is_definition()
}

pub(super) fn treatments(first: &str, second: &str) -> Result<Found> {
    let lines = treatment::differences(first, second)?;
    Ok((lines.is_empty(), lines.join("\n") + "\n", json!({ "definition": lines })))
}

pub(super) fn studies(first: &Path, second: &Path) -> Result<Found> {
    let read = |path: &Path| StudyFile::read(path).with_context(|| format!("{}: cannot be compared", path.display()));
    let [before, after] = [read(first)?, read(second)?];
    let mut facts: Vec<Fact> = made_by(&before, &after).into_iter().collect();
    facts.extend(provenance::options(&options(&before)?, &options(&after)?));
    facts.extend(Task::commands().filter_map(|task| folder(task, &before, &after)));
    facts.extend(provenance::inputs(&inputs(&before), &inputs(&after)));
    let lines: String = facts.iter().map(|fact| super::words::fact(fact) + "\n").collect();
    Ok((facts.is_empty(), lines, json!({ "provenance": facts })))
}

/// The options that were given, and the commands.
fn options(file: &StudyFile) -> Result<Value> {
    let mut all = serde_json::to_value(file.options())?;
    if let Value::Object(all) = &mut all {
        let none = |value: &Value| *value == json!([]) || *value == json!(false);
        all.values_mut().filter(|value| none(value)).for_each(|value| *value = Value::Null);
        all.insert("commands".to_owned(), serde_json::to_value(file.commands())?);
    }
    Ok(all)
}

/// The versions of the program that wrote two files, where one did.
fn made_by(before: &StudyFile, after: &StudyFile) -> Option<Fact> {
    let by = |file: &StudyFile| file.origin().map_or(Value::Null, |made| made.by.as_str().into());
    provenance::fact("version", "", &by(before), &by(after))
}

/// Where a command writes, as the files say it.
fn folder(task: Task, before: &StudyFile, after: &StudyFile) -> Option<Fact> {
    let out = |file: &StudyFile| file.folder_of(task).map_or(Value::Null, |path| path.display().to_string().into());
    provenance::fact("folder", task.word(), &out(before), &out(after))
}

/// The inputs by name and SHA-256: as they were read, in the study of a folder; else as they are now, as far as they are there.
fn inputs(file: &StudyFile) -> Pairs {
    if let Some(made) = file.origin() {
        return made.inputs.iter().map(|known| (known.name.clone(), known.sha256.clone())).collect();
    }
    let (mut found, folder) = (Pairs::new(), file.path().parent().unwrap_or(Path::new("")));
    let Ok(()) = file.options().clone().each_path::<Infallible>(|key, path| {
        let there = Some(folder.join(path)).filter(|at| key != "store" && at.is_file());
        if let Some((_, hash)) = there.and_then(|at| sha256_of(&at).ok()) {
            found.insert((path.display().to_string(), hash));
        }
        Ok(path.to_owned())
    });
    found
}
