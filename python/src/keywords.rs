//! Keywords as the options of a study: the keys of its file with underscores, by the program's own registry.

use crate::error::refused;
use crate::failure::of_study;
use crate::spool::Spool;
use crate::words::keyword;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use toml::{Table, Value};
use unwarranted::core::near::did_you_mean;
use unwarranted::study::{OPTIONS, OptionEntry, Study};

/// Options of which one text may name several with commas, as on the command line.
const SEVERAL: [&str; 3] = ["like", "only-area", "only-kind"];

/// The option of a keyword.
fn option(word: &str) -> PyResult<&'static OptionEntry> {
    let find = |word: &str| OPTIONS.iter().find(|o| keyword(o.key) == word);
    if let Some(option) = find(word) {
        return Ok(option);
    }
    let keywords: Vec<String> = OPTIONS.iter().map(|o| keyword(o.key)).collect();
    let near = match find(&format!("column_{word}")) {
        Some(option) => format!("; did you mean {}?", keyword(option.key)),
        None => did_you_mean(word, keywords.iter().map(String::as_str)),
    };
    Err(refused(format!("`{word}` is no option{near}; unwarranted.options() lists them")))
}

/// A value as a file of a study has it; `None` where it was not given.
fn value(of: &Bound<'_, PyAny>, key: &'static str, spool: &mut Spool) -> PyResult<Option<Value>> {
    if of.is_none() {
        return Ok(None);
    }
    if of.is_instance_of::<PyBool>() {
        return Ok(Some(Value::Boolean(of.extract()?)));
    }
    if SEVERAL.contains(&key) && of.is_instance_of::<PyString>() {
        let text: String = of.extract()?;
        return Ok(Some(Value::Array(text.split(',').map(|one| Value::String(one.trim().to_owned())).collect())));
    }
    if of.is_instance_of::<PyString>() {
        return Ok(Some(Value::String(of.extract()?)));
    }
    if of.is_instance_of::<PyFloat>() {
        return Ok(Some(Value::Float(of.extract()?)));
    }
    if of.is_instance_of::<PyInt>() || of.hasattr("__index__")? {
        let number = of.extract::<i64>().map_err(|_| refused(format!("`{key}` is {of}; expected a smaller number")))?;
        return Ok(Some(Value::Integer(number)));
    }
    if of.is_instance_of::<PyList>() || of.is_instance_of::<PyTuple>() {
        let items = of.try_iter()?.map(|item| value(&item?, key, spool));
        return Ok(Some(Value::Array(items.collect::<PyResult<Vec<_>>>()?.into_iter().flatten().collect())));
    }
    if of.hasattr("__fspath__")? {
        return Ok(Some(Value::String(of.call_method0("__fspath__")?.extract()?)));
    }
    if Spool::takes(of)? && is_table(key) {
        let path = spool.add(of, &keyword(key))?;
        return Ok(Some(Value::String(path.display().to_string())));
    }
    let kind = of.get_type().name()?;
    let table = if is_table(key) { ", a path or a data frame" } else { "" };
    let expected = format!("text, a number, True or False, or a list of them{table}");
    Err(refused(format!("`{key}` is of the type {kind}; expected {expected}")))
}

/// Whether an option names a file with a table.
fn is_table(key: &str) -> bool {
    let one = Table::from_iter([(key.to_owned(), Value::String("table.csv".to_owned()))]);
    let mut is = false;
    let change = |of: &'static str, path: &std::path::Path| {
        is |= of == key && key != "store";
        Ok::<_, std::convert::Infallible>(path.to_owned())
    };
    if let Ok(mut study) = Study::of_options(one) {
        let Ok(()) = study.each_path(change);
    }
    is
}

/// The study of these keywords, without data, and the keys of what was given.
pub(crate) fn study(keywords: &Bound<'_, PyDict>, spool: &mut Spool) -> PyResult<(Study, Vec<&'static str>)> {
    let (mut table, mut keys) = (Table::new(), Vec::new());
    for (word, given) in keywords.iter() {
        let option = option(&word.extract::<String>()?)?;
        if option.key == "files" {
            return Err(refused(
                "`files` is the first argument: a path, a data frame, or several in a list or a dictionary",
            ));
        }
        if let Some(value) = value(&given, option.key, spool)? {
            table.insert(option.key.to_owned(), value);
            keys.push(option.key);
        }
    }
    let study = Study::of_options(table).map_err(|e| of_study(e, spool))?;
    Ok((study, keys))
}

/// Every option as a keyword, with the types that it takes.
pub(crate) fn listed() -> Vec<(String, Vec<&'static str>)> {
    let text = |text: &str| Value::Array(vec![Value::String(text.to_owned())]);
    let probes: [(&str, Value); 6] = [
        ("bool", Value::Boolean(true)),
        ("int", Value::Integer(2)),
        ("float", Value::Float(0.5)),
        ("Sequence[float]", Value::Array(vec![Value::Float(0.5), Value::Float(0.9)])),
        ("Sequence[str]", text("2020")),
        ("Sequence[str]", text("name=column")),
    ];
    let takes =
        |key: &str, value: &Value| Study::of_options(Table::from_iter([(key.to_owned(), value.clone())])).is_ok();
    let of = |option: &OptionEntry| {
        let mut types: Vec<&str> = probes.iter().filter(|(_, v)| takes(option.key, v)).map(|(name, _)| *name).collect();
        types.dedup();
        // What takes no number, truth or list of them takes text; a target takes both.
        let plain = ["bool", "int", "float", "Sequence[float]"];
        if !types.iter().any(|of| plain.contains(of)) || takes(option.key, &Value::String("typical".to_owned())) {
            types.insert(0, "str");
        }
        if is_table(option.key) || option.key == "store" {
            types.push("os.PathLike[str]");
        }
        if is_table(option.key) {
            types.push("ArrowStream");
        }
        (keyword(option.key), types)
    };
    OPTIONS.iter().filter(|o| o.key != "files").map(of).collect()
}
