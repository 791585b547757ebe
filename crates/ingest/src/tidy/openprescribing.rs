//! OpenPrescribing's CSV exports: listed here; a tidy table, read by [`crate::tidy`].

use crate::layouts::Format;
use crate::read::Sample;
use crate::tables::Geography;

pub(crate) static FORMAT: Format = Format {
    id: "openprescribing",
    title: "OpenPrescribing export (Analyse page: one treatment by area and month)",
    publisher: "Bennett Institute for Applied Data Science, University of Oxford, from NHSBSA data",
    years: "2010 to today",
    licence: "cite OpenPrescribing.net; the data behind it: Open Government Licence v3.0",
    attribution: "",
    columns: &[
        "row_id, row_name, date, items, quantity, actual_cost",
        "or, below a chart, id, name, date, y_items, y_actual_cost and x_items, x_actual_cost or total_list_size",
    ],
    traps: &[
        "already summed by area: it cannot be regrouped, and it does not go into the store; it is a tidy table, analysed directly: \
         unwarranted report FILE",
        "items are the numerator unless `observed` says quantity or actual_cost; there is no denominator: give one with `denominator`; \
         below a chart y is the numerator and x, or the list size, the denominator",
        "actual_cost is rounded to pence",
    ],
    dataset: None,
    geography: Geography::Prescriber,
    recognise: |Sample { header, .. }| {
        header.has(&["ROW_ID", "DATE", "ITEMS", "ACTUAL_COST"]) || header.has(&["ID", "DATE", "Y_ITEMS"])
    },
    read: None,
};
