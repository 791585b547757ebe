//! The distributions that true ratios may follow.

/// The distribution that true ratios follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Gamma,
    LogNormal,
    BetaBinomial,
}
