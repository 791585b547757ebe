//! Rows that are not used, and why: always counted and listed, never dropped silently.

use crate::data::cell::Cell;
use crate::data::kind::Kind;
use crate::data::row::CubeRow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a row of the input is not used. Rows set aside are always counted and listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Zero denominator and zero observed: nothing of nothing, as of an area that has closed, or where nobody could have an event.
    Closed,
    /// Events without a population to have them.
    ZeroDenominator,
    /// No area code.
    BlankArea,
    /// Withheld by the publisher.
    Suppressed,
    /// Too small for the places that the publisher shows: not zero, and not known.
    TooSmall,
    /// Blank or marked as not available.
    NotReported,
    /// Expected value and observed value both zero: the ratio does not exist.
    ZeroExpected,
    /// Another month of the same area and period is suppressed or not reported, so the period's total is unknown.
    IncompletePeriod,
    /// The observed amount of the period is below zero: more was paid back than paid.
    Negative,
    /// The row is about all areas together, or about none that is known, as its code or name says.
    NotAnArea,
    /// The figures are the sums of those of all other areas.
    TotalOfOthers,
    /// The area is of another level than the others, or than the user keeps.
    OtherLevel,
    /// Not published by a rule of disclosure control: see [`crate::disclosure`].
    Protected,
    /// The need of the area is not known, and areas are compared after need.
    NoNeed,
}

crate::worded!(Reason {
    Closed = "zero-denominator-and-observed",
    ZeroDenominator = "zero-denominator",
    BlankArea = "blank-area",
    Suppressed = "suppressed",
    TooSmall = "too-small",
    NotReported = "not-reported",
    ZeroExpected = "zero-expected-and-observed",
    IncompletePeriod = "incomplete-period",
    Negative = "negative",
    NotAnArea = "not-an-area",
    TotalOfOthers = "total-of-others",
    OtherLevel = "other-level",
    Protected = "protected",
    NoNeed = "no-need",
});

impl Reason {
    /// Whether there is a figure, and it is not known: an area with this reason is not without the thing that is counted.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        matches!(self, Self::Suppressed | Self::TooSmall | Self::NotReported | Self::IncompletePeriod | Self::Protected)
    }

    /// What stands for such a figure in a table, in a word or two.
    #[must_use]
    pub fn briefly(self) -> &'static str {
        match self {
            Self::Suppressed | Self::Protected => "suppressed",
            Self::TooSmall => "too small to show",
            Self::NotReported => "not reported",
            Self::IncompletePeriod => "not complete",
            _ => "not used",
        }
    }

    /// The meaning in words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Closed => "denominator and observed are both zero, so there is no rate",
            Self::ZeroDenominator => "the denominator is zero although something was observed",
            Self::BlankArea => "the area code is blank",
            Self::Suppressed => "the value is suppressed by the publisher",
            Self::TooSmall => "the value is too small to be shown ([low]): it rounds to zero and is not zero",
            Self::NotReported => "the value is blank or marked as not available",
            Self::ZeroExpected => "expected and observed are both zero, so there is no ratio",
            Self::IncompletePeriod => {
                "another month of this area and period is suppressed or not reported, so its total is unknown"
            }
            Self::Negative => "the observed amount is negative (more was paid back than paid), so there is no rate",
            Self::NotAnArea => {
                "the code or name says that this is no single area (a total, or an area that is not known)"
            }
            Self::TotalOfOthers => "the figures are the sums of those of all other areas",
            Self::OtherLevel => "the area is of another kind than the others, or than the kind that is kept",
            Self::NoNeed => {
                "the need of the area is not known, so that it cannot be compared with areas of the same need"
            }
            Self::Protected => "the count is small, or would give a small one away, and is not published",
        }
    }
}

/// Rows of one slice that are not used, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetAside {
    /// Why.
    pub reason: Reason,
    /// How many input rows.
    pub rows: usize,
    /// The area codes concerned, sorted, each once (empty for blank codes).
    pub areas: Vec<Arc<str>>,
    /// What is known of them besides, by code: of areas whose figures are not known ([`Reason::is_unknown`]), which stay rows of a table.
    #[serde(skip)]
    pub known: BTreeMap<Arc<str>, AsideArea>,
}

/// What is known of an area besides its code and its figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AsideArea {
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Code of the NHS (Organisation Data Service).
    pub ods_code: Option<Arc<str>>,
    /// Code of the Office for National Statistics.
    pub ons_code: Option<Arc<str>>,
}

impl SetAside {
    /// Rows not used, with the names of the areas where the reason leaves their figures unknown.
    #[must_use]
    pub fn new(reason: Reason, rows: usize, areas: Vec<Arc<str>>, name: impl Fn(&str) -> Option<Arc<str>>) -> Self {
        let known =
            |code: &Arc<str>| Some((Arc::clone(code), AsideArea { name: Some(name(code)?), ..AsideArea::default() }));
        let known = if reason.is_unknown() { areas.iter().filter_map(known).collect() } else { BTreeMap::new() };
        Self { reason, rows, areas, known }
    }
}

/// An area that has a figure which is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKnown<'a> {
    /// Why: where there are several reasons, that which the publisher gives comes before that the period is incomplete.
    pub reason: Reason,
    /// What is known of the area besides.
    pub area: Option<&'a AsideArea>,
}

impl<'a> NotKnown<'a> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<&'a Arc<str>> {
        self.area?.name.as_ref()
    }
}

/// The areas with a figure that is not known, by code, of which none is among those `there`.
pub(crate) fn not_known<'a>(
    set_aside: &'a [SetAside],
    there: &BTreeSet<&Arc<str>>,
) -> BTreeMap<&'a Arc<str>, NotKnown<'a>> {
    let mut found: BTreeMap<&Arc<str>, NotKnown> = BTreeMap::new();
    for aside in set_aside.iter().filter(|aside| aside.reason.is_unknown()) {
        for code in aside.areas.iter().filter(|code| !there.contains(code)) {
            let own = NotKnown { reason: aside.reason, area: aside.known.get(code) };
            let kept = found.entry(code).or_insert(own);
            *kept = NotKnown { reason: kept.reason.min(own.reason), area: kept.area.or(own.area) };
        }
    }
    found
}

/// Why this row cannot be used by itself, if it cannot.
fn refuse(row: &CubeRow) -> Option<Reason> {
    let cells = [Some(row.observed), row.denominator, row.expected];
    let any = |state: Cell| cells.iter().flatten().any(|c| *c == state);
    if row.area.is_empty() {
        return Some(Reason::BlankArea);
    }
    if any(Cell::Suppressed) {
        return Some(Reason::Suppressed);
    }
    if any(Cell::TooSmall) {
        return Some(Reason::TooSmall);
    }
    if any(Cell::NotReported) {
        return Some(Reason::NotReported);
    }
    match (row.denominator, row.observed) {
        (Some(Cell::Value(d)), Cell::Value(o)) if d <= 0.0 => {
            Some(if o.abs() > 0.0 { Reason::ZeroDenominator } else { Reason::Closed })
        }
        _ => None,
    }
}

/// Each row of one treatment and period with the reason why it is set aside, `None` where it is used. An amount may be below
/// zero, a count may not.
pub(crate) fn judged<'a>(rows: &[&'a CubeRow], kind: Kind) -> Vec<(&'a CubeRow, Option<Reason>)> {
    let is_unknown =
        |r: &&&CubeRow| matches!(refuse(r), Some(Reason::Suppressed | Reason::TooSmall | Reason::NotReported));
    let unknown: BTreeSet<&Arc<str>> = rows.iter().filter(is_unknown).map(|r| &r.area).collect();
    let incomplete = |r: &CubeRow| unknown.contains(&r.area).then_some(Reason::IncompletePeriod);
    let mut judged: Vec<_> = rows.iter().map(|row| (*row, refuse(row).or_else(|| incomplete(row)))).collect();
    let negative = if kind == Kind::Amount { BTreeSet::new() } else { negative(&judged) };
    for (row, reason) in &mut judged {
        if reason.is_none() && negative.contains(&row.area) {
            *reason = Some(Reason::Negative);
        }
    }
    let none_expected = none_expected(&judged);
    for (row, reason) in &mut judged {
        if reason.is_none() && none_expected.contains(&row.area) {
            *reason = Some(Reason::ZeroExpected);
        }
    }
    judged
}

/// Areas whose used rows add up to less than nothing.
fn negative<'a>(judged: &[(&'a CubeRow, Option<Reason>)]) -> BTreeSet<&'a Arc<str>> {
    let mut totals: BTreeMap<&Arc<str>, f64> = BTreeMap::new();
    if judged.iter().all(|(row, _)| row.observed.value().is_none_or(|v| v >= 0.0)) {
        return BTreeSet::new();
    }
    for (row, _) in judged.iter().filter(|(_, reason)| reason.is_none()) {
        *totals.entry(&row.area).or_default() += row.observed.value().unwrap_or_default();
    }
    totals.into_iter().filter(|(_, total)| *total < 0.0).map(|(area, _)| area).collect()
}

/// Areas that over all of their used rows expect nothing and observed nothing; none unless every used row has an
/// expected value, because they are not used otherwise.
fn none_expected<'a>(judged: &[(&'a CubeRow, Option<Reason>)]) -> BTreeSet<&'a Arc<str>> {
    let mut totals: BTreeMap<&Arc<str>, f64> = BTreeMap::new();
    for (row, _) in judged.iter().filter(|(_, reason)| reason.is_none()) {
        let Some(expected) = row.expected.and_then(Cell::value) else { return BTreeSet::new() };
        *totals.entry(&row.area).or_default() += expected + row.observed.value().unwrap_or_default().abs();
    }
    totals.into_iter().filter(|(_, total)| *total <= 0.0).map(|(area, _)| area).collect()
}

/// Rows set aside, gathered by reason.
#[derive(Default)]
pub(crate) struct Aside(BTreeMap<Reason, (usize, BTreeSet<Arc<str>>)>);

impl Aside {
    /// A row that stands for so many input rows.
    pub(crate) fn add(&mut self, reason: Reason, row: &CubeRow, rows: usize) {
        let entry = self.0.entry(reason).or_default();
        entry.0 += rows;
        if !row.area.is_empty() {
            entry.1.insert(Arc::clone(&row.area));
        }
    }

    /// The list; `names` are those of areas, by code.
    pub(crate) fn list(self, names: &BTreeMap<Arc<str>, Arc<str>>) -> Vec<SetAside> {
        let name = |code: &str| names.get(code).cloned();
        let one = |(reason, (rows, areas)): (Reason, (usize, BTreeSet<_>))| {
            SetAside::new(reason, rows, areas.into_iter().collect(), name)
        };
        self.0.into_iter().map(one).collect()
    }
}
