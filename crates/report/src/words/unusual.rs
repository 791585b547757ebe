//! Whether an area is unusual even for a treatment that differs this much: the one result of a slice.

use super::chance;
use crate::number::{exact, worded};
use crate::order::ordered;
use unwarranted_core::findings::Side;
use unwarranted_core::outliers::Allows;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::text::{be, capitalised};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands, times};
use unwarranted_plot::text::{self, areas};

/// What an area has to be unusual for, or beside whom, as it follows `unusual`. `even` where an area is named.
pub(crate) fn unusual_for(s: &SliceFindings, even: bool) -> String {
    text::unusual_for(s, even, 1)
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
    [Some(named_in_all(s)), wide(s), Some(by_chance(s)), untested(s)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// How many areas are unusual.
pub(super) fn named_in_all(s: &SliceFindings) -> String {
    let (high, low) = unusual(s);
    match high + low {
        0 => format!("No area is unusual {}.", unusual_for(s, false)),
        n => {
            let (all, even) = (areas(s.areas.len()), text::unusual_for(s, true, n));
            format!("{} of {all} {} unusual {even}{}.", many(n), be(n), sides(high, low))
        }
    }
}

/// How many areas would be named by chance, and what may be said of those named.
fn by_chance(s: &SliceFindings) -> String {
    match s.allows() {
        Allows::Spread => where_spread_is_ordinary(s),
        Allows::ChanceAlone => if_chance_were_all(s),
        Allows::Narrow | Allows::SizeBlind => not_held(s),
    }
}

/// The same of a rule that takes chance for all there is.
fn if_chance_were_all(s: &SliceFindings) -> String {
    let none = |at: f64, of: &str| {
        format!("none would be named in about {} of such comparisons ({of}{})", per_cent(1.0 - at), family(s))
    };
    let chance = match s.judged.as_ref().map(|j| j.control) {
        Some(Control::Fdr(at)) => none(at, "false discovery rate, "),
        Some(Control::Fwer(at)) => none(at, ""),
        Some(Control::None) | None => beyond_limits(s),
    };
    format!(
        "If chance were all that makes areas differ, {chance}. Areas nearly always differ by more than that, and then most of \
         those named are ordinary."
    )
}

/// The same of a rule that names more ordinary areas than its level says.
fn not_held(s: &SliceFindings) -> String {
    let small = if s.allows() == Allows::SizeBlind { ", small areas above all" } else { "" };
    match s.judged.as_ref().map(|j| j.control) {
        Some(Control::Fdr(at)) => format!(
            "The rule does not hold a false discovery rate of {}: more of those named may be ordinary{small} ({}).",
            per_cent(at),
            family(s)
        ),
        Some(Control::Fwer(at)) => format!(
            "The rule does not keep the chance of naming an ordinary area at {}: it may be greater{small} ({}).",
            per_cent(at),
            family(s)
        ),
        Some(Control::None) | None => format!(
            "Looked at one by one, more ordinary areas lie outside the {}% limits than that level says{small}.",
            level(s.levels[1])
        ),
    }
}

fn beyond_limits(s: &SliceFindings) -> String {
    let n = s.areas.len();
    let expected = expected(n as f64 * (1.0 - s.levels[1]));
    format!("{expected} of {} would lie outside the {}% limits", areas(n), level(s.levels[1]))
}

/// The same of a rule that allows for chance and ordinary spread.
fn where_spread_is_ordinary(s: &SliceFindings) -> String {
    let judged = s.judged.as_ref();
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
        Some(Control::None) | None => format!("Looked at one by one, {} by chance.", beyond_limits(s)),
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
    if s.allows() == Allows::ChanceAlone {
        return None;
    }
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
            text::unusual_for(s, true, high + low),
            sides(high, low)
        ),
    }
}

fn many(n: usize) -> String {
    capitalised(&worded(n))
}
