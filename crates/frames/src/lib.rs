//! Cubes and findings as polars data frames, and data frames as cubes, for people who stay in Rust.
//!
//! ```
//! use polars::prelude::*;
//! use unwarranted_core::{AnalysisOptions, SliceOptions, analyse_all};
//! use unwarranted_frames::{areas, indices, to_cube};
//!
//! let frame = df! {
//!     "area" => ["A", "B", "C"],
//!     "observed" => [84.0, 168.0, 21.0],
//!     "denominator" => [1000.0, 2000.0, 500.0],
//! }?;
//! let slices = to_cube(&frame)?.slices(&SliceOptions::default())?;
//! let found = analyse_all(&slices, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() })?;
//!
//! let table = areas(&found)?;
//! assert_eq!(table.column("rate")?.f64()?.to_vec(), [Some(84.0), Some(84.0), Some(42.0)]);
//! assert!(indices(&found)?.height() > 20);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod findings;
mod read;
mod write;

pub use findings::{areas, indices, set_aside};
pub use read::{FrameError, to_cube};
pub use write::cube;
