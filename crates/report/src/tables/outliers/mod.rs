//! The verdict on every area of every slice: rates, ratios, funnel limits, flags and alarms.

mod csv;
mod json;
mod text;

pub use csv::{outliers_csv, outliers_csv_pieces};
pub(super) use csv::{reason_column, verdict_columns};
pub(super) use json::Verdicts;
pub use json::{outliers_json, outliers_json_pieces};
pub(super) use text::to_similar;
pub use text::{outliers_pieces, outliers_table};
