//! What a layout says of itself.

use super::prescribing::{self, Layout};
use crate::error::Error;
use crate::read::{Sample, Source};
use crate::tables::{Dataset, Geography, Reading};

/// Licence of all English NHS open data read here.
pub(crate) const OGL: &str = "Open Government Licence v3.0";

/// One publisher layout.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Identifier, as in the catalogue.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
    /// Which years it covers.
    pub years: &'static str,
    /// Licence.
    pub licence: &'static str,
    /// The line to print wherever its figures are shown.
    pub attribution: &'static str,
    /// The columns that are read.
    pub columns: &'static [&'static str],
    /// What goes wrong with it, and what is done about it.
    pub traps: &'static [&'static str],
    /// Which dataset of the store it fills; `None` for tables that are analysed directly.
    pub dataset: Option<Dataset>,
    /// Whose places the areas of its rows are.
    pub geography: Geography,
    /// Whether the beginning of a table is of this layout.
    pub recognise: fn(&Sample<'_>) -> bool,
    /// Reads it; `None` for tables that are analysed directly.
    pub read: Option<Reader>,
}

/// How a table of a layout is read.
#[derive(Debug, Clone, Copy)]
pub enum Reader {
    /// From its text as a whole.
    Whole(fn(&Source<'_>) -> Result<Reading, Error>),
    /// In blocks, as its columns are those of practice-level prescribing, whose files are too large to be held in memory.
    Blocks(&'static Layout),
}

impl Reader {
    /// Reads a table that is in memory.
    ///
    /// # Errors
    /// Those of the layout: a required column that is missing, more of the rows unusable than the source allows, a last row
    /// that is cut short, a month that cannot be found.
    pub fn read(self, source: &Source<'_>) -> Result<Reading, Error> {
        match self {
            Self::Whole(read) => read(source),
            Self::Blocks(layout) => prescribing::read(source, layout),
        }
    }
}
