//! Small symmetric systems of equations.

/// Share of a diagonal below which what is left of it is nothing but rounding.
const SINGULAR: f64 = 1e-13;

/// The factor L of a symmetric positive definite matrix L L'.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    size: usize,
    /// Rows of L, each of `size`.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix of `size` rows of as many columns, of which the lower half is read. `None` where it is not positive
    /// definite.
    ///
    /// ```
    /// use unwarranted_core::regression::linear::Cholesky;
    /// let found = Cholesky::new(&[4.0, 2.0, 2.0, 3.0], 2).unwrap();
    /// let solved = found.solve(&[8.0, 7.0]);
    /// assert!((solved[0] - 1.25).abs() < 1e-14 && (solved[1] - 1.5).abs() < 1e-14);
    /// assert!(Cholesky::new(&[1.0, 1.0, 1.0, 1.0], 2).is_none());
    /// ```
    #[must_use]
    pub fn new(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let sum: f64 = (0..j).map(|k| lower[i * size + k] * lower[j * size + k]).sum();
                let rest = matrix[i * size + j] - sum;
                if i == j {
                    if rest.is_nan() || rest <= SINGULAR * matrix[i * size + i] {
                        return None;
                    }
                    lower[i * size + i] = rest.sqrt();
                } else {
                    lower[i * size + j] = rest / lower[j * size + j];
                }
            }
        }
        Some(Self { size, lower })
    }

    /// The solution x of L L' x = b.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (n, mut x) = (self.size, b.to_vec());
        for i in 0..n {
            let sum: f64 = (0..i).map(|k| self.lower[i * n + k] * x[k]).sum();
            x[i] = (x[i] - sum) / self.lower[i * n + i];
        }
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|k| self.lower[k * n + i] * x[k]).sum();
            x[i] = (x[i] - sum) / self.lower[i * n + i];
        }
        x
    }

    /// Logarithm of the determinant.
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        (0..self.size).map(|i| 2.0 * libm::log(self.lower[i * self.size + i])).sum()
    }

    /// The inverse, row by row.
    #[must_use]
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.size;
        let mut inverse = vec![0.0; n * n];
        for j in 0..n {
            let unit: Vec<f64> = (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect();
            for (i, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[i * n + j] = value;
            }
        }
        inverse
    }
}

/// A M A' for square matrices of `size` rows.
pub(crate) fn sandwich(a: &[f64], m: &[f64], size: usize) -> Vec<f64> {
    let times = |x: &[f64], y: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        let cell = |i: usize, j: usize| (0..size).map(|k| x[i * size + k] * y(k, j)).sum();
        (0..size * size).map(|at| cell(at / size, at % size)).collect()
    };
    let left = times(a, &|k, j| m[k * size + j]);
    times(&left, &|k, j| a[j * size + k])
}

/// Adds w x x' to the lower half of a matrix.
pub(crate) fn add_outer(matrix: &mut [f64], x: &[f64], w: f64) {
    let n = x.len();
    for i in 0..n {
        let wx = w * x[i];
        for j in 0..=i {
            matrix[i * n + j] += wx * x[j];
        }
    }
}

/// Copies the lower half of a matrix to the upper one.
pub(crate) fn mirror(matrix: &mut [f64], size: usize) {
    for i in 0..size {
        for j in 0..i {
            matrix[j * size + i] = matrix[i * size + j];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gauss's elimination with exchange of rows, written out.
    fn eliminated(matrix: &[f64], b: &[f64]) -> Vec<f64> {
        let n = b.len();
        let mut rows: Vec<Vec<f64>> = (0..n).map(|i| [&matrix[i * n..(i + 1) * n], &b[i..=i]].concat()).collect();
        for column in 0..n {
            let best = (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs())).unwrap();
            rows.swap(column, best);
            let pivot = rows[column].clone();
            for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != column) {
                let times = row[column] / pivot[column];
                assert!(i < n);
                row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= times * p);
            }
        }
        (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
    }

    #[test]
    fn solves_as_elimination_does() {
        let n = 5;
        let x: Vec<f64> = (0..40).map(|i| libm::sin(f64::from(i) * 1.7) + f64::from(i % 3)).collect();
        let mut matrix = vec![0.0; n * n];
        for row in x.chunks(n) {
            add_outer(&mut matrix, row, 0.5 + row[0] * row[0]);
        }
        mirror(&mut matrix, n);
        let b = [1.0, -2.0, 0.5, 3.0, 0.0];
        let found = Cholesky::new(&matrix, n).unwrap();
        for (a, b) in found.solve(&b).iter().zip(eliminated(&matrix, &b)) {
            assert!((a - b).abs() < 1e-11, "{a} {b}");
        }
        let inverse = found.inverse();
        let one = sandwich(&inverse, &matrix, n);
        assert!(one.iter().zip(&inverse).all(|(a, b)| (a - b).abs() < 1e-11), "A^-1 A A^-1 is A^-1");
    }
}
