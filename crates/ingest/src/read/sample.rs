//! The beginning of a table, by which its layout is recognised.

use super::header::Header;
use super::source::{FIRST_ROWS, Source};
use crate::error::Error;

/// Bytes of text that a sample shows at most.
const START: usize = 4096;

/// What a layout is recognised by: contents, and the file name only where contents cannot tell.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    /// The first line as a header. For layouts without one it is the first row.
    pub header: Header,
    /// The first rows below it.
    pub rows: Vec<csv::StringRecord>,
    /// The first few thousand characters, for layouts that are not tables (JSON).
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
        Ok(Self { header, rows: source.first_rows(FIRST_ROWS), start: &source.text[..end], names: source.names })
    }

    /// The first of the rows that `wanted` accepts as a header: the first line, or one below the titles of a sheet.
    pub fn find_header(&self, wanted: impl Fn(&Header) -> bool) -> Option<Header> {
        let below = self.rows.iter().map(|row| Header::new(row.iter()));
        std::iter::once(self.header.clone()).chain(below).find(wanted)
    }

    /// Whether any of the first rows has a number in a column.
    pub(crate) fn has_figures(&self, column: usize) -> bool {
        let texts = self.rows.iter().filter_map(|row| row.get(column));
        texts.map(str::trim).any(|text| !text.is_empty() && text.parse::<f64>().is_ok())
    }

    /// The first line and the rows below it, each as its fields without spaces around them: layouts without a header.
    pub(crate) fn records(&self) -> impl Iterator<Item = Vec<&str>> {
        let first = self.header.shown().iter().map(String::as_str).collect();
        std::iter::once(first).chain(self.rows.iter().map(|row| row.iter().map(str::trim).collect()))
    }

    /// Whether the text is JSON, or a literal of a script: it starts with a bracket, after an assignment perhaps.
    pub(crate) fn is_json(&self) -> bool {
        let start = self.start.trim_start();
        let bare =
            ["var ", "let ", "const ", "export ", "module.exports"].iter().find_map(|word| start.strip_prefix(word));
        let after = bare.map_or(start, |rest| rest.find(['{', '[']).map_or("", |at| &rest[at..]));
        after.starts_with(['{', '['])
    }
}
