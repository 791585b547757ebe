//! The indices of variation of every slice, one row each.

use super::delimited::{number, text, write};
use super::json::{Head, document, head};
use super::layout::{lines, prose, table};
use super::reasons::advice;
use super::text::{absent, blocks, middle};
use crate::error::Error;
use crate::number::{exact, percent, probability, significant};
use crate::words;
use serde::Serialize;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::{ChanceFindings, RandomAgainstReal, Simulated};
use unwarranted_core::{Estimate, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{count, level};

#[derive(Serialize)]
struct Indices<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    areas: usize,
    set_aside: &'a [SetAside],
    chance: &'a ChanceFindings,
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
        chance: &s.chance,
        random_against_real: s.random_against_real.as_ref(),
        simulated: s.simulated.as_ref(),
        indices: &s.indices,
    }))
}

/// A column: its name and the cell of an index of a slice.
type Column = (&'static str, fn(&SliceFindings, &Estimate) -> String);

/// What identifies the slice and the index, and what is said of the index.
const OF_INDEX: [Column; 18] = [
    ("treatment", |s, _| text(&s.treatment)),
    ("period", |s, _| s.period.to_string()),
    ("kind", |s, _| s.kind.word().to_owned()),
    ("areas", |s, _| s.areas.len().to_string()),
    ("rows_set_aside", |s, _| s.set_aside.iter().map(|a| a.rows).sum::<usize>().to_string()),
    ("id", |_, e| e.id.to_string()),
    ("title", |_, e| e.title.to_string()),
    ("value", |_, e| number(e.value)),
    ("lower", |_, e| number(e.lower)),
    ("upper", |_, e| number(e.upper)),
    ("confidence", |_, e| number(e.confidence)),
    ("interval_method", |_, e| text(e.interval_method.map_or("", |m| m.word()))),
    ("p", |_, e| number(e.p)),
    ("by_chance_5", |_, e| number(e.null.map(|n| n[0]))),
    ("by_chance_50", |_, e| number(e.null.map(|n| n[1]))),
    ("by_chance_95", |_, e| number(e.null.map(|n| n[2]))),
    ("undefined", |_, e| text(e.undefined.as_deref().unwrap_or_default())),
    ("note", |_, e| text(e.note.as_deref().unwrap_or_default())),
];

/// What holds for all indices of a slice: chance and systematic share of the variance, how chance was simulated, and the
/// median and deciles of the rates.
const OF_SLICE: [Column; 18] = [
    ("chance_share", |s, _| number(s.random_against_real.as_ref().map(|r| r.chance_share))),
    ("systematic_share", |s, _| number(s.random_against_real.as_ref().map(|r| r.systematic_share))),
    ("replicates", |s, _| s.simulated.as_ref().map(|m| m.replicates.to_string()).unwrap_or_default()),
    ("seed", |s, _| s.simulated.as_ref().map(|m| m.seed.to_string()).unwrap_or_default()),
    ("repeat_factor", |s, _| number(s.simulated.as_ref().map(|m| m.repeat_factor))),
    ("warning", |s, _| text(s.simulated.as_ref().and_then(|m| m.warning).unwrap_or_default())),
    ("chance_from", |s, _| s.chance.from.map_or("", ChanceFrom::word).to_owned()),
    ("per", |s, _| exact(s.per)),
    ("median", |s, _| number(s.median())),
    ("decile_1", |s, _| decile(s, 0)),
    ("decile_2", |s, _| decile(s, 1)),
    ("decile_3", |s, _| decile(s, 2)),
    ("decile_4", |s, _| decile(s, 3)),
    ("decile_5", |s, _| decile(s, 4)),
    ("decile_6", |s, _| decile(s, 5)),
    ("decile_7", |s, _| decile(s, 6)),
    ("decile_8", |s, _| decile(s, 7)),
    ("decile_9", |s, _| decile(s, 8)),
];

fn decile(s: &SliceFindings, at: usize) -> String {
    number(s.deciles.map(|deciles| deciles[at]))
}

/// The jackknife of an index.
const JACKKNIFE: [Column; 4] = [
    ("jackknife_error", |_, e| number(e.jackknife.as_ref().and_then(|j| j.jackknife_error))),
    ("jackknife_lower", |_, e| number(e.jackknife.as_ref().and_then(|j| j.jackknife_lower))),
    ("jackknife_upper", |_, e| number(e.jackknife.as_ref().and_then(|j| j.jackknife_upper))),
    ("jackknife_undefined", |_, e| {
        text(e.jackknife.as_ref().and_then(|j| j.jackknife_undefined.as_deref()).unwrap_or_default())
    }),
];

/// The indices of every slice, one row each.
///
/// # Errors
/// None in practice; [`Error::Table`] if a cell could not be written.
pub fn indices_csv(findings: &[SliceFindings]) -> Result<String, Error> {
    // The jackknife stands last, where it was asked for.
    let asked = findings.iter().flat_map(|s| &s.indices).any(|e| e.jackknife.is_some());
    let further = if asked { &JACKKNIFE[..] } else { &[] };
    let columns: Vec<&Column> = OF_INDEX.iter().chain(&OF_SLICE).chain(further).collect();
    let row = |s, e| columns.iter().map(|(_, cell)| cell(s, e)).collect();
    let rows = findings.iter().flat_map(|s| s.indices.iter().map(move |e| (s, e)));
    write(columns.iter().map(|(name, _)| (*name).to_owned()), rows.map(|(s, e)| row(s, e)))
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
        prose(&(middle(s) + &split(s) + &words::chance_source(s, labels.get(&s.treatment)) + &unknown(s)), width)
            + &lines(&table)
            + &prose(&simulated(s), width)
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

/// Why nothing was simulated, where chance is not known.
fn unknown(s: &SliceFindings) -> String {
    let bare = s.indices.iter().all(|e| e.lower.is_none() && e.p.is_none());
    match s.chance.undefined.as_deref().filter(|_| bare) {
        Some(reason) => {
            let advice = advice(s).map(|advice| format!("; {advice}")).unwrap_or_default();
            format!("There are no intervals and no p: {reason}{advice}.\n")
        }
        None => String::new(),
    }
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
