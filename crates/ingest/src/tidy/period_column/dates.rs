//! Days, and the periods that end or begin with one.

use unwarranted_core::{Month, Period};

/// So many months up to this one.
pub(super) fn ending(last: Option<Month>, months: i32, text: &str) -> Result<Period, String> {
    let expected = || {
        "the last day of a month or the month, such as 31/03/2020 or 2020-03; periods of whole months alone can be read"
            .to_owned()
    };
    let last = last.ok_or_else(expected)?;
    if day_of(text).is_some_and(|day| day != days(last) && day != 1) {
        return Err(expected());
    }
    Period::span(last.plus(1 - months), months).ok_or_else(expected)
}

/// The quarter that begins or ends on a day.
pub(super) fn quarter(month: Month, day: Option<i32>) -> Result<Period, String> {
    let begins = (month.month() - 1) % 3 == 0 && day == Some(1);
    let ends = month.month() % 3 == 0 && day == Some(days(month));
    let first = if ends { month.plus(-2) } else { month };
    (begins || ends).then(|| Period::span(first, 3)).flatten().ok_or_else(|| {
        "a quarter such as 2019/20 Q4, or its first or last day; call the column month where it has months".to_owned()
    })
}

/// The day of the month in a date, where it has one.
pub(super) fn day_of(text: &str) -> Option<i32> {
    let separators = ['-', '/', '_'];
    let date = text.split(['T', ' ']).next().filter(|d| d.matches(separators).count() == 2).unwrap_or(text);
    let parts: Vec<&str> = date.split(['-', '/', '_', ' ']).filter(|p| !p.is_empty()).collect();
    let day = match parts[..] {
        [first, _, last] if first.len() == 4 => last,
        [first, _, _] => first,
        [one] if one.contains(|c: char| c.is_ascii_alphabetic()) => {
            &one[..one.find(|c: char| c.is_ascii_alphabetic())?]
        }
        _ => return None,
    };
    day.parse().ok()
}

/// Days of a month of the Gregorian calendar.
pub(super) fn days(month: Month) -> i32 {
    let year = month.year();
    match month.month() {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
