//! The two questions asked of every area, each in one form of words: how far it is from all areas together, and whether it is
//! unusual even for a treatment that differs this much.

use super::chance;
use super::index::index;
use super::plain::about;
use super::unusual::{unusual, unusual_for};
use crate::number::significant;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::{Alarm, Position, Side};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::{areas, listed, ordinary_for};

/// Whether the counted differences between areas are no larger than chance gives, and no area is unusual.
pub(crate) fn within_chance(s: &SliceFindings) -> bool {
    s.overdispersion.tau2.is_some_and(|t| t <= 0.0) && unusual(s) == (0, 0)
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

/// How many areas are how far from all areas together, and what far is; `None` where no area has an interval.
pub(crate) fn distances(s: &SliceFindings) -> Option<String> {
    let said = counted(s)?;
    Some(if s.chance.from == Some(ChanceFrom::Months) { said } else { format!("{said} {}", key(s)) })
}

/// How many areas are how far from all areas together; `None` where no area has an interval.
pub(super) fn counted(s: &SliceFindings) -> Option<String> {
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
    if s.areas.len() == 1 {
        return Some(format!("The one area is compared with {}: {}.", s.whole(), listed(&counted)));
    }
    Some(format!("Of {} compared with {}, {}.", areas(s.areas.len()), s.whole(), listed(&counted)))
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

/// What is said of one area: how far it is from all areas together, and whether that is unusual.
pub(super) fn verdict(s: &SliceFindings, a: &AreaFinding) -> String {
    let outer = level(s.levels[1]);
    let whole = s.whole();
    let by = match s.chance.from {
        Some(ChanceFrom::Months) => "noise from month to month alone".to_owned(),
        _ if chance::single_events(s) => {
            format!("{outer}% interval, each event taken for another patient")
        }
        _ => format!("{outer}% interval"),
    };
    let distance = a.rates.position.map(|position| match position {
        Position::FarAbove => format!("Far above {whole} ({by})"),
        Position::Above => format!("Higher than {whole} ({by})"),
        Position::NotDistinguishable => format!("Cannot be told apart from {whole} ({by})"),
        Position::Below => format!("Lower than {whole} ({by})"),
        Position::FarBelow => format!("Far below {whole} ({by})"),
    });
    let unusual = match (s.unusual(a), a.judgement.alarm) {
        (Some(Side::High), _) => format!("unusually high {}", unusual_for(s, true)),
        (Some(Side::Low), _) => format!("unusually low {}", unusual_for(s, true)),
        (None, Some(Alarm::NotAssessed)) => "too few events are expected to say what is ordinary".to_owned(),
        (None, _) if a.flag.is_none() && distance.is_none() => {
            return "It cannot be said whether this differs from the rest by more than chance.".to_owned();
        }
        (None, _) if a.flag.is_none() => "what is ordinary cannot be said".to_owned(),
        (None, _) => ordinary_for(s),
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
