//! The Poisson model: point estimates of all others, and what need is expected to bring.

use super::design::Design;
use super::irls::{Data, Found};
use crate::error::Undefined;
use crate::special::density::ln_poisson;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Coefficients: the constant, then the covariates on their own scale.
    pub coefficients: Vec<f64>,
    /// Fitted means, one per area, which sum to what was observed.
    pub means: Vec<f64>,
    pub(super) found: Found,
}

/// Maximum likelihood by iteratively reweighted least squares (Nelder & Wedderburn 1972, J R Stat Soc A 135:370), to a step of
/// 1e-12 in the linear predictor.
///
/// `observed` are numbers of zero or more, `exposure` positive, one per area of the design.
///
/// # Errors
/// Undefined when nothing was observed and where a covariate separates areas with nothing observed from all others.
///
/// ```
/// use unwarranted_core::regression::{Covariate, Design, poisson};
/// let design = Design::new(4, &[Covariate { name: "x".into(), values: vec![0.0, 0.0, 1.0, 1.0] }]).unwrap();
/// let fit = poisson::fit(&[10.0, 30.0, 50.0, 70.0], &[10.0, 10.0, 10.0, 10.0], &design).unwrap();
/// // Rates of 2 and 6: the second is three times the first.
/// assert!((fit.coefficients[0] - libm::log(2.0)).abs() < 1e-12 && (fit.coefficients[1] - libm::log(3.0)).abs() < 1e-12);
/// assert!((fit.means[3] - 60.0).abs() < 1e-9);
/// ```
pub fn fit(observed: &[f64], exposure: &[f64], design: &Design) -> Result<Fit, Undefined> {
    let data = Data { observed, exposure, design };
    let found = data.best(0.0, data.start()?, 1e-12)?;
    Ok(Fit { coefficients: design.coefficients(&found.basis), means: found.means.clone(), found })
}

impl Fit {
    /// Log likelihood of the counts it was fitted to.
    #[must_use]
    pub fn log_likelihood(&self, observed: &[f64]) -> f64 {
        observed.iter().zip(&self.means).map(|(o, m)| ln_poisson(*o, *m)).sum()
    }

    /// 2 sum (O ln(O / m) - (O - m)).
    #[must_use]
    pub fn deviance(&self, observed: &[f64]) -> f64 {
        observed.iter().zip(&self.means).map(|(o, m)| 2.0 * (ln_poisson(*o, *o) - ln_poisson(*o, *m))).sum()
    }

    /// sum (O - m)^2 / m.
    #[must_use]
    pub fn pearson(&self, observed: &[f64]) -> f64 {
        observed.iter().zip(&self.means).map(|(o, m)| (o - m).powi(2) / m).sum()
    }

    /// The systematic component of variation around the model: the mean of ((O - m)^2 - m) / m^2 (Diehr and others 1990, Health
    /// Serv Res 24:741, with fitted means as the expected values).
    #[must_use]
    pub fn scv(&self, observed: &[f64]) -> f64 {
        let term = |(o, m): (&f64, &f64)| ((o - m).powi(2) - m) / (m * m);
        observed.iter().zip(&self.means).map(term).sum::<f64>() / observed.len() as f64
    }
}
