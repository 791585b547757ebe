//! Ratios, effects and parameters, averaged over what is known of the parameters.

use super::curved::Marginals;
use super::field::Maker;
use super::grid::{At, Density, Grid, Node, grid};
use super::laplace::mode;
use super::posterior::{mixture_quantile, posterior};
use super::state::{Counts, State};
use super::{AreaRisk, Effect, Smoothed};
use crate::error::Undefined;
use crate::regression::Design;
use crate::regression::linear::sandwich;
use crate::special::normal;
use rayon::prelude::*;

/// Nodes that weigh less than this against the highest are left out.
const LIGHT: f64 = 1e-7;

/// Areas from which on the average takes fewer points.
const MANY: usize = 1000;

/// The density of the parameters.
struct Fields<'a> {
    maker: &'a Maker<'a>,
    counts: &'a Counts,
}

impl Density for Fields<'_> {
    type Start = State;

    fn height(&self, at: At, from: Option<&State>) -> Result<(f64, State), Undefined> {
        let (field, beside) = self.maker.at(at)?;
        let from = from.map_or_else(|| start(self.counts), |from| from.under_another_field(self.counts));
        let mode = mode(self.maker.graph, self.counts, &field, &from)?;
        Ok((mode.height + beside, mode.state))
    }
}

/// The average over s and omega. `shifted` is what [`super::curved::Curved::marginals`] says.
pub(super) fn averaged(
    maker: &Maker<'_>,
    counts: &Counts,
    design: &Design,
    shifted: bool,
) -> Result<Smoothed, Undefined> {
    // The more areas, the smoother the density and the longer every evaluation.
    let points = if counts.observed.len() > MANY { [11, 11] } else { [17, 15] };
    let Grid { nodes, top, start } = grid(&Fields { maker, counts }, points)?;
    let start = start.under_another_field(counts);
    let one = |node: Node| -> Result<Option<(Node, f64, Marginals)>, Undefined> {
        let (field, beside) = maker.at(node.at)?;
        let mode = mode(maker.graph, counts, &field, &start)?;
        let height = mode.height + beside;
        let heavy = libm::exp(height - top) > LIGHT;
        Ok(heavy.then(|| (node, node.weight(height, top), mode.curved.marginals(&mode.state, shifted))))
    };
    let found: Vec<_> = nodes.into_par_iter().map(one).collect();
    let mut parts = Vec::new();
    for found in found {
        parts.extend(found?);
    }
    let whole: f64 = parts.iter().map(|(_, weight, _)| weight).sum();
    if !(whole.is_finite() && whole > 0.0) {
        return Err(Undefined::because("the average over the parameters was not found"));
    }
    parts.iter_mut().for_each(|(_, weight, _)| *weight /= whole);
    let weights: Vec<(Node, f64)> = parts.iter().map(|(node, weight, _)| (*node, *weight)).collect();
    let parts: Vec<(f64, Marginals)> = parts.into_iter().map(|(_, weight, found)| (weight, found)).collect();
    let sigma = posterior(&weights, 0, libm::exp);
    let mixing = posterior(&weights, 1, |omega| libm::sin(omega).powi(2));
    let tau2 = posterior(&weights, 0, |s| libm::exp(2.0 * s));
    let areas = (0..counts.observed.len()).into_par_iter().map(|i| risk(&parts, i)).collect();
    Ok(Smoothed { sigma, tau2, mixing, log_likelihood: None, fixed: effects(&parts, design), areas })
}

/// The overall ratio everywhere.
pub(super) fn start(counts: &Counts) -> State {
    let overall = libm::log(counts.observed.iter().sum::<f64>() / counts.expected.iter().sum::<f64>());
    let mut fixed = vec![0.0; counts.size];
    if let Some(constant) = fixed.first_mut() {
        *constant = overall;
    }
    let eta = vec![if counts.size == 0 { 0.0 } else { overall }; counts.observed.len()];
    State::from(counts, &eta, &fixed)
}

/// One area: a mixture of log-normal distributions.
fn risk(parts: &[(f64, Marginals)], i: usize) -> AreaRisk {
    let normals: Vec<(f64, f64, f64)> =
        parts.iter().map(|(weight, found)| (*weight, found.mean[i], found.variance[i].sqrt())).collect();
    let (mut rr, mut square, mut above) = (0.0, 0.0, 0.0);
    for (weight, mean, sd) in &normals {
        let variance = sd * sd;
        rr += weight * libm::exp(mean + 0.5 * variance);
        square += weight * libm::exp(2.0 * (mean + variance));
        above += weight * normal::upper(-mean / sd);
    }
    AreaRisk {
        rr,
        sd: (square - rr * rr).max(0.0).sqrt(),
        lower: libm::exp(mixture_quantile(&normals, 0.025)),
        upper: libm::exp(mixture_quantile(&normals, 0.975)),
        p_above_1: above.clamp(0.0, 1.0),
    }
}

/// Constant and covariates on their own scale.
fn effects(parts: &[(f64, Marginals)], design: &Design) -> Vec<Effect> {
    let size = design.size();
    let (mut mean, mut square) = (vec![0.0; size], vec![0.0; size]);
    for (weight, found) in parts {
        let b = design.coefficients(&found.fixed);
        let covariance = sandwich(design.back(), &found.covariance, size);
        for k in 0..size {
            mean[k] += weight * b[k];
            square[k] += weight * (covariance[k * size + k] + b[k] * b[k]);
        }
    }
    let name = |k: usize| if k == 0 { "(Intercept)".into() } else { design.names()[k - 1].clone() };
    let effect = |k: usize| {
        let se = (square[k] - mean[k] * mean[k]).max(0.0).sqrt();
        Effect { name: name(k), estimate: mean[k], se }
    };
    (0..size).map(effect).collect()
}
