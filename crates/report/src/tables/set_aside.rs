//! Rows not used.

use super::delimited::{text, write};
use crate::error::Error;
use unwarranted_core::SliceFindings;

/// Rows not used, one row per slice, reason and area code (one without a code for rows whose code is blank).
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn set_aside_csv(findings: &[SliceFindings]) -> Result<String, Error> {
    let head = ["treatment", "period", "reason", "meaning", "rows_for_this_reason", "area"];
    let mut rows = Vec::new();
    for s in findings {
        for aside in &s.set_aside {
            let row = |area: &str| {
                let (id, meaning) = (aside.reason.word().to_owned(), aside.reason.meaning().to_owned());
                vec![text(&s.treatment), s.period.to_string(), id, meaning, aside.rows.to_string(), text(area)]
            };
            if aside.areas.is_empty() {
                rows.push(row(""));
            }
            rows.extend(aside.areas.iter().map(|a| row(a)));
        }
    }
    write(head.map(str::to_owned), rows)
}
