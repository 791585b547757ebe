//! Numbers and lists in notes.

use std::collections::BTreeMap;
use unwarranted_core::text::counted;

/// How many codes a note names before it only counts.
pub(super) const NAMED: usize = 5;

/// A number with its noun.
pub(super) fn number(n: usize, one: &str, many: &str) -> String {
    counted(i64::try_from(n).unwrap_or(i64::MAX), one, many)
}

/// The first codes of a list.
pub(super) fn first_of<'a>(codes: impl IntoIterator<Item = &'a str>) -> String {
    let mut codes = codes.into_iter();
    let named: Vec<&str> = codes.by_ref().take(NAMED).collect();
    format!("{}{}", named.join(", "), if codes.next().is_some() { " and others" } else { "" })
}

/// The codes with the largest sums, largest first.
pub(super) fn largest(sums: &BTreeMap<&str, i64>) -> String {
    let mut order: Vec<(&str, i64)> = sums.iter().map(|(code, sum)| (*code, *sum)).collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let named: Vec<&str> = order.iter().take(NAMED).map(|(code, _)| *code).collect();
    let more = if order.len() > NAMED { " and others" } else { "" };
    format!("{}{more}", named.join(", "))
}
