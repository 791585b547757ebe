//! Small-area variation statistics: rates with intervals, indices of variation and funnel limits.
//!
//! Pure arithmetic: no files, no data frames, no drawing. A [`cube::Cube`] (area x treatment x period)
//! is cut into [`slice::Slice`]s (all areas, one treatment, one period); every [`indices::Index`] is a
//! function from a slice to an [`findings::Estimate`], every [`outliers::Rule`] one from a slice to a
//! verdict per area; [`findings::analyse`] runs them all.

mod analyse;
pub mod cell;
mod chance;
pub mod cube;
pub mod error;
pub mod findings;
pub mod indices;
pub mod interval;
pub mod models;
pub mod outliers;
pub mod period;
pub mod quantile;
pub mod rates;
pub mod slice;
mod special;

pub use analyse::{analyse, analyse_all};
pub use cell::Cell;
pub use cube::{Cube, CubeRow, RowUse, SliceOptions};
pub use error::{Error, Undefined};
pub use findings::{AnalysisOptions, AreaFinding, Estimate, Findings, SliceFindings};
pub use interval::Confidence;
pub use period::{Grain, Month, Period};
pub use slice::{DenominatorIs, ExpectedFrom, Kind, Reason, SetAside, Slice};
