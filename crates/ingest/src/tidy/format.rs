//! Tidy CSV: listed here with the other layouts; read by [`crate::tidy`].

use super::openprescribing;
use crate::layouts::Format;
use crate::read::{Header, Sample};
use crate::tables::Geography;
use crate::tidy::Field;

pub(crate) static FORMAT: Format = Format {
    id: "tidy",
    title: "Tidy CSV: one row per area, period and treatment",
    publisher: "any",
    years: "any",
    licence: "that of its source",
    attribution: "",
    columns: &["area", "period", "observed", "denominator", "expected", "treatment", "name"],
    traps: &[
        "columns are found by name from a list of aliases; `area`, `period`, `observed`, `denominator`, `expected` and `treatment` override",
        "analysed directly by report, indices, outliers and rates; it does not go into the store",
    ],
    dataset: None,
    geography: Geography::Unspecified,
    recognise: |sample| {
        let header = &sample.header;
        let area = has(header, Field::Area) || (openprescribing::FORMAT.recognise)(sample);
        area && (has(header, Field::Observed) || has(header, Field::Expected))
    },
    read: None,
};

fn has(header: &Header, field: Field) -> bool {
    header.shown().iter().any(|name| is(field, name))
}

fn is(field: Field, name: &str) -> bool {
    field.entry().aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
}

/// Whether a table can be analysed directly, perhaps once its columns are named: it has columns of areas and periods
/// that are known by name, and a number elsewhere in its first row. For a hint only.
pub(crate) fn resembles(sample: &Sample<'_>) -> bool {
    let header = &sample.header;
    if (FORMAT.recognise)(sample) {
        return true;
    }
    let is_number = |(name, value): (&String, &str)| {
        ![Field::Area, Field::Period].iter().any(|f| is(*f, name)) && value.trim().parse::<f64>().is_ok()
    };
    let mut first = sample.rows.iter().take(1).flat_map(csv::StringRecord::iter);
    let numbers = header.shown().iter().zip(first.by_ref()).any(is_number);
    has(header, Field::Area) && has(header, Field::Period) && numbers
}
