//! What one treated person takes, and would have to take for differences to be chance.

use super::plain::about;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::TakenIn;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};

/// Whether chance is not that of independent events.
pub(super) fn depends(s: &SliceFindings) -> bool {
    match s.chance.from {
        Some(ChanceFrom::Events) => false,
        Some(ChanceFrom::Persons) => s.areas.iter().any(|a| a.chance.effective.is_some()),
        Some(ChanceFrom::Practices | ChanceFrom::Months | ChanceFrom::Given) => true,
        None => s.chance.break_even.is_some(),
    }
}

/// What is counted, where nobody says it.
pub(crate) const NUMERATOR: &str = "units of the numerator";

/// What one person would have to take for the whole spread to be chance.
pub(super) fn whole(s: &SliceFindings, unit: &RateUnit) -> Option<String> {
    let taken = taken(s, unit, &rounded(s.chance.break_even?));
    Some(format!("The whole spread between areas would be chance if one treated person took about {taken}."))
}

/// What one person takes, in the unit of what is counted and over the time of the figures: "£120 a year".
pub(super) fn taken(s: &SliceFindings, unit: &RateUnit, amount: &str) -> String {
    let time = match s.chance.break_even_in {
        Some(TakenIn::Period) => "over the period",
        Some(TakenIn::Year) | None => "a year",
    };
    match unit.counted() {
        None if !unit.is_money() => format!("{amount} {time} in the units of the numerator"),
        _ => format!("{} {time}", self::amount(unit, amount)),
    }
}

/// An amount of what is counted: "£120", "120 items".
pub(super) fn amount(unit: &RateUnit, amount: &str) -> String {
    match unit.counted() {
        _ if unit.is_money() => format!("£{amount}"),
        Some(counted) => format!("{amount} {counted}"),
        None => format!("{amount} {NUMERATOR}"),
    }
}

/// To two digits: "33,000", "18 million".
pub(super) fn rounded(amount: f64) -> String {
    if (1e6..1e9).contains(&amount) { format!("{} million", about(amount / 1e6)) } else { about(amount) }
}

/// The break-even of an area as it follows its name. It answers whether chance explains the distance, not whether the
/// area is unusual for a treatment that differs this much, so it never says "stands out"; `None` where events are independent or it is exactly as expected.
pub(super) fn beyond_chance(s: &SliceFindings, unit: &RateUnit, a: &AreaFinding) -> Option<String> {
    let amount = a.chance.break_even.filter(|amount| *amount > 0.0 && depends(s))?;
    let (side, taken) = (if a.ratio? > 1.0 { "higher" } else { "lower" }, taken(s, unit, &rounded(amount)));
    Some(format!("is {side} than chance explains, unless one treated person takes more than about {taken}"))
}

/// The same as a sentence of its own.
pub(crate) fn break_even(s: &SliceFindings, unit: &RateUnit, a: &AreaFinding) -> Option<String> {
    beyond_chance(s, unit, a).map(|said| capitalised(&said) + ".")
}

/// What one person would have to take, alone: "about £120 a year".
pub(crate) fn break_even_amount(s: &SliceFindings, unit: &RateUnit, a: &AreaFinding) -> Option<String> {
    beyond_chance(s, unit, a)?;
    Some(format!("about {}", taken(s, unit, &rounded(a.chance.break_even?))))
}

/// The areas further from the rest than chance explains, those first of which one person would have to take most.
pub(crate) fn furthest(s: &SliceFindings) -> Vec<&AreaFinding> {
    let of = |a: &AreaFinding| a.chance.break_even.filter(|amount| *amount > 0.0);
    let mut areas: Vec<&AreaFinding> = s.areas.iter().filter(|a| depends(s) && of(a).is_some()).collect();
    areas.sort_by(|a, b| of(b).unwrap_or(0.0).total_cmp(&of(a).unwrap_or(0.0)));
    areas
}
