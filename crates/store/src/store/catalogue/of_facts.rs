//! The totals of a table of figures, and how two tables of them differ.

use super::fact_totals::{Changes, FactTotals, rounded};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactValue, Facts, Unit};
use unwarranted_ingest::tidy::is_total;
use unwarranted_ingest::values::fixed::Fixed;

impl FactTotals {
    /// Of a table whose figures all have an area and a measure, no two alike.
    ///
    /// # Errors
    /// In words, what makes the table unfit to be stored.
    pub(in crate::store) fn of(facts: &Facts, figures: i64) -> Result<Self, String> {
        in_order(facts)?;
        let mut totals = Self { figures, nested: nested(facts), ..Self::default() };
        let mut sums = Sums::default();
        for row in &facts.rows {
            let measure = facts.measures.get(row.measure).ok_or(LOST)?;
            match row.value {
                FactValue::Exact(value) => sums.exact(measure, value)?,
                FactValue::Number(value) if value.is_finite() => {
                    totals.numbers += 1;
                    sums.number(measure, value);
                }
                FactValue::Number(_) => return Err(format!("a figure of {} is not a finite number", measure.id)),
                FactValue::Suppressed => totals.suppressed += 1,
                FactValue::TooSmall => totals.too_small += 1,
                FactValue::NotReported => totals.not_reported += 1,
            }
        }
        sums.put_into(&mut totals);
        Ok(totals)
    }
}

/// Whether totals stand beside their parts, so that a sum over all rows counts some people several times.
fn nested(facts: &Facts) -> bool {
    let kinds: BTreeSet<_> = facts.areas.iter().map(|area| area.kind).collect();
    let england = |area: &FactArea| area.code.starts_with("E92") || is_total(&area.code) || is_total(&area.name);
    let national = facts.areas.iter().any(england);
    // Of each measure, whether it has figures of everybody and figures of some.
    let mut seen: BTreeMap<(usize, bool), [bool; 2]> = BTreeMap::new();
    for row in &facts.rows {
        for (by_age, text) in [(false, &row.sex), (true, &row.age)] {
            seen.entry((row.measure, by_age)).or_default()[usize::from(text.is_empty())] = true;
        }
    }
    kinds.len() > 1 || (national && facts.areas.len() > 1) || seen.values().any(|both| both[0] && both[1])
}

/// Sums by measure of what can be added up: pounds, persons and counts. Rates, scores and shares have none.
#[derive(Default)]
struct Sums<'a> {
    exact: BTreeMap<&'a str, Fixed>,
    /// Of figures that are not exact; `None` once one is too large. Whole numbers, so that the order does not matter.
    numbers: BTreeMap<&'a str, Option<i128>>,
}

impl<'a> Sums<'a> {
    fn adds_up(measure: &FactMeasure) -> bool {
        matches!(measure.unit, Unit::Pounds | Unit::Persons | Unit::Count)
    }

    fn exact(&mut self, measure: &'a FactMeasure, value: Fixed) -> Result<(), String> {
        if Self::adds_up(measure) {
            let sum = self.exact.entry(&measure.id).or_default();
            let added = sum.0.checked_add(value.0).map(Fixed);
            *sum = added.ok_or_else(|| format!("the total of {} is too large to be kept exactly", measure.id))?;
        }
        Ok(())
    }

    fn number(&mut self, measure: &'a FactMeasure, value: f64) {
        if Self::adds_up(measure) {
            let sum = self.numbers.entry(&measure.id).or_insert(Some(0));
            *sum = sum.and_then(|sum| sum.checked_add(i128::from(rounded(value)?)));
        }
    }

    /// The sums of the exact figures, and over all figures of measures that have others too, into the totals.
    fn put_into(self, totals: &mut FactTotals) {
        let exact = |id: &str| self.exact.get(id).map_or(0, |sum| i128::from(sum.0));
        let all = |id: &str, sum: Option<i128>| i64::try_from(sum?.checked_add(exact(id))?).ok().map(Fixed);
        totals.rounded = Some(self.numbers.iter().map(|(id, sum)| ((*id).to_owned(), all(id, *sum))).collect());
        totals.sums = self.exact.into_iter().map(|(id, sum)| (id.to_owned(), sum)).collect();
    }
}

const LOST: &str = "a figure has no area or no measure";

/// Every figure has an area and a measure, and no two are alike in area, measure, sex and age.
fn in_order(facts: &Facts) -> Result<(), String> {
    let mut keys: BTreeSet<(usize, usize, &str, &str)> = BTreeSet::new();
    for row in &facts.rows {
        let (Some(area), Some(measure)) = (facts.areas.get(row.area), facts.measures.get(row.measure)) else {
            return Err(LOST.to_owned());
        };
        if !keys.insert((row.measure, row.area, &row.sex, &row.age)) {
            let of = [row.sex.as_str(), &row.age].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
            let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", ")) };
            return Err(format!("{} has two figures of {}{of} in one period", area.code, measure.id));
        }
    }
    Ok(())
}

/// How these figures differ from earlier ones, figure by figure.
pub(in crate::store) fn changes(now: &Facts, earlier: &Facts) -> Changes {
    let (now, before) = (by_key(now), by_key(earlier));
    let mut changes = Changes::default();
    for (key, value) in &now {
        match before.get(key) {
            Some(earlier) => changes.changed += i64::from(earlier != value),
            None => changes.added += 1,
        }
    }
    let gone = before.keys().filter(|key| !now.contains_key(*key)).count();
    changes.gone = i64::try_from(gone).unwrap_or(i64::MAX);
    changes
}

fn by_key(facts: &Facts) -> BTreeMap<(&str, &str, &str, &str, &str), FactValue> {
    let keyed = facts.rows.iter().filter_map(|row| {
        let (area, measure) = (facts.areas.get(row.area)?, facts.measures.get(row.measure)?);
        let key = (measure.id.as_str(), area.kind.word(), area.code.as_str(), row.sex.as_str(), row.age.as_str());
        Some((key, row.value))
    });
    keyed.collect()
}
