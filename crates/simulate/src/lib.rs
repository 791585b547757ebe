//! A synthetic nation in the publishers' own layouts, from a seed.
//!
//! It is for demonstrations and tests: everything that is true of it is known and written beside it, so what the statistics
//! find can be held against it. Every region and every publication is named `SYNTHETIC ...`, by which
//! [`unwarranted_ingest::values::codes::is_synthetic`] recognises the data wherever it goes.

mod digits;
mod effects;
mod examples;
mod formulary;
mod large;
mod nation;
mod options;
mod out;
mod persons;
mod random;
#[cfg(test)]
mod tests;
mod world;

pub use examples::write_examples;
pub use formulary::{Form, NAMED, Need, Substance};
pub use large::{LAYOUTS, LargeOptions, write_large};
pub use nation::{Nation, check_target, write_into, write_nation};
pub use options::SimulateOptions;
