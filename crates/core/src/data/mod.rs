//! What is counted where and when: rows, the cube that they make, and the slices that it is cut into.

pub(crate) mod adjusted;
pub(crate) mod age_band;
pub mod cell;
mod column_words;
pub mod cube;
pub(crate) mod grain;
pub(crate) mod happening;
pub(crate) mod kind;
pub(crate) mod likeness;
pub(crate) mod month;
pub(crate) mod month_noise;
pub mod parts;
pub mod period;
pub(crate) mod practice;
mod quantity;
pub(crate) mod reading;
mod register;
pub(crate) mod row;
pub(crate) mod row_use;
pub(crate) mod set_aside;
pub mod slice;
pub(crate) mod slicing;
pub(crate) mod strata;
pub(crate) mod stratum_table;
pub mod treatment;
mod unit;
pub(crate) mod weights;

pub use quantity::{Nature, Quantity};
pub use unit::{GivenUnit, RateUnit, UNIT_EXPECTED, UnitNumber};
