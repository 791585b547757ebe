//! Money: allocations, payments, and the populations that they are weighted by.

pub(crate) mod allocations;
pub(crate) mod nhs_payments;
mod roles;
pub(crate) mod streams;
pub(crate) mod weighted_populations;

pub use roles::Roles;

use crate::layouts::Format;

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
