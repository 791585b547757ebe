//! What plain-text tables for the terminal have alike: heads of blocks, decimals of columns.

use super::layout::prose;
use crate::number::{column_decimals, exact};
use crate::words;
use unwarranted_core::text::capitalised;
use unwarranted_core::{AreaFinding, Kind, Period, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::thousands;
use unwarranted_plot::text::areas as counted;

/// What stands for a figure that does not exist.
pub(super) fn absent() -> String {
    "-".to_owned()
}

/// Decimals for each column of areas.
pub(super) struct Places {
    pub(super) observed: usize,
    pub(super) denominator: usize,
    pub(super) expected: usize,
    pub(super) rate: usize,
}

impl Places {
    pub(super) fn of(s: &SliceFindings) -> Self {
        let over = |f: fn(&AreaFinding) -> Option<f64>| column_decimals(s.areas.iter().filter_map(f));
        Self {
            observed: over(|a| Some(a.observed)),
            denominator: over(|a| a.denominator),
            expected: over(|a| a.expected).min(1),
            rate: over(|a| a.rate),
        }
    }

    pub(super) fn or_absent(&self, value: Option<f64>, decimals: usize) -> String {
        value.map_or_else(absent, |v| thousands(v, decimals))
    }
}

/// Median and deciles of the rates, in a line; nothing for fewer than ten areas, which have no tenths.
pub(super) fn middle(s: &SliceFindings) -> String {
    let Some(deciles) = s.deciles.filter(|_| s.areas.len() >= 10) else { return String::new() };
    let places = Places::of(s).rate;
    let [_, _, _, _, median, ..] = &deciles.map(|d| thousands(d, places));
    format!("Median rate {median}; deciles {}.\n", deciles.map(|d| thousands(d, places)).join(", "))
}

pub(super) fn blocks(
    findings: &[SliceFindings],
    labels: &LabelsBy,
    width: Option<u16>,
    body: impl Fn(&SliceFindings) -> String,
) -> String {
    let blocks: Vec<String> = findings.iter().map(|s| prose(&head(s, labels), width) + &body(s)).collect();
    blocks.join("\n")
}

/// Treatment, period, areas, unit and what was set aside.
fn head(s: &SliceFindings, labels: &LabelsBy) -> String {
    let words = labels.get(&s.treatment);
    let measure = words.map_or(&*s.treatment, |l| l.measure.as_str());
    let unit = words.map_or_else(|| format!("per {} of the denominator", exact(s.per)), |l| l.unit.to_string());
    let mut out = heading(measure, s.period, s.areas.len(), &unit, s.kind, &[]);
    if let Some(partial) = words::partial_period(s) {
        out += &format!("{partial}\n");
    }
    if let Some(by) = &s.standardised {
        out += &format!("{}.\n", capitalised(&by.by));
    }
    if let Some(need) = &s.after_need {
        out += &format!("After need: each area is held against what areas of the same need have ({need}).\n");
    }
    out + &aside(&s.set_aside)
}

/// The first lines over a table.
pub(super) fn heading(
    measure: &str,
    period: Period,
    areas: usize,
    unit: &str,
    kind: Kind,
    set_aside: &[SetAside],
) -> String {
    let areas = counted(areas);
    let parts = [measure.to_owned(), period.words(), areas, unit.to_owned(), kind.word().to_owned()];
    let shown: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    format!("{}\n{}", shown.join(" | "), aside(set_aside))
}

fn aside(set_aside: &[SetAside]) -> String {
    let line = |a: &SetAside| format!("set aside: {}, because {}\n", words::rows(a.rows), a.reason.meaning());
    set_aside.iter().map(line).collect()
}
