//! Tables of findings as JSON, CSV and plain text.
//!
//! JSON and CSV carry every number to round-trip precision. A number that does not exist is `null` in JSON and an
//! empty cell in CSV, with the reason beside it; it is never zero.

mod delimited;
mod inequality;
mod json;
mod layout;
mod lines;
mod smooth;
mod text;

pub use delimited::{areas_csv, indices_csv, outliers_csv, rates_csv, set_aside_csv};
pub use inequality::{inequality_csv, inequality_json, inequality_table};
pub use json::{areas_json, indices_json, outliers_json, rates_json};
pub(crate) use lines::to_lines;
pub use smooth::{smooth_csv, smooth_json, smooth_table};
pub(crate) use text::ordered;
pub use text::{indices_table, outliers_table, rates_table};

use unwarranted_core::{AreaFinding, Kind, SliceFindings};

/// The version of the JSON formats, their first key.
pub const SCHEMA: u32 = 1;

/// Why figures of an area are absent, each with the name of the figure: "rate: ...; flag: ...". Empty when none is.
pub(crate) fn reasons(slice: &SliceFindings, area: &AreaFinding) -> String {
    let mut reasons = rate_reasons(slice, area);
    if area.flag.is_none() {
        let reason = slice.overdispersion.undefined.as_deref().unwrap_or("no limits could be set");
        reasons.push(format!("flag: {reason}"));
    }
    reasons.join("; ")
}

/// The same for rate, interval and ratio, where there is no flag to speak of.
pub(crate) fn rate_reasons(slice: &SliceFindings, area: &AreaFinding) -> Vec<String> {
    let mut reasons = Vec::new();
    if area.rate.is_none() {
        let reason = area.rates.rate_undefined.as_deref().unwrap_or("the input has no denominator");
        reasons.push(format!("rate: {reason}"));
    } else if area.lower.is_none() || area.upper.is_none() {
        reasons.push(format!("interval: {}", no_interval(slice.kind)));
    }
    if area.ratio.is_none() {
        reasons.push("ratio: nothing was observed in any area".to_owned());
    }
    reasons
}

/// Why the rates of a slice have no interval.
pub(crate) fn no_interval(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "the numerator is an amount (such as money or quantity), so no chance model applies",
        Kind::Count | Kind::Share => "the numerator is not in whole numbers, so no chance model applies",
    }
}

/// The word for a kind, as on the command line.
pub(crate) fn kind_word(kind: Kind) -> &'static str {
    Kind::ALL.iter().find(|(k, _)| *k == kind).map_or("count", |(_, word)| word)
}
