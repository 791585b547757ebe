//! What a rule of disclosure control did.

use super::delimited::{text, write};
use crate::error::Error;
use unwarranted_core::disclosure::{Action, Protected};

/// The log of disclosure control: one row per treatment, period and area, with the counts that are published.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn disclosure_csv(log: &[Protected]) -> Result<String, Error> {
    let head = ["treatment", "period", "area", "action", "published_observed", "published_denominator"];
    let row = |p: &Protected| {
        let (observed, denominator) = match p.action {
            Action::Shown { observed, denominator } => (Some(observed), denominator),
            Action::Small | Action::Second => (None, None),
        };
        let [observed, denominator] = [observed, denominator].map(|n| n.map_or(String::new(), |n| n.to_string()));
        vec![text(&p.treatment), p.period.to_string(), text(&p.area), p.action.word().to_owned(), observed, denominator]
    };
    write(head.map(str::to_owned), log.iter().map(row))
}
