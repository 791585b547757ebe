//! What chance alone would give, in sentences.

use crate::number::{percent, significant};
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::{AreaFinding, Kind, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{count, times};
use unwarranted_plot::text::areas;

/// What the ratio that the page speaks of would be by chance alone; `None` where nothing was simulated.
pub(super) fn simulated(s: &SliceFindings) -> Option<String> {
    let (apart, made) = (s.contrast()?, s.simulated.as_ref()?);
    let (top, bottom) = (apart.top, apart.bottom);
    let [low, middle, high] = apart.estimate.null?.map(|v| significant(v, 3));
    Some(format!(
        "By chance alone, the area {top} would have {middle} times the figure of the area {bottom} ({low} to {high} in \
         nine of ten of {} simulations); in fact it has {} times.",
        count(made.replicates),
        times(apart.ratio)
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
pub(super) fn caution(s: &SliceFindings, l: &Labels) -> Option<String> {
    if depends(s) {
        return Some(sentences(s, l).join(" "));
    }
    (s.kind == Kind::Count).then(|| {
        "Chance here means that every event is independent. Where the same patients are counted again and again, as \
         with repeat prescriptions, chance varies more than that."
            .to_owned()
    })
}

/// Whether chance is not that of independent events.
fn depends(s: &SliceFindings) -> bool {
    match s.chance.from {
        Some(ChanceFrom::Events) => false,
        Some(ChanceFrom::Persons) => s.areas.iter().any(|a| a.chance.effective.is_some()),
        Some(ChanceFrom::Practices) => true,
        None => s.chance.break_even.is_some(),
    }
}

/// [`sentences`], each in a line, where chance is not that of independent events.
pub(crate) fn lines(s: &SliceFindings, l: Option<&Labels>) -> String {
    let l = l.filter(|_| depends(s));
    if let Some(l) = l { sentences(s, l).into_iter().map(|line| line + "\n").collect() } else { String::new() }
}

/// What chance is known from and how many areas differ by more; or, where it is not known, what one person would have to
/// take.
fn sentences(s: &SliceFindings, l: &Labels) -> Vec<String> {
    let chance = &s.chance;
    let mut said = Vec::new();
    let phi = chance.phi.map_or_else(String::new, |phi| significant(phi, 3));
    match (chance.from, chance.per_person, chance.per_person_cv) {
        (Some(ChanceFrom::Practices), ..) => said.push(format!(
            "Chance is known from how practices differ within their areas, which holds their habits too: {phi} count as one \
             event."
        )),
        (Some(_), Some(amount), Some(cv)) => said.push(format!(
            "Chance is known from what one treated person takes: {}, with a coefficient of variation of {} over \
             persons; {phi} count as one event.",
            taken(l, amount, 4),
            significant(cv, 3)
        )),
        _ => said.push(
            "Chance is not known, because nothing says what one treated person takes.".to_owned(),
        ),
    }
    if let (Some(tested), Some(differ), true) = (chance.tested, chance.differ, chance.phi.is_some()) {
        let small = s.areas.len().saturating_sub(tested);
        let left =
            if small > 0 { format!("; {} expect too few events to be judged", count(small)) } else { String::new() };
        said.push(format!(
            "By more than that chance, {} of {} differ from all areas together{left}.",
            count(differ),
            areas(tested)
        ));
    } else {
        said.extend(furthest(s, l));
    }
    said.extend(chance.break_even.map(|amount| {
        let taken = taken(l, amount, 2);
        let scatter = if chance.per_person_cv.is_some() {
            ""
        } else {
            ", and persons differed with a coefficient of variation of 1"
        };
        format!(
            "The whole spread between areas would be chance if one treated person took about {taken} a year{scatter}."
        )
    }));
    said
}

/// What one person takes, in the unit of what is counted: "£120", "12 items".
fn taken(l: &Labels, amount: f64, digits: usize) -> String {
    let amount = significant(amount, digits);
    match l.unit.counted() {
        _ if l.unit.is_money() => format!("£{amount}"),
        Some(counted) => format!("{amount} {counted}"),
        None => format!("{amount} of what is counted"),
    }
}

/// The area that stands out by most.
fn furthest(s: &SliceFindings, l: &Labels) -> Option<String> {
    let of = |a: &&AreaFinding| a.chance.break_even.unwrap_or(0.0);
    let area = s.areas.iter().max_by(|a, b| of(a).total_cmp(&of(b)))?;
    let (side, amount) = (if area.ratio? > 1.0 { "high" } else { "low" }, taken(l, area.chance.break_even?, 2));
    Some(format!(
        "{} stands out ({side}) unless one treated person takes more than about {amount} a year.",
        area.name.as_deref().unwrap_or(&area.area)
    ))
}
