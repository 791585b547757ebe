//! Breaks in an area's series: from one month to the next it is not made of the same practices.

use crate::geography::Lineage;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::values::day::Day;

/// Practices with more than this many per cent of an area's patients must come or go for a break.
pub(super) const LEAST_MOVED: i64 = 5;

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

/// The area of each practice, and its patients.
pub(super) type Homes = BTreeMap<String, (String, i64)>;

/// Patients of practices that came to an area, and of those that left it.
#[derive(Default)]
struct Moves<'a> {
    came: i64,
    left: i64,
    from: BTreeSet<&'a str>,
    to: BTreeSet<&'a str>,
}

/// Every break, in the order of time and area. A practice that opens or closes has not moved.
pub(super) fn find<'a>(months: impl Iterator<Item = (Month, &'a Homes)>, lineage: &Lineage) -> Vec<Break> {
    let mut breaks = Vec::new();
    let months: Vec<(Month, &Homes)> = months.collect();
    for pair in months.windows(2) {
        let [(earlier, before), (month, after)] = pair else { continue };
        let mut moves: BTreeMap<&str, Moves> = BTreeMap::new();
        for (practice, (area, patients)) in *after {
            if let Some((old, _)) = before.get(practice)
                && old != area
            {
                let came = moves.entry(area).or_default();
                (came.came, came.from) = (came.came.saturating_add(*patients), with(&came.from, old));
                let left = moves.entry(old).or_default();
                (left.left, left.to) = (left.left.saturating_add(*patients), with(&left.to, area));
            }
        }
        let patients = |homes: &Homes, area: &str| {
            homes.values().filter(|(home, _)| home == area).fold(0i64, |sum, (_, n)| sum.saturating_add(*n))
        };
        let told = |(area, moved): (&str, Moves)| {
            let merged = lineage.merged_into(area, Day::first_of(*earlier), Day::first_of(*month));
            let reason = reason(&moved, patients(before, area), &merged)?;
            Some(Break { area: area.to_owned(), month: *month, reason })
        };
        let lives_on = |area: &str| after.values().any(|(home, _)| home == area);
        breaks.extend(moves.into_iter().filter(|(area, _)| lives_on(area)).filter_map(told));
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
    let share = |n: i64| match i128::from(n) * 100 / i128::from(patients) {
        0 => "less than 1 %".to_owned(),
        share => format!("{share} %"),
    };
    if i128::from(moved.came.saturating_add(moved.left)) * 100 <= i128::from(patients) * i128::from(LEAST_MOVED) {
        return None;
    }
    let mut parts = Vec::new();
    if moved.came > 0 {
        parts.push(format!("practices with {} of its patients came from {}", share(moved.came), list(&moved.from)));
    }
    if moved.left > 0 {
        parts.push(format!("practices with {} of its patients left for {}", share(moved.left), list(&moved.to)));
    }
    Some(parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homes(table: &[(&str, &str, i64)]) -> Homes {
        table.iter().map(|(p, area, n)| ((*p).to_owned(), ((*area).to_owned(), *n))).collect()
    }

    fn found(before: &[(&str, &str, i64)], after: &[(&str, &str, i64)]) -> Vec<(String, String)> {
        let (before, after) = (homes(before), homes(after));
        let months = [(Month::new(2015, 3).unwrap(), &before), (Month::new(2015, 4).unwrap(), &after)];
        let breaks = find(months.into_iter(), Lineage::built_in().unwrap());
        breaks.into_iter().map(|b| (b.area, b.reason)).collect()
    }

    #[test]
    fn mergers_and_moves_are_distinguished_and_small_moves_are_none() {
        let merged = found(&[("P1", "00F", 50), ("P2", "00G", 50)], &[("P1", "13T", 50), ("P2", "13T", 50)]);
        assert_eq!(merged, [("13T".to_owned(), "merger of 00F, 00G, 00H".to_owned())]);
        let before = [("P1", "A", 90), ("P2", "A", 10), ("P3", "B", 500)];
        let moved = found(&before, &[("P1", "A", 90), ("P2", "B", 10), ("P3", "B", 500)]);
        assert_eq!(moved, [("A".to_owned(), "practices with 10 % of its patients left for B".to_owned())]);
        // A practice that closes or opens is not a break, nor is a new code for an area without practices.
        assert!(found(&before, &[("P1", "A", 90), ("P4", "B", 500)]).is_empty());
        assert_eq!(found(&[("P1", "A", 9)], &[("P1", "N", 9)])[0].1, "new code, with practices from A");
    }
}
