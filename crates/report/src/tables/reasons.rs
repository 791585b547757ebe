//! Why figures are absent.

use std::collections::BTreeMap;
use unwarranted_core::chance::LEAST_EFFECTIVE;
use unwarranted_core::{AreaFinding, SliceFindings};

/// What gives an area the figures that rest on chance.
const GIVE: &str = "give per-person, what one person takes in a year";

/// A figure that an area lacks, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack<'a> {
    /// What it is called.
    pub(super) figure: Figure,
    pub(super) why: &'a str,
}

/// A figure that may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Figure {
    Rate,
    Interval,
    Ratio,
    Flag,
}

unwarranted_core::worded!(Figure { Rate = "rate", Interval = "interval", Ratio = "ratio", Flag = "flag" });

/// Everything that an area lacks: "rate: ...; flag: ...". Empty where nothing is absent.
pub(super) fn reasons(slice: &SliceFindings, area: &AreaFinding) -> String {
    let mut lacks = rate_lacks(slice, area);
    if area.flag.is_none() {
        lacks.push(Lack { figure: Figure::Flag, why: no_flag(slice, area) });
    }
    joined(slice, &lacks)
}

/// Why an area has no flag.
fn no_flag<'a>(slice: &'a SliceFindings, area: &AreaFinding) -> &'a str {
    match slice.overdispersion.undefined.as_deref() {
        Some(reason) => reason,
        None if area.chance.effective.is_some_and(|events| events < LEAST_EFFECTIVE) => {
            "fewer than ten effective events are expected"
        }
        None => "no limits could be set",
    }
}

/// What an area lacks of rate, interval and ratio, where there is no flag to speak of.
pub(super) fn rate_lacks<'a>(slice: &'a SliceFindings, area: &'a AreaFinding) -> Vec<Lack<'a>> {
    let mut lacks = Vec::new();
    if area.rate.is_none() {
        let none = if slice.after_need.is_some() {
            "after need areas are told by ratios"
        } else {
            "the input has no denominator"
        };
        let why = area.rates.rate_undefined.as_deref().unwrap_or(none);
        lacks.push(Lack { figure: Figure::Rate, why });
    } else if area.lower.is_none() || area.upper.is_none() {
        lacks.push(Lack { figure: Figure::Interval, why: no_interval(slice) });
    }
    if area.ratio.is_none() {
        lacks.push(Lack { figure: Figure::Ratio, why: "nothing was observed in any area" });
    }
    lacks
}

/// The reasons in one cell, each once, and what to do about them.
pub(super) fn joined(slice: &SliceFindings, lacks: &[Lack]) -> String {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for lack in lacks {
        let at = *place.entry(lack.why).or_insert_with(|| {
            by_reason.push((lack.why, Vec::new()));
            by_reason.len() - 1
        });
        by_reason[at].1.push(lack.figure.word());
    }
    let said: Vec<String> = by_reason.iter().map(|(why, figures)| format!("{}: {why}", figures.join(", "))).collect();
    let advice = advice(slice).filter(|_| !said.is_empty()).map(|advice| format!("; {advice}"));
    said.join("; ") + &advice.unwrap_or_default()
}

/// What would make chance known; `None` where it is.
pub(super) fn advice(slice: &SliceFindings) -> Option<&'static str> {
    (slice.chance.phi.is_none() && slice.chance.break_even.is_some()).then_some(GIVE)
}

/// Why the rates of a slice have no interval.
pub(crate) fn no_interval(slice: &SliceFindings) -> &str {
    match (&slice.chance.undefined, &slice.standardised) {
        (Some(reason), _) => reason,
        (None, Some(_)) => "the intervals of standardised rates take every event as another person",
        (None, None) => "no chance model applies",
    }
}
