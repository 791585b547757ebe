//! What is known of each place on a map: its class, or why it has none. Missing, suppressed, not judged and zero are told apart.

use super::classes::Classes;
use crate::chart::Subject;
use crate::places::{Geometry, Place};
use std::collections::BTreeMap;
use unwarranted_core::{AreaFinding, Reason};

/// What a place is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// In a class, 0 for the lowest.
    Class(usize),
    /// It has a figure, and nothing is known that puts it into a class.
    NotJudged,
    /// Withheld by the publisher.
    Suppressed,
    /// Blank or marked as not available, for all or part of the period.
    NotReported,
    /// Nothing to divide by, more taken back than given, or a figure too small to be shown.
    NoRate,
    /// The data have no row for it.
    Absent,
}

/// The states without a class, with their words and the angles of their hatching.
pub(crate) const WITHOUT: [(State, &str, &[f64]); 5] = [
    (State::NotJudged, "has a figure, not judged", &[0.0]),
    (State::Suppressed, "suppressed", &[45.0, 135.0]),
    (State::NotReported, "not reported", &[45.0]),
    (State::NoRate, "no rate can be worked out", &[135.0]),
    (State::Absent, "not in the data", &[90.0]),
];

impl State {
    /// Angles of its hatching; none for a class.
    pub(crate) fn hatching(self) -> &'static [f64] {
        WITHOUT.iter().find(|(state, ..)| *state == self).map_or(&[], |(.., angles)| angles)
    }

    /// In words.
    pub(crate) fn word(self, classes: &Classes) -> &'static str {
        match self {
            Self::Class(class) => classes.short_names().get(class).copied().unwrap_or_default(),
            _ => WITHOUT.iter().find(|(state, ..)| *state == self).map_or("", |(_, word, _)| word),
        }
    }
}

/// An area with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<'a> {
    /// Its code in the data, else that of the boundary.
    pub(crate) code: &'a str,
    pub(crate) name: &'a str,
    /// `None` for an area of the data without a boundary.
    pub(crate) place: Option<&'a Place>,
    /// `None` for a place that the data have no figure for.
    pub(crate) area: Option<&'a AreaFinding>,
    pub(crate) state: State,
}

impl Located<'_> {
    /// Whether it can be drawn.
    pub(crate) fn is_drawn(&self) -> bool {
        self.place.is_some_and(|p| p.geometry != Geometry::Missing)
    }

    /// Whether nothing at all was recorded.
    pub(crate) fn is_none(&self) -> bool {
        self.area.is_some_and(|a| a.observed == 0.0) && matches!(self.state, State::Class(_) | State::NotJudged)
    }
}

/// Every place and every area of the data, by code: places first, then areas without one.
pub(crate) fn located<'a>(subject: &Subject<'a>, classes: &Classes) -> Vec<Located<'a>> {
    let Some(places) = subject.beside.places else { return Vec::new() };
    let findings = subject.findings;
    let areas: BTreeMap<&str, &AreaFinding> = findings.areas.iter().map(|a| (&*a.area, a)).collect();
    let mut aside: BTreeMap<&str, State> = BTreeMap::new();
    for (state, code) in findings.set_aside.iter().flat_map(|s| s.areas.iter().map(|a| (state(s.reason), &**a))) {
        let kept = aside.entry(code).or_insert(state);
        *kept = state.min(*kept);
    }
    let found = |code: &str| match (areas.get(code), aside.get(code)) {
        (Some(area), _) if classes.value(area).is_none() => State::NoRate,
        (Some(area), _) => classes.class(area).map_or(State::NotJudged, State::Class),
        (None, Some(state)) => *state,
        (None, None) => State::Absent,
    };
    let mut rows: Vec<Located> = Vec::new();
    for place in &places.rows {
        let area = areas.get(&*place.code).copied();
        let name = area.and_then(|a| a.name.as_deref()).filter(|n| !n.is_empty()).unwrap_or(&place.name);
        let name = if name.is_empty() { &*place.code } else { name };
        rows.push(Located { code: &place.code, name, place: Some(place), area, state: found(&place.code) });
    }
    rows.sort_by(|a, b| (a.code, a.name).cmp(&(b.code, b.name)));
    let placed = |code: &str| places.rows.iter().any(|p| &*p.code == code);
    for area in findings.areas.iter().filter(|a| !placed(&a.area)) {
        let (code, name) = (&*area.area, area.name.as_deref().unwrap_or(&area.area));
        rows.push(Located { code, name, place: None, area: Some(area), state: found(code) });
    }
    rows
}

/// What rows that were set aside say of their area.
fn state(reason: Reason) -> State {
    match reason {
        Reason::Suppressed | Reason::Protected => State::Suppressed,
        Reason::NotReported | Reason::IncompletePeriod => State::NotReported,
        Reason::TooSmall
        | Reason::Closed
        | Reason::ZeroDenominator
        | Reason::ZeroExpected
        | Reason::Negative
        | Reason::NoNeed => State::NoRate,
        Reason::BlankArea | Reason::NotAnArea | Reason::TotalOfOthers | Reason::OtherLevel => State::Absent,
    }
}
