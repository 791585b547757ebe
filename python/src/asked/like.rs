//! Areas beside those like them.

use super::{Format, Own, Render, Takes, Work, said, sliced};
use crate::error::refused;
use crate::found::Told;
use crate::source::Source;
use pyo3::prelude::*;
use unwarranted::report::tables;
use unwarranted::study::{IndicatorColumn, Likened};

const COLUMNS: &[&str] = &["column-area", "column-name", "column-period", "decimal", "period"];
const COMPARED: &[&str] = &["column-observed", "column-denominator", "kind", "title", "per-person", "confidence"];

fn asked(own: &Own<'_>) -> PyResult<(Vec<IndicatorColumn>, Option<usize>)> {
    let by = own.words("by")?;
    if by.is_empty() {
        return Err(refused("`by` is missing: name the columns that similar areas have alike"));
    }
    Ok((by, own.whole("nearest")?))
}

pub(super) fn similar<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let (by, nearest) = asked(own)?;
    let study = source.figures("similar", Takes { figures: false, further: &[COLUMNS] })?;
    Ok(Box::new(move || {
        let Likened { found, names, warnings, set_aside } = study.similar(&by, nearest)?;
        Ok(said(("similar.csv", study.coding()), Told::of(&warnings, &set_aside, &[]), move |format| {
            Ok(match format {
                Format::Table(width) => tables::similar_table(&found, &names, width),
                Format::Csv => tables::similar_csv(&found, &names)?,
                Format::Json => tables::similar_json(&found)?,
            })
        }))
    }))
}

pub(super) fn benchmark<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let (by, nearest) = asked(own)?;
    let study = source.figures("similar", Takes { figures: false, further: &[COLUMNS, COMPARED] })?;
    Ok(Box::new(move || {
        let (table, csv, json) = (tables::benchmark_table, tables::benchmark_csv, tables::benchmark_json);
        Ok(sliced(study, study.benchmark(&by, nearest)?, Render { file: "benchmark.csv", table, csv, json }))
    }))
}
