//! The likelihood of Leroux's model over its parameters, and its maximum.

use super::Counted;
use super::average::start;
use super::field::leroux;
use super::graph::Graph;
use super::laplace::{Mode, mode};
use super::state::{Counts, State};
use crate::error::Undefined;
use crate::regression::linear::Cholesky;
use crate::special::density;
use rayon::prelude::*;

/// What is integrated over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// The field; fixed effects are parameters.
    Maximum,
    /// Field and fixed effects, the latter with a flat prior.
    Restricted,
}

/// Where rho counts as 0 or 1: beyond this logit the likelihood hardly changes, and loses digits.
const END: f64 = 10.0;

/// Step of differences.
pub(super) const STEP: f64 = 0.01;

/// The likelihood as a function of ln(tau2), logit(rho) and, where they are not integrated over, the fixed effects in the basis of the
/// design.
pub(super) struct Surface<'a> {
    graph: &'a Graph,
    data: &'a Counted<'a>,
    counts: Counts,
    which: Likelihood,
    start: State,
}

/// The surface at one place.
pub(super) struct Point {
    pub(super) height: f64,
    /// Log ratios at the mode.
    pub(super) eta: Vec<f64>,
    /// Fixed effects at the mode, in the basis.
    pub(super) fixed: Vec<f64>,
}

impl<'a> Surface<'a> {
    pub(super) fn new(graph: &'a Graph, data: &'a Counted<'a>, which: Likelihood) -> Self {
        let mut counts = data.counts(0.0);
        if which == Likelihood::Maximum {
            (counts.rows, counts.size) = (Vec::new(), 0);
        }
        let start = start(&counts);
        Self { graph, data, counts, which, start }
    }

    pub(super) fn size(&self) -> usize {
        2 + if self.which == Likelihood::Maximum { self.data.design.size() } else { 0 }
    }

    /// X b of fixed effects in the basis.
    fn linear(&self, b: &[f64]) -> Vec<f64> {
        self.data.design.rows().map(|row| row.iter().zip(b).map(|(x, b)| x * b).sum()).collect()
    }

    /// Does `with` to the mode at a place, given its log likelihood and the linear predictor that is not in the mode.
    pub(super) fn at<T>(&self, at: &[f64], with: impl FnOnce(&Mode<'_>, f64, &[f64]) -> T) -> Result<T, Undefined> {
        let (tau2, rho, rest) = (libm::exp(at[0]), 1.0 / (1.0 + libm::exp(-at[1])), 1.0 / (1.0 + libm::exp(at[1])));
        let (field, constant) = leroux(self.graph, tau2, rho, rest)?;
        let mut counts = self.counts.clone();
        let linear = self.linear(&at[2..]);
        counts.expected.iter_mut().zip(&linear).for_each(|(e, xb)| *e *= libm::exp(*xb));
        let mode = mode(self.graph, &counts, &field, &self.start)?;
        let figures = || counts.observed.iter().zip(&counts.expected).zip(&mode.state.eta);
        let relative: f64 = figures().map(|((o, e), eta)| o * eta - e * libm::exp(*eta)).sum();
        let whole: f64 = figures().map(|((o, e), eta)| density::ln_poisson(*o, e * libm::exp(*eta))).sum();
        let height = mode.height - relative + whole + constant + self.jacobian();
        Ok(with(&mode, height, &linear))
    }

    /// What integrating over fixed effects on their own scale, not in the basis, adds.
    fn jacobian(&self) -> f64 {
        if self.which == Likelihood::Maximum {
            return 0.0;
        }
        let (back, size) = (self.data.design.back(), self.data.design.size());
        let scale: f64 = (0..size).map(|k| libm::log(back[k * size + k].abs())).sum();
        scale + 0.5 * size as f64 * libm::log(2.0 * std::f64::consts::PI)
    }

    pub(super) fn point(&self, at: &[f64]) -> Result<Point, Undefined> {
        self.at(at, |mode, height, linear| Point {
            height,
            eta: mode.state.eta.iter().zip(linear).map(|(eta, xb)| eta + xb).collect(),
            fixed: if self.which == Likelihood::Maximum { at[2..].to_vec() } else { mode.state.fixed.clone() },
        })
    }

    /// Points at these multiples of [`STEP`] from a place.
    pub(super) fn around(&self, at: &[f64], moves: &[Vec<f64>]) -> Result<Vec<Point>, Undefined> {
        let one = |moved: &Vec<f64>| {
            let there: Vec<f64> = at.iter().zip(moved).map(|(x, m)| x + STEP * m).collect();
            self.point(&there)
        };
        moves.par_iter().map(one).collect::<Vec<_>>().into_iter().collect()
    }
}

/// A maximum with the curvature there.
pub(super) struct Top {
    pub(super) at: Vec<f64>,
    /// Inverse of minus the curvature in the free parameters.
    pub(super) covariance: Vec<f64>,
    /// The parameters that are not at the end of their range.
    pub(super) free: Vec<usize>,
}

pub(super) fn unit(size: usize, entries: &[(usize, f64)]) -> Vec<f64> {
    let mut found = vec![0.0; size];
    entries.iter().for_each(|(k, x)| found[*k] += x);
    found
}

/// Slope by differences of fourth order, in the free parameters.
fn slope(surface: &Surface<'_>, at: &[f64], free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let n = at.len();
    let moves: Vec<Vec<f64>> =
        free.iter().flat_map(|k| [-2.0, -1.0, 1.0, 2.0].map(|by| unit(n, &[(*k, by)]))).collect();
    let heights = surface.around(at, &moves)?;
    let one = |f: &[Point]| (f[0].height - 8.0 * f[1].height + 8.0 * f[2].height - f[3].height) / (12.0 * STEP);
    Ok(heights.chunks_exact(4).map(one).collect())
}

/// Minus the second derivatives in the free parameters.
fn curvature(surface: &Surface<'_>, at: &[f64], free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let (n, m) = (at.len(), free.len());
    let mut moves = vec![vec![0.0; n]];
    for i in 0..m {
        for j in 0..=i {
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], by)])));
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], -by)])));
        }
    }
    let points = surface.around(at, &moves)?;
    let mut found = vec![0.0; m * m];
    let mut fours = points[1..].chunks_exact(4);
    for i in 0..m {
        for j in 0..=i {
            let four = fours.next().unwrap_or_default();
            let sum: f64 = four.iter().zip([1.0, 1.0, -1.0, -1.0]).map(|(p, sign)| sign * p.height).sum();
            let value = -sum / (4.0 * STEP * STEP);
            found[i * m + j] = value;
            found[j * m + i] = value;
        }
    }
    Ok(found)
}

/// Newton's method by differences; rho is held where it runs to 0 or 1.
pub(super) fn climb(surface: &Surface<'_>, start: Vec<f64>) -> Result<Top, Undefined> {
    let mut at = start;
    let mut free: Vec<usize> = (0..at.len()).collect();
    let mut height = surface.point(&at)?.height;
    for _ in 0..60 {
        let slope = slope(surface, &at, &free)?;
        let curved = curvature(surface, &at, &free)?;
        let factor = Cholesky::new(&curved, free.len());
        let step = match &factor {
            Some(factor) => factor.solve(&slope),
            None => slope.iter().map(|s| s / slope.iter().map(|s| s * s).sum::<f64>().sqrt()).collect(),
        };
        let largest = step.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
        if let Some(factor) = factor.filter(|_| largest < 1e-7) {
            return Ok(Top { at, covariance: factor.inverse(), free });
        }
        let mut part = (1.5 / largest).min(1.0);
        loop {
            let mut next = at.clone();
            free.iter().zip(&step).for_each(|(k, s)| next[*k] += part * s);
            let there = surface.point(&next)?.height;
            if there >= height - 1e-11 * height.abs() || part < 1e-7 {
                (at, height) = (next, there);
                break;
            }
            part *= 0.4;
        }
        if free.contains(&1) && at[1].abs() > END {
            at[1] = at[1].signum() * END;
            free.retain(|k| *k != 1);
            height = surface.point(&at)?.height;
        }
    }
    Err(Undefined::because(
        "the most likely variance between areas was not found: the areas differ no more than by chance",
    ))
}
