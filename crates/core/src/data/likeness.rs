//! What areas may have alike.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One indicator of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name.
    pub name: Arc<str>,
    /// Whether distances are between logarithms.
    pub logarithm: bool,
    /// Its value in each area that has one, by area code.
    pub values: BTreeMap<Arc<str>, f64>,
}

/// What makes areas alike, and how many of those most like it each area is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// What similar areas have alike.
    pub indicators: Vec<Indicator>,
    /// How many similar areas each area gets.
    pub nearest: usize,
}
