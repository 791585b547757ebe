//! A result as Python has it.

use crate::arrow_out::{self, Column};
use crate::error::refused;
use crate::failure::of_program;
use crate::found::{Found, Told};
use crate::source::Source;
use crate::spool::Spool;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::sync::{Arc, OnceLock};
use unwarranted::report::publish::columns::described_in;
use unwarranted::store::ExportValues;

/// What was found: a table that prints as on the command line, and that data frames take as it is.
#[pyclass(frozen, module = "unwarranted", name = "Table")]
pub(crate) struct Table {
    pub(crate) found: Found,
    pub(crate) told: Told,
    /// The study behind it, for charts.
    pub(crate) source: Arc<Source>,
    pub(crate) columns: OnceLock<Vec<Column>>,
}

fn failed(error: anyhow::Error) -> PyErr {
    of_program(error, &Spool::default())
}

impl Table {
    pub(crate) fn new(found: Found, told: Told, source: Arc<Source>) -> Self {
        Self { found, told, source, columns: OnceLock::new() }
    }

    fn columns(&self) -> PyResult<&[Column]> {
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let columns = self.found.columns().map_err(failed)?;
        Ok(self.columns.get_or_init(|| columns))
    }
}

#[pymethods]
impl Table {
    /// Which areas the figures leave out, and whatever else a reader must know first.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.told.warnings.clone()
    }

    /// Rows that were read and not used, with the reason: a line per treatment and reason.
    #[getter]
    fn set_aside(&self) -> Vec<String> {
        self.told.set_aside.clone()
    }

    /// How the data were put together, as far as a reader should know.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.told.notes.clone()
    }

    /// Rows and columns.
    #[getter]
    fn shape(&self) -> PyResult<(usize, usize)> {
        let columns = self.columns()?;
        Ok((columns.first().map_or(0, |(_, values)| arrow_out::rows(values)), columns.len()))
    }

    /// What each column means, with its unit, by name.
    #[getter(columns)]
    fn meanings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let meanings = PyDict::new(py);
        for (name, _) in self.columns()? {
            meanings.set_item(name, described_in(self.found.file(), name).map(|column| column.about))?;
        }
        Ok(meanings)
    }

    /// The table for reading, as the command line prints it; `width` is that of the page in characters.
    #[pyo3(signature = (width=None))]
    fn text(&self, width: Option<u16>) -> PyResult<String> {
        self.found.text(width).map_err(failed)
    }

    /// The JSON document that the command line prints with --format json, byte for byte.
    fn json(&self) -> PyResult<String> {
        self.found.json().map_err(failed)
    }

    /// The CSV that the command line prints with --format csv, byte for byte.
    fn csv(&self) -> PyResult<String> {
        self.found.csv().map_err(failed)
    }

    /// The same as a dictionary.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.json()?,))
    }

    /// A polars.DataFrame. Numbers are copied once, out of this table.
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// A pyarrow.Table. Numbers are copied once, out of this table.
    fn to_arrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// A pandas.DataFrame; by pyarrow where it is there, else column by column.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if py.import("pyarrow").is_ok() {
            return Self::to_arrow(slf)?.call_method0("to_pandas");
        }
        let columns = PyDict::new(py);
        let pandas = py.import("pandas")?;
        for (name, values) in slf.get().columns()? {
            let series = match values {
                ExportValues::Text(all) => all.iter().map(|v| v.as_deref()).collect::<Vec<_>>().into_pyobject(py)?,
                ExportValues::Number(all) => all.into_pyobject(py)?,
                ExportValues::Whole(all) => all.into_pyobject(py)?,
            };
            let dtype = match values {
                ExportValues::Text(_) => "object",
                ExportValues::Number(_) => "float64",
                ExportValues::Whole(_) => "Int64",
            };
            columns.set_item(name, pandas.call_method1("Series", (series, py.None(), dtype))?)?;
        }
        pandas.call_method1("DataFrame", (columns,))
    }

    /// A chart of the same data and options: `kind` is one of charts(). `size` is web (800 pixels wide), phone (360), print
    /// (170 mm) or social (1200 pixels).
    #[pyo3(signature = (kind, *, size="web", dark=false, about=None, boundaries=None))]
    fn chart(
        &self,
        py: Python<'_>,
        kind: &str,
        size: &str,
        dark: bool,
        about: Option<&str>,
        boundaries: Option<std::path::PathBuf>,
    ) -> PyResult<crate::chart::Chart> {
        crate::chart::draw(py, &self.source, kind, size, dark, about, boundaries.as_deref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface leaves it to the producer whether to follow.
        let _ = requested_schema;
        arrow_out::stream(py, self.columns()?)
    }

    fn __len__(&self) -> PyResult<usize> {
        Ok(self.shape()?.0)
    }

    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> PyResult<Bound<'py, PyAny>> {
        let columns = self.columns()?;
        match columns.iter().find(|(name, _)| name == column).map(|(_, values)| values) {
            Some(ExportValues::Text(all)) => all.iter().map(|v| v.as_deref()).collect::<Vec<_>>().into_pyobject(py),
            Some(ExportValues::Number(all)) => all.into_pyobject(py),
            Some(ExportValues::Whole(all)) => all.into_pyobject(py),
            None => {
                let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                Err(refused(format!("there is no column '{column}'; expected one of {}", names.join(", "))))
            }
        }
    }

    /// The names of the columns, in their order.
    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let names: Vec<&str> = self.columns()?.iter().map(|(name, _)| name.as_str()).collect();
        Ok(names.into_pyobject(py)?.try_iter()?.into_any())
    }

    fn __contains__(&self, column: &str) -> PyResult<bool> {
        Ok(self.columns()?.iter().any(|(name, _)| name == column))
    }

    fn __reduce__(&self) -> PyResult<()> {
        let says = "a Table cannot be pickled or copied deeply; keep to_polars(), to_pandas() or csv() of it";
        Err(pyo3::exceptions::PyTypeError::new_err(says))
    }

    fn __repr__(&self) -> PyResult<String> {
        Ok(self.text(None)?.trim_end().to_owned())
    }

    fn _repr_html_(&self) -> PyResult<String> {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let warnings = self.told.warnings.iter().map(|w| format!("<p><strong>Warning:</strong> {}</p>\n", escape(w)));
        let table = escape(self.text(None)?.trim_end());
        let style = "overflow:auto;max-height:40em;line-height:1.3";
        Ok(warnings.collect::<String>()
            + &format!("<pre tabindex=\"0\" role=\"region\" aria-label=\"Result\" style=\"{style}\">{table}</pre>"))
    }
}
