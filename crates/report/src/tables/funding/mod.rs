//! Tables of money by area, and of what is prescribed beside it.

mod csv;
mod text;

pub use csv::{beside_csv, funding_csv, unequal_csv};
pub use text::funding_table;

use crate::error::Error;
use crate::tables::json::document;
use crate::words;
use serde::Serialize;
use unwarranted_core::funding::{BesidePrescribing, Funding};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Slice<'a> {
    headline: String,
    #[serde(flatten)]
    funding: &'a Funding,
    prescribing: Vec<Beside<'a>>,
}

#[derive(Serialize)]
struct Beside<'a> {
    measure: Option<&'a str>,
    headline: String,
    #[serde(flatten)]
    beside: &'a BesidePrescribing,
}

/// Money of every period, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn funding_json(periods: &[Funding], labels: &LabelsBy) -> Result<String, Error> {
    document(periods.iter().map(|funding| Slice {
        headline: words::funded(funding),
        funding,
        prescribing: funding.prescribing.iter().map(|b| entry(b, labels)).collect(),
    }))
}

fn entry<'a>(beside: &'a BesidePrescribing, labels: &'a LabelsBy) -> Beside<'a> {
    let labels = labels.get(&beside.treatment);
    Beside { measure: labels.map(|l| l.measure.as_str()), headline: words::beside(beside, labels), beside }
}
