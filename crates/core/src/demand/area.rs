//! What one area, or all together, will need.

use std::sync::Arc;

/// What stands for the code of all areas together.
pub const ALL: &str = "all";

/// What one area, or all together, will need. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaDemand {
    /// Area code.
    pub area: Arc<str>,
    /// People now.
    pub population_before: f64,
    /// People projected.
    pub population: f64,
    /// What is needed now, at the rates that are taken.
    pub before: f64,
    /// What will be needed.
    pub demand: f64,
    /// Lower end of the interval of what will be counted.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// The change in per cent.
    pub change_percent: Option<f64>,
    /// Its part that comes of more or fewer people.
    pub by_size: f64,
    /// Its part that comes of older or younger people.
    pub by_ageing: f64,
    /// Its part that comes of rates that change.
    pub by_rates: f64,
    /// Strata (ages and sexes) without people of the area to take a rate from, which take that of all areas.
    pub borrowed: usize,
}

impl Default for AreaDemand {
    /// Nothing, of all areas.
    fn default() -> Self {
        Self {
            area: ALL.into(),
            population_before: 0.0,
            population: 0.0,
            before: 0.0,
            demand: 0.0,
            lower: None,
            upper: None,
            change_percent: None,
            by_size: 0.0,
            by_ageing: 0.0,
            by_rates: 0.0,
            borrowed: 0,
        }
    }
}

impl AreaDemand {
    pub(super) fn with_change(mut self) -> Self {
        self.change_percent = (self.before > 0.0).then(|| 100.0 * (self.demand / self.before - 1.0));
        self
    }
}
