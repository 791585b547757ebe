//! Sparse symmetric systems: order of elimination, Cholesky factor, selected inverse.
//!
//! A matrix is its diagonal and one value for each pair of neighbours in a [`Pattern`]. One column after the other, without blocks and
//! without fused operations, so that every processor finds the same bits. For the graphs of areas, where a factor has some tens of
//! entries in a column, that costs little.

mod factor;
mod inverse;
mod order;

pub(crate) use factor::Factor;

/// Where a symmetric matrix may differ from zero beside its diagonal, and the factor of any such matrix.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// Pairs (i, j), i < j, ascending.
    pairs: Vec<(usize, usize)>,
    /// Row of the matrix that is eliminated at each place, and the place of each row.
    order: Vec<usize>,
    place: Vec<usize>,
    /// Rows (as places, ascending) below the diagonal of each column of the factor: those of column j from `starts[j]` on.
    starts: Vec<usize>,
    rows: Vec<usize>,
    /// Per column, the rows and numbers of the pairs that the matrix itself has there.
    own_starts: Vec<usize>,
    own: Vec<(usize, usize)>,
}

impl Pattern {
    /// Of `size` rows with these pairs, each named once as (smaller, larger), ascending.
    pub(crate) fn new(size: usize, pairs: &[(usize, usize)]) -> Self {
        let mut beside = vec![Vec::new(); size];
        for (i, j) in pairs {
            beside[*i].push(*j);
            beside[*j].push(*i);
        }
        let (order, columns) = order::minimum_degree(beside);
        let mut place = vec![0; size];
        order.iter().enumerate().for_each(|(at, row)| place[*row] = at);
        let (mut starts, mut rows) = (vec![0], Vec::new());
        for column in columns {
            let from = rows.len();
            rows.extend(column.into_iter().map(|row| place[row]));
            rows[from..].sort_unstable();
            starts.push(rows.len());
        }
        let mut own: Vec<Vec<(usize, usize)>> = vec![Vec::new(); size];
        for (number, (i, j)) in pairs.iter().enumerate() {
            let (a, b) = (place[*i], place[*j]);
            own[a.min(b)].push((a.max(b), number));
        }
        let mut own_starts = vec![0];
        for column in &own {
            own_starts.push(own_starts.last().unwrap_or(&0) + column.len());
        }
        Self { pairs: pairs.to_vec(), order, place, starts, rows, own_starts, own: own.concat() }
    }

    /// Rows of the matrix.
    pub(crate) fn size(&self) -> usize {
        self.order.len()
    }

    /// The pairs, (smaller, larger), ascending.
    pub(crate) fn pairs(&self) -> &[(usize, usize)] {
        &self.pairs
    }

    fn column(&self, j: usize) -> std::ops::Range<usize> {
        self.starts[j]..self.starts[j + 1]
    }

    fn own(&self, j: usize) -> &[(usize, usize)] {
        &self.own[self.own_starts[j]..self.own_starts[j + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::linear::Cholesky;

    /// A lattice with some further pairs and a row on its own, and a matrix on it that is positive definite.
    fn example(side: usize) -> (Pattern, Vec<f64>, Vec<f64>) {
        let mut pairs = Vec::new();
        for i in 0..side * side {
            if i % side + 1 < side {
                pairs.push((i, i + 1));
            }
            if i + side < side * side {
                pairs.push((i, i + side));
            }
            if i % 7 == 3 && i + 2 * side + 1 < side * side {
                pairs.push((i, i + 2 * side + 1));
            }
        }
        pairs.sort_unstable();
        let pattern = Pattern::new(side * side + 1, &pairs);
        let beside: Vec<f64> = (0..pairs.len()).map(|k| ((k * 37 % 19) as f64 - 9.0) / 10.0).collect();
        let mut diagonal: Vec<f64> = (0..=side * side).map(|i| 0.3 + (i * 11 % 5) as f64 / 7.0).collect();
        for ((i, j), value) in pairs.iter().zip(&beside) {
            diagonal[*i] += value.abs();
            diagonal[*j] += value.abs();
        }
        (pattern, diagonal, beside)
    }

    fn dense(pattern: &Pattern, diagonal: &[f64], beside: &[f64]) -> Vec<f64> {
        let n = pattern.size();
        let mut matrix = vec![0.0; n * n];
        (0..n).for_each(|i| matrix[i * n + i] = diagonal[i]);
        for ((i, j), value) in pattern.pairs().iter().zip(beside) {
            matrix[i * n + j] = *value;
            matrix[j * n + i] = *value;
        }
        matrix
    }

    #[test]
    fn factor_and_inverse_are_those_of_the_dense_matrix() {
        for side in [1, 2, 5, 9] {
            let (pattern, diagonal, beside) = example(side);
            let n = pattern.size();
            let factor = Factor::new(&pattern, &diagonal, &beside).unwrap();
            let slow = Cholesky::new(&dense(&pattern, &diagonal, &beside), n).unwrap();
            let inverse = slow.inverse();
            let b: Vec<f64> = (0..n).map(|i| libm::sin(i as f64 * 1.7)).collect();
            for (a, e) in factor.solve(&b).iter().zip(slow.solve(&b)) {
                assert!((a - e).abs() < 1e-12);
            }
            for (i, found) in factor.inverse_diagonal().into_iter().enumerate() {
                assert!((found - inverse[i * n + i]).abs() < 1e-12);
            }
            // The determinant by Gauss's elimination.
            let mut m = dense(&pattern, &diagonal, &beside);
            let mut log_det = 0.0;
            for k in 0..n {
                log_det += libm::log(m[k * n + k]);
                for i in k + 1..n {
                    let times = m[i * n + k] / m[k * n + k];
                    (k..n).for_each(|j| m[i * n + j] -= times * m[k * n + j]);
                }
            }
            assert!((factor.log_determinant() - log_det).abs() < 1e-10);
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_factor() {
        let pattern = Pattern::new(2, &[(0, 1)]);
        assert!(Factor::new(&pattern, &[1.0, 1.0], &[1.5]).is_none());
        assert!(Factor::new(&pattern, &[1.0, f64::NAN], &[0.5]).is_none());
        assert!(Factor::new(&pattern, &[1.0, 1.0], &[0.5]).is_some());
    }

    #[test]
    fn the_order_leaves_little_to_fill() {
        // Row by row a lattice of side s fills s entries in a column.
        let (pattern, ..) = example(40);
        let filled = pattern.rows.len() as f64 / pattern.size() as f64;
        assert!(filled < 20.0, "{filled} entries in a column");
    }
}
