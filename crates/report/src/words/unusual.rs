//! Whether an area is unusual even for a treatment that differs this much: the one result of a slice.

use super::chance;
use crate::number::{exact, worded};
use crate::order::ordered;
use unwarranted_core::findings::Side;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::text::{be, capitalised};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands, times};
use unwarranted_plot::text::{areas, beside_similar};

/// What an area has to be unusual for, or beside whom, as it follows `unusual`. `even` where an area is named.
pub(crate) fn unusual_for(s: &SliceFindings, even: bool) -> String {
    each(s, even, 1)
}

/// The same of several areas.
fn each(s: &SliceFindings, even: bool, areas: usize) -> String {
    match (&s.similar, even) {
        (Some(similar), _) => beside_similar(similar.nearest, areas),
        (None, true) => "even for a treatment that differs this much".to_owned(),
        (None, false) => "for a treatment that differs this much".to_owned(),
    }
}

/// How many areas are unusual: high and low.
pub(crate) fn unusual(s: &SliceFindings) -> (usize, usize) {
    (named(s, Side::High).len(), named(s, Side::Low).len())
}

/// The unusual areas of this side, from the highest figure to the lowest.
pub(crate) fn named(s: &SliceFindings, side: Side) -> Vec<&AreaFinding> {
    ordered(s).into_iter().filter(|a| s.unusual(a) == Some(side)).collect()
}

/// The one result: how many areas are unusual, and how many would be by chance.
pub(crate) fn result(s: &SliceFindings) -> String {
    if let Some(reason) = &s.overdispersion.undefined {
        let beside = unusual_for(s, false);
        return format!("Whether an area is unusual {beside} cannot be said: {}.", chance::briefly(s, reason));
    }
    let (high, low) = unusual(s);
    let found = match high + low {
        0 => format!("No area is unusual {}.", unusual_for(s, false)),
        n => {
            let (all, even) = (areas(s.areas.len()), each(s, true, n));
            format!("{} of {all} {} unusual {even}{}.", many(n), be(n), sides(high, low))
        }
    };
    [Some(found), wide(s), Some(by_chance(s)), untested(s)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How many areas would be named by chance.
fn by_chance(s: &SliceFindings) -> String {
    let (n, judged) = (s.areas.len(), s.judged.as_ref());
    let none = unusual(s) == (0, 0);
    match judged.map(|j| j.control) {
        Some(Control::Fdr(at)) => {
            let share = per_cent(at);
            let among = if none { String::new() } else { format!("; of areas named, about {share} are named wrongly") };
            format!(
                "By chance none would be, in about {} of such comparisons{among} (false discovery rate, {}).",
                per_cent(1.0 - at),
                family(s)
            )
        }
        Some(Control::Fwer(at)) => {
            format!("By chance none would be, in about {} of such comparisons ({}).", per_cent(1.0 - at), family(s))
        }
        Some(Control::None) | None => format!(
            "Looked at one by one, {} of {} would lie outside the {}% limits by chance.",
            expected(n as f64 * (1.0 - s.levels[1])),
            areas(n),
            level(s.levels[1])
        ),
    }
}

fn per_cent(share: f64) -> String {
    format!("{}%", exact((share * 1e6).round() / 1e4))
}

fn expected(areas: f64) -> String {
    if areas < 0.95 { "fewer than one".to_owned() } else { format!("about {}", thousands(areas, 0)) }
}

/// Which areas were judged together.
fn family(s: &SliceFindings) -> String {
    match s.judged.as_ref().map(|j| (j.slices, j.tests)) {
        Some((1, tests)) => format!("{} judged together", areas(tests)),
        Some((slices, tests)) => {
            format!("{} figures of areas in {} periods or treatments judged together", count(tests), count(slices))
        }
        None => "areas not judged together".to_owned(),
    }
}

/// The areas with too few events to be tested.
fn untested(s: &SliceFindings) -> Option<String> {
    let judged = s.judged.as_ref()?;
    let minimum = judged.minimum_expected.filter(|_| judged.not_assessed > 0 && judged.control != Control::None)?;
    let words = match judged.not_assessed {
        1 => "One area is not tested: it expects".to_owned(),
        many => format!("{} are not tested: they expect", areas(many)),
    };
    Some(format!("{words} fewer than {minimum} events."))
}

/// Said where areas differ so much that hardly any could be unusual: the limits of the largest areas.
fn wide(s: &SliceFindings) -> Option<String> {
    let (low, high) = widest(s)?;
    let from = if low < 0.05 { "nothing".to_owned() } else { times(low) };
    Some(format!(
        "Areas differ so much that {from} to {} times the typical rate is ordinary even for a large area: the variation \
         itself is the finding.",
        times(high)
    ))
}

/// How many times the typical rate a large area may have at the outer limits, where that is four times or more.
fn widest(s: &SliceFindings) -> Option<(f64, f64)> {
    const WIDE: f64 = 4.0;
    let centre = s.compared.centre.filter(|c| *c > 0.0)?;
    let [low, high] = s.curve_adjusted.as_ref()?.limits.get(1)?.last()?.map(|limit| limit / centre);
    (high >= WIDE).then_some((low, high))
}

fn sides(high: usize, low: usize) -> String {
    match (high, low) {
        (1, 0) => ", and high".to_owned(),
        (0, 1) => ", and low".to_owned(),
        (2, 0) => ", both high".to_owned(),
        (0, 2) => ", both low".to_owned(),
        (_, 0) => ", all high".to_owned(),
        (0, _) => ", all low".to_owned(),
        (high, low) => format!(", {} high and {} low", worded(high), worded(low)),
    }
}

/// The heading over the unusual areas.
pub(crate) fn result_heading(s: &SliceFindings) -> String {
    if s.overdispersion.undefined.is_some() {
        return "Highest and lowest areas, not tested for what is ordinary".to_owned();
    }
    match unusual(s) {
        (0, 0) if widest(s).is_some() => "The variation itself is the finding: no area is unusual for it".to_owned(),
        (0, 0) => format!("No area is unusual {}", unusual_for(s, false)),
        (high, low) => format!(
            "{} {} {} unusual {}{}",
            many(high + low),
            if high + low == 1 { "area" } else { "areas" },
            be(high + low),
            each(s, true, high + low),
            sides(high, low)
        ),
    }
}

fn many(n: usize) -> String {
    capitalised(&worded(n))
}
