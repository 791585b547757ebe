//! Everything said about every area of every slice, one row each.

use super::delimited::area_rows;
use super::json::{Head, document, head};
use super::outliers::{levels, reason_column, verdict_columns};
use super::rates::{rank_columns, rate_columns, which_columns};
use crate::error::Error;
use serde::Serialize;
use unwarranted_core::findings::{Judged, Overdispersion};
use unwarranted_core::{AreaFinding, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Areas<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    deciles: Option<[f64; 9]>,
    rule: &'static str,
    judged: Option<&'a Judged>,
    rank_note: Option<&'a str>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: &'a [AreaFinding],
}

/// Everything said about every area of every slice.
///
/// # Errors
/// As [`indices_json`].
pub fn areas_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings, |s| Areas {
        head: head(s, labels),
        deciles: s.deciles,
        rule: s.rule,
        judged: s.judged.as_ref(),
        rank_note: s.rank_note.as_deref(),
        overdispersion: &s.overdispersion,
        set_aside: &s.set_aside,
        areas: &s.areas,
    })
}

/// Everything said about every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`].
pub fn areas_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    let verdict = verdict_columns(levels(findings));
    area_rows(findings, labels, [which_columns(), rate_columns(findings), rank_columns(), verdict, reason_column()])
}
