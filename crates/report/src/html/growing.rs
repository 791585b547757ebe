//! Whether areas differ more than before, in the words of the command `trend`.

use super::area_columns::Subject;
use super::charts;
use super::charts::ChartView;
use super::view::{CellView, Col, Growing, RowView, TableView};
use crate::number::{exact, significant};
use crate::report::{Report, Trended};
use crate::words::trend as words;
use unwarranted_core::time::{Direction, Stl};
use unwarranted_plot::numbers::{level, share};

/// The section of a treatment; `None` where there are no two complete periods.
pub(super) fn section(report: &Report, subject: &Subject, anchor: &str) -> Option<Growing> {
    let found = report.trends.iter().find(|t| t.trend.treatment == subject.slice.treatment)?;
    let verdict = found.trend.lottery.ends.as_ref().ok().and_then(|ends| Some(ends.verdict.as_ref().ok()?.0));
    let heading = match verdict {
        Some(Direction::Growing) => "Is the lottery growing? Yes",
        Some(Direction::Shrinking) => "Is the lottery growing? No, it is shrinking",
        Some(Direction::None) => "Is the lottery growing? No change can be told",
        None => "Is the lottery growing? That is not known",
    };
    let mut text = words::headline(found.trend, Some(subject.labels), found.confidence);
    if found.trend.lottery.trend.robust.is_ok() {
        let periods = found.trend.fixed.periods();
        text = format!("{text} {}", words::breaks(&found.trend.lottery.trend, &periods));
    }
    let lasting = words::lasting(found.trend);
    if !lasting.is_empty() {
        text = format!("{text} {lasting}");
    }
    let chart = charts::chart(report, &found.chart, anchor, subject);
    let twin = chart.svg.is_some().then(|| table(found, subject));
    let known = found.trend.lottery.index.iter().any(|p| p.found.as_ref().is_ok_and(|(_, limits)| limits.is_some()));
    let kind = found.chart.chart;
    let about = match kind.about_intervals.filter(|_| known) {
        Some(more) => format!("{} {more}", kind.about),
        None => kind.about.to_owned(),
    };
    Some(Growing {
        heading: heading.to_owned(),
        text,
        judged: verdict.is_some(),
        chart: ChartView { about, twin, ..chart },
        months: found.months.as_ref().map(|months| ChartView {
            about: months.chart.about.to_owned(),
            twin: Some(of_months(found, subject)),
            ..charts::chart(report, months, anchor, subject)
        }),
    })
}

/// The index, its interval, the spread of logarithms and the overall rate, period by period.
fn table(found: &Trended, subject: &Subject) -> TableView {
    let per_cent = level(found.confidence);
    let columns = vec![
        Col::text("Period"),
        Col::number("Areas"),
        Col::number("Typical distance from the overall rate"),
        Col::number(format!("{per_cent}% from")),
        Col::number("to"),
        Col::number("Standard deviation of logarithms"),
    ];
    let lottery = &found.trend.lottery;
    let cell = |value: Option<f64>| CellView::maybe(value, share);
    let row = |(at, (point, sigma)): (usize, (&unwarranted_core::time::IndexPoint, &unwarranted_core::time::Sigma))| {
        let known = point.found.as_ref().ok();
        let limits = known.and_then(|(_, limits)| *limits);
        let cells = vec![
            CellView::text(point.period.to_string()),
            CellView::count(found.trend.fixed.slices[at].len()),
            cell(known.map(|(value, _)| *value)),
            cell(limits.map(|l| l[0])),
            cell(limits.map(|l| l[1])),
            CellView::maybe(sigma.sd_log, |sd| significant(sd, 3)),
        ];
        RowView { cells, pinned: false }
    };
    let rows = lottery.index.iter().zip(&lottery.sigma).enumerate().map(row).collect();
    let caption = format!("{}: how far areas differ, period by period", subject.labels.measure);
    let notes =
        vec![format!("The index is {}; areas are those that are there in every period.", lottery.spreading.id())];
    TableView { caption, columns, rows, notes, ..TableView::default() }
        .without_undefined_columns(|_, head| format!("{head}: not known, because nothing was drawn again."))
}

/// The overall rate month by month and its parts.
fn of_months(found: &Trended, subject: &Subject) -> TableView {
    let national = &found.trend.national;
    let heads = ["At the mean number of working days", "Trend", "Season", "Rest"];
    let columns = std::iter::once(Col::text("Period")).chain(heads.map(Col::number)).collect();
    let per = subject.slice.per;
    let cell = |value: Option<f64>| CellView::maybe(value, |v| significant(v * per, 4));
    let row = |(i, period): (usize, &unwarranted_core::Period)| {
        let parts = national.trend.parts.as_ref().ok();
        let of = |part: fn(&Stl) -> &Vec<f64>| cell(parts.and_then(|parts| part(parts).get(i).copied()));
        let cells = vec![
            CellView::text(period.to_string()),
            cell(national.even.values.get(i).copied().flatten()),
            of(|parts| &parts.trend),
            of(|parts| &parts.season),
            of(|parts| &parts.rest),
        ];
        RowView { cells, pinned: false }
    };
    let rows = national.even.periods.iter().enumerate().map(row).collect();
    let caption = format!("{}: trend, season and rest of the overall rate", subject.labels.measure);
    let notes = vec![format!("Rates per {}. The parts add up to the rate; no finding rests on them.", exact(per))];
    TableView { caption, columns, rows, notes, ..TableView::default() }
}
