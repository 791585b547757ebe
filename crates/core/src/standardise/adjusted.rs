//! What the rates of a slice are, where they are not observed / denominator.

use super::{DirectMethod, WeightedStratum};

/// Standardised rates of a slice, in the order of its areas.
#[derive(Debug, Clone, PartialEq)]
pub enum Adjusted {
    /// Directly standardised rates.
    Direct(Direct),
    /// Indirectly standardised rates: O / E times the rate of the reference population.
    Indirect {
        /// Overall rate of the reference, per person; `None` where the reference does not say it.
        reference_rate: Option<f64>,
    },
}

/// What directly standardised rates are made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Direct {
    /// The strata of each area.
    pub areas: Vec<Vec<WeightedStratum>>,
    /// The strata of all areas together.
    pub overall: Vec<WeightedStratum>,
    /// How intervals are made.
    pub method: DirectMethod,
}
