//! Words and numbers of the command line, each refused with what was expected.

use super::adjust::Standardise;
use unwarranted::core::outliers::{RULES, Rule, control::Control};
use unwarranted::core::shrinkage::{SHRINKERS, Shrinker};
use unwarranted::core::standardise::DirectMethod;
use unwarranted::core::{DenominatorIs, Grain, IntervalMethod, Kind, Month, Period};
use unwarranted::store::assemble::{Level, Measure};
use unwarranted::study::Resample;

fn one_of<T: Copy>(all: &[(T, &'static str)], text: &str) -> Result<T, String> {
    let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
    let found = all.iter().find(|(_, word)| *word == text).map(|(value, _)| *value);
    found.ok_or_else(|| format!("expected one of {}", words.join(", ")))
}

pub(super) fn level(text: &str) -> Result<Level, String> {
    one_of(&Level::ALL, text)
}

pub(super) fn measure(text: &str) -> Result<Measure, String> {
    one_of(&Measure::ALL, text)
}

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    one_of(&Kind::ALL, text)
}

/// A length that periods can be cut to: spans of several years are only read.
pub(super) fn grain(text: &str) -> Result<Grain, String> {
    let lengths: Vec<(Grain, &'static str)> = Grain::ALL.into_iter().filter(|(g, _)| *g != Grain::Span).collect();
    one_of(&lengths, text)
}

pub(super) fn denominator_is(text: &str) -> Result<DenominatorIs, String> {
    one_of(&DenominatorIs::ALL, text)
}

pub(super) fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).map_err(|e| e.to_string())
}

pub(super) fn month(text: &str) -> Result<Month, String> {
    match Period::parse(text) {
        Ok(Period::Month(month)) => Ok(month),
        _ => Err("expected a month such as 2019-06".to_owned()),
    }
}

pub(super) fn portal(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if host.is_some_and(|host| !host.is_empty() && !host.contains(['?', '#', ' '])) {
        Ok(text.to_owned())
    } else {
        Err("expected the address of a portal, such as https://opendata.nhsbsa.net".to_owned())
    }
}

pub(super) fn per(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number such as 1000".to_owned())?;
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err("expected a number above zero".to_owned()) }
}

pub(super) fn percent(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number of per cent such as 1 or 2.5".to_owned())?;
    if (0.0..=100.0).contains(&value) { Ok(value) } else { Err("expected a number from 0 to 100".to_owned()) }
}

pub(super) fn confidence(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number such as 0.95".to_owned())?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err("expected a number between 0 and 1, such as 0.95".to_owned())
    }
}

fn by_id<T>(all: &'static [T], id: fn(&T) -> &'static str, text: &str) -> Result<&'static T, String> {
    let ids: Vec<&str> = all.iter().map(id).collect();
    all.iter().find(|entry| id(entry) == text).ok_or_else(|| format!("expected one of {}", ids.join(", ")))
}

pub(super) fn rule(text: &str) -> Result<&'static Rule, String> {
    by_id(RULES, |rule| rule.id, text)
}

pub(super) fn smoother(text: &str) -> Result<&'static Shrinker, String> {
    by_id(SHRINKERS, |method| method.id, text)
}

pub(super) fn control(text: &str) -> Result<Control, String> {
    text.parse().map_err(|e: unwarranted::core::Error| e.to_string())
}

pub(super) fn levels(text: &str) -> Result<[f64; 2], String> {
    let expected = || "expected two confidence levels, the lower one first, such as 0.95,0.998".to_owned();
    let (inner, outer) = text.split_once(',').ok_or_else(expected)?;
    let levels = [confidence(inner.trim())?, confidence(outer.trim())?];
    if levels[0] < levels[1] { Ok(levels) } else { Err(expected()) }
}

pub(super) fn interval(text: &str) -> Result<IntervalMethod, String> {
    one_of(&IntervalMethod::ALL, text)
}

pub(super) fn resample(text: &str) -> Result<Resample, String> {
    one_of(&Resample::ALL, text)
}

pub(super) fn standardise(text: &str) -> Result<Standardise, String> {
    one_of(&Standardise::ALL, text)
}

pub(super) fn dsr_method(text: &str) -> Result<DirectMethod, String> {
    one_of(&DirectMethod::ALL, text)
}

pub(super) fn aversion(text: &str) -> Result<f64, String> {
    let expected = || "expected an aversion to inequality from 0 to 1000, such as 0.5".to_owned();
    let value: f64 = text.parse().map_err(|_| expected())?;
    if (0.0..=1e3).contains(&value) { Ok(value + 0.0) } else { Err(expected()) }
}

pub(super) fn replicates(text: &str) -> Result<usize, String> {
    let expected = "expected 0 (none) or a whole number from 99 to 1000000; 999 is usual";
    let value: usize = text.parse().map_err(|_| expected.to_owned())?;
    if value == 0 || (99..=1_000_000).contains(&value) { Ok(value) } else { Err(expected.to_owned()) }
}

pub(super) fn repeat_factor(text: &str) -> Result<f64, String> {
    let expected = || "expected the events per person, 1 or more, such as 6".to_owned();
    let value: f64 = text.parse().map_err(|_| expected())?;
    if (1.0..1e6).contains(&value) { Ok(value) } else { Err(expected()) }
}

pub(super) fn ratio(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a ratio such as 1.25".to_owned())?;
    if value.is_finite() && value > 0.0 { Ok(value) } else { Err("expected a ratio above zero".to_owned()) }
}
