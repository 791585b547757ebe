//! Tables of areas: the twins of the charts, those that stand out, all of them.

use super::view::{CellView, Col, RowView, TableView};
use crate::number::{column_decimals, percent};
use crate::order::ordered;
use crate::tables::no_interval;
use crate::words;
use unwarranted_core::findings::{Flag, Side};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::{level, thousands};

/// What the table twins are made from.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub slice: &'a SliceFindings,
    /// All slices of the same treatment, in the order of time.
    pub series: &'a [&'a SliceFindings],
    /// Those of them that the report was asked for.
    pub told: &'a [&'a SliceFindings],
    pub labels: &'a Labels,
    pub highlight: Option<&'a str>,
}

/// What a column gives, which decides why all of it may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Rate,
    Interval,
    Ratio,
    /// Limits and what they say.
    Limits,
}

/// A column of a table of areas.
struct AreaColumn<'a> {
    head: String,
    figure: Figure,
    numeric: bool,
    cell: Box<dyn Fn(&AreaFinding) -> CellView + 'a>,
}

impl AreaColumn<'_> {
    fn of(self, figure: Figure) -> Self {
        Self { figure, ..self }
    }
}

impl Subject<'_> {
    pub(super) fn unit(&self) -> String {
        if self.slice.in_per_cent() { "%".to_owned() } else { self.labels.unit.brief().to_string() }
    }

    pub(super) fn rate_head(&self) -> String {
        format!("Rate ({})", self.unit())
    }

    /// What rates are multiplied by to be read in the unit of [`Self::rate_head`].
    pub(super) fn scale(&self) -> f64 {
        self.slice.reading_scale()
    }

    /// The column of `value`, with as many decimals throughout as suit its middling values.
    fn numbers<'a>(
        &'a self,
        head: impl Into<String>,
        value: impl Fn(&AreaFinding) -> Option<f64> + 'a,
    ) -> AreaColumn<'a> {
        let decimals = column_decimals(self.slice.areas.iter().filter_map(&value));
        self.numbers_at(head, value, decimals)
    }

    fn numbers_at<'a>(
        &'a self,
        head: impl Into<String>,
        value: impl Fn(&AreaFinding) -> Option<f64> + 'a,
        decimals: usize,
    ) -> AreaColumn<'a> {
        let cell = move |a: &AreaFinding| CellView::maybe(value(a), |v| thousands(v, decimals));
        AreaColumn { head: head.into(), figure: Figure::Rate, numeric: true, cell: Box::new(cell) }
    }

    /// The rate, and its interval with the same decimals.
    fn rate_columns(&self) -> Vec<AreaColumn<'_>> {
        let scale = self.scale();
        let decimals = column_decimals(self.slice.areas.iter().filter_map(|a| a.rate).map(|r| r * scale));
        let level = level(self.slice.confidence);
        vec![
            self.numbers_at(self.rate_head(), move |a| a.rate.map(|v| v * scale), decimals),
            self.numbers_at(format!("Lower {level}%"), move |a| a.lower.map(|v| v * scale), decimals)
                .of(Figure::Interval),
            self.numbers_at(format!("Upper {level}%"), move |a| a.upper.map(|v| v * scale), decimals)
                .of(Figure::Interval),
        ]
    }

    fn limit_columns(&self) -> Vec<AreaColumn<'_>> {
        let mut columns = Vec::new();
        for level in self.slice.levels.map(level) {
            for (at, side) in ["Lower", "Upper"].into_iter().enumerate() {
                let key = level.clone();
                let limit = move |a: &AreaFinding| a.limits_adjusted.as_ref().and_then(|l| l.get(&key)).map(|l| l[at]);
                columns.push(self.numbers_at(format!("{side} limit {level}%"), limit, 2).of(Figure::Limits));
            }
        }
        columns
    }

    /// How far each area is from all areas together, in words.
    fn position_column(&self) -> AreaColumn<'_> {
        let cell = |a: &AreaFinding| match a.rates.position {
            Some(position) => CellView::text(capitalised(position.words())),
            None => CellView::maybe(None, |_| String::new()),
        };
        let head = format!("Against {}", self.slice.whole());
        AreaColumn { head, figure: Figure::Interval, numeric: false, cell: Box::new(cell) }
    }

    /// What one person would have to take for each area to be chance, where chance is not known otherwise.
    fn break_even_column(&self) -> Option<AreaColumn<'_>> {
        let s = self.slice;
        (s.chance.phi.is_none() && !words::furthest(s).is_empty()).then(|| AreaColumn {
            head: "Stands out unless one treated person takes more than".to_owned(),
            figure: Figure::Ratio,
            numeric: false,
            cell: Box::new(|a| match words::break_even_amount(s, &self.labels.unit, a) {
                Some(amount) => CellView::text(amount),
                None => CellView::maybe(None, |_| String::new()),
            }),
        })
    }

    /// The mark on the unusual areas.
    fn unusual_column(&self) -> AreaColumn<'_> {
        let cell = |a: &AreaFinding| match words::ordinary(self.slice, a) {
            Some(words) => CellView::text(words),
            None => CellView::maybe(None, |_| String::new()),
        };
        let head = "For this treatment".to_owned();
        AreaColumn { head, figure: Figure::Limits, numeric: false, cell: Box::new(cell) }
    }

    fn flag_column(&self) -> AreaColumn<'_> {
        let cell = |a: &AreaFinding| match a.flag {
            Some(flag) => CellView::text(flag_words(flag)),
            None => CellView::maybe(None, |_| String::new()),
        };
        AreaColumn {
            head: "Limits, looked at alone".to_owned(),
            figure: Figure::Limits,
            numeric: false,
            cell: Box::new(cell),
        }
    }

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

    /// The twin of a chart that ranks areas.
    pub(super) fn ranked(&self) -> TableView {
        let mut columns = self.rate_columns();
        if self.slice.rate.is_none() {
            columns = vec![self.numbers_at("Times expected", |a| a.ratio, 2).of(Figure::Ratio)];
        }
        columns.push(self.position_column());
        let caption =
            format!("{}, {}: areas from the highest to the lowest", self.labels.measure, self.slice.period.words());
        self.table(caption, &ordered(self.slice), columns)
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
        columns.push(self.unusual_column());
        columns.extend(self.break_even_column());
        let caption = format!("All areas, {}", self.slice.period.words());
        let mut table = TableView { tools: true, ..self.table(caption, &ordered(self.slice), columns) };
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

fn flag_words(flag: Flag) -> String {
    match flag {
        Flag::Outside { side: Side::High, level } => format!("Above the {}% limits", level.per_cent()),
        Flag::Outside { side: Side::Low, level } => format!("Below the {}% limits", level.per_cent()),
        Flag::Within => "Within the limits".to_owned(),
    }
}
