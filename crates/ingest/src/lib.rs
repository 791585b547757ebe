//! Publisher files into rows, a Parquet store and a cube of areas, treatments and periods.
//!
//! polars lives and dies here: its columns and Parquet are used, and nothing of them appears in a public signature.

pub mod area_kind;
pub mod assemble;
pub mod bnf_changes;
pub mod codes;
pub mod day;
pub mod error;
pub mod fixed;
pub mod formats;
pub mod geography;
pub mod input;
pub mod scan;
pub mod simulate;
pub mod store;
#[cfg(test)]
mod testing;
pub mod tidy;
pub mod words;

pub use error::Error;
