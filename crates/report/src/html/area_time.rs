//! The part of the page of an area over time.

use super::story::Part;
use super::view::{CellView, Col, RowView, TableView};
use crate::report::Report;
use crate::words::one_area::Standing;
use std::collections::BTreeSet;
use unwarranted_core::SliceFindings;
use unwarranted_plot::numbers::thousands;

/// The anchor of the part over time.
pub(super) const OVER_TIME: &str = "over-time";
/// Periods in the table over time.
const PERIODS: usize = 6;

/// The ratio of each treatment, period by period.
pub(super) fn over_time(report: &Report, all: &[Standing], code: &str) -> Option<Part> {
    let series: Vec<(&Standing, Vec<&SliceFindings>)> =
        all.iter().map(|one| (one, super::of_treatment(report.series, one.slice))).collect();
    let periods: BTreeSet<_> =
        series.iter().flat_map(|(_, all)| all).filter(|s| s.is_complete()).map(|s| s.period).collect();
    let shown: Vec<_> = periods.iter().rev().take(PERIODS).rev().copied().collect();
    if shown.len() < 2 {
        return None;
    }
    let cell = |all: &[&SliceFindings], period| {
        let slice = all.iter().find(|s| s.period == period);
        let area = slice.and_then(|s| s.areas.iter().find(|a| &*a.area == code));
        CellView::maybe(area.and_then(|a| a.ratio), |v| thousands(v, 2))
    };
    let rows = series.iter().map(|(one, all)| {
        let first = CellView::text(&one.labels.measure);
        let cells = std::iter::once(first).chain(shown.iter().map(|period| cell(all, *period))).collect();
        RowView { cells, pinned: false }
    });
    let mut columns = vec![Col::text("Treatment")];
    columns.extend(shown.iter().map(|period| Col::number(period.to_string())));
    let caption = "Times all areas together, period by period".to_owned();
    let table = TableView { caption, columns, rows: rows.collect(), ..TableView::default() };
    let mut part = Part::new(OVER_TIME, "Over time");
    part.paragraphs.push(
        "Each figure is the area's ratio to all areas together in the same period, so changes everywhere are taken out. Small \
         changes from one period to the next may be chance."
            .to_owned(),
    );
    if table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.absent) {
        part.notes.push("Undefined: the area has no usable figure in that period.".to_owned());
    }
    part.tables.push(table);
    Some(part)
}
