//! The steps of a dossier from the recorded figure to its interval.

use super::dossier_months::from_months;
use super::story::{Part, Sum};
use crate::report::Report;
use crate::words::dossier::{self as say, full, worked};
use crate::words::one_area::Standing;
use crate::words::{Say, unit_said};

pub(super) fn recorded(report: &Report, name: &str, one: &Standing, rule: Option<&str>) -> Part {
    let mut part = Part::new("recorded", "What was recorded");
    part.paragraphs = say::recorded(name, one);
    part.notes.extend(rule.map(|rule| {
        format!(
            "Counts on this page are not those that were recorded: disclosure control ({rule}) hid or rounded them \
             before anything was worked out of them. Every sum below is of the rounded counts."
        )
    }));
    part.paragraphs.extend(say::made(one));
    part.paragraphs.extend(one.area.denominator.map(|d| say::denominator(one, d)));
    from_months(&mut part, report, one);
    part
}

fn sum(text: String, value: f64, after: &str) -> Sum {
    let result = format!("{} {after}", worked(value));
    Sum { text, result: result.trim().to_owned() }
}

pub(super) fn rate(one: &Standing) -> Option<Part> {
    let (slice, area) = (one.slice, one.area);
    let (o, d) = (area.observed, area.denominator.filter(|d| *d > 0.0)?);
    let rate = area.rates.crude_rate.or(area.rate)?;
    let unit = unit_said(slice, one.labels);
    let mut part = Part::new("rate", "The rate of the area");
    part.sums.push(sum(format!("{} ÷ {}{}", full(o), full(d), say::times_per(slice.per)), rate, &unit));
    if area.rates.crude_rate.is_some() {
        part.paragraphs.push(format!(
            "That is the crude rate. The standardised one is {}.",
            area.rate.map_or_else(|| "undefined".to_owned(), worked)
        ));
    }
    Some(part)
}

pub(super) fn expected(one: &Standing) -> Option<Part> {
    let (slice, area) = (one.slice, one.area);
    let e = area.expected?;
    let mut part = Part::new("expected", format!("What the rate of {} would give", slice.whole()));
    let whole = slice.denominator.filter(|d| *d > 0.0);
    let crude = whole.map(|d| slice.observed / d * slice.per);
    let internal = slice.expected_from == unwarranted_core::ExpectedFrom::Internal;
    if let (Some(all), Some(rate), Some(d), true) = (whole, crude, area.denominator, internal) {
        let unit = unit_said(slice, one.labels);
        let text = format!("{} ÷ {}{}", full(slice.observed), full(all), say::times_per(slice.per));
        part.sums.push(sum(text, rate, &unit));
        let text = format!("{} × {}{}", full(d), worked(rate), say::times_per(slice.per).replace('×', "÷"));
        part.sums.push(sum(text, e, "expected"));
    } else {
        part.paragraphs.push(format!("The expected value is {}.", full(e)));
    }
    let (o, e_said) = (full(area.observed), worked(e));
    let apart = (area.observed - e).abs();
    let (text, after) = if area.observed < e {
        (format!("{e_said} − {o}"), "less than expected")
    } else {
        (format!("{o} − {e_said}"), "more than expected")
    };
    part.sums.push(Sum { text, result: format!("{} {after}", say::as_fine_as(apart, &[&o, &e_said])) });
    if let Some(ratio) = area.ratio {
        part.sums.push(sum(format!("{} ÷ {}", full(area.observed), worked(e)), ratio, "times expected"));
    }
    part.notes.push("Results are given to seven digits. The program keeps all of them from step to step.".to_owned());
    Some(part)
}

pub(super) fn interval(one: &Standing) -> Part {
    let mut part = Part::new("interval", "How sure the rate is");
    part.paragraphs.push(say::interval(one));
    part.sums = say::interval_sums(one).into_iter().map(|(text, value)| sum(text, value, "")).collect();
    if let Some((lower, upper)) = one.area.lower.zip(one.area.upper) {
        let told = Say::of(one.slice, one.labels);
        part.paragraphs.push(format!("It runs from {} to {}.", told.value(lower), told.with_unit(upper)));
    }
    part
}
