//! The charts of a measure, each with the table that says the same.

use super::area_columns::Subject;
use super::element;
use super::embed::snippet;
use super::view::{ChartView, Download, sentence};
use crate::report::{Report, ReportChart};
use unwarranted_core::SliceFindings;
use unwarranted_plot::charts::{Chart, Twin};

pub(super) fn chart(report: &Report, c: &ReportChart, anchor: &str, subject: &Subject) -> ChartView {
    let kind = c.chart;
    let twin = |twin| match twin {
        Twin::OverTime => subject.over_time(),
        Twin::Funnel => subject.funnel(),
        Twin::Ranking => subject.ranked(),
    };
    let anchor = format!("{anchor}-{}", kind.id);
    match &c.outcome {
        Ok(d) => ChartView {
            anchor,
            heading: d.headline.clone(),
            about: about(kind, subject.slice),
            svg: Some(element(&d.svg)),
            phone: c.phone.as_ref().map(|d| element(&d.svg)),
            not_drawn: None,
            files: files(&report.chart_folder(&c.treatment), c),
            embed: Some(snippet(d, &format!("{}.svg", kind.id), &subject.labels.source)),
            twin: kind.twin.map(twin),
        },
        Err(reason) => ChartView {
            anchor,
            heading: kind.title.to_owned(),
            about: String::new(),
            svg: None,
            phone: None,
            not_drawn: Some(sentence(&reason.reason)),
            files: Vec::new(),
            embed: None,
            twin: None,
        },
    }
}

/// The files of a chart that was drawn.
fn files(folder: &str, c: &ReportChart) -> Vec<Download> {
    let file = |format: &str, about: &str| Download {
        href: format!("{folder}/{}.{format}", c.chart.id),
        text: format.to_uppercase(),
        about: about.to_owned(),
    };
    let image = c.png.as_ref().map(|_| file("png", "for slides and the web"));
    std::iter::once(file("svg", "for print and editing")).chain(image).collect()
}

/// What the chart shows; of intervals nothing is said where there are none.
fn about(chart: &Chart, s: &SliceFindings) -> String {
    let intervals = chart.about_intervals.filter(|_| s.areas.iter().any(|a| a.lower.is_some()));
    intervals.map_or_else(|| chart.about.to_owned(), |more| format!("{} {more}", chart.about))
}
