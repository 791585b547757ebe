//! The fields of the models, at given values of their parameters.

use super::graph::{Graph, no_factor};
use super::grid::At;
use super::state::Field;
use crate::error::{Error, Undefined};
use crate::sparse::Factor;
use std::str::FromStr;

/// How neighbours resemble each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// eta = X b + sigma (sqrt(phi) u + sqrt(1 - phi) v): u an intrinsic autoregression scaled to variance 1 that sums to zero in each
    /// component, v independent. An area without neighbours has a u of its own with variance 1 (Riebler et al. 2016, Stat Methods Med
    /// Res 25:1145).
    Bym2,
    /// eta = X b + u, u with precision ((1 - rho) I + rho (D - W)) / tau2 (Leroux, Lei & Breslow 2000).
    Leroux,
}

crate::worded!(Model { Bym2 = "bym2", Leroux = "leroux" });

/// Prior of the standard deviation of the field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SigmaPrior {
    /// Exponential, so that it is above `above` with this probability: the penalised complexity prior (Simpson et al. 2017, Stat Sci
    /// 32:1).
    Above {
        /// The value.
        above: f64,
        /// The probability.
        probability: f64,
    },
    /// Its square is inverse gamma with this shape and rate.
    InverseGamma {
        /// Shape.
        shape: f64,
        /// Rate.
        rate: f64,
    },
}

impl SigmaPrior {
    /// Log density of s = ln(sigma), but for a constant.
    fn height(self, s: f64) -> f64 {
        match self {
            Self::Above { above, probability } => s + libm::exp(s) * libm::log(probability) / above,
            Self::InverseGamma { shape, rate } => -2.0 * shape * s - rate * libm::exp(-2.0 * s),
        }
    }
}

/// `1,0.01` or `pc:1,0.01` (above 1 with probability 1 %), or `ig:1,0.01` (inverse gamma).
impl FromStr for SigmaPrior {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = "pc:VALUE,PROBABILITY (such as pc:1,0.01: above 1 with probability 1 %) or ig:SHAPE,RATE (such as ig:1,0.01)";
        let wrong = || Error::Word { name: "prior-sigma", text: text.to_owned(), expected };
        let (kind, numbers) = text.split_once(':').unwrap_or(("pc", text));
        let (first, second) = two(numbers).ok_or_else(wrong)?;
        match kind {
            "pc" if second < 1.0 => Ok(Self::Above { above: first, probability: second }),
            "ig" => Ok(Self::InverseGamma { shape: first, rate: second }),
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for SigmaPrior {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Above { above, probability } => write!(f, "pc:{above},{probability}"),
            Self::InverseGamma { shape, rate } => write!(f, "ig:{shape},{rate}"),
        }
    }
}

/// Beta prior of the share that is spatial, phi or rho.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixingPrior {
    /// Both shapes.
    pub shapes: [f64; 2],
}

impl MixingPrior {
    /// Log density of omega, but for a constant.
    fn height(self, omega: f64) -> f64 {
        let [a, b] = self.shapes;
        (2.0 * a - 1.0) * libm::log(libm::sin(omega)) + (2.0 * b - 1.0) * libm::log(libm::cos(omega))
    }
}

/// `0.5,0.5`.
impl FromStr for MixingPrior {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = "two numbers above zero, the shapes of a beta distribution, such as 0.5,0.5 or 1,1 (flat)";
        let (a, b) = two(text).ok_or_else(|| Error::Word { name: "prior-mixing", text: text.to_owned(), expected })?;
        Ok(Self { shapes: [a, b] })
    }
}

impl std::fmt::Display for MixingPrior {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{}", self.shapes[0], self.shapes[1])
    }
}

/// Two finite numbers above zero with a comma between them.
fn two(text: &str) -> Option<(f64, f64)> {
    let (a, b) = text.split_once(',')?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x > 0.0);
    Some((number(a)?, number(b)?))
}

/// What the models need of a graph, and the priors.
#[derive(Debug, Clone)]
pub(super) struct Maker<'a> {
    pub(super) graph: &'a Graph,
    pub(super) model: Model,
    /// Of the intrinsic autoregression, per component.
    pub(super) scales: Vec<f64>,
    pub(super) sigma: SigmaPrior,
    pub(super) mixing: MixingPrior,
}

impl Maker<'_> {
    /// The field at s and omega, and what the log density has beside that of the field: priors, and the normalising constant as far as
    /// the parameters move it.
    pub(super) fn at(&self, [s, omega]: At) -> Result<(Field, f64), Undefined> {
        let (variance, share) = (libm::exp(2.0 * s), libm::sin(omega).powi(2));
        let priors = self.sigma.height(s) + self.mixing.height(omega);
        Ok(match self.model {
            Model::Bym2 => (self.bym2(variance, share, libm::cos(omega).powi(2)), priors),
            Model::Leroux => {
                let (field, constant) = leroux(self.graph, variance, share, libm::cos(omega).powi(2))?;
                (field, priors + constant)
            }
        })
    }

    /// `rest` is 1 - phi.
    pub(super) fn bym2(&self, variance: f64, phi: f64, rest: f64) -> Field {
        let scale = |i: usize| self.scales[self.graph.component[i]];
        let own = |i: usize| if self.graph.is_island(i) { 1.0 } else { self.graph.degree[i] * scale(i) };
        Field {
            diagonal: (0..self.graph.degree.len()).map(own).collect(),
            beside: self.graph.pattern.pairs().iter().map(|(i, _)| -scale(*i)).collect(),
            coupling: (variance * phi).sqrt(),
            noise: variance * rest,
            sums_to_zero: true,
        }
    }
}

/// Leroux's field with its normalising constant, half the logarithm of the determinant of its precision; `rest` is 1 - rho.
pub(super) fn leroux(graph: &Graph, tau2: f64, rho: f64, rest: f64) -> Result<(Field, f64), Undefined> {
    let diagonal: Vec<f64> = graph.degree.iter().map(|d| (rest + rho * d) / tau2).collect();
    let beside = vec![-rho / tau2; graph.pattern.pairs().len()];
    let factor = Factor::new(&graph.pattern, &diagonal, &beside).ok_or_else(no_factor)?;
    let constant = 0.5 * factor.log_determinant();
    Ok((Field { diagonal, beside, coupling: 1.0, noise: 0.0, sums_to_zero: false }, constant))
}
