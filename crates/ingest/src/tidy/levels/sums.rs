//! Totals and levels by their figures: an area, or several, that are the sums of the others.

use crate::hashed::HashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Cell, CubeRow, Period};

/// What adds up to what.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sums {
    /// One area is the sum of all others.
    Total(Arc<str>),
    /// Some areas together are the sum of all others: the larger ones, and the others.
    Levels(Vec<Arc<str>>, Vec<Arc<str>>),
}

/// Fewer others than this can add up to an area by accident.
const FEWEST: usize = 3;

/// How far a total may be from the sum of the others, as a share of it: publishers round, and leave small figures out.
const ROUNDED: f64 = 0.005;
/// Areas above which no area is as large as all others together by accident, in numerator and denominator both.
const MANY: usize = 6;

/// Observed value and denominator (expected value, where there is none) of the areas of one treatment and period.
struct Figures<'a>(Vec<Figure<'a>>);

type Figure<'a> = (&'a Arc<str>, [f64; 2]);

/// An area among others: its observed value, if that is known, and its denominator.
type Part<'a> = (&'a Arc<str>, Option<f64>, f64);

/// What adds up, in all treatments and periods in which every denominator is known. Levels need every observed value too:
/// areas can be parted in so many ways that denominators alone add up by accident.
pub(super) fn find(rows: &[CubeRow], areas: &BTreeSet<&Arc<str>>) -> Option<Sums> {
    let groups = with_denominators(rows, areas);
    let known: Vec<Figures<'_>> = groups.iter().filter_map(|parts| Figures::known(parts)).collect();
    total(&groups).map(Sums::Total).or_else(|| levels(&known))
}

/// Groups of areas of which no denominator is suppressed or not reported.
fn with_denominators<'a>(rows: &'a [CubeRow], areas: &BTreeSet<&Arc<str>>) -> Vec<Vec<Part<'a>>> {
    // Hashed, as there may be millions of rows.
    let areas: HashSet<&Arc<str>> = areas.iter().copied().collect();
    let part = |row: &'a CubeRow| {
        let base = row.denominator.or(row.expected).and_then(Cell::value);
        Some((&row.area, row.observed.value(), base?))
    };
    let mut groups: BTreeMap<(&Arc<str>, Period), Option<Vec<Part<'_>>>> = BTreeMap::new();
    for rows in rows.chunk_by(|a, b| a.period == b.period && a.treatment == b.treatment) {
        let parts: Option<Vec<Part<'_>>> = rows.iter().filter(|r| areas.contains(&r.area)).map(part).collect();
        let group = groups.entry((&rows[0].treatment, rows[0].period)).or_insert_with(|| Some(Vec::new()));
        *group = group.take().zip(parts).map(|(all, more)| [all, more].concat());
    }
    groups.into_values().flatten().filter(|parts| parts.len() > FEWEST).collect()
}

impl<'a> Figures<'a> {
    fn known(parts: &[Part<'a>]) -> Option<Self> {
        parts.iter().map(|(area, observed, base)| Some((*area, [(*observed)?, *base]))).collect::<Option<_>>().map(Self)
    }

    fn sum(&self) -> [f64; 2] {
        self.0.iter().fold([0.0; 2], |sum, (_, v)| [sum[0] + v[0], sum[1] + v[1]])
    }
}

/// Equal but for the rounding of a sum.
fn same(a: [f64; 2], b: [f64; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| equal(*a, b))
}

fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn times([a, b]: [f64; 2], n: f64) -> [f64; 2] {
    [a * n, b * n]
}

fn positive(v: [f64; 2]) -> bool {
    v[0] > 0.0 && v[1] > 0.0
}

/// How far a printed figure may be from what it was before rounding: half the place of its last figure that is not 0, up to
/// one part in twenty.
fn rounding(v: f64) -> f64 {
    let mut place = 1.0;
    while place < v && (v / (place * 10.0)).fract() < f64::EPSILON {
        place *= 10.0;
    }
    (place / 2.0).min(v / 20.0)
}

/// Whether an area is the sum of all others: exactly, or among more than a few areas as a total is rounded. Where an observed
/// value is not known, the denominators are the sum, and the known observed values add up to no more than the area's.
fn is_sum((_, own, base): &Part<'_>, sum: &Sum, areas: usize) -> bool {
    let Some(own) = own.filter(|own| *own > 0.0 && *base > 0.0) else { return false };
    let near = |v: f64, others: f64, allowed: f64| (v - others).abs() <= allowed.max(ROUNDED * v);
    let (observed, others) = (sum.observed - own, sum.base - base);
    if sum.unknown > 0 {
        return own >= observed && (equal(*base, others) || areas > MANY && near(*base, others, 0.0));
    }
    same([own, *base], [observed, others])
        || areas > MANY && near(*base, others, 0.0) && near(own, observed, rounding(own))
}

/// What the areas of a group are together.
struct Sum {
    observed: f64,
    base: f64,
    /// Areas whose observed value is not known.
    unknown: usize,
}

impl Sum {
    fn of(parts: &[Part<'_>]) -> Self {
        let known = parts.iter().filter_map(|(_, observed, _)| *observed);
        let unknown = parts.len() - known.clone().count();
        Self { observed: known.sum(), base: parts.iter().map(|part| part.2).sum(), unknown }
    }
}

/// How far from half of everything a total of many areas may be in a period in which it is not their sum: an area is missing,
/// or was corrected later.
const ALMOST: f64 = 0.1;

/// The area that is half of everything wherever its figure is known, and somewhere of something. Of many areas none is that by
/// accident, so that elsewhere about half is enough.
fn total(all: &[Vec<Part<'_>>]) -> Option<Arc<str>> {
    let sums: Vec<Sum> = all.iter().map(|parts| Sum::of(parts)).collect();
    let groups = || all.iter().zip(&sums);
    let first = groups().find_map(|(parts, sum)| parts.iter().find(|part| is_sum(part, sum, parts.len())))?.0;
    let mut own = groups().filter_map(|(parts, sum)| Some((parts, sum, parts.iter().find(|part| part.0 == first)?)));
    let nothing =
        |part: &Part<'_>, sum: &Sum| part.1 == Some(0.0) && sum.observed == 0.0 && equal(2.0 * part.2, sum.base);
    let almost = |part: &Part<'_>, sum: &Sum| (2.0 * part.2 - sum.base).abs() <= ALMOST * sum.base;
    own.all(|(parts, sum, part)| {
        let many = parts.len() > MANY && almost(part, sum);
        part.1.is_none() || nothing(part, sum) || is_sum(part, sum, parts.len()) || many
    })
    .then(|| Arc::clone(first))
}

/// Two or more levels that each add up to the same: the largest areas come first.
fn levels(all: &[Figures<'_>]) -> Option<Sums> {
    let largest = all.iter().max_by_key(|f| f.0.len())?;
    let mut sorted = largest.0.clone();
    sorted.sort_by(|a, b| b.1[1].total_cmp(&a.1[1]));
    let rate = |v: [f64; 2]| v[0] / v[1];
    if sorted.windows(2).all(|w| (rate(w[0].1) - rate(w[1].1)).abs() <= 1e-12 * rate(w[0].1).abs()) {
        return None;
    }
    let sum = largest.sum();
    let mut above = [0.0; 2];
    for k in 1..=sorted.len() / 2 {
        let v = sorted[k - 1].1;
        above = [above[0] + v[0], above[1] + v[1]];
        let rest = sorted.len() - k;
        let parts = (2..=4_u8).find(|n| positive(above) && same(times(above, f64::from(*n)), sum));
        if rest > k.max(FEWEST - 1) && parts.is_some_and(|n| n > 2 || k > 1) && holds(&sorted, above, sum, k) {
            let larger: BTreeSet<&Arc<str>> = sorted[..k].iter().map(|(area, _)| *area).collect();
            if all.iter().all(|figures| adds_up(figures, &larger, parts.unwrap_or(2))) {
                let own = |of: &[Figure<'_>]| of.iter().map(|(area, _)| Arc::clone(area)).collect();
                return Some(Sums::Levels(own(&sorted[..k]), own(&sorted[k..])));
            }
        }
    }
    None
}

/// Whether the levels below the first, each of smaller areas, add up to as much as it.
fn holds(sorted: &[Figure<'_>], level: [f64; 2], sum: [f64; 2], k: usize) -> bool {
    let mut below = [0.0; 2];
    for (_, v) in &sorted[k..] {
        below = [below[0] + v[0], below[1] + v[1]];
        if same(below, level) {
            below = [0.0; 2];
        }
    }
    positive(sum) && below.iter().all(|v| v.abs() < f64::MIN_POSITIVE)
}

/// Whether the larger areas are their part of everything in another period or treatment too.
fn adds_up(figures: &Figures<'_>, larger: &BTreeSet<&Arc<str>>, parts: u8) -> bool {
    let of_larger = figures.0.iter().filter(|(area, _)| larger.contains(area));
    let level = of_larger.fold([0.0; 2], |sum, (_, v)| [sum[0] + v[0], sum[1] + v[1]]);
    same(times(level, f64::from(parts)), figures.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(&str, &str, f64, f64)]) -> Option<Sums> {
        let rows: Vec<CubeRow> = rows
            .iter()
            .map(|(period, area, observed, base)| CubeRow {
                file: 0,
                treatment: "t".into(),
                period: Period::parse(period).unwrap(),
                area: (*area).into(),
                observed: if *observed < 0.0 { Cell::Suppressed } else { Cell::Value(*observed) },
                denominator: Some(Cell::Value(*base)),
                expected: None,
            })
            .collect();
        let areas = rows.iter().map(|r| &r.area).collect();
        find(&rows, &areas)
    }

    #[test]
    fn an_area_that_is_the_sum_of_the_others_is_a_total() {
        let year = |y, last: [f64; 2]| {
            [(y, "a", 3.0, 70.0), (y, "b", 5.0, 50.0), (y, "c", 9.0, 80.0), (y, "x", last[0], last[1])]
        };
        let total = Some(Sums::Total("x".into()));
        assert_eq!(found(&year("2020", [17.0, 200.0])), total);
        assert_eq!(found(&year("2020", [17.0, 201.0])), None);
        assert_eq!(found(&year("2020", [16.0, 200.0])), None);
        let two = |last| [year("2020", [17.0, 200.0]), year("2021", last)].concat();
        assert_eq!(found(&two([17.0, 200.0])), total);
        assert_eq!(found(&two([18.0, 200.0])), None, "in every period, or it is no total");
        let eight = |y, total: f64| {
            let mut rows: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(|a| (y, a, 3.0, 70.0)).to_vec();
            rows.push((y, "x", 21.0, total));
            rows
        };
        let years = |last| [eight("2020", 490.0), eight("2021", last)].concat();
        assert_eq!(found(&years(470.0)), total, "of many areas a total is one where a period is not whole, too");
        assert_eq!(found(&years(300.0)), None);
        assert_eq!(found(&[("2020", "a", 3.0, 7.0), ("2020", "b", 3.0, 7.0)]), None, "half of two areas is an area");
        let seven = |last: [f64; 2]| {
            let small: Vec<_> = ["b", "c", "d", "e", "f", "g"].map(|a| ("2020", a, 51.0, 7_013.0)).to_vec();
            [&small[..], &[("2020", "x", last[0], last[1])]].concat()
        };
        assert_eq!(found(&seven([305.0, 42_000.0])), total, "a total is rounded");
        assert_eq!(found(&seven([300.0, 42_100.0])), total, "to the hundred");
        assert_eq!(found(&seven([291.0, 42_000.0])), None, "five parts in a hundred are no rounding to the unit");
        let three = [("2020", "a", 3.0, 70.0), ("2020", "b", 5.0, 50.0), ("2020", "c", 8.0, 120.0)];
        assert_eq!(found(&three), None, "two areas can add up to a third by accident");
        let mut hidden = year("2020", [17.0, 200.0]);
        hidden[0].2 = -1.0;
        assert_eq!(found(&hidden), total, "denominators tell where a figure is suppressed");
        hidden[3].2 = 13.0;
        assert_eq!(found(&hidden), None, "a total is no less than what is known of the others");
        hidden[3] = ("2020", "x", 17.0, 199.0);
        assert_eq!(found(&hidden), None);
    }

    #[test]
    fn areas_that_together_are_the_sum_of_the_others_are_a_level() {
        let small =
            [("2020", "a", 3.0, 70.0), ("2020", "b", 5.0, 50.0), ("2020", "c", 9.0, 80.0), ("2020", "d", 1.0, 40.0)];
        let large = [("2020", "north", 8.0, 120.0), ("2020", "south", 10.0, 120.0)];
        let levels =
            |found| matches!(found, Some(Sums::Levels(larger, smaller)) if larger.len() == 2 && smaller.len() == 4);
        assert!(levels(found(&[&small[..], &large].concat())));
        assert_eq!(found(&[&small[..], &[("2020", "n", 8.0, 120.0), ("2020", "s", 11.0, 120.0)]].concat()), None);
        let england = [("2020", "e", 18.0, 240.0)];
        assert!(
            matches!(found(&[&small[..], &large, &england].concat()), Some(Sums::Levels(larger, _)) if larger.len() == 1)
        );
        let even: Vec<(&str, &str, f64, f64)> = ["a", "b", "c", "d", "e"].map(|a| ("2020", a, 2.0, 10.0)).to_vec();
        assert_eq!(found(&even), None);
    }
}
