//! Indices of variation: each a function from a [`Slice`] to one number, in a file of its own.
//!
//! [`INDICES`] is the only list of them: the command line, `unwarranted list`, the documentation and the
//! completeness test all read it. To add one, write its file and add one line here.

use crate::error::Undefined;
use crate::slice::Slice;

/// An index of variation.
#[derive(Debug)]
pub struct Index {
    /// Identifier used on the command line and in tables.
    pub id: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// Formula in plain text, in terms of O (observed), E (expected), w (weights) and n (areas).
    pub formula: &'static str,
    /// The paper it comes from.
    pub source: &'static str,
    /// When it is undefined, in words.
    pub undefined_when: &'static str,
    /// The computation.
    pub compute: fn(&Slice) -> Result<Computed, Undefined>,
}

/// The value of an index and what a reader must know before quoting it.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// Always finite.
    pub value: f64,
    /// A caution about this value, in plain words.
    pub note: Option<String>,
}

/// Every index, in the order of output.
pub static INDICES: &[Index] = &[];
