//! Tables with a row for each period.

use super::area_tables::Subject;
use super::view::{CellView, Col, RowView, TableView};
use crate::number::{column_decimals, significant};
use crate::words;
use unwarranted_core::SliceFindings;
use unwarranted_plot::numbers::thousands;

impl Subject<'_> {
    /// The twin of a chart over time: deciles and the highlighted area, period by period.
    pub(super) fn over_time(&self) -> TableView {
        let chosen = |s: &SliceFindings| {
            let area = s.areas.iter().find(|a| self.highlight == Some(&*a.area));
            area.and_then(|a| a.rate)
        };
        let scale = self.scale();
        let decimals = column_decimals(self.series.iter().filter_map(|s| s.rate).map(|r| r * scale));
        let cell = |v: Option<f64>| CellView::maybe(v.map(|v| v * scale), |v| thousands(v, decimals));
        let mut columns = vec![Col::text("Period"), Col::number("Areas"), Col::number("Overall")];
        columns.extend((1..=9).map(|d| Col::number(if d == 5 { "Median".to_owned() } else { format!("{}%", d * 10) })));
        if let Some(code) = self.highlight {
            columns.push(Col::number(code));
        }
        let rows = self.series.iter().map(|s| {
            let mut cells = vec![CellView::text(s.period.to_string()), CellView::count(s.areas.len()), cell(s.rate)];
            cells.extend((0..9).map(|d| cell(s.deciles.map(|deciles| deciles[d]))));
            cells.extend(self.highlight.map(|_| cell(chosen(s))));
            RowView { cells, pinned: false }
        });
        let caption = format!("{}: deciles of the areas' rates ({}) over time", self.labels.measure, self.unit());
        TableView { caption, columns, rows: rows.collect(), ..TableView::default() }
    }

    /// Every index, period by period.
    pub(super) fn indices_over_time(&self) -> TableView {
        let mut columns = vec![Col::text("Period"), Col::number("Areas"), Col::number(self.rate_head())];
        columns.extend(self.slice.indices.iter().map(|e| Col::number(e.id)));
        let scale = self.scale();
        let decimals = column_decimals(self.series.iter().filter_map(|s| s.rate).map(|r| r * scale));
        let rows = self.series.iter().map(|s| {
            let mut cells = vec![CellView::text(period_cell(s)), CellView::count(s.areas.len())];
            cells.push(CellView::maybe(s.rate.map(|v| v * scale), |v| thousands(v, decimals)));
            let value = |e: &unwarranted_core::Estimate| CellView::maybe(words::index(s, e.id), |v| significant(v, 3));
            cells.extend(self.slice.indices.iter().map(value));
            RowView { cells, pinned: false }
        });
        let caption = format!("{}: indices of variation, period by period", self.labels.measure);
        let reasons = &self.slice.indices;
        TableView { caption, columns, rows: rows.collect(), ..TableView::default() }.without_undefined_columns(|head| {
            let reason = reasons.iter().find(|e| e.id == head).and_then(|e| e.undefined.as_deref());
            format!("{head} is undefined: {}.", reason.unwrap_or("there are no rates"))
        })
    }
}

fn period_cell(s: &SliceFindings) -> String {
    match s.months_full {
        Some(full) if s.months < full => format!("{} ({} of {full} months)", s.period, s.months),
        _ => s.period.to_string(),
    }
}
