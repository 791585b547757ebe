//! The figures of a chart as CSV.

use super::delimited::{number, text, write};
use crate::error::Error;
use unwarranted_plot::data::{Data, Datum};

/// The figures that a chart draws, a row a mark.
///
/// # Errors
/// [`Error::Table`], a defect of this program.
pub fn drawn_csv(data: &Data) -> Result<String, Error> {
    let cell = |cell: &Datum| match cell {
        Datum::Text(words) => text(words),
        Datum::Number(value) => number(Some(*value)),
        Datum::Nothing => String::new(),
    };
    write(
        data.columns.iter().map(|c| (*c).to_owned()),
        data.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>()),
    )
}
