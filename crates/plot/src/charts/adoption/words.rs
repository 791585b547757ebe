//! Headline, subtitle, notes and text alternative of adoption.

use super::{Row, Steps, falls};
use crate::calendar;
use crate::chart::TrendSubject;
use crate::frame::Words;
use crate::labels::subtitle;
use crate::names::short;
use crate::numbers::count;
use unwarranted_core::time::{LEVEL, STEP_EDGE};

pub(super) fn words(subject: &TrendSubject, steps: &Steps, shown: usize) -> Words {
    let (first, last) = (steps.periods[0].words(), steps.periods[steps.periods.len() - 1].words());
    let labels = subject.labels;
    Words {
        findings: headlines(subject, steps),
        subtitle: subtitle(
            "The month from which the rate of an area is another",
            &labels.areas_counted(steps.tested),
            &format!("{first} to {last}"),
            labels,
        ),
        notes: notes(subject, steps, shown),
        alt: alt(steps),
    }
}

/// How many of the areas changed, which way, and by when half of them had.
fn headlines(subject: &TrendSubject, steps: &Steps) -> Vec<String> {
    let changed = steps.rows.len();
    let of = subject.labels.areas_counted(steps.tested);
    let less = steps.rows.iter().filter(|r| falls(r.turned.turn)).count();
    let said = format!("{} of {of} changed what {}", count(changed), if changed == 1 { "it does" } else { "they do" });
    let ways = match (less, changed) {
        (0, 1) => format!("{said}: it has more"),
        (1, 1) => format!("{said}: it has less"),
        (0, _) => format!("{said}, all of them to more"),
        (less, changed) if less == changed => format!("{said}, all of them to less"),
        (less, _) => format!("{said}, {} of them to less", count(less)),
    };
    let half = &steps.rows[(changed - 1) / 2];
    let when = half.turned.period.words();
    let by = (changed > 2).then(|| format!("{ways}; half of the changes had come by {when}"));
    by.into_iter().chain([ways, said]).collect()
}

fn notes(subject: &TrendSubject, steps: &Steps, shown: usize) -> Vec<String> {
    let mut notes = vec![
        "Thick: the area has more. Thin: it has less. Triangle: when that changes, pointing the way. Black line: the months that the series \
         allows for it, 95%."
            .to_owned(),
    ];
    if shown < steps.rows.len() {
        let (first, all) = (count(shown), count(steps.rows.len()));
        notes.push(format!(
            "Shown: the first {first} of {all} areas that changed; the table beside this chart has all."
        ));
    }
    notes.push(sure(subject));
    let edge = |row: &Row| {
        [STEP_EDGE, steps.periods.len() - STEP_EDGE].iter().any(|at| steps.periods[*at] == row.turned.period)
    };
    let edges = steps.rows.iter().filter(|row| edge(row)).count();
    if edges > 0 {
        notes.push(format!(
            "{} at the first or last month in which a step can be told ({STEP_EDGE} periods from either end): {} may lie beyond.",
            count(edges),
            if edges == 1 { "it" } else { "they" }
        ));
    }
    let still = steps.tested - steps.rows.len();
    let untested = subject.trend.steps.len() - steps.tested;
    let mut others = Vec::new();
    if still > 0 {
        others.push(format!("{} without such a step", count(still)));
    }
    if untested > 0 {
        others.push(format!("{} that could not be tested", count(untested)));
    }
    if !others.is_empty() {
        notes.push(format!("Not drawn: {}.", others.join(", ")));
    }
    if let Some(code) = subject.highlight.filter(|code| steps.rows.iter().all(|r| &*r.step.area != *code)) {
        let step = subject.trend.steps.iter().find(|step| &*step.area == code);
        let name = step.and_then(|step| step.name.as_deref()).map(short);
        let area = name.map_or_else(|| format!("Area {code}"), |name| format!("{name} ({code})"));
        notes.push(format!("{area} has no such step, so it is not drawn."));
    }
    notes
}

/// How sure the names are.
fn sure(subject: &TrendSubject) -> String {
    let step = "One step for each area, the largest of its own rate beside its straight line";
    if subject.trend.step_chance.is_some_and(|chance| chance.estimated) {
        return format!(
            "{step}. What one patient takes is not known and was estimated from how the sums of areas vary from year to year: areas with fewer \
             than ten such in a year are not tested. Where patients stay for years, more are named wrongly than can be told."
        );
    }
    format!(
        "{step}; about {:.0}% of those named are named wrongly, and more of the small ones where patients stay for years.",
        100.0 * LEVEL
    )
}

fn alt(steps: &Steps) -> String {
    let one = |r: &Row| {
        let from = r.turned.period.first_month().map(calendar::month).unwrap_or_default();
        format!("{} {} from {from}", r.name, r.turned.turn)
    };
    let told: Vec<String> = steps.rows.iter().take(6).map(one).collect();
    format!(
        "{}. {}.",
        match steps.rows.len() {
            1 => "A row for the one area that changed".to_owned(),
            n => format!("A row for each of {} areas that changed, the earliest first", count(n)),
        },
        told.join("; ")
    )
}
