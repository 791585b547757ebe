//! The figures of a dossier as CSV.

use super::delimited::{number, text, write};
use crate::error::Error;

/// Step, name and value of each figure of an area; a figure that is undefined is empty.
///
/// # Errors
/// [`Error::Table`], a defect of this program.
pub fn dossier_csv(area: &str, figures: &[(&'static str, String, Option<f64>)]) -> Result<String, Error> {
    let header = ["step", "figure", "value", "area"].map(str::to_owned);
    write(header, figures.iter().map(|(step, name, value)| vec![text(step), text(name), number(*value), text(area)]))
}
