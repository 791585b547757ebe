//! Where the data come from, and what became of them.

use super::Measured;
use super::view::{AsideView, CellView, Col, Provenance, RowView, TableView};
use crate::manifest::{Input, Manifest};
use crate::number::exact;
use crate::report::Report;
use crate::words;
use std::collections::BTreeSet;
use unwarranted_core::{SetAside, SliceFindings};
use unwarranted_plot::numbers::count;

pub(super) fn provenance(report: &Report, measures: &[Measured]) -> Provenance {
    let m = &report.manifest;
    let licence: BTreeSet<&str> = report.labels.values().map(|l| l.source.as_str()).filter(|l| !l.is_empty()).collect();
    Provenance {
        licence: licence.into_iter().map(str::to_owned).collect(),
        inputs: inputs(&m.inputs),
        rows: rows(&m.inputs),
        set_aside: measures.iter().flat_map(|(s, _)| set_aside(report, s)).collect(),
        options: options(m),
        notes: m.notes.clone(),
        program: format!("{} {}", m.program, m.version),
    }
}

fn bytes(n: u64) -> CellView {
    CellView::number(n as f64, count(usize::try_from(n).unwrap_or(usize::MAX)))
}

fn row(cells: Vec<CellView>) -> RowView {
    RowView { cells, pinned: false }
}

pub(super) fn inputs(inputs: &[Input]) -> TableView {
    let columns = vec![Col::text("File"), Col::text("Format"), Col::number("Bytes"), Col::text("SHA-256")];
    let rows = inputs.iter().map(|i| {
        let format = i.encoding.as_ref().map_or_else(|| i.format.clone(), |e| format!("{}, {e}", i.format));
        row(vec![CellView::text(&i.name), CellView::text(format), bytes(i.bytes), CellView::text(&i.sha256)])
    });
    TableView { caption: "Files read".to_owned(), columns, rows: rows.collect(), ..TableView::default() }
}

fn rows(inputs: &[Input]) -> TableView {
    let columns = vec![
        Col::text("File"),
        Col::number("Rows read"),
        Col::number("Used"),
        Col::number("Not asked for"),
        Col::number("Set aside"),
        Col::text("Set aside because"),
    ];
    let line = |i: &Input| {
        let aside = &i.rows.set_aside;
        let why: Vec<String> = aside.iter().map(|a| format!("{}: {}", a.meaning, words::rows(a.rows))).collect();
        let total = aside.iter().map(|a| a.rows).sum();
        row(vec![
            CellView::text(&i.name),
            CellView::count(i.rows.read),
            CellView::count(i.rows.used),
            CellView::count(i.rows.not_selected),
            CellView::count(total),
            CellView::text(if why.is_empty() { "none set aside".to_owned() } else { why.join("; ") }),
        ])
    };
    let caption = "What became of the rows, over all periods".to_owned();
    TableView { caption, columns, rows: inputs.iter().map(line).collect(), ..TableView::default() }
}

fn set_aside(report: &Report, s: &SliceFindings) -> Vec<AsideView> {
    let measure = report.labels.get(&s.treatment).map_or(&*s.treatment, |l| l.measure.as_str());
    let view = |a: &SetAside| {
        let codes: Vec<&str> = a.areas.iter().map(|c| &**c).collect();
        AsideView {
            summary: format!(
                "{measure}, {}: {}, because {}",
                s.period.words(),
                words::rows(a.rows),
                a.reason.meaning()
            ),
            codes: if codes.is_empty() { "No area codes.".to_owned() } else { codes.join(", ") },
        }
    };
    s.set_aside.iter().map(view).collect()
}

pub(super) fn options(m: &Manifest) -> TableView {
    let mut rows: Vec<RowView> = m
        .options
        .iter()
        .map(|(name, value)| {
            let text = match value {
                serde_json::Value::String(s) => s.clone(),
                serde_json::Value::Null => "not set".to_owned(),
                serde_json::Value::Number(n) => n.as_f64().map_or_else(|| n.to_string(), exact),
                other => other.to_string(),
            };
            row(vec![CellView::text(name), CellView::text(text)])
        })
        .collect();
    let seed = m.seed.map_or_else(|| "none: nothing is drawn at random".to_owned(), |s| s.to_string());
    rows.push(row(vec![CellView::text("seed"), CellView::text(seed)]));
    let caption = format!("Options of the command '{}'", m.command);
    TableView { caption, columns: vec![Col::text("Option"), Col::text("Value")], rows, ..TableView::default() }
}
