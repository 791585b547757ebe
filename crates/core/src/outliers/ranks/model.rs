//! The posterior distributions of the true ratios of all areas, and league tables drawn from them.

use crate::data::slice::Slice;
use crate::models::gamma_poisson;
use crate::sampling::gamma::Gamma;
use crate::sampling::poisson::uniform;
use crate::sampling::stream::Generator;

/// The posterior distributions of all areas; no gamma distributions when all ratios are the same.
pub(super) struct Model {
    pub(super) posteriors: Option<Vec<Posterior>>,
    pub(super) means: Vec<f64>,
}

/// A gamma distribution.
pub(super) struct Posterior {
    pub(super) shape: f64,
    pub(super) rate: f64,
    pub(super) gamma: Gamma,
}

impl Posterior {
    /// `None` unless both parameters are above zero.
    pub(super) fn new(shape: f64, rate: f64) -> Option<Self> {
        Some(Self { shape, rate, gamma: Gamma::new(shape, 1.0 / rate)? })
    }
}

impl Model {
    pub(super) fn new(slice: &Slice, fit: &gamma_poisson::Fit) -> Self {
        let pairs = || slice.observed().iter().zip(slice.expected());
        let Some(theta) = fit.theta() else {
            return Self { posteriors: None, means: vec![fit.mean; slice.len()] };
        };
        let shape_rate = |(o, e): (&f64, &f64)| (theta + o, theta / fit.mean + e);
        let means = pairs().map(shape_rate).map(|(shape, rate)| shape / rate).collect();
        let posterior = |(shape, rate)| Posterior::new(shape, rate);
        Self { posteriors: pairs().map(shape_rate).map(posterior).collect(), means }
    }

    pub(super) fn draw(&self, random: &mut Generator) -> Vec<f64> {
        match &self.posteriors {
            Some(posteriors) => posteriors.iter().map(|p| p.gamma.draw(random)).collect(),
            None => self.means.iter().map(|_| uniform(random)).collect(),
        }
    }
}

/// The rank of each value, 1 for the highest; equal values share the first of their ranks.
pub(super) fn first_places(values: &[f64]) -> Vec<usize> {
    let order = crate::quantile::sorted(values);
    values.iter().map(|v| 1 + order.len() - order.partition_point(|o| o <= v)).collect()
}
