//! The page of signed bars.

use super::{Bar, Bars, BarsChart, MOST, words_of};
use crate::error::Error;
use crate::html::provenance;
use crate::html::shell::Place;
use crate::html::story::{Part, Story, chart_files, link};
use crate::html::view::{CellView, Col, RowView, TableView};
use crate::manifest::Manifest;
use crate::report::{Drawn, Report};
use unwarranted_core::text::capitalised;
use unwarranted_plot::labels::{Labels, LabelsBy};

/// The page of these slices, as HTML that is also well-formed XML: a chart, the sentence and every area of each. `files` are those beside it.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn bars_page(
    all: &[Bars],
    labels: &LabelsBy,
    charts: &[BarsChart],
    manifest: Manifest,
    files: &[String],
) -> Result<String, Error> {
    let report = Report::bare(labels, manifest);
    let heading = match all {
        [one] => one.finding.clone(),
        [first, rest @ ..] if rest.iter().all(|of| of.treatment == first.treatment) => {
            let last = rest.last().unwrap_or(first);
            format!("{}, {} to {}", words_of(first, labels).measure, first.period.words(), last.period.words())
        }
        _ => format!("{} treatments and periods", all.len()),
    };
    let mut story = Story::new(&report, Place::Alone, heading, standfirst(all, labels));
    for (of, (name, drawn)) in all.iter().zip(charts) {
        story.parts.push(part(of, &words_of(of, labels), (name, drawn)));
    }
    if all.len() > charts.len() {
        let rest = all.len() - charts.len();
        let mut part = Part::new("rest", "What is not drawn");
        part.paragraphs.push(format!(
            "The first {MOST} treatments and periods are drawn; {rest} more are in the tables beside this page."
        ));
        story.parts.push(part);
    }
    story.provenance = Some(provenance::provenance(&report, &[]));
    story.downloads = files.iter().map(|name| link(name.clone(), name.clone())).collect();
    story.html()
}

fn standfirst(all: &[Bars], labels: &LabelsBy) -> String {
    match all {
        [one] => format!("{}, {}", words_of(one, labels).measure, one.period.words()),
        _ => "A chart and a table for each".to_owned(),
    }
}

fn part(of: &Bars, labels: &Labels, (name, drawn): (&str, &Drawn)) -> Part {
    let mut part = Part::new(name, format!("{}, {}", labels.measure, of.period.words()));
    part.paragraphs.push(of.said.clone());
    part.draw(drawn, chart_files(&format!("charts/{name}")), &labels.source);
    part.tables.push(table(of));
    part
}

/// Every area, in the order of the bars.
fn table(of: &Bars) -> TableView {
    let mut ordered: Vec<&Bar> = of.bars.iter().collect();
    ordered.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.area.cmp(&b.area)));
    let line = |bar: &&Bar| {
        let called = bar.name.as_ref().map_or_else(|| bar.area.to_string(), |name| format!("{name} ({})", bar.area));
        let mut cells = vec![CellView::text(called)];
        cells.extend(bar.cells.iter().map(|(value, text)| CellView::number(*value, text.clone())));
        RowView { cells, pinned: false }
    };
    let [one, caption] = of
        .what
        .map_or(["Area".to_owned(), "Every area".to_owned()], |[one, _]| [capitalised(one), format!("Every {one}")]);
    let mut columns = vec![Col::text(one)];
    columns.extend(of.heads.iter().map(|head| Col::number(*head)));
    let rows = ordered.iter().map(line).collect();
    TableView { caption, columns, rows, tools: of.bars.len() > 8, ..TableView::default() }
}
