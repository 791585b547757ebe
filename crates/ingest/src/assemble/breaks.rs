//! Breaks in an area's series: from one month to the next it is not made of the same practices.

use super::month::MonthSums;
use crate::day::Day;
use crate::geography::Lineage;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;

/// Practices with more than this many per cent of an area's patients must come or go for a break.
pub const LEAST_MOVED: i64 = 5;

/// From this month on an area is not what it was the month before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Code of the area.
    pub area: String,
    /// The first month of the new shape.
    pub month: Month,
    /// What happened, in words.
    pub reason: String,
}

/// Patients of practices that came to an area, and of those that left it.
#[derive(Default)]
struct Moves<'a> {
    came: i64,
    left: i64,
    from: BTreeSet<&'a str>,
    to: BTreeSet<&'a str>,
}

/// Every break, in the order of time and area. Practices that open or close are no moves.
pub(super) fn find(months: &[MonthSums], lineage: &Lineage) -> Vec<Break> {
    let mut breaks = Vec::new();
    for pair in months.windows(2) {
        let [before, after] = pair else { continue };
        let mut moves: BTreeMap<&str, Moves> = BTreeMap::new();
        for (practice, (area, patients)) in &after.homes {
            if let Some((old, _)) = before.homes.get(practice)
                && old != area
            {
                let came = moves.entry(area).or_default();
                (came.came, came.from) = (came.came.saturating_add(*patients), with(&came.from, old));
                let left = moves.entry(old).or_default();
                (left.left, left.to) = (left.left.saturating_add(*patients), with(&left.to, area));
            }
        }
        let patients = |area: &str| before.areas.get(area).and_then(|a| a.patients).unwrap_or_default();
        let told = |(area, moved): (&str, Moves)| {
            let merged = lineage.merged_into(area, Day::first_of(before.month), Day::first_of(after.month));
            let reason = reason(&moved, patients(area), &merged)?;
            Some(Break { area: area.to_owned(), month: after.month, reason })
        };
        breaks.extend(moves.into_iter().filter(|(area, _)| after.areas.contains_key(*area)).filter_map(told));
    }
    breaks
}

fn with<'a>(codes: &BTreeSet<&'a str>, code: &'a str) -> BTreeSet<&'a str> {
    codes.iter().copied().chain([code]).collect()
}

fn reason(moved: &Moves<'_>, patients: i64, merged: &[&str]) -> Option<String> {
    let list = |codes: &BTreeSet<&str>| codes.iter().copied().collect::<Vec<_>>().join(", ");
    if !merged.is_empty() {
        return Some(format!("merger of {}", merged.join(", ")));
    }
    if patients == 0 {
        return Some(format!("new code, with practices from {}", list(&moved.from)));
    }
    let share = |n: i64| i128::from(n) * 100 / i128::from(patients);
    if i128::from(moved.came.saturating_add(moved.left)) * 100 <= i128::from(patients) * i128::from(LEAST_MOVED) {
        return None;
    }
    let mut parts = Vec::new();
    if moved.came > 0 {
        parts.push(format!("practices with {} % of its patients came from {}", share(moved.came), list(&moved.from)));
    }
    if moved.left > 0 {
        parts.push(format!("practices with {} % of its patients left for {}", share(moved.left), list(&moved.to)));
    }
    Some(parts.join("; "))
}
