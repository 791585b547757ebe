//! Small-area variation statistics: rates with intervals, indices of variation and funnel limits.
//!
//! Pure arithmetic: no files, no data frames, no drawing. A [`Cube`] (area x treatment x period) is cut into
//! [`Slice`]s (all areas, one treatment, one period); every [`indices::Index`] is a function from a slice to an
//! [`Estimate`], every [`outliers::Rule`] one from a slice to a verdict per area; [`analyse`] runs them all.
//!
//! ```
//! use std::{collections::BTreeMap, sync::Arc};
//! use unwarranted_core::{AnalysisOptions, Cell, Cube, CubeRow, Grain, Period, SliceOptions, analyse_all};
//!
//! // Items prescribed in two months of 2025 and registered patients, in three areas.
//! let mut rows = Vec::new();
//! for (area, items, patients) in [("A", [40.0, 44.0], 1000.0), ("B", [90.0, 78.0], 2000.0), ("C", [9.0, 12.0], 500.0)] {
//!     for (month, items) in ["2025-01", "2025-02"].into_iter().zip(items) {
//!         rows.push(CubeRow {
//!             file: 0,
//!             treatment: Arc::from("inhalers"),
//!             period: Period::parse(month)?,
//!             area: Arc::from(area),
//!             observed: Cell::Value(items),
//!             denominator: Some(Cell::Value(patients)),
//!             expected: None, // internal: the overall rate applied to each area's patients
//!         });
//!     }
//! }
//! let cube = Cube::new(rows, BTreeMap::new());
//! let slices = cube.slices(&SliceOptions { by: Some(Grain::Year), ..SliceOptions::default() })?;
//! let findings = analyse_all(&slices, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() })?;
//!
//! let year = &findings[0];
//! assert_eq!(year.rate, Some(78.0)); // 273 items, 3500 patients
//! assert_eq!(year.areas.iter().map(|a| a.rate.unwrap()).collect::<Vec<_>>(), [84.0, 84.0, 42.0]);
//! let eq = year.indices.iter().find(|i| i.id == "eq").unwrap();
//! assert_eq!(eq.value, Some(2.0)); // the highest rate is twice the lowest
//! assert!(year.areas[2].p.unwrap() < 0.05); // C: 21 items where 39 were expected
//! assert_eq!(year.areas[2].interval_method.map(|m| m.word()), Some("Byar"));
//! # Ok::<(), unwarranted_core::Error>(())
//! ```
//!
//! # What is undefined
//!
//! A statistic that does not exist for a slice is [`Undefined`] with its reason, which is a result; an [`Error`] is
//! input or options that cannot be analysed. No result is ever NaN or infinite, and no constant is ever added to a zero.
//!
//! # What chance means
//!
//! [`Kind`] decides: a count varies by Poisson, a share of its denominator by the binomial distribution, an amount of
//! money or medicine by neither, so that whatever needs counts is undefined for it.

pub mod benchmark;
pub mod chance;
pub mod correlation;
pub mod criteria;
mod data;
pub mod demand;
pub mod disclosure;
pub mod error;
pub mod explain;
pub mod findings;
pub mod funding;
pub mod indices;
pub mod levels;
pub mod localities;
pub mod merge;
pub mod models;
pub mod moves;
pub mod near;
mod number;
pub mod one_area;
pub mod opportunity;
pub mod outliers;
pub mod policy;
pub mod pool;
pub mod printable;
pub mod quantile;
pub mod rates;
pub mod regression;
mod sampling;
pub mod shrinkage;
pub mod similar;
mod simulation;
pub mod space;
mod sparse;
mod special;
pub mod split;
pub mod standardise;
pub mod sweep;
pub mod text;
pub mod time;
mod worded;

pub use data::cell::Cell;
pub use data::cube::{Cube, CubeRow, Known, SliceOptions};
pub use data::kind::{DenominatorIs, ExpectedFrom, Kind, KindFrom};
pub use data::parts::{PartRow, Parts};
pub use data::period::{Grain, Month, Period};
pub use data::reading::Reading;
pub use data::row_use::RowUse;
pub use data::set_aside::{AsideArea, NotKnown, Reason, SetAside};
pub use data::slice::Slice;
pub use data::treatment::{Counted, Measure, Over, Polarity, Selection, SelectionError, Treatment, TreatmentCodes};
pub use data::{cell, cube, parts, period, slice, treatment};
pub use error::{Error, Undefined};
pub use findings::{AnalysisOptions, AreaFinding, Estimate, Findings, SliceFindings, analyse, analyse_all};
pub use findings::{gradient, judge as judgement};
pub use rates::interval::{self, Confidence, IntervalMethod};
pub use simulation::{bootstrap, null, practices as resampling};
pub use worded::UnknownWord;
