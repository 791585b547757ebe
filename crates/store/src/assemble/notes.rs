//! What a reader must know about a cube, in whole sentences.

mod about;
mod absent;
mod left_out;

use super::breaks::Break;
use super::by_age::SumsAre;
use super::frame::Frame;
use super::month::MonthSums;
use super::population;
use super::population::{OLDEST, Timing, YOUNGEST};
use super::words::{NAMED, number};
use crate::geography::Level;
use about::About;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_core::text::capitalised;

pub(super) fn write(
    frame: &Frame<'_>,
    months: &[MonthSums],
    membership: &str,
    breaks: &[Break],
    synthetic: bool,
) -> Vec<String> {
    let query = frame.query;
    let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
    let area = query.level.singular(&stamps);
    let mut notes = absent::incomplete(months);
    let complete = notes.is_empty();
    notes.extend(synthetic.then(|| SYNTHETIC.to_owned()));
    notes.extend(grouped(query.level, membership, &area, complete));
    notes.extend(frame.places.after_the_last_record());
    notes.extend(frame.places.not_then());
    // Without treatments of its own the query is about the people alone.
    if query.treatments.is_empty() || query.treatments.iter().any(|t| !t.is_ratio()) {
        notes.push(denominators(frame, months));
        let extracts: BTreeMap<Month, &BTreeSet<String>> =
            months.iter().filter_map(|m| Some((frame.extracts.month(m.population?), &m.unequal))).collect();
        notes.extend(extracts.into_iter().filter_map(|(month, practices)| population::unequal(month, practices)));
    }
    let abouts = About::all(query, &frame.others, months);
    notes.extend(abouts.iter().filter_map(About::other_denominators));
    notes.extend(abouts.iter().flat_map(|about| about.told(left_out::notes(about))));
    notes.extend(gaps(&stamps));
    notes.extend(changing_areas(query.level, months, &area));
    notes.extend(broken(breaks));
    notes.extend(abouts.iter().flat_map(|about| about.told(about.prescribed(&area))));
    notes.extend(absent::others(months));
    notes.extend(split(query.level, months, &area));
    notes.extend(abouts.iter().flat_map(|about| about.told(about.codes(frame.bnf_year))));
    notes
}

const SYNTHETIC: &str =
    "Synthetic data: at least one source says that it is simulated; these figures describe no real place.";

/// How practices are grouped, and what an area without any of the treatment counts as.
fn grouped(level: Level, membership: &str, area: &str, complete: bool) -> Option<String> {
    if level == Level::Practice {
        return None;
    }
    let zero = if complete {
        "an area without any of this treatment counts as a true zero"
    } else {
        "an area without any of this treatment counts as zero, which may be a gap, because the file looks incomplete"
    };
    let rule = if membership.ends_with("recorded in each month's file") {
        format!("Practices are grouped by the {area} recorded in each month's prescribing file")
    } else {
        capitalised(membership)
    };
    Some(format!("{rule}; every practice in a month's prescribing file belongs, so {zero}."))
}

fn months_word(n: usize) -> String {
    number(n, "month", "months")
}

fn denominators(frame: &Frame<'_>, months: &[MonthSums]) -> String {
    let extracts = &frame.extracts;
    let count =
        |wanted: fn(Timing) -> bool| months.iter().filter(|m| m.population.is_some_and(|p| wanted(p.timing))).count();
    let mut parts = Vec::new();
    let mut part = |n: usize, words: String| {
        if n > 0 {
            parts.push(format!("{words} for {}", months_word(n)));
        }
    };
    part(count(|t| t == Timing::Same), "those of the month itself".to_owned());
    let ages =
        |of: fn(Timing) -> Option<i32>| months.iter().filter_map(|m| of(m.population?.timing)).max().unwrap_or(0);
    let older = ages(|t| if let Timing::Older(n) = t { Some(n) } else { None });
    let younger = ages(|t| if let Timing::Younger(n) = t { Some(n) } else { None });
    part(
        count(|t| matches!(t, Timing::Older(_))),
        format!("the latest earlier extract (up to {} older)", months_word(usize::try_from(older).unwrap_or(0))),
    );
    part(
        count(|t| matches!(t, Timing::Younger(_))),
        format!("the next later extract (up to {} younger)", months_word(usize::try_from(younger).unwrap_or(0))),
    );
    let none = months.iter().filter(|m| m.population.is_none()).count();
    part(none, format!("none (no extract within {OLDEST} months before or {YOUNGEST} months after)"));
    let used: BTreeSet<Month> = months.iter().filter_map(|m| m.population.map(|p| extracts.month(p))).collect();
    let used: Vec<String> = used.iter().map(ToString::to_string).collect();
    let from = if used.is_empty() { String::new() } else { format!(" Extracts used: {}.", used.join(", ")) };
    let made = match frame.by_age {
        Some(by) if by.sums == SumsAre::Denominators => "made from registered patients by age and sex",
        _ => "registered patients",
    };
    format!("Denominators are {made}: {}.{from}", parts.join("; "))
}

/// Months that the store lacks between the first and the last.
fn gaps(stamps: &[Month]) -> Option<String> {
    let (first, last) = (*stamps.first()?, *stamps.last()?);
    let missing: Vec<String> =
        (0..last.since(first)).map(|n| first.plus(n)).filter(|m| !stamps.contains(m)).map(|m| m.to_string()).collect();
    let list = missing.join(", ");
    (!missing.is_empty())
        .then(|| format!("The store has no prescribing for {} in between: {list}.", months_word(missing.len())))
}

fn changing_areas(level: Level, months: &[MonthSums], area: &str) -> Option<String> {
    let codes = |m: &MonthSums| m.areas.keys().filter(|c| !c.is_empty()).cloned().collect::<BTreeSet<_>>();
    let (first, last) = (codes(months.first()?), codes(months.last()?));
    let all: BTreeSet<String> = months.iter().flat_map(codes).collect();
    let changed = all.iter().filter(|c| !months.iter().all(|m| m.areas.contains_key(*c))).count();
    (changed > 0 && level != Level::Practice).then(|| {
        format!(
            "The areas change over the months: {} in the first month, {} in the last; {} not in every month.",
            first.len(),
            last.len(),
            number(changed, &format!("code of {area}s is"), &format!("codes of {area}s are"))
        )
    })
}

/// Areas whose series has a break, the latest first.
fn broken(breaks: &[Break]) -> Option<String> {
    let areas: BTreeSet<&str> = breaks.iter().map(|b| b.area.as_str()).collect();
    let told = |b: &Break| format!("{} in {}: {}", b.area, b.month, b.reason);
    let named: Vec<String> = breaks.iter().rev().take(NAMED).map(told).collect();
    (!breaks.is_empty()).then(|| {
        format!(
            "The series of {} a break, where the practices that make up the area change ({}{}); the column 'break' \
             marks each.",
            number(areas.len(), "area has", "areas have"),
            named.join("; "),
            if breaks.len() > NAMED { "; and others" } else { "" }
        )
    })
}

fn split(level: Level, months: &[MonthSums], area: &str) -> Option<String> {
    let practices: BTreeSet<&str> = months.iter().flat_map(|m| &m.split).map(String::as_str).collect();
    let named: Vec<&str> = practices.iter().take(NAMED).copied().collect();
    (!practices.is_empty() && level != Level::Practice).then(|| {
        format!(
            "{} recorded under more than one {area} in a month; the patients count where most of the items are ({}{}).",
            number(practices.len(), "practice is", "practices are"),
            named.join(", "),
            if practices.len() > NAMED { " and others" } else { "" }
        )
    })
}
