//! What a dossier says: one area, one treatment, every step with its arithmetic.

mod figures;

pub(crate) use figures::{as_fine_as, counted, denominator, full, interval_sums, times_per, worked};

use crate::number::{probability, significant, with_interval};
use crate::words::Say;
use crate::words::one_area::{Standing, verdict};
use crate::words::{chance, plain};
use unwarranted_core::findings::{Alternative, Position, StandardisedBy};
use unwarranted_core::text::within_sentence;
use unwarranted_core::{ExpectedFrom, Kind};
use unwarranted_plot::numbers::{count, level, times, times_between};
use unwarranted_plot::text::listed;

/// The answer: what, and in careful words what it shows and what it does not.
pub(crate) fn answer(name: &str, one: &Standing) -> Vec<String> {
    let Standing { slice, labels, area } = one;
    let say = Say::of(slice, labels);
    let figure = match area.rate {
        _ if area.observed == 0.0 => "none".to_owned(),
        Some(rate) => say.with_unit(rate),
        None => counted(one, &full(area.observed)),
    };
    let beside = slice.rate.map(|rate| format!("; the rate of {} is {}", slice.whole(), say.with_unit(rate)));
    let ratio = area.ratio.filter(|ratio| *ratio > 0.0 && beside.is_some());
    let ratio = ratio.map(|ratio| format!(", so it has {} times that", times(ratio))).unwrap_or_default();
    let first = format!("{name} recorded {figure} in {}{}{ratio}.", slice.when(), beside.unwrap_or_default());
    vec![first, depends(one).unwrap_or_else(|| verdict(one)), careful(one)]
}

/// What the answer hangs on where chance is not known; it says what the step about chance says.
fn depends(Standing { slice, labels, area }: &Standing) -> Option<String> {
    if area.rates.position.is_some() || area.flag.is_some() || area.p.is_some() {
        return None;
    }
    let told = crate::words::break_even(slice, &labels.unit, area)?;
    Some(format!(
        "Whether that is more than chance hangs on what one treated person takes, which is not known: the figure {}",
        within_sentence(&told)
    ))
}

/// What the figures support.
fn careful(one: &Standing) -> String {
    let known = match one.area.rates.position {
        Some(Position::NotDistinguishable) => "These figures do not show that the area differs",
        Some(_) => "These figures show that the area differs by more than chance",
        None => "These figures show a difference, and not how much of it is chance",
    };
    format!("{known}. They do not show why: need, supply, recording and decisions can all be behind it.")
}

/// Where the figure of the area was recorded, and what zero means.
pub(crate) fn recorded(name: &str, one: &Standing) -> Vec<String> {
    let Standing { slice, area, .. } = one;
    let mut said = vec![format!("{name} recorded {} in {}.", counted(one, &full(area.observed)), slice.when())];
    if area.observed == 0.0 {
        said.push("This is a recorded zero: the area has rows in the same data, so its figures are there.".to_owned());
    }
    if area.months < slice.months {
        said.push(format!("It has rows for {} of the {} months.", area.months, slice.months));
    }
    if let Some(told) = area.break_in_words() {
        said.push(format!("There is a break in its series: {told}."));
    }
    said
}

/// How expected values and rates are made, where a reader cannot do it again from two numbers.
pub(crate) fn made(one: &Standing) -> Option<String> {
    match (one.slice.standardised.as_ref().map(|by| by.method), one.slice.expected_from) {
        (Some(StandardisedBy::Weighted), _) => {
            Some("The denominator is weighted by age and sex; the sums below use the weighted one.".to_owned())
        }
        (Some(_), _) => Some(
            "Rates are standardised by age and sex, from a table of each band. The sums below are those that two numbers of this \
             page give; the standardised rate itself takes the bands."
                .to_owned(),
        ),
        (None, ExpectedFrom::Internal) => None,
        (None, _) => Some("The expected value comes with the data; this page takes it as it is.".to_owned()),
    }
}

/// How the interval was made, in a sentence.
pub(crate) fn interval(one: &Standing) -> String {
    match one.area.interval_method {
        Some(formula) => {
            format!("The {}% interval of the rate is {}.", level(one.slice.confidence), formula.explained())
        }
        None => "The rate has no interval: the size of chance is not known.".to_owned(),
    }
}

/// Whether chance can explain it.
pub(crate) fn chance(name: &str, one: &Standing) -> Vec<String> {
    let Standing { slice, labels, area } = one;
    let mut said: Vec<String> = Some(chance::source(slice, Some(labels)).trim().to_owned())
        .filter(|text| !text.is_empty())
        .into_iter()
        .collect();
    match (area.z, area.p) {
        (Some(z), Some(p)) => {
            let between = between(one).unwrap_or_default();
            let (z, p) = (significant(z, 3), probability(p));
            said.push(format!("{between}Against chance alone z is {z} and p is {p}."));
        }
        _ => {
            let reason = slice.overdispersion.undefined.as_deref().or(slice.chance.undefined.as_deref());
            said.push(format!(
                "That cannot be worked out from these figures alone: {}.",
                reason.unwrap_or("no chance model applies")
            ));
            said.extend(
                crate::words::break_even(slice, &labels.unit, area)
                    .map(|told| format!("{name} {}", within_sentence(&told))),
            );
        }
    }
    if slice.kind != Kind::Amount && slice.chance.per_person.is_none() && area.p.is_some() {
        said.push(
            "Chance here takes every event as independent. Where the same patients are counted again and again, chance is larger."
                .to_owned(),
        );
    }
    said
}

/// What chance alone would give an area of its size.
fn between(Standing { slice, area, .. }: &Standing) -> Option<String> {
    let outer = level(slice.levels[1]);
    let [low, high] = area.limits.as_ref().and_then(|l| l.get(&outer))?;
    let [said, low, high] = with_interval(area.ratio?, *low, *high);
    Some(format!(
        "By chance alone an area of this size would have between {low} and {high} times the expected value in {outer}% of cases; this \
         one has {said}. "
    ))
}

/// Whether it is unusual even for a treatment that differs this much.
pub(crate) fn unusual(one: &Standing) -> Vec<String> {
    let (slice, area) = (one.slice, one.area);
    let mut said = vec![crate::words::result(slice)];
    let limits = area.limits_adjusted.as_ref().and_then(|l| l.get(&level(slice.levels[1])));
    if let Some(([low, high], ratio)) = limits.zip(area.ratio) {
        let [ratio, low, high] = times_between(ratio, *low, *high);
        said.push(format!(
            "For this area {low} to {high} times the expected value is ordinary ({}% limits, rule {}); it has {ratio}.",
            level(slice.levels[1]),
            slice.rule
        ));
    }
    if let (Some(q), Some(judged)) = (area.judgement.q, slice.judged.as_ref()) {
        said.push(format!("Its {} is {} over {} comparisons.", judged.adjusted, probability(q), count(judged.tests)));
    }
    said
}

/// Whether the verdict stands by every yardstick.
pub(crate) fn stands(alternatives: &[Alternative]) -> String {
    let sides: Vec<Option<i8>> = alternatives.iter().map(Alternative::side).collect();
    let Some(Some(first)) = sides.first().copied() else {
        return "Without an interval it cannot be said whether the verdict stands; the ratios are below.".to_owned();
    };
    let word = match first {
        1 => "above",
        -1 => "below",
        _ => "not to be told apart",
    };
    let n = alternatives.len();
    let others: Vec<String> = alternatives
        .iter()
        .filter(|a| a.side() != Some(first))
        .map(|a| format!("compared with {}", a.yardstick))
        .collect();
    if others.is_empty() {
        format!("The verdict stands: by each of {n} yardsticks the area is {word}, by the whole of its interval.")
    } else {
        format!(
            "The verdict depends on the yardstick: the area is {word} compared with all areas, and not so {}.",
            listed(&others)
        )
    }
}

/// What the area could be asked.
pub(crate) fn question(name: &str, one: &Standing) -> String {
    let Standing { slice, labels, area } = one;
    let expected = area
        .expected
        .map(|e| format!(", where the rate of {} would give {}", slice.whole(), counted(one, &plain::about(e))));
    let source = if labels.source.is_empty() { "these data" } else { "published data" };
    format!(
        "“Our reading of {source} is that {name} recorded {} of {} in {}{}. Do you agree with these figures? Is there a \
         decision, a policy or a way of supply behind them? When was it made, on what evidence, and what is offered instead?”",
        if area.observed == 0.0 { "none".to_owned() } else { counted(one, &full(area.observed)) },
        within_sentence(&labels.measure),
        slice.period.words(),
        expected.unwrap_or_default()
    )
}
