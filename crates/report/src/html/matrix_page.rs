//! What the page of areas assessed against criteria is made of.

use crate::report::Report;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::criteria::{Agreement, AreaResult, Criteria, CriterionResult};
use unwarranted_plot::Drawing;
use unwarranted_plot::labels::Labels;

/// False discoveries among areas that are called far from the rest.
pub(super) const LEVEL: f64 = 0.05;

/// What the page is made from.
#[derive(Debug)]
pub struct MatrixPage<'a> {
    /// The assessments as a table.
    pub table: &'a Criteria,
    /// What is said of each criterion, in the order of the table.
    pub criteria: &'a [CriterionResult],
    /// What is said of each area, in the order of the table.
    pub areas: &'a [AreaResult],
    /// Whether assessors agree; `None` where no two looked at the same.
    pub agreement: Option<Agreement>,
    /// Names of areas.
    pub names: &'a BTreeMap<Arc<str>, Arc<str>>,
    /// Level from which a criterion is met, where findings are levels.
    pub target: Option<f64>,
    /// Rows without a finding.
    pub missing: usize,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// The map of areas by criteria.
    pub map: &'a Drawing,
    /// A report without findings, which has the words, inputs and options.
    pub report: &'a Report<'a>,
    /// The words.
    pub labels: &'a Labels,
}

pub(super) fn worst<'a>(page: &'a MatrixPage) -> Vec<&'a CriterionResult> {
    let mut all: Vec<&CriterionResult> = page.criteria.iter().collect();
    all.sort_by(|a, b| a.rank.total_cmp(&b.rank).then_with(|| a.criterion.cmp(&b.criterion)));
    all
}

pub(super) fn share(one: &CriterionResult) -> f64 {
    one.failed as f64 / one.assessed.max(1) as f64
}
