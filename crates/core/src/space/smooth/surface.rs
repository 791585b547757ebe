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

/// A maximum with the curvature there.
pub(super) struct Top {
    pub(super) at: Vec<f64>,
    /// The surface there.
    pub(super) point: Point,
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
fn slope(surface: &Surface<'_>, at: &[f64], start: &State, free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let n = at.len();
    let moves: Vec<Vec<f64>> =
        free.iter().flat_map(|k| [-2.0, -1.0, 1.0, 2.0].map(|by| unit(n, &[(*k, by)]))).collect();
    let heights = surface.around(at, start, &moves)?;
    let one = |f: &[Point]| (f[0].height - 8.0 * f[1].height + 8.0 * f[2].height - f[3].height) / (12.0 * STEP);
    Ok(heights.chunks_exact(4).map(one).collect())
}

/// Minus the second derivatives in the free parameters.
fn curvature(surface: &Surface<'_>, at: &[f64], start: &State, free: &[usize]) -> Result<Vec<f64>, Undefined> {
    let (n, m) = (at.len(), free.len());
    let mut moves = Vec::new();
    for i in 0..m {
        for j in 0..=i {
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], by)])));
            moves.extend([1.0, -1.0].map(|by| unit(n, &[(free[i], by), (free[j], -by)])));
        }
    }
    let points = surface.around(at, start, &moves)?;
    let mut found = vec![0.0; m * m];
    let mut fours = points.chunks_exact(4);
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

/// Newton's method by differences; rho is held where it runs to 0 or 1. A curvature, which costs most, is kept for the next step while steps
/// become ten times shorter; the one at the maximum is always its own.
pub(super) fn climb(surface: &Surface<'_>, start: Vec<f64>) -> Result<Top, Undefined> {
    let mut point = surface.point(&start, &surface.start)?;
    let mut at = start;
    let mut free: Vec<usize> = (0..at.len()).collect();
    let (mut kept, mut before): (Option<Vec<f64>>, f64) = (None, f64::INFINITY);
    for _ in 0..60 {
        let slope = slope(surface, &at, &point.state, &free)?;
        let own = kept.is_none();
        let curved = kept.take().map_or_else(|| curvature(surface, &at, &point.state, &free), Ok)?;
        let factor = Cholesky::new(&curved, free.len());
        let step = match &factor {
            Some(factor) => factor.solve(&slope),
            None => slope.iter().map(|s| s / slope.iter().map(|s| s * s).sum::<f64>().sqrt()).collect(),
        };
        let largest = step.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
        if let Some(factor) = factor.as_ref().filter(|_| own && largest < 1e-7) {
            return Ok(Top { at, point, covariance: factor.inverse(), free });
        }
        let part = upwards(surface, &mut at, &mut point, &free, &step, largest)?;
        let whole = factor.is_some() && part >= 1.0 && largest >= 1e-7 && largest < 0.1 * before;
        (kept, before) = (whole.then_some(curved), largest);
        if free.contains(&1) && at[1].abs() > END {
            at[1] = at[1].signum() * END;
            free.retain(|k| *k != 1);
            point = surface.point(&at, &point.state)?;
            (kept, before) = (None, f64::INFINITY);
        }
    }
    Err(Undefined::because(
        "the most likely variance between areas was not found: the areas differ no more than by chance",
    ))
}

/// Goes as much of the step as goes up, and says how much that was.
fn upwards(
    surface: &Surface<'_>,
    at: &mut Vec<f64>,
    point: &mut Point,
    free: &[usize],
    step: &[f64],
    largest: f64,
) -> Result<f64, Undefined> {
    let mut part = (1.5 / largest).min(1.0);
    loop {
        let mut next = at.clone();
        free.iter().zip(step).for_each(|(k, s)| next[*k] += part * s);
        let there = surface.point(&next, &point.state)?;
        if there.height >= point.height - 1e-11 * point.height.abs() || part < 1e-7 {
            (*at, *point) = (next, there);
            return Ok(part);
        }
        part *= 0.4;
    }
}
