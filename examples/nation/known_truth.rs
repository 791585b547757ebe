//! A league of the substances of a synthetic nation, held against what is true of it. For the example and a test.

use std::collections::BTreeMap;
use std::path::Path;
use unwarranted::core::Period;
use unwarranted::core::sweep::{AreaEntry, League, LeagueEntry};
use unwarranted::study::{Error, Formulary, Study};

/// How much of the truth a league found.
#[derive(Debug)]
pub struct Found {
    pub treatments: usize,
    /// Treatments with a place.
    pub ranked: usize,
    /// Treatments whose median area expects 10 effective events.
    pub frequent: usize,
    /// Rank correlation of the variance with the true one, where the median area expects 10 effective events and where ranked.
    pub correlation: [f64; 2],
    /// Share of frequent treatments whose interval holds the true variance; of ranked ones whose interval of places holds the
    /// true place.
    pub covered: [f64; 2],
    /// Areas x treatments that were tested, that were said to differ, and of these how many do not.
    pub tested: usize,
    pub differ: usize,
    pub falsely: usize,
    /// The same where no area of the treatment differs: tested and said to differ.
    pub null: [usize; 2],
    /// Outliers that were planted among what was tested, and how many are said to differ, on the right side.
    pub outliers: [usize; 2],
}

type Key = (String, String);

/// The truth of one period.
struct Truth {
    variance: BTreeMap<String, f64>,
    /// Whether an area differs, by treatment and area.
    differs: BTreeMap<Key, bool>,
    factors: BTreeMap<Key, f64>,
}

/// Rows of a table without quotation marks, as fields after the header.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

impl Truth {
    fn read(dir: &Path, period: Period) -> Self {
        let period = period.to_string();
        let of_period = |table: &str| -> Vec<Vec<String>> {
            rows(&dir.join(table)).into_iter().filter(|row| row[0] == period).collect()
        };
        let variance = of_period("variances.csv").into_iter().map(|row| (row[1].clone(), number(&row[4]))).collect();
        let differs = of_period("effects.csv").into_iter().map(|row| ((row[1].clone(), row[2].clone()), row[6] == "1"));
        let factors = rows(&dir.join("outliers.csv")).into_iter();
        let factors = factors.map(|row| ((row[0].clone(), row[1].clone()), number(&row[2]))).collect();
        Self { variance, differs: differs.collect(), factors }
    }

    fn variance(&self, entry: &LeagueEntry) -> f64 {
        self.variance[bnf(&entry.id)]
    }
}

/// `0904010H0` of `BNF 0904010H0`.
fn bnf(id: &str) -> &str {
    id.strip_prefix("BNF ").unwrap_or(id)
}

/// Ranks a store's substances in a period and compares.
///
/// # Errors
/// As `Study::sweep`.
pub fn compare(store: &Path, truth: &Path, period: Period, replicates: usize) -> Result<Found, Error> {
    let study = Study {
        store: Some(store.to_owned()),
        grain: Some(Formulary::Chemical),
        period: vec![period],
        replicates: Some(replicates),
        seed: Some(1),
        ..Study::default()
    };
    let found = study.sweep(&|_, _| ())?;
    Ok(held_against(&found.leagues[0], &Truth::read(truth, period)))
}

fn held_against(league: &League, truth: &Truth) -> Found {
    let is_frequent = |entry: &&LeagueEntry| entry.effective_median.is_some_and(|events| events >= 10.0);
    let frequent: Vec<&LeagueEntry> = league.entries.iter().filter(is_frequent).collect();
    let ranked: Vec<&LeagueEntry> = league.entries.iter().filter(|e| e.rank.is_some()).collect();
    let pairs = |of: &[&LeagueEntry]| -> Vec<(f64, f64)> {
        of.iter().filter_map(|entry| Some((entry.psv?, truth.variance(entry)))).collect()
    };
    let holds = |entry: &&&LeagueEntry| {
        let limits = entry.psv_lower.zip(entry.psv_upper);
        limits.is_some_and(|(lower, upper)| (lower..=upper).contains(&truth.variance(entry)))
    };
    let places = ranks(&ranked.iter().map(|entry| -truth.variance(entry)).collect::<Vec<_>>());
    let in_place = |(entry, place): &(&&LeagueEntry, &f64)| {
        let limits = entry.rank_lower.zip(entry.rank_upper);
        limits.is_some_and(|(lower, upper)| (lower as f64..=upper as f64).contains(*place))
    };
    let held = frequent.iter().filter(holds).count() as f64 / frequent.len() as f64;
    let placed = ranked.iter().zip(&places).filter(in_place).count() as f64 / ranked.len() as f64;
    let mut found = Found {
        treatments: league.entries.len(),
        ranked: ranked.len(),
        frequent: frequent.len(),
        correlation: [spearman(&pairs(&frequent)), spearman(&pairs(&ranked))],
        covered: [held, placed],
        tested: 0,
        differ: 0,
        falsely: 0,
        null: [0; 2],
        outliers: [0; 2],
    };
    league.standings.iter().for_each(|area| count(area, truth, &mut found));
    found
}

fn count(area: &AreaEntry, truth: &Truth, found: &mut Found) {
    let Some(q) = area.differs_q else { return };
    let key = (bnf(&area.id).to_owned(), area.area.to_string());
    let (said, differs) = (q <= 0.05, truth.differs[&key]);
    found.tested += 1;
    found.differ += usize::from(said);
    found.falsely += usize::from(said && !differs);
    if truth.variance[&key.0] < 1e-4 {
        found.null[0] += 1;
        found.null[1] += usize::from(said);
    }
    if let Some(factor) = truth.factors.get(&key) {
        let above = area.expected.is_some_and(|expected| area.observed > expected);
        found.outliers[0] += 1;
        found.outliers[1] += usize::from(said && above == (*factor > 1.0));
    }
}

/// Ranks from 1 for the smallest; equal ones share their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |v: &f64| values.iter().filter(|other| *other < v).count() as f64;
    let equal = |v: &f64| values.iter().filter(|other| other.total_cmp(v).is_eq()).count() as f64;
    values.iter().map(|v| below(v) + (equal(v) + 1.0) / 2.0).collect()
}

fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (a, b) = (ranks(&a), ranks(&b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}
