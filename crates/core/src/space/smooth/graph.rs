//! The graph of areas, as the models see it.

use super::super::Neighbours;
use crate::error::Undefined;
use crate::sparse::{Factor, Pattern};

/// Neighbours with the pattern of their matrices and the components that they fall into.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    pub(super) pattern: Pattern,
    /// Number of neighbours of each area.
    pub(super) degree: Vec<f64>,
    /// The component of each area.
    pub(super) component: Vec<usize>,
    /// Areas of each component.
    pub(super) sizes: Vec<usize>,
}

impl Graph {
    pub(super) fn of(neighbours: &Neighbours) -> Self {
        let component = neighbours.components();
        let mut sizes = vec![0; component.iter().max().map_or(0, |last| last + 1)];
        component.iter().for_each(|c| sizes[*c] += 1);
        Self {
            pattern: Pattern::new(neighbours.areas(), &neighbours.pairs()),
            degree: (0..neighbours.areas()).map(|i| neighbours.of(i).len() as f64).collect(),
            component,
            sizes,
        }
    }

    /// Whether an area has no neighbours.
    pub(super) fn is_island(&self, area: usize) -> bool {
        self.sizes[self.component[area]] == 1
    }

    /// Sums of values over the areas of each component.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sizes.len()];
        self.component.iter().zip(values).for_each(|(c, value)| sums[*c] += value);
        sums
    }

    /// For each component the geometric mean of the marginal variances of the intrinsic autoregression with precision D - W that sums
    /// to zero there; 1 for an area on its own (Sorbye & Rue 2014, Spat Stat 8:39; by component Freni-Sterrantino, Ventrucci & Rue
    /// 2018, Spat Spatiotemporal Epidemiol 26:25).
    ///
    /// With one conductance to the ground in each component D - W has an inverse; without its means it is that of the
    /// autoregression, whatever the conductance.
    pub(super) fn scales(&self) -> Result<Vec<f64>, Undefined> {
        let mut grounded = self.degree.clone();
        let mut seen = vec![false; self.sizes.len()];
        for (value, component) in grounded.iter_mut().zip(&self.component) {
            *value += if std::mem::replace(&mut seen[*component], true) { 0.0 } else { 1.0 };
        }
        let minus = vec![-1.0; self.pattern.pairs().len()];
        let factor = Factor::new(&self.pattern, &grounded, &minus).ok_or_else(no_factor)?;
        let inverse = factor.inverse_diagonal();
        let rows = factor.solve(&vec![1.0; grounded.len()]);
        let whole = self.sums(&rows);
        let mut logs = vec![0.0; self.sizes.len()];
        for (i, component) in self.component.iter().enumerate() {
            let m = self.sizes[*component] as f64;
            let variance = inverse[i] - 2.0 * rows[i] / m + whole[*component] / (m * m);
            logs[*component] += if self.is_island(i) { 0.0 } else { libm::log(variance) / m };
        }
        Ok(logs.into_iter().map(libm::exp).collect())
    }
}

pub(super) fn no_factor() -> Undefined {
    Undefined::because("the matrix of the neighbours could not be factored")
}
