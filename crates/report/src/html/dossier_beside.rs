//! The parts of a dossier that hold the area against others, against itself, and against other yardsticks.

use super::area::ratio_and_interval;
use super::story::Part;
use super::view::{CellView, Col, RowView, TableView};
use crate::number::{significant, worded};
use crate::report::{Drawn, Report};
use crate::words::dossier::{self as say, full};
use crate::words::one_area::Standing;
use crate::words::{self, Say};
use unwarranted_core::findings::{Alternative, alternatives};
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::numbers::{count, level, thousands, times};

/// Areas of most similar size beside the one.
const SIMILAR: usize = 10;

pub(super) fn place_of(one: &Standing) -> usize {
    // Areas are in the order of their codes.
    one.slice.areas.binary_search_by(|a| a.area.cmp(&one.area.area)).unwrap_or(usize::MAX)
}

/// Where it stands among all areas, and the areas of most similar size.
pub(super) fn among(one: &Standing) -> Part {
    let (slice, area) = (one.slice, one.area);
    let mut part = Part::new("among", "Where it stands among all areas");
    if let Some(share) = area.percent_rank {
        let others = slice.areas.len().saturating_sub(1);
        part.paragraphs.push(format!(
            "{} of {} other areas have a lower figure. The order of areas is known only as well as their intervals are narrow.",
            thousands(share * others as f64, 0),
            count(others)
        ));
    }
    let table = similar(one);
    if table.rows.len() > 1 {
        part.notes.push(
            "Similar in size only, by the expected value. Age, deprivation and rurality are not looked at.".to_owned(),
        );
        part.tables.push(table);
    }
    part
}

fn similar(one: &Standing) -> TableView {
    let size = |a: &AreaFinding| a.expected.or(a.denominator).filter(|v| *v > 0.0).map(libm::log);
    let own = size(one.area);
    let mut near: Vec<(f64, &AreaFinding)> = one
        .slice
        .areas
        .iter()
        .filter(|a| a.area != one.area.area)
        .filter_map(|a| Some(((size(a)? - own?).abs(), a)))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.area.cmp(&b.1.area)));
    let chosen = std::iter::once(one.area).chain(near.into_iter().take(SIMILAR).map(|(_, a)| a));
    let told = Say::of(one.slice, one.labels);
    let row = |a: &AreaFinding| RowView {
        cells: vec![
            CellView::text(words::name_and_code(a)),
            CellView::maybe(a.rate, |v| told.value(v)),
            CellView::maybe(a.ratio, times),
            CellView::text(capitalised(&Standing { area: a, ..*one }.compared())),
        ],
        pinned: a.area == one.area.area,
    };
    let rows: Vec<RowView> = chosen.map(row).collect();
    TableView {
        caption: format!("The {} areas of most similar size", worded(rows.len().saturating_sub(1))),
        columns: vec![
            Col::text("Area"),
            Col::number(format!("Rate ({})", one.labels.unit.brief())),
            Col::number(format!("Times {}", one.slice.whole())),
            Col::text("Compared"),
        ],
        rows,
        ..TableView::default()
    }
}

pub(super) fn over_time(report: &Report, one: &Standing, figure: Option<&Drawn>) -> Option<Part> {
    let series = super::of_treatment(report.series, one.slice);
    if series.len() < 2 && figure.is_none() {
        return None;
    }
    let mut part = Part::new("over-time", if series.len() < 2 { "The picture" } else { "Over time" });
    if let Some(figure) = figure {
        part.draw(figure, Vec::new(), &one.labels.source);
    }
    if series.len() > 1 {
        part.tables.push(periods(one, &series));
    }
    Some(part)
}

fn periods(one: &Standing, series: &[&SliceFindings]) -> TableView {
    let scale = one.slice.reading_scale();
    let unit = if one.slice.in_per_cent() { "%".to_owned() } else { one.labels.unit.brief().to_string() };
    let row = |s: &&SliceFindings| {
        let area = s.areas.iter().find(|a| a.area == one.area.area);
        let rate = |v: Option<f64>| CellView::maybe(v.map(|v| v * scale), |v| significant(v, 4));
        RowView {
            cells: vec![
                CellView::text(words::label(s)),
                CellView::maybe(area.map(|a| a.observed), full),
                rate(area.and_then(|a| a.rate)),
                rate(s.rate),
            ]
            .into_iter()
            .chain(ratio_and_interval(
                area.and_then(|a| a.ratio),
                area.and_then(|a| a.rates.ratio_lower.zip(a.rates.ratio_upper)),
            ))
            .collect(),
            pinned: false,
        }
    };
    let confidence = level(one.slice.confidence);
    TableView {
        caption: format!("Every period, rates in {unit}"),
        columns: vec![
            Col::text("Period"),
            Col::number("Observed"),
            Col::number("Rate"),
            Col::number(capitalised(one.slice.whole())),
            Col::number(format!("Times {}", one.slice.whole())),
            Col::number(format!("Lower {confidence}%")),
            Col::number(format!("Upper {confidence}%")),
        ],
        rows: series.iter().map(row).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, _| "Columns that are undefined in every period are left out.".to_owned())
}

pub(super) fn yardsticks(one: &Standing) -> Option<Part> {
    let all = alternatives(one.slice, place_of(one));
    if all.is_empty() {
        return None;
    }
    let confidence = level(one.slice.confidence);
    let mut part = Part::new("choices", "Would another choice change this?");
    part.paragraphs.push(say::stands(&all));
    part.tables.push(
        TableView {
            caption: "The area by other yardsticks".to_owned(),
            columns: vec![
                Col::text("Compared with"),
                Col::number("Their rate"),
                Col::number("Times that"),
                Col::number(format!("Lower {confidence}%")),
                Col::number(format!("Upper {confidence}%")),
                Col::text("Verdict"),
            ],
            rows: all.iter().map(|a| by(one, a)).collect(),
            ..TableView::default()
        }
        .without_undefined_columns(|_, _| {
            "Columns are left out where rates or the size of chance are undefined.".to_owned()
        }),
    );
    part.notes.push(format!(
        "Here the verdict is by the {confidence}% interval of the area alone, with the yardstick taken as known. That asks less than \
         the {}% interval of the answer above.",
        level(one.slice.levels[1])
    ));
    Some(part)
}

/// The area by one yardstick.
fn by(one: &Standing, a: &Alternative) -> RowView {
    RowView {
        cells: vec![
            CellView::text(capitalised(a.yardstick.word())),
            CellView::maybe(one.slice.rate.map(|rate| rate * a.benchmark), |v| Say::of(one.slice, one.labels).value(v)),
        ]
        .into_iter()
        .chain(ratio_and_interval(Some(a.ratio), a.interval.map(|[low, high]| (low, high))))
        .chain([CellView::text(match a.side() {
            Some(1) => "Above",
            Some(-1) => "Below",
            Some(_) => "Cannot be told apart",
            None => "Chance not known",
        })])
        .collect(),
        pinned: false,
    }
}
