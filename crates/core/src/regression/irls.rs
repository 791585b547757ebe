//! The coefficients that fit best at a given variance of the rates: Newton's method, which is reweighted least squares.

use super::design::Design;
use super::linear::{Cholesky, add_outer};
use crate::error::Undefined;

/// Coefficients in the basis of a design.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) basis: Vec<f64>,
    /// Fitted means, one per area.
    pub(super) means: Vec<f64>,
    /// Lower half of the information of the Poisson model, sum m x x'.
    pub(super) information: Vec<f64>,
}

/// What is fitted: numerators and exposures, one per area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a> {
    pub(super) observed: &'a [f64],
    pub(super) exposure: &'a [f64],
    pub(super) design: &'a Design,
}

impl Data<'_> {
    /// Coefficients of a model without covariates, as those of this design: where a search starts.
    pub(super) fn start(&self) -> Result<Vec<f64>, Undefined> {
        let total: f64 = self.observed.iter().sum();
        if total <= 0.0 {
            return Err(Undefined::because("nothing was observed in any area"));
        }
        let mut basis = vec![0.0; self.design.size()];
        basis[0] = libm::log(total / self.exposure.iter().sum::<f64>());
        Ok(basis)
    }

    fn means(&self, basis: &[f64]) -> Vec<f64> {
        let linear = |row: &[f64]| row.iter().zip(basis).map(|(x, b)| x * b).sum::<f64>();
        self.design.rows().zip(self.exposure).map(|(row, exposure)| exposure * libm::exp(linear(row))).collect()
    }

    /// Log likelihood as far as the coefficients move it; `variance` is that of the rates, 0 for the Poisson model.
    fn height(&self, means: &[f64], variance: f64) -> f64 {
        let term = |(o, m): (&f64, &f64)| {
            if variance > 0.0 {
                o * libm::log(*m) - (o + 1.0 / variance) * libm::log1p(variance * m)
            } else {
                o * libm::log(*m) - m
            }
        };
        self.observed.iter().zip(means).map(term).sum()
    }

    /// The best coefficients at a variance, to a step of `tolerance`, from a start.
    ///
    /// # Errors
    /// Undefined where no coefficients are best: the areas in which something was observed can be told by a covariate.
    pub(super) fn best(&self, variance: f64, start: Vec<f64>, tolerance: f64) -> Result<Found, Undefined> {
        let size = self.design.size();
        let mut basis = start;
        let mut means = self.means(&basis);
        let mut height = self.height(&means, variance);
        for _ in 0..200 {
            let (score, information) = self.derivatives(&means, variance, size);
            let Some(factor) = Cholesky::new(&information, size) else { break };
            let step = factor.solve(&score);
            let largest = step.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
            let mut part = (2.0 / largest).min(1.0);
            loop {
                let next: Vec<f64> = basis.iter().zip(&step).map(|(b, s)| b + part * s).collect();
                let (next_means, slack) = (self.means(&next), 1e-13 * height.abs());
                let next_height = self.height(&next_means, variance);
                if next_height >= height - slack || part < 1e-6 {
                    (basis, means, height) = (next, next_means, next_height);
                    break;
                }
                part *= 0.5;
            }
            if largest <= tolerance {
                let mut information = vec![0.0; size * size];
                self.design.rows().zip(&means).for_each(|(row, m)| add_outer(&mut information, row, *m));
                return Ok(Found { basis, means, information });
            }
        }
        Err(Undefined::because(
            "no coefficients fit best: a covariate tells the areas with something observed from those with nothing",
        ))
    }

    /// Score and observed information (lower half).
    fn derivatives(&self, means: &[f64], variance: f64, size: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut score, mut information) = (vec![0.0; size], vec![0.0; size * size]);
        for ((row, o), m) in self.design.rows().zip(self.observed).zip(means) {
            let shrink = 1.0 / (1.0 + variance * m);
            let pull = (o - m) * shrink;
            row.iter().zip(&mut score).for_each(|(x, s)| *s += x * pull);
            add_outer(&mut information, row, m * (1.0 + variance * o) * shrink * shrink);
        }
        (score, information)
    }
}
