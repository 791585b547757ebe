//! Since when a series grows or shrinks.

use super::direction::Direction;
use super::robust_breaks::RobustBreaks;
use crate::data::period::Period;

/// When most of a change happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// All the time: no break parts the series, or it goes the same way throughout.
    Throughout,
    /// From this period to the last.
    Period(Period),
    /// Mostly between these two, and not any more.
    Between(Period, Period),
}

/// Share of a change that has to lie after its beginning.
const NEARLY_ALL: f64 = 0.8;

/// When a series went this way, by breaks that it would not show by wandering: from the segment from which all go that way, where they
/// hold at least half of the whole change, but for segments before four fifths of that; else in the segment that holds most of it. `None`
/// where no segment goes that way.
pub(super) fn since(lines: &RobustBreaks, direction: Direction, periods: &[Period]) -> Option<Since> {
    let sign = direction.sign();
    let edges: Vec<usize> =
        std::iter::once(0).chain(lines.breaks.iter().map(|b| b.last)).chain([periods.len()]).collect();
    let level = |at: usize| lines.fitted[at];
    let before = |start: usize| if start == 0 { level(0) } else { level(start - 1) };
    let parts: Vec<f64> = edges.windows(2).map(|w| sign * (level(w[1] - 1) - before(w[0]))).collect();
    let total: f64 = parts.iter().sum();
    let from = |k: usize| parts[k..].iter().sum::<f64>();
    let first = (0..parts.len()).rev().take_while(|k| parts[*k] > 0.0).last();
    let begun = first.and_then(|first| (first..parts.len()).rev().find(|k| from(*k) >= NEARLY_ALL * from(first)));
    match begun {
        Some(0) => Some(Since::Throughout),
        Some(k) if from(k) >= 0.5 * total => Some(Since::Period(periods[edges[k]])),
        _ => {
            let most = (0..parts.len()).filter(|k| parts[*k] > 0.0).max_by(|a, b| parts[*a].total_cmp(&parts[*b]))?;
            Some(Since::Between(periods[edges[most]], periods[edges[most + 1] - 1]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::month::Month;
    use crate::time::robust_breaks;

    /// Since when a series of 60 months from 2020 on, with a little noise, grows.
    fn when(value: impl Fn(f64) -> f64) -> Option<Since> {
        let first = Month::new(2020, 1).unwrap();
        let periods: Vec<Period> = (0..60).map(|t| Period::Month(first.plus(t))).collect();
        let y: Vec<f64> = (0..60).map(|t| value(f64::from(t)) + f64::from(t * 5 % 7) / 20.0).collect();
        since(&robust_breaks(&y).unwrap(), Direction::Growing, &periods)
    }

    #[test]
    fn a_beginning_is_where_the_change_begins_and_not_where_a_small_part_of_it_does() {
        let month = |year, month| Period::Month(Month::new(year, month).unwrap());
        assert_eq!(when(|t| t), Some(Since::Throughout));
        let step = |at: f64, t: f64, size: f64| if t < at { 0.0 } else { size };
        assert_eq!(when(|t| 0.001 * t + step(30.0, t, 5.0)), Some(Since::Period(month(2022, 7))));
        assert_eq!(when(|t| step(14.0, t, 0.4) + step(30.0, t, 8.0)), Some(Since::Period(month(2022, 7))));
        let Some(Since::Between(first, _)) = when(|t| step(20.0, t, 6.0) - step(40.0, t, 2.0)) else { panic!() };
        assert_eq!(first, month(2021, 9));
    }
}
