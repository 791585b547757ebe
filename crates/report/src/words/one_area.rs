//! What the page of one area says, in sentences.

use super::plain;
use super::standing_out;
use crate::number::worded;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::error::Undefined;
use unwarranted_core::findings::{Position, Side};
use unwarranted_core::one_area::OwnTrend;
use unwarranted_core::text::{capitalised, within_sentence};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::{listed, treatments};

/// Where an area is going, by treatment.
type Trends = BTreeMap<Arc<str>, Result<OwnTrend, Undefined>>;

/// Treatments named in a sentence.
const NAMED: usize = 5;

/// One treatment of an area.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'a> {
    pub(crate) slice: &'a SliceFindings,
    pub(crate) labels: &'a Labels,
    pub(crate) area: &'a AreaFinding,
}

impl Standing<'_> {
    /// How the area compares, in a word or two; why nothing is said where it is not known.
    pub(crate) fn compared(&self) -> String {
        self.area.rates.position.map_or_else(|| "chance not known".to_owned(), |p| p.words().to_owned())
    }
}

/// How many treatments are how far from all areas, which stand out, and how sure that is.
pub(crate) fn answer(name: &str, standings: &[Standing]) -> Vec<String> {
    let known: Vec<&Standing> = standings.iter().filter(|s| s.area.rates.position.is_some()).collect();
    let Some(first) = known.first() else { return unknown(name, standings) };
    let whole = first.slice.whole();
    let mut said = vec![distances(name, whole, &known, standings.len())];
    said.extend(unusual(&known));
    let outer = level(first.slice.levels[1]);
    if let [_] = known[..] {
        let miss = plain::about(100.0 * (1.0 - first.slice.levels[1]));
        said.push(format!(
            "How sure: the comparison is by a {outer}% interval, so chance alone would call {miss} in 100 such areas above or below. A \
             figure above or below is not by itself good or poor care."
        ));
        return said;
    }
    let by_chance = known.len() as f64 * (1.0 - first.slice.levels[1]);
    let expected =
        if by_chance < 0.95 { "fewer than one".to_owned() } else { format!("about {}", plain::about(by_chance)) };
    said.push(format!(
        "How sure: each comparison is by a {outer}% interval, so of {} {expected} would be called above or below by chance. A \
         figure above or below is not by itself good or poor care.",
        treatments(known.len())
    ));
    said
}

fn unknown(name: &str, standings: &[Standing]) -> Vec<String> {
    let n = treatments(standings.len());
    if standings.is_empty() {
        return vec![format!("{name} has no usable figures in these periods.")];
    }
    vec![
        format!("{name} has figures for {n}."),
        "Chance is not known for any of them, so it cannot be said which differences are more than chance.".to_owned(),
    ]
}

/// How an area compares in its only treatment.
fn alone(name: &str, whole: &str, one: &Standing) -> Option<String> {
    let how = match one.area.rates.position? {
        Position::NotDistinguishable => "cannot be told apart from".to_owned(),
        position => format!("is {}", position.words()),
    };
    Some(format!("In the one treatment here ({}) {name} {how} {whole}.", within_sentence(&one.labels.measure)))
}

fn distances(name: &str, whole: &str, known: &[&Standing], all: usize) -> String {
    if let ([one], 1) = (known, all)
        && let Some(said) = alone(name, whole, one)
    {
        return said;
    }
    let of = |position: Position| -> Vec<String> {
        let there = known.iter().filter(|s| s.area.rates.position == Some(position));
        there.map(|s| within_sentence(&s.labels.measure)).collect()
    };
    let far = |position: Position, words: &str| match of(position) {
        names if names.is_empty() => None,
        names if names.len() <= NAMED => Some(format!("{words} in {} ({})", worded(names.len()), listed(&names))),
        names => Some(format!("{words} in {}", count(names.len()))),
    };
    let near = |position: Position, words: &str| match of(position).len() {
        0 => None,
        n => Some(format!("{words} in {}", worded(n))),
    };
    let parts: Vec<String> = [
        far(Position::FarAbove, "is far above"),
        near(Position::Above, "is above"),
        near(Position::NotDistinguishable, "cannot be told apart"),
        near(Position::Below, "is below"),
        far(Position::FarBelow, "is far below"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let parts = listed(&parts);
    if known.len() < all {
        let n = count(known.len());
        return format!(
            "{name} has figures for {}, and for {n} of them the size of chance is known. Compared with {whole} it {parts} of these.",
            treatments(all)
        );
    }
    format!("Compared with {whole}, {name} {parts} of {}.", treatments(all))
}

fn unusual(known: &[&Standing]) -> Option<String> {
    let on = |side: Side| -> Vec<String> {
        let named = known.iter().filter(|s| s.slice.unusual(s.area) == Some(side));
        named.map(|s| within_sentence(&s.labels.measure)).collect()
    };
    let parts: Vec<String> = [("high", on(Side::High)), ("low", on(Side::Low))]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(side, names)| format!("unusually {side} for {}", listed(&names)))
        .collect();
    let tested = known.iter().any(|s| s.area.flag.is_some());
    match parts.is_empty() {
        true if tested && known.iter().any(|s| s.slice.similar.is_some()) => {
            Some("It is unusual in none of these beside the areas most like it.".to_owned())
        }
        true if tested => Some("It is unusual in none of these, given how much areas differ everywhere.".to_owned()),
        true => None,
        false => Some(format!(
            "{} {}.",
            capitalised(&format!("it is {}", listed(&parts))),
            if known.iter().any(|s| s.slice.similar.is_some()) {
                "beside the areas most like it"
            } else {
                "even among areas that differ this much"
            }
        )),
    }
}

/// The area's figure with its interval, its ratio and the verdict, as a sentence.
pub(crate) fn sentence(one: &Standing) -> String {
    super::highlighted(one.slice, one.labels, &one.area.area)
}

/// Where an area is going beside all areas together: each treatment that moves in a sentence, the others counted.
pub(crate) fn trends(trends: &Trends, all: &[Standing]) -> Vec<String> {
    let known: Vec<(&Standing, &OwnTrend)> =
        all.iter().filter_map(|one| Some((one, trends.get(&one.slice.treatment)?.as_ref().ok()?))).collect();
    let mut said: Vec<String> =
        known.iter().filter_map(|(one, trend)| Some(moves(one, trend, trend.rises()?))).collect();
    let still = known.len() - said.len();
    if still > 0 {
        let moving = if said.is_empty() { "" } else { "other " };
        said.push(format!(
            "In {still} {moving}treatment{} no steady movement shows.",
            if still == 1 { "" } else { "s" }
        ));
    }
    let rest = all.len() - known.len();
    let why = all.iter().find_map(|one| trends.get(&one.slice.treatment)?.as_ref().err());
    said.extend(why.map(|why| format!("Where it is going in {} cannot be said: {}.", treatments(rest), why.reason)));
    said
}

fn moves(one: &Standing, trend: &OwnTrend, rises: bool) -> String {
    let [first, last] = trend.periods.map(unwarranted_core::Period::words);
    let [from, to] = trend.ratios.map(plain::ratio);
    let way = if rises { "rose" } else { "fell" };
    let p = super::trend::probability(trend.p);
    format!(
        "{}: compared with {} it {way} steadily, from {from} to {to} times between {first} and {last} (Mann and Kendall's test, {p}).",
        one.labels.measure,
        one.slice.whole()
    )
}

/// What is said of an area in one treatment: how far it is, and whether that is unusual.
pub(crate) fn verdict(one: &Standing) -> String {
    standing_out::verdict(one.slice, one.area)
}
