//! The beginning of a table, by which its layout is recognised.

use super::{Header, Source};
use crate::error::Error;

/// Rows that a sample holds at most.
const ROWS: usize = 20;
/// Bytes of text that a sample shows at most.
const START: usize = 4096;

/// What a layout is recognised by: contents, and the file name only where contents cannot tell.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    /// The first line as a header. For layouts without one it is the first row.
    pub header: Header,
    /// The first rows below it.
    pub rows: Vec<csv::StringRecord>,
    /// The first few thousand characters, for layouts that are no table (JSON).
    pub start: &'a str,
    /// File name without folders, and the member's name for an archive.
    pub names: &'a [&'a str],
}

impl<'a> Sample<'a> {
    /// # Errors
    /// A first line that cannot be read.
    pub fn new(source: &Source<'a>) -> Result<Self, Error> {
        let header = source.header()?;
        let end = (0..=START.min(source.text.len())).rev().find(|at| source.text.is_char_boundary(*at)).unwrap_or(0);
        Ok(Self { header, rows: source.first_rows(ROWS), start: &source.text[..end], names: source.names })
    }
}
