//! Publisher layouts, one file each. A layout is recognised by its contents, never by its file name.

mod allocations;
mod below;
mod bnf;
mod boundaries;
mod ccg_list_size;
mod code_year_controls;
mod collect;
pub mod directory;
mod dpi;
mod epd_snomed;
mod epd_v2;
pub mod facts;
mod figures;
mod file_name;
mod fingertips;
mod fingertips_practice;
mod funding;
mod gp_addresses;
mod gp_chemicals;
mod gp_prescribing;
mod gp_prescribing_chemical;
mod indicators;
mod json;
mod kinds;
mod literal;
mod long_table;
mod nhs_choices_indicators;
mod nhs_payments;
mod not_sign;
mod ons_population_age;
mod openprescribing;
mod organisations;
mod patient_list_size;
mod pca;
mod periods;
pub(crate) mod prescribing;
mod prescribing_units;
mod qof_prevalence;
mod reg_patients;
mod reg_patients_wide;
mod rows;
mod sample;
mod star_pu_weights;
mod tables;
mod tally;
mod tidy;
mod weighted_populations;
mod year_columns;

pub use boundaries::national_grid;
pub use rows::{Header, Source};
pub use sample::Sample;
pub use tables::{
    Dataset, ListSize, Middle, Org, PatientStratum, Population, Practice, Prescribing, PrescribingRow, Presentation,
    Sums, Tables,
};
pub use tally::{MAX_REJECTS, Reject, Tally};

use crate::error::Error;
use crate::input;

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

    /// What the areas are, in words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Prescriber => "of the prescriber",
            Self::Dispenser => "of the dispenser, whoever prescribed: not to be divided by figures of prescribers",
            Self::Registered => "of the practice where patients are registered",
            Self::Resident => "where people live",
            Self::Unspecified => "none, or as its user says",
        }
    }

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
    epd_snomed::FORMAT,
    epd_v2::FORMAT,
    dpi::FORMAT,
    gp_prescribing::FORMAT,
    gp_prescribing_chemical::FORMAT,
    gp_chemicals::FORMAT,
    gp_addresses::FORMAT,
    pca::FORMAT,
    reg_patients::FORMAT,
    reg_patients_wide::FORMAT,
    patient_list_size::FORMAT,
    organisations::practices::FORMAT,
    organisations::commissioners::FORMAT,
    organisations::memberships::FORMAT,
    organisations::network_members::FORMAT,
    organisations::networks::FORMAT,
    organisations::practice_map::FORMAT,
    organisations::ons_lookup::FORMAT,
    organisations::ons_to_ods::FORMAT,
    organisations::pct_to_ccg::FORMAT,
    organisations::sha_trusts::FORMAT,
    organisations::nhs_choices::FORMAT,
    bnf::code_list::FORMAT,
    bnf::changes::FORMAT,
    bnf::adq::FORMAT,
    boundaries::geojson::FORMAT,
    boundaries::hexjson::FORMAT,
    nhs_payments::FORMAT,
    weighted_populations::FORMAT,
    allocations::FORMAT,
    qof_prevalence::FORMAT,
    fingertips::FORMAT,
    fingertips_practice::FORMAT,
    code_year_controls::FORMAT,
    nhs_choices_indicators::FORMAT,
    ons_population_age::FORMAT,
    ccg_list_size::FORMAT,
    star_pu_weights::FORMAT,
    prescribing_units::FORMAT,
    funding::FORMAT,
    indicators::FORMAT,
    openprescribing::FORMAT,
    tidy::FORMAT,
];

/// The layout of a table that goes into the store.
///
/// # Errors
/// A table of no such layout: the error lists its columns and the layouts that can be ingested.
pub fn recognise(source: &Source<'_>) -> Result<&'static Format, Error> {
    let sample = Sample::new(source)?;
    let storable = || FORMATS.iter().filter(|f| f.read.is_some());
    storable().find(|f| (f.recognise)(&sample)).ok_or_else(|| {
        let known: Vec<&str> = storable().map(|f| f.id).collect();
        let describes = "'unwarranted list formats' says what columns each has";
        source.refuse(format!("{}{LAYOUTS}{}; {describes}", unknown(&sample), known.join(", ")))
    })
}

/// What stands before the list of all layouts in a message, so that a list of many files can do without it.
pub(crate) const LAYOUTS: &str = "; layouts: ";

/// What a text of no known layout looks like.
fn unknown(sample: &Sample<'_>) -> String {
    /// Columns that a message lists at most.
    const MOST: usize = 40;
    let start = sample.start.trim_start();
    if sample.is_json() && start.chars().take(200).collect::<String>().contains("\"Topology\"") {
        return "this is TopoJSON, which is not read; export the boundaries as GeoJSON".to_owned();
    }
    if sample.is_json() {
        return format!("this is JSON of no layout that can be ingested; it begins with {}", input::shorten(start));
    }
    if start.starts_with("# ") || start.starts_with('|') {
        return format!("this looks like a text in Markdown, not a table; it begins with {}", input::shorten(start));
    }
    let hint = if tidy::resembles(sample) {
        "; it looks like a tidy table: such tables are analysed directly, not ingested, with: unwarranted report FILE"
    } else {
        ""
    };
    let names = sample.header.shown();
    let shown: Vec<String> = names.iter().take(MOST).map(|name| input::shorten(name)).collect();
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    let found = shown.join(", ");
    format!("the columns are those of no layout that can be ingested{hint}; columns found: {found}{more}")
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
mod facts_testing;
#[cfg(test)]
mod facts_tests;
#[cfg(test)]
mod ons_ods_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;
