//! Headline, subtitle, notes and text alternative of deciles over time.

use super::form::Form;
use super::steps::{LEAST, LeftOut, Step, breaks, highlighted_name, isolated};
use crate::chart::Subject;
use crate::charts::shared::not_shown;
use crate::figures::Figures;
use crate::frame::Words;
use crate::labels::subtitle;
use crate::numbers::{count, times};
use crate::text::listed;
use crate::upright::said;
use unwarranted_core::text::be;
use unwarranted_core::{Grain, SliceFindings};

pub(super) fn words(
    subject: &Subject,
    steps: &[Step],
    left_out: &LeftOut,
    line: &[Option<f64>],
    (form, range): (Form, (f64, f64)),
) -> Words {
    let (first, last) = (&steps[0], &steps[steps.len() - 1]);
    let figures = Figures::of(last.slice, &subject.labels.unit);
    let sizes = || steps.iter().map(|s| s.slice.areas.len());
    let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
    let areas = match least == most {
        true => subject.labels.areas_counted(most),
        false => format!("{} to {}", count(least), subject.labels.areas_counted(most)),
    };
    let when = format!("{} to {}", first.slice.period.words(), last.slice.period.words());
    let headlines =
        if line.is_empty() { spread(then(steps), last, &figures) } else { against(subject, steps, line, &figures) };
    Words {
        findings: headlines,
        subtitle: subtitle(&subject.labels.unit.to_string(), &areas, &when, subject.labels),
        notes: notes(subject, steps, left_out, line, (form, range)),
        alt: alt(subject, steps, line, &figures, form),
    }
}

/// A ratio above this comes from a lower figure near zero and would only impress: the medians say more.
const WIDE: f64 = 20.0;

/// The period that the latest one is compared with: the earliest of the same season, so that what comes back every
/// year is not taken for a change. `None` where there is none in an earlier year.
fn then<'s, 'a>(steps: &'s [Step<'a>]) -> Option<&'s Step<'a>> {
    let (last, before) = steps.split_last()?;
    before.iter().find(|s| (last.at - s.at).rem_euclid(12.0) < 0.5)
}

/// Headlines about the spread between the areas in the latest period and the one it is compared with.
fn spread(first: Option<&Step>, last: &Step, figures: &Figures) -> Vec<String> {
    let when = |s: &Step| s.slice.period.words();
    let against = |now: &str, then: Option<String>, unit: &str| match (first, then) {
        (Some(first), Some(then)) if then == now => format!(", as in {}", when(first)),
        (Some(first), Some(then)) => format!(", {then}{unit} in {}", when(first)),
        _ => String::new(),
    };
    let median = |s: &Step| figures.value(s.deciles[4]);
    let now = median(last);
    let compared = against(&now, first.map(median), "");
    let medians = format!("the median of areas was {now} in {}{compared}", when(last));
    let Some(apart) = last.slice.contrast() else { return vec![medians] };
    let of = |s: &Step| s.slice.contrast().filter(|c| c.estimate.id == apart.estimate.id).map(|c| c.ratio);
    let little = |s: &Step| s.slice.near_none().is_some();
    if first.is_some_and(|s| of(s).is_none() || little(s))
        || little(last)
        || first.into_iter().filter_map(of).chain([apart.ratio]).any(|r| r > WIDE)
    {
        return vec![medians];
    }
    let now = times(apart.ratio);
    let compared = against(&now, first.and_then(of).map(times), " times");
    let (top, bottom, when) = (apart.top, apart.bottom, when(last));
    vec![format!("the area {top} had {now} times the rate of the area {bottom} in {when}{compared}"), medians]
}

/// Headlines about the highlighted area against the median of all areas.
fn against(subject: &Subject, steps: &[Step], line: &[Option<f64>], figures: &Figures) -> Vec<String> {
    let name = highlighted_name(subject, steps);
    let known: Vec<(f64, &Step)> = line.iter().zip(steps).filter_map(|(v, s)| Some(((*v)?, s))).collect();
    let above = known.iter().filter(|(v, s)| *v > s.deciles[4]).count();
    let below = known.iter().filter(|(v, s)| *v < s.deciles[4]).count();
    let (side, times) = if above >= below { ("above", above) } else { ("below", below) };
    let periods = periods(steps[0].slice.period.grain(), known.len());
    let how_often =
        if times == known.len() { format!("all {periods}") } else { format!("{} of {periods}", count(times)) };
    let reported = if known.len() < steps.len() { " with a figure" } else { "" };
    let sentence = format!("{name} was {side} the median of all areas in {how_often}{reported}");
    let latest = known.last().map(|(v, s)| format!("{sentence}; {} in {}", figures.value(*v), s.slice.period.words()));
    latest.into_iter().chain([sentence]).collect()
}

fn periods(grain: Grain, n: usize) -> String {
    let word = match grain {
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
        Grain::FinancialYear => "financial year",
        Grain::Span | Grain::All => "period",
    };
    format!("{} {word}{}", count(n), if n == 1 { "" } else { "s" })
}

/// Periods without complete data between the first and the last.
fn gaps(steps: &[Step]) -> usize {
    let Some(length) = steps[0].slice.period.full_months() else { return 0 };
    let span = steps[steps.len() - 1].at / length as f64;
    // Whole numbers of periods, at most a few thousand.
    let missing = |n: &usize| (*n as f64) < span - (steps.len() as f64 - 1.0) + 0.5;
    (1..=10_000).take_while(missing).count()
}

/// Where the highlighted area is not what it was before.
fn broken(subject: &Subject, steps: &[Step]) -> Option<String> {
    let told: Vec<String> = breaks(subject, steps).into_iter().flatten().collect();
    let name = highlighted_name(subject, steps);
    (!told.is_empty()).then(|| {
        format!("The line of {name} breaks (dotted upright) where the area's practices change: {}.", told.join("; "))
    })
}

/// Partial periods named one by one.
const NAMED: usize = 3;

fn notes(
    subject: &Subject,
    steps: &[Step],
    left_out: &LeftOut,
    line: &[Option<f64>],
    (form, range): (Form, (f64, f64)),
) -> Vec<String> {
    let LeftOut { partial, thin } = *left_out;
    let grain = steps[0].slice.period.grain();
    let marks = match form {
        Form::Lines => "Dashed lines are the deciles of all areas, the thick line their median.",
        Form::Bands => "Pale band: eight in ten areas. Darker: the middle half. Line: the median.",
    };
    let mut notes = vec![format!("{marks} Part of the spread is chance, most of all where areas are small.")];
    notes.extend(said(range));
    if !line.is_empty() {
        notes.extend(broken(subject, steps));
    }
    notes.extend(not_complete(partial));
    notes.extend(not_shown(subject.findings));
    if thin > 0 {
        let be = be(thin);
        notes.push(format!("{} with fewer than {LEAST} areas {be} left out.", periods(grain, thin)));
    }
    notes.extend(told_gaps(steps, thin > 0));
    let missing = line.iter().filter(|v| v.is_none()).count();
    if missing > 0 {
        let of = periods(grain, steps.len());
        let name = highlighted_name(subject, steps);
        notes.push(format!("{name} has no figure in {} of {of}; these are gaps, not zeros.", count(missing)));
    }
    if let (Some(code), true) = (subject.highlight, line.is_empty()) {
        notes.push(format!("Area {code} has no figure in any of these periods, so it is not highlighted."));
    }
    notes
}

/// How many periods between others have no figures; `thin`: or figures of too few areas.
fn told_gaps(steps: &[Step], thin: bool) -> Option<String> {
    let gaps = gaps(steps);
    let (be, what) = if gaps == 1 { ("is", "a gap") } else { ("are", "gaps") };
    let alone = if isolated(steps) > 0 { "; points are periods between two gaps" } else { "" };
    let data = if thin { format!("data on {LEAST} areas") } else { "data".to_owned() };
    let grain = steps[0].slice.period.grain();
    (gaps > 0).then(|| format!("{} without complete {data} {be} {what}{alone}.", periods(grain, gaps)))
}

/// The periods that are left out, the first of them by name.
fn not_complete(partial: &[&SliceFindings]) -> Option<String> {
    let known = |s: &SliceFindings| s.months_full.map_or_else(|| "?".to_owned(), count);
    let name = |s: &&SliceFindings| format!("{} ({} of {} months)", s.period.words(), count(s.months), known(s));
    let mut names: Vec<String> = partial.iter().take(NAMED).map(name).collect();
    if partial.len() > NAMED {
        let others = partial.len() - NAMED;
        names.push(format!("{} other{}", count(others), if others == 1 { "" } else { "s" }));
    }
    let (be, they) = if partial.len() == 1 { ("is", "it is") } else { ("are", "they are") };
    (!partial.is_empty()).then(|| format!("{} {be} left out because {they} not complete.", listed(&names)))
}

fn alt(subject: &Subject, steps: &[Step], line: &[Option<f64>], figures: &Figures, form: Form) -> String {
    let what = if form == Form::Lines { "Deciles" } else { "Percentile bands" };
    let mut text = format!("{what} of areas over {}.", periods(steps[0].slice.period.grain(), steps.len()));
    for step in [&steps[0], &steps[steps.len() - 1]] {
        text += &format!(
            " In {}: 10th percentile {}, median {}, 90th percentile {}.",
            step.slice.period.words(),
            figures.value(step.deciles[0]),
            figures.value(step.deciles[4]),
            figures.value(step.deciles[8])
        );
    }
    let known: Vec<(f64, &Step)> = line.iter().zip(steps).filter_map(|(v, s)| Some(((*v)?, s))).collect();
    if let [(a, from), .., (b, to)] = known.as_slice() {
        text += &format!(
            " Highlighted: {}, {} in {} and {} in {}.",
            highlighted_name(subject, steps),
            figures.value(*a),
            from.slice.period.words(),
            figures.value(*b),
            to.slice.period.words()
        );
    }
    text
}
