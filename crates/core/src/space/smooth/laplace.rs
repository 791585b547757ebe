//! Counts with a field over areas: the mode, the likelihood by Laplace's approximation, and the marginals around the mode.
//!
//! O_i ~ Poisson(E_i exp(eta_i)), eta = X b + c w + e, with w a Gaussian field of sparse precision Q, e independent with variance a, and
//! b with a precision of its own. Around a mode with weights W = E exp(eta) the e can be taken out: with q = 1 / (1 + a W) the precision
//! of w is K = Q + c^2 q W, which is as sparse as Q. b and the sums to zero of w are put back by small dense systems.

use super::curved::Curved;
use super::graph::Graph;
use crate::error::Undefined;

/// What is observed and expected, and the rows of the fixed effects.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) observed: Vec<f64>,
    pub(super) expected: Vec<f64>,
    /// A row of `size` numbers for each area, the first of them 1; none where `size` is 0.
    pub(super) rows: Vec<f64>,
    pub(super) size: usize,
    /// Prior precision of each fixed effect.
    pub(super) precision: f64,
}

impl Counts {
    pub(super) fn column(&self, k: usize) -> impl Iterator<Item = f64> {
        self.rows.iter().skip(k).step_by(self.size.max(1)).copied()
    }

    /// X b.
    pub(super) fn fixed(&self, b: &[f64]) -> Vec<f64> {
        if self.size == 0 {
            return vec![0.0; self.observed.len()];
        }
        self.rows.chunks_exact(self.size).map(|row| row.iter().zip(b).map(|(x, b)| x * b).sum()).collect()
    }

    /// X' v.
    pub(super) fn transposed(&self, v: &[f64]) -> Vec<f64> {
        (0..self.size).map(|k| self.column(k).zip(v).map(|(x, v)| x * v).sum()).collect()
    }
}

/// The field at given values of the parameters.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Diagonal of Q, and one value for each pair of neighbours.
    pub(super) diagonal: Vec<f64>,
    pub(super) beside: Vec<f64>,
    /// c and a.
    pub(super) coupling: f64,
    pub(super) noise: f64,
    /// Whether w sums to zero in each component of several areas.
    pub(super) sums_to_zero: bool,
}

/// Where the unknowns stand.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) eta: Vec<f64>,
    pub(super) noise: Vec<f64>,
    pub(super) field: Vec<f64>,
    pub(super) fixed: Vec<f64>,
}

impl State {
    /// From these eta and b, with the rest as noise.
    pub(super) fn from(counts: &Counts, eta: &[f64], fixed: &[f64]) -> Self {
        let noise = eta.iter().zip(counts.fixed(fixed)).map(|(eta, xb)| eta - xb).collect();
        Self { eta: eta.to_vec(), noise, field: vec![0.0; eta.len()], fixed: fixed.to_vec() }
    }

    /// The same eta and b, as a start for other values of the parameters.
    pub(super) fn under_another_field(&self, counts: &Counts) -> Self {
        Self::from(counts, &self.eta, &self.fixed)
    }

    /// The way from here to `to`, a part of it.
    fn towards(&self, to: &Self, part: f64) -> Self {
        let mix = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + part * (b - a)).collect();
        Self {
            eta: mix(&self.eta, &to.eta),
            noise: mix(&self.noise, &to.noise),
            field: mix(&self.field, &to.field),
            fixed: mix(&self.fixed, &to.fixed),
        }
    }
}

/// A mode with its curvature.
pub(super) struct Mode<'a> {
    pub(super) state: State,
    pub(super) curved: Curved<'a>,
    /// Log likelihood as far as the state and the curvature move it, by Laplace's approximation.
    pub(super) height: f64,
}

/// Log density of counts and unknowns, as far as the state moves it.
fn joint(graph: &Graph, counts: &Counts, prior: &Field, state: &State) -> f64 {
    let figures = counts.observed.iter().zip(&counts.expected).zip(&state.eta);
    let likelihood: f64 = figures.map(|((o, e), eta)| o * eta - e * eta.exp()).sum();
    let noise: f64 = state.noise.iter().map(|e| e * e).sum();
    // Without independent part there is none to pay for.
    let noise = if noise > 0.0 { noise / prior.noise } else { 0.0 };
    let own: f64 = prior.diagonal.iter().zip(&state.field).map(|(d, w)| d * w * w).sum();
    let pairs = graph.pattern.pairs().iter().zip(&prior.beside);
    let between: f64 = pairs.map(|((i, j), value)| 2.0 * value * state.field[*i] * state.field[*j]).sum();
    let fixed: f64 = state.fixed.iter().map(|b| counts.precision * b * b).sum();
    likelihood - 0.5 * (noise + own + between + fixed)
}

/// Newton's method, a step shortened where it would not go up: the density is log-concave.
///
/// # Errors
/// Undefined where no mode is found.
pub(super) fn mode<'a>(
    graph: &'a Graph,
    counts: &'a Counts,
    prior: &'a Field,
    start: &State,
) -> Result<Mode<'a>, Undefined> {
    let mut state = start.clone();
    let mut height = f64::NEG_INFINITY;
    for _ in 0..100 {
        let curved = Curved::at(graph, counts, prior, &state.eta)?;
        let to = curved.step(&state.eta);
        let away = |s: &State| s.eta.iter().zip(&state.eta).fold(0.0, |max: f64, (a, b)| max.max((a - b).abs()));
        let largest = away(&to);
        // Newton's method squares what is left, so that the curvature before the last step is no longer that after it.
        let last = largest < 1e-6;
        let mut part = (5.0 / largest).min(1.0);
        let mut next = state.towards(&to, part);
        let mut there = joint(graph, counts, prior, &next);
        while !last && (there.is_nan() || there < height - 1e-10 * height.abs()) && part > 1e-6 {
            part *= 0.5;
            next = state.towards(&to, part);
            there = joint(graph, counts, prior, &next);
        }
        (state, height) = (next, there);
        if last {
            let curved = Curved::at(graph, counts, prior, &state.eta)?;
            let height = height - curved.half_log_determinant();
            return if height.is_finite() { Ok(Mode { state, curved, height }) } else { Err(not_found()) };
        }
    }
    Err(not_found())
}

fn not_found() -> Undefined {
    Undefined::because("the most likely differences between areas were not found")
}
