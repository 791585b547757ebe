//! Findings: everything known about a slice, in the shape that tables, charts and reports read.

mod analyse;
mod area_rates;
mod breaks;
mod checked;
mod estimates;
mod flag;
mod found;
pub mod gradient;
pub mod judge;
mod judgement;
mod options;
mod piecewise;
mod records;

pub use crate::simulation::jackknife::Jackknifed;
pub use analyse::{analyse, analyse_all};
pub use breaks::Break;
pub use flag::{Alarm, Flag, Side};
pub use found::{
    AreaFinding, AreaRates, Estimate, Findings, Limits, Overdispersion, RandomAgainstReal, SMALLEST_P, Simulated,
    SliceFindings, Standardised, StandardisedBy,
};
pub use judgement::{Judged, Judgement};
pub use options::{AnalysisOptions, Wanted};
pub use piecewise::Piecewise;
pub use records::AreaRecords;
