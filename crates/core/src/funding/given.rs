//! What is known of the money of areas, and the targets that follow from it.

use crate::data::period::Period;
use crate::error::Error;
use std::sync::Arc;

/// One area as it is given. What is not known is absent, never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Funded {
    /// Area code.
    pub code: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What it belongs to.
    pub region: Option<Arc<str>>,
    /// Money in pounds; recoveries can make it negative.
    pub amount: f64,
    /// Registered people.
    pub registered: Option<f64>,
    /// People weighted by need.
    pub weighted: Option<f64>,
    /// What it should get, in pounds.
    pub target: Option<f64>,
    /// What areas are ranked by, such as a deprivation score.
    pub rank: Option<f64>,
}

/// Money in the prices of another year.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RealTerms {
    /// The year of the prices.
    pub prices_of: Period,
    /// What each pound of the period was multiplied by.
    pub factor: f64,
    /// Where the index of prices comes from.
    pub source: Arc<str>,
}

/// What the targets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetIs {
    /// Given with the data.
    Given,
    /// The share that the weighted population of an area has, of all money.
    WeightedShare,
}

crate::worded!(TargetIs { Given = "given", WeightedShare = "weighted-share" });

pub(super) fn check(area: &Funded, period: Period) -> Result<(), Error> {
    let heads = "people, zero or more; leave the cell blank where they are not known";
    let bad = |field, value, expected| Error::Value {
        area: area.code.to_string(),
        period: period.to_string(),
        field,
        value,
        expected,
    };
    if !area.amount.is_finite() || area.amount.abs() > 1e15 {
        return Err(bad("amount", area.amount, "pounds, at most 1e15"));
    }
    for (field, value) in [("registered", area.registered), ("weighted", area.weighted)] {
        if let Some(value) = value.filter(|v| !(0.0..=1e15).contains(v)) {
            return Err(bad(field, value, heads));
        }
    }
    match area.target.filter(|target| !(*target > 0.0 && *target <= 1e15)) {
        Some(target) => Err(bad("target", target, "pounds above zero; leave the cell blank where there is no target")),
        None => Ok(()),
    }
}

/// Enters the targets that the weighted populations give where none are given.
pub(super) fn aim(areas: &mut [Funded]) -> Option<TargetIs> {
    if areas.iter().any(|a| a.target.is_some()) {
        return Some(TargetIs::Given);
    }
    let weights: Vec<f64> = areas.iter().map(|a| a.weighted).collect::<Option<_>>()?;
    let (all, money) = (weights.iter().sum::<f64>(), areas.iter().map(|a| a.amount).sum::<f64>());
    if !(all > 0.0 && money > 0.0) {
        return None;
    }
    for (area, weight) in areas.iter_mut().zip(weights) {
        area.target = above_zero(money * weight / all);
    }
    Some(TargetIs::WeightedShare)
}

pub(super) fn above_zero(value: f64) -> Option<f64> {
    (value > 0.0).then_some(value)
}
