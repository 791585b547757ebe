//! A chart as Python has it.

use crate::failure::of_program;
use crate::source::Source;
use pyo3::prelude::*;
use std::path::Path;
use unwarranted::plot::CHARTS;
use unwarranted::program::{self, ChartAsked, Drawn};
use unwarranted::study::Task;

/// A chart, which shows itself in a notebook.
#[pyclass(frozen, module = "unwarranted", name = "Chart")]
pub(crate) struct Chart {
    drawn: Drawn,
}

/// Runs a study and draws it.
pub(crate) fn draw(
    py: Python<'_>,
    source: &Source,
    kind: &str,
    size: &str,
    dark: bool,
    about: Option<&str>,
    boundaries: Option<&Path>,
) -> PyResult<Chart> {
    let asked = ChartAsked { kind, size, dark, about, boundaries };
    let league =
        CHARTS.iter().any(|chart| chart.id == kind && matches!(chart.draw, unwarranted::plot::Draw::League(_)));
    let task = if league { Task::Sweep } else { Task::Report };
    let study = source.of(task, true).map_err(|e| of_program(e, &source.spool))?.0;
    let drawn = py.detach(|| program::chart(&study, &asked)).map_err(|e| of_program(e, &source.spool))?;
    Ok(Chart { drawn })
}

#[pymethods]
impl Chart {
    /// The drawing as SVG with live text.
    #[getter]
    fn svg(&self) -> &str {
        &self.drawn.svg
    }

    /// What it shows, in words.
    #[getter]
    fn headline(&self) -> &str {
        &self.drawn.headline
    }

    /// What a reader must know beside it: warnings, rows set aside, notes.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.drawn.said.iter().map(|line| crate::words::in_python(line)).collect()
    }

    /// The figures drawn, as CSV.
    fn csv(&self) -> &str {
        &self.drawn.csv
    }

    /// Writes the chart to `path`, by its ending as SVG, PNG or PDF; a name that ends in @2x.png has double size, for screens of high
    /// density.
    fn save(&self, path: std::path::PathBuf) -> PyResult<()> {
        let failed = |e: anyhow::Error| of_program(e, &crate::spool::Spool::default());
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let double = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("@2x"));
        let scale = if double { 2.0 } else { 1.0 };
        let bytes = match ending.as_str() {
            "svg" => self.drawn.svg.clone().into_bytes(),
            "png" => unwarranted::plot::png(&self.drawn.svg, scale).map_err(|e| failed(e.into()))?,
            "pdf" => unwarranted::plot::pdf(&self.drawn.svg, &self.drawn.headline).map_err(|e| failed(e.into()))?,
            _ => return Err(crate::error::refused("`path`: expected a name that ends in .svg, .png or .pdf")),
        };
        Ok(std::fs::write(path, bytes)?)
    }

    fn __repr__(&self) -> String {
        self.drawn.headline.clone()
    }

    fn _repr_svg_(&self) -> &str {
        &self.drawn.svg
    }

    fn _repr_html_(&self) -> &str {
        &self.drawn.svg
    }
}
