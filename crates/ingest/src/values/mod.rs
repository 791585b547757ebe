//! Values as publishers print them: codes, days, exact decimals, kinds of area.

pub mod area_kind;
pub mod codes;
pub mod day;
pub mod fixed;
