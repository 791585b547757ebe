//! What the page of an area says beside its figures: areas like it, its practices, where it is going.

use super::story::Part;
use super::view::{CellView, Col, RowView, TableView};
use crate::number::{significant, worded};
use crate::words::one_area::Standing;
use crate::words::plain::Say;
use crate::words::policy::people;
use crate::words::{one_area as words, unit_said};
use unwarranted_core::AreaFinding;
use unwarranted_core::one_area::{LikeIt, OneArea, OwnPractices};
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::similar::{WITHOUT_PEERS, in_words};
use unwarranted_core::text::capitalised;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::{count, ordinal, thousands, times};
use unwarranted_plot::text::listed;

/// Treatments that have a column in the table of similar areas.
const COLUMNS: usize = 3;
/// Treatments whose practices have a table on the page.
const TABLES: usize = 12;

fn row(cells: Vec<CellView>) -> RowView {
    RowView { cells, pinned: false }
}

/// Where the area is going in each treatment, a sentence each.
pub(super) fn trends(more: &OneArea, all: &[Standing]) -> Vec<String> {
    words::trends(&more.trends, all)
}

/// The areas like this one, and how it compares with them.
pub(super) fn similar(more: &OneArea, name: &str, all: &[Standing]) -> Option<Part> {
    let like = more.like_it.as_ref()?;
    let mut part =
        Part::new("similar", if like.in_group { "Beside its group" } else { "Beside the areas most like it" });
    let by = listed(&like.by.iter().map(|by| in_words(by)).collect::<Vec<_>>());
    if like.neighbours.is_empty() {
        let alone = format!("{name} is alone in its group, or in none, by {by}.");
        let lacks = format!("Which areas are most like {name} is not known: it lacks a value of {by}.");
        part.paragraphs.push(if like.in_group { alone } else { lacks });
        return Some(part);
    }
    let n = worded(like.neighbours.len());
    let far = if like.without_peers {
        format!(
            " It has no peers: the last of them is over {WITHOUT_PEERS} times as far off as is usual, so read the comparison with care."
        )
    } else {
        String::new()
    };
    let from = &like.from;
    part.paragraphs.push(if like.in_group {
        format!("The {n} other areas of the group of {name}, by {by}, as {from} has it.")
    } else {
        format!("The {n} areas most like {name} are those nearest to it by {by}, as columns of {from} have them.{far}")
    });
    part.tables.push(beside(like, all));
    part.tables.push(nearest(like, all));
    part.notes.push(if like.in_group {
        "Being in one group does not make areas alike in need.".to_owned()
    } else {
        "Being alike in these columns does not make areas alike in need. Distances are Euclidean, in standard deviations of each column."
            .to_owned()
    });
    Some(part)
}

fn of<'a>(one: &Standing<'a>, code: &str) -> Option<&'a AreaFinding> {
    let at = one.slice.areas.binary_search_by(|area| (*area.area).cmp(code)).ok()?;
    Some(&one.slice.areas[at])
}

/// What is compared: the rate, or the ratio where there are no rates.
fn figure(one: &Standing, area: &AreaFinding) -> Option<f64> {
    if one.slice.rate.is_some() { area.rate } else { area.ratio }
}

/// The area beside those like it, a row for each treatment.
fn beside(like: &LikeIt, all: &[Standing]) -> TableView {
    let cells = |one: &Standing| {
        let say = Say::of(one.slice, one.labels);
        let others: Vec<f64> = like.neighbours.iter().filter_map(|n| figure(one, of(one, &n.neighbour)?)).collect();
        let order = sorted(&others);
        let at = |p| CellView::maybe(quantile(&order, p), |v| say.value(v));
        let own = figure(one, one.area);
        let place = own.filter(|_| !others.is_empty()).map(|own| others.iter().filter(|v| **v > own).count() + 1);
        let place = match place {
            Some(place) => CellView::number(place as f64, format!("{} of {}", ordinal(place), count(others.len() + 1))),
            None => CellView::maybe(None, |_| String::new()),
        };
        let own = CellView::maybe(own, |v| say.value(v));
        let unit = CellView::text(unit_said(one.slice, one.labels));
        row(vec![CellView::text(&one.labels.measure), own, at(0.5), at(0.0), at(1.0), place, unit])
    };
    let columns = vec![
        Col::text("Treatment"),
        Col::number("Its figure"),
        Col::number("Median of those like it"),
        Col::number("Their lowest"),
        Col::number("Their highest"),
        Col::number("Place, highest first"),
        Col::text("Unit"),
    ];
    let caption =
        if like.in_group { "The area beside its group" } else { "The area beside those most like it" }.to_owned();
    let tools = all.len() > 8;
    TableView { caption, columns, rows: all.iter().map(cells).collect(), tools, ..TableView::default() }
}

/// The areas like it, with their distances and a few of their figures.
fn nearest(like: &LikeIt, all: &[Standing]) -> TableView {
    let shown = if all.len() <= COLUMNS { all } else { &[] };
    let cells = |n: &unwarranted_core::similar::Neighbour| {
        let called = all.iter().find_map(|one| of(one, &n.neighbour)?.name.as_deref());
        let called =
            called.map_or_else(|| n.neighbour.to_string(), |name| format!("{} ({})", short(name), n.neighbour));
        let mut cells = vec![CellView::text(called)];
        cells.extend(n.distance.map(|distance| CellView::number(distance, thousands(distance, 2))));
        cells.extend(shown.iter().map(|one| {
            let say = Say::of(one.slice, one.labels);
            CellView::maybe(of(one, &n.neighbour).and_then(|area| figure(one, area)), |v| say.value(v))
        }));
        row(cells)
    };
    let mut columns = vec![Col::text("Area")];
    columns.extend((!like.in_group).then(|| Col::number("Distance")));
    columns.extend(shown.iter().map(|one| Col::number(&one.labels.measure)));
    let caption =
        if like.in_group { "The other areas of its group" } else { "The areas most like it, the nearest first" };
    let caption = caption.to_owned();
    TableView { caption, columns, rows: like.neighbours.iter().map(cells).collect(), ..TableView::default() }
}

/// The practices of the area, a table for each treatment.
pub(super) fn practices(more: &OneArea, name: &str, all: &[Standing]) -> Option<Part> {
    let mut part = Part::new("practices", "Its practices");
    let shown = all.iter().filter_map(|one| {
        let is = |own: &&OwnPractices| own.treatment == one.slice.treatment && own.period == one.slice.period;
        Some((one, more.practices.iter().find(is)?))
    });
    part.tables = shown.take(TABLES).map(|(one, own)| table(one, own)).collect();
    if part.tables.is_empty() {
        return None;
    }
    part.paragraphs.push(format!(
        "What the practices of {name} do, so far as the figures have them. Practices are small: much of the difference between them is \
         chance, and no verdict is given on any of them."
    ));
    if all.len() > TABLES {
        part.notes.push(format!("The first {TABLES} treatments are shown; practices.csv has all of them."));
    }
    Some(part)
}

/// Whole numbers as they are, others to four digits.
fn amount(value: f64) -> String {
    if value.fract() == 0.0 { thousands(value, 0) } else { significant(value, 4) }
}

fn table(one: &Standing, own: &OwnPractices) -> TableView {
    let say = Say::of(one.slice, one.labels);
    let rate = |p: &unwarranted_core::one_area::OwnPractice| {
        (p.denominator > 0.0 && one.slice.standardised.is_none()).then(|| p.observed / p.denominator * one.slice.per)
    };
    let cells = |p: &unwarranted_core::one_area::OwnPractice| {
        let against = one.area.rate.filter(|area| *area > 0.0);
        row(vec![
            CellView::text(&*p.code),
            CellView::number(p.observed, amount(p.observed)),
            CellView::number(p.denominator, thousands(p.denominator, 0)),
            CellView::maybe(rate(p), |v| say.value(v)),
            CellView::maybe(rate(p).zip(against).map(|(own, area)| own / area), times),
        ])
    };
    let columns = vec![
        Col::text("Practice"),
        Col::number("Observed"),
        Col::number(capitalised(&people(one.labels))),
        Col::number("Rate"),
        Col::number("Times the area"),
    ];
    let n = own.practices.len();
    let caption = format!(
        "{}, {}: {} practice{}, the highest rate first ({})",
        one.labels.measure,
        one.slice.period.words(),
        count(n),
        if n == 1 { "" } else { "s" },
        unit_said(one.slice, one.labels)
    );
    let rows = own.practices.iter().map(cells).collect();
    TableView { caption, columns, rows, tools: n > 8, ..TableView::default() }.without_undefined_columns(|_, head| {
        format!("{head}: undefined, because rates are standardised or have no denominator.")
    })
}
