//! What a reader of a league must know of rows that may not be what they seem. Nothing is changed.

use super::need::listed;
use crate::core::Slice;
use crate::core::sweep::PeriodPanel;
use crate::core::text::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Treatments among which one may be the sum of the others by its name alone.
const FEWEST: usize = 3;

/// Practices that stand in several areas, whose patients count in each. Where most do, practices have numbers of their own in
/// every area.
pub(super) fn in_two_areas(panels: &[PeriodPanel]) -> Option<String> {
    let mut found: BTreeSet<Arc<str>> = BTreeSet::new();
    for PeriodPanel { panel, .. } in panels {
        let mut areas: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
        panel.areas().iter().flat_map(|area| &area.practices).for_each(|code| *areas.entry(code).or_default() += 1);
        let several: Vec<_> = areas.iter().filter(|(_, n)| **n > 1).map(|(code, _)| Arc::clone(code)).collect();
        if several.len() * 2 < areas.len() {
            found.extend(several);
        }
    }
    let many = counted(i64::try_from(found.len()).unwrap_or(i64::MAX), "practice stands", "practices stand");
    (!found.is_empty()).then(|| {
        format!(
            "{many} in more than one area of a period: {}. The patients of each count in every one of its areas.",
            listed(&found.iter().collect::<Vec<_>>())
        )
    })
}

/// A treatment that in every area is the sum of all others of its period.
pub(super) fn total(slices: &[Slice]) -> Option<String> {
    let periods: BTreeSet<_> = slices.iter().map(Slice::period).collect();
    let mut totals: Option<BTreeSet<&Arc<str>>> = None;
    for period in periods {
        let own: Vec<&Slice> = slices.iter().filter(|slice| slice.period() == period).collect();
        let here = totals_of(&own);
        totals = Some(totals.map_or(here.clone(), |before| before.intersection(&here).copied().collect()));
    }
    let treatment = totals?.into_iter().next()?;
    Some(format!(
        "'{treatment}' is the sum of all other treatments in every area. It has a place in the league beside its parts; leave its rows \
         out where it is a total."
    ))
}

fn totals_of<'a>(slices: &[&'a Slice]) -> BTreeSet<&'a Arc<str>> {
    let mut sums: BTreeMap<&Arc<str>, f64> = BTreeMap::new();
    for slice in slices {
        slice.areas().iter().for_each(|area| *sums.entry(&area.code).or_default() += area.observed);
    }
    let half = |whole: f64, part: f64| (whole - 2.0 * part).abs() <= 1e-9 * whole.abs();
    let is = |slice: &&&Slice| {
        slice.len() == sums.len() && slice.areas().iter().all(|area| half(sums[&area.code], area.observed))
    };
    if slices.len() < FEWEST { BTreeSet::new() } else { slices.iter().filter(is).map(|s| s.treatment()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Kind, Period, sweep};

    fn slices(of: [(&str, [f64; 3]); 3]) -> Vec<Slice> {
        let area = |(code, observed): (&str, f64)| crate::core::slice::SliceArea {
            code: code.into(),
            name: None,
            observed,
            denominator: Some(100.0),
            expected: None,
            months: 1,
        };
        let one = |(id, observed): (&str, [f64; 3])| {
            let areas = ["A", "B", "C"].into_iter().zip(observed).map(area).collect();
            Slice::new(id, Period::All, Kind::Count, areas, Vec::new(), 1).unwrap()
        };
        of.map(one).into()
    }

    #[test]
    fn a_sum_of_all_treatments_is_named() {
        let (a, b) = ([3.0, 9.0, 1.0], [2.0, 2.0, 5.0]);
        let told = total(&slices([("a", a), ("all", [5.0, 11.0, 6.0]), ("b", b)])).unwrap();
        assert!(told.starts_with("'all' is the sum"), "{told}");
        assert_eq!(total(&slices([("a", a), ("all", [5.0, 11.0, 7.0]), ("b", b)])), None);
    }

    #[test]
    fn practices_of_two_areas_are_named() {
        let panel = |codes: [&[&str]; 2]| {
            let area = |(code, of): (&str, &[&str])| sweep::PanelArea {
                code: code.into(),
                name: None,
                practices: of.iter().map(|p| (*p).into()).collect(),
            };
            let areas: Vec<_> = ["A", "B"].into_iter().zip(codes).map(area).collect();
            let practices = areas.iter().map(|a| a.practices.len()).sum();
            let panel = sweep::Panel::new(areas, vec![vec![1.0; practices]], Vec::new()).unwrap();
            [PeriodPanel { period: Period::All, panel }]
        };
        let told = in_two_areas(&panel([&["P1", "P2", "P3"], &["P3", "P4", "P5"]])).unwrap();
        assert!(told.starts_with("1 practice stands in more than one area of a period: P3."), "{told}");
        assert_eq!(in_two_areas(&panel([&["1", "2", "3"], &["1", "2"]])), None, "numbers within each area");
    }
}
