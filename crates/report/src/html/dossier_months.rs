//! The input that a dossier starts from: what was recorded in each month, and how the figure of the period is made of it.

use super::story::{Part, Sum};
use super::view::{CellView, Col, RowView, TableView};
use crate::report::Report;
use crate::words::dossier::full;
use crate::words::one_area::Standing;
use std::sync::Arc;
use unwarranted_core::Period;
use unwarranted_core::one_area::Recorded;
use unwarranted_core::text::capitalised;
use unwarranted_plot::numbers::count;
use unwarranted_plot::text::listed;

/// Months of a sum that is written out.
const WRITTEN: usize = 12;

/// The months within the period, in the order of time; none where the period is that of the data.
pub(super) fn months<'a>(report: &Report<'a>, one: &Standing) -> Vec<&'a Recorded> {
    let key = (Arc::clone(&one.slice.treatment), Arc::clone(&one.area.area));
    let all = report.recorded.and_then(|recorded| recorded.by.get(&key)).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|part| within(one.slice.period, part.period)).collect()
}

fn within(whole: Period, part: Period) -> bool {
    let ends = |p: Period| p.first_month().zip(p.last_month());
    match (ends(whole), ends(part)) {
        (Some((from, to)), Some((first, last))) => from <= first && last <= to,
        _ => whole == Period::All,
    }
}

/// Adds the months, their sums and the files that they stand in.
pub(super) fn from_months(part: &mut Part, report: &Report, one: &Standing) {
    part.paragraphs.extend(files(report));
    let parts = months(report, one);
    if parts.is_empty() {
        let why = match (report.protected.is_empty(), one.slice.months) {
            (false, _) => "Months are not shown: disclosure control was applied to the whole period.",
            (true, 0 | 1) => return,
            (true, _) => "The figure is put together from months that are not among the data of this page.",
        };
        part.notes.push(why.to_owned());
        return;
    }
    part.tables.push(table(&parts));
    let observed: Vec<f64> = parts.iter().map(|p| p.observed).collect();
    let total: f64 = observed.iter().sum();
    if near(total, one.area.observed) {
        part.sums.push(Sum { text: written(&observed), result: format!("{} recorded", full(one.area.observed)) });
    } else {
        part.notes.push(format!(
            "The months add up to {}, and the figure of the period is {}: it was adjusted after they were added up, as the next lines say.",
            full(total),
            full(one.area.observed)
        ));
    }
    part.sums.extend(denominator(&parts, one));
}

/// Whether two ways of adding up give the same.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn written(values: &[f64]) -> String {
    if values.len() > WRITTEN {
        return format!("The {} figures of the column \u{201c}Recorded\u{201d} added up", count(values.len()));
    }
    if values.len() > 1 && values.iter().all(|v| v.abs() < f64::MIN_POSITIVE) {
        return format!("{} figures of 0 each added up", count(values.len()));
    }
    values.iter().map(|v| full(*v)).collect::<Vec<_>>().join(" + ")
}

/// How the denominator of the period is made of those of the months: their mean or their sum.
fn denominator(parts: &[&Recorded], one: &Standing) -> Option<Sum> {
    let values: Vec<f64> = parts.iter().map(|p| p.denominator).collect::<Option<_>>()?;
    let (of, sum) = (one.area.denominator?, values.iter().sum::<f64>());
    let n = one.slice.months.max(1);
    let all = if values.len() > WRITTEN {
        format!("the {} figures of the column \u{201c}Denominator\u{201d} added up", count(values.len()))
    } else {
        values.iter().map(|v| full(*v)).collect::<Vec<_>>().join(" + ")
    };
    let mean = sum / n as f64;
    if near(sum, of) {
        return Some(Sum { text: capitalised(&all), result: format!("{} (denominator, added up)", full(of)) });
    }
    near(mean, of)
        .then(|| Sum {
            text: format!("({all}) ÷ {n} months"), result: format!("{} (denominator, the mean)", full(of))
        })
}

fn table(parts: &[&Recorded]) -> TableView {
    let row = |part: &&Recorded| RowView {
        cells: vec![
            CellView::text(part.period.words()),
            CellView::number(part.observed, full(part.observed)),
            CellView::maybe(part.denominator, full),
        ],
        pinned: false,
    };
    TableView {
        caption: format!("What the data have for each of {} months", count(parts.len())),
        columns: vec![Col::text("Month"), Col::number("Recorded"), Col::number("Denominator")],
        rows: parts.iter().map(row).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, _| "The data have no denominator.".to_owned())
}

/// The files that the counts stand in; `None` where they come from a store.
fn files(report: &Report) -> Option<String> {
    const NAMED: usize = 6;
    let files = &report.recorded?.files;
    let used = crate::words::rows(files.iter().map(|(_, used)| used).sum());
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    match names.len() {
        0 => None,
        n if n > NAMED => Some(format!(
            "The counts stand in {} files, which are listed at the end; {used} of them are used for all areas and periods together.",
            count(n)
        )),
        _ => {
            Some(format!("The counts stand in {}; {used} are used for all areas and periods together.", listed(&names)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn zeros_are_counted_and_other_figures_added_up() {
        assert_eq!(written(&[0.0; 12]), "12 figures of 0 each added up");
        assert_eq!(written(&[0.0, 2.5]), "0 + 2.5");
        assert_eq!(written(&[0.0]), "0");
    }
}
