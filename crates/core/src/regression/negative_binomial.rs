//! Counts with gamma-distributed rates around the model: variance m + V m^2.

use super::design::Design;
use super::irls::Data;
use crate::error::Undefined;
use crate::models::{Mean, gamma_poisson};
use crate::special::density::{ln_negative_binomial, ln_poisson};

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Variance of the areas' rates relative to the model, 1 / theta: the alpha of NB2. 0 on the boundary.
    pub variance: f64,
    /// Coefficients: the constant, then the covariates on their own scale.
    pub coefficients: Vec<f64>,
    /// Fitted means, one per area.
    pub means: Vec<f64>,
    basis: Vec<f64>,
}

/// Maximum likelihood: the variance by Newton's method given the means, the coefficients by reweighted least squares given
/// the variance, in turn until the variance moves by less than 1e-11 of itself (Venables & Ripley 2002, Modern Applied
/// Statistics with S, 7.4). As the two are orthogonal (Lawless 1987, Can J Stat 15:209), a few turns are enough.
///
/// # Errors
/// Those of [`super::poisson::fit`], and undefined where the likelihood has no maximum at a finite variance.
///
/// ```
/// use unwarranted_core::regression::{Design, negative_binomial};
/// use unwarranted_core::models::{Mean, gamma_poisson};
/// let (o, e) = ([3.0, 14.0, 9.0, 30.0], [10.0, 10.0, 20.0, 20.0]);
/// let alone = gamma_poisson::fit(&o, &e, Mean::Free).unwrap();
/// let found = negative_binomial::fit(&o, &e, &Design::constant(4)).unwrap();
/// assert!((found.variance - alone.variance).abs() < 1e-10);
/// ```
pub fn fit(observed: &[f64], exposure: &[f64], design: &Design) -> Result<Fit, Undefined> {
    let data = Data { observed, exposure, design };
    let start = data.best(0.0, data.start()?, 1e-12)?;
    let start = Fit { variance: 0.0, coefficients: Vec::new(), means: start.means, basis: start.basis };
    solve(&data, start, 1e-11)
}

/// The same, near a fit to similar areas and to a relative step of `tolerance`.
pub(crate) fn near(
    observed: &[f64],
    exposure: &[f64],
    design: &Design,
    start: &Fit,
    tolerance: f64,
) -> Result<f64, Undefined> {
    let data = Data { observed, exposure, design };
    let means = data.best(start.variance, start.basis.clone(), tolerance.sqrt())?.means;
    Ok(solve(&data, Fit { means, ..start.clone() }, tolerance)?.variance)
}

fn solve(data: &Data<'_>, start: Fit, tolerance: f64) -> Result<Fit, Undefined> {
    let Fit { mut variance, mut means, mut basis, .. } = start;
    for _ in 0..100 {
        let from = (variance > 0.0).then_some(variance);
        let next = gamma_poisson::solve(data.observed, &means, Mean::One, tolerance, from)
            .ok_or_else(|| {
                Undefined::because(
                    "the likelihood has no maximum at a finite variance (nearly all events are in one area)",
                )
            })?
            .variance;
        let found = data.best(next, basis, tolerance)?;
        (means, basis) = (found.means, found.basis);
        let still = (next - variance).abs() <= tolerance * next;
        variance = next;
        if still {
            let coefficients = data.design.coefficients(&basis);
            return Ok(Fit { variance, coefficients, means, basis });
        }
    }
    Err(Undefined::because("the variance between areas was not found in 100 rounds"))
}

impl Fit {
    /// Log likelihood of the counts it was fitted to.
    #[must_use]
    pub fn log_likelihood(&self, observed: &[f64]) -> f64 {
        let term = |(o, m): (&f64, &f64)| {
            if self.variance > 0.0 { ln_negative_binomial(*o, *m, 1.0 / self.variance) } else { ln_poisson(*o, *m) }
        };
        observed.iter().zip(&self.means).map(term).sum()
    }
}
