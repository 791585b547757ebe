//! Data frames as tidy files in a folder of their own, so that the program reads and judges them like any other file.

use crate::arrow_in::{Blocks, STREAM};
use crate::cells;
use crate::error::refused;
use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::ArrowDataType;
use pyo3::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The files of data frames, which are gone when nobody needs them any more.
#[derive(Default)]
pub(crate) struct Spool {
    folders: Vec<TempDir>,
    frames: Vec<Frame>,
}

/// A data frame that was written.
#[derive(Clone)]
struct Frame {
    path: PathBuf,
    name: String,
    /// Whether it has numbers with decimals, which no option reads otherwise.
    has_numbers: bool,
}

impl Spool {
    /// Whether an object is a table of another library.
    pub(crate) fn takes(object: &Bound<'_, PyAny>) -> PyResult<bool> {
        object.hasattr(STREAM)
    }

    /// Writes a data frame as `name.csv` and gives its path.
    pub(crate) fn add(&mut self, object: &Bound<'_, PyAny>, name: &str) -> PyResult<PathBuf> {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        if !plain {
            return Err(refused(format!(
                "`name` is '{name}'; expected the name of a treatment, as a file may have it"
            )));
        }
        let folder = tempfile::Builder::new().prefix("unwarranted-").tempdir()?;
        let path = folder.path().join(format!("{name}.csv"));
        let has_numbers = write(object, &path, name)?;
        self.folders.push(folder);
        self.frames.push(Frame { path: path.clone(), name: name.to_owned(), has_numbers });
        Ok(path)
    }

    /// Whether a data frame has numbers with decimals.
    pub(crate) fn has_numbers(&self) -> bool {
        self.frames.iter().any(|frame| frame.has_numbers)
    }

    /// A spool that knows the names of these data frames, for messages, and does not keep their files.
    pub(crate) fn named_alike(&self) -> Self {
        Self { folders: Vec::new(), frames: self.frames.clone() }
    }

    /// Learns the names of other data frames, for messages.
    pub(crate) fn knows(&mut self, other: &Self) {
        self.frames.extend(other.frames.iter().cloned());
    }

    /// The name of the data frame that a message calls by its file.
    pub(crate) fn named(&self, file: &str) -> Option<&str> {
        let is = |frame: &&Frame| {
            Path::new(file) == frame.path || Path::new(file) == Path::new(&frame.name).with_extension("csv")
        };
        self.frames.iter().find(is).map(|frame| frame.name.as_str())
    }
}

/// Writes a data frame, a line for each row; gives whether there are numbers with decimals.
fn write(object: &Bound<'_, PyAny>, path: &Path, name: &str) -> PyResult<bool> {
    let mut blocks = Blocks::of(object)?;
    let names = names(&blocks, name)?;
    let mut out = BufWriter::new(File::create(path)?);
    let mut text = String::new();
    line(&mut text, &names, |column, cell| cell.push_str(column))
        .map_err(|at| refused(format!("{name}: the name of column {at} (counted from 0) {BREAK}")))?;
    let (mut has_numbers, mut before) = (false, 0);
    while let Some(block) = blocks.next() {
        let block = block?;
        let table = block.as_any().downcast_ref::<StructArray>();
        let columns = table.map(StructArray::values).unwrap_or_default();
        has_numbers |= columns.iter().any(|column| cells::is_number(column.as_ref()));
        let writers = writers(name, &names, columns)?;
        for row in 0..block.len() {
            line(&mut text, &writers, |write, cell| write(row, cell)).map_err(|at| {
                let (column, row) = (names.get(at).map_or("", String::as_str), before + row);
                refused(format!("{name}, row {row} (counted from 0), column '{column}': the text {BREAK}"))
            })?;
            if text.len() > 1 << 16 {
                out.write_all(text.as_bytes())?;
                text.clear();
            }
        }
        before += block.len();
    }
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(has_numbers)
}

/// The names of the columns.
fn names(blocks: &Blocks, name: &str) -> PyResult<Vec<String>> {
    match blocks.field().dtype() {
        ArrowDataType::Struct(fields) => Ok(fields.iter().map(|field| field.name.to_string()).collect()),
        other => {
            Err(refused(format!("{name}: found a column of {other:?} alone; expected a table with named columns")))
        }
    }
}

/// What writes the cells of each column of a block.
fn writers<'a>(name: &str, names: &[String], columns: &'a [Box<dyn Array>]) -> PyResult<Vec<cells::Text<'a>>> {
    let pairs = names.iter().zip(columns).map(|(column, array)| {
        let says =
            |held| format!("{name}, column '{column}': it holds {held}; expected numbers, text, dates or categories");
        cells::writer(array.as_ref()).map_err(|held| refused(says(held)))
    });
    pairs.collect()
}

const BREAK: &str = "has a line break in it; expected text on one line";

/// Adds a line; `Err` is the column whose text is on several lines.
fn line<T>(text: &mut String, cells: &[T], put: impl Fn(&T, &mut String)) -> Result<(), usize> {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        let start = text.len();
        put(cell, text);
        let own = &text[start..];
        if own.contains(['\n', '\r']) {
            return Err(at);
        }
        if own.contains([',', '"', ';', '\t']) || own.trim() != own {
            let quoted = format!("\"{}\"", own.replace('"', "\"\""));
            text.replace_range(start.., &quoted);
        }
    }
    text.push('\n');
    Ok(())
}
