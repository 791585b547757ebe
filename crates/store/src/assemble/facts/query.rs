//! What to take from the store's tables of facts.

use super::people::People;
use crate::geography::{Level, Membership};
use std::path::PathBuf;
use unwarranted_core::Month;

/// What a measure is divided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactDenominator {
    /// Another measure of the same table, by its identifier.
    Measure(String),
    /// Registered patients of the practices, from the store's extracts.
    Population,
}

/// What to take from the store's tables of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactsQuery {
    /// Series, as `unwarranted store` lists them: `nhs-payments`.
    pub series: String,
    /// Identifier of the measure: `total-payments`.
    pub measure: String,
    /// What it is divided by.
    pub denominator: FactDenominator,
    /// The sex and the ages that figures are of.
    pub people: People,
    /// What the areas are.
    pub level: Level,
    /// Which membership of practices in areas is used.
    pub membership: Membership,
    /// CSV of the user's groups, for [`Level::Group`].
    pub groups: Option<PathBuf>,
    /// First month.
    pub from: Option<Month>,
    /// Last month.
    pub to: Option<Month>,
    /// Practices with more than 20 % of the denominator may be in no known area.
    pub allow_missing: bool,
}
