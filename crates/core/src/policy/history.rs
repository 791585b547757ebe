//! Which policy each area holds, and since when.

use crate::data::period::{Month, Period};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One line of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRow {
    /// Code of the area.
    pub area: Arc<str>,
    /// What the policy is about, such as "IVF cycles".
    pub policy: Arc<str>,
    /// What the area decided, such as "3" or "not prescribed".
    pub value: Arc<str>,
    /// The first day on which it holds: month and day of the month.
    pub from: (Month, u32),
    /// The same day as the file has it.
    pub from_text: Arc<str>,
    /// Who says so.
    pub source: Arc<str>,
    /// Line of the file.
    pub line: u64,
}

/// A policy that an area holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index into [`Policy::values`].
    pub value: usize,
    /// The first day on which it holds: month and day of the month.
    pub from: (Month, u32),
    /// The same day as the file has it.
    pub from_text: Arc<str>,
    /// Who says so.
    pub source: Arc<str>,
}

/// What is known of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: Arc<str>,
    /// The values that some area has or had: in the order of their numbers where all are numbers, else of their letters.
    pub values: Vec<Arc<str>>,
    /// By code of the area what it decided, in the order of time.
    pub areas: BTreeMap<Arc<str>, Vec<Step>>,
}

/// What an area holds in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The same throughout: an index into [`Policy::values`].
    Throughout(usize),
    /// Another one at the end than at the start, or none known at the start.
    Changed,
    /// No line is about the area, or none so early.
    Unknown,
}

impl Policy {
    /// Every policy of a file, in the order of their names. Values that differ in capital letters alone are one value, written
    /// as on its first line.
    ///
    /// # Errors
    /// Two lines about one area, policy and first day; the message names both lines.
    pub fn all(rows: &[PolicyRow]) -> Result<Vec<Self>, String> {
        let mut by_name: BTreeMap<&Arc<str>, Vec<&PolicyRow>> = BTreeMap::new();
        for row in rows {
            by_name.entry(&row.policy).or_default().push(row);
        }
        by_name.into_iter().map(|(name, rows)| Self::of(name, &rows)).collect()
    }

    fn of(name: &Arc<str>, rows: &[&PolicyRow]) -> Result<Self, String> {
        let values = values(rows);
        let at = |value: &str| values.iter().position(|known| known.to_lowercase() == value.to_lowercase());
        let mut lines: BTreeMap<(&Arc<str>, (Month, u32)), &PolicyRow> = BTreeMap::new();
        for row in rows {
            let Some(before) = lines.insert((&row.area, row.from), row) else { continue };
            return Err(format!(
                "lines {} and {}: area {} has two values of '{name}' valid from {}, '{}' and '{}'; expected one",
                before.line, row.line, row.area, row.from_text, before.value, row.value
            ));
        }
        let mut areas: BTreeMap<Arc<str>, Vec<Step>> = BTreeMap::new();
        for row in lines.into_values() {
            let step = Step {
                value: at(&row.value).unwrap_or_default(),
                from: row.from,
                from_text: Arc::clone(&row.from_text),
                source: Arc::clone(&row.source),
            };
            areas.entry(Arc::clone(&row.area)).or_default().push(step);
        }
        Ok(Self { name: Arc::clone(name), values, areas })
    }

    /// What an area holds in a period: what holds on its first day where nothing else begins before its end. Without dates, in
    /// [`Period::All`], the latest.
    #[must_use]
    pub fn held(&self, area: &str, period: Period) -> Held {
        let Some(steps) = self.areas.get(area) else { return Held::Unknown };
        let Some((first, last)) = period.first_month().zip(period.last_month()) else {
            return steps.last().map_or(Held::Unknown, |step| Held::Throughout(step.value));
        };
        let by = |day: (Month, u32)| steps.iter().rev().find(|step| step.from <= day).map(|step| step.value);
        let within = || steps.iter().filter(|step| step.from > (first, 1) && step.from <= (last, 31));
        match by((first, 1)) {
            Some(start) if within().all(|step| step.value == start) => Held::Throughout(start),
            None if within().next().is_none() => Held::Unknown,
            _ => Held::Changed,
        }
    }

    /// The line behind what an area holds at the end of a period; without dates the latest.
    #[must_use]
    pub fn step(&self, area: &str, period: Period) -> Option<&Step> {
        let steps = self.areas.get(area)?;
        match period.last_month() {
            Some(last) => steps.iter().rev().find(|step| step.from <= (last, 31)),
            None => steps.last(),
        }
    }

    /// Every change from one value to another: the area, and the steps before and after.
    pub fn changes(&self) -> impl Iterator<Item = (&Arc<str>, &Step, &Step)> {
        let of = |(area, steps): (_, &'_ Vec<Step>)| -> Vec<(&Arc<str>, usize)> {
            let changed = steps.windows(2).enumerate().filter(|(_, pair)| pair[0].value != pair[1].value);
            changed.map(|(at, _)| (area, at)).collect()
        };
        let mut all: Vec<(&Arc<str>, &Step, &Step)> = self
            .areas
            .iter()
            .flat_map(|(area, steps)| of((area, steps)))
            .filter_map(|(area, at)| {
                let steps = self.areas.get(area)?;
                Some((area, steps.get(at)?, steps.get(at + 1)?))
            })
            .collect();
        all.sort_by_key(|(area, _, after)| (after.from, *area));
        all.into_iter()
    }
}

/// The values once each.
fn values(rows: &[&PolicyRow]) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let first = |row: &&&PolicyRow| seen.insert(row.value.to_lowercase());
    let mut values: Vec<Arc<str>> = rows.iter().filter(first).map(|row| Arc::clone(&row.value)).collect();
    let numbers: Option<Vec<f64>> = values.iter().map(|v| v.parse().ok().filter(|v: &f64| v.is_finite())).collect();
    match numbers {
        Some(numbers) => {
            let mut order: Vec<(f64, Arc<str>)> = numbers.into_iter().zip(values).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            order.into_iter().map(|(_, value)| value).collect()
        }
        None => {
            values.sort_by_key(|value| value.to_lowercase());
            values
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::policy) fn row(area: &str, value: &str, year: i32, month: i32, line: u64) -> PolicyRow {
        PolicyRow {
            area: area.into(),
            policy: "IVF cycles".into(),
            value: value.into(),
            from: (Month::new(year, month).unwrap(), 1),
            from_text: format!("{year}-{month:02}").into(),
            source: "made up".into(),
            line,
        }
    }

    #[test]
    fn what_holds_depends_on_the_day() {
        let rows = [row("A", "10", 2016, 4, 2), row("A", "2", 2017, 7, 3), row("B", "2", 2017, 4, 4)];
        let [policy] = &Policy::all(&rows).unwrap()[..] else { panic!("one policy") };
        assert_eq!(policy.values.iter().map(|v| &**v).collect::<Vec<_>>(), ["2", "10"], "as numbers");
        let held = |area, period: &str| policy.held(area, Period::parse(period).unwrap());
        assert_eq!(held("A", "2016/17"), Held::Throughout(1));
        assert_eq!(held("A", "2017/18"), Held::Changed);
        assert_eq!(held("A", "2017-07"), Held::Throughout(0));
        assert_eq!((held("A", "2015/16"), held("C", "2017/18")), (Held::Unknown, Held::Unknown));
        assert_eq!(held("B", "2017"), Held::Changed, "not known before");
        assert_eq!((held("A", "all"), held("B", "2017/18")), (Held::Throughout(0), Held::Throughout(0)));
        let changes: Vec<_> = policy.changes().map(|(a, old, new)| (&**a, old.value, new.value)).collect();
        assert_eq!(changes, [("A", 1, 0)]);
    }

    #[test]
    fn two_values_from_one_day_are_refused_with_their_lines() {
        let rows = [row("A", "yes", 2016, 4, 2), row("A", "no", 2016, 4, 9)];
        let error = Policy::all(&rows).unwrap_err();
        assert!(error.contains("lines 2 and 9") && error.contains("area A"), "{error}");
    }

    #[test]
    fn the_same_value_again_is_no_change_and_capitals_are_one_value() {
        let rows = [row("A", "Yes", 2016, 4, 2), row("A", "yes", 2017, 7, 3), row("B", "no", 2016, 4, 4)];
        let [policy] = &Policy::all(&rows).unwrap()[..] else { panic!("one policy") };
        assert_eq!(policy.values.iter().map(|v| &**v).collect::<Vec<_>>(), ["no", "Yes"]);
        assert_eq!(policy.held("A", Period::parse("2017/18").unwrap()), Held::Throughout(1));
        assert_eq!(policy.changes().count(), 0);
    }
}
