//! What a page would say if its finding were made in other ways.

use super::view::{CellView, Col, RowView, Section, TableView};
use crate::number::significant;
use crate::order::ordered;
use crate::words::name_and_code;
use crate::words::sensitivity as words;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::findings::{Choice, Tried, Version};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};

/// Heads of columns that are told in notes.
const ENDS: &str = "Ratio of ends";
const NO_LONGER: &str = "No longer unusual";
const NEWLY: &str = "Newly unusual";
/// Areas that differ from all areas together.
const ABOVE: &str = "Above all";
const BELOW: &str = "Below all";

/// Areas whose places a page has room for.
const MOST: usize = 400;

/// The panel of a slice; `None` where it was not made in other ways.
pub(super) fn section(tried: Option<&Vec<Tried>>, s: &SliceFindings) -> Option<Section> {
    let tried = tried.filter(|tried| tried.len() > 1)?;
    let little = if s.near_none().is_some() {
        " The lower ones have hardly any, so it says little about the others."
    } else {
        ""
    };
    let ends = s.contrast().map(|c| format!("{ENDS}: of areas {} and as far from the bottom.{little}", c.top));
    let columns = vec![
        Col::text("Made"),
        Col::number("Areas"),
        Col::number(ENDS),
        Col::number("Variation"),
        Col::number(ABOVE),
        Col::number(BELOW),
        Col::number("Unusual"),
        Col::text(NO_LONGER),
        Col::text(NEWLY),
        Col::number("Same order"),
        Col::text("Widest move"),
    ];
    let names: BTreeMap<&str, &str> =
        s.areas.iter().map(|a| (&*a.area, a.name.as_deref().unwrap_or(&a.area))).collect();
    let rows = tried.iter().map(|one| row(one, &names)).collect();
    let notes = tried.iter().filter_map(|(choice, made)| {
        Some(format!("{}: not made, because {}.", choice.word(), made.as_ref().err()?.trim_end_matches('.')))
    });
    let caption = "The same finding made in other ways".to_owned();
    let mut table = TableView { caption, columns, rows, notes: notes.collect(), ..TableView::default() }
        .without_undefined_columns(|_, head| match head {
            NO_LONGER | NEWLY => unusual(tried).to_owned(),
            head => format!("{head}: not known in any of them."),
        });
    table.notes.splice(0..0, ends);
    table.notes.push("Variation: coefficient of variation, large areas counting more. Same order: rank correlation with the reported one.".to_owned());
    Some(Section {
        heading: "Would another choice change this?".to_owned(),
        text: words::survives(tried, &names, s.near_none().is_some()),
        table,
        areas: places(tried, s),
    })
}

/// The place of each area in every way; `None` for more areas than a page has room for.
fn places(tried: &[Tried], s: &SliceFindings) -> Option<TableView> {
    let made: Vec<&Version> = tried.iter().filter_map(|(_, made)| made.as_ref().ok()).collect();
    if made.len() < 2 || s.areas.len() < 2 || s.areas.len() > MOST {
        return None;
    }
    let mut columns = vec![Col::text("Area")];
    columns.extend(made.iter().map(|v| Col::number(capitalised(v.choice.word()))));
    let row = |a: &&AreaFinding| {
        let place = |v: &&Version| {
            v.places
                .get(&a.area)
                .map_or_else(|| CellView { absent: true, ..CellView::text("-") }, |n| CellView::count(*n))
        };
        let cells = std::iter::once(CellView::text(name_and_code(a))).chain(made.iter().map(place)).collect();
        RowView { cells, pinned: false }
    };
    Some(TableView {
        caption: "The place of each area in every way, 1 the highest".to_owned(),
        columns,
        rows: ordered(s).iter().map(row).collect(),
        notes: vec!["-: the area is not used there. Places are among the areas used.".to_owned()],
        ..TableView::default()
    })
}

/// Why no area is named as unusual in one way and not in another.
fn unusual(tried: &[Tried]) -> &'static str {
    let known: Vec<bool> = tried.iter().filter_map(|(_, made)| Some(made.as_ref().ok()?.unusual.is_some())).collect();
    match (known.contains(&true), known.contains(&false)) {
        (false, _) => "Unusual: not known in any of them.",
        (true, false) => "The same areas are unusual in all of them.",
        (true, true) => "The same areas are unusual in all of them for which that is known.",
    }
}

fn row((choice, made): &Tried, names: &BTreeMap<&str, &str>) -> RowView {
    let none = || CellView { absent: true, ..CellView::text("-") };
    let Ok(v) = made else {
        let mut cells = vec![CellView::text(choice.word())];
        cells.extend((0..10).map(|_| none()));
        return RowView { cells, pinned: false };
    };
    let maybe = |value: Option<f64>, say: fn(f64) -> String| value.map_or_else(none, |v| CellView::number(v, say(v)));
    let named = |areas: &[Arc<str>]| if areas.is_empty() { none() } else { CellView::text(words::few(areas, names)) };
    let cells = vec![
        CellView::text(choice.word()),
        CellView::count(v.areas),
        maybe(v.contrast, |r| significant(r, 3)),
        maybe(v.cv_weighted, |cv| format!("{}%", significant(100.0 * cv, 2))),
        v.positions.map_or_else(none, |[above, ..]| CellView::count(above)),
        v.positions.map_or_else(none, |[.., below]| CellView::count(below)),
        v.unusual.map_or_else(none, CellView::count),
        named(&v.no_longer),
        named(&v.new),
        maybe(v.rank_correlation.filter(|_| v.choice != Choice::Reported), |r| format!("{r:.2}")),
        moved(v, names).map_or_else(none, CellView::text),
    ];
    RowView { cells, pinned: false }
}

fn moved(v: &Version, names: &BTreeMap<&str, &str>) -> Option<String> {
    let (area, from, to) = v.widest_move.as_ref()?;
    Some(format!("{}: {from} to {to}", names.get(&**area).copied().unwrap_or(area)))
}
