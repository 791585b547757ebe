//! Headline, subtitle, notes and text alternative of a trend.

use super::{Dot, MANY};
use crate::chart::TrendSubject;
use crate::frame::Words;
use crate::labels::subtitle;
use crate::numbers::{count, level, share};
use crate::upright::said;
use unwarranted_core::Period;
use unwarranted_core::time::{Direction, Spreading};

pub(super) fn words(subject: &TrendSubject, points: &[Dot], range: (f64, f64)) -> Words {
    let areas = subject.trend.fixed.slices.first().map_or(0, |s| s.len());
    let (first, last) = (points[0].period.words(), points[points.len() - 1].period.words());
    let unit = match subject.trend.lottery.spreading {
        Spreading::Weighted => "Typical distance of areas from the overall rate, as a share of it",
        Spreading::Systematic => {
            "Typical distance of areas from the overall rate, as a share of it, with what practices do taken out"
        }
    };
    let labels = subject.labels;
    Words {
        findings: headlines(subject, &labels.areas_counted(areas)),
        subtitle: subtitle(unit, &labels.areas_counted(areas), &format!("{first} to {last}"), labels),
        notes: notes(subject, points, range),
        alt: alt(points),
    }
}

/// The verdict, in the words of the command.
fn headlines(subject: &TrendSubject, areas: &str) -> Vec<String> {
    let verdict = subject.trend.lottery.ends.as_ref().ok().and_then(|ends| Some((ends, ends.verdict.as_ref().ok()?.0)));
    let Some((ends, direction)) = verdict else { return vec![format!("how far {areas} differ, period by period")] };
    let [first, last] = ends.periods.map(Period::words);
    let between = ends.index[0].zip(ends.index[1]).map(|(a, b)| format!(": {}, then {}", share(a), share(b)));
    let said = match direction {
        Direction::Growing => format!("{areas} differ more in {last} than in {first}"),
        Direction::Shrinking => format!("{areas} differ less in {last} than in {first}"),
        Direction::None => format!("no detectable change in how far {areas} differ, {first} to {last}"),
    };
    let full = between.map(|between| format!("{said}{between}"));
    full.into_iter().chain([said]).collect()
}

fn notes(subject: &TrendSubject, points: &[Dot], range: (f64, f64)) -> Vec<String> {
    let known = points.iter().any(|p| p.interval.is_some());
    let per_cent = level(subject.confidence);
    let mut marks = "Dots: one for each period.".to_owned();
    if known {
        let drawn = if points.len() > MANY { "Band" } else { "Lines through them" };
        marks += &format!(" {drawn}: {per_cent}% interval, from the same draws in all periods.");
    }
    let breaks = subject.trend.lottery.trend.robust.as_ref().map(|r| r.breaks.as_slice());
    match breaks {
        Ok([]) => marks += " Broken line: the straight line of the series.",
        Ok(_) => {
            marks += " Broken lines: the straight lines of the series; each break between them is one that it would not show by wandering.";
        }
        Err(_) => {}
    }
    let mut notes = vec![marks];
    notes.extend(pooled(subject, points));
    notes.extend(unknown_chance(subject));
    notes.extend(said(range));
    let left = subject.trend.fixed.passing.len();
    if left > 0 {
        notes.push(format!("Areas that are not there in every period take no part: {}.", count(left)));
    }
    let short = subject.trend.fixed.incomplete.len();
    if short > 0 {
        notes.push(format!("Incomplete periods take no part: {}.", count(short)));
    }
    notes
}

/// What the title takes together and the dots do not.
fn pooled(subject: &TrendSubject, points: &[Dot]) -> Option<String> {
    let ends = subject.trend.lottery.ends.as_ref().ok().filter(|ends| ends.verdict.is_ok())?;
    let own = points.first()?.period;
    (ends.periods[0] != own).then(|| {
        format!(
            "The title takes each year as a whole. A dot is one {} by itself, in which chance makes areas differ more.",
            own.grain().noun()
        )
    })
}

/// What chance was taken to be where nothing says what one patient takes.
fn unknown_chance(subject: &TrendSubject) -> Option<String> {
    let found = subject.trend.lottery.ends.as_ref().ok()?.estimated.as_ref()?.as_ref().ok()?;
    let [from, to] = found.shares.map(share);
    Some(format!(
        "Nothing says what one patient takes, so chance is not known. A change is named only if it shows both with no chance and with as much as \
         can be: all that areas did not keep from the first year to the last ({from} of how they differ, then {to}). That leaves out patients who \
         stay throughout."
    ))
}

fn alt(points: &[Dot]) -> String {
    let told = |p: &Dot| Some(format!("{} in {}", share(p.value?), p.period.words()));
    let known: Vec<&Dot> = points.iter().filter(|p| p.value.is_some()).collect();
    let extreme = |high: bool| {
        known.iter().copied().reduce(|a, b| if (b.value > a.value) == high { b } else { a }).and_then(told)
    };
    let ends = [known.first().copied().and_then(told), known.last().copied().and_then(told)];
    let [first, last] = ends.map(Option::unwrap_or_default);
    format!(
        "A dot for each of {} periods: {first}, {last}. Highest {}, lowest {}.",
        count(known.len()),
        extreme(true).unwrap_or_default(),
        extreme(false).unwrap_or_default()
    )
}
