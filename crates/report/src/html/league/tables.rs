//! The tables of a league: treatments with a place, and those without.

use super::bars::spread;
use super::page::LeaguePage;
use super::rates::told;
use crate::html::view::{CellView, Col, RowView, TableView, sentence};
use crate::number::{percent, significant};
use crate::words::league as words;
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

pub(super) fn not_ranked(page: &LeaguePage, league: &League) -> Option<TableView> {
    let rows: Vec<RowView> = league
        .entries
        .iter()
        .filter_map(|entry| Some((entry, entry.not_ranked.as_ref()?)))
        .map(|(entry, reason)| RowView {
            cells: vec![
                CellView { href: page.pages.get(&entry.id).cloned(), ..CellView::text(entry.title.clone()) },
                CellView::text(sentence(reason)),
                CellView::number(entry.observed, significant(entry.observed, 3)),
            ],
            pinned: false,
        })
        .collect();
    let columns = vec![Col::text("Treatment"), Col::text("Reason"), Col::number("Observed in all areas")];
    let caption = format!("{} without a place", treatments(rows.len()));
    (!rows.is_empty()).then(|| TableView { caption, columns, rows, ..TableView::default() })
}
