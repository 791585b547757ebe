//! The columns of tables of areas.

use super::view::CellView;
use crate::number::column_decimals;
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
pub(super) enum Figure {
    Rate,
    Interval,
    Ratio,
    /// Limits and what they say.
    Limits,
}

/// A column of a table of areas.
pub(super) struct AreaColumn<'a> {
    pub head: String,
    pub figure: Figure,
    pub numeric: bool,
    pub cell: Box<dyn Fn(&AreaFinding) -> CellView + 'a>,
}

impl AreaColumn<'_> {
    pub(super) fn of(self, figure: Figure) -> Self {
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
    pub(super) fn numbers<'a>(
        &'a self,
        head: impl Into<String>,
        value: impl Fn(&AreaFinding) -> Option<f64> + 'a,
    ) -> AreaColumn<'a> {
        let decimals = column_decimals(self.slice.areas.iter().filter_map(&value));
        self.numbers_at(head, value, decimals)
    }

    pub(super) fn numbers_at<'a>(
        &'a self,
        head: impl Into<String>,
        value: impl Fn(&AreaFinding) -> Option<f64> + 'a,
        decimals: usize,
    ) -> AreaColumn<'a> {
        let cell = move |a: &AreaFinding| CellView::maybe(value(a), |v| thousands(v, decimals));
        AreaColumn { head: head.into(), figure: Figure::Rate, numeric: true, cell: Box::new(cell) }
    }

    /// The rate, and its interval with the same decimals.
    pub(super) fn rate_columns(&self) -> Vec<AreaColumn<'_>> {
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

    pub(super) fn limit_columns(&self) -> Vec<AreaColumn<'_>> {
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
    pub(super) fn position_column(&self) -> AreaColumn<'_> {
        let cell = |a: &AreaFinding| match a.rates.position {
            Some(position) => CellView::text(capitalised(position.words())),
            None => CellView::maybe(None, |_| String::new()),
        };
        let head = format!("Against {}", self.slice.whole());
        AreaColumn { head, figure: Figure::Interval, numeric: false, cell: Box::new(cell) }
    }

    /// What one person would have to take for each area to be chance, where chance is not known otherwise.
    pub(super) fn break_even_column(&self) -> Option<AreaColumn<'_>> {
        let s = self.slice;
        (s.chance.phi.is_none() && !words::furthest(s).is_empty()).then(|| AreaColumn {
            head: "More than chance unless one treated person takes over".to_owned(),
            figure: Figure::Ratio,
            numeric: false,
            cell: Box::new(|a| match words::break_even_amount(s, &self.labels.unit, a) {
                Some(amount) => CellView::text(amount),
                None => CellView::maybe(None, |_| String::new()),
            }),
        })
    }

    /// The rate of the areas most like each, and how many times that it has, where each is held against its own.
    pub(super) fn similar_columns(&self) -> Vec<AreaColumn<'_>> {
        if self.slice.similar.is_none() {
            return Vec::new();
        }
        let scale = self.scale();
        let of = |a: &AreaFinding| a.rates.similar.clone();
        vec![
            self.numbers("Rate of similar areas", move |a| of(a).map(|s| s.rate_of_similar * scale)),
            self.numbers_at("Times similar areas", move |a| of(a)?.ratio_to_similar, 2),
        ]
    }

    /// The mark on the unusual areas.
    pub(super) fn unusual_column(&self) -> AreaColumn<'_> {
        let cell = |a: &AreaFinding| match words::ordinary(self.slice, a) {
            Some(words) => CellView::text(words),
            None => CellView::maybe(None, |_| String::new()),
        };
        let head = if self.slice.similar.is_some() { "Beside similar areas" } else { "For this treatment" }.to_owned();
        AreaColumn { head, figure: Figure::Limits, numeric: false, cell: Box::new(cell) }
    }

    pub(super) fn flag_column(&self) -> AreaColumn<'_> {
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
}

fn flag_words(flag: Flag) -> String {
    match flag {
        Flag::Outside { side: Side::High, level } => format!("Above the {}% limits", level.per_cent()),
        Flag::Outside { side: Side::Low, level } => format!("Below the {}% limits", level.per_cent()),
        Flag::Within => "Within the limits".to_owned(),
    }
}
