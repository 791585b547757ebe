//! Options of a command's own, as Python gives them. A key that is not there and None are the same.

use crate::error::refused;
use crate::source::{Source, Takes};
use crate::spool::Spool;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use unwarranted::study::Study as Options;

/// Options that name tables, for which a data frame may stand.
const TABLES: [&str; 9] =
    ["by_file", "into_file", "beside", "deflator", "moves", "shares", "neighbours", "budgets", "population"];

/// Where a study comes from; `None` for anything else.
type SourceOf = fn(&Bound<'_, PyAny>) -> Option<Arc<Source>>;

/// The options by their keywords.
pub(crate) struct Own<'py> {
    given: Bound<'py, PyDict>,
    source_of: SourceOf,
}

impl<'py> Own<'py> {
    /// Options as they were given; data frames become files of the spool, which learns the names of those of other studies.
    pub(crate) fn of(given: &Bound<'py, PyDict>, source_of: SourceOf, spool: &mut Spool) -> PyResult<Self> {
        let own = given.copy()?;
        for (key, value) in given.iter() {
            let name: String = key.extract()?;
            if TABLES.contains(&name.as_str()) && Spool::takes(&value)? {
                own.set_item(key, spool.add(&value, &name)?)?;
            } else if let Some(source) = source_of(&value) {
                spool.knows(&source.spool);
            }
        }
        Ok(Self { given: own, source_of })
    }

    fn get(&self, key: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(self.given.get_item(key)?.filter(|value| !value.is_none()))
    }

    /// Whether it was given.
    pub(super) fn has(&self, key: &str) -> PyResult<bool> {
        Ok(self.get(key)?.is_some())
    }

    /// Some text.
    pub(super) fn text(&self, key: &str) -> PyResult<Option<String>> {
        self.get(key)?.map(|value| value.extract().map_err(|_| wrong(key, &value, "text"))).transpose()
    }

    /// One of the words of a type.
    pub(super) fn word<T: FromStr<Err: Display>>(&self, key: &str) -> PyResult<Option<T>> {
        let text = self.text(key)?;
        text.map(|word| word.parse().map_err(|e| refused(format!("`{key}` is '{word}'; {e}")))).transpose()
    }

    /// One of the words of a type that also takes numbers.
    pub(super) fn word_or_number<T: FromStr<Err: Display>>(&self, key: &str) -> PyResult<Option<T>> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let word = value.str()?.to_string();
        word.parse().map(Some).map_err(|e| refused(format!("`{key}` is '{word}'; {e}")))
    }

    /// Texts: one with commas, or several.
    pub(super) fn texts(&self, key: &str) -> PyResult<Vec<String>> {
        let Some(value) = self.get(key)? else { return Ok(Vec::new()) };
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(text.to_cow()?.split(',').map(str::to_owned).collect());
        }
        value.extract().map_err(|_| wrong(key, &value, "text, or a list of text"))
    }

    /// Words of a type: one text with commas, or several.
    pub(super) fn words<T: FromStr<Err: Display>>(&self, key: &str) -> PyResult<Vec<T>> {
        let one = |word: &String| word.parse().map_err(|e| refused(format!("`{key}` is '{word}'; {e}")));
        self.texts(key)?.iter().map(one).collect()
    }

    /// A path.
    pub(super) fn path(&self, key: &str) -> PyResult<Option<PathBuf>> {
        let table = if TABLES.contains(&key) { "a path or a data frame" } else { "a path" };
        self.get(key)?.map(|value| value.extract().map_err(|_| wrong(key, &value, table))).transpose()
    }

    /// A number.
    pub(super) fn number(&self, key: &str) -> PyResult<Option<f64>> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let number = value.extract().ok().filter(|_| !value.is_instance_of::<PyBool>());
        number.map(Some).ok_or_else(|| wrong(key, &value, "a number"))
    }

    /// Numbers: one, or several.
    pub(super) fn numbers(&self, key: &str) -> PyResult<Option<Vec<f64>>> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        if let Ok(one) = self.number(key) {
            return Ok(one.map(|one| vec![one]));
        }
        value.extract().map(Some).map_err(|_| wrong(key, &value, "a number, or a list of numbers"))
    }

    /// A whole number, zero or more.
    pub(super) fn whole<T>(&self, key: &str) -> PyResult<Option<T>>
    where
        T: TryFrom<u64>,
    {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let number = value.extract::<u64>().ok().filter(|_| !value.is_instance_of::<PyBool>());
        let number = number.and_then(|number| T::try_from(number).ok());
        number.map(Some).ok_or_else(|| wrong(key, &value, "a whole number, zero or more"))
    }

    /// Whether it is True.
    pub(super) fn flag(&self, key: &str) -> PyResult<bool> {
        let Some(value) = self.get(key)? else { return Ok(false) };
        value.extract().map_err(|_| wrong(key, &value, "True or False"))
    }

    /// The options of another study.
    pub(super) fn study(&self, key: &str, takes: Takes) -> PyResult<Option<Options>> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let source = (self.source_of)(&value).ok_or_else(|| wrong(key, &value, "data, or a study"))?;
        Ok(Some(source.figures(key, takes)?.clone()))
    }
}

fn wrong(key: &str, value: &Bound<'_, PyAny>, expected: &str) -> PyErr {
    let kind = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    let shown = value.str().map(|text| text.to_string()).unwrap_or_default();
    let what = if shown.len() <= 40 && !shown.contains('\n') {
        format!("{shown} (of the type {kind})")
    } else {
        format!("of the type {kind}")
    };
    refused(format!("`{key}` is {what}; expected {expected}"))
}
