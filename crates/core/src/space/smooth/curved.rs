//! The curvature around a state, and what follows from it: the next step, the determinant, and the marginals.

use super::graph::{Graph, no_factor};
use super::state::{Counts, Field, State};
use crate::error::Undefined;
use crate::regression::linear::{Cholesky, add_outer, mirror};
use crate::sparse::Factor;

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
    pub(super) fn at(graph: &'a Graph, counts: &'a Counts, prior: &'a Field, eta: &[f64]) -> Result<Self, Undefined> {
        let weight: Vec<f64> = counts.expected.iter().zip(eta).map(|(e, eta)| e * libm::exp(*eta)).collect();
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
    pub(super) fn step(&self, eta: &[f64]) -> State {
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
    pub(super) fn half_log_determinant(&self) -> f64 {
        let noise: f64 = self.q.iter().map(|q| -libm::log(*q)).sum();
        let several = |(c, sum): (usize, &f64)| if self.graph.sizes[c] > 1 { libm::log(*sum) } else { 0.0 };
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
