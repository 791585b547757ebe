//! The two questions asked of every area, each in one form of words: how far it is from all areas together, and whether it is
//! unusual even for a treatment that differs this much.

use super::chance;
use super::index::index;
use super::plain::about;
use crate::number::{exact, significant, worded};
use crate::order::ordered;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::{Alarm, Position, Side};
use unwarranted_core::outliers::control::Control;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{count, level, thousands, times};
use unwarranted_plot::text::{areas, listed};

/// What an area has to be unusual for.
const EVEN: &str = "for a treatment that differs this much";

/// Whether the counted differences between areas are no larger than chance gives, and no area is unusual.
pub(crate) fn within_chance(s: &SliceFindings) -> bool {
    s.overdispersion.tau2.is_some_and(|t| t <= 0.0) && unusual(s) == (0, 0)
}

/// How many areas are unusual: high and low.
pub(crate) fn unusual(s: &SliceFindings) -> (usize, usize) {
    (named(s, Side::High).len(), named(s, Side::Low).len())
}

/// The unusual areas of this side, from the highest figure to the lowest.
pub(crate) fn named(s: &SliceFindings, side: Side) -> Vec<&AreaFinding> {
    ordered(s).into_iter().filter(|a| s.unusual(a) == Some(side)).collect()
}

/// How sure the finding is: against chance, from all areas together, and against the ordinary spread between areas.
pub(crate) fn how_sure(s: &SliceFindings, l: &Labels) -> String {
    let mut sentences = Vec::new();
    if s.areas.iter().all(|a| a.p.is_none()) {
        return chance::unknown(s, &l.unit);
    }
    if within_chance(s) {
        let said = "Chance alone makes areas differ, and these differ no more than that: nothing here shows a real difference between them.";
        sentences.push(said.to_owned());
    } else if let Some(ratio) = index(s, "dispersion").map(|ratio| ratio / s.chance.phi.unwrap_or(1.0)) {
        sentences.push(format!(
            "Chance alone would make areas differ somewhat; the variance between areas is about {} times what chance alone would give (the spread about {} times).",
            about(ratio),
            about(ratio.max(0.0).sqrt())
        ));
    }
    sentences.extend(chance::simulated(s));
    sentences.extend(chance::shares(s));
    sentences.extend(chance::caution(s, &l.unit));
    sentences.join(" ")
}

/// How many areas are how far from all areas together, and the one result; `None` where chance cannot be told.
pub(crate) fn which_differ(s: &SliceFindings) -> Option<String> {
    let known = s.areas.iter().any(|a| a.p.is_some());
    known.then(|| distances(s).into_iter().chain([result(s)]).collect::<Vec<_>>().join(" "))
}

/// How many areas are how far from all areas together, and what far is; `None` where no area has an interval.
pub(crate) fn distances(s: &SliceFindings) -> Option<String> {
    let of = |position| s.areas.iter().filter(|a| a.rates.position == Some(position)).count();
    let counted: Vec<String> = [
        (Position::FarAbove, "far above"),
        (Position::Above, "above"),
        (Position::NotDistinguishable, ""),
        (Position::Below, "below"),
        (Position::FarBelow, "far below"),
    ]
    .into_iter()
    .filter(|(position, _)| of(*position) > 0)
    .map(|(position, words)| match (of(position), position) {
        (1, Position::NotDistinguishable) => "1 cannot be told apart".to_owned(),
        (n, Position::NotDistinguishable) => format!("{} cannot be told apart", count(n)),
        (1, _) => format!("1 is {words}"),
        (n, _) => format!("{} are {words}", count(n)),
    })
    .collect();
    if counted.is_empty() {
        return None;
    }
    if s.chance.from == Some(ChanceFrom::Months) {
        let n = of(Position::NotDistinguishable);
        return Some(format!(
            "{} of {} cannot be told apart from {}, because noise from month to month alone is as large as the difference. Of \
             the others nothing can be said: months do not show the chance of which patients live where.",
            count(n),
            areas(s.areas.len()),
            s.whole()
        ));
    }
    Some(format!("Of {} compared with {}, {}. {}", areas(s.areas.len()), s.whole(), listed(&counted), key(s)))
}

/// What the five steps mean.
pub(crate) fn key(s: &SliceFindings) -> String {
    let far = s.compared.far;
    let (over, under) = if (far - 2.0).abs() < 1e-12 {
        ("double".to_owned(), "half".to_owned())
    } else {
        (format!("{} times", significant(far, 3)), format!("1/{}", significant(far, 3)))
    };
    format!(
        "An area is above or below when its whole {}% interval is, and far when all of the interval is over {over} or under \
         {under} of the rate of {}.",
        level(s.levels[1]),
        s.whole()
    )
}

/// The one result: how many areas are unusual, and how many would be by chance.
pub(crate) fn result(s: &SliceFindings) -> String {
    if let Some(reason) = &s.overdispersion.undefined {
        return format!("Whether an area is unusual {EVEN} cannot be said: {}.", chance::briefly(s, reason));
    }
    let (high, low) = unusual(s);
    let found = match high + low {
        0 => format!("No area is unusual {EVEN}."),
        n => format!("{} of {} {} unusual even {EVEN}{}.", many(n), areas(s.areas.len()), be(n), sides(high, low)),
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
    let (n, be) = (count(judged.not_assessed), be(judged.not_assessed));
    Some(format!("{n} {be} not tested, expecting fewer than {minimum} events."))
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

fn be(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// What is said of one area: how far it is from all areas together, and whether that is unusual.
pub(super) fn verdict(s: &SliceFindings, a: &AreaFinding) -> String {
    let outer = level(s.levels[1]);
    let whole = s.whole();
    let by = match s.chance.from {
        Some(ChanceFrom::Months) => "noise from month to month alone".to_owned(),
        _ => format!("{outer}% interval"),
    };
    let distance = a.rates.position.map(|position| match position {
        Position::FarAbove => format!("Far above {whole} for certain ({by})"),
        Position::Above => format!("Higher than {whole} for certain ({by})"),
        Position::NotDistinguishable => format!("Cannot be told apart from {whole} ({by})"),
        Position::Below => format!("Lower than {whole} for certain ({by})"),
        Position::FarBelow => format!("Far below {whole} for certain ({by})"),
    });
    let unusual = match (s.unusual(a), a.judgement.alarm) {
        (Some(Side::High), _) => format!("unusually high even {EVEN}"),
        (Some(Side::Low), _) => format!("unusually low even {EVEN}"),
        (None, Some(Alarm::NotAssessed)) => "too few events are expected to say what is ordinary".to_owned(),
        (None, _) if a.flag.is_none() && distance.is_none() => {
            return "It cannot be said whether this differs from the rest by more than chance.".to_owned();
        }
        (None, _) if a.flag.is_none() => "what is ordinary cannot be said".to_owned(),
        (None, _) => "within what is ordinary for this treatment".to_owned(),
    };
    distance.map_or_else(|| format!("{}.", capitalised(&unusual)), |distance| format!("{distance}; {unusual}."))
}

/// Whether an area is unusual even for a treatment that differs this much, in two words; `None` where that is not known.
pub(crate) fn ordinary(s: &SliceFindings, a: &AreaFinding) -> Option<&'static str> {
    match (s.unusual(a), a.judgement.alarm) {
        (Some(Side::High), _) => Some("Unusually high"),
        (Some(Side::Low), _) => Some("Unusually low"),
        (None, Some(Alarm::NotAssessed)) => Some("Not tested"),
        (None, _) => a.flag.map(|_| "Ordinary"),
    }
}

/// The heading over the unusual areas.
pub(crate) fn result_heading(s: &SliceFindings) -> String {
    if s.overdispersion.undefined.is_some() {
        return "Highest and lowest areas, not tested for what is ordinary".to_owned();
    }
    match unusual(s) {
        (0, 0) if widest(s).is_some() => "The variation itself is the finding: no area is unusual for it".to_owned(),
        (0, 0) => format!("No area is unusual {EVEN}"),
        (high, low) => format!(
            "{} {} {} unusual even {EVEN}{}",
            many(high + low),
            if high + low == 1 { "area" } else { "areas" },
            be(high + low),
            sides(high, low)
        ),
    }
}

fn many(n: usize) -> String {
    capitalised(&worded(n))
}
