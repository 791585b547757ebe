//! The factor L D L' of a sparse symmetric matrix, column by column.

use super::Pattern;

/// No column.
const NONE: usize = usize::MAX;

/// L with a diagonal of ones, and D.
#[derive(Debug, Clone)]
pub(crate) struct Factor<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) lower: Vec<f64>,
    pub(super) pivots: Vec<f64>,
}

impl<'a> Factor<'a> {
    /// Of the matrix with this diagonal and these values of the pairs of the pattern. `None` where it is not positive definite.
    pub(crate) fn new(pattern: &'a Pattern, diagonal: &[f64], beside: &[f64]) -> Option<Self> {
        let size = pattern.size();
        let mut lower = vec![0.0; pattern.rows.len()];
        let mut pivots = vec![0.0; size];
        let mut work = vec![0.0; size];
        // Columns whose next row is that of the column at hand, as lists.
        let (mut first, mut follows, mut at) = (vec![NONE; size], vec![NONE; size], vec![0; size]);
        for j in 0..size {
            let mut pivot = diagonal[pattern.order[j]];
            for (row, number) in pattern.own(j) {
                work[*row] = beside[*number];
            }
            let mut k = first[j];
            while k != NONE {
                let (next, from, end) = (follows[k], at[k], pattern.starts[k + 1]);
                let times = lower[from] * pivots[k];
                pivot -= lower[from] * times;
                for (row, value) in pattern.rows[from + 1..end].iter().zip(&lower[from + 1..end]) {
                    work[*row] -= value * times;
                }
                enlist(pattern, k, from + 1, (&mut first, &mut follows, &mut at));
                k = next;
            }
            if pivot.is_nan() || pivot <= 0.0 {
                return None;
            }
            pivots[j] = pivot;
            let column = pattern.column(j);
            for (row, value) in pattern.rows[column.clone()].iter().zip(&mut lower[column.clone()]) {
                *value = work[*row] / pivot;
                work[*row] = 0.0;
            }
            enlist(pattern, j, column.start, (&mut first, &mut follows, &mut at));
        }
        Some(Self { pattern, lower, pivots })
    }

    /// Logarithm of the determinant.
    pub(crate) fn log_determinant(&self) -> f64 {
        self.pivots.iter().map(|pivot| libm::log(*pivot)).sum()
    }

    /// The solution x of A x = b.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let pattern = self.pattern;
        let mut x: Vec<f64> = pattern.order.iter().map(|row| b[*row]).collect();
        for j in 0..x.len() {
            let (column, value) = (pattern.column(j), x[j]);
            for (row, entry) in pattern.rows[column.clone()].iter().zip(&self.lower[column]) {
                x[*row] -= entry * value;
            }
        }
        for j in (0..x.len()).rev() {
            let column = pattern.column(j);
            let entries = pattern.rows[column.clone()].iter().zip(&self.lower[column]);
            x[j] = x[j] / self.pivots[j] - entries.map(|(row, entry)| entry * x[*row]).sum::<f64>();
        }
        pattern.place.iter().map(|at| x[*at]).collect()
    }
}

/// Puts column `k` on the list of the row that its entry `from` stands in.
fn enlist(pattern: &Pattern, k: usize, from: usize, (first, follows, at): (&mut [usize], &mut [usize], &mut [usize])) {
    if from < pattern.starts[k + 1] {
        let row = pattern.rows[from];
        at[k] = from;
        follows[k] = first[row];
        first[row] = k;
    }
}
