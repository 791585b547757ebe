//! Tidy CSV: listed here with the other layouts; read by [`crate::tidy`].

use super::Format;
use crate::tidy::Field;

pub(super) static FORMAT: Format = Format {
    id: "tidy",
    title: "Tidy CSV: one row per area, period and treatment",
    publisher: "any",
    years: "any",
    licence: "that of its source",
    attribution: "",
    columns: &["area", "period", "observed", "denominator", "expected", "treatment", "name"],
    traps: &[
        "columns are found by name from a list of aliases; --area, --period, --observed, --denominator, --expected and --treatment override",
        "analysed directly by report, indices, outliers and rates; it does not go into the store",
    ],
    dataset: None,
    recognise: |header| {
        let is = |field: Field, name: &str| field.entry().aliases.iter().any(|a| a.eq_ignore_ascii_case(name));
        let has = |field| header.shown().iter().any(|name| is(field, name));
        has(Field::Area) && (has(Field::Observed) || has(Field::Expected))
    },
    read: None,
};
