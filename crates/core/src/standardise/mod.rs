//! Rates made comparable between areas whose people differ in age and sex.
//!
//! [`Strata`] hold observed events and population by area, age band and sex. From them come directly standardised rates
//! ([`direct()`], with the [`european`] standard population built in), expected values by indirect standardisation
//! ([`Strata::expected`]) and weighted denominators ([`Strata::weighted_denominators`]); the slope and relative index of
//! inequality over a deprivation score are in [`mod@inequality`].

mod alike;
mod direct;
pub mod european;
mod indirect;
pub mod inequality;
mod standard;
#[cfg(test)]
mod tests;

pub use crate::data::adjusted::{Adjusted, Direct, DirectMethod, WeightedStratum};
pub use crate::data::age_band::AgeBand;
pub use crate::data::strata::{Strata, StratumKey, StratumRow};
pub use crate::data::weights::WeightTable;
pub use direct::{direct, direct_value};
pub use indirect::Reference;
pub use standard::Standard;
