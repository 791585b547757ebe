//! What changes over time.

use super::{DRAWN, FIGURES, Format, Own, Takes, WORDED, Work, said};
use crate::error::refused;
use crate::found::Told;
use crate::source::Source;
use pyo3::prelude::*;
use unwarranted::core::time::WatchRule;
use unwarranted::core::{Month, Period};
use unwarranted::report::tables;
use unwarranted::study::{Coding, PlainSeries, TrendAsked, Trending, Watched, Watching};

const PERSONS: &[&str] = &["per-person", "per-person-cv"];
const OF_SERIES: &[&str] = &["column-period", "column-treatment", "decimal", "from", "to", "confidence"];

fn month(own: &Own<'_>, key: &str) -> PyResult<Option<Month>> {
    let Some(text) = own.text(key)? else { return Ok(None) };
    match Period::parse(&text) {
        Ok(Period::Month(month)) => Ok(Some(month)),
        _ => Err(refused(format!("`{key}` is '{text}'; expected a month such as 2019-06"))),
    }
}

fn ahead(own: &Own<'_>) -> PyResult<Option<usize>> {
    let ahead: Option<usize> = own.whole("ahead")?;
    if ahead.is_some_and(|ahead| !(1..=120).contains(&ahead)) {
        return Err(refused("`ahead` is out of range; expected 1 to 120 periods"));
    }
    Ok(ahead)
}

pub(super) fn trend<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let asked = TrendAsked { ahead: ahead(own)?, changes: own.flag("changes")?, guidance: month(own, "guidance")? };
    let study = source.figures("trend", Takes { further: &[WORDED, DRAWN, &["confidence"], PERSONS], ..FIGURES })?;
    Ok(Box::new(move || {
        let Trending { treatments, labels, warnings, set_aside, notes, confidence, last, .. } = study.trend(&asked)?;
        let file = if asked.changes { "changes.csv" } else { "trend.csv" };
        Ok(said((file, study.coding().until(last)), Told::of(&warnings, &set_aside, &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::trend_table(&treatments, &labels, confidence, width),
                Format::Csv if asked.changes => tables::changes_csv(&treatments)?,
                Format::Csv => tables::trend_csv(&treatments)?,
                Format::Json => tables::trend_json(&treatments, &labels, confidence)?,
            })
        }))
    }))
}

pub(super) fn series<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let column = own.text("series")?.ok_or_else(|| refused("`series` is missing: name the column of values"))?;
    let ahead = ahead(own)?;
    for key in ["changes", "guidance"] {
        if own.has(key)? {
            return Err(refused(format!("`{key}` has no effect on plain series, which have no areas")));
        }
    }
    let study = source.figures("plain series", Takes { figures: false, further: &[OF_SERIES] })?;
    Ok(Box::new(move || {
        let PlainSeries { series, notes, confidence, .. } = study.series(&column, ahead)?;
        Ok(said(("series.csv", Coding::default()), Told::of(&[], &[], &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::series_table(&series, confidence, width),
                Format::Csv => tables::series_csv(&series)?,
                Format::Json => tables::series_json(&series, confidence)?,
            })
        }))
    }))
}

pub(super) fn watch<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let mut rules: Vec<WatchRule> = own.words("rules")?;
    if rules.is_empty() {
        rules.push(WatchRule::Change);
    }
    rules.sort_unstable();
    rules.dedup();
    let state =
        own.path("state")?.ok_or_else(|| refused("`state` is missing: name the folder that keeps what was seen"))?;
    let watching = Watching { state, rules, from: month(own, "from_")? };
    let study = source.figures("watch", Takes { further: &[WORDED, PERSONS], ..FIGURES })?;
    Ok(Box::new(move || {
        let found = study.watch(&watching)?;
        // What is given to the caller counts as told.
        found.keep().map_err(|e| {
            let error = anyhow::Error::from(e);
            error.context(format!("{}: cannot write the state", watching.state.display()))
        })?;
        let judged = found.judged();
        let Watched { alerts, tests, labels, warnings, set_aside, notes, .. } = found;
        let notes: Vec<String> = std::iter::once(judged).chain(notes).collect();
        Ok(said(("watch.csv", study.coding()), Told::of(&warnings, &set_aside, &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::watch_table(&alerts, &labels, width),
                Format::Csv => tables::watch_csv(&alerts)?,
                Format::Json => tables::watch_json(&alerts, tests, &labels)?,
            })
        }))
    }))
}
