//! Findings: everything known about a slice, in the shape that tables, charts and reports read.

mod analyse;
mod area_rates;
mod breaks;
mod chance;
mod changes;
mod checked;
mod contrast;
mod estimates;
mod flag;
mod found;
pub mod gradient;
pub mod judge;
mod judgement;
mod options;
mod piecewise;
mod position;
mod records;
mod target;
mod whole;

pub use crate::simulation::jackknife::Jackknifed;
pub use analyse::{analyse, analyse_all};
pub use breaks::Break;
pub use chance::{AreaChance, ChanceFindings, MonthNoiseFound, TakenIn};
pub use contrast::Contrast;
pub use flag::{Alarm, Flag, Side};
pub use found::{
    AreaFinding, AreaRates, Compared, Estimate, Findings, Limits, Overdispersion, RandomAgainstReal, SMALLEST_P,
    Simulated, SliceFindings, Standardised, StandardisedBy,
};
pub use judgement::{Family, Judged, Judgement};
pub use options::{AnalysisOptions, Wanted};
pub use piecewise::Piecewise;
pub use position::Position;
pub use records::AreaRecords;
pub use target::TargetRate;
