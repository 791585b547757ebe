//! Tables of results as a stream of the Arrow PyCapsule interface: one block, which takers do not copy.

use polars_arrow::array::{Array, Float64Array, Int64Array, StructArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::export_iterator;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use unwarranted::store::ExportValues;

/// A named column.
pub(crate) type Column = (String, ExportValues);

fn array(values: &ExportValues) -> Box<dyn Array> {
    match values {
        ExportValues::Text(values) => {
            Utf8ViewArray::from_slice(values.iter().map(Option::as_deref).collect::<Vec<_>>()).boxed()
        }
        ExportValues::Number(values) => Float64Array::from(values.as_slice()).boxed(),
        ExportValues::Whole(values) => Int64Array::from(values.as_slice()).boxed(),
    }
}

/// The number of rows of a column.
pub(crate) fn rows(values: &ExportValues) -> usize {
    match values {
        ExportValues::Text(values) => values.len(),
        ExportValues::Number(values) => values.len(),
        ExportValues::Whole(values) => values.len(),
    }
}

/// A capsule with the columns as a stream.
pub(crate) fn stream<'py>(py: Python<'py>, columns: &[Column]) -> PyResult<Bound<'py, PyCapsule>> {
    let arrays: Vec<Box<dyn Array>> = columns.iter().map(|(_, values)| array(values)).collect();
    let named = columns.iter().zip(&arrays);
    let fields =
        named.map(|((name, _), array)| Field::new(name.as_str().into(), array.dtype().clone(), true)).collect();
    let length = columns.first().map_or(0, |(_, values)| rows(values));
    let whole = ArrowDataType::Struct(fields);
    let block = StructArray::new(whole.clone(), length, arrays, None).boxed();
    let stream = export_iterator(Box::new(std::iter::once(Ok(block))), Field::new("".into(), whole, false));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}
