//! How a study simulates, and by which rule it judges areas.

use crate::core::AnalysisOptions;
use crate::core::outliers::{control::Control, overdispersed};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The seed of simulations where none is given.
pub const SEED: u64 = 20_250_401;

/// Simulated sets of counts where none are asked for.
pub const REPLICATES: usize = 999;

/// Simulated league tables behind rank intervals.
pub const LEAGUE_TABLES: u32 = 2_000;

/// Simulations, outlier rule, control of false alarms.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Confidence levels of the outlier limits, ascending.
    pub levels: [f64; 2],
    /// Simulated sets of counts behind p and intervals of the indices; 0 for none.
    pub replicates: usize,
    /// Seed of all simulations.
    pub seed: u64,
    /// Events per person; `None`: every event is taken as another person.
    pub repeat_factor: Option<f64>,
    /// Identifier of the outlier rule.
    pub rule: &'static str,
    /// How many false alarms are allowed.
    pub control: Control,
    /// Simulated league tables behind rank intervals; 0 for no ranks.
    pub league_tables: u32,
    /// Aversions to inequality for which Atkinson's index is given besides the usual three.
    pub atkinson: Vec<f64>,
    /// Whether the jackknife is set beside the intervals of the indices.
    pub jackknife: bool,
    /// Whether the slope and relative index of inequality over the ranking variable are given.
    pub inequality: bool,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            levels: [0.95, 0.998],
            replicates: 0,
            seed: SEED,
            repeat_factor: None,
            rule: overdispersed::RULE.id,
            control: Control::Fdr(0.05),
            league_tables: 0,
            atkinson: Vec::new(),
            jackknife: false,
            inequality: false,
        }
    }
}

impl Statistics {
    pub(super) fn analysis(&self, per: f64, confidence: f64) -> AnalysisOptions {
        AnalysisOptions {
            per,
            confidence,
            levels: self.levels,
            replicates: self.replicates,
            seed: self.seed,
            repeat_factor: self.repeat_factor,
            rule: self.rule,
            league_tables: self.league_tables,
            atkinson: self.atkinson.clone(),
            jackknife: self.jackknife,
            inequality: self.inequality,
            ..AnalysisOptions::default()
        }
    }

    /// For the manifest.
    pub(super) fn options(&self) -> BTreeMap<String, Value> {
        [
            ("levels", json!(self.levels)),
            ("replicates", json!(self.replicates)),
            ("seed", json!(self.seed)),
            ("repeat-factor", json!(self.repeat_factor)),
            ("rule", json!(self.rule)),
            ("control", json!(self.control.to_string())),
            ("league-tables", json!(self.league_tables)),
            ("atkinson", json!(self.atkinson)),
            ("jackknife", json!(self.jackknife)),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }
}
