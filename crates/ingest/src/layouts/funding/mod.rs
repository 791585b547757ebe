//! Money: allocations, payments, and the populations that they are weighted by.

pub(crate) mod allocations;
pub(crate) mod nhs_payments;
mod roles;
pub(crate) mod streams;
pub(crate) mod weighted_populations;

pub use roles::{Roles, funding_roles, payments};
