//! Tables with a row for each period.

use super::area_columns::Subject;
use super::view::{CellView, Col, RowView, Section, TableView};
use crate::number::{column_decimals, significant};
use crate::words;
use unwarranted_core::{Estimate, SliceFindings};
use unwarranted_plot::numbers::{thousands, times, times_between};

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

/// How the difference between areas has changed; `None` for a single period. Where a verdict over all areas stands above (`judged`), the
/// ratio of two areas is told below it and makes no heading.
pub(super) fn section(subject: &Subject, judged: bool) -> Option<Section> {
    let [first, .., last] = subject.told else { return None };
    let change = words::comparable(subject.told).and_then(|(a, b)| {
        let id = &b.contrast()?.estimate.id;
        let of = |s: &'_ SliceFindings| s.indices.iter().find(|e| e.id == *id && e.value.is_some()).cloned();
        Some((a, b, (of(a)?, of(b)?)))
    });
    let caution = "Small changes from one period to the next may be chance. Areas that opened, closed or merged change the comparison.";
    let little = words::comparable(subject.told).filter(|(a, b)| a.near_none().is_some() || b.near_none().is_some());
    if let Some(said) = little.and_then(|(a, b)| instead(a, b)) {
        let heading = if judged { "Every index, period by period".to_owned() } else { said.clone() };
        let said = if judged { format!("{said}. ") } else { String::new() };
        let text = format!("{said}{LITTLE} {caution}");
        return Some(Section { heading, text, table: subject.indices_over_time(), areas: None });
    }
    let (heading, text) = match change {
        Some((a, b, ratios)) if judged => (
            "Every index, period by period".to_owned(),
            format!(
                "By the rates of two areas alone, {} and {} ({}), from {} to {}{}. The verdict above rests on all areas and can tell more. {caution}",
                b.contrast().map_or("", |apart| apart.top),
                b.contrast().map_or("", |apart| apart.bottom),
                ratios.1.id,
                a.period.words(),
                b.period.words(),
                changed(&ratios.0, &ratios.1)
            ),
        ),
        Some((a, b, ratios)) => (
            format!("From {} to {}{}", a.period.words(), b.period.words(), changed(&ratios.0, &ratios.1)),
            format!(
                "The heading compares the rates of the areas {} and {} ({}), in complete periods only. {caution}",
                b.contrast().map_or("", |apart| apart.top),
                b.contrast().map_or("", |apart| apart.bottom),
                ratios.1.id
            ),
        ),
        None => (
            format!("From {} to {}, period by period", first.period.words(), last.period.words()),
            format!("{} {caution}", uncompared(subject)),
        ),
    };
    Some(Section { heading, text, table: subject.indices_over_time(), areas: None })
}

/// Why the ratio of two areas is not compared.
const LITTLE: &str = "The distance is the weighted coefficient of variation. The ratio of two areas is not compared: the lower of them has hardly any, so \
                      that it says little about the others.";

/// How far areas differ in two periods by all of them, where the ratio of two rests on hardly anything.
fn instead(a: &SliceFindings, b: &SliceFindings) -> Option<String> {
    let of = |s: &SliceFindings| words::index(s, "cv-weighted").map(|cv| format!("{}%", significant(100.0 * cv, 2)));
    let (was, is) = (of(a)?, of(b)?);
    let what = format!("From {} to {}: a typical distance of", a.period.words(), b.period.words());
    let from = format!("from {}", b.whole());
    Some(if was == is { format!("{what} {is} {from} in both") } else { format!("{what} {was} {from}, then {is}") })
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

/// How a ratio changed, as far as its rounding and its intervals show.
fn changed(before: &Estimate, after: &Estimate) -> String {
    let [was, is] = [before, after].map(|e| times(e.value.unwrap_or(f64::NAN)));
    if was == is {
        return format!(": {is} times in both");
    }
    let limits = |e: &Estimate| e.lower.zip(e.upper);
    let [(was, first), (is, last)] = [before, after].map(with_interval);
    match limits(before).zip(limits(after)) {
        Some(((low, _), (_, high))) if high < low => format!(": the ratio fell from {was}{first} to {is}{last}"),
        Some(((_, high), (low, _))) if low > high => format!(": the ratio rose from {was}{first} to {is}{last}"),
        Some(_) => format!(": {was} times{first}, then {is} times{last}, which may be chance"),
        None => format!(": {was} times, then {is} times"),
    }
}

/// "3.0" and " (2.7 to 3.4)", which is empty without an interval; as exact as each other.
fn with_interval(e: &Estimate) -> (String, String) {
    let value = e.value.unwrap_or(f64::NAN);
    match e.lower.zip(e.upper) {
        Some((low, high)) => {
            let [said, low, high] = times_between(value, low, high);
            (said, format!(" ({low} to {high})"))
        }
        None => (times(value), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::changed;
    use std::borrow::Cow;
    use unwarranted_core::Estimate;

    fn estimate(value: f64, interval: Option<[f64; 2]>) -> Estimate {
        Estimate {
            id: Cow::Borrowed("ratio"),
            title: Cow::Borrowed("Ratio"),
            value: Some(value),
            lower: interval.map(|i| i[0]),
            upper: interval.map(|i| i[1]),
            confidence: interval.map(|_| 0.95),
            interval_method: None,
            p: None,
            null: None,
            null_method: None,
            undefined: None,
            note: None,
            jackknife: None,
        }
    }

    #[test]
    fn a_change_needs_intervals_that_lie_apart() {
        let told = |a: f64, b: f64, of: Option<([f64; 2], [f64; 2])>| {
            changed(&estimate(a, of.map(|i| i.0)), &estimate(b, of.map(|i| i.1)))
        };
        assert_eq!(told(1.61, 1.58, None), ": 1.6 times in both");
        assert_eq!(told(33.2, 3.61, None), ": 33 times, then 3.6 times");
        let apart = Some(([20.0, 40.0], [3.0, 4.2]));
        assert_eq!(told(33.2, 3.61, apart), ": the ratio fell from 33 (20 to 40) to 3.6 (3.0 to 4.2)");
        assert_eq!(
            told(1.2, 1.4, Some(([1.1, 1.3], [1.25, 1.6]))),
            ": 1.2 times (1.1 to 1.3), then 1.4 times (1.2 to 1.6), which may be chance"
        );
        assert_eq!(
            told(1.2, 1.8, Some(([1.1, 1.3], [1.4, 2.6]))),
            ": the ratio rose from 1.2 (1.1 to 1.3) to 1.8 (1.4 to 2.6)"
        );
    }
}
