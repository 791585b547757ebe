//! What areas decided and what they do, in sentences.

use super::plain::Say;
use crate::number::{percent, probability, significant, worded};
use unwarranted_core::SliceFindings;
use unwarranted_core::policy::{Compared, Difference, Group, Joined, Moved, Policy};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::capitalised;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{count, level, thousands};
use unwarranted_plot::text::listed;

/// p below which a difference is called one.
const CLEAR: f64 = 0.05;

/// A value in quotation marks; words for those of which nothing is known.
pub(crate) fn value(policy: &Policy, at: Option<usize>) -> String {
    match at.and_then(|at| policy.values.get(at)) {
        Some(value) => format!("\u{201c}{value}\u{201d}"),
        None => "not known".to_owned(),
    }
}

/// What rates are over, as people are counted: "registered patients"; "people" for a population.
pub(crate) fn people(labels: &Labels) -> String {
    match RateUnit::parse(&labels.unit.to_string()) {
        Some(RateUnit::Per { denominator, .. }) if denominator.to_string() == "population" => "people".to_owned(),
        Some(RateUnit::Per { denominator, .. }) => denominator.to_string(),
        Some(RateUnit::Percentage(Some(of))) => of.to_string(),
        _ => "of the denominator".to_owned(),
    }
}

/// Who lives under each policy.
pub(crate) fn spread(policy: &Policy, groups: &[Group], labels: &Labels) -> String {
    let all: f64 = groups.iter().filter_map(|group| group.denominator).sum();
    let mut order: Vec<&Group> = groups.iter().filter(|group| group.value.is_some()).collect();
    order.sort_by(|a, b| b.areas.cmp(&a.areas).then(a.value.cmp(&b.value)));
    let with = |group: &Group| match group.denominator.filter(|_| all > 0.0) {
        Some(own) => format!(" with {} {} ({})", large(own), people(labels), percent(own / all)),
        None => String::new(),
    };
    let held = |(at, group): (usize, &&Group)| {
        let areas = if at == 0 { labels.areas_counted(group.areas) } else { count(group.areas) };
        let verb = if group.areas == 1 { "holds" } else { "hold" };
        format!("{areas}{} {verb} {}", with(group), value(policy, group.value))
    };
    let parts: Vec<String> = order.iter().enumerate().map(held).collect();
    let unknown = groups.iter().find(|group| group.value.is_none());
    let unknown = unknown.map_or_else(String::new, |group| {
        format!(" Of {}{} nothing is known.", labels.areas_counted(group.areas), with(group))
    });
    if parts.is_empty() {
        return format!("{}: nothing is known of any area in this period.", policy.name);
    }
    format!("{}: {}.{unknown}", policy.name, capitalised(&listed(&parts)))
}

/// "1.2 million", "345,000": three digits.
fn large(n: f64) -> String {
    if n >= 999_500.0 { format!("{} million", significant(n / 1e6, 3)) } else { significant(n, 3) }
}

/// How the values of a policy differ in what their areas do, each in a sentence.
pub(crate) fn compared(
    policy: &Policy,
    one: &Joined,
    slice: &SliceFindings,
    labels: &Labels,
    confidence: f64,
) -> Vec<String> {
    let say = Say::of(slice, labels);
    let sentence = |c: &Compared| {
        let (own, other) = (value(policy, Some(c.value)), value(policy, Some(c.with)));
        match &c.found {
            Err(why) => format!("{own} cannot be compared with {other}: {}.", why.reason),
            Ok(found) => format!(
                "{}: areas that hold {own} have {} on average, those that hold {other} {}: {}{}. {}",
                labels.measure,
                say.value(found.means[0]),
                say.with_unit(found.means[1]),
                difference(&say, found, confidence),
                said_of_p(found),
                verdict(found)
            ),
        }
    };
    one.compared.iter().map(sentence).collect()
}

/// What the difference is, with its interval.
fn difference(say: &Say, found: &Difference, confidence: f64) -> String {
    let way = if found.difference < 0.0 { "less" } else { "more" };
    let [said, lower, upper] = say.with_interval(found.difference, found.interval.as_ref().ok().copied());
    let size = said.trim_start_matches('-');
    match &found.interval {
        Ok(_) => format!("{size} {way} ({}% interval {lower} to {upper}", level(confidence)),
        Err(why) => format!("{size} {way} (no {}% interval: {}", level(confidence), why.reason),
    }
}

/// The rest of the bracket.
fn said_of_p(found: &Difference) -> String {
    match found.p {
        Some(p) => format!(", p {})", probability(p)),
        None => ")".to_owned(),
    }
}

fn verdict(found: &Difference) -> &'static str {
    match found.p {
        Some(p) if p <= CLEAR => {
            "Were the policies dealt to these areas by chance, so large a difference would be rare."
        }
        Some(_) => {
            "Dealing the policies to these areas by chance gives such a difference often enough, so none is shown."
        }
        None => "Without simulations nothing says whether chance gives as much.",
    }
}

/// The finding of a chart, from the fullest wording to the shortest.
#[must_use]
pub fn headlines(policy: &Policy, one: &Joined, slice: &SliceFindings, labels: &Labels) -> Vec<String> {
    let say = Say::of(slice, labels);
    let clear = |c: &&Compared| c.found.as_ref().is_ok_and(|found| found.p.is_some_and(|p| p <= CLEAR));
    let first = one.compared.iter().find(clear).or(one.compared.first());
    let Some((c, found)) = first.and_then(|c| Some((c, c.found.as_ref().ok()?))) else {
        return vec![format!("areas by {}", policy.name), "areas by policy".to_owned()];
    };
    let (own, other) = (value(policy, Some(c.value)), value(policy, Some(c.with)));
    if found.p.is_none_or(|p| p > CLEAR) {
        return vec![
            format!("areas that hold {own} and {other} differ no more than by chance"),
            "policies go with no difference beyond chance".to_owned(),
        ];
    }
    let [a, b] = found.means.map(|mean| say.value(mean));
    vec![
        format!("{a} on average where the policy is {own}, {b} where it is {other}"),
        format!("{a} under {own}, {b} under {other}"),
    ]
}

/// What became of areas that changed their policy.
pub(crate) fn moved(policy: &Policy, one: &Moved, slice: &SliceFindings, labels: &Labels, confidence: f64) -> String {
    let (from, to) = (value(policy, Some(one.from)), value(policy, Some(one.to)));
    let [first, last] = one.periods.map(unwarranted_core::Period::words);
    let n = one.changed.len();
    let areas = format!("{} {}", capitalised(&worded(n)), if n == 1 { "area" } else { "areas" });
    let start = format!("{areas} changed from {from} to {to} between {first} and {last}.");
    let say = Say::of(slice, labels);
    let changed = |change: f64| {
        let way = if change < 0.0 { "fell" } else { "rose" };
        format!("{way} by {}", say.with_unit(change.abs()))
    };
    match &one.found {
        Err(_) => format!("{start} No area kept {from}, so there is nothing to compare them with."),
        Ok(found) => format!(
            "{start} {}: their mean rate {}, that of the {} that kept {from} {}: {}{}. {}",
            labels.measure,
            changed(found.means[0]),
            count(found.areas[1]),
            changed(found.means[1]),
            difference(&say, found, confidence),
            said_of_p(found),
            verdict(found)
        ),
    }
}

/// A share of the denominators of all groups.
pub(crate) fn share(group: &Group, groups: &[Group]) -> Option<f64> {
    let all: f64 = groups.iter().filter_map(|group| group.denominator).sum();
    group.denominator.filter(|_| all > 0.0).map(|own| own / all)
}

/// A denominator as tables have it.
pub(crate) fn whole(value: f64) -> String {
    thousands(value, 0)
}
