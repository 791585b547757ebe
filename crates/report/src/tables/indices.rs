//! The indices of variation of every slice, one row each.

use super::delimited::{number, text, write};
use super::json::{Head, document, head};
use super::layout::{lines, prose, table};
use super::text::{absent, blocks};
use crate::error::Error;
use crate::number::{percent, probability, significant};
use serde::Serialize;
use unwarranted_core::findings::{Jackknifed, RandomAgainstReal, Simulated};
use unwarranted_core::{Estimate, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{count, level};

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

/// The indices of every slice.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn indices_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings.iter().map(|s| Indices {
        head: head(s, labels),
        areas: s.areas.len(),
        set_aside: &s.set_aside,
        random_against_real: s.random_against_real.as_ref(),
        simulated: s.simulated.as_ref(),
        indices: &s.indices,
    }))
}

/// The indices of every slice, one row each.
///
/// # Errors
/// None in practice; [`Error::Table`] if a cell could not be written.
pub fn indices_csv(findings: &[SliceFindings]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "kind",
        "areas",
        "rows_set_aside",
        "id",
        "title",
        "value",
        "lower",
        "upper",
        "confidence",
        "interval_method",
        "p",
        "by_chance_5",
        "by_chance_50",
        "by_chance_95",
        "undefined",
        "note",
        "chance_share",
        "systematic_share",
        "replicates",
        "seed",
        "repeat_factor",
        "warning",
    ];
    let rows = findings.iter().flat_map(|s| {
        s.indices.iter().map(move |e| {
            vec![
                text(&s.treatment),
                s.period.to_string(),
                s.kind.word().to_owned(),
                s.areas.len().to_string(),
                s.set_aside.iter().map(|a| a.rows).sum::<usize>().to_string(),
                e.id.to_string(),
                e.title.to_string(),
                number(e.value),
                number(e.lower),
                number(e.upper),
                number(e.confidence),
                text(e.interval_method.unwrap_or_default()),
                number(e.p),
                number(e.null.map(|n| n[0])),
                number(e.null.map(|n| n[1])),
                number(e.null.map(|n| n[2])),
                text(e.undefined.as_deref().unwrap_or_default()),
                text(e.note.as_deref().unwrap_or_default()),
            ]
            .into_iter()
            .chain(simulation(s))
            .collect()
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let asked = findings.iter().flat_map(|s| &s.indices).any(|e| e.jackknife.is_some());
    let further = if asked { &JACKKNIFE[..] } else { &[] };
    let cells = findings.iter().flat_map(|s| &s.indices).map(|e| if asked { jackknife(e) } else { Vec::new() });
    let rows = rows.into_iter().zip(cells).map(|(row, more)| row.into_iter().chain(more).collect());
    write(head.iter().chain(further).map(|name| (*name).to_owned()), rows)
}

const JACKKNIFE: [&str; 4] = ["jackknife_error", "jackknife_lower", "jackknife_upper", "jackknife_undefined"];

/// The jackknife of an index, where it was asked for.
fn jackknife(e: &Estimate) -> Vec<String> {
    let of = |f: fn(&Jackknifed) -> Option<f64>| number(e.jackknife.as_ref().and_then(f));
    let why = e.jackknife.as_ref().and_then(|j| j.jackknife_undefined.as_deref());
    vec![of(|j| j.jackknife_error), of(|j| j.jackknife_lower), of(|j| j.jackknife_upper), text(why.unwrap_or_default())]
}

/// What holds for all indices of a slice: chance and systematic share of the variance, and how chance was simulated.
fn simulation(s: &SliceFindings) -> [String; 6] {
    let (split, made) = (s.random_against_real.as_ref(), s.simulated.as_ref());
    [
        number(split.map(|r| r.chance_share)),
        number(split.map(|r| r.systematic_share)),
        made.map(|m| m.replicates.to_string()).unwrap_or_default(),
        made.map(|m| m.seed.to_string()).unwrap_or_default(),
        number(made.map(|m| m.repeat_factor)),
        text(made.and_then(|m| m.warning).unwrap_or_default()),
    ]
}

/// The indices of every slice. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn indices_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| {
        let confidence = s.indices.iter().find_map(|e| e.confidence).unwrap_or(s.confidence);
        let interval = format!("{}% interval", level(confidence));
        let heads = ["Index", "Value", &interval, "Jackknife", "By chance", "p", "In words"];
        let mut table = table(&heads, &[1, 5], width);
        for e in &s.indices {
            table.add_row(index_row(e));
        }
        // An empty column would only take room.
        let all = |f: fn(&Estimate) -> bool| s.indices.iter().all(f);
        let empty = [
            (2, all(|e| e.lower.is_none())),
            (3, all(|e| e.jackknife.is_none())),
            (4, all(|e| e.null.is_none())),
            (5, all(|e| e.p.is_none())),
        ];
        let empty: Vec<usize> = empty.into_iter().filter(|(_, empty)| *empty).map(|(at, _)| at).collect();
        table.hide(&empty);
        prose(&split(s), width) + &lines(&table) + &prose(&simulated(s), width)
    })
}

fn index_row(e: &Estimate) -> [String; 7] {
    let short = |v: f64, digits| if v.abs() < 1e9 { significant(v, digits) } else { format!("{v:.2e}") };
    let pair = |lo: f64, hi: f64| format!("{} to {}", short(lo, 3), short(hi, 3));
    let checked = e.jackknife.as_ref().and_then(|j| j.jackknife_lower.zip(j.jackknife_upper));
    let said = match (&e.undefined, &e.note) {
        (Some(reason), _) => format!("{}; undefined: {reason}", e.title),
        (None, Some(note)) => format!("{}; note: {note}", e.title),
        (None, None) => e.title.to_string(),
    };
    [
        e.id.to_string(),
        e.value.map_or_else(absent, |v| short(v, 4)),
        e.lower.zip(e.upper).map_or_else(absent, |(lo, hi)| pair(lo, hi)),
        checked.map_or_else(absent, |(lo, hi)| pair(lo, hi)),
        e.null.map_or_else(absent, |[lo, _, hi]| pair(lo, hi)),
        e.p.map_or_else(absent, probability),
        said,
    ]
}

/// Random against real, in a line.
fn split(s: &SliceFindings) -> String {
    s.random_against_real.as_ref().map_or_else(String::new, |split| {
        let (chance, real) = (percent(split.chance_share), percent(split.systematic_share));
        format!("Of the variance between areas, {chance} is chance and {real} is systematic.\n")
    })
}

/// How p, intervals and "by chance" were made, and what to know before quoting them.
fn simulated(s: &SliceFindings) -> String {
    let Some(made) = &s.simulated else { return String::new() };
    let mut out = String::new();
    if made.null_method.is_some() {
        out += &format!(
            "By chance: middle 90% of {} simulations in which areas differ by chance alone (seed {}).\n",
            count(made.replicates),
            made.seed
        );
    }
    made.warning.map_or(out.clone(), |warning| out + &format!("warning: {warning}.\n"))
}
