//! Overdispersed models of counts, fitted by maximum likelihood: areas have rates of their own, and chance adds to them.

pub mod beta_binomial;
pub(crate) mod chance;
pub mod gamma_poisson;
mod hermite;
pub mod lognormal_poisson;

use crate::error::Undefined;

/// Whether the overall ratio is estimated or taken as 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// Estimated with the variance.
    Free,
    /// Fixed at 1: the expected values are taken as they are.
    One,
}

/// Variances at which a likelihood stops rising: where its slope changes sign on a grid from `from` to 50, closed in on by
/// halving. A maximum narrower than a step of the grid is not seen.
fn stops(from: f64, mut slope: impl FnMut(f64) -> f64) -> Vec<f64> {
    const STEP: f64 = 1.2;
    let (mut v, mut before, mut found) = (from, false, Vec::new());
    while v < 50.0 {
        let score = slope(v);
        if before && score <= 0.0 {
            let (mut low, mut high) = (v / STEP, v);
            while high / low - 1.0 > 1e-13 {
                let middle = (low * high).sqrt();
                if middle <= low || middle >= high {
                    break;
                }
                if slope(middle) > 0.0 { low = middle } else { high = middle }
            }
            found.push(high);
        }
        before = score > 0.0;
        v *= STEP;
    }
    found
}

/// The most likely of some fits, the first of equals.
fn likeliest<F: Copy>(fits: impl Iterator<Item = F>, likelihood: impl Fn(&F) -> f64) -> Option<F> {
    let with = fits.map(|fit| (likelihood(&fit), fit)).filter(|(value, _)| !value.is_nan());
    with.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, fit)| fit)
}

fn no_maximum() -> Undefined {
    Undefined::because("the likelihood has no maximum at a finite variance (nearly all events are in one area)")
}

/// From where on a variance between areas is felt: a tenth of the chance variance of the largest of them.
fn least_variance(expected: &[f64], mean: f64) -> f64 {
    let largest = expected.iter().fold(0.0, |max: f64, e| max.max(mean * e));
    (0.1 / largest).clamp(1e-30, 1.0)
}

/// Whether one or two areas dwarf the others, (sum E^2)^2 / sum E^4 < 2.5: the likelihood may then have a maximum for the
/// large areas and another for the small ones.
fn dwarfed(expected: &[f64]) -> bool {
    let largest = expected.iter().fold(0.0, |max: f64, e| max.max(*e));
    let sums = expected.iter().map(|e| (e / largest).powi(2)).fold([0.0, 0.0], |[s, q], x| [s + x, q + x * x]);
    sums[0] * sums[0] < 2.5 * sums[1]
}

/// sum ((O - m)^2 - O) / 2, the derivative of the log likelihood with respect to the variance where that is zero: positive
/// exactly when areas differ by more than chance (Dean 1992, J Am Stat Assoc 87:451).
fn score_at_zero(observed: &[f64], expected: &[f64], mean: f64) -> f64 {
    observed.iter().zip(expected).map(|(o, e)| (o - mean * e).powi(2) - o).sum::<f64>() / 2.0
}
