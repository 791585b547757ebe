//! Tables with a row for each period.

use super::area_tables::Subject;
use super::view::{CellView, Col, RowView, Section, TableView};
use crate::number::{column_decimals, significant};
use crate::words;
use unwarranted_core::SliceFindings;
use unwarranted_plot::numbers::{thousands, times};

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
        columns.extend(
            (1..=9).map(|d| Col::number(if d == 5 { "Median".to_owned() } else { format!("{}th percentile", d * 10) })),
        );
        if let Some(code) = self.highlight {
            columns.push(Col::number(code));
        }
        let rows = self.series.iter().map(|s| {
            let mut cells = vec![CellView::text(words::label(s)), CellView::count(s.areas.len()), cell(s.rate)];
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
        let others = columns.len();
        columns.extend(self.slice.indices.iter().map(|e| Col::number(e.id.clone())));
        let scale = self.scale();
        let decimals = column_decimals(self.told.iter().filter_map(|s| s.rate).map(|r| r * scale));
        let rows = self.told.iter().map(|s| {
            let mut cells = vec![CellView::text(words::label(s)), CellView::count(s.areas.len())];
            cells.push(CellView::maybe(s.rate.map(|v| v * scale), |v| thousands(v, decimals)));
            let value = |e: &unwarranted_core::Estimate| CellView::maybe(words::index(s, &e.id), |v| significant(v, 3));
            cells.extend(self.slice.indices.iter().map(value));
            RowView { cells, pinned: false }
        });
        let caption = format!("{}: indices of variation, period by period", self.labels.measure);
        let reasons = &self.slice.indices;
        TableView { caption, columns, rows: rows.collect(), ..TableView::default() }.without_undefined_columns(
            |at, head| {
                let reason = at.checked_sub(others).and_then(|i| reasons.get(i)).and_then(|e| e.undefined.as_deref());
                format!("{head} is undefined: {}.", reason.unwrap_or("there are no rates"))
            },
        )
    }
}

/// How the difference between areas has changed; `None` for a single period.
pub(super) fn section(subject: &Subject) -> Option<Section> {
    let [first, .., last] = subject.told else { return None };
    let change = words::comparable(subject.told).and_then(|(a, b)| {
        let ratios = words::index(a, "eq-5-95").zip(words::index(b, "eq-5-95"))?;
        Some((a, b, ratios))
    });
    let caution = "Small changes from one period to the next may be chance. Areas that opened, closed or merged change the comparison.";
    let (heading, text) = match change {
        Some((a, b, ratios)) => (
            format!("From {} to {}{}", a.period.words(), b.period.words(), changed(ratios)),
            format!(
                "The heading compares the rates of areas 5% from the top and 5% from the bottom (eq-5-95), in complete \
                 periods only. {caution}"
            ),
        ),
        None => (
            format!("From {} to {}, period by period", first.period.words(), last.period.words()),
            format!("{} {caution}", uncompared(subject)),
        ),
    };
    Some(Section { heading, text, table: subject.indices_over_time() })
}

/// Why no two periods are compared in the heading.
fn uncompared(subject: &Subject) -> &'static str {
    match words::comparable(subject.told) {
        Some(_) => "The ratio that would be compared is undefined in the first or the last period.",
        None if subject.slice.period.full_months().is_some_and(|months| months < 12) => {
            "No two complete periods of the same season are among these, so none are compared in the heading."
        }
        None => "No two complete periods are among these, so none are compared in the heading.",
    }
}

/// How a ratio changed, as far as its rounding shows.
fn changed((before, after): (f64, f64)) -> String {
    let (was, is) = (times(before), times(after));
    if was == is {
        return format!(", no change: {is} times in both");
    }
    let moved = if after < before { "fell" } else { "rose" };
    format!(": the ratio {moved} from {was} to {is}")
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn a_change_lost_in_rounding_is_no_change() {
        assert_eq!(changed((1.61, 1.58)), ", no change: 1.6 times in both");
        assert_eq!(changed((33.2, 3.61)), ": the ratio fell from 33 to 3.6");
        assert_eq!(changed((1.2, 1.4)), ": the ratio rose from 1.2 to 1.4");
    }
}
