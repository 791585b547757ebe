//! In how many treatments each area differs.

use super::League;
use super::area_entry::AreaEntry;
use super::standing::LEVEL;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An area over all treatments of a league.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AreaCount {
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Treatments with a figure of the area.
    pub treatments: usize,
    /// Of these, the ones in which it was tested: at least ten effective events are expected there.
    pub tested: usize,
    /// Of the tested ones, those in which it differs from the rate of all areas, false discoveries held at 5 % over areas x
    /// treatments.
    pub differ: usize,
    /// Of those in which it differs, the ones with a rate above that of all areas.
    pub higher: usize,
    /// Of those in which it differs, the ones with a rate below.
    pub lower: usize,
    /// Treatments in which it lies beyond their ordinary spread, likewise.
    pub beyond: usize,
    /// Treatments in which it has a figure that is not known: suppressed, too small to be shown, not reported.
    pub unknown: usize,
}

impl League {
    /// In how many treatments each area differs, by area code. An area that is tested in none has counts of 0 and `tested` 0,
    /// which is not the same as an area that differs in none.
    ///
    /// ```
    /// use unwarranted_core::sweep::{League, RankedBy};
    /// use unwarranted_core::Period;
    /// let league = League {
    ///     period: Period::All, by: RankedBy::Psv, areas: 0, tests: 0, under_dependence: None, confidence: 0.95,
    ///     entries: Vec::new(), standings: Vec::new(), unknown: Vec::new(),
    /// };
    /// assert!(league.by_area().is_empty());
    /// ```
    #[must_use]
    pub fn by_area(&self) -> Vec<AreaCount> {
        let mut areas: BTreeMap<&Arc<str>, AreaCount> = BTreeMap::new();
        for standing in &self.standings {
            let none = || AreaCount::of(&standing.area, standing.name.as_ref());
            areas.entry(&standing.area).or_insert_with(none).add(standing);
        }
        for unknown in &self.unknown {
            let none = || AreaCount::of(&unknown.area, unknown.name.as_ref());
            areas.entry(&unknown.area).or_insert_with(none).unknown += 1;
        }
        areas.into_values().collect()
    }
}

impl AreaCount {
    fn of(area: &Arc<str>, name: Option<&Arc<str>>) -> Self {
        let (area, name) = (Arc::clone(area), name.cloned());
        Self { area, name, treatments: 0, tested: 0, differ: 0, higher: 0, lower: 0, beyond: 0, unknown: 0 }
    }

    fn add(&mut self, standing: &AreaEntry) {
        let within = |q: Option<f64>| q.is_some_and(|q| q <= LEVEL);
        self.treatments += 1;
        self.tested += usize::from(standing.differs_q.is_some());
        self.beyond += usize::from(within(standing.beyond_q));
        if within(standing.differs_q) {
            self.differ += 1;
            let above = standing.expected.is_some_and(|expected| standing.observed > expected);
            self.higher += usize::from(above);
            self.lower += usize::from(!above);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::period::Period;
    use crate::sweep::{RankedBy, UnknownEntry};

    fn standing(id: &str, area: &str, observed: f64, q: Option<f64>, beyond: Option<f64>) -> AreaEntry {
        AreaEntry {
            period: Period::All,
            id: id.into(),
            area: area.into(),
            name: None,
            observed,
            denominator: Some(1_000.0),
            expected: Some(20.0),
            rate: Some(observed / 1_000.0),
            lower: None,
            upper: None,
            effective: None,
            differs_p: q,
            differs_q: q,
            beyond_p: beyond,
            beyond_q: beyond,
        }
    }

    fn unknown(id: &str, area: &str) -> UnknownEntry {
        let reason = crate::Reason::Suppressed;
        UnknownEntry { period: Period::All, id: id.into(), area: area.into(), name: None, reason }
    }

    #[test]
    fn counts_are_of_what_is_tested_and_both_sides_add_up() {
        let league = League {
            period: Period::All,
            by: RankedBy::Psv,
            areas: 3,
            tests: 4,
            under_dependence: None,
            confidence: 0.95,
            entries: Vec::new(),
            standings: vec![
                standing("a", "A1", 50.0, Some(0.001), Some(0.04)),
                standing("b", "A1", 4.0, Some(0.05), Some(0.06)),
                standing("c", "A1", 21.0, Some(0.9), None),
                standing("a", "A2", 19.0, Some(0.051), None),
                standing("a", "A3", 1.0, None, None),
            ],
            unknown: vec![unknown("b", "A3"), unknown("a", "A4"), unknown("b", "A4")],
        };
        let told: Vec<_> = league
            .by_area()
            .iter()
            .map(|a| (a.area.to_string(), [a.treatments, a.tested, a.differ, a.higher, a.lower, a.beyond, a.unknown]))
            .collect();
        // An area of which nothing is known is there.
        let expected = [
            ("A1", [3, 3, 2, 1, 1, 1, 0]),
            ("A2", [1, 1, 0, 0, 0, 0, 0]),
            ("A3", [1, 0, 0, 0, 0, 0, 1]),
            ("A4", [0, 0, 0, 0, 0, 0, 2]),
        ];
        assert_eq!(told, expected.map(|(area, counts)| (area.to_owned(), counts)));
    }
}
