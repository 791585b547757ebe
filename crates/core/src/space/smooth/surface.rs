//! The likelihood of Leroux's model over its parameters.

use super::Counted;
use super::average::start;
use super::field::leroux;
use super::graph::Graph;
use super::laplace::{Mode, mode};
use super::state::{Counts, State};
use crate::error::Undefined;
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

/// Step of differences.
pub(super) const STEP: f64 = 0.01;

/// The likelihood as a function of ln(tau2), logit(rho) and, where they are not integrated over, the fixed effects in the basis of the
/// design.
pub(super) struct Surface<'a> {
    graph: &'a Graph,
    data: &'a Counted<'a>,
    counts: Counts,
    which: Likelihood,
    pub(super) start: State,
}

/// The surface at one place.
pub(super) struct Point {
    /// The mode.
    pub(super) state: State,
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

    /// Does `with` to the mode at a place, given its log likelihood and the linear predictor that is not in the mode. The mode is looked for
    /// from `start`, which a mode near by makes short.
    pub(super) fn at<T>(
        &self,
        at: &[f64],
        start: &State,
        with: impl FnOnce(&Mode<'_>, f64, &[f64]) -> T,
    ) -> Result<T, Undefined> {
        let (tau2, rho, rest) = (libm::exp(at[0]), 1.0 / (1.0 + libm::exp(-at[1])), 1.0 / (1.0 + libm::exp(at[1])));
        let (field, constant) = leroux(self.graph, tau2, rho, rest)?;
        let mut counts = self.counts.clone();
        let linear = self.linear(&at[2..]);
        counts.expected.iter_mut().zip(&linear).for_each(|(e, xb)| *e *= libm::exp(*xb));
        let mode = mode(self.graph, &counts, &field, start)?;
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

    pub(super) fn point(&self, at: &[f64], start: &State) -> Result<Point, Undefined> {
        self.at(at, start, |mode, height, linear| Point {
            state: mode.state.clone(),
            height,
            eta: mode.state.eta.iter().zip(linear).map(|(eta, xb)| eta + xb).collect(),
            fixed: if self.which == Likelihood::Maximum { at[2..].to_vec() } else { mode.state.fixed.clone() },
        })
    }

    /// Points at these multiples of [`STEP`] from a place.
    pub(super) fn around(&self, at: &[f64], start: &State, moves: &[Vec<f64>]) -> Result<Vec<Point>, Undefined> {
        let one = |moved: &Vec<f64>| {
            let there: Vec<f64> = at.iter().zip(moved).map(|(x, m)| x + STEP * m).collect();
            self.point(&there, start)
        };
        moves.par_iter().map(one).collect::<Vec<_>>().into_iter().collect()
    }
}
