//! Rows of tidy files, and sums of a store, that account for a change.

use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted::core::{Cell, Period};
use unwarranted::study::{AreaKey, CodeKey, RowFigures, RowKey, Rows};

/// A row that is not the same in both.
#[derive(Debug, Serialize)]
pub(super) struct RowChange {
    pub(super) treatment: Arc<str>,
    pub(super) period: Period,
    pub(super) area: Arc<str>,
    /// Code of the practice, where rows are by practice.
    pub(super) practice: Option<Arc<str>>,
    /// Age and sex, where rows are by those.
    pub(super) people: Option<Arc<str>>,
    /// Before and after: a number, "suppressed", "not reported", "no column", or `null` without a row.
    pub(super) observed: [Value; 2],
    /// `null` on both sides where neither has the column; so are expected values.
    pub(super) denominator: [Value; 2],
    pub(super) expected: [Value; 2],
    /// Difference of the numbers; a row that is not there counts as nothing, and one that is unknown has no difference.
    pub(super) observed_change: Option<f64>,
    pub(super) denominator_change: Option<f64>,
    pub(super) expected_change: Option<f64>,
}

/// What the rows of an area, or of a practice, add up to.
#[derive(Debug, Serialize)]
pub(super) struct Account {
    pub(super) treatment: Arc<str>,
    pub(super) area: Arc<str>,
    pub(super) practice: Option<Arc<str>>,
    /// Rows that changed, came or went.
    pub(super) rows: usize,
    #[serde(flatten)]
    pub(super) sums: Sums,
}

/// Differences of the rows that have one, `null` where none has, and how many have none because a figure is unknown.
#[derive(Debug, Default, Serialize)]
pub(super) struct Sums {
    pub(super) observed_change: Option<f64>,
    pub(super) observed_unknown: usize,
    pub(super) denominator_change: Option<f64>,
    pub(super) denominator_unknown: usize,
    pub(super) expected_change: Option<f64>,
    pub(super) expected_unknown: usize,
}

/// What files say of an area beside its figures, where that is not the same in both.
#[derive(Debug, Serialize)]
pub(super) struct AreaChange {
    pub(super) area: Arc<str>,
    /// "name", "group" or "rank".
    pub(super) what: &'static str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
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

/// The periods of two sides that have one each, and not the same one: rows of the one follow those of the other.
pub(super) fn follows(before: &Rows, after: &Rows) -> Option<[Period; 2]> {
    let one = |rows: &Rows| {
        let periods: BTreeSet<Period> = rows.keys().map(|key| key.period).collect();
        periods.first().copied().filter(|_| periods.len() == 1)
    };
    let [from, to] = [one(before)?, one(after)?];
    (from != to).then_some([from, to])
}

/// Rows as those of another period.
pub(super) fn moved(rows: Rows, to: Period) -> Rows {
    rows.into_iter().map(|(key, row)| (RowKey { period: to, ..key }, row)).collect()
}

/// Codes as those of another period.
pub(super) fn moved_codes(codes: BTreeMap<CodeKey, f64>, to: Period) -> BTreeMap<CodeKey, f64> {
    codes.into_iter().map(|((treatment, _, code), sum)| ((treatment, to, code), sum)).collect()
}

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

/// What differs in names, groups and ranks of areas.
pub(super) fn areas(before: &BTreeMap<AreaKey, String>, after: &BTreeMap<AreaKey, String>) -> Vec<AreaChange> {
    let keys: BTreeSet<&AreaKey> = before.keys().chain(after.keys()).collect();
    let one = |key: &AreaKey| AreaChange {
        area: Arc::clone(&key.0),
        what: key.1,
        before: before.get(key).cloned(),
        after: after.get(key).cloned(),
    };
    keys.into_iter().filter(|key| before.get(*key) != after.get(*key)).map(one).collect()
}

/// Treatment, area and practice.
type Part<'a> = (&'a str, &'a str, Option<&'a str>);

/// A figure before and after; `None` without a row, and within it without a column.
type Both = [Option<Option<Cell>>; 2];

/// The rows that differ, the largest change of observed events first.
pub(super) fn changes(before: &Rows, after: &Rows) -> Vec<RowChange> {
    let keys: BTreeSet<&RowKey> = before.keys().chain(after.keys()).collect();
    let mut changes: Vec<RowChange> = keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| {
            let both = |of: fn(&RowFigures) -> Option<Cell>| [before.get(key).map(of), after.get(key).map(of)];
            let observed = both(|row| Some(row.observed));
            let (denominator, expected) = (both(|row| row.denominator), both(|row| row.expected));
            RowChange {
                treatment: Arc::clone(&key.treatment),
                period: key.period,
                area: Arc::clone(&key.area),
                practice: key.practice.clone(),
                people: key.people.clone(),
                observed_change: change(observed),
                denominator_change: change(denominator),
                expected_change: change(expected),
                observed: told(observed),
                denominator: told(denominator),
                expected: told(expected),
            }
        })
        .collect();
    changes.sort_by(|a, b| larger_first(a.sizes(), b.sizes()));
    changes
}

/// What is unknown on one side comes first: it may be of any size.
fn larger_first(a: [f64; 3], b: [f64; 3]) -> std::cmp::Ordering {
    let pairs = b.iter().zip(&a).map(|(b, a)| b.total_cmp(a));
    pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
}

impl RowChange {
    fn figures(&self) -> [(&[Value; 2], Option<f64>); 3] {
        [
            (&self.observed, self.observed_change),
            (&self.denominator, self.denominator_change),
            (&self.expected, self.expected_change),
        ]
    }

    fn sizes(&self) -> [f64; 3] {
        self.figures().map(|(both, change)| change.map_or(if is_there(both) { f64::INFINITY } else { 0.0 }, f64::abs))
    }
}

/// Whether a side has such a figure, known or not.
fn is_there(both: &[Value; 2]) -> bool {
    both.iter().any(|value| !value.is_null())
}

impl Sums {
    fn add(&mut self, row: &RowChange) {
        let sums = [
            (&mut self.observed_change, &mut self.observed_unknown),
            (&mut self.denominator_change, &mut self.denominator_unknown),
            (&mut self.expected_change, &mut self.expected_unknown),
        ];
        for ((sum, unknown), (both, change)) in sums.into_iter().zip(row.figures()) {
            match change {
                Some(change) => *sum = Some(sum.unwrap_or_default() + change),
                // Unknown in the same way on both sides is no change.
                None if is_there(both) && both[0] != both[1] => *unknown += 1,
                None => {}
            }
        }
    }

    fn sizes(&self) -> [f64; 3] {
        let size = |change: Option<f64>, unknown: usize| {
            if unknown > 0 { f64::INFINITY } else { change.unwrap_or_default().abs() }
        };
        [
            size(self.observed_change, self.observed_unknown),
            size(self.denominator_change, self.denominator_unknown),
            size(self.expected_change, self.expected_unknown),
        ]
    }
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
            sums: Sums::default(),
        });
        account.rows += 1;
        account.sums.add(row);
    }
    let mut accounts: Vec<Account> = sums.into_values().collect();
    accounts.sort_by(|a, b| larger_first(a.sums.sizes(), b.sums.sizes()));
    accounts
}

/// The difference; none where a figure is withheld, not reported or in no column.
fn change([before, after]: Both) -> Option<f64> {
    let number = |cell: Option<Option<Cell>>| cell.map_or(Some(0.0), |cell| cell?.value());
    Some(number(after)? - number(before)?)
}

fn told(both: Both) -> [Value; 2] {
    let has_column = both.iter().any(|cell| matches!(cell, Some(Some(_))));
    both.map(|cell| match cell {
        Some(None) if has_column => "no column".into(),
        None | Some(None) => Value::Null,
        Some(Some(Cell::Value(value))) => value.into(),
        Some(Some(Cell::Suppressed)) => "suppressed".into(),
        Some(Some(Cell::TooSmall)) => "too small to be shown".into(),
        Some(Some(Cell::NotReported)) => "not reported".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(of: &[(&str, Cell, f64)]) -> Rows {
        let row = |(area, observed, people): &(&str, Cell, f64)| {
            let key = RowKey {
                treatment: "t".into(),
                period: Period::All,
                area: (*area).into(),
                practice: None,
                people: None,
            };
            let denominator = Some(Cell::Value(*people));
            (key, RowFigures { observed: *observed, denominator, expected: None })
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
        let sum = |at: usize| (&*sums[at].area, sums[at].sums.observed_change, sums[at].sums.observed_unknown);
        assert_eq!((sum(0), sum(1)), (("C", None, 1), ("D", Some(9.0), 0)), "unknown is not zero");
        assert_eq!((sums[1].sums.denominator_change, sums[1].sums.expected_change), (Some(1.0), None));
        assert_eq!((sums.len(), sums.iter().map(|a| a.rows).sum::<usize>()), (4, 4));
        assert!(changes(&after, &after).is_empty());
    }

    #[test]
    fn expected_values_and_columns_that_come_and_go_are_seen_beside_denominators() {
        let given = |expected: Option<f64>| -> Rows {
            let expect = |mut row: RowFigures| {
                row.expected = expected.map(Cell::Value);
                row
            };
            rows(&[("A", Cell::Value(5.0), 10.0)]).into_iter().map(|(key, row)| (key, expect(row))).collect()
        };
        let one = |before: Option<f64>, after: Option<f64>| changes(&given(before), &given(after));
        assert_eq!(one(Some(4.0), Some(4.0)).len(), 0);
        let moved = one(Some(4.0), Some(6.0));
        assert_eq!((moved[0].expected_change, moved[0].observed_change), (Some(2.0), Some(0.0)));
        let come = one(None, Some(6.0));
        assert_eq!((&come[0].expected, come[0].expected_change), (&["no column".into(), 6.0.into()], None));
        assert_eq!(accounts(&come)[0].sums.expected_unknown, 1);
    }
}
