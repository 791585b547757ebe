//! Areas and the figures that they are compared by.

use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::count;

/// Name and code of an area; a name that ends with the code is left as it is.
pub(crate) fn name_and_code(a: &AreaFinding) -> String {
    with_code(a.name.as_deref(), &a.area)
}

/// Name and code, whatever else is known of the area.
pub(crate) fn with_code(name: Option<&str>, code: &str) -> String {
    match name {
        Some(name) if name.ends_with(code) => short(name),
        Some(name) => format!("{} ({code})", short(name)),
        None => code.to_owned(),
    }
}

/// The figure that areas are compared by: the rate, or the ratio where there is no rate.
pub(crate) fn figure(a: &AreaFinding) -> Option<f64> {
    a.rate.or(a.ratio)
}

/// The same, and none for an area without a rate among others that have one.
pub(super) fn figure_in(s: &SliceFindings, a: &AreaFinding) -> Option<f64> {
    if s.areas.iter().any(|a| a.rate.is_some()) { a.rate } else { a.ratio }
}

/// "1 row" or "108 rows".
pub(crate) fn rows(n: usize) -> String {
    if n == 1 { "1 row".to_owned() } else { format!("{} rows", count(n)) }
}
