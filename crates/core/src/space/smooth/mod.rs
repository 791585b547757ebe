//! Ratios of rare counts, smoothed by those of the neighbours: BYM2 and Leroux by nested Laplace approximation.
//!
//! O_i ~ Poisson(E_i exp(eta_i)) with covariates and a field over areas ([`Model`]). Two parameters say how far areas differ (sigma) and
//! which share of that is spatial (phi or rho). They are averaged over by quadrature; at each of their values the log ratios are normal
//! around their mode, means moved by the third derivative of the likelihood. See docs/decisions.

mod average;
mod climb;
mod curved;
mod field;
mod graph;
mod grid;
mod laplace;
mod likelihood;
mod posterior;
mod state;
mod surface;

pub use field::{MixingPrior, Model, SigmaPrior};
pub use likelihood::most_likely;
pub use posterior::Parameter;
pub use surface::Likelihood;

use super::Neighbours;
use crate::error::{Error, Undefined};
use crate::regression::Design;
use field::Maker;
use graph::Graph;
use state::Counts;
use std::sync::Arc;

/// Prior precision of fixed effects: variance 1,000 per standard deviation of a covariate.
const VAGUE: f64 = 1e-3;

/// Median of observed counts from which on smoothing changes next to nothing.
pub const COMMON: f64 = 100.0;

/// Counts with covariates, and which areas are neighbours.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Observed counts.
    pub observed: &'a [f64],
    /// Expected counts, above zero.
    pub expected: &'a [f64],
    /// Constant and covariates.
    pub design: &'a Design,
    /// Neighbours.
    pub neighbours: &'a Neighbours,
}

/// Priors of the two parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Priors {
    /// Of the standard deviation.
    pub sigma: SigmaPrior,
    /// Of the share that is spatial.
    pub mixing: MixingPrior,
}

impl Priors {
    /// Those that a model has unless others are given: sigma above 1 with probability 1 %; phi by Beta(0.5, 0.5), rho flat.
    #[must_use]
    pub fn usual(model: Model) -> Self {
        let shapes = match model {
            Model::Bym2 => [0.5, 0.5],
            Model::Leroux => [1.0, 1.0],
        };
        Self { sigma: SigmaPrior::Above { above: 1.0, probability: 0.01 }, mixing: MixingPrior { shapes } }
    }
}

/// The smoothed ratio of one area.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct AreaRisk {
    /// Ratio to what is expected.
    pub rr: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Lower end of the middle 95 %.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Probability that it is above 1.
    pub p_above_1: f64,
}

/// A fixed effect on the scale of its covariate.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Effect {
    /// Name of the covariate, or `(Intercept)`.
    pub name: Arc<str>,
    /// Change of the log ratio per unit.
    pub estimate: f64,
    /// Its standard deviation.
    pub se: f64,
}

/// Smoothed ratios and what they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Smoothed {
    /// Standard deviation of the field.
    pub sigma: Parameter,
    /// Its square.
    pub tau2: Parameter,
    /// phi or rho.
    pub mixing: Parameter,
    /// Log likelihood at the maximum, where one was looked for.
    pub log_likelihood: Option<f64>,
    /// Constant, then covariates.
    pub fixed: Vec<Effect>,
    /// In the order of the areas.
    pub areas: Vec<AreaRisk>,
}

/// Refuses lengths that do not agree and values that are no counts.
fn checked(data: &Counted<'_>) -> Result<Result<(), Undefined>, Error> {
    let n = data.neighbours.areas();
    if data.observed.len() != n || data.expected.len() != n || data.design.areas() != n {
        return Err(Error::Neighbours(format!(
            "there are neighbours of {n} areas, {} observed and {} expected counts and covariates of {}; expected as many of each",
            data.observed.len(),
            data.expected.len(),
            data.design.areas()
        )));
    }
    let whole = |o: &f64| o.is_finite() && *o >= 0.0 && o.fract() == 0.0;
    let why = if !data.observed.iter().all(whole) {
        "what is observed is not a count"
    } else if !data.expected.iter().all(|e| e.is_finite() && *e > 0.0) {
        "an area has nothing expected"
    } else if data.observed.iter().sum::<f64>() <= 0.0 {
        "nothing is observed"
    } else if n < 4 || n <= data.design.size() + 2 {
        "there are too few areas"
    } else {
        return Ok(Ok(()));
    };
    Ok(Err(Undefined::because(why)))
}

impl Counted<'_> {
    /// With the fixed effects as unknowns of this prior precision.
    fn counts(&self, precision: f64) -> Counts {
        Counts {
            observed: self.observed.to_vec(),
            expected: self.expected.to_vec(),
            rows: self.design.rows().flatten().copied().collect(),
            size: self.design.size(),
            precision,
        }
    }
}

/// Smoothed ratios, averaged over the parameters of the model.
///
/// # Errors
/// [`Error::Neighbours`] for lengths that do not agree. Within: undefined for observed values that are no counts, nothing observed,
/// nothing expected in an area, and too few areas.
///
/// ```
/// use unwarranted_core::regression::Design;
/// use unwarranted_core::space::Neighbours;
/// use unwarranted_core::space::smooth::{Counted, Model, Priors, smooth};
/// let neighbours = Neighbours::from_pairs(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]).unwrap();
/// let (observed, expected) = ([9.0, 7.0, 8.0, 1.0, 2.0, 0.0], [4.0; 6]);
/// let data = Counted { observed: &observed, expected: &expected, design: &Design::constant(6), neighbours: &neighbours };
/// let found = smooth(&data, Model::Bym2, Priors::usual(Model::Bym2)).unwrap().unwrap();
/// // Nearer to each other than the ratios 2.25 and 0 are.
/// assert!(found.areas[0].rr < 2.2 && found.areas[5].rr > 0.1 && found.areas[0].p_above_1 > 0.9);
/// ```
pub fn smooth(data: &Counted<'_>, model: Model, priors: Priors) -> Result<Result<Smoothed, Undefined>, Error> {
    if let Err(undefined) = checked(data)? {
        return Ok(Err(undefined));
    }
    Ok(smoothed(data, model, priors, true))
}

fn smoothed(data: &Counted<'_>, model: Model, priors: Priors, shifted: bool) -> Result<Smoothed, Undefined> {
    let graph = Graph::of(data.neighbours);
    let scales = graph.scales()?;
    let maker = Maker { graph: &graph, model, scales, sigma: priors.sigma, mixing: priors.mixing };
    average::averaged(&maker, &data.counts(VAGUE), data.design, shifted)
}

#[cfg(test)]
mod tests;
