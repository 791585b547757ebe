//! The ways in which the figures of an explorer can be cut.

use super::Cutting;
use super::levels::At;
use crate::core::disclosure::Disclosure;
use crate::core::{Grain, Period, Slice};
use crate::study::{Standardise, Study};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A way to cut figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    /// The level; `None` is that of the study.
    pub(super) level: Option<&'a At>,
    /// Length of the periods; `None` as the data have them.
    pub(super) by: Option<Grain>,
    /// How figures are standardised.
    pub(super) standardise: Option<Standardise>,
}

impl Cut<'_> {
    /// What the address of the page calls it.
    pub(super) fn id(&self) -> String {
        let cut = id(self.by, self.standardise);
        self.level.map_or_else(|| cut.clone(), |level| format!("{}-{cut}", level.word()))
    }

    /// In words, as they follow "figures".
    pub(super) fn words(&self) -> String {
        let cut = words(self.by, self.standardise);
        self.level.map_or_else(|| cut.clone(), |level| format!("of {}, {cut}", level.called()))
    }
}

impl Study {
    /// The other ways that a page may offer.
    pub(super) fn others(&self, own: &Cutting) -> Vec<(Option<Grain>, Option<Standardise>)> {
        // Periods that share months would give protected counts away.
        let protected = self.disclosure.is_some_and(|rule| rule != Disclosure::None);
        let longer = self.by.is_none() && self.period.is_empty() && !protected;
        let grains: Vec<Option<Grain>> = if longer { coarser(&own.slices) } else { Vec::new() };
        let grains = std::iter::once(self.by).chain(grains);
        let plain = self.standardise.is_none() && self.weights.is_none() && self.column_expected.is_none();
        let by_age = plain && own.loaded.parts.as_ref().is_some_and(crate::core::Parts::has_strata);
        let ways: &[Option<Standardise>] =
            if by_age { &[None, Some(Standardise::Indirect), Some(Standardise::Direct)] } else { &[self.standardise] };
        let all = grains.flat_map(|by| ways.iter().map(move |standardise| (by, *standardise)));
        all.filter(|way| *way != (self.by, self.standardise)).collect()
    }
}

pub(super) fn same_treatments(a: &[Slice], b: &[Slice]) -> bool {
    let of = |slices: &[Slice]| slices.iter().map(|s| Arc::clone(s.treatment())).collect::<BTreeSet<_>>();
    of(a) == of(b)
}

/// The one length of the periods, where they have one.
pub(super) fn grain(slices: &[Slice]) -> Option<Grain> {
    let grains: BTreeSet<Grain> = slices.iter().map(|s| s.period().grain()).collect();
    grains.first().copied().filter(|_| grains.len() == 1)
}

/// Lengths that the periods of the data can be put together to.
fn coarser(slices: &[Slice]) -> Vec<Option<Grain>> {
    let longer: &[Grain] = match grain(slices) {
        Some(Grain::Month) => &[Grain::Quarter, Grain::FinancialYear, Grain::Year, Grain::All],
        Some(Grain::Quarter) => &[Grain::FinancialYear, Grain::Year, Grain::All],
        Some(Grain::FinancialYear | Grain::Year) => &[Grain::All],
        Some(Grain::All | Grain::Span) | None => &[],
    };
    let periods: BTreeSet<Period> = slices.iter().map(Slice::period).collect();
    if periods.len() > 1 { longer.iter().copied().map(Some).collect() } else { Vec::new() }
}

/// What the address of the page calls a way.
pub(super) fn id(by: Option<Grain>, standardise: Option<Standardise>) -> String {
    let by = by.map_or("as-given", Grain::word);
    standardise.map_or_else(|| by.to_owned(), |standardise| format!("{by}-{standardise}"))
}

/// A way in words, as they follow "figures".
pub(super) fn words(by: Option<Grain>, standardise: Option<Standardise>) -> String {
    let by = match by {
        None | Some(Grain::Span) => "as the data have them",
        Some(Grain::Month) => "by month",
        Some(Grain::Quarter) => "by quarter",
        Some(Grain::Year) => "by calendar year",
        Some(Grain::FinancialYear) => "by financial year",
        Some(Grain::All) => "of all periods together",
    };
    match standardise {
        None => by.to_owned(),
        Some(how) => format!("{by}, {how}ly standardised for age and sex"),
    }
}
