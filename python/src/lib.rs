//! The program as a module of Python: data frames go in and come out through the Arrow PyCapsule interface.

mod arrow_in;
mod arrow_out;
mod asked;
mod cells;
mod chart;
mod error;
mod failure;
mod found;
mod keywords;
mod parts;
mod source;
mod spool;
mod study;
mod table;
mod words;

use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use unwarranted::plot::CHARTS;
use unwarranted::program;

/// Every option as a keyword, with the types that it takes.
#[pyfunction]
fn options() -> Vec<(String, Vec<&'static str>)> {
    keywords::listed()
}

/// The kinds of charts, each with what it shows.
#[pyfunction]
fn charts() -> Vec<(&'static str, &'static str)> {
    CHARTS.iter().map(|chart| (chart.id, chart.about)).collect()
}

/// What became of each file of a folder, what changed since, the verdict, and whether all is the same.
#[pyfunction]
#[allow(clippy::type_complexity, reason = "what Python takes apart again")]
fn verify(
    py: Python<'_>,
    dir: PathBuf,
    inputs: Vec<PathBuf>,
) -> PyResult<(Vec<(String, &'static str)>, Vec<String>, String, bool)> {
    let verified = py.detach(|| program::verify(&dir, &inputs));
    let found = verified.map_err(|e| failure::of_program(e, &spool::Spool::default()))?;
    Ok((found.files, found.reasons, found.verdict, found.same))
}

/// Whether two things are the same, how they differ in sentences, and everything as JSON.
#[pyfunction]
fn compare(py: Python<'_>, first: String, second: String, inputs: Vec<PathBuf>) -> PyResult<(bool, String, String)> {
    let compared = py.detach(|| program::compare(&first, &second, &inputs));
    let found = compared.map_err(|e| failure::of_program(e, &spool::Spool::default()))?;
    Ok((found.same, found.words, found.json))
}

/// The command line with these arguments, the name of the program first; gives the exit code.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| program::run(arguments))
}

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("Error", module.py().get_type::<error::Error>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<table::Table>()?;
    module.add_class::<chart::Chart>()?;
    module.add_class::<study::Study>()?;
    module.add_function(wrap_pyfunction!(options, module)?)?;
    module.add_function(wrap_pyfunction!(charts, module)?)?;
    module.add_function(wrap_pyfunction!(verify, module)?)?;
    module.add_function(wrap_pyfunction!(compare, module)?)?;
    module.add_function(wrap_pyfunction!(parts::sweep_part, module)?)?;
    module.add_function(wrap_pyfunction!(parts::league_of_parts, module)?)?;
    module.add_function(wrap_pyfunction!(run, module)?)
}
