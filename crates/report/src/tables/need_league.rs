//! The league of treatments before and after the same need.

use super::delimited::{number, text, write};
use super::json::document;
use super::layout::{lines, prose, table};
use super::text::absent;
use crate::error::Error;
use crate::number::significant;
use crate::words;
use serde::Serialize;
use unwarranted_core::explain::SpreadIs;
use unwarranted_core::sweep::NeedEntry;
use unwarranted_plot::numbers::count;

#[derive(Serialize)]
struct OfPeriod<'a> {
    headline: String,
    treatments: &'a [NeedEntry],
}

/// The treatments of every period before and after need, as JSON: a slice for each period.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn need_league_json(periods: &[Vec<NeedEntry>]) -> Result<String, Error> {
    document(periods.iter().map(|entries| OfPeriod { headline: words::need_league(entries), treatments: entries }))
}

/// Every treatment of every period, one row each.
///
/// # Errors
/// As [`need_league_json`].
pub fn need_league_csv(periods: &[Vec<NeedEntry>]) -> Result<String, Error> {
    let head = [
        "period",
        "id",
        "title",
        "kind",
        "rank",
        "rank_before",
        "areas",
        "areas_left_out",
        "spread",
        "before",
        "unexplained",
        "share",
        "lower",
        "upper",
        "undefined",
    ];
    write(head.map(str::to_owned), periods.iter().flatten().map(row))
}

fn row(e: &NeedEntry) -> Vec<String> {
    let place = |place: Option<usize>| place.map(|p| p.to_string()).unwrap_or_default();
    let mut cells = vec![e.period.to_string(), text(&e.id), text(&e.title), e.kind.word().to_owned()];
    cells.extend([place(e.rank), place(e.rank_before), e.areas.to_string(), e.areas_left_out.to_string()]);
    cells.push(e.spread.word().to_owned());
    cells.extend([e.before, e.unexplained, e.share, e.lower, e.upper].map(number));
    cells.push(text(e.undefined.as_deref().unwrap_or_default()));
    cells
}

/// The treatments of every period for reading, the most unexplained first. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn need_league_table(periods: &[Vec<NeedEntry>], width: Option<u16>) -> String {
    let blocks: Vec<String> = periods.iter().map(|entries| block(entries, width)).collect();
    blocks.join("\n")
}

fn block(entries: &[NeedEntry], width: Option<u16>) -> String {
    let when = entries.first().map_or_else(String::new, |e| e.period.words());
    let about = format!("{} treatments before and after need, {when}\n", count(entries.len()));
    let heads =
        ["Place", "Before", "Treatment", "Variance before", "Unexplained", "Goes with need", "Interval", "Areas"];
    let mut table = table(&heads, &[0, 1, 3, 4, 5, 6, 7], width);
    for e in entries.iter().filter(|e| e.rank.is_some()) {
        let place = |place: Option<usize>| place.map_or_else(absent, |p| p.to_string());
        // Chance is part of the variance of money whose chance is not known.
        let mark = if e.spread == SpreadIs::Weighted { "*" } else { "" };
        let figure = |v: Option<f64>| v.map_or_else(absent, |v| format!("{}{mark}", significant(v, 3)));
        table.add_row([
            place(e.rank),
            place(e.rank_before),
            e.title.clone(),
            figure(e.before),
            figure(e.unexplained),
            e.share.map_or_else(absent, words::per_cent),
            e.lower.zip(e.upper).map_or_else(absent, |(l, u)| words::shares_between(l, u)),
            e.areas.to_string(),
        ]);
    }
    let starred = entries.iter().any(|e| e.spread == SpreadIs::Weighted && e.rank.is_some());
    let star = if starred { "* with chance in it, which is not known of this treatment.\n" } else { "" };
    let without: String = (entries.iter().filter(|e| e.rank.is_none()))
        .map(|e| format!("Not explained: {}: {}\n", e.title, e.undefined.as_deref().unwrap_or("there is no share")))
        .collect();
    prose(&format!("{about}{}\n\n", words::need_league(entries)), width)
        + &lines(&table)
        + &prose(&format!("{star}{without}"), width)
}
