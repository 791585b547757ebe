//! The rate of every area of every slice with its interval, one row each.

mod columns;
mod text;

pub(in crate::tables) use columns::{chance_columns, position_column, rank_columns, rate_columns, which_columns};
pub use text::{rates_pieces, rates_table};

use crate::error::Error;
use crate::tables::delimited::{area_rows, column, text};
use crate::tables::json::{Head, Unknown, entry, head, pieces, unknown};
use crate::tables::pieces::{Outline, Pieces};
use crate::tables::reasons::{joined, rate_lacks};
use serde::Serialize;
use unwarranted_core::findings::{AreaRates, ChanceFindings, SimilarBy};
use unwarranted_core::interval::Formula;
use unwarranted_core::{AreaFinding, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Rates<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    chance: &'a ChanceFindings,
    set_aside: &'a [SetAside],
    #[serde(skip_serializing_if = "Option::is_none")]
    similar: Option<&'a SimilarBy>,
    areas: Vec<RateRow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_figures: Vec<Unknown<'a>>,
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
    ods_code: Option<&'a str>,
    ons_code: Option<&'a str>,
    #[serde(rename = "break")]
    break_in_series: Option<String>,
}

/// The rate of every area of every slice with its interval.
///
/// # Errors
/// As [`indices_json`](crate::tables::indices_json).
pub fn rates_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    rates_json_pieces()?.whole(findings, labels)
}

/// [`rates_json`] slice by slice.
///
/// # Errors
/// As [`indices_json`](crate::tables::indices_json).
pub fn rates_json_pieces() -> Result<Pieces, Error> {
    pieces(|s, labels| {
        let areas = s.areas.iter().map(rate_row).collect();
        entry(&Rates {
            head: head(s, labels),
            chance: &s.chance,
            set_aside: &s.set_aside,
            similar: s.similar.as_ref(),
            areas,
            without_figures: unknown(s),
        })
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
        ods_code: a.ods_code.as_deref(),
        ons_code: a.ons_code.as_deref(),
        break_in_series: a.break_in_words(),
    }
}

/// The rate of every area of every slice with its interval, one row each.
///
/// # Errors
/// As [`indices_csv`](crate::tables::indices_csv).
pub fn rates_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    rates_csv_pieces(&Outline::of(findings))?.whole(findings, labels)
}

/// [`rates_csv`] slice by slice.
///
/// # Errors
/// As [`indices_csv`](crate::tables::indices_csv).
pub fn rates_csv_pieces(outline: &Outline) -> Result<Pieces, Error> {
    let why = vec![column("undefined", |r| text(&joined(r.slice, &rate_lacks(r.slice, r.area))))];
    area_rows([which_columns(), rate_columns(outline), rank_columns(), vec![position_column()], chance_columns(), why])
}
