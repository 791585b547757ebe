//! Two columns with both ends of each period: `interval_start` and `interval_end`.

use super::dates::{day_of, days};
use crate::tidy::columns::plain;
use unwarranted_core::Period;

/// Whether a column has the beginnings (`false`) or the ends (`true`) of periods.
pub(super) fn edge(name: &str) -> Option<bool> {
    const OF: [&str; 6] = ["interval", "period", "date", "month", "time", ""];
    let is = |words: &[&str]| {
        let one = |word: &&str| OF.iter().any(|of| name == format!("{of}{word}") || name == format!("{word}{of}"));
        words.iter().any(|word| one(word) || name == format!("{word}ofperiod"))
    };
    match () {
        () if is(&["start", "begin", "from", "starts", "starting", "first"]) => Some(false),
        () if is(&["end", "to", "until", "ends", "ending", "ended", "last"])
            && name != "monthto"
            && name != "monthend" =>
        {
            Some(true)
        }
        () => None,
    }
}

/// The column with the other end of the periods of the column at a place.
pub(super) fn partner(header: &[String], at: usize) -> Option<usize> {
    const PAIRS: [(&str, &str); 6] =
        [("start", "end"), ("begin", "end"), ("from", "to"), ("starts", "ends"), ("from", "until"), ("first", "last")];
    let name = plain(&header[at]);
    let swapped = |(a, b): &(&str, &str)| [name.replacen(a, b, 1), name.replacen(b, a, 1)];
    let wanted: Vec<String> = PAIRS.iter().flat_map(swapped).filter(|other| *other != name).collect();
    header.iter().position(|other| wanted.contains(&plain(other)))
}

/// The period from the beginning of one to the end of another.
pub(super) fn between((first, start): (&str, Period), (last, end): (&str, Period)) -> Result<Period, String> {
    let whole = |problem: &str| {
        format!(
            "whole months from the first day of one to the last of another, which {first} to {last} {problem}; put the rows together by month, or name another column with `period`"
        )
    };
    let (Some(from), Some(to)) = (start.first_month(), end.last_month()) else {
        return Err(whole("are not"));
    };
    if day_of(first).is_some_and(|day| day != 1) || day_of(last).is_some_and(|day| day != days(to)) {
        return Err(whole("are not"));
    }
    Period::span(from, to.since(from) + 1)
        .ok_or_else(|| whole("are not, as they end before they begin or are too long"))
}
