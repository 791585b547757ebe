//! The covariates of a model: checked, centred, scaled and made orthogonal.

use crate::error::Error;
use std::sync::Arc;

/// Part of a covariate's length that has to be left beside the covariates before it.
const COLLINEAR: f64 = 1e-7;

/// One covariate, a value for each area.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// Its name, as the reader knows it.
    pub name: Arc<str>,
    /// Values, one per area, all finite.
    pub values: Vec<f64>,
}

/// Covariates beside a constant, in a basis whose columns are orthogonal and of mean square 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    names: Vec<Arc<str>>,
    areas: usize,
    /// Rows of the areas: the constant, then one column per covariate.
    basis: Vec<f64>,
    /// Turns coefficients of the basis into those of the covariates.
    back: Vec<f64>,
}

/// A covariate after the others are taken out of it.
struct Column {
    mean: f64,
    sd: f64,
    /// What it has of each column of the basis before it, and of its own.
    parts: Vec<f64>,
}

impl Design {
    /// The constant alone.
    #[must_use]
    pub fn constant(areas: usize) -> Self {
        Self { names: Vec::new(), areas, basis: vec![1.0; areas], back: vec![1.0] }
    }

    /// A constant and these covariates.
    ///
    /// # Errors
    /// [`Error::Covariates`] for a value that is not finite, a covariate that is the same everywhere, one that is the sum or
    /// a multiple of others (named), and more columns than areas.
    ///
    /// ```
    /// use unwarranted_core::regression::{Covariate, Design};
    /// let of = |name: &str, values: [f64; 4]| Covariate { name: name.into(), values: values.to_vec() };
    /// let young = of("young", [0.2, 0.3, 0.1, 0.4]);
    /// assert!(Design::new(4, &[young.clone(), of("imd", [9.0, 4.0, 6.0, 1.0])]).is_ok());
    /// let old = of("old", [0.8, 0.7, 0.9, 0.6]);
    /// let error = Design::new(4, &[young, old]).unwrap_err().to_string();
    /// assert!(error.contains("'old'") && error.contains("'young'"), "{error}");
    /// ```
    pub fn new(areas: usize, covariates: &[Covariate]) -> Result<Self, Error> {
        let size = covariates.len() + 1;
        if size > areas {
            let problem = format!("there are {} covariates and {areas} areas; take fewer covariates", size - 1);
            return Err(Error::Covariates(problem));
        }
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let mut made: Vec<Column> = Vec::new();
        for covariate in covariates {
            let (column, values) = orthogonal(covariate, &columns)
                .map_err(|problem| problem.said(covariate, &covariates[..made.len()], &made))?;
            made.push(column);
            columns.push(values);
        }
        let mut basis = vec![1.0; areas * size];
        for (j, column) in columns.iter().enumerate() {
            column.iter().enumerate().for_each(|(i, value)| basis[i * size + j + 1] = *value);
        }
        let names = covariates.iter().map(|c| Arc::clone(&c.name)).collect();
        Ok(Self { names, areas, basis, back: back(&made) })
    }

    /// Names of the covariates.
    #[must_use]
    pub fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Coefficients: those of the covariates and the constant.
    #[must_use]
    pub fn size(&self) -> usize {
        self.names.len() + 1
    }

    /// Areas.
    #[must_use]
    pub fn areas(&self) -> usize {
        self.areas
    }

    /// The row of each area in the basis.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.basis.chunks_exact(self.size())
    }

    /// Turns coefficients of the basis into those of constant and covariates.
    pub(crate) fn back(&self) -> &[f64] {
        &self.back
    }

    /// Coefficients of the constant and the covariates, on their own scale.
    pub(crate) fn coefficients(&self, basis: &[f64]) -> Vec<f64> {
        let row = |row: &[f64]| row.iter().zip(basis).map(|(a, b)| a * b).sum();
        self.back.chunks_exact(self.size()).map(row).collect()
    }

    /// The same covariates of other areas, by their number here: an area may be there several times.
    pub(crate) fn of(&self, areas: &[usize]) -> Self {
        let size = self.size();
        let basis = areas.iter().flat_map(|i| &self.basis[i * size..(i + 1) * size]).copied().collect();
        Self { names: self.names.clone(), areas: areas.len(), basis, back: self.back.clone() }
    }
}

/// Why a covariate cannot be used.
enum Problem {
    NotFinite,
    Constant(f64),
    Collinear(Vec<f64>),
}

impl Problem {
    fn said(&self, covariate: &Covariate, others: &[Covariate], made: &[Column]) -> Error {
        let name = &covariate.name;
        Error::Covariates(match self {
            Self::NotFinite => format!("'{name}' has a value that is no number"),
            Self::Constant(value) => {
                format!("'{name}' is {value} in every area, so that nothing can go with it; leave it out")
            }
            Self::Collinear(parts) => {
                let of = shares(parts, made);
                let names = of.iter().zip(others).filter(|(share, _)| share.abs() > 1e-6);
                let names: Vec<String> = names.map(|(_, c)| format!("'{}'", c.name)).collect();
                format!(
                    "'{name}' says nothing that {} does not say already: it can be worked out from it exactly; leave one out",
                    names.join(" with ")
                )
            }
        })
    }
}

/// The column of a covariate in the basis.
fn orthogonal(covariate: &Covariate, columns: &[Vec<f64>]) -> Result<(Column, Vec<f64>), Problem> {
    let values = &covariate.values;
    let n = values.len() as f64;
    if values.iter().any(|v| !v.is_finite()) {
        return Err(Problem::NotFinite);
    }
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let largest = values.iter().fold(0.0, |max: f64, v| max.max(v.abs()));
    if sd <= 1e-12 * largest {
        return Err(Problem::Constant(values.first().copied().unwrap_or_default()));
    }
    let mut rest: Vec<f64> = values.iter().map(|v| (v - mean) / sd).collect();
    let mut parts = vec![0.0; columns.len()];
    // Twice is enough (Giraud, Langou & Rozloznik 2005, Comput Math Appl 50:1069).
    for _ in 0..2 {
        for (column, part) in columns.iter().zip(&mut parts) {
            let common = rest.iter().zip(column).map(|(a, b)| a * b).sum::<f64>() / n;
            rest.iter_mut().zip(column).for_each(|(a, b)| *a -= common * b);
            *part += common;
        }
        let mean = rest.iter().sum::<f64>() / n;
        rest.iter_mut().for_each(|a| *a -= mean);
    }
    let length = (rest.iter().map(|a| a * a).sum::<f64>() / n).sqrt();
    if length <= COLLINEAR {
        return Err(Problem::Collinear(parts));
    }
    rest.iter_mut().for_each(|a| *a /= length);
    parts.push(length);
    Ok((Column { mean, sd, parts }, rest))
}

/// Coefficients of scaled covariates from those of the basis: back substitution.
fn shares(basis: &[f64], made: &[Column]) -> Vec<f64> {
    let mut found = basis.to_vec();
    for k in (0..found.len()).rev() {
        found[k] /= made[k].parts[k];
        for l in 0..k {
            found[l] -= made[k].parts[l] * found[k];
        }
    }
    found
}

fn back(made: &[Column]) -> Vec<f64> {
    let size = made.len() + 1;
    let mut back = vec![0.0; size * size];
    back[0] = 1.0;
    for l in 0..made.len() {
        let unit: Vec<f64> = (0..made.len()).map(|k| if k == l { 1.0 } else { 0.0 }).collect();
        for (k, (share, column)) in shares(&unit, made).into_iter().zip(made).enumerate() {
            let coefficient = share / column.sd;
            back[(k + 1) * size + l + 1] = coefficient;
            back[l + 1] -= coefficient * column.mean;
        }
    }
    back
}
