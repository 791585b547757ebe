//! What areas are made of.

use std::sync::Arc;

/// One practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// Code of its area.
    pub area: Arc<str>,
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator.
    pub denominator: f64,
}
