//! A study as Python has it: data, options, and perhaps a file that holds more of them.

mod files;

use crate::asked::{self, Own};
use crate::chart::{self, Chart};
use crate::error::refused;
use crate::failure::{of_program, of_study};
use crate::found::{self, Found, Told};
use crate::keywords;
use crate::source::Source;
use crate::spool::Spool;
use crate::table::Table;
use anyhow::Result;
use files::files;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unwarranted::program;
use unwarranted::study::file::StudyFile;

/// Data and options, from which tables, charts and folders are made.
#[pyclass(frozen, module = "unwarranted._core", name = "Study")]
pub(crate) struct Study {
    source: Arc<Source>,
}

#[pymethods]
impl Study {
    #[new]
    #[pyo3(signature = (data, name, file, options))]
    fn new(data: &Bound<'_, PyAny>, name: &str, file: Option<PathBuf>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let mut spool = Spool::default();
        let (mut given, keys) = keywords::study(options, &mut spool)?;
        given.files = files(data, name, &mut spool)?;
        if spool.has_numbers() && given.decimal.is_some() {
            return Err(refused("`decimal` has no effect on numbers of a data frame, which are numbers already"));
        }
        let file = file.map(|path| StudyFile::read(&path)).transpose().map_err(|e| of_study(e, &spool))?;
        Ok(Self { source: Arc::new(Source::new(file, given, keys, spool)) })
    }

    /// The commands that the file of the study names.
    fn commands(&self) -> Vec<&'static str> {
        self.source.file().into_iter().flat_map(StudyFile::commands).map(|task| task.word()).collect()
    }

    /// Whether a command writes a folder, and where the file of the study says it goes.
    fn folder(&self, command: &str) -> PyResult<(bool, Option<PathBuf>)> {
        let task = self.source.task(command)?;
        Ok((task.folder().is_some(), self.source.file().and_then(|file| file.out(task))))
    }

    fn table(&self, py: Python<'_>, command: &str) -> PyResult<Table> {
        let task = self.source.task(command)?;
        self.found(py, || {
            let (study, note) = self.source.of(task, false)?;
            let (found, mut told) = found::find(&study, task)?;
            told.notes.extend(note);
            Ok((found, told))
        })
    }

    /// What a command with options of its own finds; `own` are those options.
    fn asked(&self, py: Python<'_>, command: &str, own: &Bound<'_, PyDict>) -> PyResult<Table> {
        let mut spool = self.source.spool.named_alike();
        let own = Own::of(own, source_of, &mut spool)?;
        let work = asked::work(command, &self.source, &own)?;
        self.found_with(py, &spool, work)
    }

    fn cube(&self, py: Python<'_>) -> PyResult<Table> {
        self.found(py, || {
            let found = Found::Cube(self.source.given().cube()?);
            let told = found.told();
            Ok((found, told))
        })
    }

    fn chart(
        &self,
        py: Python<'_>,
        kind: &str,
        size: &str,
        dark: bool,
        about: Option<&str>,
        boundaries: Option<PathBuf>,
    ) -> PyResult<Chart> {
        chart::draw(py, &self.source, kind, size, dark, about, boundaries.as_deref())
    }

    fn write(&self, py: Python<'_>, command: &str, out: PathBuf) -> PyResult<()> {
        let task = self.source.task(command)?;
        let work = || program::write(&self.source.of(task, false)?.0, task, Path::new(&out));
        py.detach(work).map_err(|e| of_program(e, &self.source.spool))
    }
}

/// Where a study comes from; `None` for anything else.
fn source_of(value: &Bound<'_, PyAny>) -> Option<Arc<Source>> {
    Some(Arc::clone(&value.cast::<Study>().ok()?.get().source))
}

impl Study {
    fn found(&self, py: Python<'_>, work: impl FnOnce() -> Result<(Found, Told)> + Send) -> PyResult<Table> {
        self.found_with(py, &self.source.spool, work)
    }

    /// Does what may take long without the lock of Python; `spool` knows the data frames that messages may be about.
    fn found_with(
        &self,
        py: Python<'_>,
        spool: &Spool,
        work: impl FnOnce() -> Result<(Found, Told)> + Send,
    ) -> PyResult<Table> {
        let (found, mut told) = py.detach(work).map_err(|e| of_program(e, spool))?;
        for line in told.warnings.iter_mut().chain(&mut told.set_aside).chain(&mut told.notes) {
            *line = crate::words::in_python(line);
        }
        let category = py.import("unwarranted")?.getattr("DataWarning")?;
        for warning in &told.warnings {
            py.import("warnings")?.call_method1("warn", (warning, &category, 3))?;
        }
        Ok(Table::new(found, told, Arc::clone(&self.source)))
    }
}
