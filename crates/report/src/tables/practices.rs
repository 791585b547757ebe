//! The practices of one area as CSV.

use super::delimited::{number, text, write};
use crate::error::Error;
use unwarranted_core::one_area::OwnPractices;

/// Every practice of an area in each treatment.
///
/// # Errors
/// [`Error::Table`], a defect of this program.
pub fn practices_csv(area: &str, all: &[OwnPractices]) -> Result<String, Error> {
    let header = ["area", "treatment", "period", "practice", "observed", "denominator"].map(str::to_owned);
    let rows = all.iter().flat_map(|own| {
        own.practices.iter().map(|practice| {
            vec![
                text(area),
                text(&own.treatment),
                own.period.to_string(),
                text(&practice.code),
                number(Some(practice.observed)),
                number(Some(practice.denominator)),
            ]
        })
    });
    write(header, rows)
}
