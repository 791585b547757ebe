//! Two definitions of treatments, or two files of studies.

use crate::commands::{provenance, treatment};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;
use unwarranted::study::file::StudyFile;

/// What is found: whether they are the same, in words, as JSON.
type Found = (bool, String, Value);

/// Whether a file is that of a study: it has an option or a key of one. What is wrong with it is said when it is compared.
pub(super) fn is_study(path: &Path) -> bool {
    let definition = || std::fs::read_to_string(path).is_ok_and(|text| text.contains("[numerator]"));
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) && path.is_file() && !definition()
}

pub(super) fn treatments(first: &str, second: &str) -> Result<Found> {
    let lines = treatment::differences(first, second)?;
    Ok((lines.is_empty(), lines.join("\n") + "\n", json!({ "definition": lines })))
}

pub(super) fn studies(first: &Path, second: &Path) -> Result<Found> {
    let options = |path: &Path| -> Result<Value> {
        let file = StudyFile::read(path)?;
        let mut all = serde_json::to_value(file.options())?;
        if let Value::Object(all) = &mut all {
            let none = |value: &Value| *value == json!([]) || *value == json!(false);
            all.values_mut().filter(|value| none(value)).for_each(|value| *value = Value::Null);
            all.insert("commands".to_owned(), serde_json::to_value(file.commands())?);
        }
        Ok(all)
    };
    let read = |path: &Path| options(path).with_context(|| format!("{}: cannot be compared", path.display()));
    let facts = provenance::options(&read(first)?, &read(second)?);
    let lines: String = facts.iter().map(|fact| super::words::fact(fact) + "\n").collect();
    Ok((facts.is_empty(), lines, json!({ "provenance": facts })))
}
