//! Measures the postcode lottery: how much the care a patient gets depends on where they live.
//!
//! The packages of the workspace under one name: [`core`] computes, [`fetch`] downloads, [`ingest`] reads, [`store`]
//! keeps, [`simulate`] invents, [`plot`] draws, [`report`] writes, and a [`study::Study`] runs them in a row.
//!
//! ```
//! use unwarranted::study::Study;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("hips.csv");
//! std::fs::write(&path, "area,observed,population\nA,80,1000\nB,120,1000\nC,100,1000\n")?;
//! let outcome = Study { files: vec![path], ..Study::default() }.run()?;
//! let slice = &outcome.findings[0];
//! assert_eq!(slice.areas.len(), 3);
//! assert_eq!(slice.areas[1].ratio, Some(1.2));
//! let eq = slice.indices.iter().find(|index| index.id == "eq").and_then(|index| index.value).unwrap_or_default();
//! assert!((eq - 1.5).abs() < 1e-12);
//! # Ok(())
//! # }
//! ```

// The command line calls the library by its name, as any other program would.
extern crate self as unwarranted;

pub use unwarranted_core as core;
pub use unwarranted_explorer as explorer;
pub use unwarranted_fetch as fetch;
pub use unwarranted_ingest as ingest;
pub use unwarranted_plot as plot;
pub use unwarranted_report as report;
pub use unwarranted_simulate as simulate;
pub use unwarranted_store as store;

mod cli;
mod commands;
pub mod definitions;
pub mod program;
pub mod study;
