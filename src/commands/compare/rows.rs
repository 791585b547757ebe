//! Rows of tidy files that account for a change.

use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted::core::{Cell, Period};
use unwarranted::study::{CodeKey, RowFigures, RowKey};

/// A row that is not the same in both.
#[derive(Debug, Serialize)]
pub(super) struct RowChange {
    pub(super) treatment: Arc<str>,
    pub(super) period: Period,
    pub(super) area: Arc<str>,
    /// Code of the practice, where rows are by practice.
    pub(super) practice: Option<Arc<str>>,
    /// Before and after: a number, "suppressed", "not reported", or `null` without a row.
    pub(super) observed: [Value; 2],
    pub(super) denominator: [Value; 2],
    /// Difference of the numbers; a row that is not there counts as nothing.
    pub(super) observed_change: Option<f64>,
    pub(super) denominator_change: Option<f64>,
}

/// What the rows of an area, or of a practice, add up to.
#[derive(Debug, Serialize)]
pub(super) struct Account {
    pub(super) treatment: Arc<str>,
    pub(super) area: Arc<str>,
    pub(super) practice: Option<Arc<str>>,
    /// Rows that changed, came or went.
    pub(super) rows: usize,
    pub(super) observed_change: f64,
    pub(super) denominator_change: f64,
}

/// What a presentation adds to a treatment, where that is not the same in both.
#[derive(Debug, Serialize)]
pub(super) struct CodeChange {
    pub(super) treatment: Arc<str>,
    pub(super) period: Period,
    /// BNF code of the presentation.
    pub(super) code: Arc<str>,
    /// In the unit of the numerator; 0 where nothing was prescribed.
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) change: f64,
}

type Rows = BTreeMap<RowKey, RowFigures>;

/// The codes that differ, the largest change first.
pub(super) fn codes(before: &BTreeMap<CodeKey, f64>, after: &BTreeMap<CodeKey, f64>) -> Vec<CodeChange> {
    let keys: BTreeSet<&CodeKey> = before.keys().chain(after.keys()).collect();
    let sum = |of: &BTreeMap<CodeKey, f64>, key: &CodeKey| of.get(key).copied().unwrap_or_default();
    let one = |key: &CodeKey| {
        let (treatment, period, code) = key.clone();
        let (before, after) = (sum(before, key), sum(after, key));
        CodeChange { treatment, period, code, before, after, change: after - before }
    };
    let mut changes: Vec<CodeChange> = keys.into_iter().map(one).filter(|code| code.change != 0.0).collect();
    changes.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
    changes
}

/// Treatment, area and practice.
type Part<'a> = (&'a str, &'a str, Option<&'a str>);

/// The rows that differ, the largest change of observed events first.
pub(super) fn changes(before: &Rows, after: &Rows) -> Vec<RowChange> {
    let keys: BTreeSet<&RowKey> = before.keys().chain(after.keys()).collect();
    let mut changes: Vec<RowChange> = keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| {
            let both = |of: fn(&RowFigures) -> Cell| [before.get(key).map(of), after.get(key).map(of)];
            let (observed, denominator) = (both(|row| row.observed), both(|row| row.denominator));
            RowChange {
                treatment: Arc::clone(&key.treatment),
                period: key.period,
                area: Arc::clone(&key.area),
                practice: key.practice.clone(),
                observed_change: change(observed),
                denominator_change: change(denominator),
                observed: observed.map(told),
                denominator: denominator.map(told),
            }
        })
        .collect();
    // What is unknown on one side comes first: it may be of any size.
    let size = |change: Option<f64>| change.map_or(f64::INFINITY, f64::abs);
    let sizes = |row: &RowChange| [size(row.observed_change), size(row.denominator_change)];
    changes.sort_by(|a, b| {
        let ([a, c], [b, d]) = (sizes(a), sizes(b));
        b.total_cmp(&a).then(d.total_cmp(&c))
    });
    changes
}

/// Sums of the changes by treatment, area and practice, the largest first.
pub(super) fn accounts(changes: &[RowChange]) -> Vec<Account> {
    let mut sums: BTreeMap<Part<'_>, Account> = BTreeMap::new();
    for row in changes {
        let account = sums.entry((&row.treatment, &row.area, row.practice.as_deref())).or_insert_with(|| Account {
            treatment: Arc::clone(&row.treatment),
            area: Arc::clone(&row.area),
            practice: row.practice.clone(),
            rows: 0,
            observed_change: 0.0,
            denominator_change: 0.0,
        });
        account.rows += 1;
        account.observed_change += row.observed_change.unwrap_or_default();
        account.denominator_change += row.denominator_change.unwrap_or_default();
    }
    let mut accounts: Vec<Account> = sums.into_values().collect();
    accounts.sort_by(|a, b| b.observed_change.abs().total_cmp(&a.observed_change.abs()));
    accounts
}

/// The difference; none where a figure is withheld or not reported.
fn change([before, after]: [Option<Cell>; 2]) -> Option<f64> {
    let number = |cell: Option<Cell>| cell.map_or(Some(0.0), Cell::value);
    Some(number(after)? - number(before)?)
}

fn told(cell: Option<Cell>) -> Value {
    match cell {
        None => Value::Null,
        Some(Cell::Value(value)) => value.into(),
        Some(Cell::Suppressed) => "suppressed".into(),
        Some(Cell::NotReported) => "not reported".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(of: &[(&str, Cell, f64)]) -> Rows {
        let row = |(area, observed, people): &(&str, Cell, f64)| {
            let key = RowKey { treatment: "t".into(), period: Period::All, area: (*area).into(), practice: None };
            (key, RowFigures { observed: *observed, denominator: Cell::Value(*people) })
        };
        of.iter().map(row).collect()
    }

    #[test]
    fn rows_that_change_come_and_go_are_told_apart_from_those_that_are_withheld() {
        let before =
            rows(&[("A", Cell::Value(5.0), 10.0), ("B", Cell::Value(0.0), 10.0), ("C", Cell::Suppressed, 10.0)]);
        let after = rows(&[("A", Cell::Value(3.0), 12.0), ("C", Cell::Value(4.0), 10.0), ("D", Cell::Value(9.0), 1.0)]);
        let changed = changes(&before, &after);
        let told: Vec<(&str, &Value, &Value, Option<f64>)> =
            changed.iter().map(|c| (&*c.area, &c.observed[0], &c.observed[1], c.observed_change)).collect();
        let (none, five) = (Value::Null, Value::from(5.0));
        let (withheld, four, nine) = (Value::from("suppressed"), Value::from(4.0), Value::from(9.0));
        assert_eq!(
            told,
            [
                ("C", &withheld, &four, None),
                ("D", &none, &nine, Some(9.0)),
                ("A", &five, &Value::from(3.0), Some(-2.0)),
                ("B", &Value::from(0.0), &none, Some(0.0)),
            ]
        );
        let sums = accounts(&changed);
        assert_eq!((&*sums[0].area, sums[0].observed_change, sums[0].denominator_change), ("D", 9.0, 1.0));
        assert_eq!((sums.len(), sums.iter().map(|a| a.rows).sum::<usize>()), (4, 4));
        assert!(changes(&after, &after).is_empty());
    }
}
