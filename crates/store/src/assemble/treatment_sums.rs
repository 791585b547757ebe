//! What was prescribed of one treatment in one month, by area.

use super::by_age::LeftOut;
use super::places::Areas;
use super::taken::Taken;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_ingest::tables::Practice;
use unwarranted_ingest::values::codes::Label;

/// Two stored sums: items, or 1/100,000 of a pound or of a unit of quantity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) observed: i64,
    /// What it is counted over, where that is prescribed too; else 0.
    pub(super) over: i64,
}

impl Pair {
    fn add(&mut self, other: Self) -> Option<()> {
        self.observed = self.observed.checked_add(other.observed)?;
        self.over = self.over.checked_add(other.over)?;
        Some(())
    }
}

/// What was prescribed of one treatment in one month.
#[derive(Debug, Clone, Default)]
pub(super) struct TreatmentSums {
    pub(super) taken: Taken,
    /// The same of its denominator, where that is prescribed.
    pub(super) taken_over: Option<Taken>,
    /// By area code, of areas where anything was prescribed; a blank code stands for prescribers without a known area.
    pub(super) areas: BTreeMap<String, Pair>,
    /// By area and practice, where they are wanted.
    pub(super) practices: Option<BTreeMap<(String, String), Pair>>,
    /// Observed of stand-ins for unidentified prescribers within a known area.
    pub(super) stand_ins: i64,
    /// Observed by practice, of those that prescribed anything but are not in the extract.
    pub(super) unlisted: BTreeMap<String, i64>,
    /// Observed by practice, of practices that belong to no known area.
    pub(super) unplaced: BTreeMap<String, i64>,
    /// Observed by practice, of practices whose patients cannot be counted by age and sex.
    pub(super) left_out: BTreeMap<String, i64>,
}

impl TreatmentSums {
    /// Adds what a practice prescribed. `None` on overflow.
    pub(super) fn add(
        &mut self,
        (areas, unlisted): (&Areas, &BTreeSet<String>),
        left_out: &BTreeMap<String, LeftOut>,
        practice: &Practice,
        pair: Pair,
    ) -> Option<()> {
        let add = |sums: &mut BTreeMap<String, i64>| {
            let sum = sums.entry(practice.code.clone()).or_default();
            *sum = sum.checked_add(pair.observed)?;
            Some(())
        };
        if unlisted.contains(&practice.code) {
            add(&mut self.unlisted)?;
        }
        if left_out.contains_key(&practice.code) {
            return add(&mut self.left_out);
        }
        let (code, _) = areas.of(&practice.code, &practice.name, &practice.org);
        self.areas.entry(code.to_owned()).or_default().add(pair)?;
        if code.is_empty() {
            return if practice.label == Label::Practice { add(&mut self.unplaced) } else { Some(()) };
        }
        if let Some(practices) = &mut self.practices {
            practices.entry((code.to_owned(), practice.code.clone())).or_default().add(pair)?;
        }
        if practice.label == Label::UnidentifiedInArea {
            self.stand_ins = self.stand_ins.checked_add(pair.observed)?;
        }
        Some(())
    }
}
