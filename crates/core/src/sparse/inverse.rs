//! The diagonal of the inverse, by its entries where the factor has some and without the others.

use super::Factor;

impl Factor<'_> {
    /// The diagonal of the inverse, by row of the matrix: Takahashi's recursion from the last column to the first (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975, Commun ACM
    /// 18:177): Z_ij = [i = j] / d_j - sum_k L_kj Z_ik over the rows k of column j.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let pattern = self.pattern;
        let size = pattern.size();
        let mut diagonal = vec![0.0; size];
        let mut entries = vec![0.0; self.lower.len()];
        // Per row the value of L in the column at hand, what was summed there, and the column it is of.
        let (mut value, mut sum, mut of) = (vec![0.0; size], vec![0.0; size], vec![usize::MAX; size]);
        for j in (0..size).rev() {
            let column = pattern.column(j);
            for at in column.clone() {
                let row = pattern.rows[at];
                (value[row], sum[row], of[row]) = (self.lower[at], 0.0, j);
            }
            for k in &pattern.rows[column.clone()] {
                let own = value[*k];
                let mut there = own * diagonal[*k];
                for at in pattern.column(*k) {
                    let row = pattern.rows[at];
                    if of[row] == j {
                        sum[row] += own * entries[at];
                        there += value[row] * entries[at];
                    }
                }
                sum[*k] += there;
            }
            let mut pivot = 1.0 / self.pivots[j];
            for at in column {
                let row = pattern.rows[at];
                entries[at] = -sum[row];
                pivot += self.lower[at] * sum[row];
            }
            diagonal[j] = pivot;
        }
        pattern.place.iter().map(|at| diagonal[*at]).collect()
    }
}
