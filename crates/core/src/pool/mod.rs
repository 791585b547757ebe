//! Risk pooling: how much the cost of a service moves by chance in a population of a given size (Bachmann & Bevan 1996, BMJ 313:1054).
//!
//! Costs of a year are a compound Poisson sum: events at a rate per person, each with a cost X. With L events expected the mean is
//! L `E[X]` and the variance L `E[X^2]`, so that the coefficient of variation falls with the square root of the population. What makes whole
//! years dear (an epidemic, a price) is the same for everybody and does not pool: it is a floor under it, added in squares. Services
//! that do not depend on each other add their means and variances.

mod budgets;
mod distribution;
mod gamma;
mod panjer;
mod practices;
mod service;
mod spread;
mod table;

pub use budgets::{Budget, Budgets, CapitatedArea, capitation};
pub use distribution::Costs;
pub use practices::{PracticeYear, PracticeYears, practice_years};
pub use service::{Service, Severity};
pub use spread::Spread;
pub use table::{OVER, PoolOptions, Pooled, SIZES, Size, Tier, pool, pool_spread};

/// How a chance was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Panjer's recursion over the given costs: exact.
    Panjer,
    /// The number of events is Poisson (negative binomial where years differ), costs of an event are gamma-distributed: exact for these.
    CompoundGamma,
    /// A gamma distribution of the same mean and variance.
    Gamma,
}

crate::worded!(Method { Panjer = "panjer", CompoundGamma = "compound-gamma", Gamma = "gamma" });
