//! Everything said about every area of every slice, one row each.

use super::delimited::area_rows;
use super::json::{Head, document, head};
use super::outliers::{Verdicts, reason_column, verdict_columns};
use super::pieces::Outline;
use super::rates::{rank_columns, rate_columns, which_columns};
use crate::error::Error;
use serde::Serialize;
use unwarranted_core::SliceFindings;
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Areas<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    verdicts: Verdicts<'a>,
}

/// Everything said about every area of every slice.
///
/// # Errors
/// As [`indices_json`](super::indices_json).
pub fn areas_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings.iter().map(|s| Areas { head: head(s, labels), verdicts: Verdicts::of(s, labels) }))
}

/// Everything said about every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn areas_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    let outline = Outline::of(findings);
    let verdict = verdict_columns(&outline);
    area_rows([which_columns(), rate_columns(&outline), rank_columns(), verdict, reason_column()])?
        .whole(findings, labels)
}
