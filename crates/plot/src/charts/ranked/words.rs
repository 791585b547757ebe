//! Headline, subtitle, notes and text alternative of ranked areas.

use super::rows;
use crate::chart::Subject;
use crate::charts::shared::{Ranking, Shown, missing_highlight, standing_out, stands_out};
use crate::frame::Words;
use crate::labels::subtitle;
use crate::numbers::{count, level, ordinal, times};
use unwarranted_core::Kind;

pub(super) fn words(subject: &Subject, ranking: &Ranking, top: f64, all_named: bool) -> Words {
    let period = subject.findings.when();
    let headlines = highlighted(subject, ranking).unwrap_or_else(|| extremes(ranking));
    Words {
        findings: headlines,
        subtitle: subtitle(&ranking.unit, &subject.labels.areas_counted(ranking.shown.len()), &period, subject.labels),
        notes: notes(subject, ranking, top, all_named),
        alt: alt(subject, ranking),
    }
}

/// Headlines about the highest and the lowest area.
fn extremes(ranking: &Ranking) -> Vec<String> {
    let figures = &ranking.figures;
    let n = count(ranking.shown.len());
    let values = || ranking.shown.iter().map(|s| s.value);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    let zeros = values().filter(|v| *v <= 0.0).count();
    let lead = |v: f64| format!("the highest area recorded {}", figures.with_unit(v));
    let short = |v: f64| format!("the highest area recorded {}", figures.value(v));
    if high <= 0.0 {
        return vec![format!("none of the {n} areas recorded any")];
    }
    if zeros > 0 {
        let tail = format!("; {} of {n} areas recorded none", count(zeros));
        return vec![lead(high) + &tail, short(high) + &tail, format!("{} of {n} areas recorded none", count(zeros))];
    }
    if figures.value(low) == figures.value(high) {
        return vec![format!("all {n} areas recorded {}", figures.with_unit(high))];
    }
    let against = match fold(ranking, low, high) {
        Some(ratio) => format!("{} times as much as the lowest ({})", times(ratio), figures.value(low)),
        None => format!("the lowest {}", figures.value(low)),
    };
    vec![format!("{}, {against}", lead(high)), format!("{}, {against}", short(high)), short(high)]
}

/// The ratio of the highest to the lowest value where it is worth a headline: not 1.0 when rounded, and not made by
/// small numbers, so that also the facing limits of both intervals are at least half as far apart.
fn fold(ranking: &Ranking, low: f64, high: f64) -> Option<f64> {
    let interval = |s: Option<&Shown>| s.and_then(|s| s.interval);
    let sure = match (interval(ranking.shown.first()), interval(ranking.shown.last())) {
        (Some((_, above_low)), Some((below_high, _))) => below_high / above_low - 1.0,
        _ => f64::INFINITY,
    };
    let ratio = high / low;
    (ratio >= 1.05 && sure >= 0.5 * (ratio - 1.0)).then_some(ratio)
}

/// Headlines about the highlighted area, where it is among the areas.
fn highlighted(subject: &Subject, ranking: &Ranking) -> Option<Vec<String>> {
    let at = ranking.shown.iter().find(|s| subject.highlight == Some(&*s.area.area))?;
    let figures = &ranking.figures;
    let place = place(ranking, at);
    let lead = |value: String| format!("{} recorded {value}, {place}", ranking.name(at));
    let against = against(ranking, at);
    let (full, short) = (lead(figures.with_unit(at.value)), lead(figures.value(at.value)));
    Some(vec![format!("{full}{against}"), format!("{short}{against}"), full, short])
}

/// "the 3rd highest of 106 areas", counted from the nearer end.
fn place(ranking: &Ranking, at: &Shown) -> String {
    let above = ranking.shown.iter().filter(|s| s.value > at.value).count();
    let below = ranking.shown.iter().filter(|s| s.value < at.value).count();
    let n = ranking.shown.len();
    let joint = if n - above - below > 1 { "joint " } else { "" };
    let (rank, end) = if above <= below { (above + 1, "highest") } else { (below + 1, "lowest") };
    let rank = if rank == 1 { String::new() } else { format!("{} ", ordinal(rank)) };
    format!("the {joint}{rank}{end} of {} areas", count(n))
}

/// What the interval says of the area against all areas together; nothing where there is no interval.
fn against(ranking: &Ranking, at: &Shown) -> String {
    let (Some((low, high)), Some(overall)) = (at.interval, ranking.overall) else { return String::new() };
    let shown = ranking.figures.value(overall);
    if low > overall {
        format!(" and above all areas together ({shown})")
    } else if high < overall {
        format!(" and below all areas together ({shown})")
    } else {
        format!(" and not clearly different from all areas together ({shown})")
    }
}

fn notes(subject: &Subject, ranking: &Ranking, top: f64, all_named: bool) -> Vec<String> {
    let findings = subject.findings;
    let mut notes = Vec::new();
    let with = ranking.shown.iter().filter(|s| s.interval.is_some()).count();
    if with > 0 {
        let cut = ranking.shown.iter().filter(|s| s.interval.is_some_and(|i| i.1 > top)).count();
        let cut = match cut {
            0 => String::new(),
            1 => " 1 runs off the scale and is cut.".to_owned(),
            n => format!(" {} run off the scale and are cut.", count(n)),
        };
        notes.push(format!(
            "Lines are {}% intervals for chance alone: an area whose line crosses the dashed line may differ from it by \
             chance.{cut} Events that come in groups, such as repeat items for one patient, make the true intervals wider.",
            level(findings.confidence)
        ));
    } else {
        let why = match (&findings.overdispersion.undefined, findings.kind) {
            (Some(reason), _) => reason.clone(),
            (None, Kind::Amount) => "the numerator is an amount, so no chance model applies".to_owned(),
            (None, _) => "none could be worked out".to_owned(),
        };
        notes.push(format!("No intervals: {why}. How much of the difference between areas is chance is not known."));
    }
    let (above, below) = standing_out(findings);
    let chosen = findings.areas.iter().find(|a| subject.highlight == Some(&*a.area));
    let chosen = chosen.is_some_and(|a| stands_out(findings, a).is_some());
    let blue = match (above + below - usize::from(chosen), chosen) {
        (0, _) => None,
        (1, false) => Some("the area".to_owned()),
        (n, false) => Some(format!("the {} areas", count(n))),
        (n, true) => {
            Some(format!("besides the highlighted one, the {} area{}", count(n), if n == 1 { "" } else { "s" }))
        }
    };
    let limits = format!(
        "outside the {}% limits that allow for chance and the ordinary spread between areas",
        level(findings.levels[1])
    );
    let named = if all_named { "" } else { "; not all are named, for want of room" };
    notes.extend(blue.map(|who| format!("Dark blue: {who} {limits}{named}.")));
    notes.extend(missing_highlight(subject));
    notes
}

fn alt(subject: &Subject, ranking: &Ranking) -> String {
    let n = ranking.shown.len();
    let form = if n <= rows::MOST { "one row per area" } else { "one dot per area" };
    let valued = |s: &Shown| format!("{} {}", ranking.name(s), ranking.figures.value(s.value));
    let high: Vec<String> = ranking.shown.iter().rev().take(3).map(&valued).collect();
    let zeros = ranking.shown.iter().filter(|s| s.value <= 0.0).count();
    let low: Vec<String> = match zeros {
        0..=3 => ranking.shown.iter().take(3).map(valued).collect(),
        n => vec![format!("{} areas recorded none", count(n))],
    };
    let mut text = format!(
        "{} in order of {}, {}, {form}. ",
        subject.labels.areas_counted(n),
        ranking.unit,
        subject.findings.when()
    );
    if let Some(overall) = ranking.overall {
        text += &format!("All areas together: {}. ", ranking.figures.value(overall));
    }
    text += &format!("Highest: {}. Lowest: {}.", high.join("; "), low.join("; "));
    if let Some(at) = ranking.shown.iter().find(|s| subject.highlight == Some(&*s.area.area)) {
        text += &format!(" Highlighted: {}, {}.", ranking.tooltip(at), place(ranking, at));
    }
    text
}
