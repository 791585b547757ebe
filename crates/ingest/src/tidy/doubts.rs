//! What figures look like that are not what their columns say: totals since April in the place of months, denominators that
//! lost their thousands. Nothing is changed; a reader is told.

use crate::input::shorten;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::text::counted;
use unwarranted_core::{Cell, CubeRow, Period};

/// Neighbouring months in all of which every area rises before that is no accident.
const MONTHS: usize = 4;
/// Areas that there must be for it.
const AREAS: usize = 3;
/// A denominator that is this many times that of the period before, or one part in as many, is of another unit.
const JUMP: f64 = 10.0;
/// A rate that is this many times that of the others, or one part in as many, is no rate of the same things.
const FAR: f64 = 50.0;
/// Notes on single treatments: of many treatments a reader reads a few.
const SAID: usize = 5;
/// Smaller denominators may come and go.
const SMALLEST: f64 = 500.0;

/// Notes on rows that are sorted by treatment, period and area.
pub(super) fn notes(rows: &[CubeRow]) -> Vec<String> {
    let (mut rising, mut jumps, mut said) = (BTreeSet::new(), Jumps::default(), Vec::new());
    for treatment in rows.chunk_by(|a, b| a.treatment == b.treatment) {
        let periods: Vec<&[CubeRow]> = treatment.chunk_by(|a, b| a.period == b.period).collect();
        said.extend(incomplete(&periods));
        said.extend(periods.iter().find_map(|rows| far_out(rows)));
        if add_up(&periods, &mut jumps) {
            rising.insert(Arc::clone(&treatment[0].treatment));
        }
    }
    said.truncate(SAID);
    jumps.note().into_iter().chain(of_rising(&rising)).chain(said).collect()
}

/// Whether figures look like totals since April: every area rises from month to month, as steeply as totals do, and each April
/// that is there begins anew.
fn add_up(periods: &[&[CubeRow]], jumps: &mut Jumps) -> bool {
    let (mut rise, mut steep, mut anew) = (0, false, true);
    for (at, pair) in periods.windows(2).enumerate() {
        let [before, after] = [pair[0][0].period, pair[1][0].period];
        let found = compared(pair[0], pair[1], jumps);
        if is_april_after(before, after) {
            anew &= found.rose == 0;
        }
        let rose = found.areas >= AREAS && found.rose == found.areas;
        rise = if follows(before, after) && rose { rise + 1 } else { 0 };
        steep |= rise >= MONTHS && is_steep(periods[at + 1 - rise], pair[1]);
    }
    steep && anew
}

/// Whether all areas together rise from a month to a later one at least half as much as totals since April of equal months.
fn is_steep(first: &[CubeRow], last: &[CubeRow]) -> bool {
    let total = |rows: &[CubeRow]| rows.iter().filter_map(|row| row.observed.value()).sum::<f64>();
    let place = |rows: &[CubeRow]| rows[0].period.first_month().map_or(1, |m| (m.month() + 8) % 12 + 1);
    let of_totals = f64::from(place(last)) / f64::from(place(first));
    total(last) - total(first) >= total(first) * (of_totals - 1.0) / 2.0
}

/// Whether the second of two neighbouring months is an April.
fn is_april_after(before: Period, after: Period) -> bool {
    matches!((before, after), (Period::Month(a), Period::Month(b)) if a.plus(1) == b && b.month() == 4)
}

/// The sums of observed values and denominators of some rows, where both are known.
fn sums<'a>(rows: impl IntoIterator<Item = &'a CubeRow>) -> [f64; 2] {
    let pair = |row: &CubeRow| Some((row.observed.value()?, row.denominator.and_then(Cell::value)?));
    rows.into_iter().filter_map(pair).fold([0.0; 2], |sum, (o, d)| [sum[0] + o, sum[1] + d])
}

/// Whether the last period has far less than the one before, as one has that is not over yet.
fn incomplete(periods: &[&[CubeRow]]) -> Option<String> {
    let [.., before, last] = periods else { return None };
    let (before_is, last_is) = (before[0].period, last[0].period);
    let [a, b] = [sums(*before)[0], sums(*last)[0]];
    let many = before.len() >= AREAS && last.len() * 2 >= before.len();
    let less = before_is.grain() == last_is.grain() && many && a >= SMALLEST && b < a / 2.0;
    less.then(|| {
        format!(
            "{}: all areas together have {:.0} % of {before_is} in {last_is}, the last period; it may not be complete.",
            shorten(&last[0].treatment),
            100.0 * b / a
        )
    })
}

/// An area whose rate is a large multiple of that of all others: most often one of the two figures is in another unit.
fn far_out(rows: &[CubeRow]) -> Option<String> {
    if rows.len() <= AREAS {
        return None;
    }
    let all = sums(rows);
    let times = |row: &CubeRow| {
        let own = sums([row]);
        let rest = [all[0] - own[0], all[1] - own[1]];
        let expected = own[1] * rest[0] / rest[1];
        (own[0].max(expected) >= SMALLEST / 5.0 && own[0] > 0.0 && expected > 0.0).then_some(own[0] / expected)
    };
    let (row, ratio) =
        rows.iter().filter_map(|row| Some((row, times(row)?))).find(|(_, r)| !(1.0 / FAR..FAR).contains(r))?;
    let size = if ratio > 1.0 { format!("{ratio:.0} times") } else { format!("one part in {:.0} of", 1.0 / ratio) };
    Some(format!(
        "{}, {}: the rate of {} is {size} that of all other areas together; is its denominator in another unit?",
        shorten(&row.treatment),
        row.period,
        shorten(&row.area)
    ))
}

/// Whether a month is the one after another in the same financial year.
fn follows(before: Period, after: Period) -> bool {
    match (before, after) {
        (Period::Month(a), Period::Month(b)) => a.plus(1) == b && a.financial_year() == b.financial_year(),
        _ => false,
    }
}

/// Areas with a figure in two periods, and those whose figure rose.
#[derive(Default)]
struct Compared {
    areas: usize,
    rose: usize,
}

fn compared(before: &[CubeRow], after: &[CubeRow], jumps: &mut Jumps) -> Compared {
    let (mut found, mut a, mut b) = (Compared::default(), 0, 0);
    while let (Some(first), Some(second)) = (before.get(a), after.get(b)) {
        match first.area.cmp(&second.area) {
            Ordering::Less => a += 1,
            Ordering::Greater => b += 1,
            Ordering::Equal => {
                if let (Some(x), Some(y)) = (first.observed.value(), second.observed.value()) {
                    found.areas += 1;
                    found.rose += usize::from(y > x);
                }
                jumps.see(first, second);
                (a, b) = (a + 1, b + 1);
            }
        }
    }
    found
}

fn of_rising(treatments: &BTreeSet<Arc<str>>) -> Option<String> {
    let first = shorten(treatments.first()?);
    let more = if treatments.len() > 1 { format!(" and {} more", treatments.len() - 1) } else { String::new() };
    Some(format!(
        "{first}{more}: in every area the figures rise from month to month, as totals since the beginning of a year do. If they \
         are such totals, take each month's difference from the one before: sums over months are far too large."
    ))
}

/// Denominators that are another order of size than in the period before.
#[derive(Default)]
struct Jumps {
    areas: BTreeMap<Arc<str>, (Period, f64)>,
}

impl Jumps {
    fn see(&mut self, before: &CubeRow, after: &CubeRow) {
        let of = |row: &CubeRow| row.denominator.and_then(Cell::value).filter(|v| *v > 0.0);
        let (Some(x), Some(y)) = (of(before), of(after)) else { return };
        let same_length = before.period.grain() == after.period.grain();
        if same_length && x.max(y) >= SMALLEST && !(1.0 / JUMP..JUMP).contains(&(y / x)) {
            self.areas.entry(Arc::clone(&after.area)).or_insert((after.period, y / x));
        }
    }

    fn note(&self) -> Option<String> {
        let (area, (period, ratio)) = self.areas.first_key_value()?;
        let n = i64::try_from(self.areas.len()).unwrap_or(i64::MAX);
        let size =
            if *ratio > 1.0 { format!("{ratio:.0} times") } else { format!("one part in {:.0} of", 1.0 / ratio) };
        Some(format!(
            "{} a denominator that is ten times that of the period before or more, or a tenth of it or less ({}: in {period} {size} \
             that before); rates there are wrong if a unit was changed or figures were lost.",
            counted(n, "area has", "areas have"),
            shorten(area)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::testing::rows;

    /// Three areas in six months; the figure of an area by the place of the month.
    fn months(first: i32, figure: impl Fn(usize, usize) -> f64) -> Vec<CubeRow> {
        let all: Vec<(String, &str, f64, f64)> = (0..6)
            .flat_map(|m| {
                let month = format!("2024-{:02}", first + i32::try_from(m).unwrap());
                let one = |(at, area): (usize, &'static str)| (month.clone(), area, figure(at, m), 900.0);
                ["a", "b", "c"].into_iter().enumerate().map(one).collect::<Vec<_>>()
            })
            .collect();
        rows(&all.iter().map(|(p, a, o, d)| (p.as_str(), *a, *o, *d)).collect::<Vec<_>>())
    }

    #[test]
    fn totals_since_april_are_told_from_months() {
        let cumulative = months(4, |area, month| (10 * (area + 1) * (month + 1)) as f64);
        assert!(notes(&cumulative)[0].contains("rise from month to month"), "{:?}", notes(&cumulative));
        assert!(
            notes(&months(4, |area, month| if area == 1 && month == 2 { 5.0 } else { (10 * (month + 1)) as f64 }))
                .is_empty()
        );
        assert!(notes(&months(4, |_, _| 7.0)).is_empty());
        // A table that grows, or rises in months that begin no year, has no totals.
        assert!(notes(&months(4, |_, month| 40.0 + month as f64)).is_empty());
        assert!(notes(&months(7, |_, month| [40.0, 41.0, 42.0, 43.0, 44.0, 40.0][month])).is_empty());
        // Totals of two years fall in April; what goes on rising is none.
        let two_years = |april: f64| {
            let figure =
                |month: usize| if month < 12 { 10.0 * (month + 1) as f64 } else { april + 10.0 * (month - 12) as f64 };
            let one = |month: usize| {
                let text = format!("{}-{:02}", 2024 + (month + 3) / 12, (month + 3) % 12 + 1);
                ["a", "b", "c"].map(|area| (text.clone(), area, figure(month), 900.0))
            };
            let all: Vec<(String, &str, f64, f64)> = (0..18).flat_map(one).collect();
            notes(&rows(&all.iter().map(|(p, a, o, d)| (p.as_str(), *a, *o, *d)).collect::<Vec<_>>()))
        };
        assert!(two_years(10.0)[0].contains("rise from month to month"));
        assert!(two_years(130.0).is_empty());
        // In April such totals begin anew: two months before it and four of it are no run.
        assert!(notes(&months(2, |_, month| ((month + 4) % 6) as f64)).is_empty());
    }

    #[test]
    fn a_period_that_is_not_over_and_a_rate_far_out_are_said() {
        let last = |o: f64| {
            let month = |m, o: f64| [(m, "a", o, 90_000.0), (m, "b", o, 80_000.0), (m, "c", o, 70_000.0)];
            notes(&rows(&[month("2024-05", 300.0), month("2024-06", o)].concat()))
        };
        assert!(last(60.0)[0].contains("20 % of 2024-05 in 2024-06"), "{:?}", last(60.0));
        assert!(last(200.0).is_empty());
        let unit = |d| {
            notes(&rows(&[
                ("2024", "a", 300.0, d),
                ("2024", "b", 310.0, 8e4),
                ("2024", "c", 250.0, 7e4),
                ("2024", "d", 250.0, 7e4),
            ]))
        };
        assert!(unit(80.0)[0].contains("2024: the rate of a is 1019 times"), "{:?}", unit(80.0));
        assert!(unit(80_000.0).is_empty());
    }

    #[test]
    fn a_denominator_without_its_thousands_is_named() {
        let both = |last| {
            rows(&[
                ("2021", "a", 3.0, 90_000.0),
                ("2021", "b", 3.0, 80_000.0),
                ("2022", "a", 4.0, last),
                ("2022", "b", 3.0, 80_000.0),
            ])
        };
        let found = notes(&both(90.0));
        assert!(found[0].starts_with("1 area has") && found[0].contains("a: in 2022 one part in 1000 of"), "{found:?}");
        assert!(notes(&both(70_000.0)).is_empty());
        let small = rows(&[("2021", "a", 3.0, 9.0), ("2022", "a", 4.0, 400.0)]);
        assert!(notes(&small).is_empty(), "a new practice grows");
    }
}
