//! Which criteria are failed most, and how sure their order is.

use super::table::{Assessed, Criteria, Criterion, Verdict};
use crate::quantile::{quantile, sorted};
use crate::rates::interval::{Confidence, wilson};
use crate::sampling::stream::Generator;
use std::sync::Arc;

/// What is said of one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionResult {
    /// The criterion.
    pub criterion: Arc<str>,
    /// Its domain.
    pub domain: Option<Arc<str>>,
    /// Areas assessed.
    pub assessed: usize,
    /// Areas that fail it.
    pub failed: usize,
    /// Wilson's interval of the share that fails.
    pub interval: [f64; 2],
    /// Place by the share that fails, 1 for the highest; those alike share the middle of their places.
    pub rank: f64,
    /// Interval of the place, from areas drawn again.
    pub rank_interval: [f64; 2],
    /// Standard deviation of the levels over areas and assessors; `None` where criteria are met or not, or with fewer than two.
    pub spread: Option<f64>,
}

/// Every criterion, in the order of the table. Ranks are drawn `replicates` times with all areas drawn again together, so that
/// criteria which the same areas fail move together; the same seed gives the same intervals.
#[must_use]
pub fn criterion_results(table: &Criteria, confidence: Confidence, replicates: u32, seed: u64) -> Vec<CriterionResult> {
    let n = table.areas.len();
    let once = vec![1.0; n];
    let own = shares(table, &once);
    let place = ranks(&own);
    let mut drawn = vec![Vec::new(); own.len()];
    let mut random = Generator::from_seed(seed);
    for _ in 0..replicates {
        let mut weights = vec![0.0; n];
        for _ in 0..n {
            weights[random.below(n)] += 1.0;
        }
        for (all, rank) in drawn.iter_mut().zip(ranks(&shares(table, &weights))) {
            all.push(rank);
        }
    }
    let tail = (1.0 - confidence.level()) / 2.0;
    let one = |(j, (criterion, domain)): (usize, &Criterion)| {
        let verdicts = || table.verdicts.iter().filter_map(move |row| row[j]);
        let (assessed, failed) = (verdicts().count(), verdicts().filter(|v| *v == Verdict::Failed).count());
        let limits = wilson(failed as f64, assessed as f64, confidence);
        let ranks = sorted(&drawn[j]);
        let at = |p| quantile(&ranks, p).unwrap_or(place[j]);
        CriterionResult {
            criterion: Arc::clone(criterion),
            domain: domain.clone(),
            assessed,
            failed,
            interval: [limits.lower, limits.upper],
            rank: place[j],
            rank_interval: [at(tail), at(1.0 - tail)],
            spread: spread(table, j),
        }
    };
    table.criteria.iter().enumerate().map(one).collect()
}

/// The share of the assessed areas that fail each criterion, areas counting by weight; 0 where none was drawn.
fn shares(table: &Criteria, weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![[0.0; 2]; table.criteria.len()];
    for (row, weight) in table.verdicts.iter().zip(weights) {
        for (sum, verdict) in sums.iter_mut().zip(row).filter_map(|(s, v)| Some((s, (*v)?))) {
            sum[0] += weight;
            sum[1] += if verdict == Verdict::Failed { *weight } else { 0.0 };
        }
    }
    sums.into_iter().map(|[n, x]| if n > 0.0 { x / n } else { 0.0 }).collect()
}

/// Places from the highest share on; those alike share the middle of their places.
fn ranks(shares: &[f64]) -> Vec<f64> {
    let place = |own: &f64| {
        let above = shares.iter().filter(|s| *s > own).count();
        let alike = shares.iter().filter(|s| s.total_cmp(own).is_eq()).count();
        above as f64 + (alike as f64 + 1.0) / 2.0
    };
    shares.iter().map(place).collect()
}

fn spread(table: &Criteria, j: usize) -> Option<f64> {
    let level = |found: &Assessed| match found {
        Assessed::Level(level) => Some(*level),
        Assessed::Met(_) => None,
    };
    let levels: Vec<f64> =
        table.findings.iter().flat_map(|row| &row[j]).filter_map(|(_, found)| level(found)).collect();
    let n = levels.len() as f64;
    let mean = levels.iter().sum::<f64>() / n;
    (levels.len() > 1).then(|| (levels.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::table::tests::one;

    #[test]
    fn shares_ranks_and_their_intervals() {
        let mut rows = Vec::new();
        for i in 0..40 {
            for (j, fails) in [i % 2 == 0, i % 2 == 1, i % 10 == 0, false].into_iter().enumerate() {
                rows.push(one(&format!("{i:02}"), &format!("c{j}"), !fails, None, None));
            }
        }
        let table = Criteria::of(&rows, 1.0).unwrap();
        let level = Confidence::new(0.95, "confidence").unwrap();
        let found = criterion_results(&table, level, 400, 7);
        let failed: Vec<usize> = found.iter().map(|c| c.failed).collect();
        assert_eq!(failed, [20, 20, 4, 0]);
        let places: Vec<f64> = found.iter().map(|c| c.rank).collect();
        assert_eq!(places, [1.5, 1.5, 3.0, 4.0]);
        // Which of the first two is first is open; that the last is last is not.
        assert_eq!((found[0].rank_interval, found[1].rank_interval), ([1.0, 2.0], [1.0, 2.0]));
        assert!(found[3].rank_interval[1] > 3.9);
        assert_eq!(found, criterion_results(&table, level, 400, 7), "the same seed, the same intervals");
        assert_eq!(found[0].spread, None);
    }
}
