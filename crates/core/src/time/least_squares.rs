//! Ordinary least squares by orthogonal columns.

/// A column whose part beyond the columns before it is smaller than this share of it follows from them.
const COLLINEAR: f64 = 1e-10;

/// A fit of ordinary least squares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    /// One per column, in their order.
    pub(super) coefficients: Vec<f64>,
    /// Observed less fitted.
    pub(super) residuals: Vec<f64>,
    /// Sum of their squares.
    pub(super) rss: f64,
}

/// Fits `y` on columns of as many values; `None` where a column follows from others. Columns are made orthogonal one after the
/// other, twice over, which keeps the digits that sums of squares lose.
pub(super) fn fit(columns: &[Vec<f64>], y: &[f64]) -> Option<Fit> {
    let k = columns.len();
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(k);
    let mut upper = vec![0.0; k * k];
    for (j, column) in columns.iter().enumerate() {
        let (rest, parts) = beyond(column, &basis);
        let length = norm(&rest);
        if length.is_nan() || length <= COLLINEAR * norm(column) {
            return None;
        }
        parts.iter().enumerate().for_each(|(i, part)| upper[i * k + j] = *part);
        upper[j * k + j] = length;
        basis.push(rest.iter().map(|v| v / length).collect());
    }
    let (residuals, mut coefficients) = beyond(y, &basis);
    for i in (0..k).rev() {
        let later: f64 = (i + 1..k).map(|j| upper[i * k + j] * coefficients[j]).sum();
        coefficients[i] = (coefficients[i] - later) / upper[i * k + i];
    }
    let rss = residuals.iter().map(|e| e * e).sum();
    Some(Fit { coefficients, residuals, rss })
}

/// What is left of a column beyond an orthonormal basis, and its parts along it.
fn beyond(column: &[f64], basis: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let (mut rest, mut parts) = (column.to_vec(), vec![0.0; basis.len()]);
    for _ in 0..2 {
        for (unit, part) in basis.iter().zip(&mut parts) {
            let common: f64 = rest.iter().zip(unit).map(|(a, b)| a * b).sum();
            rest.iter_mut().zip(unit).for_each(|(a, b)| *a -= common * b);
            *part += common;
        }
    }
    (rest, parts)
}

fn norm(column: &[f64]) -> f64 {
    column.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// 1, 2, ..., n.
pub(super) fn steps(n: usize) -> Vec<f64> {
    (1..=n).map(|t| t as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_residuals_are_at_right_angles_to_every_column() {
        let columns = [vec![1.0; 6], steps(6), vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0]];
        let y = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
        let found = fit(&columns, &y).unwrap();
        for column in &columns {
            assert!(column.iter().zip(&found.residuals).map(|(a, b)| a * b).sum::<f64>().abs() < 1e-12);
        }
        let fitted = |i: usize| columns.iter().zip(&found.coefficients).map(|(c, b)| c[i] * b).sum::<f64>();
        assert!((0..6).all(|i| (fitted(i) + found.residuals[i] - y[i]).abs() < 1e-12));
        assert!(fit(&[vec![1.0; 6], vec![2.0; 6]], &y).is_none());
    }
}
