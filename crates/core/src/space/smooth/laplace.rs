//! Counts with a field over areas: the mode, the likelihood by Laplace's approximation, and the marginals around the mode.
//!
//! O_i ~ Poisson(E_i exp(eta_i)), eta = X b + c w + e, with w a Gaussian field of sparse precision Q, e independent with variance a, and
//! b with a precision of its own. Around a mode with weights W = E exp(eta) the e can be taken out: with q = 1 / (1 + a W) the precision
//! of w is K = Q + c^2 q W, which is as sparse as Q. b and the sums to zero of w are put back by small dense systems.

use super::graph::{Graph, no_factor};
use crate::error::Undefined;
use crate::regression::linear::{Cholesky, add_outer, mirror};
use crate::sparse::Factor;

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
    fn column(&self, k: usize) -> impl Iterator<Item = f64> {
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
    fn transposed(&self, v: &[f64]) -> Vec<f64> {
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
    noise: Vec<f64>,
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

/// The curvature at a state.
pub(super) struct Curved<'a> {
    graph: &'a Graph,
    counts: &'a Counts,
    prior: &'a Field,
    pub(super) weight: Vec<f64>,
    /// 1 / (1 + a W).
    q: Vec<f64>,
    pub(super) factor: Factor<'a>,
    /// K^-1 1, and its sums over components; empty where w need not sum to zero.
    ones: Vec<f64>,
    sums: Vec<f64>,
    /// Columns of the fixed effects after the field: T U.
    after: Vec<Vec<f64>>,
    inner: Option<Cholesky>,
}

impl<'a> Curved<'a> {
    fn at(graph: &'a Graph, counts: &'a Counts, prior: &'a Field, eta: &[f64]) -> Result<Self, Undefined> {
        let weight: Vec<f64> = counts.expected.iter().zip(eta).map(|(e, eta)| e * eta.exp()).collect();
        let q: Vec<f64> = weight.iter().map(|w| 1.0 / (1.0 + prior.noise * w)).collect();
        let square = prior.coupling * prior.coupling;
        let diagonal: Vec<f64> =
            prior.diagonal.iter().zip(&weight).zip(&q).map(|((d, w), q)| d + square * q * w).collect();
        let factor = Factor::new(&graph.pattern, &diagonal, &prior.beside).ok_or_else(no_factor)?;
        let (mut ones, mut sums) = (Vec::new(), Vec::new());
        if prior.sums_to_zero {
            ones = factor.solve(&vec![1.0; diagonal.len()]);
            sums = graph.sums(&ones);
        }
        let mut found = Self { graph, counts, prior, weight, q, factor, ones, sums, after: Vec::new(), inner: None };
        found.fixed_effects()?;
        Ok(found)
    }

    fn fixed_effects(&mut self) -> Result<(), Undefined> {
        let size = self.counts.size;
        if size == 0 {
            return Ok(());
        }
        let pull: Vec<f64> = self.weight.iter().zip(&self.q).map(|(w, q)| w * q).collect();
        let mut inner = vec![0.0; size * size];
        (0..size).for_each(|k| inner[k * size + k] = self.counts.precision);
        self.counts.rows.chunks_exact(size).zip(&pull).for_each(|(row, pull)| add_outer(&mut inner, row, *pull));
        let coupled = |k: usize| -> Vec<f64> {
            self.counts.column(k).zip(&pull).map(|(x, pull)| self.prior.coupling * pull * x).collect()
        };
        let columns: Vec<Vec<f64>> = (0..size).map(coupled).collect();
        self.after = columns.iter().map(|column| self.projected(column)).collect();
        for (i, column) in columns.iter().enumerate() {
            for (j, after) in self.after[..=i].iter().enumerate() {
                inner[i * size + j] -= column.iter().zip(after).map(|(a, b)| a * b).sum::<f64>();
            }
        }
        mirror(&mut inner, size);
        self.inner = Some(Cholesky::new(&inner, size).ok_or_else(|| {
            Undefined::because("the covariates cannot be told apart from the differences between areas")
        })?);
        Ok(())
    }

    /// T r: K^-1 r, drawn to sums of zero.
    pub(super) fn projected(&self, r: &[f64]) -> Vec<f64> {
        let mut x = self.factor.solve(r);
        if self.prior.sums_to_zero {
            let sums = self.graph.sums(&x);
            for (i, value) in x.iter_mut().enumerate() {
                let component = self.graph.component[i];
                if !self.graph.is_island(i) {
                    *value -= self.ones[i] * sums[component] / self.sums[component];
                }
            }
        }
        x
    }

    /// Solves the small system of the fixed effects.
    fn solve_fixed(&self, b: &[f64]) -> Vec<f64> {
        self.inner.as_ref().map_or_else(Vec::new, |inner| inner.solve(b))
    }

    /// The state that is the mode of the quadratic around `eta`.
    fn step(&self, eta: &[f64]) -> State {
        let (c, a) = (self.prior.coupling, self.prior.noise);
        let n = eta.len();
        let v: Vec<f64> =
            (0..n).map(|i| self.q[i] * (self.counts.observed[i] - self.weight[i] + self.weight[i] * eta[i])).collect();
        let pull: Vec<f64> = v.iter().map(|v| c * v).collect();
        let mut right = self.counts.transposed(&v);
        for (right, after) in right.iter_mut().zip(&self.after) {
            *right -= after.iter().zip(&pull).map(|(f, r)| f * r).sum::<f64>();
        }
        let fixed = self.solve_fixed(&right);
        let mut field = self.projected(&pull);
        for (b, after) in fixed.iter().zip(&self.after) {
            field.iter_mut().zip(after).for_each(|(w, f)| *w -= b * f);
        }
        let xb = self.counts.fixed(&fixed);
        let part = |i: usize| a * v[i] - a * self.q[i] * self.weight[i] * (c * field[i] + xb[i]);
        let noise: Vec<f64> = (0..n).map(part).collect();
        let eta = (0..n).map(|i| noise[i] + c * field[i] + xb[i]).collect();
        State { eta, noise, field, fixed }
    }

    /// Half the logarithm of the determinant of the precision around the mode, less that of the independent part before.
    fn half_log_determinant(&self) -> f64 {
        let noise: f64 = self.q.iter().map(|q| -q.ln()).sum();
        let several = |(c, sum): (usize, &f64)| if self.graph.sizes[c] > 1 { sum.ln() } else { 0.0 };
        let sums: f64 = self.sums.iter().enumerate().map(several).sum();
        let inner = self.inner.as_ref().map_or(0.0, Cholesky::log_determinant);
        0.5 * (noise + self.factor.log_determinant() + sums + inner)
    }

    /// X - c F, a row of `size` numbers for each area.
    fn beside_field(&self, i: usize) -> Vec<f64> {
        let size = self.counts.size;
        let row = &self.counts.rows[i * size..(i + 1) * size];
        row.iter().zip(&self.after).map(|(x, after)| x - self.prior.coupling * after[i]).collect()
    }

    /// Means and variances of eta around the mode, and means and covariances of the fixed effects.
    ///
    /// `shifted`: with the third derivative of the likelihood, which moves means by -C (W V) / 2, C the covariance and V the variances of
    /// eta (Rue, Martino & Chopin 2009, J R Stat Soc B 71:319, first order). Without it they stay at the mode, which is up to a sixth of
    /// a standard deviation off.
    pub(super) fn marginals(&self, state: &State, shifted: bool) -> Marginals {
        let (c, a, size) = (self.prior.coupling, self.prior.noise, self.counts.size);
        let mut field = self.factor.inverse_diagonal();
        if self.prior.sums_to_zero {
            for (i, value) in field.iter_mut().enumerate().filter(|(i, _)| !self.graph.is_island(*i)) {
                *value -= self.ones[i] * self.ones[i] / self.sums[self.graph.component[i]];
            }
        }
        let covariance = self.inner.as_ref().map_or_else(Vec::new, Cholesky::inverse);
        let fixed = |row: &[f64]| -> f64 {
            (0..size).map(|j| row[j] * (0..size).map(|k| covariance[j * size + k] * row[k]).sum::<f64>()).sum()
        };
        let rows: Vec<Vec<f64>> = (0..field.len()).map(|i| self.beside_field(i)).collect();
        let variance: Vec<f64> = (0..field.len())
            .map(|i| a * self.q[i] + self.q[i].powi(2) * (c * c * field[i] + fixed(&rows[i])))
            .collect();
        let mut found = Marginals { mean: state.eta.clone(), variance, fixed: state.fixed.clone(), covariance };
        if shifted {
            self.shift(&rows, &mut found);
        }
        found
    }

    fn shift(&self, rows: &[Vec<f64>], found: &mut Marginals) {
        let (c, a) = (self.prior.coupling, self.prior.noise);
        let z: Vec<f64> = self.weight.iter().zip(&found.variance).map(|(w, v)| -0.5 * w * v).collect();
        let qz: Vec<f64> = self.q.iter().zip(&z).map(|(q, z)| q * z).collect();
        let field = self.projected(&qz);
        let sum = |k: usize| rows.iter().zip(&qz).map(|(row, qz)| row[k] * qz).sum();
        let fixed = self.solve_fixed(&(0..self.counts.size).map(sum).collect::<Vec<f64>>());
        for (i, mean) in found.mean.iter_mut().enumerate() {
            let moved: f64 = rows[i].iter().zip(&fixed).map(|(x, b)| x * b).sum();
            *mean += a * qz[i] + self.q[i] * (c * c * field[i] + moved);
        }
        found.fixed.iter_mut().zip(&fixed).for_each(|(b, moved)| *b += moved);
    }
}

/// Normal marginals of eta, and of the fixed effects together.
#[derive(Debug, Clone)]
pub(super) struct Marginals {
    pub(super) mean: Vec<f64>,
    pub(super) variance: Vec<f64>,
    pub(super) fixed: Vec<f64>,
    pub(super) covariance: Vec<f64>,
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
