//! What is observed, the field before it, and where the unknowns stand.

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
    pub(super) fn towards(&self, to: &Self, part: f64) -> Self {
        let mix = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + part * (b - a)).collect();
        Self {
            eta: mix(&self.eta, &to.eta),
            noise: mix(&self.noise, &to.noise),
            field: mix(&self.field, &to.field),
            fixed: mix(&self.fixed, &to.fixed),
        }
    }
}
