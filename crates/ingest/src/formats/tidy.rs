//! Tidy CSV: listed here with the other layouts; read by [`crate::tidy`].

use super::Format;

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
        let any = |aliases: &[&str]| header.find(aliases).is_some();
        any(&["AREA", "CODE", "AREA_CODE", "ORG", "ORG_ID", "PCT", "PCT_ID", "CCG", "CCG_ID", "ROW_ID"])
            && any(&["OBSERVED", "NUMERATOR", "ITEMS", "COUNT"])
    },
    read: None,
};
