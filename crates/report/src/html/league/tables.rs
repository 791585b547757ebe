//! The tables of a league: treatments with a place, and those without.

use super::bars::spread;
use super::page::LeaguePage;
use super::rates::told;
use crate::html::view::{CellView, Col, RowView, TableView, sentence};
use crate::number::percent;
use crate::words::{NUMERATOR, amount_in, league as words};
use std::sync::Arc;
use unwarranted_core::sweep::{League, LeagueEntry};
use unwarranted_plot::names::short;
use unwarranted_plot::text::treatments;

pub(super) fn table(page: &LeaguePage, league: &League, ranked: &[&LeagueEntry]) -> TableView {
    let row = |entry: &&LeagueEntry| {
        let unit = page.labels.get(&entry.id).map(|l| &l.unit);
        let area = |name: Option<&Arc<str>>, code: Option<&Arc<str>>, rate: Option<f64>| {
            CellView::text(format!(
                "{}: {}",
                name.or(code).map_or_else(String::new, |n| short(n)),
                told(rate, unit, false)
            ))
        };
        let [value, ..] = entry.variance(league.by);
        let cells = vec![
            CellView { href: page.pages.get(&entry.id).cloned(), ..CellView::text(entry.title.clone()) },
            CellView::number(entry.rank.unwrap_or_default() as f64, words::place(league, entry)),
            CellView::text(told(entry.rate, unit, true)),
            CellView::maybe(value, |v| percent(spread(v))),
            CellView::count(entry.differ),
            CellView::count(entry.beyond),
            area(entry.highest_name.as_ref(), entry.highest.as_ref(), entry.highest_rate),
            area(entry.lowest_name.as_ref(), entry.lowest.as_ref(), entry.lowest_rate),
            change(entry),
        ];
        RowView { cells, pinned: false }
    };
    TableView {
        caption: format!("{}, {}", treatments(ranked.len()), league.period.words()),
        columns: columns(),
        rows: ranked.iter().map(row).collect(),
        notes: [words::TABLE_NOTE].into_iter().chain(words::shared(league)).map(str::to_owned).collect(),
        tools: true,
        ..TableView::default()
    }
    .without_undefined_columns(|_, _| {
        "No change is given: the period before was not asked for, or practices are not known.".to_owned()
    })
}

fn columns() -> Vec<Col> {
    vec![
        Col::text("Treatment"),
        Col::number("Place"),
        Col::text("Rate of all areas"),
        Col::number("Areas differ by"),
        Col::number("Areas that differ"),
        Col::number("Beyond ordinary spread"),
        Col::text("Highest area"),
        Col::text("Lowest area"),
        Col::text("Since the period before"),
    ]
}

fn change(entry: &LeagueEntry) -> CellView {
    match (words::change(entry), &entry.change_withheld) {
        (Some(said), _) => CellView::text(said),
        (None, Some(_)) => CellView::text("not given: codes changed"),
        (None, None) => CellView::maybe(None, |_| String::new()),
    }
}

/// Treatments without a place: a table for each reason that several share, and one for all other reasons.
pub(super) fn not_ranked(page: &LeaguePage, league: &League) -> Vec<TableView> {
    let without: Vec<(&LeagueEntry, &str)> =
        league.entries.iter().filter_map(|entry| Some((entry, entry.not_ranked.as_deref()?))).collect();
    let mut by_reason: Vec<(&str, Vec<&LeagueEntry>)> = Vec::new();
    for (entry, reason) in without {
        match by_reason.iter_mut().find(|(said, _)| *said == reason) {
            Some((_, of)) => of.push(entry),
            None => by_reason.push((reason, vec![entry])),
        }
    }
    let (shared, alone): (Vec<_>, Vec<_>) = by_reason.into_iter().partition(|(_, of)| of.len() > 1);
    let alone: Vec<(&str, &LeagueEntry)> = alone.iter().map(|(reason, of)| (*reason, of[0])).collect();
    let of_reason = |(reason, of): &(&str, Vec<&LeagueEntry>)| TableView {
        caption: format!("{}, {}: {reason}", treatments(of.len()), league.period.words()),
        columns: vec![Col::text("Treatment"), Col::number("Observed in all areas"), Col::text("Counted in")],
        rows: of.iter().map(|entry| RowView { cells: treatment(page, entry).into(), pinned: false }).collect(),
        tools: of.len() > 8,
        ..TableView::default()
    };
    let mut tables: Vec<TableView> = shared.iter().map(of_reason).collect();
    tables.extend((!alone.is_empty()).then(|| each_for_itself(page, league, &alone)));
    tables
}

fn each_for_itself(page: &LeaguePage, league: &League, alone: &[(&str, &LeagueEntry)]) -> TableView {
    let row = |(reason, entry): &(&str, &LeagueEntry)| {
        let [title, observed, unit] = treatment(page, entry);
        RowView { cells: vec![title, CellView::text(sentence(reason)), observed, unit], pinned: false }
    };
    TableView {
        caption: format!("{} without a place, {}", treatments(alone.len()), league.period.words()),
        columns: vec![
            Col::text("Treatment"),
            Col::text("Reason"),
            Col::number("Observed in all areas"),
            Col::text("Counted in"),
        ],
        rows: alone.iter().map(row).collect(),
        ..TableView::default()
    }
}

/// What a treatment is called, how much of it was observed, and of what.
fn treatment(page: &LeaguePage, entry: &LeagueEntry) -> [CellView; 3] {
    let observed = amount_in(entry.observed, false, None);
    let unit = match page.labels.get(&entry.id).map(|l| &l.unit) {
        Some(unit) if unit.is_money() => "pounds".to_owned(),
        unit => unit.and_then(|unit| unit.counted().map(str::to_owned)).unwrap_or_else(|| NUMERATOR.to_owned()),
    };
    [
        CellView { href: page.pages.get(&entry.id).cloned(), ..CellView::text(entry.title.clone()) },
        CellView::number(entry.observed, observed),
        CellView::text(unit),
    ]
}
