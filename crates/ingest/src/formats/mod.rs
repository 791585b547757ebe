//! Publisher layouts, one file each. A layout is recognised by its header, never by its file name.

mod builder;
pub mod directory;
mod dpi;
mod epd_v2;
pub mod facts;
mod file_name;
mod patient_list_size;
mod prescribing;
mod reg_patients;
mod rows;
mod sample;
mod tables;
mod tally;
mod tidy;

pub use rows::{Header, Source};
pub use sample::Sample;
pub use tables::{
    Dataset, ListSize, Middle, Org, Population, Practice, Prescribing, PrescribingRow, Presentation, Sums, Tables,
};
pub use tally::{MAX_REJECTS, Reject, Tally};

use crate::error::Error;

/// Licence of all English NHS open data read here.
const OGL: &str = "Open Government Licence v3.0";

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

/// Whose places the areas of a layout are. Figures of different geographies must not be divided by one another unless it
/// is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Geography {
    /// Where the prescriber is.
    Prescriber,
    /// Where the medicine was dispensed, whoever prescribed it.
    Dispenser,
    /// Where patients are registered with a practice.
    Registered,
    /// Where people live.
    Resident,
    /// No areas, or whatever its user says they are.
    #[default]
    Unspecified,
}

impl Geography {
    /// Every geography with the word used in the store.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Prescriber, "prescriber"),
        (Self::Dispenser, "dispenser"),
        (Self::Registered, "registered"),
        (Self::Resident, "resident"),
        (Self::Unspecified, "unspecified"),
    ];

    /// The word used in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(geography, _)| *geography == self).map_or("unspecified", |(_, word)| word)
    }
}

/// Reads a table of one layout.
pub type Reader = fn(&Source<'_>) -> Result<Reading, Error>;

/// What a reader makes of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Tables by month.
    pub tables: Tables,
    /// What became of the rows.
    pub tally: Tally,
}

/// Every layout, most specific first.
#[rustfmt::skip] // one line each, so that adding one touches one
pub static FORMATS: &[Format] = &[
    epd_v2::FORMAT,
    dpi::FORMAT,
    reg_patients::FORMAT,
    patient_list_size::FORMAT,
    tidy::FORMAT,
];

/// The layout of a table that goes into the store.
///
/// # Errors
/// A header of no such layout: the error lists its columns and the layouts that can be ingested.
pub fn recognise(source: &Source<'_>) -> Result<&'static Format, Error> {
    let sample = Sample::new(source)?;
    let header = &sample.header;
    let storable = || FORMATS.iter().filter(|f| f.read.is_some());
    storable().find(|f| (f.recognise)(&sample)).ok_or_else(|| {
        let known: Vec<String> = storable().map(|f| format!("{} ({})", f.id, f.title)).collect();
        let hint = if tidy::resembles(&sample) {
            "; it looks like a tidy table: such tables are analysed directly, not ingested, with: unwarranted report FILE"
        } else {
            ""
        };
        source.refuse(format!(
            "the columns are those of no layout that can be ingested{hint}; columns found: {}{LAYOUTS}{}",
            first_columns(header),
            known.join(", ")
        ))
    })
}

/// What stands before the list of all layouts in a message, so that a list of many files can do without it.
pub(crate) const LAYOUTS: &str = "; layouts: ";

/// The columns of a header, as many as a message can hold: a file that is no table may be one very long line.
fn first_columns(header: &Header) -> String {
    const LONGEST: usize = 300;
    let mut text = String::new();
    for name in header.shown() {
        let cut: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        if text.len() + cut.len() > LONGEST {
            return format!("{text}... ({} in all)", header.shown().len());
        }
        text += if text.is_empty() { "" } else { ", " };
        text += &cut;
    }
    text
}

/// Recognises and reads one table.
///
/// # Errors
/// Those of [`recognise`] and of the layout's reader: a required column that is missing, more of the rows unusable than
/// the source allows, a last row that is cut short, a month that cannot be found.
pub fn read(source: &Source<'_>) -> Result<(&'static Format, Reading), Error> {
    let format = recognise(source)?;
    let read = format.read.ok_or_else(|| source.refuse("this layout is analysed directly, not ingested"))?;
    Ok((format, read(source)?))
}

/// Position of a column that must be there, under any of its names.
fn required(source: &Source<'_>, header: &Header, aliases: &[&str]) -> Result<usize, Error> {
    header.find(aliases).ok_or_else(|| {
        source.refuse(format!(
            "the column {} is missing; columns found: {}",
            aliases.join(" (or "),
            header.shown().join(", ")
        ))
    })
}

#[cfg(test)]
mod tests;
