//! The rows of areas in a league.

use crate::data::period::Period;
use std::sync::Arc;

/// One area in one treatment and period.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaEntry {
    /// The period.
    pub period: Period,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator.
    pub denominator: Option<f64>,
    /// Expected at the rate of all areas.
    pub expected: Option<f64>,
    /// Observed per one of the denominator.
    pub rate: Option<f64>,
    /// Lower limit of the rate.
    pub lower: Option<f64>,
    /// Upper limit of the rate.
    pub upper: Option<f64>,
    /// How many independent events the expected value is worth.
    pub effective: Option<f64>,
    /// Two-sided p of "differs from the overall rate".
    pub differs_p: Option<f64>,
    /// Its q over everything tested.
    pub differs_q: Option<f64>,
    /// Two-sided p of "beyond the ordinary spread of this treatment".
    pub beyond_p: Option<f64>,
    /// Its q over everything tested.
    pub beyond_q: Option<f64>,
}
