//! A part of an area that is the sum of its other parts: a total among sexes or practices, by whatever word.

use super::part::Part;
use crate::input::shorten;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::standardise::AgeBand;
use unwarranted_core::{Cell, CubeRow, Period};

/// Smaller denominators add up by accident.
const SMALLEST: f64 = 100.0;

/// What the parts of one sum have in common.
type Same<'a> = (&'a Arc<str>, Period, &'a Arc<str>, Option<AgeBand>, Option<&'a Arc<str>>);
/// Words of parts with their observed value and denominator.
type Group<'a> = Vec<(&'a Arc<str>, [Option<f64>; 2])>;

/// Why the parts count people twice: a word that stands for the sum of the other words wherever it can be told, and somewhere
/// can be told.
pub(super) fn find(rows: &[CubeRow], parts: &BTreeMap<usize, Part>) -> Option<String> {
    let sexes = groups(rows, parts, |part| {
        let stratum = part.stratum.as_ref()?;
        Some((stratum.sex.as_ref()?, Some(stratum.age_band), part.practice.as_ref()))
    });
    let practices = groups(rows, parts, |part| {
        let stratum = part.stratum.as_ref();
        Some((part.practice.as_ref()?, stratum.map(|s| s.age_band), stratum.and_then(|s| s.sex.as_ref())))
    });
    let words = |what: &str, word: &str| {
        format!(
            "the figures of the {what} '{}' are the sums of those of the others, so that everybody counts twice; remove the \
             rows of this total, or keep them alone",
            shorten(word)
        )
    };
    let sex = total(&sexes).map(|word| words("sex", word));
    sex.or_else(|| total(&practices).map(|word| words("unit", word)))
}

fn groups<'a>(
    rows: &'a [CubeRow],
    parts: &'a BTreeMap<usize, Part>,
    of: impl Fn(&'a Part) -> Option<(&'a Arc<str>, Option<AgeBand>, Option<&'a Arc<str>>)>,
) -> BTreeMap<Same<'a>, Group<'a>> {
    let mut groups: BTreeMap<Same<'_>, Group<'_>> = BTreeMap::new();
    for (at, part) in parts {
        if let (Some(row), Some((word, age, other))) = (rows.get(*at), of(part)) {
            let base = row.denominator.or(row.expected).and_then(Cell::value);
            let key = (&row.treatment, row.period, &row.area, age, other);
            groups.entry(key).or_default().push((word, [row.observed.value(), base]));
        }
    }
    groups
}

/// The word that is the sum of the others in every group that has denominators of all words, and in one at least.
fn total<'a>(groups: &BTreeMap<Same<'a>, Group<'a>>) -> Option<&'a Arc<str>> {
    let (mut sums, mut others) = (BTreeSet::new(), BTreeSet::new());
    for group in groups.values().filter(|group| group.len() > 2) {
        let sum = |of: usize| group.iter().map(|(_, v)| v[of]).sum::<Option<f64>>();
        let Some(base) = sum(1).filter(|base| *base >= 2.0 * SMALLEST) else { continue };
        for (word, v) in group {
            let half = |of: usize, sum: f64| v[of].is_some_and(|v| (2.0 * v - sum).abs() <= 1e-9 * sum.abs());
            let is = half(1, base) && sum(0).is_none_or(|observed| half(0, observed));
            if is {
                sums.insert(*word)
            } else {
                others.insert(*word)
            };
        }
    }
    sums.into_iter().find(|word| !others.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::standardise::StratumKey;

    /// Parts of one area in a year: word, observed value (none: suppressed), denominator.
    fn found(sexes: bool, of: &[(i32, &str, Option<f64>, f64)]) -> Option<String> {
        let row = |(year, _, observed, base): &(i32, &str, Option<f64>, f64)| CubeRow {
            file: 0,
            treatment: "t".into(),
            period: Period::parse(&year.to_string()).unwrap(),
            area: "a".into(),
            observed: observed.map_or(Cell::Suppressed, Cell::Value),
            denominator: Some(Cell::Value(*base)),
            expected: None,
        };
        let part = |(_, word, ..): &(i32, &str, Option<f64>, f64)| {
            let sex = StratumKey { age_band: AgeBand::ALL, sex: Some((*word).into()) };
            Part { stratum: sexes.then_some(sex), practice: (!sexes).then(|| (*word).into()) }
        };
        let rows: Vec<CubeRow> = of.iter().map(row).collect();
        find(&rows, &of.iter().map(part).enumerate().collect())
    }

    #[test]
    fn a_total_by_another_word_is_named() {
        let year = |y, o, d| [(y, "female", Some(6.0), 520.0), (y, "male", Some(4.0), 480.0), (y, "unknown", o, d)];
        let problem = found(true, &year(2020, Some(10.0), 1_000.0)).unwrap();
        assert!(problem.contains("the sex 'unknown'"), "{problem}");
        assert!(found(false, &year(2020, Some(10.0), 1_000.0)).unwrap().contains("the unit 'unknown'"));
        assert!(found(true, &year(2020, None, 1_000.0)).is_some(), "denominators alone can tell");
        assert_eq!(found(true, &year(2020, Some(9.0), 1_000.0)), None);
        assert_eq!(found(true, &year(2020, Some(10.0), 990.0)), None);
        let two = |d| [year(2020, Some(10.0), 1_000.0), year(2021, Some(10.0), d)].concat();
        assert!(found(true, &two(1_000.0)).is_some());
        assert_eq!(found(true, &two(40.0)), None, "everywhere, or it is no total");
    }

    #[test]
    fn two_equal_parts_and_small_ones_are_no_total() {
        assert_eq!(found(true, &[(2020, "female", Some(5.0), 500.0), (2020, "male", Some(5.0), 500.0)]), None);
        let small = [("a", 1.0, 20.0), ("b", 2.0, 30.0), ("c", 3.0, 50.0)].map(|(w, o, d)| (2020, w, Some(o), d));
        assert_eq!(found(false, &small), None);
    }
}
