//! Every layout, and recognising one. A layout is recognised by its contents, never by its file name.

use crate::error::Error;
pub use crate::layouts::Format;
use crate::layouts::{bnf, boundaries, funding, need, organisations, patients, prescribing};
use crate::read::{Sample, Source};
use crate::tables::Reading;
use crate::{input, tidy};
use unwarranted_core::text::counted;

mod nearest;
mod plain;

pub use crate::layouts::patients::both_sexes::{both_sexes, name_of_men};
pub use plain::{better, without_frame};

/// Every layout, most specific first.
#[rustfmt::skip] // one line each, so that adding one touches one
pub static FORMATS: &[Format] = &[
    prescribing::epd_snomed::FORMAT,
    prescribing::epd_v2::FORMAT,
    prescribing::dpi::FORMAT,
    prescribing::gp_prescribing::FORMAT,
    prescribing::gp_prescribing_chemical::FORMAT,
    bnf::gp_chemicals::FORMAT,
    organisations::gp_addresses::FORMAT,
    prescribing::pca::FORMAT,
    patients::reg_patients::FORMAT,
    patients::reg_patients_wide::FORMAT,
    patients::patient_list_size::FORMAT,
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
    funding::nhs_payments::FORMAT,
    funding::weighted_populations::FORMAT,
    funding::allocations::FORMAT,
    need::qof_prevalence::FORMAT,
    need::qof_workbook::FORMAT,
    need::deprivation::FORMAT,
    need::fingertips::FORMAT,
    need::fingertips_practice::FORMAT,
    need::code_year_controls::FORMAT,
    need::nhs_choices_indicators::FORMAT,
    patients::ons_population_age::FORMAT,
    patients::ccg_list_size::FORMAT,
    need::star_pu_weights::FORMAT,
    need::prescribing_units::FORMAT,
    funding::streams::FORMAT,
    need::indicators::FORMAT,
    tidy::openprescribing::FORMAT,
    tidy::format::FORMAT,
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
pub const LAYOUTS: &str = "; layouts: ";

/// What a text of no known layout looks like.
fn unknown(sample: &Sample<'_>) -> String {
    /// Columns that a message lists at most.
    const MOST: usize = 40;
    let start = sample.start.trim_start();
    if sample.is_json() && start.chars().take(200).collect::<String>().contains("\"Topology\"") {
        return "this is TopoJSON, which is not read; export the boundaries as GeoJSON".to_owned();
    }
    if sample.is_json() {
        return format!("this JSON is in no layout that can be ingested; it begins with {}", input::shorten(start));
    }
    if start.starts_with("# ") || start.starts_with('|') {
        return format!("this looks like a text in Markdown, not a table; it begins with {}", input::shorten(start));
    }
    let hint = if tidy::format::resembles(sample) {
        "; it looks like a tidy table: analyse such tables directly, without ingesting them: unwarranted report FILE"
    } else {
        ""
    };
    let names = sample.header.shown();
    let blank = names.iter().filter(|name| name.trim().is_empty()).count();
    let named = || names.iter().filter(|name| !name.trim().is_empty());
    let mut shown: Vec<String> = named().take(MOST).map(|name| input::shorten(name)).collect();
    shown.extend(
        (blank > 0).then(|| counted(i64::try_from(blank).unwrap_or(i64::MAX), "without a name", "without a name")),
    );
    let more = if named().count() > MOST { format!(" and {} more", named().count() - MOST) } else { String::new() };
    let found = shown.join(", ");
    let near = nearest::nearest(FORMATS, sample).map_or(String::new(), |near| format!("; the nearest is {near}"));
    format!("the columns match no layout that can be ingested{hint}{near}; columns found: {found}{more}")
}

/// Recognises and reads one table.
///
/// # Errors
/// Those of [`recognise`] and of the layout's reader: a required column that is missing, more of the rows unusable than
/// the source allows, a last row that is cut short, a month that cannot be found.
pub fn read(source: &Source<'_>) -> Result<(&'static Format, Reading), Error> {
    let text = without_frame(source);
    let plain = text.as_ref().map(|text| Source { text, ..*source });
    let (format, source) = better(source, plain.as_ref())?;
    let read = format.read.ok_or_else(|| source.refuse("this layout is analysed directly, not ingested"))?;
    Ok((format, read.read(source)?))
}

#[cfg(test)]
pub(crate) mod facts_testing;
#[cfg(test)]
mod facts_tests;
#[cfg(test)]
mod headers_tests;
#[cfg(test)]
mod ons_ods_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod tests;
