//! Inequality of rates over a ranking variable, one row per index, treatment and period.

use super::delimited::{number, text, write};
use super::json::{Head, document, head};
use super::layout::{lines, prose, table};
use super::text::{absent, blocks};
use crate::error::Error;
use crate::number::significant;
use serde::Serialize;
use unwarranted_core::SliceFindings;
use unwarranted_core::gradient::{Gradient, GradientMeasure};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::level;

#[derive(Serialize)]
struct Slice<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    areas: usize,
    left_out: usize,
    inequality: &'a [GradientMeasure],
}

fn known(s: &SliceFindings) -> Option<(&SliceFindings, &Gradient)> {
    s.inequality.as_ref().map(|gradient| (s, gradient))
}

/// The inequality of every slice as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn inequality_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    document(findings.iter().filter_map(known).map(|(s, g)| slice(s, g, labels)))
}

fn slice<'a>(s: &'a SliceFindings, g: &'a Gradient, labels: &'a LabelsBy) -> Slice<'a> {
    Slice { head: head(s, labels), areas: g.areas, left_out: g.left_out, inequality: &g.measures }
}

/// The columns of the CSV.
const COLUMNS: [&str; 15] = [
    "treatment",
    "period",
    "areas",
    "left_out",
    "id",
    "title",
    "value",
    "lower",
    "upper",
    "confidence",
    "per",
    "unit",
    "method",
    "undefined",
    "standardised",
];

/// The inequality of every slice as CSV.
///
/// # Errors
/// As [`inequality_json`].
pub fn inequality_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    let rows = findings.iter().filter_map(known).flat_map(|(s, g)| {
        g.measures.iter().map(move |m| {
            vec![
                text(&s.treatment),
                s.period.to_string(),
                g.areas.to_string(),
                g.left_out.to_string(),
                m.id.to_owned(),
                text(m.title),
                number(m.value),
                number(m.lower),
                number(m.upper),
                number(m.confidence),
                number(Some(s.per)),
                text(&labels.get(&s.treatment).map_or_else(String::new, |l| l.unit.to_string())),
                text(m.method.unwrap_or_default()),
                text(m.undefined.as_deref().unwrap_or_default()),
                text(s.standardised.as_ref().map_or("", |by| by.by.as_str())),
            ]
        })
    });
    write(COLUMNS.map(str::to_owned), rows)
}

/// The inequality of every slice for reading. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn inequality_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    let slices: Vec<SliceFindings> = findings.iter().filter(|s| s.inequality.is_some()).cloned().collect();
    blocks(&slices, labels, width, |s| {
        let Some(gradient) = &s.inequality else { return String::new() };
        let interval = format!("{}% interval", level(s.confidence));
        let mut made = table(&["Index", "Value", &interval, "In words"], &[1], width);
        for m in &gradient.measures {
            let said = m.undefined.as_ref().map_or(m.title.to_owned(), |why| format!("{}; {why}", m.title));
            let pair = m.lower.zip(m.upper);
            made.add_row([
                m.id.to_owned(),
                m.value.map_or_else(absent, |v| significant(v, 4)),
                pair.map_or_else(absent, |(lo, hi)| format!("{} to {}", significant(lo, 3), significant(hi, 3))),
                said,
            ]);
        }
        let method = gradient.measures.iter().find_map(|m| m.method);
        let mut below = method.map_or(String::new(), |m| format!("Method: {m}.\n"));
        if gradient.left_out > 0 {
            below += &format!("Left out, because they have no rate: {} areas.\n", gradient.left_out);
        }
        lines(&made) + &prose(&below, width)
    })
}
