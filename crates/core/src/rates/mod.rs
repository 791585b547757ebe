//! Rates and ratios with their intervals.

pub mod interval;
pub(crate) mod rate;

pub use crate::data::{GivenUnit, Nature, Quantity, RateUnit, UNIT_EXPECTED, UnitNumber};
pub use rate::{Rate, indirect_rate, indirect_ratio, rate};
