//! What changes over time, in tables.

mod csv;
mod found;
mod json;
mod table;

pub use csv::{series_csv, trend_csv};
pub use json::{series_json, trend_json};
pub use table::{series_table, trend_table};
