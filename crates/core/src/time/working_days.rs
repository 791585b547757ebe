//! Working days of a month, which prescribing follows.

use super::least_squares::fit;
use crate::data::month::Month;
use crate::error::Undefined;

/// Fewest months that tell how prescribing follows them.
const FEWEST: usize = 24;

/// Bank holidays of England and Wales that no rule gives: royal days, and days that were moved.
const SPECIAL: [(i32, i32, i32); 8] = [
    (2011, 4, 29), // wedding of Prince William
    (2012, 6, 4),  // spring bank holiday, moved
    (2012, 6, 5),  // Diamond Jubilee
    (2020, 5, 8),  // early May bank holiday, moved
    (2022, 6, 2),  // spring bank holiday, moved
    (2022, 6, 3),  // Platinum Jubilee
    (2022, 9, 19), // funeral of Elizabeth II
    (2023, 5, 8),  // coronation of Charles III
];

/// Days from Monday to Friday of a month without the bank holidays of England and Wales (gov.uk/bank-holidays). Right from
/// 1978; royal days are those known at the end of 2025.
///
/// ```
/// use unwarranted_core::{Period, time::working_days};
/// let days = |text| working_days(Period::parse(text).unwrap().first_month().unwrap());
/// assert_eq!((days("2022-06"), days("2023-05"), days("2024-02"), days("2025-12")), (20, 20, 21, 21));
/// ```
#[must_use]
pub fn working_days(month: Month) -> u32 {
    let (year, number) = (month.year(), month.month());
    let weekday = |day: &i32| weekday(year, number, *day) < 5;
    let free = |day: &i32| is_holiday(year, number, *day);
    let days = (1..=days_of(year, number)).filter(|day| weekday(day) && !free(day)).count();
    u32::try_from(days).unwrap_or_default()
}

/// How prescribing follows working days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elasticity {
    /// By how many per cent it rises with one per cent more working days.
    pub value: f64,
    /// Standard error.
    pub se: f64,
}

/// Estimates how a monthly series follows working days: log differences from month to month on those of working days, which needs no
/// trend.
///
/// # Errors
/// Undefined for fewer than 24 months and with values of zero or less.
pub fn elasticity(values: &[f64], days: &[u32]) -> Result<Elasticity, Undefined> {
    if values.len() < FEWEST {
        let few = format!("how prescribing follows working days takes {FEWEST} months, and there are {}", values.len());
        return Err(Undefined::because(few));
    }
    if values.iter().any(|v| *v <= 0.0) {
        return Err(Undefined::because("the series has values of zero or less"));
    }
    let steps = |of: &dyn Fn(usize) -> f64| (1..values.len()).map(|i| of(i) - of(i - 1)).collect::<Vec<_>>();
    let y = steps(&|i| libm::log(values[i]));
    let x = steps(&|i| libm::log(f64::from(days[i])));
    let alike = || Undefined::because("all months have as many working days");
    let found = fit(&[vec![1.0; y.len()], x.clone()], &y).ok_or_else(alike)?;
    let n = y.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let spread: f64 = x.iter().map(|v| (v - mean).powi(2)).sum();
    Ok(Elasticity { value: found.coefficients[1], se: (found.rss / (n - 2.0) / spread).sqrt() })
}

/// The series at the mean number of working days: each value by (days / mean days)^elasticity.
#[must_use]
pub fn per_working_day(values: &[f64], days: &[u32], elasticity: f64) -> Vec<f64> {
    let mean = days.iter().map(|d| f64::from(*d)).sum::<f64>() / days.len() as f64;
    values.iter().zip(days).map(|(v, d)| v / libm::pow(f64::from(*d) / mean, elasticity)).collect()
}

fn is_holiday(year: i32, month: i32, day: i32) -> bool {
    let moved_may = SPECIAL.iter().any(|(y, m, _)| *y == year && *m == 5 && year == 2020);
    let moved_spring = SPECIAL.iter().any(|(y, m, _)| *y == year && *m == 6);
    let monday = weekday(year, month, day) == 0;
    let last_week = day + 7 > days_of(year, month);
    let ruled = match month {
        1 => substitute(year, 1, 1) == (1, day),
        5 => monday && ((day <= 7 && !moved_may) || (last_week && !moved_spring)),
        8 => monday && last_week,
        12 => christmas(year).contains(&day),
        _ => false,
    };
    let (easter_month, easter_day) = easter(year);
    let easter = ordinal(year, easter_month, easter_day);
    let own = ordinal(year, month, day);
    ruled || own == easter - 2 || own == easter + 1 || SPECIAL.contains(&(year, month, day))
}

/// The Monday after a holiday at a weekend, as month and day.
fn substitute(year: i32, month: i32, day: i32) -> (i32, i32) {
    match weekday(year, month, day) {
        5 => (month, day + 2),
        6 => (month, day + 1),
        _ => (month, day),
    }
}

/// Days of December that are free for Christmas Day and Boxing Day.
fn christmas(year: i32) -> [i32; 2] {
    match weekday(year, 12, 25) {
        4 => [25, 28],
        5 => [27, 28],
        6 => [26, 27],
        _ => [25, 26],
    }
}

/// Month and day of Easter Sunday (Anonymous Gregorian algorithm, Meeus 1991).
fn easter(year: i32) -> (i32, i32) {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    (n / 31, n % 31 + 1)
}

fn days_of(year: i32, month: i32) -> i32 {
    ordinal(if month == 12 { year + 1 } else { year }, month % 12 + 1, 1) - ordinal(year, month, 1)
}

/// Monday is 0.
fn weekday(year: i32, month: i32, day: i32) -> i32 {
    (ordinal(year, month, day) + 2).rem_euclid(7)
}

/// Days since 1 March of the year 0, proleptic Gregorian.
fn ordinal(year: i32, month: i32, day: i32) -> i32 {
    let (y, m) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_have_the_working_days_that_the_government_lists() {
        // Weekdays less the bank holidays of gov.uk/bank-holidays.
        for (year, days) in [(2019, 253), (2020, 254), (2021, 253), (2022, 250), (2023, 251), (2024, 254), (2025, 253)]
        {
            let all = (1..=12).map(|month| working_days(Month::new(year, month).unwrap())).sum::<u32>();
            assert_eq!(all, days, "{year}");
        }
        // Christmas Day 2021 and 2022 and New Year's Day 2022 fell on a weekend, early May 2020 was moved to a Friday.
        let holidays =
            [(2021, 12, 27), (2021, 12, 28), (2022, 1, 3), (2022, 12, 27), (2020, 5, 8), (2024, 3, 29), (2024, 4, 1)];
        assert!(holidays.iter().all(|(y, m, d)| is_holiday(*y, *m, *d)));
        assert!(
            ![(2020, 5, 4), (2022, 5, 30), (2022, 1, 4), (2021, 12, 24)].iter().any(|(y, m, d)| is_holiday(*y, *m, *d))
        );
    }

    #[test]
    fn the_elasticity_that_a_series_was_made_with_is_found_and_taken_out() {
        let start = Month::new(2021, 1).unwrap();
        let days: Vec<u32> = (0..48).map(|m| working_days(start.plus(m))).collect();
        let made = |d: &u32| 900.0 * libm::pow(f64::from(*d), 0.7);
        let values: Vec<f64> = days.iter().map(made).collect();
        let found = elasticity(&values, &days).unwrap();
        assert!((found.value - 0.7).abs() < 1e-9 && found.se < 1e-9);
        let even = per_working_day(&values, &days, found.value);
        assert!(even.iter().all(|v| (v / even[0] - 1.0).abs() < 1e-9));
        assert!(elasticity(&values[..20], &days).is_err() && elasticity(&[0.0; 48], &days).is_err());
    }
}
