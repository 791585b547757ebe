//! What is counted where and when: rows, the cube that they make, and the slices that it is cut into.

pub(crate) mod adjusted;
pub(crate) mod age_band;
pub mod cell;
pub mod cube;
pub(crate) mod kind;
pub mod parts;
pub mod period;
pub(crate) mod practice;
pub(crate) mod reading;
pub(crate) mod row;
pub(crate) mod set_aside;
pub mod slice;
pub(crate) mod strata;
pub mod treatment;
mod unit;

pub use unit::{GivenUnit, Nature, Quantity, RateUnit, UNIT_EXPECTED};
