//! Areas that fail more or fewer criteria than the difficulty of these criteria would give.

use super::table::{Criteria, Verdict};
use crate::outliers::control::benjamini_hochberg;
use std::sync::Arc;

/// What is said of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaResult {
    /// Its code.
    pub area: Arc<str>,
    /// Criteria assessed.
    pub assessed: usize,
    /// Criteria failed.
    pub failed: usize,
    /// Failures expected where the area were like all others: the sum of the shares of the other areas that fail each criterion.
    pub expected: f64,
    /// Two-sided p of the number failed, were the criteria independent and as hard for this area as for the others. `None` where
    /// no other area was assessed against any of them.
    pub p: Option<f64>,
    /// Benjamini-Hochberg q over the areas.
    pub q: Option<f64>,
}

/// Every area, in the order of the table.
///
/// Source: the number of failures has a Poisson binomial distribution (Wang 1993, Statistica Sinica 3:295-312), worked out
/// exactly. Criteria of one area are seldom independent, so areas differ from it more often than areas of one kind would.
#[must_use]
pub fn area_results(table: &Criteria) -> Vec<AreaResult> {
    let failed = |v: &Option<Verdict>| *v == Some(Verdict::Failed);
    let totals: Vec<[usize; 2]> = (0..table.criteria.len())
        .map(|j| {
            let column = || table.verdicts.iter().map(move |row| row[j]);
            [column().flatten().count(), column().filter(failed).count()]
        })
        .collect();
    let one = |(area, row): (&Arc<str>, &Vec<Option<Verdict>>)| {
        let mut shares = Vec::new();
        let mut compared = 0;
        for (verdict, [n, x]) in row.iter().zip(&totals).filter(|(v, [n, _])| v.is_some() && *n > 1) {
            let own = usize::from(failed(verdict));
            shares.push((x - own) as f64 / (n - 1) as f64);
            compared += own;
        }
        let p = (!shares.is_empty()).then(|| two_sided(&poisson_binomial(&shares), compared));
        AreaResult {
            area: Arc::clone(area),
            assessed: row.iter().flatten().count(),
            failed: row.iter().filter(|v| failed(v)).count(),
            expected: shares.iter().sum(),
            p,
            q: None,
        }
    };
    let mut all: Vec<AreaResult> = table.areas.iter().zip(&table.verdicts).map(one).collect();
    let q = benjamini_hochberg(&all.iter().map(|a| a.p).collect::<Vec<_>>());
    for (area, q) in all.iter_mut().zip(q) {
        area.q = q;
    }
    all
}

/// The distribution of the number of successes of independent trials with these probabilities: 0 to all of them.
///
/// ```
/// let d = unwarranted_core::criteria::poisson_binomial(&[0.5, 0.5, 1.0]);
/// assert_eq!(d, [0.0, 0.25, 0.5, 0.25]);
/// ```
#[must_use]
pub fn poisson_binomial(shares: &[f64]) -> Vec<f64> {
    let mut d = vec![1.0];
    for p in shares {
        d.push(0.0);
        for k in (0..d.len()).rev() {
            let below = if k > 0 { d[k - 1] * p } else { 0.0 };
            d[k] = d[k] * (1.0 - p) + below;
        }
    }
    d
}

/// Twice the smaller tail, at most 1.
fn two_sided(distribution: &[f64], k: usize) -> f64 {
    let lower: f64 = distribution[..=k].iter().sum();
    let upper: f64 = distribution[k..].iter().sum();
    (2.0 * lower.min(upper)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::table::tests::one;

    #[test]
    fn the_distribution_is_that_of_all_outcomes_counted_one_by_one() {
        let shares = [0.1, 0.35, 0.8, 0.5, 0.02];
        let mut slow = vec![0.0; 6];
        for outcome in 0..32_usize {
            let chance = |(i, p): (usize, &f64)| if outcome >> i & 1 == 1 { *p } else { 1.0 - p };
            slow[outcome.count_ones() as usize] += shares.iter().enumerate().map(chance).product::<f64>();
        }
        for (fast, slow) in poisson_binomial(&shares).iter().zip(slow) {
            assert!((fast - slow).abs() < 1e-15);
        }
    }

    #[test]
    fn an_area_that_fails_all_of_easy_criteria_is_named_and_missing_ones_do_not_count() {
        let mut rows = Vec::new();
        for i in 0..20 {
            for j in 0..10 {
                let fails = i == 0 || (i + j) % 10 == 9;
                if i == 19 && j > 1 {
                    continue;
                }
                rows.push(one(&format!("{i:02}"), &format!("c{j}"), !fails, None, None));
            }
        }
        let found = area_results(&Criteria::of(&rows, 1.0).unwrap());
        assert_eq!((found[0].failed, found[0].assessed, found[19].assessed), (10, 10, 2));
        assert!(found[0].q.unwrap() < 1e-6 && found[0].expected < 1.2, "{:?}", found[0]);
        assert!(found[1..].iter().all(|a| a.q.unwrap() > 0.05));
    }
}
