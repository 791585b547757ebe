//! The error of this package.

use crate::words::in_python;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    unwarranted,
    Error,
    PyValueError,
    "Data, options or a folder that cannot be used; the message says what was expected and what to do."
);

/// An error of this package's own.
pub(crate) fn refused(says: impl AsRef<str>) -> PyErr {
    Error::new_err(in_python(says.as_ref()))
}
