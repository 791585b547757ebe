//! The table of the indices of one slice.

use super::view::{CellView, Col, RowView, TableView, sentence};
use crate::number::{probability, significant};
use unwarranted_core::SliceFindings;
use unwarranted_plot::numbers::level;

pub(super) fn indices(s: &SliceFindings) -> TableView {
    let mut columns = vec![Col::text("Index"), Col::number("Value")];
    let simulated = s.indices.iter().any(|e| e.lower.is_some() || e.null.is_some());
    if simulated {
        columns.push(Col::text(format!("{}% interval", level(s.confidence))));
        columns.push(Col::text("By chance alone (5% to 95%)"));
        columns.push(Col::number("p"));
    }
    columns.push(Col::text("Remarks"));
    let range = |lo: f64, hi: f64| format!("{} to {}", significant(lo, 3), significant(hi, 3));
    let rows = s.indices.iter().map(|e| {
        let remark = match (&e.undefined, &e.note) {
            (Some(reason), _) => format!("Undefined: {reason}."),
            (None, Some(note)) => sentence(note),
            (None, None) => String::new(),
        };
        let mut cells =
            vec![CellView::text(format!("{} ({})", e.title, e.id)), CellView::maybe(e.value, |v| significant(v, 3))];
        if simulated {
            let interval = e.lower.zip(e.upper).map_or_else(String::new, |(lo, hi)| range(lo, hi));
            cells.push(CellView::text(interval));
            cells.push(CellView::text(e.null.map_or_else(String::new, |[lo, _, hi]| range(lo, hi))));
            cells.push(match e.p {
                Some(p) => CellView::number(p, probability(p)),
                None => CellView::text(""),
            });
        }
        cells.push(CellView::text(remark));
        RowView { cells, pinned: false }
    });
    let caption = format!("Indices of variation, {}", s.period.words());
    TableView { caption, columns, rows: rows.collect(), ..TableView::default() }
}
