//! Counts with a field over areas: the mode, the likelihood by Laplace's approximation, and the marginals around the mode.
//!
//! O_i ~ Poisson(E_i exp(eta_i)), eta = X b + c w + e, with w a Gaussian field of sparse precision Q, e independent with variance a, and
//! b with a precision of its own. Around a mode with weights W = E exp(eta) the e can be taken out: with q = 1 / (1 + a W) the precision
//! of w is K = Q + c^2 q W, which is as sparse as Q. b and the sums to zero of w are put back by small dense systems.

use super::curved::Curved;
use super::graph::Graph;
use super::state::{Counts, Field, State};
use crate::error::Undefined;

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
    let likelihood: f64 = figures.map(|((o, e), eta)| o * eta - e * libm::exp(*eta)).sum();
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
