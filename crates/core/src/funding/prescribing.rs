//! What is prescribed in areas, beside their money.

use super::Head;
use crate::data::kind::Kind;
use crate::explain::SpreadIs;
use std::sync::Arc;

/// Money per head beside the rates of one treatment. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BesidePrescribing {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// What its numerator counts.
    pub kind: Kind,
    /// What money is divided by.
    pub per: Head,
    /// Areas that have both.
    pub areas: usize,
    /// Spearman's rank correlation of money per head and rates, areas the same.
    pub spearman: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Share of the differences of rates that goes with money per head, corrected for one covariate.
    pub share: Option<f64>,
    /// Lower end of its interval.
    pub share_lower: Option<f64>,
    /// Upper end of its interval.
    pub share_upper: Option<f64>,
    /// What the share is of.
    pub spread: SpreadIs,
    /// Why there is no correlation; `None` where there is one.
    pub undefined: Option<String>,
    /// Why there is no share; `None` where there is one.
    pub share_undefined: Option<String>,
    /// The areas that have both, by code.
    pub points: Vec<Point>,
    /// Areas with money alone.
    pub only_funded: Vec<Arc<str>>,
    /// Areas with prescribing alone.
    pub only_prescribed: Vec<Arc<str>>,
}

/// One area with both figures.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Point {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// Pounds per head.
    pub funding: f64,
    /// Rate; observed / expected where expected values are given.
    pub rate: f64,
    /// Place of the money among these areas, 1 for the least; tied areas share the mean of theirs.
    pub funding_rank: f64,
    /// Place of the rate.
    pub rate_rank: f64,
}
