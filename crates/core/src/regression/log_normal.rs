//! Counts with log-normal rates around the model: ln(rate) ~ N(b0 + x b, V), by adaptive quadrature with 25 points.

use super::design::Design;
use super::irls::Data;
use super::linear::{Cholesky, add_outer};
use super::negative_binomial;
use crate::error::Undefined;
use crate::models::lognormal_poisson::{find_mode, integral, moments};
use crate::special::density::ln_poisson;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Variance of the logarithm of the rates around the model, tau^2; 0 on the boundary.
    pub variance: f64,
    /// Coefficients: the constant, then the covariates on their own scale.
    pub coefficients: Vec<f64>,
    /// Medians of the rates times the exposure, one per area.
    pub medians: Vec<f64>,
}

/// Maximum likelihood: Newton's method in coefficients and variance on the likelihood integrated over each area's rate, with
/// Louis's formula for the curvature and an EM step wherever that is not the curvature of a maximum, as in
/// [`crate::models::lognormal_poisson`]; to a relative step of 1e-10. It starts from the gamma distribution around the same model.
///
/// # Errors
/// Those of [`negative_binomial::fit`], and undefined when no maximum is found at a finite variance.
pub fn fit(observed: &[f64], exposure: &[f64], design: &Design) -> Result<Fit, Undefined> {
    let data = Data { observed, exposure, design };
    let gamma = negative_binomial::fit(observed, exposure, design)?;
    let mut variance = libm::log1p(gamma.variance);
    let mut basis = data.best(gamma.variance, data.start()?, 1e-10)?.basis;
    if variance <= 0.0 {
        return Ok(made(&data, 0.0, &basis));
    }
    basis[0] -= 0.5 * variance;
    let mut modes: Vec<f64> = centres(&data, &basis);
    for _ in 0..500 {
        let sums = Sums::over(&data, &basis, variance, &mut modes);
        let (steps, dv) = sums.step(variance)?;
        let next = (variance + dv).clamp(0.1 * variance, 10.0 * variance);
        let largest = steps.iter().fold(0.0, |max: f64, s| max.max(s.abs()));
        let small = (next - variance).abs() <= 1e-10 * variance && largest <= 1e-10;
        let part = (1.0 / largest).min(1.0);
        basis.iter_mut().zip(&steps).for_each(|(b, s)| *b += part * s);
        variance = next;
        if small {
            return Ok(made(&data, variance, &basis));
        }
        if variance < 1e-12 {
            return Ok(made(&data, 0.0, &basis));
        }
        if variance > 1e6 || variance.is_nan() {
            break;
        }
    }
    Err(Undefined::because("no maximum of the likelihood was found at a finite variance"))
}

/// ln(rate) of the middle of each area's distribution.
fn centres(data: &Data<'_>, basis: &[f64]) -> Vec<f64> {
    data.design.rows().map(|row| row.iter().zip(basis).map(|(x, b)| x * b).sum()).collect()
}

fn made(data: &Data<'_>, variance: f64, basis: &[f64]) -> Fit {
    let medians = centres(data, basis).iter().zip(data.exposure).map(|(a, e)| e * libm::exp(*a)).collect();
    Fit { variance, coefficients: data.design.coefficients(basis), medians }
}

impl Fit {
    /// Log likelihood of the counts it was fitted to. (lme4 leaves out the likelihood of the saturated model.)
    #[must_use]
    pub fn log_likelihood(&self, observed: &[f64]) -> f64 {
        let one = |(o, m): (&f64, &f64)| {
            if self.variance <= 0.0 { ln_poisson(*o, *m) } else { integral(*o, *m, self.variance) }
        };
        observed.iter().zip(&self.medians).map(one).sum()
    }
}

/// Score and information in coefficients and variance, and the moments of an EM step.
struct Sums {
    size: usize,
    score: Vec<f64>,
    /// Lower half, the variance last.
    information: Vec<f64>,
    /// Expected squares of the areas' ln(rate) around the model, summed.
    squares: f64,
    /// Of the means of ln(rate) around the model.
    first: Vec<f64>,
    /// Lower half of sum x x'.
    products: Vec<f64>,
    areas: f64,
}

impl Sums {
    fn over(data: &Data<'_>, basis: &[f64], v: f64, modes: &mut [f64]) -> Self {
        let size = data.design.size();
        let wide = size + 1;
        let mut s = Self {
            size,
            score: vec![0.0; wide],
            information: vec![0.0; wide * wide],
            squares: 0.0,
            first: vec![0.0; size],
            products: vec![0.0; size * size],
            areas: data.observed.len() as f64,
        };
        let mut own = vec![0.0; size * size];
        let areas = data.design.rows().zip(data.observed).zip(data.exposure).zip(centres(data, basis)).zip(modes);
        for ((((row, o), e), a), mode) in areas {
            *mode = find_mode(*o, *e, a, v, *mode);
            let ([m1, m2, m3, m4], ..) = moments(*e, a, v, *mode);
            let cross = m1 / (v * v) - (m3 - m1 * m2) / (2.0 * v.powi(3));
            add_outer(&mut own, row, 1.0 / v - (m2 - m1 * m1) / (v * v));
            add_outer(&mut s.products, row, 1.0);
            for (j, x) in row.iter().enumerate() {
                s.score[j] += x * m1 / v;
                s.first[j] += x * m1;
                s.information[size * wide + j] += x * cross;
            }
            s.score[size] += (m2 / v - 1.0) / (2.0 * v);
            let last = m2 / v.powi(3) - 1.0 / (2.0 * v * v) - (m4 - m2 * m2) / (4.0 * v.powi(4));
            s.information[size * wide + size] += last;
            s.squares += m2;
        }
        for i in 0..size {
            for j in 0..=i {
                s.information[i * wide + j] = own[i * size + j];
            }
        }
        s
    }

    /// Steps of coefficients and variance.
    fn step(&self, v: f64) -> Result<(Vec<f64>, f64), Undefined> {
        if let Some(factor) = Cholesky::new(&self.information, self.size + 1) {
            let mut step = factor.solve(&self.score);
            let dv = step.pop().unwrap_or_default();
            return Ok((step, dv));
        }
        let factor = Cholesky::new(&self.products, self.size)
            .ok_or_else(|| Undefined::because("the covariates cannot be told apart in these areas"))?;
        let step = factor.solve(&self.first);
        let taken: f64 = step.iter().zip(&self.first).map(|(b, f)| b * f).sum();
        Ok((step, (self.squares - taken) / self.areas - v))
    }
}
