//! The league of treatments, one row each.

use super::delimited::text;
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use super::text::absent;
use crate::error::Error;
use crate::number::{percent, significant};
use crate::words::league as words;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_core::Period;
use unwarranted_core::sweep::{League, LeagueEntry, RankedBy};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::treatments;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    ranked_by: RankedBy,
    areas: usize,
    tests: usize,
    periods: Vec<OfPeriod>,
    treatments: Vec<&'a LeagueEntry>,
}

#[derive(Serialize)]
struct OfPeriod {
    period: Period,
    areas: usize,
    tests: usize,
    differ: usize,
    beyond: usize,
    differ_under_dependence: Option<usize>,
    beyond_under_dependence: Option<usize>,
}

impl OfPeriod {
    fn of(league: &League) -> Self {
        let [differ, beyond] = league.under_dependence.map_or([None; 2], |both| both.map(Some));
        Self {
            period: league.period,
            areas: league.areas,
            tests: league.tests,
            differ: league.entries.iter().map(|e| e.differ).sum(),
            beyond: league.entries.iter().map(|e| e.beyond).sum(),
            differ_under_dependence: differ,
            beyond_under_dependence: beyond,
        }
    }
}

/// Leagues as JSON: `areas` is the largest number of areas of a period, `tests` the sum over periods.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn league_json(leagues: &[League]) -> Result<String, Error> {
    let document = Document {
        schema: SCHEMA,
        ranked_by: leagues.first().map_or(RankedBy::Psv, |l| l.by),
        areas: leagues.iter().map(|l| l.areas).max().unwrap_or_default(),
        tests: leagues.iter().map(|l| l.tests).sum(),
        periods: leagues.iter().map(OfPeriod::of).collect(),
        treatments: leagues.iter().flat_map(|l| &l.entries).collect(),
    };
    to_lines(&document, 2)
}

/// Leagues as CSV, one row per period and treatment, with the columns of the JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a cell could not be written.
pub fn league_csv(leagues: &[League]) -> Result<String, Error> {
    let safe = |name: &Option<Arc<str>>| name.as_ref().map(|name| text(name).into());
    rows(leagues.iter().flat_map(|l| &l.entries).map(|entry| LeagueEntry {
        id: text(&entry.id).into(),
        title: text(&entry.title),
        highest: safe(&entry.highest),
        highest_name: safe(&entry.highest_name),
        lowest: safe(&entry.lowest),
        lowest_name: safe(&entry.lowest_name),
        ..entry.clone()
    }))
}

pub(super) fn rows<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<String, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|e| Error::Table(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::Table(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

/// Leagues for reading. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn league_table(leagues: &[League], labels: &LabelsBy, width: Option<u16>) -> String {
    let blocks: Vec<String> = leagues.iter().map(|league| block(league, labels, width)).collect();
    blocks.join("\n")
}

fn block(league: &League, labels: &LabelsBy, width: Option<u16>) -> String {
    let (ranked, others): (Vec<&LeagueEntry>, Vec<_>) = league.entries.iter().partition(|e| e.rank.is_some());
    let of = match others.len() {
        0 => treatments(ranked.len()),
        n => words::how_many(ranked.len(), ranked.len() + n),
    };
    let mut out = format!("{of}, {}, {} areas\n", league.period.words(), count(league.areas));
    out += match league.by {
        RankedBy::Psv => {
            "Ordered by how far areas differ systematically: the standard deviation of their rates about the overall rate, \
             with the chance that their practices show taken out.\n"
        }
        RankedBy::VarianceGamma => {
            "Ordered by the standard deviation of the true ratios in the gamma-Poisson model. Practices are not known, so it \
             holds their habits too.\n"
        }
    };
    let interval = format!("{}% interval", level(league.confidence));
    let heads = [
        "Place",
        &interval,
        "Treatment",
        "Rate",
        "Areas differ by",
        &interval,
        "Differ",
        "Beyond",
        "Highest",
        "Lowest",
    ];
    let mut table = table(&heads, &[0, 1, 3, 4, 5, 6, 7], width);
    for entry in &ranked {
        table.add_row(row(league, entry, labels));
    }
    let mut text = prose(&out, width);
    if !ranked.is_empty() {
        text += &lines(&table);
    }
    let shared = words::shared(league).map(|note| format!("{note}\n")).unwrap_or_default();
    text + &prose(&shared, width) + &prose(&counts(league), width) + &prose(&not_ranked(&others), width)
}

fn row(league: &League, entry: &LeagueEntry, labels: &LabelsBy) -> [String; 10] {
    let [value, lower, upper] = entry.variance(league.by);
    let spread = |variance: Option<f64>| variance.map_or_else(absent, |v| percent(v.max(0.0).sqrt()));
    let place = |place: Option<usize>| place.map_or_else(absent, |p| p.to_string());
    let pair = |from: String, to: String| format!("{from} to {to}");
    let named = |name: &Option<Arc<str>>, code: &Option<Arc<str>>| {
        name.as_ref().or(code.as_ref()).map_or_else(absent, |n| n.to_string())
    };
    let unit = labels.get(&entry.id).map(|l| &l.unit);
    let rate = entry.rate.map_or_else(absent, |rate| match unit.and_then(|unit| Some((unit.brief(), unit.per()?))) {
        Some((unit, per)) => format!("{} {unit}", significant(rate * per, 3)),
        None => significant(rate, 3),
    });
    [
        words::place(league, entry),
        pair(place(entry.rank_lower), place(entry.rank_upper)),
        entry.title.clone(),
        rate,
        spread(value),
        lower.zip(upper).map_or_else(absent, |(lower, upper)| pair(spread(Some(lower)), spread(Some(upper)))),
        entry.differ.to_string(),
        entry.beyond.to_string(),
        named(&entry.highest_name, &entry.highest),
        named(&entry.lowest_name, &entry.lowest),
    ]
}

/// What was tested, over everything.
fn counts(league: &League) -> String {
    let of = OfPeriod::of(league);
    format!(
        "Of {} areas x treatments with at least 10 effective events {} differ from the overall rate and {} lie beyond what \
         is ordinary for their treatment; at most 1 in 20 of each is expected to be a false discovery.\n",
        count(of.tests),
        count(of.differ),
        count(of.beyond)
    )
}

/// Those without a place, by reason.
fn not_ranked(others: &[&LeagueEntry]) -> String {
    let mut reasons: Vec<&str> = others.iter().filter_map(|e| e.not_ranked.as_deref()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let line = |reason: &&str| {
        let titles: Vec<&str> =
            others.iter().filter(|e| e.not_ranked.as_deref() == Some(*reason)).map(|e| &*e.title).collect();
        format!("Not ranked ({}): {reason}: {}\n", titles.len(), listed(&titles))
    };
    reasons.iter().map(line).collect()
}

fn listed(titles: &[&str]) -> String {
    const SHOWN: usize = 12;
    let more = titles.len().saturating_sub(SHOWN);
    let shown = titles[..titles.len().min(SHOWN)].join("; ");
    if more == 0 { shown } else { format!("{shown}; and {more} more") }
}
