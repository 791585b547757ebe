//! What is missing from a period: months, areas, newer periods.

use std::collections::BTreeSet;
use unwarranted_core::text::be;
use unwarranted_core::{AreaFinding, Period, SliceFindings};
use unwarranted_plot::text::{areas, listed};

/// Says so when the data do not cover the whole period.
pub(crate) fn partial_period(s: &SliceFindings) -> Option<String> {
    let full = s.months_full.filter(|full| s.months < *full)?;
    Some(format!("This period is incomplete: the data cover only {} of its {full} months.", s.months))
}

/// The label of the period for tables: "2019/20 (9 of 12 months)".
pub(crate) fn label(s: &SliceFindings) -> String {
    match s.months_full {
        Some(full) if s.months < full => format!("{} ({} of {full} months)", s.period, s.months),
        _ => s.period.to_string(),
    }
}

/// " (3 of 12 months)" for an area without rows in some months of the period, otherwise empty.
pub(crate) fn part_of(s: &SliceFindings, a: &AreaFinding) -> String {
    if a.months < s.months { format!(" ({} of {} months)", a.months, s.months) } else { String::new() }
}

/// Whether any area has rows for a part of the period only.
pub(crate) fn any_part(s: &SliceFindings) -> bool {
    s.areas.iter().any(|a| a.months < s.months)
}

/// Newer periods of the series that are passed over because they are incomplete; `None` when a newer one is complete.
pub(crate) fn newer(s: &SliceFindings, series: &[&SliceFindings]) -> Option<String> {
    let newer: Vec<&&SliceFindings> = series.iter().filter(|o| o.period > s.period).collect();
    if newer.is_empty() || newer.iter().any(|o| o.is_complete()) {
        return None;
    }
    let labels: Vec<String> = newer.iter().map(|o| label(o)).collect();
    let are = be(labels.len());
    Some(format!("{} {are} incomplete, so the findings are for {}.", listed(&labels), s.period.words()))
}

/// How many areas have figures in other periods but none in this one.
pub(crate) fn elsewhere(s: &SliceFindings, series: &[&SliceFindings]) -> Option<String> {
    let here: BTreeSet<&str> = s.areas.iter().map(|a| &*a.area).collect();
    let others: BTreeSet<&str> =
        series.iter().flat_map(|o| &o.areas).map(|a| &*a.area).filter(|code| !here.contains(code)).collect();
    let have = if others.len() == 1 { "has" } else { "have" };
    (!others.is_empty()).then(|| format!("{} of other periods {have} no usable rows in this one.", areas(others.len())))
}

/// The first and the last complete period that may be compared: of periods under a year only the same season is.
pub(crate) fn comparable<'a>(series: &[&'a SliceFindings]) -> Option<(&'a SliceFindings, &'a SliceFindings)> {
    let last = *series.iter().rfind(|s| s.is_complete())?;
    let first = *series.iter().find(|s| s.is_complete() && season(s.period) == season(last.period))?;
    (first.period < last.period).then_some((first, last))
}

/// Month or quarter within the year; nothing for years.
fn season(period: Period) -> Option<i32> {
    match period {
        Period::Month(m) => Some(m.month()),
        Period::Quarter(_, quarter) => Some(quarter),
        Period::Span(first, months) if months % 12 != 0 => Some(first.month()),
        Period::Year(_) | Period::FinancialYear(_) | Period::Span(..) | Period::All => None,
    }
}
