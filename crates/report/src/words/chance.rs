//! What chance alone would give, in sentences.

use super::break_even::{NUMERATOR, amount, beyond_chance, depends, furthest, rounded, taken, whole};
use crate::number::{percent, significant};
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::{AreaFinding, Kind, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::names::Names;
use unwarranted_plot::numbers::count;
use unwarranted_plot::text::areas;

/// What the ratio that the page speaks of would be by chance alone; `None` where nothing was simulated.
pub(super) fn simulated(s: &SliceFindings) -> Option<String> {
    let (apart, made) = (s.contrast()?, s.simulated.as_ref()?);
    let (top, bottom) = (apart.top, apart.bottom);
    let [low, middle, high] = apart.estimate.null?.map(|v| significant(v, 3));
    let made = count(made.replicates);
    let range = if low == high {
        format!("in {made} simulations")
    } else {
        format!("{low} to {high} in nine of ten of {made} simulations")
    };
    Some(format!(
        "By chance alone, the area {top} would have {middle} times the figure of the area {bottom} ({range}); in fact it has {} \
         times.",
        significant(apart.ratio, 3)
    ))
}

/// Random against real.
pub(super) fn shares(s: &SliceFindings) -> Option<String> {
    let split = s.random_against_real.as_ref()?;
    if split.systematic <= 0.0 {
        return Some("Chance alone accounts for all of the variance between areas.".to_owned());
    }
    let (random, real) = (percent(split.chance_share), percent(split.systematic_share));
    Some(format!("Of the variance between areas, {random} is chance and {real} is beyond chance."))
}

/// What chance takes for granted, for counts; where it is known from, or what it would take, otherwise.
pub(super) fn caution(s: &SliceFindings, unit: &RateUnit) -> Option<String> {
    if depends(s) {
        return Some(sentences(s, unit, ON_A_PAGE).join(" "));
    }
    (s.kind != Kind::Amount).then(|| {
        "Chance here means that every event is independent. Where the same patients are counted again and again, as \
         with repeat prescriptions, chance varies more than that."
            .to_owned()
    })
}

/// Whether chance takes every event for another patient, which understates it.
pub(super) fn single_events(s: &SliceFindings) -> bool {
    s.kind != Kind::Amount && s.chance.per_person.is_none() && !depends(s)
}

/// How sure one can be where no area can be judged: why chance is not known, and what it would take.
pub(super) fn unknown(s: &SliceFindings, unit: &RateUnit) -> String {
    let mut said = match s.chance.phi {
        Some(_) => Vec::new(),
        None => vec![format!(
            "Chance cannot be separated from other causes here: {}.",
            s.overdispersion
                .undefined
                .as_deref()
                .or(s.chance.undefined.as_deref())
                .unwrap_or("no chance model applies")
        )],
    };
    said.push("Some of the differences, above all between small areas, may be chance.".to_owned());
    if depends(s) {
        said.extend(sentences(s, unit, ON_A_PAGE));
    }
    said.join(" ")
}

/// Areas whose break-even is told: a page has a table of them.
const ON_A_PAGE: usize = 1;
const IN_A_TABLE: usize = 3;

/// A reason as it is told again: that chance is not known, where a page has said why.
pub(crate) fn briefly<'a>(s: &SliceFindings, reason: &'a str) -> &'a str {
    let unknown = s.chance.phi.is_none() && s.chance.break_even.is_some();
    if unknown && s.chance.undefined.as_deref() == Some(reason) { "chance is not known" } else { reason }
}

/// [`sentences`], each in a line, where chance is not that of independent events.
pub(crate) fn lines(s: &SliceFindings, l: Option<&Labels>) -> String {
    let Some(l) = l.filter(|_| depends(s)) else { return String::new() };
    sentences(s, &l.unit, IN_A_TABLE).into_iter().map(|line| line + "\n").collect()
}

/// What chance is known from, in a line, where it is not that of independent events.
pub(crate) fn source(s: &SliceFindings, l: Option<&Labels>) -> String {
    let Some(l) = l.filter(|_| depends(s)) else { return String::new() };
    known(s, &l.unit).or_else(|| months(s)).map(|line| line + "\n").unwrap_or_default()
}

/// What chance is known from and how many areas differ by more; or, where it is not known, what one person would have to
/// take.
fn sentences(s: &SliceFindings, unit: &RateUnit, most: usize) -> Vec<String> {
    // Where each area has a place against all together, how many differ is said there, by the same limits for all.
    let placed = s.areas.iter().any(|a| a.rates.position.is_some());
    let differ = differ(s).filter(|_| !placed);
    let mut said: Vec<String> = known(s, unit).into_iter().chain(months(s)).chain(differ).collect();
    if s.chance.phi.is_none() {
        let names = Names::of(&s.areas);
        let one = |a: &&AreaFinding| Some(format!("{} {}.", names.get(&a.area), beyond_chance(s, unit, a)?));
        said.extend(furthest(s).iter().take(most).filter_map(one));
    }
    // What practices show needs no person, who may not exist: money goes to practices too.
    let whole = whole(s, unit).filter(|_| !matches!(s.chance.from, Some(ChanceFrom::Practices | ChanceFrom::Given)));
    let persons = whole.is_some() && s.chance.per_person_cv.is_none();
    said.extend(whole);
    if persons {
        said.push(
            "This takes persons to differ by as much as the mean of what they take (a coefficient of variation of 1)."
                .to_owned(),
        );
    }
    said
}

/// What chance is known from.
fn known(s: &SliceFindings, unit: &RateUnit) -> Option<String> {
    let chance = &s.chance;
    let phi = chance.phi?;
    let (source, events) = (known_from(chance.from?)?, one_event(Some(unit), phi));
    Some(match (chance.from?, chance.per_person.zip(chance.per_person_cv)) {
        (ChanceFrom::Practices | ChanceFrom::Given, _) => format!("{source}: {events}."),
        (_, Some((amount, cv))) => format!(
            "{source}: {}, with a coefficient of variation of {} over persons; {events}.",
            taken(s, unit, &significant(amount, 4)),
            significant(cv, 3)
        ),
        (ChanceFrom::Persons | ChanceFrom::Events | ChanceFrom::Months, None) => return None,
    })
}

/// What the variance of chance is known from; `None` where it is that of independent events, or not known.
pub(crate) fn known_from(from: ChanceFrom) -> Option<&'static str> {
    match from {
        ChanceFrom::Practices => {
            Some("Chance is known from how practices differ within their areas, which holds their habits too")
        }
        ChanceFrom::Persons => Some("Chance is known from what one treated person takes"),
        ChanceFrom::Given => Some("Chance is known from the data themselves, which say it in a column"),
        ChanceFrom::Events | ChanceFrom::Months => None,
    }
}

/// How much counts as one event: "about 12 items count as one event".
pub(crate) fn one_event(unit: Option<&RateUnit>, phi: f64) -> String {
    let phi = if phi < 100.0 { significant(phi, 2) } else { rounded(phi) };
    let phi = unit.map_or_else(|| format!("{phi} {NUMERATOR}"), |unit| amount(unit, &phi));
    format!("about {phi} count as one event")
}

/// How much months show, and what they do not.
fn months(s: &SliceFindings) -> Option<String> {
    let noise = s.chance.month_noise.as_ref()?;
    let mut either_way: Vec<f64> = s.areas.iter().filter_map(|a| a.chance.month_noise).collect();
    either_way.sort_by(f64::total_cmp);
    let middle = percent(*either_way.get(either_way.len() / 2)?);
    Some(format!(
        "Only noise from month to month is known, from {} months of {}: it takes the figure of a middling area {middle} either \
         way. It does not include the chance of which patients live in an area, so it can show that areas cannot be told \
         apart, and never that they differ.",
        count(noise.months),
        areas(noise.areas)
    ))
}

/// How many areas differ from all areas together by more than chance.
fn differ(s: &SliceFindings) -> Option<String> {
    s.chance.phi?;
    let (tested, differ) = s.chance.tested.zip(s.chance.differ)?;
    let small = s.areas.len().saturating_sub(tested);
    let left = if small > 0 { format!("; {} expect too few events to be judged", count(small)) } else { String::new() };
    Some(format!(
        "By more than that chance, {} of {} differ from all areas together{left}.",
        count(differ),
        areas(tested)
    ))
}
