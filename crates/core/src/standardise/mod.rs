//! Rates made comparable between areas whose people differ in age and sex.
//!
//! [`Strata`] hold observed events and population by area, age band and sex. From them come directly standardised rates
//! ([`direct()`], with the [`european`] standard population built in), expected values by indirect standardisation
//! ([`Strata::expected`]) and weighted denominators ([`Strata::weighted_denominators`]); the slope and relative index of
//! inequality over a deprivation score are in [`mod@inequality`].

mod adjusted;
mod age_band;
mod direct;
pub mod european;
pub mod inequality;
mod standard;
mod strata;
mod table;
mod weights;

pub use adjusted::{Adjusted, Direct};
pub use age_band::AgeBand;
pub use direct::{DirectMethod, WeightedStratum, direct, direct_value};
pub use standard::Standard;
pub use strata::{Reference, Strata, StratumKey, StratumRow};
pub use weights::WeightTable;
