//! What the user says about tidy files, and what is kept of each.

use super::fields::Field;
use super::value::Decimal;
use crate::input::Encoding;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What the user says about the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TidyOptions {
    /// Columns named by the user; the others are found by their aliases. They apply to every file.
    pub columns: BTreeMap<Field, String>,
    /// A file with area codes and names, for areas that the main files give no name.
    pub names: Option<PathBuf>,
    /// Kinds of area to keep where a file has several: `ccg`, `region`, or the start of ONS codes such as `E38`. Empty: the
    /// files have one.
    pub only_kinds: Vec<String>,
    /// What dots and commas in figures mean; `None`: dots are before decimals, and doubtful columns are refused.
    pub decimal: Option<Decimal>,
    /// Columns that options name for something else (need, what similar areas have alike): one of them called `age` or `sex` has no groups of
    /// people.
    pub other: Vec<String>,
    /// Whether what was observed may be below zero: amounts, of which some were taken back.
    pub negative: bool,
}

impl TidyOptions {
    /// The same with `field` read from the column called `column`.
    #[must_use]
    pub fn with(mut self, field: Field, column: impl Into<String>) -> Self {
        self.columns.insert(field, column.into());
        self
    }
}

/// What is known of areas by their code, each from the area's latest period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaFacts {
    /// Parent group, for the areas that have one.
    pub groups: BTreeMap<Arc<str>, Arc<str>>,
    /// Ranking variable, for the areas that have one.
    pub ranks: BTreeMap<Arc<str>, f64>,
    /// Whether a name in the data says that its area is simulated, be it used as a name or not.
    pub synthetic: bool,
}

/// Provenance of one input file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TidyInput {
    /// File name without folders.
    pub name: String,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes on disk, lower-case hexadecimal.
    pub sha256: String,
    /// Data rows read, over all tables.
    pub rows_read: usize,
    /// The tables in it: one, or one per member of a zip archive.
    pub tables: Vec<TidyTable>,
}

/// One table of an input file and how it was understood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TidyTable {
    /// Name without folders; for a member of a zip archive the member's.
    pub name: String,
    /// How the text was encoded.
    pub encoding: Encoding,
    /// What separates the columns: comma, semicolon or tab.
    pub delimiter: char,
    /// Data rows read.
    pub rows_read: usize,
    /// Which column each field was read from, in the order of the list of fields.
    pub columns: Vec<(Field, String)>,
}
