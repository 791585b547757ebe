//! Headline, subtitle, notes and text alternative of ranked areas.

use super::rows;
use crate::chart::Subject;
use crate::charts::shared::{Ranking, Shown, extremes, missing_highlight, not_shown, unusual};
use crate::frame::Words;
use crate::labels::subtitle;
use crate::numbers::{count, level};
use crate::text::{far, listed, unusual_for};
use crate::upright::said;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::similar::in_words;
use unwarranted_core::text::capitalised;
use unwarranted_core::{Kind, SliceFindings};

pub(super) fn words(subject: &Subject, ranking: &Ranking, range: (f64, f64), all_named: bool) -> Words {
    let period = subject.findings.when();
    let headlines = highlighted(subject, ranking).unwrap_or_else(|| extremes(subject.findings, ranking));
    Words {
        findings: headlines,
        subtitle: subtitle(&ranking.unit, &subject.labels.areas_counted(ranking.shown.len()), &period, subject.labels),
        notes: notes(subject, ranking, range, all_named),
        alt: alt(subject, ranking),
    }
}

/// Headlines about the highlighted area, where it is among the areas.
fn highlighted(subject: &Subject, ranking: &Ranking) -> Option<Vec<String>> {
    let at = ranking.shown.iter().find(|s| subject.highlight == Some(&*s.area.area))?;
    let figures = &ranking.figures;
    let lead = |value: String| format!("{} recorded {value}", ranking.name(at));
    let against = against(ranking, at);
    let (full, short) = (lead(figures.with_unit(at.value)), lead(figures.value(at.value)));
    Some(vec![format!("{full}{against}"), format!("{short}{against}"), full, short])
}

/// What the interval says of the area against all areas together; nothing where there is no interval.
fn against(ranking: &Ranking, at: &Shown) -> String {
    let (Some((low, high)), Some(overall)) = (at.interval, ranking.overall) else { return String::new() };
    let shown = format!("{} ({})", ranking.whole, ranking.figures.value(overall));
    if low > overall {
        format!(", above {shown}")
    } else if high < overall {
        format!(", below {shown}")
    } else {
        format!(", which cannot be told apart from {shown}")
    }
}

fn notes(subject: &Subject, ranking: &Ranking, range: (f64, f64), all_named: bool) -> Vec<String> {
    let findings = subject.findings;
    let mut notes = Vec::new();
    let with = ranking.shown.iter().filter(|s| s.interval.is_some()).count();
    if with > 0 {
        let cut = ranking.shown.iter().filter(|s| s.interval.is_some_and(|i| i.1 > range.1 || i.0 < range.0)).count();
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
    notes.extend(said(range));
    let below = ranking.shown.iter().filter(|s| s.value < 0.0).count();
    if below > 0 {
        notes.push(format!("{} below zero (amounts taken back), drawn at zero.", areas_are(below)));
    }
    notes.extend(similar(findings).filter(|_| ranking.shown.iter().any(|s| ranking.of_similar(s).is_some())));
    notes.extend(key(findings));
    notes.extend(marked(subject, all_named));
    notes.extend(not_shown(subject.findings));
    notes.extend(missing_highlight(subject));
    notes
}

/// "1 area is", "3 areas are".
fn areas_are(n: usize) -> String {
    if n == 1 { "1 area is".to_owned() } else { format!("{} areas are", count(n)) }
}

/// What the short lines say, where each area has its own similar areas.
fn similar(findings: &SliceFindings) -> Option<String> {
    let similar = findings.similar.as_ref()?;
    let by: Vec<String> = similar.by.iter().map(|name| in_words(name)).collect();
    let by = listed(&by);
    Some(match similar.nearest {
        Some(nearest) => {
            format!("Short line across: the rate of the {} areas most like it, by {by}.", count(nearest))
        }
        None => format!("Short line across: the rate of the other areas of its group ({by})."),
    })
}

/// What shapes and colours say.
fn key(findings: &SliceFindings) -> Option<String> {
    findings.areas.iter().find_map(|a| a.rates.position)?;
    if findings.chance.from == Some(ChanceFrom::Months) {
        return Some(format!(
            "Rings: cannot be told apart from {}, even by noise from month to month alone. Of the other areas it is not known.",
            findings.whole()
        ));
    }
    let (over, under) = far(findings.compared.far);
    Some(format!(
        "Filled dots: above (brown) or below (blue) {whole}, by the whole {outer}% interval. Triangles: far above, over {over} that \
         rate, or far below, under {under} of it. Rings: cannot be told apart.",
        whole = findings.whole(),
        outer = level(findings.levels[1])
    ))
}

/// The areas that are marked as unusual.
fn marked(subject: &Subject, all_named: bool) -> Option<String> {
    let findings = subject.findings;
    let (above, below) = unusual(findings);
    let positions = findings.areas.iter().any(|a| a.rates.position.is_some());
    let chosen = findings.areas.iter().any(|a| subject.highlight == Some(&*a.area) && findings.unusual(a).is_some());
    let who = match (above + below - usize::from(chosen && !positions), chosen && !positions) {
        (0, _) => return None,
        (1, false) => "the one area".to_owned(),
        (n, false) => format!("the {} areas", count(n)),
        (n, true) => format!("besides the highlighted one, the {} area{}", count(n), if n == 1 { "" } else { "s" }),
    };
    let be = if above + below == 1 { "is" } else { "are" };
    let named = if all_named { "" } else { "; not all are named, for want of room" };
    let mark = if positions { "Circled" } else { "Dark blue" };
    let than = unusual_for(findings, true, above + below);
    Some(format!("{mark}: {who} that {be} unusual {than}{named}."))
}

fn alt(subject: &Subject, ranking: &Ranking) -> String {
    let n = ranking.shown.len();
    let form = if n <= rows::MOST { "one row per area" } else { "one dot per area" };
    let valued = |s: &Shown| format!("{} {}", ranking.name(s), ranking.figures.value(s.value));
    let high: Vec<String> = ranking.shown.iter().rev().take(3).map(&valued).collect();
    let zeros = ranking.shown.iter().filter(|s| s.value == 0.0).count();
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
        text += &format!("{}: {}. ", capitalised(ranking.whole), ranking.figures.value(overall));
    }
    text += &format!("Highest: {}. Lowest: {}.", high.join("; "), low.join("; "));
    if let Some(at) = ranking.shown.iter().find(|s| subject.highlight == Some(&*s.area.area)) {
        text += &format!(" Highlighted: {}.", ranking.tooltip(at));
    }
    text
}
