//! Which measures of a layout are money, people and targets.

use super::{allocations, nhs_payments, streams, weighted_populations};
use crate::layouts::Format;

/// The measures of a layout by what they are, by identifier; `None` where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Money, where nothing else is asked for.
    pub amount: Option<&'static str>,
    /// Plain population.
    pub registered: Option<&'static str>,
    /// Population weighted by need.
    pub weighted: Option<&'static str>,
    /// Money that it should be.
    pub target: Option<&'static str>,
}

/// What the measures of a layout of funding are; `None` for other layouts.
///
/// ```
/// use unwarranted_ingest::{formats::FORMATS, layouts::funding_roles};
/// let known = FORMATS.iter().filter_map(funding_roles);
/// assert_eq!(known.filter(|roles| roles.target.is_some()).count(), 1);
/// ```
#[must_use]
pub fn funding_roles(format: &Format) -> Option<Roles> {
    [
        (&nhs_payments::FORMAT, nhs_payments::ROLES),
        (&weighted_populations::FORMAT, weighted_populations::ROLES),
        (&allocations::FORMAT, allocations::ROLES),
        (&streams::FORMAT, streams::ROLES),
    ]
    .into_iter()
    .find_map(|(own, roles)| (own.id == format.id).then_some(roles))
}

/// The series of a store with payments to general practice, and what its measures are.
#[must_use]
pub fn payments() -> (&'static str, Roles) {
    (nhs_payments::FORMAT.id, nhs_payments::ROLES)
}
