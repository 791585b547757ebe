//! An area that is the sum of areas which stand together in the file: a subtotal among its parts, by whatever name.

use super::not_areas;
use crate::hashed::{HashMap, HashSet};
use crate::input::shorten;
use std::sync::Arc;
use unwarranted_core::{Cell, CubeRow, Period};

/// Of more areas some run of them adds up to another by accident.
const MOST: usize = 300;
/// Of more areas two of them do.
const MOST_PAIRS: usize = 60;
/// Smaller figures do too.
const SMALLEST: [f64; 2] = [50.0, 5_000.0];

/// An area and the first and last of those that it is the sum of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subtotal {
    pub(super) area: Arc<str>,
    of: [Arc<str>; 2],
    areas: usize,
}

impl Subtotal {
    pub(super) fn words(&self) -> String {
        format!(
            "the figures of {} are the sums of the {} areas from {} to {}, so that two levels stand in one file and everybody \
             counts twice; keep the rows of one of them",
            shorten(&self.area),
            self.areas,
            shorten(&self.of[0]),
            shorten(&self.of[1])
        )
    }
}

/// What one suppressed figure may be at most: publishers suppress small ones.
const SUPPRESSED: i64 = 20_000;

/// The areas of one treatment and period in the order of the file, with observed value, if that is known, and denominator.
type Slice<'a> = Vec<(&'a Arc<str>, Option<f64>, f64)>;

/// An area that in every period of the first treatment is the sum of the same run of others; `rows` are in the order of the
/// file.
pub(super) fn find(rows: &[CubeRow]) -> Option<Subtotal> {
    let treatment = &rows.first()?.treatment;
    let mut periods: HashMap<Period, Slice<'_>> = HashMap::default();
    for row in rows.iter().filter(|r| r.treatment == *treatment && not_areas::says(&r.area).is_none()) {
        let base = row.denominator.or(row.expected).and_then(Cell::value);
        if let Some(base) = base {
            let own = periods.entry(row.period).or_default();
            if own.len() > MOST {
                return None;
            }
            own.push((&row.area, row.observed.value(), base));
        }
    }
    let mut periods: Vec<(Period, Slice<'_>)> = periods.into_iter().collect();
    periods.sort_by_key(|(period, slice)| (std::cmp::Reverse(slice.len()), *period));
    let (_, largest) = periods.first()?;
    in_slice(largest).into_iter().find(|found| periods.iter().all(|(_, slice)| holds(found, slice))).map(|f| f.1)
}

/// The areas of a run, and what they make.
type Run<'a> = (Vec<&'a Arc<str>>, Subtotal);

/// Whole units, so that sums are exact: figures to 1/1,000.
fn units(value: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation, reason = "far below 1e15")]
    let units = (value * 1_000.0).round() as i64;
    units
}

fn in_slice<'a>(slice: &Slice<'a>) -> Vec<Run<'a>> {
    let shortest = if slice.len() > MOST_PAIRS { 3 } else { 2 };
    let mut sums = vec![Sum::default()];
    sums.extend(slice.iter().scan(Sum::default(), |sum, area| {
        *sum = sum.with(area);
        Some(*sum)
    }));
    let starts: HashMap<i64, usize> = sums.iter().enumerate().map(|(at, sum)| (sum.base, at)).collect();
    let mut found: Vec<(usize, [usize; 2])> = Vec::new();
    for (at, own) in slice.iter().enumerate().filter(|(_, area)| large(area)) {
        for (to, sum) in sums.iter().enumerate() {
            let Some(&from) = starts.get(&(sum.base - units(own.2))) else { continue };
            if from > to || !sum.without(sums[from]).may_be(own) {
                continue;
            }
            // All others together are a total, which is looked for elsewhere.
            let run = from + shortest <= to && !(from..to).contains(&at) && to - from + 1 < slice.len();
            if run {
                found.push((at, [from, to]));
            }
        }
    }
    let sums: HashSet<usize> = found.iter().map(|(at, _)| *at).collect();
    // A subtotal stands beside its parts, or with other subtotals at an end of the file.
    let beside = |(at, [from, to]): &(usize, [usize; 2])| {
        at == to
            || at + 1 == *from
            || (*at..slice.len()).all(|i| sums.contains(&i))
            || (0..=*at).all(|i| sums.contains(&i))
    };
    let run = |(at, [from, to]): (usize, [usize; 2])| {
        let areas: Vec<&Arc<str>> = slice[from..to].iter().map(|(area, ..)| *area).collect();
        let of = [Arc::clone(areas[0]), Arc::clone(areas[areas.len() - 1])];
        (areas, Subtotal { area: Arc::clone(slice[at].0), of, areas: to - from })
    };
    found.into_iter().filter(beside).map(run).collect()
}

/// What some areas are together, in [`units`].
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    observed: i64,
    base: i64,
    /// Areas whose observed value is not known.
    unknown: i64,
}

impl Sum {
    fn with(self, (_, observed, base): &(&Arc<str>, Option<f64>, f64)) -> Self {
        Self {
            observed: self.observed.saturating_add(observed.map_or(0, units)),
            base: self.base.saturating_add(units(*base)),
            unknown: self.unknown + i64::from(observed.is_none()),
        }
    }

    fn without(self, other: Self) -> Self {
        Self {
            observed: self.observed - other.observed,
            base: self.base - other.base,
            unknown: self.unknown - other.unknown,
        }
    }

    /// Whether an area can be this sum: the denominator is, and the observed value but for what is suppressed.
    fn may_be(self, (_, observed, base): &(&Arc<str>, Option<f64>, f64)) -> bool {
        let hidden = observed.map(|observed| units(observed) - self.observed);
        units(*base) == self.base && hidden.is_some_and(|hidden| (0..=self.unknown * SUPPRESSED).contains(&hidden))
    }
}

fn large((_, observed, base): &(&Arc<str>, Option<f64>, f64)) -> bool {
    observed.is_some_and(|observed| observed >= SMALLEST[0]) && *base >= SMALLEST[1]
}

/// Whether the same areas add up to the same area here, where all of them have figures.
fn holds((areas, found): &Run<'_>, slice: &Slice<'_>) -> bool {
    let parts: HashSet<&Arc<str>> = areas.iter().copied().collect();
    let Some(whole) = slice.iter().find(|(area, ..)| **area == found.area) else { return true };
    let own: Vec<_> = slice.iter().filter(|(area, ..)| parts.contains(area)).collect();
    let sum = own.iter().fold(Sum::default(), |sum, area| sum.with(area));
    own.len() < parts.len() || whole.1.is_none() || sum.may_be(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::testing::rows;

    fn year(year: &'static str, north: f64) -> Vec<(&'static str, &'static str, f64, f64)> {
        let area = |area, observed, base| (year, area, observed, base);
        vec![
            area("a", 31.0, 7_001.0),
            area("b", 47.0, 9_050.0),
            area("c", 55.0, 8_800.0),
            area("d", 90.0, 9_900.0),
            area("North", north, 24_851.0),
        ]
    }

    #[test]
    fn a_subtotal_is_found_wherever_it_stands() {
        let found = find(&rows(&year("2020", 133.0))).unwrap();
        assert_eq!((&*found.area, &*found.of[0], &*found.of[1], found.areas), ("North", "a", "c", 3));
        assert_eq!(find(&rows(&year("2020", 132.0))), None);
        let both = |second| rows(&[year("2020", 133.0), year("2021", second)].concat());
        assert!(find(&both(133.0)).is_some());
        assert_eq!(find(&both(134.0)), None, "in every period, or it is none");
        let mut hidden = rows(&year("2020", 133.0));
        hidden[1].observed = Cell::Suppressed;
        assert_eq!(find(&hidden), None, "47 is more than is suppressed");
        hidden[4].observed = Cell::Value(90.0);
        assert!(find(&hidden).is_some(), "a suppressed figure may be 4");
        hidden[4].observed = Cell::Value(85.0);
        assert_eq!(find(&hidden), None, "a sum is no less than its parts");
        let small =
            [("2020", "a", 1.0, 20.0), ("2020", "b", 2.0, 30.0), ("2020", "c", 3.0, 50.0), ("2020", "d", 9.0, 90.0)];
        assert_eq!(find(&rows(&small)), None, "small figures add up by accident");
    }
}
