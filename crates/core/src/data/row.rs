//! One row of input.

use crate::data::cell::Cell;
use crate::data::period::Period;
use std::sync::Arc;

/// One row of input. A reader has already refused negative and non-finite numbers and duplicate keys.
#[derive(Debug, Clone, PartialEq)]
pub struct CubeRow {
    /// Which input file the row came from, counted from 0 in the order the files were given.
    pub file: usize,
    /// Treatment (measure); empty where the input has none.
    pub treatment: Arc<str>,
    /// Period of the row.
    pub period: Period,
    /// Area code; empty when blank in the input.
    pub area: Arc<str>,
    /// Observed events or amount.
    pub observed: Cell,
    /// Denominator; `None` when the input has no such column.
    pub denominator: Option<Cell>,
    /// Expected value; `None` when the input has no such column.
    pub expected: Option<Cell>,
}

/// Treatment, period and area.
pub(crate) type Key = (Arc<str>, Period, Arc<str>);
