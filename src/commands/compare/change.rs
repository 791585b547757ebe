//! A figure that is not the same in two folders.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A figure that is not the same in both; `null` where it is undefined or not there.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// "slice", "index", "area" or "treatment" (of a league).
    pub(super) of: &'static str,
    pub(super) treatment: String,
    pub(super) period: String,
    /// Identifier of the index, code of the area; blank for the others.
    pub(super) id: String,
    /// Name of the area, title of the index or treatment.
    pub(super) name: String,
    /// Which side has it: "both", "first" or "second".
    pub(super) there: &'static str,
    /// The main figure: rate, value of the index, or root of the variance that a league is ordered by.
    pub(super) figure: &'static str,
    pub(super) before: Option<f64>,
    pub(super) after: Option<f64>,
    pub(super) change: Option<f64>,
    /// The change as a share of what it was.
    pub(super) share: Option<f64>,
    /// What else differs, by name: numbers behind the figure, and verdicts.
    pub(super) also: BTreeMap<String, [Value; 2]>,
    /// Of a treatment of a league the areas that moved it, the largest first; ten at most.
    pub(super) areas: Vec<AreaPart>,
}

impl Change {
    /// How large it is: what is there on one side alone comes first, then the change as a share of what it was.
    pub(super) fn size(&self) -> f64 {
        match (self.there, self.share, self.change) {
            ("both", Some(share), _) => share.abs(),
            ("both", None, Some(change)) => change.abs(),
            ("both", None, None) if self.before.is_none() && self.after.is_none() => 0.0,
            _ => f64::INFINITY,
        }
    }
}

/// What an area adds to a change of how far areas differ: its part in the weighted squared coefficient of variation, which the
/// variance of a league is without chance. The parts of all areas add up to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AreaPart {
    pub(super) area: Arc<str>,
    pub(super) name: Option<Arc<str>>,
    /// Observed over expected at the rate of all areas; `null` where the area has no expected value or is not there.
    pub(super) before: Option<f64>,
    pub(super) after: Option<f64>,
    /// What its part grew by.
    pub(super) change: f64,
}
