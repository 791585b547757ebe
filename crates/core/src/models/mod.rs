//! Overdispersed models of counts, fitted by maximum likelihood: areas have rates of their own, and chance adds to them.

pub(crate) mod chance;
pub mod gamma_poisson;
mod hermite;
pub mod lognormal_poisson;

/// Whether the overall ratio is estimated or taken as 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// Estimated with the variance.
    Free,
    /// Fixed at 1: the expected values are taken as they are.
    One,
}

/// sum ((O - m)^2 - O) / 2, the derivative of the log likelihood with respect to the variance where that is zero: positive
/// exactly when areas differ by more than chance (Dean 1992, J Am Stat Assoc 87:451).
fn score_at_zero(observed: &[f64], expected: &[f64], mean: f64) -> f64 {
    observed.iter().zip(expected).map(|(o, e)| (o - mean * e).powi(2) - o).sum::<f64>() / 2.0
}
