//! OpenPrescribing's CSV exports: listed here; a tidy table, read by [`crate::tidy`].

use super::{Format, Geography};

pub(super) static FORMAT: Format = Format {
    id: "openprescribing",
    title: "OpenPrescribing export (Analyse page: one treatment by area and month)",
    publisher: "Bennett Institute for Applied Data Science, University of Oxford, from NHSBSA data",
    years: "2010 to today",
    licence: "cite OpenPrescribing.net; the data behind it: Open Government Licence v3.0",
    attribution: "",
    columns: &["row_id", "row_name", "date", "items", "quantity", "actual_cost"],
    traps: &[
        "already summed by area: it cannot be regrouped, and it does not go into the store; it is a tidy table, analysed directly: \
         unwarranted report FILE",
        "items are the numerator unless --observed says quantity or actual_cost; there is no denominator: give one with --denominator",
        "actual_cost is rounded to pence",
    ],
    dataset: None,
    geography: Geography::Prescriber,
    recognise: |sample| sample.header.has(&["ROW_ID", "DATE", "ITEMS", "ACTUAL_COST"]),
    read: None,
};
