//! The rate of every area of every slice with its interval, one row each.

use super::delimited::{Column, area_rows, column, number, slice_column, text};
use super::json::{Head, entry, head, pieces};
use super::layout::{lines, prose, table};
use super::pieces::{Outline, Pieces};
use super::reasons::{Lack, advice, joined, rate_lacks};
use super::text::{Places, absent, blocks, middle};
use crate::error::Error;
use crate::number::{exact, percent};
use crate::order::ordered;
use crate::words;
use serde::Serialize;
use std::collections::BTreeSet;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::{AreaRates, ChanceFindings, Limits, Position};
use unwarranted_core::interval::Formula;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, Confidence, ExpectedFrom, SetAside, SliceFindings};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::{level, thousands};

#[derive(Serialize)]
struct Rates<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    chance: &'a ChanceFindings,
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
    interval_method: Option<Formula>,
    ratio: Option<f64>,
    #[serde(flatten)]
    rates: &'a AreaRates,
    percent_rank: Option<f64>,
    months: usize,
    ons_code: Option<&'a str>,
    #[serde(rename = "break")]
    break_in_series: Option<String>,
}

/// The rate of every area of every slice with its interval.
///
/// # Errors
/// As [`indices_json`](super::indices_json).
pub fn rates_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    rates_json_pieces()?.whole(findings, labels)
}

/// [`rates_json`] slice by slice.
///
/// # Errors
/// As [`indices_json`](super::indices_json).
pub fn rates_json_pieces() -> Result<Pieces, Error> {
    pieces(|s, labels| {
        let areas = s.areas.iter().map(rate_row).collect();
        entry(&Rates { head: head(s, labels), chance: &s.chance, set_aside: &s.set_aside, areas })
    })
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
        rates: &a.rates,
        percent_rank: a.percent_rank,
        months: a.months,
        ons_code: a.ons_code.as_deref(),
        break_in_series: a.break_in_words(),
    }
}

/// The rate of every area of every slice with its interval, one row each.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn rates_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    rates_csv_pieces(&Outline::of(findings))?.whole(findings, labels)
}

/// [`rates_csv`] slice by slice.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn rates_csv_pieces(outline: &Outline) -> Result<Pieces, Error> {
    let why = vec![column("undefined", |r| text(&joined(r.slice, &rate_lacks(r.slice, r.area))))];
    area_rows([which_columns(), rate_columns(outline), rank_columns(), vec![position_column()], chance_columns(), why])
}

pub(super) fn which_columns() -> Vec<Column> {
    vec![
        slice_column("treatment", |r| text(&r.slice.treatment)),
        slice_column("period", |r| r.slice.period.to_string()),
        slice_column("kind", |r| r.slice.kind.word().to_owned()),
        column("area", |r| text(&r.area.area)),
        column("name", |r| text(r.area.name.as_deref().unwrap_or_default())),
        column("ons_code", |r| text(r.area.ons_code.as_deref().unwrap_or_default())),
    ]
}

pub(super) fn rate_columns(outline: &Outline) -> Vec<Column> {
    let mut columns = vec![
        column("observed", |r| exact(r.area.observed)),
        column("denominator", |r| number(r.area.denominator)),
        column("expected", |r| number(r.area.expected)),
        column("rate", |r| number(r.area.rate)),
        column("lower", |r| number(r.area.lower)),
        column("upper", |r| number(r.area.upper)),
        slice_column("per", |r| exact(r.slice.per)),
        slice_column("unit", |r| text(&r.unit.map(ToString::to_string).unwrap_or_default())),
        column("confidence", |r| number(r.area.lower.map(|_| r.slice.confidence))),
        column("interval_method", |r| r.area.interval_method.map_or_else(String::new, |m| text(m.word()))),
        column("ratio", |r| number(r.area.ratio)),
        column("ratio_lower", |r| number(r.area.rates.ratio_lower)),
        column("ratio_upper", |r| number(r.area.rates.ratio_upper)),
        column("months", |r| r.area.months.to_string()),
        column("break", |r| text(&r.area.break_in_words().unwrap_or_default())),
    ];
    // Columns that only some commands give come after those that are always there.
    if outline.standardised {
        columns.push(column("crude_rate", |r| number(r.area.rates.crude_rate)));
        columns
            .push(slice_column("standardised", |r| text(r.slice.standardised.as_ref().map_or("", |s| s.by.as_str()))));
    }
    let names = outline.rate_levels.iter().filter_map(|l| Confidence::new(*l, "level").ok()).map(Confidence::per_cent);
    for name in names {
        columns.extend(level_columns("", &name, |a| &a.rates.intervals));
        columns.extend(level_columns("ratio_", &name, |a| &a.rates.ratio_intervals));
    }
    columns
}

/// `lower_99_8` and `upper_99_8`.
fn level_columns(prefix: &str, level: &str, of: fn(&AreaFinding) -> &Limits) -> [Column; 2] {
    let one = |(side, end): (usize, &str)| {
        let key = level.to_owned();
        let name = format!("{prefix}{end}_{}", level.replace('.', "_"));
        column(&name, move |r| number(of(r.area).get(&key).map(|l| l[side])))
    };
    [one((0, "lower")), one((1, "upper"))]
}

/// How far the area is from all areas together.
pub(super) fn position_column() -> Column {
    column("position", |r| r.area.rates.position.map_or("", Position::word).to_owned())
}

/// What chance is known from.
pub(super) fn chance_columns() -> Vec<Column> {
    vec![
        slice_column("chance_from", |r| r.slice.chance.from.map_or("", ChanceFrom::word).to_owned()),
        slice_column("chance_phi", |r| number(r.slice.chance.phi)),
    ]
}

pub(super) fn rank_columns() -> Vec<Column> {
    vec![column("percent_rank", |r| number(r.area.percent_rank))]
}

/// The rates of every slice, highest first.
#[must_use]
pub fn rates_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| rates_block(s, labels.get(&s.treatment), width))
}

/// [`rates_table`] slice by slice.
#[must_use]
pub fn rates_pieces(width: Option<u16>) -> Pieces {
    Pieces::blocks(move |s, labels| rates_table(std::slice::from_ref(s), labels, width))
}

/// The rates of one slice, highest first.
fn rates_block(s: &SliceFindings, l: Option<&Labels>, width: Option<u16>) -> String {
    let [interval, ratios] = [interval_head(s), "O/E interval".to_owned()];
    let against = capitalised(s.whole());
    let heads = [
        "Area",
        "Name",
        "Observed",
        "Denominator",
        "Rate",
        "Lower",
        "Upper",
        &interval,
        "O/E",
        &ratios,
        "Higher than",
        &against,
    ];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 8, 10], width);
    let places = Places::of(s);
    for a in ordered(s) {
        let of_ratio = a.rates.ratio_lower.zip(a.rates.ratio_upper);
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, places.observed),
            places.or_absent(a.denominator, places.denominator),
            places.or_absent(a.rate, places.rate),
            places.or_absent(a.lower, places.rate),
            places.or_absent(a.upper, places.rate),
            further(s, a, places.rate),
            places.or_absent(a.ratio, 2),
            of_ratio.map_or_else(absent, |(lo, hi)| format!("{} to {}", thousands(lo, 2), thousands(hi, 2))),
            a.percent_rank.map_or_else(absent, percent),
            a.rates.position.map_or_else(absent, |position| position.words().to_owned()),
        ]);
    }
    // With internal expected values the ratio says no more than the rate.
    let internal = s.expected_from == ExpectedFrom::Internal;
    let unknown = s.areas.iter().all(|a| a.rates.position.is_none());
    let hidden = [(7, s.rate_levels.len() < 2), (9, internal), (11, unknown)];
    let hidden: Vec<usize> = hidden.into_iter().filter(|(_, hide)| *hide).map(|(at, _)| at).collect();
    table.hide(&hidden);
    let distances = words::distances(s).map(|said| said + "\n").unwrap_or_default();
    let mut out = prose(&(middle(s) + &distances + &words::chance_lines(s, l)), width) + &lines(&table);
    for why in why_absent(s) {
        out += &prose(&why, width);
    }
    out + &prose(&parts(s), width)
}

/// The head of the intervals at further levels.
fn interval_head(s: &SliceFindings) -> String {
    let levels: Vec<String> = s.rate_levels.iter().skip(1).map(|l| format!("{}%", level(*l))).collect();
    format!("Interval {}", levels.join(", "))
}

/// The intervals of a rate at further levels.
fn further(s: &SliceFindings, a: &AreaFinding, places: usize) -> String {
    let one = |l: &f64| {
        let [lo, hi] = a.rates.intervals.get(&Confidence::new(*l, "level").ok()?.per_cent())?;
        Some(format!("{} to {}", thousands(*lo, places), thousands(*hi, places)))
    };
    let said: Vec<String> = s.rate_levels.iter().skip(1).filter_map(one).collect();
    if said.is_empty() { absent() } else { said.join(", ") }
}

/// Why figures are absent ("-"), a line for each reason.
fn why_absent(s: &SliceFindings) -> BTreeSet<String> {
    let lacks: BTreeSet<Lack> = s.areas.iter().flat_map(|a| rate_lacks(s, a)).collect();
    let said = lacks.iter().map(|lack| format!("-: no {}, because {}.\n", lack.figure, lack.why));
    said.chain(advice(s).map(|give| format!("To have what is missing, {give}.\n"))).collect()
}

/// The areas without rows in some months of the period.
fn parts(s: &SliceFindings) -> String {
    let part = |a: &AreaFinding| format!("{}{}", a.area, words::part_of(s, a));
    let some: Vec<String> = s.areas.iter().filter(|a| a.months < s.months).map(part).collect();
    if some.is_empty() { String::new() } else { format!("Areas with a part of the period: {}.\n", some.join(", ")) }
}
