//! What to compute besides the slice itself.

use crate::findings::position::FAR;
use crate::findings::target::TargetRate;
use crate::rates::interval::IntervalMethod;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which findings are wanted: what nobody asks for is not computed, and absent in the findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// All findings.
    #[default]
    Everything,
    /// Rates and ratios with their intervals: no limits, flags, ranks or indices.
    Rates,
    /// Rates, ratios, limits, flags and ranks: no indices.
    Outliers,
    /// Indices: rates without intervals, no limits, flags or ranks.
    Indices,
}

impl Wanted {
    pub(crate) fn intervals(self) -> bool {
        self != Self::Indices
    }

    pub(crate) fn limits(self) -> bool {
        matches!(self, Self::Everything | Self::Outliers)
    }

    pub(crate) fn indices(self) -> bool {
        matches!(self, Self::Everything | Self::Indices)
    }
}

/// What to compute besides the slice itself.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysisOptions {
    /// Which findings are wanted.
    pub wanted: Wanted,
    /// Rates are per this many units of the denominator.
    pub per: f64,
    /// Confidence of the intervals of rates and indices, between 0 and 1.
    pub confidence: f64,
    /// Confidence levels of funnel limits, ascending, between 0 and 1. Flags are named after them.
    pub levels: [f64; 2],
    /// Simulated sets of counts for the null and for the intervals of the indices; 0 for neither.
    pub replicates: usize,
    /// Seed of the simulations.
    pub seed: u64,
    /// Events per person, at least 1, for numerators such as prescription items that repeat per patient. `None`: every
    /// event is taken as another person, and the findings carry a warning.
    pub repeat_factor: Option<f64>,
    /// What a treated person takes in a year, and its coefficient of variation over persons: see [`crate::chance`]. Not
    /// beside a repeat factor, which is the same with a coefficient of 0 and for the period as it is.
    pub per_person: Option<[f64; 2]>,
    /// The same of single treatments, where `per_person` and `repeat_factor` do not say it of all.
    pub per_person_of: BTreeMap<Arc<str>, [f64; 2]>,
    /// Identifier of the outlier rule behind the adjusted limits, in [`crate::outliers::RULES`].
    pub rule: &'static str,
    /// The rate in the middle of the adjusted limits, for a rule that takes one.
    pub target: TargetRate,
    /// An area is far above all areas together when the whole interval of its O / E, at the outer level, is above this, and
    /// far below when it is below 1 / this; more than 1.
    pub far: f64,
    /// Simulated league tables for the rank intervals (at least 100 are drawn); 0 for no ranks.
    pub league_tables: u32,
    /// Further confidence levels of the intervals of rates and ratios.
    pub also: Vec<f64>,
    /// How the intervals of rates and ratios are made; `None`: the usual way of the kind.
    pub interval: Option<IntervalMethod>,
    /// Aversions to inequality for which Atkinson's index is given besides the usual three; each 0 or more.
    pub atkinson: Vec<f64>,
    /// Whether the jackknife is set beside the intervals of the indices.
    pub jackknife: bool,
    /// Whether the slope and relative index of inequality over the ranking variable are given.
    pub inequality: bool,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self {
            wanted: Wanted::Everything,
            per: 1.0,
            confidence: 0.95,
            levels: [0.95, 0.998],
            replicates: 0,
            seed: 0,
            repeat_factor: None,
            per_person: None,
            per_person_of: BTreeMap::new(),
            rule: crate::outliers::DEFAULT.id,
            target: TargetRate::Typical,
            far: FAR,
            league_tables: 0,
            also: Vec::new(),
            interval: None,
            atkinson: Vec::new(),
            jackknife: false,
            inequality: false,
        }
    }
}
