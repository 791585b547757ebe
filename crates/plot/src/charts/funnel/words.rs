//! Headline, subtitle, notes and text alternative of the funnel.

use super::areas::FEW;
use crate::chart::Subject;
use crate::charts::shared::{missing_highlight, standing_out, stands_out};
use crate::figures::Figures;
use crate::frame::Words;
use crate::labels::subtitle;
use crate::names::Names;
use crate::numbers::{count, level, thousands};
use crate::text::areas;
use unwarranted_core::AreaFinding;
use unwarranted_core::findings::Side;

pub(super) fn words(subject: &Subject) -> Words {
    let findings = subject.findings;
    let n = findings.areas.len();
    let period = findings.when();
    let counted = subject.labels.areas_counted(n);
    Words {
        findings: headlines(subject),
        subtitle: subtitle("observed divided by expected", &counted, &period, subject.labels),
        notes: notes(subject),
        alt: alt(subject),
    }
}

fn headlines(subject: &Subject) -> Vec<String> {
    let (above, below) = standing_out(subject.findings);
    let n = areas(subject.findings.areas.len());
    let explain = "than chance and ordinary spread explain";
    let mut headlines = Vec::new();
    if let Some(area) = subject.findings.areas.iter().find(|a| subject.highlight == Some(&*a.area)) {
        let names = Names::of(&subject.findings.areas);
        let name = names.get(&area.area);
        let itself = stands_out(subject.findings, area).is_some();
        let others = others(above + below, itself, subject.findings.areas.len());
        let verdict = match stands_out(subject.findings, area) {
            Some(Side::High) => format!("is higher {explain}"),
            Some(Side::Low) => format!("is lower {explain}"),
            None => "is within what chance and ordinary spread explain".to_owned(),
        };
        headlines.extend(others.map(|others| format!("{name} {verdict}; {others}")));
        headlines.push(format!("{name} {verdict}"));
    }
    let tally = match (above, below) {
        (0, 0) => format!("none of {n} stands out more {explain}"),
        (1, 0) => format!("1 of {n} is higher {explain}"),
        (0, 1) => format!("1 of {n} is lower {explain}"),
        (a, 0) => format!("{} of {n} are higher {explain}", count(a)),
        (0, b) => format!("{} of {n} are lower {explain}", count(b)),
        (a, b) => format!(
            "of {n}, {} {} higher and {} lower {explain}",
            count(a),
            if a == 1 { "is" } else { "are" },
            count(b)
        ),
    };
    headlines.push(tally);
    headlines
}

/// How many of the other areas stand out; nothing where there is no other.
fn others(outside: usize, itself: bool, n: usize) -> Option<String> {
    let rest = count(n.checked_sub(1).filter(|rest| *rest > 0)?);
    let others = match outside - usize::from(itself) {
        0 => format!("none of the other {rest} stands out"),
        1 => format!("1 of the other {rest} stands out"),
        k => format!("{} of the other {rest} stand out", count(k)),
    };
    Some(others)
}

fn notes(subject: &Subject) -> Vec<String> {
    let findings = subject.findings;
    let mut solid = "Solid limits allow for chance and the ordinary spread between areas".to_owned();
    if findings.curve.is_some() {
        solid += "; dotted limits for chance alone";
    }
    if findings.overdispersion.tau2.is_some_and(|t| t <= 0.0) {
        solid += ". No spread beyond chance was found, so the two nearly agree";
    }
    let outer = findings.levels[1];
    let chance = findings.areas.len() as f64 * (1.0 - outer);
    let chance = if chance < 1.0 { "fewer than 1".to_owned() } else { format!("about {}", thousands(chance, 0)) };
    let mut notes = vec![format!(
        "{solid}. Chance and ordinary spread alone would put {chance} of the {} outside the {}% limits.",
        areas(findings.areas.len()),
        level(outer)
    )];
    let (above, below) = standing_out(findings);
    if above + below > 0 {
        let named = if above + below >= FEW { "; the farthest out are named where there is room" } else { "" };
        notes.push(format!("Dark blue: outside the {}% limits{named}.", level(outer)));
    }
    notes.extend(missing_highlight(subject));
    notes
}

fn alt(subject: &Subject) -> String {
    let findings = subject.findings;
    let names = Names::of(&findings.areas);
    let named = |side: Side| {
        let mut areas: Vec<&AreaFinding> =
            findings.areas.iter().filter(|a| stands_out(findings, a) == Some(side)).collect();
        areas.sort_by(|a, b| b.ratio.unwrap_or(0.0).total_cmp(&a.ratio.unwrap_or(0.0)));
        areas.iter().map(|a| valued(&names, a)).collect::<Vec<_>>()
    };
    let mut text = format!(
        "Funnel of observed divided by expected against the expected number, {}, {}.",
        subject.labels.areas_counted(findings.areas.len()),
        findings.when()
    );
    for (side, areas) in [("Above", named(Side::High)), ("Below", named(Side::Low))] {
        let list = if areas.is_empty() { "none".to_owned() } else { areas.join("; ") };
        text += &format!(" {side} the {}% limits: {list}.", level(findings.levels[1]));
    }
    if let Some(area) = findings.areas.iter().find(|a| subject.highlight == Some(&*a.area)) {
        text += &format!(" Highlighted: {}.", valued(&names, area));
    }
    text
}

fn valued(names: &Names, area: &AreaFinding) -> String {
    let ratio = area.ratio.map(|r| format!(" ({} times the expected)", Figures::plain().value(r)));
    format!("{}{}", names.get(&area.area), ratio.unwrap_or_default())
}
