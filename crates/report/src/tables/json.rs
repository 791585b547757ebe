//! JSON: one document with `"schema": 1` first, then `"slices"`; one area or index to a line.

use super::SCHEMA;
use crate::LabelsBy;
use crate::error::Error;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};
use std::io;
use unwarranted_core::findings::{Estimate, Overdispersion};
use unwarranted_core::slice::{ExpectedFrom, Kind, SetAside};
use unwarranted_core::{AreaFinding, Period, SliceFindings};

#[derive(Serialize)]
struct Document<T> {
    schema: u32,
    slices: Vec<T>,
}

/// What every table says first of a slice.
#[derive(Serialize)]
struct Head<'a> {
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
    indices: &'a [Estimate],
}

#[derive(Serialize)]
struct Outliers<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: &'a [AreaFinding],
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
    percent_rank: Option<f64>,
    months: usize,
}

#[derive(Serialize)]
struct Areas<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    deciles: Option<[f64; 9]>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: &'a [AreaFinding],
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
        overdispersion: &s.overdispersion,
        set_aside: &s.set_aside,
        areas: &s.areas,
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
        areas: s.areas.iter().map(rate_row).collect(),
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
        overdispersion: &s.overdispersion,
        set_aside: &s.set_aside,
        areas: &s.areas,
    })
}

fn head<'a>(s: &'a SliceFindings, labels: &'a LabelsBy) -> Head<'a> {
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
        observed: s.observed,
        denominator: s.denominator,
        rate: s.rate,
    }
}

fn rate_row(a: &AreaFinding) -> RateRow<'_> {
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
        percent_rank: a.percent_rank,
        months: a.months,
    }
}

fn document<'a, T: Serialize>(
    findings: &'a [SliceFindings],
    slice: impl Fn(&'a SliceFindings) -> T,
) -> Result<String, Error> {
    to_lines(&Document { schema: SCHEMA, slices: findings.iter().map(slice).collect() }, 4)
}

/// `value` as JSON, indented down to `depth` levels; what lies deeper stays on one line.
pub(crate) fn to_lines<T: Serialize>(value: &T, depth: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let formatter = Lines { pretty: PrettyFormatter::new(), level: 0, depth };
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value.serialize(&mut serializer).map_err(|e| Error::Table(e.to_string()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

struct Lines {
    pretty: PrettyFormatter<'static>,
    level: usize,
    depth: usize,
}

impl Lines {
    fn broken(&self) -> bool {
        self.level <= self.depth
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level += 1;
        if self.broken() { self.pretty.begin_array(w) } else { w.write_all(b"[") }
    }
    fn end_array<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level -= 1;
        if self.level < self.depth { self.pretty.end_array(w) } else { w.write_all(b"]") }
    }
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.broken(), first) {
            (true, _) => self.pretty.begin_array_value(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }
    fn end_array_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.broken() { self.pretty.end_array_value(w) } else { Ok(()) }
    }
    fn begin_object<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level += 1;
        if self.broken() { self.pretty.begin_object(w) } else { w.write_all(b"{") }
    }
    fn end_object<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level -= 1;
        if self.level < self.depth { self.pretty.end_object(w) } else { w.write_all(b"}") }
    }
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.broken(), first) {
            (true, _) => self.pretty.begin_object_key(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }
    fn begin_object_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(w)
    }
    fn end_object_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.broken() { self.pretty.end_object_value(w) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_values_stay_on_one_line_and_the_document_reads_back() {
        let value = serde_json::json!({"a": [{"b": [1, 2]}, {"b": []}], "c": {}});
        let text = to_lines(&value, 2).unwrap();
        assert_eq!(text, "{\n  \"a\": [\n    {\"b\": [1, 2]},\n    {\"b\": []}\n  ],\n  \"c\": {}\n}\n");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
