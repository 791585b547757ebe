//! What is given as data.

use crate::error::refused;
use crate::spool::Spool;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use std::path::PathBuf;

/// The paths of what was given as data: paths, data frames, or several of them.
pub(super) fn files(data: &Bound<'_, PyAny>, name: &str, spool: &mut Spool) -> PyResult<Vec<PathBuf>> {
    if data.is_none() {
        return Ok(Vec::new());
    }
    if let Ok(named) = data.cast::<PyDict>() {
        let one = |(name, frame): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let name = name.extract::<String>().map_err(|_| {
                let kind = name.get_type().name().map(|name| name.to_string()).unwrap_or_default();
                refused(format!("the data have a key of the type {kind}; expected the name of a treatment"))
            })?;
            if Spool::takes(&frame)? {
                return spool.add(&frame, &name);
            }
            let kind = frame.get_type().name().map(|name| name.to_string()).unwrap_or_default();
            Err(refused(format!(
                "the data have '{name}' of the type {kind}; expected a data frame with the Arrow interface \
                 (__arrow_c_stream__) for each name, as polars and pandas make of columns; paths come in a list, without names"
            )))
        };
        return named.iter().map(one).collect();
    }
    if data.is_instance_of::<PyList>() || data.is_instance_of::<PyTuple>() {
        let mut all = Vec::new();
        for item in data.try_iter()? {
            let item = item?;
            if Spool::takes(&item)? {
                return Err(refused(
                    "several data frames need names: give a dictionary, {\"hips\": hips, \"knees\": knees}",
                ));
            }
            all.extend(files(&item, name, spool)?);
        }
        return Ok(all);
    }
    if Spool::takes(data)? {
        return Ok(vec![spool.add(data, name)?]);
    }
    data.extract::<PathBuf>().map(|path| vec![path]).map_err(|_| {
        let kind = data.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        refused(format!(
            "the data are of the type {kind}; expected a path, or a data frame with the Arrow interface \
             (__arrow_c_stream__), as polars, pandas from 2.2 on, pyarrow and DuckDB have"
        ))
    })
}
