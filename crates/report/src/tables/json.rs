//! JSON: one document with `"schema": 1` first, then `"slices"`; one area or index to a line.

use super::lines::{SCHEMA, to_lines, within};
use super::pieces::Pieces;
use crate::error::Error;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_core::findings::Standardised;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::slice::{ExpectedFrom, Kind};
use unwarranted_core::{KindFrom, Polarity};
use unwarranted_core::{NotKnown, Period, Reason, SliceFindings};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Document<T> {
    schema: u32,
    slices: Vec<T>,
}

/// What every table says first of a slice.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    treatment: &'a str,
    measure: Option<&'a str>,
    period: Period,
    kind: Kind,
    kind_from: KindFrom,
    per: f64,
    unit: Option<&'a RateUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    polarity: Option<&'static str>,
    months: usize,
    months_full: Option<usize>,
    expected_from: ExpectedFrom,
    confidence: f64,
    standardised: Option<&'a Standardised>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_need: Option<&'a str>,
    observed: f64,
    denominator: Option<f64>,
    rate: Option<f64>,
    /// Median of the rates of the areas, and their deciles 10 to 90.
    median: Option<f64>,
    deciles: Option<[f64; 9]>,
}

pub(super) fn head<'a>(s: &'a SliceFindings, labels: &'a LabelsBy) -> Head<'a> {
    let words = labels.get(&s.treatment);
    Head {
        treatment: &s.treatment,
        measure: words.map(|l| l.measure.as_str()),
        period: s.period,
        kind: s.kind,
        kind_from: s.kind_from,
        per: s.per,
        unit: words.map(|l| &l.unit),
        polarity: words.and_then(|l| l.polarity).map(Polarity::word),
        months: s.months,
        months_full: s.months_full,
        expected_from: s.expected_from,
        confidence: s.confidence,
        standardised: s.standardised.as_ref(),
        after_need: s.after_need.as_deref(),
        observed: s.observed,
        denominator: s.denominator,
        rate: s.rate,
        median: s.median(),
        deciles: s.deciles,
    }
}

/// An area whose figure is not known here.
#[derive(Serialize)]
pub(super) struct Unknown<'a> {
    area: &'a str,
    name: Option<&'a str>,
    reason: Reason,
    meaning: &'static str,
    ods_code: Option<&'a str>,
    ons_code: Option<&'a str>,
}

/// The areas of a slice whose figures are not known, by code.
pub(super) fn unknown<'a>(s: &'a SliceFindings) -> Vec<Unknown<'a>> {
    let one = |(code, why): (&'a Arc<str>, NotKnown<'a>)| Unknown {
        area: code,
        name: why.name().map(|name| &**name),
        reason: why.reason,
        meaning: why.reason.meaning(),
        ods_code: why.area.and_then(|area| area.ods_code.as_deref()),
        ons_code: why.area.and_then(|area| area.ons_code.as_deref()),
    };
    s.unknown().into_iter().map(one).collect()
}

/// The document of [`document`], slice by slice.
pub(super) fn pieces<F>(piece: F) -> Result<Pieces, Error>
where
    F: Fn(&SliceFindings, &LabelsBy) -> Result<String, Error> + Send + Sync + 'static,
{
    let before = format!("{{\n  \"schema\": {SCHEMA},\n  \"slices\": [\n");
    let empty = document(std::iter::empty::<()>())?;
    Ok(Pieces::new([before, empty], [",\n", "\n  ]\n}\n"], piece))
}

/// One entry of a document.
pub(super) fn entry<T: Serialize>(slice: &T) -> Result<String, Error> {
    within(slice, 2, 4)
}

/// One document with these entries, one for every slice.
pub(super) fn document<T: Serialize>(slices: impl Iterator<Item = T>) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, slices: slices.collect() }, 4)
}
