//! Headline, subtitle, notes and text alternative of the funnel.

use super::areas::FEW;
use crate::chart::Subject;
use crate::charts::shared::{missing_highlight, not_shown, unusual};
use crate::figures::Figures;
use crate::frame::Words;
use crate::labels::subtitle;
use crate::names::Names;
use crate::numbers::{count, level, thousands};
use crate::text::{areas, ordinary_for, unusual_for};
use crate::upright::said;
use unwarranted_core::findings::Side;
use unwarranted_core::outliers::{self, Allows};
use unwarranted_core::{AreaFinding, SliceFindings};

pub(super) fn words(subject: &Subject, range: (f64, f64)) -> Words {
    let findings = subject.findings;
    let n = findings.areas.len();
    let period = findings.when();
    let counted = subject.labels.areas_counted(n);
    Words {
        findings: headlines(subject),
        subtitle: subtitle("observed divided by expected", &counted, &period, subject.labels),
        notes: notes(subject).into_iter().chain(said(range)).collect(),
        alt: alt(subject),
    }
}

fn headlines(subject: &Subject) -> Vec<String> {
    let (above, below) = unusual(subject.findings);
    let n = areas(subject.findings.areas.len());
    if subject.findings.curve_adjusted.is_none() {
        return vec![format!("what spread is ordinary cannot be told for {n}")];
    }
    let unusual_even = format!("unusual {}", unusual_for(subject.findings, true, above + below));
    let mut headlines = Vec::new();
    if let Some(area) = subject.findings.areas.iter().find(|a| subject.highlight == Some(&*a.area)) {
        let names = Names::of(&subject.findings.areas);
        let name = names.get(&area.area);
        let itself = subject.findings.unusual(area).is_some();
        let others = others(above + below, itself, subject.findings.areas.len());
        let verdict = match subject.findings.unusual(area) {
            Some(Side::High) => format!("is high, {unusual_even}"),
            Some(Side::Low) => format!("is low, {unusual_even}"),
            None => format!("is {}", ordinary_for(subject.findings)),
        };
        headlines.extend(others.map(|others| format!("{name} {verdict}; {others}")));
        headlines.push(format!("{name} {verdict}"));
    }
    let tally = match (above, below) {
        (0, 0) => format!("none of {n} is unusual {}", unusual_for(subject.findings, false, 1)),
        (1, 0) => format!("1 of {n} is high, {unusual_even}"),
        (0, 1) => format!("1 of {n} is low, {unusual_even}"),
        (a, 0) => format!("{} of {n} are high, {unusual_even}", count(a)),
        (0, b) => format!("{} of {n} are low, {unusual_even}", count(b)),
        (a, b) => format!("of {n}, {} high and {} low are {unusual_even}", count(a), count(b)),
    };
    headlines.push(tally);
    headlines
}

/// How many of the other areas are unusual; nothing where there is no other.
fn others(outside: usize, itself: bool, n: usize) -> Option<String> {
    let rest = count(n.checked_sub(1).filter(|rest| *rest > 0)?);
    let others = match outside - usize::from(itself) {
        0 => format!("none of the other {rest} is unusual"),
        1 => format!("1 of the other {rest} is unusual"),
        k => format!("{} of the other {rest} are unusual", count(k)),
    };
    Some(others)
}

fn notes(subject: &Subject) -> Vec<String> {
    let findings = subject.findings;
    let mut notes = vec![limits(findings)];
    let (above, below) = unusual(findings);
    if above + below > 0 {
        let named = if above + below >= FEW { "; the farthest out are named where there is room" } else { "" };
        notes.push(format!("Dark blue: unusual when all areas are judged together{named}."));
    }
    notes.extend(not_shown(subject.findings));
    notes.extend(missing_highlight(subject));
    notes
}

/// What the lines allow for, and how many areas chance would put outside them.
fn limits(findings: &SliceFindings) -> String {
    let outer = findings.levels[1];
    let chance = findings.areas.len() as f64 * (1.0 - outer);
    let chance = if chance < 1.0 { "fewer than 1".to_owned() } else { format!("about {}", thousands(chance, 0)) };
    if findings.curve_adjusted.is_none() {
        let why = findings.overdispersion.undefined.as_deref().unwrap_or("no spread could be estimated");
        return format!("The limits allow for chance alone: {why}.");
    }
    if let Some(limits) = of_another_rule(findings) {
        return limits;
    }
    let mut solid = "Solid limits allow for chance and the ordinary spread between areas".to_owned();
    if findings.curve.is_some() {
        solid += "; dotted limits for chance alone";
    }
    if findings.overdispersion.tau2.is_some_and(|t| t <= 0.0) {
        solid += ". No spread beyond chance was found, so the two nearly agree";
    }
    format!(
        "{solid}. Looked at one by one, {chance} of {} ordinary {} would lie outside the {}% limits.",
        count(findings.areas.len()),
        if findings.areas.len() == 1 { "area" } else { "areas" },
        level(outer)
    )
}

/// What the lines are where the rule leaves less to ordinary areas than chance and their spread.
fn of_another_rule(findings: &SliceFindings) -> Option<String> {
    let rule = outliers::find(findings.rule)?;
    let (solid, outside) = match rule.limits_allow() {
        Allows::Spread => return None,
        Allows::Narrow => (", which are narrow", "more ordinary areas lie outside them than their level says"),
        Allows::SizeBlind => (", which knows nothing of the size of areas", "small areas lie outside them by chance"),
        Allows::ChanceAlone => {
            (", which allow for chance alone", "ordinary areas of a treatment that differs lie outside them")
        }
    };
    let dotted = if findings.curve.is_some() { "; dotted limits allow for chance alone" } else { "" };
    Some(format!("Solid limits are those of the rule '{}'{solid}{dotted}. Looked at one by one, {outside}.", rule.id))
}

fn alt(subject: &Subject) -> String {
    let findings = subject.findings;
    let names = Names::of(&findings.areas);
    let named = |side: Side| {
        let mut areas: Vec<&AreaFinding> =
            findings.areas.iter().filter(|a| findings.unusual(a) == Some(side)).collect();
        areas.sort_by(|a, b| b.ratio.unwrap_or(0.0).total_cmp(&a.ratio.unwrap_or(0.0)));
        areas.iter().map(|a| valued(&names, a)).collect::<Vec<_>>()
    };
    let mut text = format!(
        "Funnel of observed divided by expected against the expected number, {}, {}.",
        subject.labels.areas_counted(findings.areas.len()),
        findings.when()
    );
    for (side, areas) in [("high", named(Side::High)), ("low", named(Side::Low))] {
        let list = if areas.is_empty() { "none".to_owned() } else { areas.join("; ") };
        text += &format!(" Unusually {side}: {list}.");
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
