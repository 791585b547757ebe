//! Whether assessors agree: Krippendorff's alpha.

use super::table::{Assessed, Criteria};

/// How far assessors of the same area and criterion agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Pairs of area and criterion that two assessors or more looked at.
    pub cells: usize,
    /// Share of the pairs of findings about one cell that are the same.
    pub same: f64,
    /// Krippendorff's alpha, 1 for full agreement and 0 for that of chance, with squared differences between levels (met is 1, not
    /// met 0): with two assessors and no gaps it comes close to the kappa with quadratic weights. `None` where all findings are
    /// the same, so that chance would give full agreement too.
    pub alpha: Option<f64>,
}

/// The agreement over all areas and criteria; `None` where no two assessors looked at the same.
///
/// Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; alpha = 1 - D observed / D expected.
#[must_use]
pub fn agreement(table: &Criteria) -> Option<Agreement> {
    let value = |found: &Assessed| match found {
        Assessed::Met(met) => f64::from(u8::from(*met)),
        Assessed::Level(level) => *level,
    };
    let cells: Vec<Vec<f64>> = table
        .findings
        .iter()
        .flatten()
        .filter(|cell| cell.len() > 1)
        .map(|cell| cell.iter().map(|(_, found)| value(found)).collect())
        .collect();
    if cells.is_empty() {
        return None;
    }
    let n: f64 = cells.iter().map(|cell| cell.len() as f64).sum();
    // Over ordered pairs, sum of (a - b)^2 = 2 (m sum a^2 - (sum a)^2).
    let squares = |values: &[f64]| {
        let (sum, square) = values.iter().fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
        2.0 * (values.len() as f64 * square - sum * sum)
    };
    let observed: f64 = cells.iter().map(|cell| squares(cell) / (cell.len() as f64 - 1.0)).sum::<f64>() / n;
    let all: Vec<f64> = cells.iter().flatten().copied().collect();
    let expected = squares(&all) / (n * (n - 1.0));
    let same: Vec<bool> = cells.iter().flat_map(|cell| pairs(cell)).map(|(a, b)| a.total_cmp(&b).is_eq()).collect();
    Some(Agreement {
        cells: cells.len(),
        same: same.iter().filter(|s| **s).count() as f64 / same.len() as f64,
        alpha: (expected > 0.0).then(|| 1.0 - observed / expected),
    })
}

/// Every two values.
fn pairs(values: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    values.iter().enumerate().flat_map(move |(i, a)| values[i + 1..].iter().map(move |b| (*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::table::tests::one;
    use crate::criteria::{Assessment, Criteria};

    /// The four observers and twelve units of Krippendorff (2011), interval metric: alpha 0.849.
    #[test]
    fn the_published_example_with_gaps() {
        let rows = [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ];
        let mut all: Vec<Assessment> = Vec::new();
        for (by, row) in ["p", "q", "r", "s"].iter().zip(rows) {
            for (unit, level) in row.iter().enumerate().filter(|(_, level)| **level > 0) {
                let found = one(&format!("{unit:02}"), "x", true, Some(by), None);
                all.push(Assessment { assessed: Assessed::Level(f64::from(*level)), ..found });
            }
        }
        let found = agreement(&Criteria::of(&all, 3.0).unwrap()).unwrap();
        assert_eq!(found.cells, 11, "one unit has a single finding");
        assert!((found.alpha.unwrap() - 0.849).abs() < 5e-4, "{found:?}");
    }

    #[test]
    fn one_assessor_or_one_answer_says_nothing_of_agreement() {
        assert_eq!(agreement(&Criteria::of(&[one("A", "x", true, None, None)], 1.0).unwrap()), None);
        let all = ["p", "q"].map(|by| one("A", "x", true, Some(by), None));
        let found = agreement(&Criteria::of(&all, 1.0).unwrap()).unwrap();
        assert_eq!((found.same, found.alpha), (1.0, None));
    }
}
