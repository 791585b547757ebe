//! Areas of a league that have a figure in a treatment which is not known: they stay rows, with the reason.

use super::League;
use crate::data::period::Period;
use crate::data::set_aside::Reason;
use crate::data::slice::Slice;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An area whose figure in a treatment is not known: suppressed, too small to be shown, not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEntry {
    /// The period.
    pub period: Period,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Why.
    pub reason: Reason,
}

impl UnknownEntry {
    /// Those of slices, by treatment and code.
    #[must_use]
    pub fn of(slices: &[Slice]) -> Vec<Self> {
        let one = |slice: &Slice| {
            let (period, id) = (slice.period(), slice.treatment());
            let entry = |(area, why): (&Arc<str>, crate::NotKnown)| Self {
                period,
                id: Arc::clone(id),
                area: Arc::clone(area),
                name: why.name().cloned(),
                reason: why.reason,
            };
            slice.unknown().into_iter().map(entry).collect::<Vec<_>>()
        };
        slices.iter().flat_map(one).collect()
    }
}

impl League {
    /// Enters what is not known in the league of its period. Treatments that are in none stay out.
    pub fn enter_unknown(leagues: &mut [Self], unknown: &[UnknownEntry]) {
        for league in leagues {
            let own: BTreeSet<&Arc<str>> = league.entries.iter().map(|entry| &entry.id).collect();
            let of_league = |of: &&UnknownEntry| of.period == league.period && own.contains(&of.id);
            let mut entered: Vec<UnknownEntry> = unknown.iter().filter(of_league).cloned().collect();
            entered.sort_by(|a, b| (&a.id, &a.area).cmp(&(&b.id, &b.area)));
            league.unknown = entered;
        }
    }
}
