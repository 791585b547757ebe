//! Leroux's model by maximum likelihood, with Laplace's approximation of the integral over the field.

use super::climb::{Top, climb, unit};
use super::graph::Graph;
use super::posterior::Parameter;
use super::surface::{Likelihood, Point, STEP, Surface};
use super::{AreaRisk, Counted, Effect, Smoothed, checked};
use crate::error::{Error, Undefined};
use crate::special::normal;

/// z of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Leroux's model at its most likely parameters: ratios are those of the mode, standard deviations by the delta method with what is not
/// known of the parameters in them, as `sdreport` of TMB has them. `mixing.sd` is `None` where rho is most likely at 0 or 1.
///
/// # Errors
/// Those of [`super::smooth`]. Within: also undefined where no maximum is found.
pub fn most_likely(data: &Counted<'_>, which: Likelihood) -> Result<Result<Smoothed, Undefined>, Error> {
    if let Err(undefined) = checked(data)? {
        return Ok(Err(undefined));
    }
    Ok(fitted(data, which))
}

fn fitted(data: &Counted<'_>, which: Likelihood) -> Result<Smoothed, Undefined> {
    let graph = Graph::of(data.neighbours);
    let surface = Surface::new(&graph, data, which);
    let mut at = vec![0.0; surface.size()];
    at[0] = -1.5;
    if let Some(constant) = at.get_mut(2) {
        *constant = libm::log(data.observed.iter().sum::<f64>() / data.expected.iter().sum::<f64>());
    }
    let top = climb(&surface, at)?;
    let point = &top.point;
    let moves: Vec<Vec<f64>> =
        top.free.iter().flat_map(|k| [1.0, -1.0].map(|by| unit(top.at.len(), &[(*k, by)]))).collect();
    let beside = surface.around(&top.at, &point.state, &moves)?;
    let by_parameters = |of: &dyn Fn(&Point) -> f64| -> f64 {
        let slopes: Vec<f64> = beside.chunks_exact(2).map(|p| (of(&p[0]) - of(&p[1])) / (2.0 * STEP)).collect();
        quadratic(&top.covariance, &slopes)
    };
    let around = surface.at(&top.at, &point.state, |mode, _, _| mode.curved.marginals(&mode.state, false))?;
    let areas = (0..point.eta.len())
        .map(|i| risk(point.eta[i], (around.variance[i] + by_parameters(&|p| p.eta[i])).sqrt()))
        .collect();
    let (design, size) = (data.design, data.design.size());
    let b = design.coefficients(&point.fixed);
    let effect = |k: usize| {
        let row = &design.back()[k * size..(k + 1) * size];
        let own = if around.covariance.is_empty() { 0.0 } else { quadratic(&around.covariance, row) };
        let moved = by_parameters(&|p| row.iter().zip(&p.fixed).map(|(t, b)| t * b).sum());
        let name = if k == 0 { "(Intercept)".into() } else { design.names()[k - 1].clone() };
        Effect { name, estimate: b[k], se: (own + moved).sqrt() }
    };
    let (sigma, tau2, mixing) = parameters(&top);
    let fixed = (0..size).map(effect).collect();
    Ok(Smoothed { sigma, tau2, mixing, log_likelihood: Some(point.height), fixed, areas })
}

/// x' M x.
fn quadratic(matrix: &[f64], x: &[f64]) -> f64 {
    let row = |row: &[f64]| row.iter().zip(x).map(|(m, x)| m * x).sum::<f64>();
    matrix.chunks_exact(x.len().max(1)).zip(x).map(|(m, x)| x * row(m)).sum()
}

fn risk(eta: f64, se: f64) -> AreaRisk {
    let rr = libm::exp(eta);
    AreaRisk {
        rr,
        sd: rr * se,
        lower: libm::exp(eta - Z * se),
        upper: libm::exp(eta + Z * se),
        p_above_1: normal::upper(-eta / se),
    }
}

/// sigma, tau2 and rho; intervals on the scale on which they were found.
fn parameters(top: &Top) -> (Parameter, Parameter, Parameter) {
    let sd = |parameter: usize| {
        let at = top.free.iter().position(|k| *k == parameter)?;
        Some(top.covariance[at * top.free.len() + at].sqrt())
    };
    let one = |parameter: usize, value: &dyn Fn(f64) -> f64, slope: f64| {
        let (x, sd) = (top.at[parameter], sd(parameter));
        Parameter {
            estimate: value(x),
            sd: sd.map(|sd| slope * sd),
            lower: sd.map(|sd| value(x - Z * sd)),
            upper: sd.map(|sd| value(x + Z * sd)),
        }
    };
    let tau2 = libm::exp(top.at[0]);
    let logistic = |x: f64| 1.0 / (1.0 + libm::exp(-x));
    let rho = logistic(top.at[1]);
    (one(0, &|x| libm::exp(0.5 * x), 0.5 * tau2.sqrt()), one(0, &libm::exp, tau2), one(1, &logistic, rho * (1.0 - rho)))
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// Log likelihood at given tau2, rho and fixed effects of 0.
    pub(crate) fn at(data: &Counted<'_>, tau2: f64, rho: f64) -> f64 {
        let graph = Graph::of(data.neighbours);
        let surface = Surface::new(&graph, data, Likelihood::Maximum);
        let mut at = vec![0.0; surface.size()];
        (at[0], at[1]) = (libm::log(tau2), libm::log(rho / (1.0 - rho)));
        surface.at(&at, &surface.start, |_, height, _| height).unwrap()
    }
}
