//! Tables of other libraries through the Arrow PyCapsule interface: the only module with unsafe code.

#![allow(unsafe_code, reason = "a capsule holds a pointer that another library gives")]

use polars_arrow::array::Array;
use polars_arrow::ffi::{ArrowArrayStream, ArrowArrayStreamReader};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// The method that gives a capsule.
pub(crate) const STREAM: &str = "__arrow_c_stream__";

/// The name that the interface gives to a capsule with a stream.
const NAME: &std::ffi::CStr = c"arrow_array_stream";

/// Blocks of rows, each a struct with an array for every column.
pub(crate) struct Blocks {
    reader: ArrowArrayStreamReader<Box<ArrowArrayStream>>,
}

impl Blocks {
    /// Takes the stream of an object that has [`STREAM`]; the capsule is empty from then on, as the interface asks.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let capsule = object.call_method0(STREAM)?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(NAME))?.cast::<ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a stream of the C interface, which nobody else reads while we hold the GIL.
        // An empty one stays in its place, so that it is released once.
        let stream = unsafe { stream.as_ptr().replace(ArrowArrayStream::empty()) };
        // SAFETY: the interface says so of what its producers give; a released stream is an error.
        let reader = unsafe { ArrowArrayStreamReader::try_new(Box::new(stream)) };
        Ok(Self { reader: reader.map_err(|e| PyValueError::new_err(e.to_string()))? })
    }

    /// What the stream holds.
    pub(crate) fn field(&self) -> &polars_arrow::datatypes::Field {
        self.reader.field()
    }

    /// The next block; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<PyResult<Box<dyn Array>>> {
        // SAFETY: as above, of the arrays of the stream.
        let block = unsafe { self.reader.next() };
        Some(block?.map_err(|e| PyValueError::new_err(e.to_string())))
    }
}
