//! The people of a month that a treatment is counted over, where they are not all registered patients.

use super::by_age::LeftOut;
use std::collections::BTreeMap;
use unwarranted_core::Month;

/// The people of one month that some treatments are counted over.
#[derive(Debug, Clone, Default)]
pub(super) struct OtherPeople {
    /// By area; an area that is not there has no figure.
    pub(super) areas: BTreeMap<String, f64>,
    /// By area and practice; empty where only areas have figures.
    pub(super) practices: BTreeMap<(String, String), f64>,
    /// Practices that are in no sum of these treatments.
    pub(super) left_out: BTreeMap<String, LeftOut>,
    /// Whether only areas have figures.
    pub(super) by_area: bool,
    /// Why nobody can be counted in this month.
    pub(super) problem: Option<String>,
    /// The period of a register.
    pub(super) register_of: Option<(Month, i32)>,
}

impl OtherPeople {
    /// Nobody, and why.
    pub(super) fn without(problem: String) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }
}
