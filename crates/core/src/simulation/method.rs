//! How intervals of indices are made, and what chance alone is drawn from.

use crate::data::kind::Kind;
use crate::data::slice::Slice;

/// How the interval of an index was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndexInterval {
    /// From simulated counts of areas whose rates follow a gamma distribution.
    GammaPoisson,
    /// From simulated shares of areas whose proportions follow a beta distribution.
    BetaBinomial,
    /// From simulated amounts of known dispersion.
    GammaAmounts,
    /// From practices drawn again within their areas.
    Practices,
    /// From how sharp the maximum of the likelihood is.
    Curvature,
}

crate::worded!(IndexInterval {
    GammaPoisson = "parametric bootstrap (gamma-Poisson)",
    BetaBinomial = "parametric bootstrap (beta-binomial)",
    GammaAmounts = "parametric bootstrap (gamma amounts)",
    Practices = "bootstrap of practices within areas",
    Curvature = "curvature of the likelihood, on the log scale",
});

impl IndexInterval {
    /// From the model that is fitted to a slice.
    pub(crate) fn bootstrap(slice: &Slice) -> Self {
        match slice.kind() {
            _ if slice.require_counts().is_err() => Self::GammaAmounts,
            Kind::Share => Self::BetaBinomial,
            Kind::Count | Kind::Amount => Self::GammaPoisson,
        }
    }
}

/// What chance alone was drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NullDraws {
    /// The total is spread over the areas.
    Multinomial,
    /// Every area draws its own share.
    Binomial,
    /// Every area draws an amount of known dispersion.
    Gamma,
    /// Areas change places between their groups.
    Permuted,
}

crate::worded!(NullDraws {
    Multinomial = "multinomial given the total",
    Binomial = "binomial by area",
    Gamma = "gamma by area",
    Permuted = "areas permuted among groups",
});

impl NullDraws {
    /// Of a slice.
    pub(crate) fn of(slice: &Slice) -> Self {
        match slice.kind() {
            _ if slice.require_counts().is_err() => Self::Gamma,
            Kind::Share => Self::Binomial,
            Kind::Count | Kind::Amount => Self::Multinomial,
        }
    }
}
