//! JSON: one document with `"schema": 1` first, then `"slices"`; one area or index to a line.

use super::SCHEMA;
use super::lines::to_lines;
use crate::LabelsBy;
use crate::error::Error;
use serde::Serialize;
use unwarranted_core::findings::{
    AreaRates, Estimate, Judged, Overdispersion, RandomAgainstReal, Simulated, Standardised,
};
use unwarranted_core::slice::{ExpectedFrom, Kind, SetAside};
use unwarranted_core::{AreaFinding, Period, SliceFindings};

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
    per: f64,
    unit: Option<&'a str>,
    months: usize,
    months_full: Option<usize>,
    expected_from: ExpectedFrom,
    confidence: f64,
    standardised: Option<&'a Standardised>,
    observed: f64,
    denominator: Option<f64>,
    rate: Option<f64>,
}

#[derive(Serialize)]
struct Indices<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    areas: usize,
    set_aside: &'a [SetAside],
    random_against_real: Option<&'a RandomAgainstReal>,
    simulated: Option<&'a Simulated>,
    indices: &'a [Estimate],
}

#[derive(Serialize)]
struct Outliers<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    rule: &'static str,
    judged: Option<&'a Judged>,
    rank_note: Option<&'a str>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: Vec<Area<'a>>,
}

/// An area with what is known of it besides its figures.
#[derive(Serialize)]
struct Area<'a> {
    #[serde(flatten)]
    finding: &'a AreaFinding,
    #[serde(flatten)]
    noted: Noted<'a>,
}

#[derive(Serialize)]
struct Noted<'a> {
    ons_code: Option<&'a str>,
    #[serde(rename = "break")]
    break_in_series: Option<String>,
}

#[derive(Serialize)]
struct Rates<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    set_aside: &'a [SetAside],
    areas: Vec<RateRow<'a>>,
}

#[derive(Serialize)]
struct RateRow<'a> {
    area: &'a str,
    name: Option<&'a str>,
    observed: f64,
    denominator: Option<f64>,
    expected: Option<f64>,
    rate: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    interval_method: Option<&'static str>,
    ratio: Option<f64>,
    #[serde(flatten)]
    rates: &'a AreaRates,
    percent_rank: Option<f64>,
    months: usize,
    #[serde(flatten)]
    noted: Noted<'a>,
}

#[derive(Serialize)]
struct Areas<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    deciles: Option<[f64; 9]>,
    rule: &'static str,
    judged: Option<&'a Judged>,
    rank_note: Option<&'a str>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: Vec<Area<'a>>,
}

/// The indices of every slice.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn indices_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings, |s| Indices {
        head: head(s, labels),
        areas: s.areas.len(),
        set_aside: &s.set_aside,
        random_against_real: s.random_against_real.as_ref(),
        simulated: s.simulated.as_ref(),
        indices: &s.indices,
    })
}

/// The verdict on every area of every slice: rates, ratios, funnel limits and flags.
///
/// # Errors
/// As [`indices_json`].
pub fn outliers_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings, |s| Outliers {
        head: head(s, labels),
        rule: s.rule,
        judged: s.judged.as_ref(),
        rank_note: s.rank_note.as_deref(),
        overdispersion: &s.overdispersion,
        set_aside: &s.set_aside,
        areas: areas(s, labels),
    })
}

/// The rate of every area of every slice with its interval.
///
/// # Errors
/// As [`indices_json`].
pub fn rates_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings, |s| Rates {
        head: head(s, labels),
        set_aside: &s.set_aside,
        areas: s.areas.iter().map(|a| rate_row(a, noted(s, a, labels))).collect(),
    })
}

/// Everything said about every area of every slice.
///
/// # Errors
/// As [`indices_json`].
pub fn areas_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings, |s| Areas {
        head: head(s, labels),
        deciles: s.deciles,
        rule: s.rule,
        judged: s.judged.as_ref(),
        rank_note: s.rank_note.as_deref(),
        overdispersion: &s.overdispersion,
        set_aside: &s.set_aside,
        areas: areas(s, labels),
    })
}

fn areas<'a>(s: &'a SliceFindings, labels: &'a LabelsBy) -> Vec<Area<'a>> {
    s.areas.iter().map(|finding| Area { finding, noted: noted(s, finding, labels) }).collect()
}

fn noted<'a>(s: &SliceFindings, a: &AreaFinding, labels: &'a LabelsBy) -> Noted<'a> {
    let notes = labels.get(&s.treatment).map(|l| &*l.area_notes);
    Noted {
        ons_code: notes.and_then(|n| n.ons_code(&a.area)),
        break_in_series: notes.and_then(|n| n.breaks_in(&a.area, s.period)),
    }
}

pub(super) fn head<'a>(s: &'a SliceFindings, labels: &'a LabelsBy) -> Head<'a> {
    let words = labels.get(&s.treatment);
    Head {
        treatment: &s.treatment,
        measure: words.map(|l| l.measure.as_str()),
        period: s.period,
        kind: s.kind,
        per: s.per,
        unit: words.map(|l| l.unit.as_str()),
        months: s.months,
        months_full: s.months_full,
        expected_from: s.expected_from,
        confidence: s.confidence,
        standardised: s.standardised.as_ref(),
        observed: s.observed,
        denominator: s.denominator,
        rate: s.rate,
    }
}

fn rate_row<'a>(a: &'a AreaFinding, noted: Noted<'a>) -> RateRow<'a> {
    RateRow {
        area: &a.area,
        name: a.name.as_deref(),
        observed: a.observed,
        denominator: a.denominator,
        expected: a.expected,
        rate: a.rate,
        lower: a.lower,
        upper: a.upper,
        interval_method: a.interval_method,
        ratio: a.ratio,
        rates: &a.rates,
        percent_rank: a.percent_rank,
        months: a.months,
        noted,
    }
}

fn document<'a, T: Serialize>(
    findings: &'a [SliceFindings],
    slice: impl Fn(&'a SliceFindings) -> T,
) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, slices: findings.iter().map(slice).collect() }, 4)
}
