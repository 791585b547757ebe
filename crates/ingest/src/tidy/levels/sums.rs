//! Totals and levels by their figures: an area, or several, that are the sums of the others.

use std::collections::{BTreeMap, BTreeSet, HashSet};
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

/// What adds up, in all treatments and periods in which every figure is known.
pub(super) fn find(rows: &[CubeRow], areas: &BTreeSet<&Arc<str>>) -> Option<Sums> {
    let figures = known(rows, areas);
    total(&figures).map(Sums::Total).or_else(|| levels(&figures))
}

/// Groups of figures of which none is suppressed or not reported.
fn known<'a>(rows: &'a [CubeRow], areas: &BTreeSet<&Arc<str>>) -> Vec<Figures<'a>> {
    // Hashed, as there may be millions of rows.
    let areas: HashSet<&Arc<str>> = areas.iter().copied().collect();
    let figure = |row: &'a CubeRow| {
        let base = row.denominator.or(row.expected).and_then(Cell::value);
        Some((&row.area, [row.observed.value()?, base?]))
    };
    let mut groups: BTreeMap<(&Arc<str>, Period), Option<Vec<Figure<'_>>>> = BTreeMap::new();
    for rows in rows.chunk_by(|a, b| a.period == b.period && a.treatment == b.treatment) {
        let figures: Option<Vec<Figure<'_>>> = rows.iter().filter(|r| areas.contains(&r.area)).map(figure).collect();
        let group = groups.entry((&rows[0].treatment, rows[0].period)).or_insert_with(|| Some(Vec::new()));
        *group = group.take().zip(figures).map(|(all, more)| [all, more].concat());
    }
    groups.into_values().flatten().filter(|figures| figures.len() > FEWEST).map(Figures).collect()
}

impl Figures<'_> {
    fn sum(&self) -> [f64; 2] {
        self.0.iter().fold([0.0; 2], |sum, (_, v)| [sum[0] + v[0], sum[1] + v[1]])
    }
}

/// Equal but for the rounding of a sum.
fn same(a: [f64; 2], b: [f64; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()))
}

/// Whether figures are the sums of all others: exactly, or among more than a few areas as a total is rounded.
fn is_sum(v: [f64; 2], sum: [f64; 2], areas: usize) -> bool {
    let near = |i: usize| (2.0 * v[i] - sum[i]).abs() <= ROUNDED * v[i];
    same(times(v, 2.0), sum) || areas > MANY && near(0) && near(1)
}

fn times([a, b]: [f64; 2], n: f64) -> [f64; 2] {
    [a * n, b * n]
}

fn positive(v: [f64; 2]) -> bool {
    v[0] > 0.0 && v[1] > 0.0
}

/// The area that is half of everything wherever it stands, and somewhere of something.
fn total(all: &[Figures<'_>]) -> Option<Arc<str>> {
    let halves = |figures: &Figures<'_>, v: [f64; 2]| is_sum(v, figures.sum(), figures.0.len());
    let first = all.iter().find_map(|figures| {
        let (sum, areas) = (figures.sum(), figures.0.len());
        figures.0.iter().find(|(_, v)| positive(*v) && is_sum(*v, sum, areas)).map(|(area, _)| *area)
    })?;
    let mut own = all.iter().filter_map(|f| f.0.iter().find(|(area, _)| *area == first).map(|(_, v)| (f, *v)));
    own.all(|(figures, v)| halves(figures, v)).then(|| Arc::clone(first))
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
        assert_eq!(found(&[("2020", "a", 3.0, 7.0), ("2020", "b", 3.0, 7.0)]), None, "half of two areas is an area");
        let seven = |last: [f64; 2]| {
            let small: Vec<_> = ["b", "c", "d", "e", "f", "g"].map(|a| ("2020", a, 51.0, 7_013.0)).to_vec();
            [&small[..], &[("2020", "x", last[0], last[1])]].concat()
        };
        assert_eq!(found(&seven([305.0, 42_000.0])), total, "a total is rounded");
        assert_eq!(found(&seven([290.0, 42_000.0])), None, "two parts in a hundred are no rounding");
        let three = [("2020", "a", 3.0, 70.0), ("2020", "b", 5.0, 50.0), ("2020", "c", 8.0, 120.0)];
        assert_eq!(found(&three), None, "two areas can add up to a third by accident");
        let mut hidden = year("2020", [17.0, 200.0]);
        hidden[0].2 = -1.0;
        assert_eq!(found(&hidden), None, "an unknown figure adds up to nothing");
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
