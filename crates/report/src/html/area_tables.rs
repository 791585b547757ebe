//! Tables of areas: the twins of the charts, those that stand out, all of them.

use super::area_columns::{AreaColumn, Figure, Subject};
use super::view::{CellView, Col, RowView, TableView};
use crate::number::percent;
use crate::order::ordered;
use crate::tables::no_interval;
use crate::words;
use std::sync::Arc;
use unwarranted_core::{AreaFinding, NotKnown, SliceFindings};
use unwarranted_plot::numbers::level;

impl Subject<'_> {
    fn table(&self, caption: String, areas: &[&AreaFinding], columns: Vec<AreaColumn<'_>>) -> TableView {
        let mut heads = vec![Col::text("Area")];
        heads.extend(columns.iter().map(|c| if c.numeric { Col::number(&c.head) } else { Col::text(&c.head) }));
        let pinned = |a: &AreaFinding| self.highlight == Some(&*a.area);
        let mut rows: Vec<RowView> = areas
            .iter()
            .map(|a| {
                let mut cells = vec![CellView::text(words::name_and_code(a) + &words::part_of(self.slice, a))];
                cells.extend(columns.iter().map(|c| (c.cell)(a)));
                RowView { cells, pinned: pinned(a) }
            })
            .collect();
        rows.sort_by_key(|r| !r.pinned);
        let slice = self.slice;
        TableView { caption, columns: heads, rows, ..TableView::default() }
            // The first column is the area.
            .without_undefined_columns(|at, _| absent_column(slice, columns[at - 1].figure))
    }

    /// The table with a row for each area whose figure is not known.
    fn with_unknown(&self, table: TableView) -> TableView {
        let row =
            |(code, not): (&Arc<str>, NotKnown)| (vec![CellView::text(self.name_of(code, not.name()))], not.reason);
        table.with_unknown(self.slice.unknown().into_iter().map(row))
    }

    /// The name and code of an area without a figure here; another period may know what it is called.
    fn name_of(&self, code: &str, name: Option<&Arc<str>>) -> String {
        let others =
            || self.series.iter().flat_map(|s| &s.areas).find(|a| &*a.area == code).and_then(|a| a.name.as_ref());
        words::with_code(name.or_else(others).map(|name| &**name), code)
    }

    /// The twin of a chart that ranks areas.
    pub(super) fn ranked(&self) -> TableView {
        let mut columns = self.rate_columns();
        if self.slice.rate.is_none() {
            columns = vec![self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio)];
        }
        columns.push(self.position_column());
        let caption =
            format!("{}, {}: areas from the highest to the lowest", self.labels.measure, self.slice.period.words());
        self.with_unknown(self.table(caption, &ordered(self.slice), columns))
    }

    /// The twin of a funnel.
    pub(super) fn funnel(&self) -> TableView {
        let mut columns = vec![
            self.numbers("Expected", |a| a.expected).of(Figure::Ratio),
            self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio),
        ];
        columns.extend(self.limit_columns());
        columns.push(self.flag_column());
        columns.push(self.unusual_column());
        let caption = format!(
            "{}, {}: times the expected value, and the limits that allow for chance and ordinary spread",
            self.labels.measure,
            self.slice.period.words()
        );
        self.table(caption, &ordered(self.slice), columns)
    }

    /// Every area with everything that a reader may look up.
    pub(super) fn all(&self) -> TableView {
        let mut columns = vec![
            self.numbers("Observed", |a| Some(a.observed)),
            self.numbers("Denominator", |a| a.denominator),
            self.numbers("Expected", |a| a.expected).of(Figure::Ratio),
        ];
        columns.extend(self.rate_columns());
        columns.push(self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio));
        columns.push(AreaColumn {
            head: "Higher than".to_owned(),
            figure: Figure::Rate,
            numeric: true,
            cell: Box::new(|a| CellView::maybe(a.percent_rank, percent)),
        });
        columns.push(self.position_column());
        columns.extend(self.similar_columns());
        columns.push(self.unusual_column());
        columns.extend(self.break_even_column());
        let caption = format!("All areas, {}", self.slice.period.words());
        let table = self.with_unknown(self.table(caption, &ordered(self.slice), columns));
        let mut table = TableView { tools: true, ..table };
        table.notes.push("\"Higher than\" is the share of the other areas that have a lower figure.".to_owned());
        table
    }

    /// The areas that one person would have to take most for.
    pub(super) fn furthest(&self, areas: &[&AreaFinding]) -> Option<TableView> {
        let mut columns = self.rate_columns();
        columns.truncate(1);
        columns.push(self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio));
        columns.push(self.break_even_column()?);
        Some(self.table(format!("The areas furthest from {}", self.slice.whole()), areas, columns))
    }

    /// Some areas with what they were held against.
    pub(super) fn chosen(&self, caption: String, areas: &[&AreaFinding]) -> TableView {
        let mut columns = self.rate_columns();
        columns.insert(0, self.numbers("Expected", |a| a.expected).of(Figure::Ratio));
        columns.insert(0, self.numbers("Observed", |a| Some(a.observed)));
        columns.push(self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio));
        let key = level(self.slice.levels[1]);
        for (at, side) in ["Lower", "Upper"].into_iter().enumerate() {
            let key = key.clone();
            let head = format!("{side} limit {key}%");
            let limit = move |a: &AreaFinding| a.limits_adjusted.as_ref().and_then(|l| l.get(&key)).map(|l| l[at]);
            columns.push(self.numbers_at(head, limit, 2).of(Figure::Limits));
        }
        self.table(caption, areas, columns)
    }
}

/// Why there are no rates at all.
fn no_rates(s: &SliceFindings) -> String {
    if s.after_need.is_some() {
        return "After need areas are told by ratios: a rate says nothing of what was expected for the need of an area.".to_owned();
    }
    let own = s.areas.iter().find_map(|a| a.rates.rate_undefined.as_deref());
    format!("Rates are undefined: {}.", own.unwrap_or("the input has no denominator"))
}

/// Why a whole column is absent.
fn absent_column(s: &SliceFindings, figure: Figure) -> String {
    match figure {
        Figure::Limits => {
            let limits = s.overdispersion.undefined.as_deref().unwrap_or("no limits could be set");
            format!("Limits, and what is unusual, are undefined: {}.", words::briefly(s, limits))
        }
        Figure::Interval if s.rate.is_some() => {
            format!("Intervals are undefined: {}.", words::briefly(s, no_interval(s)))
        }
        Figure::Ratio => "Ratios are undefined: nothing was observed in any area.".to_owned(),
        Figure::Rate | Figure::Interval => no_rates(s),
    }
}
